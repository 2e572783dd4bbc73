"""The rows of a list, drawn in Python: as template nodes they were half of what a list costs."""

from collections.abc import Iterable, Mapping

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from shiqiao.surfaces.desk.lists import Row
from shiqiao.surfaces.kit.templatetags.kit import badge, light, when

register = template.Library()


@register.simple_tag
def matter_rows(rows: Iterable[Row]) -> SafeString:
    """Draw `lists.Row`s as table rows; each cell carries its heading for phones, where rows are cards."""
    say = {
        "left": _("Time left"), "item": _("Item"), "place": _("Place"), "who": _("Who has it"), "state": _("State"),
        "reported": _("Reported"), "urgent": _("urgent"), "again": _("taken up again"), "nowhere": _("unrouted"),
        "paused": _("on hold"), "supervised": _("supervised"),
    }  # fmt: skip
    return mark_safe("".join(_row(row, say) for row in rows))  # every value is escaped below


def _row(row: Row, say: Mapping[str, str]) -> str:
    under = '<span class="kit-soft desk-under">'
    place = escape(row.place)
    if row.unrouted:
        place = f"<span>{badge(say['nowhere'], 'red', 'map-pin-off')} {place}</span>"
    marks = f" {badge(say['urgent'], 'red', 'flame')}" if row.urgent else ""
    if row.reopened:
        marks += f" {badge(say['again'], 'yellow', 'repeat')}"
    if row.asked:
        marks += f" {badge(row.asked, 'yellow', 'clock-question')}"
    if row.supervised:
        marks += f" {badge(say['supervised'], 'red', 'speakerphone')}"
    return (
        f'<tr>\n  <td data-label="{say["left"]}">{_left(row, say)}</td>\n'
        f'  <th scope="row"><a class="kit-row-link" href="{row.url}">{escape(row.title)}</a>'
        f'<span class="kit-soft"><span class="kit-number">{row.number}</span>{marks}</span></th>\n'
        f'  <td data-label="{say["item"]}"><span>{escape(row.item)}{under}{escape(row.line)}</span></span></td>\n'
        f'  <td data-label="{say["place"]}">{place}</td>\n'
        f'  <td data-label="{say["who"]}"><span>{escape(row.person or "—")}{under}{escape(row.post)}</span></span></td>\n'
        f'  <td data-label="{say["state"]}"><span>{badge(row.state, row.tone)}</span></td>\n'
        f'  <td data-label="{say["reported"]}">{when(row.reported_at)}</td></tr>'
    )


def _left(row: Row, say: Mapping[str, str]) -> str:
    if row.paused_until:
        return badge(say["paused"], "grey", "player-pause")
    if row.due_at:
        return light(row.light, row.due_at)
    return '<span class="kit-soft">—</span>' if row.tone == "green" else light("grey")
