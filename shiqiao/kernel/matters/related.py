"""What else there is about a caller and a place: earlier matters of one telephone, and what lies within some metres.

Bounded by limits, one query each. What an actor may not read is left out, and so is who reported it.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from shiqiao.base import crypto
from shiqiao.base.actor import Actor
from shiqiao.kernel.matters.intake import digits
from shiqiao.kernel.matters.models import Matter, Reporter
from shiqiao.kernel.matters.months import numbered_among
from shiqiao.kernel.matters.reads import LISTED, branches, may_read, metres_between
from shiqiao.kernel.matters.subjects import sees_reporter
from shiqiao.kernel.territory.errors import CoordinateInvalid
from shiqiao.kernel.territory.reads import locate

SHORTEST = 7  # digits: a number within a city has seven or eight
WALKED = 200  # of the newest matters of a telephone or a place, among which those are looked for that may be seen
METRES, LOOK_BACK = 50, timedelta(days=365)
_RELATED = (*LISTED, "duplicate_of", "parent", "repeat_of")


def reported_by(actor: Actor, phone: str, *, limit: int = 5) -> list[Matter]:
    """Return the newest matters that this telephone reported and of which the actor may learn that; newest first.

    Empty for what is too short to be a telephone.
    """
    plain = digits(phone)
    return _of_marks(actor, [crypto.blind(plain)], limit) if len(plain) >= SHORTEST else []


def same_reporter(actor: Actor, row: Matter, *, limit: int = 5) -> list[Matter]:
    """Return other matters reported from a telephone from which this one was; empty for who does not learn it."""
    if not sees_reporter(actor, row):
        return []
    marks = Reporter.objects.filter(matter=row.id, phone_blind__isnull=False).values_list("phone_blind", flat=True)
    return _of_marks(actor, [bytes(mark) for mark in marks if mark], limit, but=(row.id,))


def _of_marks(actor: Actor, marks: list[bytes], limit: int, but: Collection[int] = ()) -> list[Matter]:
    ways = branches(actor)
    if not marks or not ways:
        return []
    newest = Reporter.objects.filter(phone_blind__in=marks).order_by("-pk").values_list("matter", flat=True)[:WALKED]
    rows = Matter.objects.filter(reduce(or_, ways), pk__in=list(newest)).only(*_RELATED).order_by("-id")
    return [row for row in rows if row.id not in but and sees_reporter(actor, row)][:limit]


def close_by(
    actor: Actor, row: Matter, at: datetime, *, metres: int = METRES, limit: int = 5
) -> list[tuple[Matter, int]]:
    """Return what was reported within some metres of a matter in the last year, with the metres, nearest first.

    Without a point: what has the same written address. Looks into the neighbouring grid when a border is near.
    """
    rows = Matter.objects.filter(grid__in=sorted(_grids_around(row, metres)), reported_at__gte=at - LOOK_BACK)
    found = rows.only(*_RELATED).order_by("-id")[:WALKED]
    far = ((one, _metres(one, row)) for one in found if one.id != row.id)
    near = [(one, away) for one, away in far if away is not None and away <= metres and may_read(actor, one)]
    return sorted(near, key=lambda pair: (pair[1], -pair[0].id))[:limit]


def _metres(one: Matter, row: Matter) -> int | None:
    away = metres_between(one, row.lon, row.lat)
    return 0 if away is None and one.address and one.address == row.address else away


def _grids_around(row: Matter, metres: int) -> set[int]:
    """Return the grid of a matter and those that a point so many metres north, south, east or west of it lies in."""
    if row.lon is None or row.lat is None:
        return {row.grid} - {0}
    east, north = metres / 89_300, metres / 111_000  # degrees at 36.65° north, as `metres_between` reckons
    points = ((row.lon + x, row.lat + y) for x, y in ((0, north), (0, -north), (east, 0), (-east, 0)))
    return ({row.grid} | set(_located(points))) - {0}


def _located(points: Iterable[tuple[float, float]]) -> Iterable[int]:
    for lon, lat in points:
        try:
            yield locate(lon, lat).grid
        except CoordinateInvalid:  # beyond the end of the map
            continue


def reports_behind(ids: Collection[int]) -> dict[int, int]:
    """Return how many reports each matter stands for: its own and those merged into it. One query."""
    behind = Counter(Matter.objects.filter(duplicate_of__in=list(ids)).values_list("duplicate_of", flat=True))
    return {one: 1 + behind[one] for one in ids}


def readable(actor: Actor, numbers: Collection[str]) -> list[Matter]:
    """Return the matters of these numbers that an actor may see, oldest first; others are left out. One query."""
    plain = [number for number in numbers if number.isdigit()][:WALKED]
    rows = Matter.objects.filter(numbered_among(plain)).order_by("id") if plain else ()
    return [row for row in rows if may_read(actor, row)]
