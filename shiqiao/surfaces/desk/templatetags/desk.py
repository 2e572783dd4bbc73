"""The rows of a list, drawn in Python: as template nodes they were half of what a list costs."""

from collections.abc import Callable, Iterable, Mapping

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from shiqiao.surfaces.desk.lists import COLUMNS, Row, Show
from shiqiao.surfaces.kit.templatetags.kit import badge, light, when

register = template.Library()
PLAIN = Show()


@register.simple_tag
def matter_head(show: Show | str = "") -> SafeString:
    """Draw the head of a list of matters: time left, title, and the columns that the reader has chosen."""
    chosen = show or PLAIN
    titles = [_("Time left"), _("Matter"), *(_(COLUMNS[name]) for name in chosen.columns)]  # type: ignore[union-attr]
    cells = "".join(f'<th scope="col">{escape(title)}</th>' for title in titles)
    return mark_safe(f"<thead><tr>{_all(chosen)}{cells}</tr></thead>")


def _all(show: Show | str) -> str:
    if not getattr(show, "checks", False):
        return ""
    said = escape(_("Select all on this page"))
    return (
        '<td class="desk-check"><input type="checkbox" class="form-check-input" data-check-all '
        f'aria-label="{said}" title="{said}"></td>'
    )


@register.simple_tag
def matter_span(show: Show | str = "") -> int:
    """Return how many columns a heading between rows spans."""
    chosen = show or PLAIN
    return 2 + len(chosen.columns) + chosen.checks  # type: ignore[union-attr]


@register.simple_tag
def matter_rows(rows: Iterable[Row], show: Show | str = "") -> SafeString:
    """Draw `lists.Row`s as table rows; each cell carries its heading for phones, where rows are cards."""
    chosen: Show = show or PLAIN  # type: ignore[assignment]
    say = {name: escape(_(title)) for name, title in COLUMNS.items()} | {
        "left": _("Time left"), "urgent": _("urgent"), "again": _("taken up again"), "nowhere": _("unrouted"),
        "paused": _("on hold"), "supervised": _("supervised"), "new": _("new"), "select": _("Select"),
    }  # fmt: skip
    return mark_safe("".join(_row(row, say, chosen) for row in rows))  # every value is escaped below


def _row(row: Row, say: Mapping[str, str], show: Show) -> str:
    title = escape(row.title)
    check = ""
    if show.checks:
        check = (
            '  <td class="desk-check"><input type="checkbox" class="form-check-input" name="n" form="desk-several" '
            f'value="{row.number}" data-row-check aria-label="{say["select"]} {row.number} {title}"></td>\n'
        )
    cells = "".join(
        f'  <td{STATE if name == "state" else ""} data-label="{say[name]}">{CELLS[name](row, say)}</td>\n'
        for name in show.columns
    )
    below = f'<span class="kit-soft"><span class="kit-number">{row.number}</span>{_marks(row, say)}</span>'
    head = f'<a class="kit-row-link" href="{row.url}">{title}</a>{below}'
    if show.compact:  # one line: a long title ends in dots and is whole under the pointer
        whole = f'<a class="kit-row-link" href="{row.url}" title="{title}">{title}</a>'
        head = f'<span class="desk-one-line">{whole}{below}</span>'
    return (
        f'<tr class="desk-row">\n{check}  <td class="desk-left" data-label="{say["left"]}">{_left(row, say)}</td>\n'
        f'  <th scope="row">{head}</th>\n'
        f"{cells}</tr>"
    )


def _marks(row: Row, say: Mapping[str, str]) -> str:
    marks = f" {badge(say['new'], 'blue', 'sparkles')}" if row.fresh else ""
    if row.urgent:
        marks += f" {badge(say['urgent'], 'red', 'flame')}"
    if row.reopened:
        marks += f" {badge(say['again'], 'yellow', 'repeat')}"
    if row.asked:
        marks += f" {badge(row.asked, 'yellow', 'clock-question')}"
    if row.supervised:
        marks += f" {badge(say['supervised'], 'red', 'speakerphone')}"
    return marks


def _place(row: Row, say: Mapping[str, str]) -> str:
    place = f'<span class="kit-whole">{escape(row.place).replace("第", "<wbr>第", 1)}</span>'  # 春元里社区 | 第4网格
    return f"<span>{badge(say['nowhere'], 'red', 'map-pin-off')}{UNDER}{place}</span></span>" if row.unrouted else place


STATE = ' class="desk-state"'  # on phones beside the time left, both without their headings
UNDER = '<span class="kit-soft kit-under">'
CELLS: Mapping[str, Callable[[Row, Mapping[str, str]], str]] = {
    "item": lambda row, say: f"<span>{escape(row.item)}{UNDER}{escape(row.line)}</span></span>",
    "place": _place,
    "who": lambda row, say: f"<span>{escape(row.person or '—')}{UNDER}{escape(row.post)}</span></span>",
    "state": lambda row, say: f"<span>{badge(row.state, row.tone)}</span>",
    "reported": lambda row, say: when(row.reported_at),
    "channel": lambda row, say: str(escape(row.channel)),
    "address": lambda row, say: str(escape(row.address or "—")),
}


def _left(row: Row, say: Mapping[str, str]) -> str:
    if row.paused_until:
        return badge(say["paused"], "grey", "player-pause")
    if row.due_at:
        return light(row.light, row.due_at)
    return '<span class="kit-soft">—</span>' if row.tone == "green" else light("grey")
