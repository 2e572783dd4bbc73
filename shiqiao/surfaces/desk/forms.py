"""What comes in by query string: filters of lists. Wrong values are ignored, so that an old link still shows a list."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from shiqiao.base.actor import Actor
from shiqiao.base.time import now
from shiqiao.kernel.catalogue.reads import catalogue
from shiqiao.kernel.flows.reads import latest
from shiqiao.kernel.matters.reads import TABS, Filters
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.territory import reads as territory
from shiqiao.surfaces.desk import words
from shiqiao.surfaces.kit.forms import KitForm

ZONE = ZoneInfo(settings.TIME_ZONE)
Choices = list[tuple[str, Any]]
SHOWN = [("open", _("Open")), ("done", _("Closed")), ("all", _("All"))]


@dataclass(frozen=True)
class Query:
    """A list as asked for: its filters, the cursor, and the form that shows them."""

    filters: Filters
    after: str
    form: forms.Form
    chosen: Sequence[tuple[str, str, str]] = ()  # label, value and the address without it, of each filter set


def day_start(at: datetime, days: int = 0) -> datetime:
    """Return the beginning of the local day of a moment, or of a day near it."""
    local = at.astimezone(ZONE)
    return datetime.combine(local.date() + timedelta(days=days), time(), ZONE)


class FilterForm(KitForm):
    """The filters of the list of matters."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100)
    show = forms.ChoiceField(label=_("Open or closed"), choices=SHOWN, required=False)
    line = forms.ChoiceField(label=_("Line"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    community = forms.ChoiceField(label=_("Community"), required=False)
    grid = forms.ChoiceField(label=_("Grid"), required=False)
    item = forms.ChoiceField(label=_("Item"), required=False)
    channel = forms.ChoiceField(label=_("Channel"), required=False)
    since = forms.DateField(label=_("Reported from"), required=False, widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(label=_("to"), required=False, widget=forms.DateInput({"type": "date"}))
    overdue = forms.BooleanField(label=_("Only overdue"), required=False)
    today = forms.BooleanField(label=_("Only due today"), required=False)
    unrouted = forms.BooleanField(label=_("Only unrouted"), required=False)
    asked = forms.BooleanField(label=_("Only with an open request"), required=False)
    paused = forms.BooleanField(label=_("Only paused"), required=False)

    def __init__(self, data: Mapping[str, Any], street: int) -> None:
        offers: dict[str, Callable[[], Choices]] = {
            "line": line_choices,
            "state": state_choices,
            "community": lambda: [(str(c.code), c.title) for c in territory.communities(street)],
            "grid": lambda: grid_choices(street),
            "item": lambda: item_choices(street),
            "channel": lambda: [(code, gettext(title)) for code, title in words.CHANNELS.items()],
        }
        # As functions: a list that is only shown need not build three hundred choices.
        self.base_fields = with_choices(
            self.base_fields, {name: partial(_every, offer) for name, offer in offers.items()}
        )
        super().__init__(data)


def _every(offer: Callable[[], Choices]) -> Choices:
    return [("", _("all")), *offer()]


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


def list_query(data: Mapping[str, Any], actor: Actor, *, tab: str = "") -> Query:
    """Read the filters of a list from a query string."""
    form = FilterForm(data, actor.street or 0)
    form.is_valid()
    given = form.cleaned_data
    text = str(given.get("q") or "").strip()
    shown = given.get("show") or ("all" if text else "open")
    filters = Filters(
        tab=tab if tab in TABS else "",
        open={"open": True, "done": False}.get(shown),
        text=text,
        since=_moment(given.get("since")),
        until=_moment(given.get("until"), 1),
        overdue_at=now() if given.get("overdue") else None,
        due_from=now() if given.get("today") else None,
        due_until=day_start(now(), 1) if given.get("today") else None,
        **{name: bool(given.get(name)) for name in ("unrouted", "asked", "paused")},
        **{name: given.get(name) or "" for name in ("line", "state", "item", "channel")},
        **{name: int(given.get(name) or 0) for name in ("community", "grid")},
    )
    return Query(filters, cursor(data.get("after", "")), form, chosen(form, data))


def chosen(form: FilterForm, data: Any) -> list[tuple[str, str, str]]:
    """Return each filter that is set: its label, its value in words, and the query string without it."""
    found = []
    for name, field in form.fields.items():
        value = form.cleaned_data.get(name)
        if not value or name == "q" or (name, value) == ("show", "open"):
            continue
        rest = {key: text for key, text in data.items() if key not in (name, "after")}
        label = "" if value is True else str(field.label)
        found.append((label, _value_said(field, value), f"?{urlencode(rest)}"))
    return found


def _value_said(field: forms.Field, value: Any) -> str:
    if value is True:
        return str(field.label)
    for code, title in _flat(getattr(field, "choices", ())):
        if str(code) == str(value):
            return str(title)
    return str(value)


def _flat(choices: Iterable[tuple[Any, Any]]) -> Iterator[tuple[Any, Any]]:
    for code, title in choices:
        if isinstance(title, list):
            yield from title
        else:
            yield code, title


def cursor(text: str) -> str:
    """Return a list's cursor as it was given out; anything else means the first page."""
    moment, _sep, number = text[:60].rpartition("_")
    try:
        if moment not in ("", "-"):
            datetime.fromisoformat(moment)
        return text if number.isascii() and number.isdigit() else ""
    except ValueError:
        return ""


def _moment(day: date | None, more: int = 0) -> datetime | None:
    return datetime.combine(day + timedelta(days=more), time(), ZONE) if day else None
