"""What forms and lists of the desk share: days, choices of the street, cursors."""

from collections.abc import Mapping
from copy import deepcopy
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils.translation import get_language

from shiqiao.kernel.catalogue.reads import catalogue
from shiqiao.kernel.flows.reads import latest
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.territory import reads as territory
from shiqiao.surfaces.desk import words

ZONE = ZoneInfo(settings.TIME_ZONE)
Choices = list[tuple[str, Any]]


def day_start(at: datetime, days: int = 0) -> datetime:
    """Return the beginning of the local day of a moment, or of a day near it."""
    local = at.astimezone(ZONE)
    return datetime.combine(local.date() + timedelta(days=days), time(), ZONE)


def with_choices(fields: Mapping[str, forms.Field], offers: Mapping[str, Any]) -> dict[str, forms.Field]:
    """Return copies of a form's fields with the choices of this street; before the form looks at its data."""
    found = {name: deepcopy(field) for name, field in fields.items()}
    for name, choices in offers.items():
        found[name].choices = choices  # type: ignore[attr-defined]
    return found


def line_choices() -> Choices:
    """Return the lines of work as choices."""
    return [(line.code, words.in_language(line.title_zh, line.title_en)) for line in people.lines()]


def state_choices() -> Choices:
    """Return the states of all flows as choices, each code once."""
    states = {code: words.said(state.title) for flow in latest() for code, state in flow.states.items()}
    return list(states.items())


def grid_choices(street: int) -> Choices:
    """Return the grids of a street grouped by community."""
    found: dict[str, Choices] = {}
    for grid in territory.grids(street):
        found.setdefault(territory.title(grid.parent), []).append((str(grid.code), grid.title))
    return list(found.items())


_items_built: dict[tuple[int, str], tuple[object, object, Choices]] = {}


def item_choices(street: int) -> Choices:
    """Return the items of a street's catalogue grouped by line and category; three hundred titles, built once."""
    known, lines, key = catalogue(street), people.lines(), (street, get_language() or "")
    built = _items_built.get(key)
    if built is None or built[0] is not known or built[1] is not lines:
        found: dict[str, Choices] = {}
        for item in (one for one in known.items.values() if one.offered):
            heading = f"{words.line_title(item.line)} · {words.said(item.category_title)}"
            found.setdefault(heading, []).append((item.code, f"{words.said(item.title)}（{item.code}）"))
        built = _items_built[key] = (known, lines, list(found.items()))
    return built[2]


def cursor(text: str) -> str:
    """Return a list's cursor as it was given out; anything else means the first page."""
    moment, _sep, number = text[:60].rpartition("_")
    try:
        if moment not in ("", "-"):
            datetime.fromisoformat(moment)
        return text if number.isascii() and number.isdigit() else ""
    except ValueError:
        return ""
