"""Help while a report is typed, and the receipt that is read to the caller."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shiqiao.kernel.catalogue.reads import catalogue
from shiqiao.kernel.catalogue.rules import Item
from shiqiao.kernel.clocks import rules as clock_rules
from shiqiao.kernel.clocks.reads import calendar_for
from shiqiao.kernel.flows.reads import flow
from shiqiao.kernel.matters.actions import Receipt
from shiqiao.kernel.matters.routing import Told, person
from shiqiao.kernel.matters.rules import Routed
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.suggesting import rules as suggesting
from shiqiao.kernel.territory.reads import AddressHit
from shiqiao.surfaces.desk import words
from shiqiao.surfaces.kit.words import absolute


@dataclass(frozen=True)
class Suggestion:
    """An item that may be meant: how sure, in words and per cent, and on which words it stands."""

    code: str
    title: str
    line: str
    degree: str
    percent: int
    because: str


@dataclass(frozen=True)
class PlaceShown:
    """A place that may be meant."""

    name: str
    grid: int
    lon: float | None
    lat: float | None
    within: str


@dataclass(frozen=True)
class ItemShown:
    """The chosen item: what will be promised."""

    title: str
    line: str
    terms: Sequence[tuple[str, str]]
    on_the_spot: bool


@dataclass(frozen=True)
class Foreseen:
    """Who will have a report and until when, before it is sent."""

    place: str
    person: str
    post: str
    gap: bool
    dues: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class ReceiptShown:
    """What is read to the caller."""

    number: str
    url: str
    again: bool
    person: str
    post: str
    unit: str
    place: str
    unrouted: bool
    dues: Sequence[tuple[str, str, str]]
    why: Sequence[str]
    follow: str
    secret: str


DEGREES = {"sure": gettext_noop("nearly sure"), "likely": gettext_noop("likely"), "perhaps": gettext_noop("perhaps")}


def suggestions(found: Iterable[suggesting.Suggestion], street: int) -> list[Suggestion]:
    """Return suggested items in words."""
    items = catalogue(street).items
    return [
        Suggestion(
            one.code, words.said(items[one.code].title), words.line_title(items[one.code].line), _(DEGREES[one.degree]),
            round(100 * one.confidence), "、".join(one.because),
        )
        for one in found
    ]  # fmt: skip


def places(hits: Iterable[AddressHit]) -> list[PlaceShown]:
    """Return suggested places in words."""
    return [PlaceShown(hit.name, hit.grid, hit.lon, hit.lat, words.place(hit.grid)) for hit in hits]


def item_shown(item: Item | None) -> ItemShown | None:
    """Return what the chosen item promises."""
    if item is None:
        return None
    terms = [(_(title), words.term(item.terms[name])) for name, title in words.CLOCKS.items() if name in item.terms]
    return ItemShown(words.said(item.title), words.line_title(item.line), terms, item.on_the_spot)


def foresee(street: int, code: str, grid: int, data: Mapping[str, Any], at: datetime) -> Foreseen | None:
    """Say who would have a report and until when, by the routing rules; None until item and place are known."""
    item = catalogue(street).items.get(code)
    if item is None or not grid:
        return None
    channel = str(data.get("channel", ""))
    answers = {key.removeprefix("form_"): value for key, value in data.items() if key.startswith("form_")}
    who = person(grid, 0, item, street, at, [], Told(channel, bool(data.get("urgent")), answers))
    table, cal = flow(item.flow).table, calendar_for(street)
    names = [table.states[table.start].clock, *(["echo"] if channel in table.echo else [])]
    ends = {n: clock_rules.due(cal, at, clock_rules.Term.parse(item.term(n))).at for n in names if n}
    dues = [(_(words.CLOCKS[name]), words.due(end)) for name, end in ends.items()]
    gap = who.unrouted or (people.responsible_for(grid, item.line, at).gap and not ruled(who))
    return Foreseen(words.place(grid), words.person_name(who.holder), words.post_title(who.post), gap, dues)


def ruled(routed: Routed) -> bool:
    """Tell whether a rule led to the post, not the responsibility for the place."""
    steps = {str(step.get("step")) for step in routed.why}
    return "rule" in steps and not steps & {"rule_failed"} and any(one.startswith("to_") for one in steps)


def receipt(found: Receipt, request: HttpRequest) -> ReceiptShown:
    """Return a receipt in words."""
    sheet = found.sheet
    dues = [
        (_(words.CLOCKS.get(c.name, c.name)), words.due(c.due_at, absolute), words.term(str(c.term)))
        for c in sheet.clocks
    ]
    return ReceiptShown(
        number=found.number, url=reverse("desk:matter", args=[found.number]), again=found.again,
        person=words.person_name(sheet.holder), post=words.post_title(sheet.post), unit=words.unit_title(sheet.unit),
        place=words.place(sheet.grid), unrouted=sheet.unrouted, dues=dues, why=words.routing(found.why, sheet.street),
        follow=request.build_absolute_uri(follow_path(found.number, found.secret)) if found.secret else "",
        secret=found.secret,
    )  # fmt: skip


def follow_path(number: str, secret: str) -> str:
    """Return the address under which the reporter follows a matter."""
    try:
        return reverse("portal:matter", args=[number, secret])
    except NoReverseMatch:  # the portal may be switched off
        return f"/portal/m/{number}/{secret}/"
