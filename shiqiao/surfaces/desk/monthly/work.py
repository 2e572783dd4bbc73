"""Chapters of the work: what was reported, where the same comes again, and what was slow."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shiqiao.base.chapters import Asked, Cell, Chapter, Chart, Column, Table, share
from shiqiao.kernel.matters.breakdown import Slow, Standing, stood_open, taken_up_again
from shiqiao.surfaces.desk import words
from shiqiao.surfaces.desk.forms import day_start
from shiqiao.surfaces.desk.monthly import figures
from shiqiao.surfaces.desk.monthly.figures import broken, channel_title, compared, counts_cells, grid_title, item_title

ITEMS, PLACES, SLOW = 20, 20, 20
BY: tuple[tuple[str, str, str, int], ...] = (
    ("line", gettext_noop("By line of work"), gettext_noop("Line of work"), 0),
    ("channel", gettext_noop("By the way they came in"), gettext_noop("Channel"), 0),
    ("item", gettext_noop("The most frequent items"), gettext_noop("Item"), ITEMS),
    ("community", gettext_noop("Reports by community"), gettext_noop("Community"), 0),
    ("grid", gettext_noop("By grid"), gettext_noop("Grid"), 0),
)


def reports(asked: Asked) -> Chapter:
    """Tell what was reported, by line, channel, item, community and grid."""
    return Chapter(
        _("Reports"),
        (_("Every registered matter counts on the day of its report, merged ones and parts too."),),
        tuple(_by(asked, *one) for one in BY),
    )


def _by(asked: Asked, name: str, title: str, heading: str, most: int) -> Table:
    """A table of reports by one thing, the most frequent first."""
    reported, ended = broken(asked, "reported"), broken(asked, "ended")[0]
    now, before, year = (one.by[name] for one in reported)
    title_of = _titles(asked)[name]
    keys = sorted({*now, *before} if not most else now, key=lambda key: (-now.get(key, 0), title_of(key)))
    every = reported[0].all
    rows = tuple(
        (title_of(key), *counts_cells(now.get(key, 0), before.get(key, 0), year.get(key, 0)),
         share(now.get(key, 0), every), ended.by[name].get(key, 0))
        for key in keys[: most or None]
    )  # fmt: skip
    columns = (
        Column(_(heading), 22, text=True), *compared(asked), Column(_("Share of all"), 9), Column(_("Matters ended"), 9),
    )  # fmt: skip
    drawn = Chart("bar", _(title), 0, (1, 2))
    note = _("The %(n)s most frequent items are listed.") % {"n": most} if most else ""
    return Table(_(title), columns, rows, drawn, note)


def _titles(asked: Asked) -> dict[str, Callable[[Any], str]]:
    return {
        "line": words.line_title, "channel": channel_title, "item": lambda code: item_title(asked, code),
        "community": lambda code: words.place(code) if code else _("no community known"), "grid": grid_title,
    }  # fmt: skip


def hotspots(asked: Asked) -> Chapter | None:
    """Tell in which grid the same item was reported most often."""
    now, before, year = broken(asked, "reported")
    found = sorted(
        ((many, grid, item) for (grid, item), many in now.spots.items() if grid and many > 1),
        key=lambda one: (-one[0], one[1], one[2]),
    )[:PLACES]  # fmt: skip
    rows = tuple(
        (f"{grid_title(grid)} · {item_title(asked, item)}",
         *counts_cells(many, before.spots.get((grid, item), 0), year.spots.get((grid, item), 0)))
        for many, grid, item in found
    )  # fmt: skip
    columns = (Column(_("Grid and item"), 36, text=True), *compared(asked))
    drawn = Chart("bar", _("Where the same comes again"), 0, (1, 2), 10)
    says = (_("Grids in which the same item was reported twice or more often in the month, the most frequent first."),)
    return Chapter(_("Hotspots"), says, (Table(_("Where the same comes again"), columns, rows, drawn),))


# ── what was slow ──────────────────────────────────────────────────────────────────────────────────────────────────


def edge(asked: Asked) -> datetime:
    """Return the moment up to which a report tells: the month's end, or the present one."""
    return min(asked.at, day_start(asked.at, (asked.until - localtime(asked.at).date()).days))


def standing(asked: Asked) -> Standing:
    """Return what stood open at the report's end."""
    return asked.once("standing", lambda: stood_open(asked.street, edge(asked), SLOW))


def slow(asked: Asked) -> Chapter:
    """Tell what stood open longest at the month's end, and what was taken up again most often."""
    held, at = standing(asked), edge(asked)
    again = asked.once("again", lambda: taken_up_again(asked.street, asked.since, asked.until, SLOW))
    said = _(
        "At the end %(all)s matters were open, %(week)s of them for more than 7 days, %(month)s for more than 30 days."
    )
    columns = (
        Column(_("Number"), 15, text=True), Column(_("Item"), 20, text=True), Column(_("Grid"), 22, text=True),
        Column(_("Unit"), 20, text=True), Column(_("Reported"), 11, text=True),
    )  # fmt: skip
    longest = tuple(
        (*_named(asked, one), (at - one.reported_at) // timedelta(days=1), _paused(one)) for one in held.longest
    )
    more = (Column(_("Days open"), 9), Column(_("Remark"), 10, text=True))
    tables = [
        Table(_("Open for longest"), (*columns, *more), longest, note=_("Complaints about a unit are counted and not listed.")),
        Table(_("Taken up again most often"), (*columns, Column(_("Times in the month"), 10)),
              tuple((*_named(asked, one), one.times) for one in again)),
    ]  # fmt: skip
    return Chapter(
        _("What was slow"), (said % {"all": held.all, "week": held.week, "month": held.month},), tuple(tables)
    )  # fmt: skip


def _named(asked: Asked, one: Slow) -> tuple[Cell, ...]:
    day = localtime(one.reported_at).date().isoformat()
    return one.number, item_title(asked, one.item), grid_title(one.grid), figures.unit_title(one.unit), day


def _paused(one: Slow) -> str:
    return _("paused") if one.paused else ""
