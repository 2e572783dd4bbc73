"""What a half-typed place may mean: address book, grids, buildings and dwellings of the registry; by words or pinyin."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shiqiao.base.actor import Actor
from shiqiao.base.pinyin import letters, likeness
from shiqiao.base.time import now
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.registry import reads as registry
from shiqiao.kernel.registry.models import Dwelling
from shiqiao.kernel.territory import reads as territory
from shiqiao.surfaces.desk import words

KINDS = {
    "estate": gettext_noop("estate"), "road": gettext_noop("road"), "building": gettext_noop("building"),
    "landmark": gettext_noop("landmark"), "grid": gettext_noop("grid"), "dwelling": gettext_noop("dwelling"),
}  # fmt: skip
# 春元里3号楼2单元301室, 春元里3号楼 2-301: a building, its unit and room.
INDOORS = re.compile(r"(?P<building>.+?)[\s,，]*(?:(?P<unit>\w{1,4}?)(?:单元|-))?(?P<room>\d{3,4})[室号]?$")
_PAUSES = re.compile(r"[，。；！？,;!?\s]+")
NAMED = 0.7  # from here on a text contains the whole name
GRIDS, BUILDINGS, ROOMS = 3, 3, 3  # so many of each kind are offered beside the address book
SURE = 0.8  # entries of the address book from here on stand before grids and buildings


@dataclass(frozen=True)
class PlaceShown:
    """A place that may be meant: `kind` in words, `within` its grid and `person` who answers for that."""

    name: str
    grid: int
    lon: float | None
    lat: float | None
    within: str
    kind: str = ""
    person: str = ""


def find_places(actor: Actor, text: str, limit: int = 8) -> list[PlaceShown]:
    """Return what a text may mean, best first, each name once; at most four queries."""
    text, street = text.strip()[:60], actor.street or 0
    if not text or not street:
        return []
    typed = letters(text)
    hits = territory.find_by_sound(typed, street, limit) if typed else territory.find_address(text, street, limit)
    grids = [_place(name, code, None, "grid") for name, code in _grids(text, typed, street)]
    book = [(hit.score, _place(hit.name, hit.grid, (hit.lon, hit.lat), hit.kind)) for hit in hits]
    certain, vague = ([place for score, place in book if (score >= SURE) == sure] for sure in (True, False))
    rooms, buildings = ([], []) if typed else (_indoors(actor, text), _buildings(actor, text))
    once = {place.name: place for place in reversed([*rooms, *certain, *grids, *buildings, *vague])}
    return list(reversed(once.values()))[:limit]


def mentioned(actor: Actor, text: str, limit: int = 4) -> list[PlaceShown]:
    """Return the places of the address book that a text names, in the order in which it names them."""
    found: dict[str, PlaceShown] = {}
    for piece in [one for one in _PAUSES.split(text) if len(one) > 2][:6]:
        for hit in territory.find_address(piece, actor.street or 0, 2):
            if hit.score >= NAMED:
                found.setdefault(hit.name, _place(hit.name, hit.grid, (hit.lon, hit.lat), hit.kind))
    return list(found.values())[:limit]


def _place(name: str, grid: int, point: tuple[float | None, float | None] | None, kind: str) -> PlaceShown:
    lon, lat = point or (None, None)
    return PlaceShown(name, grid, lon, lat, words.place(grid), _(KINDS.get(kind, kind)), person_of(grid))


def person_of(grid: int) -> str:
    """Return who holds the post of grid member of a grid now, empty when there is none."""
    post = next((one for one in people.posts(grid // 1_000_000, roles=("grid_member",)) if one.territory == grid), None)
    return words.person_name(people.holder_of(post.id, now()).account or 0) if post and grid else ""


def _grids(text: str, typed: str, street: int) -> Iterator[tuple[str, int]]:
    named = ((words.place(grid.code), grid.code) for grid in territory.grids(street))
    if typed:
        best = sorted(((likeness(typed, name), name, code) for name, code in named), key=lambda one: (-one[0], one[2]))
        found = [(name, code) for score, name, code in best if score >= 0.6]
    else:
        plain = text.replace(" ", "")
        found = [(name, code) for name, code in named if plain in name.replace(" ", "")]
    yield from found[:GRIDS]


def _buildings(actor: Actor, text: str) -> list[PlaceShown]:
    rows = registry.find_buildings(actor, text, limit=BUILDINGS)
    points = territory.points_of({row.address for row in rows if row.address}, actor.street or 0) if rows else {}
    return [_place(row.name, row.grid, points.get(row.address), "building") for row in rows]


def _indoors(actor: Actor, text: str) -> list[PlaceShown]:
    """Return the dwellings that a building with unit and room names; the place of the report is the building's."""
    named = INDOORS.match(text)
    rows = registry.find_buildings(actor, named["building"], limit=1) if named else []
    if not named or not rows:
        return []
    building, points = rows[0], territory.points_of([rows[0].address], actor.street or 0)
    unit, room = named["unit"], named["room"]
    fits = [one for one in registry.dwellings_of(building) if one.room == room and unit in (None, one.unit)]
    point = points.get(building.address)
    return [_place(_named(building.name, one), building.grid, point, "dwelling") for one in fits[:ROOMS]]


def _named(building: str, dwelling: Dwelling) -> str:
    unit = f"{dwelling.unit}单元" if dwelling.unit.isdigit() else dwelling.unit
    return f"{building}{unit}{dwelling.room}"
