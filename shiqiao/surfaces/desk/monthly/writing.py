"""How cells and the first page are said, the same on paper and in the spreadsheet."""

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from shiqiao.base.chapters import Cell, Change, Share
from shiqiao.kernel.monthly.hooks import Cover
from shiqiao.surfaces.desk import words
from shiqiao.surfaces.desk.monthly.figures import month
from shiqiao.surfaces.desk.papers.ground import office
from shiqiao.surfaces.kit.words import absolute

NOTHING = "—"


def written(cell: Cell) -> str:
    """Return a cell as words: 1,234, 83.3%, +5.1%, +2.3 points, a dash for nothing."""
    if cell is None or cell == "":
        return NOTHING if cell is None else ""
    if isinstance(cell, Share):
        return f"{cell.value:.1%}"
    if isinstance(cell, Change):
        return _("%(n)s points") % {"n": f"{100 * cell.value:+.1f}"} if cell.points else f"{cell.value:+.1%}"
    if isinstance(cell, float):
        return f"{cell:,.2f}"
    return f"{cell:,}" if isinstance(cell, int) else cell


def title() -> str:
    """Return what such a report is called."""
    return _("Monthly report on the work of the street")


def office_of(cover: Cover) -> str:
    """Return the name of the office whose report it is."""
    return office(cover.street)


def month_of(cover: Cover) -> str:
    """Return the month of a report in words."""
    from datetime import date

    return month(date.fromisoformat(f"{cover.month}-01"))


def state_of(cover: Cover) -> str:
    """Say whether the month is closed, and of which moment the figures are."""
    if cover.closed_at:
        day = words.day(localtime(cover.closed_at).date().isoformat())
        return _("Closed on %(day)s: the figures stay as they are.") % {"day": day}
    return _("Not closed, as of %(moment)s: the figures may still change.") % {"moment": absolute(cover.as_of)}


def facts(cover: Cover) -> list[tuple[str, str]]:
    """Return the pairs of the first page."""
    return [
        (_("Street"), words.place(cover.street)), (_("Month"), month_of(cover)), (_("State"), state_of(cover)),
        (_("Figures of"), absolute(cover.as_of)),
        (_("Indicators"), _("version %(n)s") % {"n": cover.version} if cover.version else _("none published")),
    ]  # fmt: skip
