"""Place → grid → named person, with the reasons: from the process, without a query."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from shiqiao.kernel.catalogue.rules import Item
from shiqiao.kernel.matters.errors import ReportRefused
from shiqiao.kernel.matters.report import Report
from shiqiao.kernel.matters.rules import Routed
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.territory import reads as territory
from shiqiao.kernel.territory.rules.coordinates import convert

ZONE = ZoneInfo(settings.TIME_ZONE)
Why = list[Mapping[str, Any]]


def route(report: Report, item: Item, at: datetime) -> tuple[Routed, float | None, float | None]:
    """Find grid and person for a report; returns them with the point in WGS84.

    A point outside every grid of the street is refused with the field's name. A report without any place is not:
    it goes to the unrouted list, loudly.
    """
    why: Why = []
    lon, lat = report.lon, report.lat
    if lon is not None and lat is not None:
        lon, lat = convert(lon, lat, report.coordinates)
    grid, boundary = _grid(report, lon, lat, at, why)
    return person(grid, boundary, item, report.street, at, why), lon, lat


def person(grid: int, boundary: int, item: Item, street: int, at: datetime, why: Why) -> Routed:
    """Find the named person for a grid and an item's line."""
    who = people.responsible_for(grid or street * 1_000_000, item.line, at)
    why += [{"step": "item", "item": item.code, "line": item.line}, *who.why]
    return Routed(
        community=grid // 1000, grid=grid, boundary=boundary, post=who.post, holder=who.account or 0, unit=who.unit,
        unrouted=grid == 0 or not who.post, why=tuple(why),
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
