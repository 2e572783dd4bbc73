"""Counters: the hall and the service stations. Where they are, what each serves, who works there."""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import fmean

from shiqiao.base.actor import Actor
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.people.rows import UnitRow
from shiqiao.kernel.territory.reads import middles
from shiqiao.scenes.hall.definitions import Guide
from shiqiao.scenes.hall.publishing import guides_of
from shiqiao.scenes.hall.rules import Way, way

GRID = 1_000


@dataclass(frozen=True, slots=True)
class Counter:
    """The hall or a service station: its unit, its community (0: the whole street's), its point where one is published."""

    unit: int
    code: str
    hall: bool
    community: int
    parent: int
    title_zh: str
    title_en: str
    phone: str = ""
    point: tuple[float, float] | None = None


def counters(street: int) -> dict[int, Counter]:
    """Return the counters of a street by unit, the hall first."""
    table = guides_of(street)
    points = {one.unit: (one.lon, one.lat) for one in table.places}
    rows = [row for row in people.units(street) if row.kind == "service_station" or row.code == table.hall]
    found = [_counter(row, row.code == table.hall, points.get(row.code)) for row in rows]
    return {one.unit: one for one in sorted(found, key=lambda one: (not one.hall, one.code))}


def _counter(row: UnitRow, hall: bool, point: tuple[float, float] | None) -> Counter:
    place = 0 if hall else row.community
    return Counter(row.id, row.code, hall, place, row.parent or 0, row.title_zh, row.title_en, row.phone, point)


def serving(guide: Guide, street: int) -> dict[int, Counter]:
    """Return the counters that serve an item."""
    return {
        unit: one
        for unit, one in counters(street).items()
        if (one.hall and "hall" in guide.at) or (not one.hall and "stations" in guide.at)
    }


def home_point(street: int, community: int, grid: int) -> tuple[float, float] | None:
    """Return the middle of the grid where somebody lives, else of the community; None where neither is drawn."""
    drawn = middles(street)
    if grid in drawn:
        return drawn[grid]
    within = [point for number, point in drawn.items() if community and number // GRID == community]
    return (fmean(x for x, _ in within), fmean(y for _, y in within)) if within else None


def way_of(guide: Guide, street: int, home: tuple[float, float] | None, station: int) -> Way:
    """Measure a coming to a counter against the nearest that serves the item."""
    points: Mapping[int, tuple[float, float]] = {
        unit: one.point for unit, one in serving(guide, street).items() if one.point
    }
    here = counters(street).get(station)
    if here and here.point:
        points = {**points, station: here.point}
    return way(home, station, points)


def mine(actor: Actor) -> dict[int, Counter]:
    """Return the counters at which an actor works: posts in the unit itself, in its community, or in a station beside it."""
    if actor.street is None or actor.kind != "account":
        return {}
    units = {people.post(post).unit for post in actor.reach.posts if people.post(post).street == actor.street}
    around = units | {row.parent for row in map(people.unit, units) if row.kind in ("grid_station", "service_station")}
    return {
        unit: one
        for unit, one in counters(actor.street).items()
        if unit in units or (not one.hall and one.parent in around)
    }


def post_of(counter: Counter, street: int) -> int:
    """Return the post that answers for a counter: one of its own unit, else the head of its community."""
    rows = people.posts(street)
    own = [row for row in rows if row.unit == counter.unit and row.active]
    heads = [row for row in rows if row.unit == counter.parent and row.active and not counter.hall]
    found = sorted(own or heads, key=lambda row: (not row.head_of, row.id))
    return found[0].id if found else 0
