"""Template tags of the kit, known in every template without {% load %}. README.md shows how to use each."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.forms import BoundField
from django.template.loader import get_template, render_to_string
from django.templatetags import i18n, static
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from shiqiao.surfaces.kit import icons, trail, words
from shiqiao.surfaces.kit.look import Look
from shiqiao.surfaces.kit.shapes import MenuItem

register = template.Library()
# This library is a builtin of every template; translation and static addresses come along, so no page has {% load %}.
for _library in (i18n.register, static.register):
    register.tags.update(_library.tags)
    register.filters.update(_library.filters)

# State of a light → (icon, English msgid). The shapes differ, so that colour is never the only sign.
LIGHTS = {
    "green": ("circle-check", gettext_noop("On time")),
    "yellow": ("clock-exclamation", gettext_noop("Due soon")),
    "red": ("alert-octagon", gettext_noop("Overdue")),
    "grey": ("player-pause", gettext_noop("Not running")),
}
TONES = {
    "green": "circle-check",
    "yellow": "alert-triangle",
    "red": "alert-octagon",
    "grey": "minus",
    "blue": "info-circle",
}


@register.simple_tag
def icon(name: str, title: str = "", css: str = "") -> SafeString:
    """Inline a Tabler outline icon; give `title` only when no words stand beside it."""
    return icons.svg(name, str(title), css)


@register.simple_tag
def fixed(name: str) -> SafeString:
    """Put in a template that shows nothing of the page it stands on; drawn once a language and kept."""
    return (_draw if settings.DEBUG else _fixed)(name, get_language())


def _draw(name: str, language: str | None) -> SafeString:
    return get_template(name).render()


_fixed = lru_cache(maxsize=64)(_draw)


@register.simple_tag
def side_menu(entries: Sequence[MenuItem]) -> SafeString:
    """Draw the side menu's lists, a head over each part; one drawing serves all pages of a part to all who see the same."""
    return _side_menu(tuple(entries))


@lru_cache(maxsize=1024)
def _side_menu(entries: tuple[MenuItem, ...]) -> SafeString:
    return render_to_string("kit/_side_menu.html", {"entries": entries})


@register.simple_tag
def switches(look: Look, other: tuple[str, str]) -> SafeString:
    """Draw the buttons for large print, theme and language; one drawing serves all pages of a look and language."""
    return _switches(look, other, get_language())


@lru_cache(maxsize=32)
def _switches(look: Look, other: tuple[str, str], language: str | None) -> SafeString:
    return render_to_string("kit/_switch_buttons.html", {"look": look, "other": other})


@register.simple_tag
def when(moment: datetime | date | None, style: str = "relative") -> SafeString | str:
    """Show a moment as people say it, with the full date as title; style "full" turns the two round."""
    if not moment:
        return "—"
    said, full = words.relative(moment), words.absolute(moment)
    local = localtime(moment) if isinstance(moment, datetime) else moment
    shown, title = (full, said) if style == "full" else (said, full)
    return format_html('<time datetime="{}" title="{}">{}</time>', local.isoformat(), title, shown)


@register.simple_tag
def left(due: datetime | timedelta | float | None, at: datetime | None = None) -> str:
    """Say what is left until `due`: 还有2小时10分, or 超时1天."""
    return "—" if due is None else words.left(due, at)


@register.simple_tag
def light(state: Any, due: datetime | timedelta | float | None = None, note: str = "") -> SafeString:
    """Show a light: icon, word and the time left.

    `state` is green, yellow, red or grey, or a clock with `light` and `due_at`. A stopped or paused
    clock shows no time left, but `note`.
    """
    if not isinstance(state, str):
        moving = not (getattr(state, "stopped_at", None) or getattr(state, "paused_at", None))
        due = due or (getattr(state, "due_at", None) if moving else None)
        state = getattr(state, "light", "grey")
    name = state if state in LIGHTS else "grey"
    word = _(LIGHTS[name][1])
    remaining = note or (words.left(due) if due is not None and name != "grey" else "")
    # "Overdue" and "1 d over" say the same, and a green list needs no word on every row: readers still hear it.
    quiet = remaining and name in {"green", "red"} and not note
    return _light(name, "visually-hidden" if quiet else "kit-light-word", word, remaining)


@lru_cache(maxsize=1024, typed=True)
def _light(name: str, css: str, word: str, remaining: str) -> SafeString:
    return format_html(
        '<span class="kit-light kit-light-{}">{}<span class="{}">{}</span>{}</span>',
        name,
        icons.svg(LIGHTS[name][0]),
        css,
        word,
        format_html('<span class="kit-light-left">{}</span>', remaining) if remaining else "",
    )


@register.simple_tag
def badge(text: Any, tone: str = "grey", drawing: str = "") -> SafeString:
    """Show a short word as a badge in a tone (green yellow red grey blue); an icon may stand before it."""
    return _badge(text if isinstance(text, str) else str(text), tone if tone in TONES else "grey", drawing)


@lru_cache(maxsize=1024, typed=True)  # typed: a safe text and a plain one are not the same
def _badge(text: str, tone: str, drawing: str) -> SafeString:
    return format_html(
        '<span class="kit-badge kit-badge-{}">{}{}</span>', tone, icons.svg(drawing) if drawing else "", text
    )


@register.simple_tag
def place(code: int | str | None) -> str:
    """Say the name of a territory number; 0 and nothing are said as unknown, a missing title as the code itself."""
    if not code or str(code).strip("0") == "":
        return _("place unknown")
    from shiqiao.kernel.territory.reads import title  # late: pages without places need no territory

    return str(title(code) or code)


@register.simple_tag
def bilingual(thing: Any) -> str:
    """Pick the title in the active language from {"zh": …, "en": …}, an object with `title`, or a plain text."""
    titles = thing if isinstance(thing, str | Mapping) or thing is None else getattr(thing, "title", thing)
    if not isinstance(titles, Mapping):
        titles = (
            {"zh": titles.zh, "en": titles.en} if hasattr(titles, "zh") else {"zh": "" if titles is None else titles}
        )
    first, second = ("zh", "en") if (get_language() or "zh").startswith("zh") else ("en", "zh")
    return str(titles.get(first) or titles.get(second) or "")


@register.simple_tag
def money(amount: Any, unit: str = "yuan") -> str:
    """Say an amount given in yuan; unit "wan" or "yi" for large figures."""
    return words.money(amount, unit)


@register.simple_tag(takes_context=True)
def query_with(context: template.Context, **changes: Any) -> str:
    """Return the page's query string with parameters replaced; None or "" takes one out: `?state=open&older=x`.

    What is asked anew begins without the way back of a list.
    """
    query = context["request"].GET.copy()
    query.pop("trail", None)
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        elif isinstance(value, list | tuple):
            query.setlist(name, [str(part) for part in value])
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else "?"


@register.simple_tag(takes_context=True)
def page_after(context: template.Context, cursor: str, name: str = "after") -> str:
    """Return the query string of a list's next page, which remembers the way back."""
    return trail.onward(context["request"].GET, cursor, name)


@register.simple_tag(takes_context=True)
def page_before(context: template.Context, name: str = "after") -> str:
    """Return the query string of the page before this one; empty when there is none."""
    return trail.backward(context["request"].GET, name)


@register.simple_tag(takes_context=True)
def page_first(context: template.Context, name: str = "after") -> str:
    """Return the query string of a list's first page; empty where one is there or a page before it."""
    return trail.first(context["request"].GET, name)


@register.simple_tag
def tone_icon(tone: str) -> SafeString:
    """Return the icon that stands for a tone, so that notes are told apart without colour."""
    return icons.svg(TONES.get(tone, "info-circle"))


HAN = re.compile(r"[\u3400-\u9fff]")


@register.filter
def as_written(text: Any) -> SafeString:
    """Show what stands in Chinese in the data, whichever language the page is in: names of places and persons, words of
    other houses. It is marked as Chinese, so that readers of screens speak it as such."""
    said = str(text)
    return format_html('<span lang="zh-Hans">{}</span>', said) if HAN.search(said) else escape(said)


@register.filter
def message_tone(level_tag: str) -> str:
    """Map Django's message level to a tone of the kit."""
    return {"success": "green", "warning": "yellow", "error": "red"}.get(level_tag, "blue")


@register.filter
def control(field: BoundField) -> str:
    """Tell what sort of control a form field is: check, choices (several boxes) or plain."""
    kind = type(field.field.widget).__name__
    if kind == "CheckboxInput":
        return "check"
    return "choices" if kind in {"RadioSelect", "CheckboxSelectMultiple"} else "plain"


# The same as filters, for use inside {% if %}, {% with %} and other tags' arguments.
for _name, _function in {"place": place, "bilingual": bilingual, "money": money, "when": when, "left": left}.items():
    register.filter(_name, _function)  # type: ignore[call-overload]
