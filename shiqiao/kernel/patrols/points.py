"""Points: where one checks in. Added, moved, given a new code, retired."""

import os
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Forbidden, Invalid, NotFound
from shiqiao.base.text import clean
from shiqiao.kernel.journal.actions import write
from shiqiao.kernel.patrols import codes
from shiqiao.kernel.patrols.errors import PointGone
from shiqiao.kernel.patrols.models import Point
from shiqiao.kernel.patrols.rules import KEEPERS, LEAST_RADIUS, MOST_RADIUS, POINT, reaches
from shiqiao.kernel.territory import reads as territory

RADIUS = 50  # metres, where nobody says another
MOST = 200  # points of one grid
_SEED = 16  # bytes
_MILLIONTHS = 1_000_000


@dataclass(frozen=True, slots=True)
class NewPoint:
    """A point to be added: what it is called on site, where it is (WGS84), and within how many metres one is there."""

    name: str
    lon: float
    lat: float
    radius: int = RADIUS


def add_point(*, street: int, wanted: NewPoint, by: Actor, at: datetime) -> Point:
    """Add a point; its grid is that of the map. Raises Invalid naming the field, Forbidden outside one's territory."""
    with scope.scoped(*scope.of(by)):
        grid = _ground(street, wanted)
        _may_keep(by, grid)
        numbers = Point.objects.filter(grid=grid).aggregate(last=Max("number"))
        number = (numbers["last"] or 0) + 1
        if number > MOST:
            raise Invalid(fields={"name": "A grid has at most {most} points; retire some first."}, most=MOST)
        seed = os.urandom(_SEED)
        row = Point.objects.create(
            street=street, community=grid // 1000, grid=grid, number=number, name=_name(wanted.name), lon=wanted.lon,
            lat=wanted.lat, radius=_radius(wanted.radius), seed=seed, made_at=at,
            mark=codes.mark_of(codes.code_of(seed, grid, number)),
        )  # fmt: skip
        _write("patrols.point_added", row, by, at, {"grid": grid, "number": number, **place_of(row)})
    return row


def change_point(*, point: int, wanted: NewPoint, by: Actor, at: datetime) -> Point:
    """Name a point anew, move it within its grid, or change its radius; its code stays."""
    with scope.scoped(*scope.of(by)):
        row = _lock(point, by)
        if _ground(row.street, wanted) != row.grid:
            raise Invalid(fields={"lon": "This place lies in another grid. Add a point there and retire this one."})
        row.name, row.lon, row.lat = _name(wanted.name), wanted.lon, wanted.lat
        row.radius = _radius(wanted.radius)
        row.save(update_fields=["name", "lon", "lat", "radius"])
        _write("patrols.point_changed", row, by, at, place_of(row))
    return row


def renew_code(*, point: int, by: Actor, at: datetime) -> Point:
    """Give a point a new code: what hangs there, and every photo of it, ends at once."""
    with scope.scoped(*scope.of(by)):
        row = _lock(point, by)
        row.seed = os.urandom(_SEED)
        row.mark = codes.mark_of(codes.code_for(row))
        row.save(update_fields=["seed", "mark"])
        _write("patrols.code_renewed", row, by, at, {})
    return row


def retire_point(*, point: int, by: Actor, at: datetime) -> None:
    """Take a point out of use; what was checked in there stays."""
    with scope.scoped(*scope.of(by)):
        row = _lock(point, by)
        row.retired_at = at
        row.save(update_fields=["retired_at"])
        _write("patrols.point_retired", row, by, at, {})


def _lock(point: int, by: Actor) -> Point:
    row = Point.objects.select_for_update().filter(pk=point).first()
    if row is None or not (reaches(by, row.grid) or by.kind == "system"):
        raise NotFound
    _may_keep(by, row.grid)
    if row.retired_at is not None:
        raise PointGone
    return row


def _may_keep(by: Actor, grid: int) -> None:
    if not by.roles & KEEPERS or not (by.kind == "system" or reaches(by, grid)):
        raise Forbidden("Points are kept by the community, the grid management centre and the administrator.")


def _ground(street: int, wanted: NewPoint) -> int:
    """Return the grid of a place. Raises CoordinateInvalid, and Invalid outside the street."""
    grid = territory.locate(wanted.lon, wanted.lat).grid
    if grid // 1_000_000 != street:
        raise Invalid(fields={"lon": "This place lies in no grid of the street. Choose a place on the map."})
    return grid


def _name(text: str) -> str:
    name = clean(text)
    if not 1 <= len(name) <= 60:
        raise Invalid(fields={"name": "Say in 1 to 60 characters where the code hangs, for example: east gate."})
    return name


def _radius(radius: int) -> int:
    if not LEAST_RADIUS <= radius <= MOST_RADIUS:
        raise Invalid(
            fields={"radius": "Give a radius between {least} and {most} metres."}, least=LEAST_RADIUS, most=MOST_RADIUS
        )
    return radius


def place_of(row: Point) -> dict[str, int]:
    """Return where a point stands as whole numbers, since the journal knows no fractions."""
    return {"lon": round(row.lon * _MILLIONTHS), "lat": round(row.lat * _MILLIONTHS), "radius": row.radius}


def _write(code: str, row: Point, by: Actor, at: datetime, data: dict[str, int]) -> None:
    write(code, subject=Ref(POINT, row.pk), street=row.street, by=by, at=at, data=data)
