"""Place → grid → rule or responsibility → named person, with the reasons: from the process, without a query."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings

from shiqiao.kernel.catalogue.rules import Item
from shiqiao.kernel.clocks.reads import calendar_for
from shiqiao.kernel.matters.errors import ReportRefused
from shiqiao.kernel.matters.report import Report
from shiqiao.kernel.matters.rules import Routed
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.routing.reads import lead_to, routing_for
from shiqiao.kernel.routing.rules.leading import Led
from shiqiao.kernel.routing.rules.matching import Facts, Rules
from shiqiao.kernel.territory import reads as territory
from shiqiao.kernel.territory.rules.coordinates import convert

ZONE = ZoneInfo(settings.TIME_ZONE)
Why = list[Mapping[str, Any]]


class Told(NamedTuple):
    """What a report says beyond item and place, by which routing rules may go."""

    channel: str = ""
    urgent: bool = False
    answers: Mapping[str, Any] = {}


def route(
    report: Report, item: Item, at: datetime, answers: Mapping[str, Any] | None = None
) -> tuple[Routed, float | None, float | None]:
    """Find grid and person for a report; returns them with the point in WGS84.

    `answers` are the report's form answers in plain types. A point outside every grid of the street is refused with
    the field's name. A report without any place is not: it goes to the unrouted list, loudly.
    """
    why: Why = []
    lon, lat = report.lon, report.lat
    if lon is not None and lat is not None:
        lon, lat = convert(lon, lat, report.coordinates)
    grid, boundary = _grid(report, lon, lat, at, why)
    told = Told(report.channel, report.urgent, report.form if answers is None else answers)
    return person(grid, boundary, item, report.street, at, why, told), lon, lat


def person(
    grid: int, boundary: int, item: Item, street: int, at: datetime, why: Why, told: Told = Told()
) -> Routed:  # fmt: skip
    """Find the named person: by the street's rules, else whoever answers for the grid and the item's line."""
    why.append({"step": "item", "item": item.code, "line": item.line})
    return decide(routing_for(street), Place(grid, boundary, street), item, at, why, told)


class Place(NamedTuple):
    """Where a matter lies: grid (0 unknown), the boundary version it was located by, street."""

    grid: int
    boundary: int
    street: int


def decide(
    rules: Rules | None, place: Place, item: Item, at: datetime, why: Why, told: Told, people_at: datetime | None = None
) -> Routed:  # fmt: skip
    """Decide by given rules, with the people of `people_at` (default `at`); the rule that speaks is in the reasons.

    A rule whose target nobody stands for today is not passed over in silence: the matter falls to whoever answers for
    the place and stands on the unrouted list, with the reason.
    """
    spoken = rules.speak(_facts(place, item, at, told), lambda: calendar_for(place.street)) if rules else None
    failed = urgent = False
    if rules and spoken:
        rule, urgent = spoken.rule, spoken.rule.urgent
        why.append({"step": "rule", "version": rules.version, "rule": spoken.number, "name": rule.name})
        if rule.to != "responsible":
            led = lead_to(rule.to, item, place.grid, place.street, people_at or at)
            why += led.why
            if led.post:
                return _routed(place, led, not place.grid and rule.place_needed, urgent, why)
            failed = True
            why.append({"step": "rule_failed", "version": rules.version, "rule": spoken.number})
    elif rules:
        why.append({"step": "no_rule", "version": rules.version})
    who = people.responsible_for(place.grid or place.street * 1_000_000, item.line, people_at or at)
    why += who.why
    led = Led(who.post, who.account or 0, who.unit, ())
    return _routed(place, led, failed or not place.grid or not who.post, urgent, why)


def _facts(place: Place, item: Item, at: datetime, told: Told) -> Facts:
    return Facts(item, place.grid, told.channel, told.urgent or item.urgent, at, told.answers)


def _routed(place: Place, led: Led, unrouted: bool, urgent: bool, why: Why) -> Routed:
    return Routed(
        community=place.grid // 1000, grid=place.grid, boundary=place.boundary, post=led.post, holder=led.holder,
        unit=led.unit, unrouted=unrouted, why=tuple(why), urgent=urgent,
    )  # fmt: skip


def _grid(report: Report, lon: float | None, lat: float | None, at: datetime, why: Why) -> tuple[int, int]:
    if lon is not None and lat is not None and not territory.has_grids(report.street):
        why.append({"step": "no_map"})  # nobody has drawn boundaries yet: grid or address must say where it is
    elif lon is not None and lat is not None:
        found = territory.locate(lon, lat, on=_local_day(at))
        if not found.grid or found.street != report.street:
            raise ReportRefused(
                fields={"lon": "This point lies outside the street's grids; choose the place on the map or by address."}
            )
        why.append({"step": "point", "grid": found.grid, "border": found.border})
        return found.grid, found.boundary
    if report.grid:
        if report.grid // 1_000_000 != report.street or not territory.is_grid(report.grid):
            raise ReportRefused(fields={"grid": "There is no such grid in this street; choose one from the list."})
        why.append({"step": "grid", "grid": report.grid})
        return report.grid, 0
    if report.address.strip():
        hits = territory.find_address(report.address, report.street, limit=1)
        if hits and hits[0].grid:
            why.append({"step": "address", "entry": hits[0].id, "grid": hits[0].grid})
            return hits[0].grid, 0
        why.append({"step": "address_unknown"})
    else:
        why.append({"step": "no_place"})
    return 0, 0


def _local_day(at: datetime) -> date:
    return at.astimezone(ZONE).date()
