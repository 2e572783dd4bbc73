"""Counters: the hall and the service stations. Where they are, what each serves, who works there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import fmean

from django.utils.timezone import localtime

from shiqiao.base.actor import Actor
from shiqiao.kernel.clocks.calendar import Ranges, parse_ranges, show_ranges
from shiqiao.kernel.clocks.reads import calendar_for
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.people.rows import PostRow, UnitRow
from shiqiao.kernel.people.rules import Book
from shiqiao.kernel.territory.reads import middles
from shiqiao.scenes.hall.definitions import Guide, GuideTable, Point
from shiqiao.scenes.hall.publishing import guides_of
from shiqiao.scenes.hall.rules import Way, way

GRID = 1_000
NEXT_WORKDAY = 12  # days within which one comes, whatever holidays there are


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
    hours: Ranges = ()  # of working days, where they are not the office's


@dataclass(frozen=True, slots=True)
class _Known:
    """The counters of a street and the posts of each, as long as neither guides nor people have changed."""

    table: GuideTable
    book: Book
    counters: Mapping[int, Counter]
    staff: Mapping[int, Sequence[PostRow]]


_known: dict[int, _Known] = {}


def _of(street: int) -> _Known:
    table, book, known = guides_of(street), people.book(), _known.get(street)
    if known is None or known.table is not table or known.book is not book:
        known = _known[street] = _Known(table, book, _counters(street, table), _staff(street))
    return known


def counters(street: int) -> Mapping[int, Counter]:
    """Return the counters of a street by unit, the hall first; from memory."""
    return _of(street).counters


def _counters(street: int, table: GuideTable) -> dict[int, Counter]:
    places = {one.unit: one for one in table.places}
    rows = [row for row in people.units(street) if row.kind == "service_station" or row.code == table.hall]
    found = [_counter(row, row.code == table.hall, places.get(row.code)) for row in rows]
    return {one.unit: one for one in sorted(found, key=lambda one: (not one.hall, one.code))}


def _staff(street: int) -> dict[int, list[PostRow]]:
    found: dict[int, list[PostRow]] = {}
    for row in sorted(people.posts(street), key=lambda row: (not row.head_of, row.code)):
        found.setdefault(row.unit, []).append(row)
    return found


def _counter(row: UnitRow, hall: bool, there: Point | None) -> Counter:
    place, point = 0 if hall else row.community, (there.lon, there.lat) if there else None
    hours = parse_ranges(there.hours) if there and there.hours else ()
    return Counter(row.id, row.code, hall, place, row.parent or 0, row.title_zh, row.title_en, row.phone, point, hours)


def hours_on(counter: Counter, street: int, day: date) -> Ranges:
    """Return when a counter is open on a day, in minutes of the day; never on a day on which the office is not."""
    calendar = calendar_for(street)
    opened = calendar.plan(day.toordinal()).open
    if not opened or counter.hours:
        return counter.hours if opened else ()
    midnight = calendar.midnight(day.toordinal())
    return tuple(((low - midnight) // 60, (high - midnight) // 60) for low, high in opened)


def usual_hours(counter: Counter, street: int, day: date) -> str:
    """Return the hours of a counter on working days about a day, as text: 08:30-12:00 13:30-17:30."""
    days = (hours_on(counter, street, day + timedelta(days=n)) for n in range(NEXT_WORKDAY))
    return " ".join(show_ranges(next((hours for hours in days if hours), counter.hours)))


def is_open(counter: Counter, street: int, at: datetime) -> bool:
    """Tell whether a counter is open at a moment."""
    local = localtime(at)
    minute = local.hour * 60 + local.minute
    return any(low <= minute < high for low, high in hours_on(counter, street, local.date()))


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
    units = _units(actor)
    around = units | {row.parent for row in map(people.unit, units) if row.kind in ("grid_station", "service_station")}
    return {
        unit: one
        for unit, one in counters(actor.street).items()
        if unit in units or (not one.hall and one.parent in around)
    }


def posted(actor: Actor) -> set[int]:
    """Return the counters in whose own unit an actor has a post: the full-time staff."""
    return _units(actor) & set(counters(actor.street)) if actor.street else set()


def _units(actor: Actor) -> set[int]:
    return {people.post(post).unit for post in actor.reach.posts if people.post(post).street == actor.street}


def staff_of(counter: Counter, street: int) -> Sequence[PostRow]:
    """Return the posts of a counter's own unit: its head first, then by code."""
    return _of(street).staff.get(counter.unit, ())


def post_of(counter: Counter, street: int, by: Actor | None = None) -> int:
    """Return the post that has an affair at a counter: of its own unit (of `by` first), else its head's."""
    own = staff_of(counter, street)
    heads = () if counter.hall else _of(street).staff.get(counter.parent, ())
    acting = by.reach.posts if by else frozenset[int]()
    found = sorted(own or heads, key=lambda row: (row.id not in acting, not row.head_of, row.id))
    return found[0].id if found else 0
