"""Reading territory: which grid, which address, which name. Maps and titles are public; address books ask for a street.

Maps and address books are held in the process (never staler than a second); names are loaded street by street, so
the divisions of a whole country may be in the table.
"""

import json
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

import shapely
from django.db.models import BooleanField, F, Q
from django.db.models.expressions import RawSQL
from django.utils.timezone import localdate

from shiqiao.base import text
from shiqiao.base.db.scope import scoped
from shiqiao.base.snapshots import snapshot
from shiqiao.base.time import now
from shiqiao.kernel.territory.errors import CodeInvalid
from shiqiao.kernel.territory.models import Address, Boundary, Division, Grid
from shiqiao.kernel.territory.rules import codes, coordinates
from shiqiao.kernel.territory.rules.addresses import AddressHit, AddressIndex, Entry
from shiqiao.kernel.territory.rules.codes import Span, number, span
from shiqiao.kernel.territory.rules.points import Area, GridIndex, Located, Many

__all__ = [
    "AddressHit", "Located", "Many", "Place", "Span", "address", "children", "communities", "find_address", "find_by_sound",
    "geojson", "grids", "has_grids", "is_grid", "locate", "locate_many", "middles", "number", "parents", "points_of",
    "search_divisions", "span", "title",
]  # fmt: skip
_MAPS = 12  # maps of different days held at once
_DAYS = 400  # lists of grids held, one per street and day asked for
_NAMES = 100_000  # names held before all are forgotten


class Place(NamedTuple):
    """A division or grid: `code` without trailing zeros (370103003, 370103003001), `parent` likewise, 0 at the top."""

    code: int
    title: str
    level: str
    parent: int


class _Version(NamedTuple):
    id: int
    number: int
    lower: date
    upper: date


class _Maps:
    """The boundaries of grids as versions; the index of a day is built when it is first asked for."""

    def __init__(self, versions: list[_Version]) -> None:
        self.versions = versions
        self.streets = {version.number // 1_000_000 for version in versions}
        self.changes = sorted({day for version in versions for day in version[2:]})
        self._built: dict[int, GridIndex] = {}

    def epoch(self, day: date) -> int:
        """Return which stretch of days with one and the same map a day belongs to."""
        return bisect_right(self.changes, day)

    def on(self, day: date) -> GridIndex:
        """Return the map of a day."""
        epoch = self.epoch(day)
        index = self._built.get(epoch)
        if index is None:
            index = self._build(day)
            if len(self._built) >= _MAPS:
                self._built.pop(next(iter(self._built)), None)
            self._built[epoch] = index
        return index

    def _build(self, day: date) -> GridIndex:
        ids = [version.id for version in self.versions if version.lower <= day < version.upper]
        rows = Boundary.objects.filter(pk__in=ids).values_list("number", "id", "shape").iterator(2000)
        return GridIndex(Area(number, pk, shapely.from_geojson(json.dumps(shape))) for number, pk, shape in rows)


@dataclass(slots=True)
class _Held:
    """What is loaded street by street: address books by epoch, grids by day, names by territory number."""

    books: dict[tuple[int, int], AddressIndex] = field(default_factory=dict)
    grids: dict[tuple[int, date], dict[int, Place]] = field(default_factory=dict)
    below: dict[tuple[int, date], list[Place]] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    streets: set[int] = field(default_factory=set)


@snapshot("territory")
def _maps() -> _Maps:
    rows = Boundary.objects.annotate(grid=F("number") % 1000).exclude(grid=0).values_list("id", "number", "valid")
    return _Maps([_Version(pk, at, days.lower or date.min, days.upper or date.max) for pk, at, days in rows])


@snapshot("territory")
def _held() -> _Held:
    return _Held()


def locate(lon: float, lat: float, *, on: date | None = None) -> Located:
    """Return the grid a point (WGS84 degrees) lies in on a day (default today), from memory, with the reasons.

    `grid` is 0 outside. Raises CoordinateInvalid for what is no longitude and latitude.
    """
    coordinates.check(lon, lat)
    return _maps().on(on or localdate(now())).locate(lon, lat)


def locate_many(lons: Any, lats: Any, *, on: date | None = None) -> Many:
    """Return the grids of many points as arrays; the same rule as `locate`. Not-a-number is outside."""
    return _maps().on(on or localdate(now())).locate_many(lons, lats)


def has_grids(street: int) -> bool:
    """Tell whether a street has any grid with a boundary."""
    return street in _maps().streets


def find_address(text: str, street: int, limit: int = 8) -> list[AddressHit]:
    """Return what a text may mean in a street's address book, best first, each with score 0..1 and the reasons.

    Reads the book of the street named, whoever asks: the caller decides which street that is.
    """
    return _book_of(street).find(text, limit)


def find_by_sound(letters: str, street: int, limit: int = 8) -> list[AddressHit]:
    """Return what letters may mean as pinyin in a street's address book (cyl → 春元里), best first, for who types quickly.

    Reports are never placed by it: letters suggest, a person chooses.
    """
    return _book_of(street).find_by_sound(letters, limit)


def _book_of(street: int) -> AddressIndex:
    today = localdate(now())
    key = street, _maps().epoch(today)
    books = _held().books
    if key not in books:
        books[key] = _book(street, today)
    return books[key]


def address(identifier: int, street: int) -> AddressHit | None:
    """Return an entry of a street's address book by its number, with the grid of today's map; None for none."""
    with scoped(street):
        row = Address.objects.filter(street=street, pk=identifier).first()
    if row is None:
        return None
    grid = locate(row.lon, row.lat).grid if row.lon is not None and row.lat is not None else row.grid
    return AddressHit(row.pk, row.name, row.kind, row.lon, row.lat, grid, 1.0, [])


def points_of(addresses: Iterable[int], street: int) -> dict[int, tuple[float, float]]:
    """Return longitude and latitude (WGS84) of entries of a street's address book, of those that have a point."""
    with scoped(street):
        rows = Address.objects.filter(street=street, pk__in=list(addresses)).values_list("pk", "lon", "lat")
        return {pk: (lon, lat) for pk, lon, lat in rows if lon is not None and lat is not None}


@snapshot("territory")
def _middles() -> dict[int, dict[int, tuple[float, float]]]:
    return {}


def middles(street: int) -> dict[int, tuple[float, float]]:
    """Return a point (longitude, latitude) well inside each drawn grid of a street by its code, from memory."""
    known = _middles()
    if street not in known:
        rows = Boundary.objects.filter(street=street, valid__contains=localdate(now())).values_list("number", "shape")
        points = {at: shapely.from_geojson(json.dumps(shape)).representative_point() for at, shape in rows}
        known[street] = {at: (round(point.x, 5), round(point.y, 5)) for at, point in points.items()}
    return known[street]


def title(code: int | str) -> str:
    """Return the everyday name of a division or grid (春元里社区), the code itself when it is not known."""
    try:
        at = codes.number(code)
    except CodeInvalid:
        return str(code)
    held = _held()
    name = held.names.get(at)
    if name is None:
        _load_names(at, held)
        name = held.names.setdefault(at, str(codes.short(at)))
    return name


def parents(code: int | str) -> list[Place]:
    """Return the known divisions above, from the top down. Raises CodeInvalid."""
    wanted = [codes.division_code(above) for above in codes.ancestors(code)]
    return [_place(d) for d in Division.objects.filter(code__in=wanted).order_by("code")]


def children(code: int | str) -> list[Place]:
    """Return the divisions directly below, or the grids below a community. Raises CodeInvalid."""
    if codes.level(code) == "community":
        inside = span(code)
        return [place for place in grids(codes.street_of(code)) if place.code in inside]
    return [_place(d) for d in _valid(Division.objects.filter(parent=codes.division_code(code))).order_by("code")]


def communities(street: int) -> list[Place]:
    """Return the communities of a street by code that exist today, from memory."""
    held, today = _held().below, localdate(now())
    found = held.get((street, today))
    if found is None:
        found = children(street)
        if len(held) >= _DAYS:
            held.clear()
        held[street, today] = found
    return list(found)


def grids(street: int, on: date | None = None) -> list[Place]:
    """Return the grids of a street by code that exist on a day (default today), from memory."""
    return list(_grids_on(street, on or localdate(now())).values())


def is_grid(grid: int, *, on: date | None = None) -> bool:
    """Tell whether a grid with this 15-digit code exists on a day (default today), from memory."""
    return grid in _grids_on(grid // 1_000_000, on or localdate(now()))


def search_divisions(wanted: str, *, level: str = "", within: int | str = 0, limit: int = 20) -> list[Place]:
    """Return divisions by a part of their name or the beginning of their code, optionally of one level or inside another.

    What lies higher comes first, then by code; one query, by index, also over the whole country. Raises CodeInvalid.
    """
    wanted = wanted.strip()
    found = _valid(Division.objects.all())
    if wanted.isascii() and wanted.isdigit():
        found = found.filter(code__gte=wanted[:12].ljust(12, "0"), code__lte=wanted[:12].ljust(12, "9"))
    elif wanted:
        condition = RawSQL("territory_division.terms @@ %s::tsquery", [text.tsquery(wanted)], BooleanField())
        found = found.filter(condition)
    if level:
        found = found.filter(level=level)
    if within:
        low, high = span(within)
        found = found.filter(code__gte=str(low // 1000), code__lte=str(high // 1000))
    return [_place(d) for d in found.defer("terms").order_by("depth", "code")[:limit]]


def geojson(street: int, on: date | None = None) -> dict[str, Any]:
    """Return the grids and communities of a street on a day (default today) as a GeoJSON FeatureCollection."""
    rows = Boundary.objects.filter(street=street, valid__contains=on or localdate(now())).order_by("number")
    features = [_feature(row) for row in rows]
    return {"type": "FeatureCollection", "features": features}


def _feature(row: Boundary) -> dict[str, Any]:
    level = codes.level(row.number)
    code = codes.short(row.number)
    properties = {
        "code": str(code), "title": title(code), "level": level, "parent": str(codes.short(codes.parent(code))),
        "boundary": row.pk, "illustrative": row.illustrative,
    }  # fmt: skip
    return {"type": "Feature", "id": code, "properties": properties, "geometry": row.shape}


def _valid(found: Any) -> Any:
    today = localdate(now())
    return found.filter(Q(valid_to=None) | Q(valid_to__gt=today), Q(valid_from=None) | Q(valid_from__lte=today))


def _grids_on(street: int, day: date) -> dict[int, Place]:
    held = _held().grids
    found = held.get((street, day))
    if found is None:
        there = Grid.objects.filter(Q(retired_on=None) | Q(retired_on__gt=day), street=street).order_by("code")
        found = {grid.number: Place(grid.number, grid.name, "grid", grid.community) for grid in there}
        if len(held) >= _DAYS:
            held.clear()
        held[street, day] = found
    return found


def _place(division: Division) -> Place:
    above = codes.short(division.parent) if division.parent else 0
    return Place(codes.short(division.code), codes.short_title(division.name), division.level, above)


def _load_names(at: int, held: _Held) -> None:
    """Load the names of a whole street at once; of what lies above a street only the one asked for."""
    if len(held.names) > _NAMES:
        held.names.clear()
        held.streets.clear()
    street = codes.street_of(at)
    if street in held.streets:
        return
    if not street:
        names = Division.objects.filter(code=codes.division_code(at)).values_list("code", "name")
    else:
        low, high = span(street)
        names = Division.objects.filter(code__range=(str(low // 1000), str(high // 1000))).values_list("code", "name")
        held.streets.add(street)
        held.names.update(
            (int(code), name) for code, name in Grid.objects.filter(street=street).values_list("code", "name")
        )
    if codes.level(at) == "province":
        held.names[at] = codes.PROVINCES[at // 10**13]
    held.names.update((codes.number(code), codes.short_title(name)) for code, name in names)


def _book(street: int, day: date) -> AddressIndex:
    with scoped(street):
        rows = list(Address.objects.filter(street=street).order_by("id"))
    located = {}
    placed = [row for row in rows if row.lon is not None]
    if placed and has_grids(street):
        many = locate_many([row.lon for row in placed], [row.lat for row in placed], on=day)
        located = {row.pk: int(grid) for row, grid in zip(placed, many.grid, strict=True)}
    entries = (
        Entry(row.pk, row.name, row.kind, tuple(row.aliases), row.lon, row.lat, located.get(row.pk, row.grid),
              row.first, row.last, row.side)
        for row in rows
    )  # fmt: skip
    return AddressIndex(entries, _prefixes(street))


def _prefixes(street: int) -> list[str]:
    """Return what people write before an address: the names of city, district and street, with and without tails."""
    names = [title(above) for above in [*codes.ancestors(street), street]]
    return [*names, *(f"{names[-1]}办事处" for _ in names[-1:]), *(f"{names[-1]}辖区" for _ in names[-1:])]
