"""What comes in by query string: filters of lists. Wrong values are ignored, so that an old link still shows a list."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shiqiao.base.actor import Actor
from shiqiao.base.time import now
from shiqiao.kernel.matters.reads import TABS, Filters
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.territory import reads as territory
from shiqiao.surfaces.desk import periods, words
from shiqiao.surfaces.desk.forms import (
    ZONE,
    Choices,
    cursor,
    day_start,
    grid_choices,
    item_choices,
    line_choices,
    state_choices,
    with_choices,
)
from shiqiao.surfaces.desk.pickers import PickerSelect
from shiqiao.surfaces.kit.forms import KitForm

SHOWN = [("open", _("Open")), ("done", _("Closed")), ("all", _("All"))]
LIT = [("red", _("Overdue")), ("yellow", _("Due soon")), ("green", _("On time")), ("paused", _("on hold"))]
FLAGS = ("unrouted", "asked", "paused", "urgent", "supervised")


@dataclass(frozen=True)
class Query:
    """A list as asked for: its filters, the cursor, and the form that shows them."""

    filters: Filters
    after: str
    form: forms.Form
    chosen: Sequence[tuple[str, str, str]] = ()  # label, value and the address without it, of each filter set


def _day() -> forms.DateInput:
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class FilterForm(KitForm):
    """The filters of the list of matters."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100)
    show = forms.ChoiceField(label=_("Open or closed"), choices=SHOWN, required=False)
    light = forms.ChoiceField(label=_("Light"), required=False)
    line = forms.ChoiceField(label=_("Line"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    street = forms.ChoiceField(label=_("Street"), required=False)
    community = forms.ChoiceField(label=_("Community"), required=False, widget=PickerSelect)
    grid = forms.ChoiceField(label=_("Grid"), required=False, widget=PickerSelect)
    item = forms.ChoiceField(label=_("Item"), required=False, widget=PickerSelect)
    person = forms.ChoiceField(label=_("Who has it"), required=False, widget=PickerSelect)
    channel = forms.ChoiceField(label=_("Channel"), required=False)
    period = forms.ChoiceField(label=_("Reported during"), required=False)
    since = forms.DateField(label=_("Reported from"), required=False, widget=_day())
    until = forms.DateField(label=_("to"), required=False, widget=_day())
    overdue = forms.BooleanField(label=_("Only overdue"), required=False)
    today = forms.BooleanField(label=_("Only due today"), required=False)
    later = forms.BooleanField(label=_("Only due after today"), required=False)
    ended = forms.BooleanField(label=_("Only closed today"), required=False)
    unrouted = forms.BooleanField(label=_("Only unrouted"), required=False)
    asked = forms.BooleanField(label=_("Only with an open request"), required=False)
    paused = forms.BooleanField(label=_("Only paused"), required=False)
    urgent = forms.BooleanField(label=_("Only urgent"), required=False)
    supervised = forms.BooleanField(label=_("Only supervised"), required=False)

    def __init__(self, data: Mapping[str, Any], street: int) -> None:
        # As functions: a list that is only shown need not build three hundred choices.
        self.base_fields = with_choices(
            self.base_fields, {name: partial(_every, offer) for name, offer in offers(street).items()}
        )
        if street:  # whoever belongs to one street has no other to choose
            del self.base_fields["street"]
        super().__init__(data)


def offers(street: int) -> dict[str, Callable[[], Choices]]:
    """Return what can be chosen in each filter of a street's lists."""
    return {
        "light": lambda: [(code, str(title)) for code, title in LIT],
        "line": line_choices,
        "state": state_choices,
        "street": lambda: [(str(number), territory.title(number * 1_000_000)) for number in people.streets()],
        "community": lambda: [(str(c.code), c.title) for c in territory.communities(street)],
        "grid": lambda: grid_choices(street),
        "item": lambda: item_choices(street),
        "person": lambda: person_choices(street),
        "channel": lambda: [(code, gettext(title)) for code, title in words.CHANNELS.items()],
        "period": lambda: [(code, gettext(title)) for code, title in periods.PERIODS.items()],
    }


def person_choices(street: int) -> Choices:
    """Return the people who hold posts of a street, by unit: all in the office may know who is in it."""
    found: dict[str, dict[int, str]] = {}
    for post in people.posts(street):
        account = people.holder_of(post.id, now()).account
        if account:
            found.setdefault(words.unit_title(post.unit), {})[account] = words.person_name(account)
    return [(unit, [(str(number), name) for number, name in who.items()]) for unit, who in found.items()]


def _every(offer: Callable[[], Choices]) -> Choices:
    return [("", gettext("all")), *offer()]


def list_query(data: Mapping[str, Any], actor: Actor, *, tab: str = "") -> Query:
    """Read the filters of a list from a query string."""
    form = FilterForm(data, actor.street or 0)
    form.is_valid()
    return Query(filters_in(form.cleaned_data, actor, tab), cursor(data.get("after", "")), form, chosen(form, data))


def filters_in(given: Mapping[str, Any], actor: Actor, tab: str) -> Filters:
    """Return the filters that a form's values stand for."""
    text, at = str(given.get("q") or "").strip(), now()
    shown = given.get("show") or ("all" if text else "open")
    ended = {"ended_since": day_start(at), "state": "closed", "open": False} if given.get("ended") else {}
    since, until = period(given, actor, at)
    found = Filters(
        tab=tab if tab in TABS else "", open={"open": True, "done": False}.get(shown), text=text,
        since=since, until=until, overdue_at=at if given.get("overdue") else None,
        due_from=at if given.get("today") else day_start(at, 1) if given.get("later") else None,
        due_until=day_start(at, 1) if given.get("today") else None,
        light=given.get("light") or "", lit_at=at, holder=int(given.get("person") or 0),
        **{name: bool(given.get(name)) for name in FLAGS},
        **{name: given.get(name) or "" for name in ("line", "state", "item", "channel")},
        **{name: int(given.get(name) or 0) for name in ("street", "community", "grid")},
    )  # fmt: skip
    return replace(found, **ended)


def period(given: Mapping[str, Any], actor: Actor, at: datetime) -> tuple[datetime | None, datetime | None]:
    """Return the moments between which was reported what is shown: the days given, else those of a named period."""
    since, until = _moment(given.get("since")), _moment(given.get("until"), 1)
    if since or until or not given.get("period"):
        return since, until
    return periods.bounds(str(given["period"]), actor.street or 0, at)


def chosen(form: FilterForm, data: Any) -> list[tuple[str, str, str]]:
    """Return each filter that is set: its label, its value in words, and the query string without it."""
    found = []
    for name, field in form.fields.items():
        value = form.cleaned_data.get(name)
        if not value or name == "q" or (name, value) == ("show", "open"):
            continue
        rest = {key: text for key, text in data.items() if key not in (name, "after", "trail")}
        label = "" if value is True else str(field.label)
        found.append((label, _value_said(field, value), f"?{urlencode(rest or {'show': 'open'})}"))
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


def _moment(day: date | None, more: int = 0) -> datetime | None:
    return datetime.combine(day + timedelta(days=more), time(), ZONE) if day else None
