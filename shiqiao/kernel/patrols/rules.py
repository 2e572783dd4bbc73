"""What a check-in is worth, which squares a grid has, how a way is thinned. Pure; metres, seconds, WGS84 degrees."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from shiqiao.base.actor import Actor

POINT, TRAIL = "patrol_point", "trail"  # kinds under which journal and read log know them
COUNTED, REPEATED, WAITING, RECOGNISED, DECLINED = "counted", "repeated", "waiting", "recognised", "declined"
STATES = (COUNTED, REPEATED, WAITING, RECOGNISED, DECLINED)
GOOD = (COUNTED, RECOGNISED)  # these are coverage
WHY = ("far", "no_position", "too_fast", "late", "not_yours")
KEEPERS = frozenset({"community_head", "dispatcher", "leader", "admin", "system"})  # of points and their codes
DECIDERS = frozenset({"community_head", "leader"})
WATCHERS = frozenset({"community_head", "leader"})  # who sees the way of another, for a reason
BELIEVED = 100  # metres of inaccuracy that are believed at most
FASTEST = 7.0  # metres a second: a bicycle
AGAIN = timedelta(minutes=15)  # within which a point is not passed twice
LATE = timedelta(hours=72)
OLDEST = timedelta(days=30)
SKEW = timedelta(minutes=1)  # a difference of clocks below this is the network
LEAST_RADIUS, MOST_RADIUS = 20, 300
LOOKS_BACK = 92  # days that squares are kept
STEP_LAT, STEP_LON = 0.00045, 0.00055  # degrees: about 50 m a side between 20° and 50° north
APART, PAUSE = 30.0, 30.0  # metres and seconds below which a further position says nothing new
_ROW = 1_000_000


def metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the distance of two points (longitude, latitude), good to a per mille within a city."""
    east = (one[0] - other[0]) * 111_320 * math.cos(math.radians((one[1] + other[1]) / 2))
    return math.hypot(east, (one[1] - other[1]) * 110_570)


# ── check-ins ──────────────────────────────────────────────────────────────────────────────────────────────────────


class Passed(NamedTuple):
    """Where and when somebody was, as their other check-ins say: near that moment, at that point."""

    at: datetime
    lon: float
    lat: float
    point: int


class Where(NamedTuple):
    """What a device says of its place; `accuracy` is the radius in which it believes to be."""

    lon: float
    lat: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class Judged:
    """What a check-in is worth; `why` only when it waits, `metres` None without a place."""

    state: str
    why: str = ""
    metres: int | None = None


def corrected(happened: datetime, sent: datetime | None, arrived: datetime) -> datetime:
    """Return when something happened by the server's clock: moved by what the device's clock is off, never after arrival."""
    off = arrived - sent if sent else timedelta()
    return min(happened + off if abs(off) > SKEW else happened, arrived)


def judge(
    *,
    point: Passed,
    radius: int,
    where: Where | None,
    mine: bool,
    arrived: datetime,
    others: Sequence[Passed],
) -> Judged:
    """Judge a check-in at `point` (whose `at` is when it happened) beside the `others` of the same person that count."""
    if where is None:
        return Judged(WAITING, "no_position")
    away = metres((where.lon, where.lat), (point.lon, point.lat))
    rounded = round(away)
    if away - min(where.accuracy, BELIEVED) > radius:
        return Judged(WAITING, "far", rounded)
    if not mine:
        return Judged(WAITING, "not_yours", rounded)
    if arrived - point.at > LATE:
        return Judged(WAITING, "late", rounded)
    if any(one.point == point.point and abs(one.at - point.at) < AGAIN for one in others):
        return Judged(REPEATED, "", rounded)
    if any(_impossible(one, point, radius) for one in others):
        return Judged(WAITING, "too_fast", rounded)
    return Judged(COUNTED, "", rounded)


def _impossible(one: Passed, other: Passed, radius: int) -> bool:
    """Tell whether nobody gets from one point to the other in that time; each may be passed within its radius."""
    way = metres((one.lon, one.lat), (other.lon, other.lat)) - 2 * radius
    return way > abs((one.at - other.at).total_seconds()) * FASTEST


# ── squares and ways ───────────────────────────────────────────────────────────────────────────────────────────────


def square(lon: float, lat: float) -> int:
    """Return the number of the square of about 50 m in which a point lies."""
    return math.floor(lat / STEP_LAT) * _ROW + math.floor(lon / STEP_LON)


def middle(number: int) -> tuple[float, float]:
    """Return the middle of a square as longitude and latitude."""
    row, column = divmod(number, _ROW)
    return round((column + 0.5) * STEP_LON, 6), round((row + 0.5) * STEP_LAT, 6)


def corners(number: int) -> list[list[float]]:
    """Return the closed ring of a square's corners."""
    row, column = divmod(number, _ROW)
    west, south = column * STEP_LON, row * STEP_LAT
    east, north = west + STEP_LON, south + STEP_LAT
    ring = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    return [[round(lon, 6), round(lat, 6)] for lon, lat in ring]


class Spot(NamedTuple):
    """One position of a device."""

    at: datetime
    lon: float
    lat: float
    accuracy: float


def thinned(spots: Iterable[Spot]) -> list[Spot]:
    """Return the positions in order of time that say something new: exact enough, later and elsewhere than the one before."""
    kept: list[Spot] = []
    for spot in sorted(spots):
        if spot.accuracy > BELIEVED:
            continue
        last = kept[-1] if kept else None
        if last is None or (
            (spot.at - last.at).total_seconds() >= PAUSE and metres((spot.lon, spot.lat), (last.lon, last.lat)) >= APART
        ):
            kept.append(spot)
    return kept


def idle_days(seen: date | None, today: date, since: date | None = None) -> int:
    """Return for how many days nobody was there: whole local days since it was seen, or since it stands there."""
    begun = seen or since
    return max((today - begun).days, 0) if begun else LOOKS_BACK


# ── who may ────────────────────────────────────────────────────────────────────────────────────────────────────────


def reaches(actor: Actor, grid: int) -> bool:
    """Tell whether a grid lies within an actor's territory, on whatever line."""
    return any(low <= grid <= high for (low, high), _ in actor.reach.territories())
