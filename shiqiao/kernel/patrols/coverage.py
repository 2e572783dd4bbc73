"""Coverage of a period: which points and squares were passed, and above all where nobody has been, and for how long."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import shapely
from django.db.models import Count, Max, QuerySet

from shiqiao.base.actor import Actor
from shiqiao.base.snapshots import snapshot
from shiqiao.kernel.patrols import reads, rules
from shiqiao.kernel.patrols.models import CheckIn, Point, Square
from shiqiao.kernel.patrols.rules import GOOD, LOOKS_BACK, WAITING, idle_days
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.territory import reads as territory

DAYS = (1, 7, 30, 92)  # periods that pages offer
GAP = 7  # days without anybody that are shown as a gap
RED = 14


@dataclass(frozen=True, slots=True)
class Gap:
    """A point where nobody has been for some days; `seen_at` None: never since it stands there."""

    point: Point
    days: int


@dataclass(frozen=True, slots=True)
class Covered:
    """A grid in a period: points and squares, how many of them were passed, check-ins that wait, gaps from the worst down."""

    grid: int
    points: int
    visited: int
    squares: int
    walked: int
    waiting: int
    gaps: Sequence[Gap]
    idle: Sequence[tuple[int, int]]  # squares that were not walked in the period, each with the days since it was

    @property
    def longest(self) -> int:
        """Return the longest time in days that nobody was at a point."""
        return max((gap.days for gap in self.gaps), default=0)


def squares_of(street: int) -> Mapping[int, frozenset[int]]:
    """Return the squares of each drawn grid of a street: those whose middle lies in it; from memory."""
    known = _squares()
    if street not in known:
        known[street] = {
            int(area["properties"]["code"]): _inside(area["geometry"])
            for area in territory.geojson(street)["features"]
            if area["properties"]["level"] == "grid"
        }
    return known[street]


@snapshot("territory")
def _squares() -> dict[int, dict[int, frozenset[int]]]:
    return {}


def _inside(geometry: object) -> frozenset[int]:
    """Return the squares with their middle in a shape; of a shape too small for any, that of a point inside."""
    shape = shapely.from_geojson(json.dumps(geometry))
    west, south, east, north = shape.bounds
    wide = range(int(west / rules.STEP_LON), int(east / rules.STEP_LON) + 1)
    high = range(int(south / rules.STEP_LAT), int(north / rules.STEP_LAT) + 1)
    numbers = [row * 1_000_000 + column for row in high for column in wide]
    middles = shapely.points([rules.middle(number) for number in numbers])
    shapely.prepare(shape)
    found = frozenset(n for n, inside in zip(numbers, shapely.contains(shape, middles), strict=True) if inside)
    point = shape.representative_point()
    return found or frozenset({rules.square(point.x, point.y)})


def coverage(actor: Actor, opens: date, closes: date, at: datetime) -> list[Covered]:
    """Return each grid of the actor's territory in the order of codes. Four queries, however many grids there are."""
    grids, today = reads.grids_of(actor), people.day_of(at)
    points: dict[int, list[Point]] = defaultdict(list)
    for row in reads.points(actor):
        points[row.grid].append(row)
    seen = _check_ins(actor, opens, closes)
    passed = set(seen.filter(state__in=GOOD).values_list("point", flat=True).distinct())
    waiting = dict(seen.filter(state=WAITING).values_list("grid").annotate(n=Count("id")))
    walked, known = _walked(actor, today), squares_of(actor.street or 0)
    return [
        _covered(place.code, points[place.code], passed, waiting.get(place.code, 0),
                 known.get(place.code, frozenset()), walked.get(place.code, {}), (opens, closes), today)
        for place in grids
    ]  # fmt: skip


def _check_ins(actor: Actor, opens: date, closes: date) -> QuerySet[CheckIn]:
    codes = [place.code for place in reads.grids_of(actor)]
    return CheckIn.objects.filter(grid__in=codes, **_between(opens, closes)).order_by()


def _between(opens: date, closes: date) -> dict[str, datetime]:
    return {
        "happened_at__gte": reads.start_of(opens),
        "happened_at__lt": reads.start_of(closes + timedelta(days=1)),
    }


def _walked(actor: Actor, today: date) -> dict[int, dict[int, date]]:
    """Return by grid the last day on which each square was walked, no further back than squares are kept."""
    codes = [place.code for place in reads.grids_of(actor)]
    rows = Square.objects.filter(grid__in=codes, day__gte=today - timedelta(days=LOOKS_BACK))
    found: dict[int, dict[int, date]] = defaultdict(dict)
    for grid, square, day in rows.order_by().values_list("grid", "square").annotate(last=Max("day")):
        found[grid][square] = day
    return found


def _covered(
    grid: int, points: Sequence[Point], passed: set[int], waiting: int, squares: frozenset[int],
    walked: Mapping[int, date], period: tuple[date, date], today: date,
) -> Covered:  # fmt: skip
    gaps = sorted((gap_of(row, today) for row in points), key=lambda gap: (-gap.days, gap.point.number))
    since = period[0]
    idle = [(one, idle_days(walked.get(one), today)) for one in squares if walked.get(one, date.min) < since]
    return Covered(
        grid=grid, points=len(points), visited=sum(row.pk in passed for row in points), squares=len(squares),
        walked=len(squares) - len(idle), waiting=waiting, gaps=[gap for gap in gaps if gap.days >= GAP],
        idle=sorted(idle, key=lambda one: (-one[1], one[0])),
    )  # fmt: skip


def gap_of(row: Point, today: date) -> Gap:
    """Return how long nobody has been at a point."""
    seen = people.day_of(row.seen_at) if row.seen_at else None
    return Gap(row, idle_days(seen, today, people.day_of(row.made_at)))


def period(days: int, at: datetime) -> tuple[date, date]:
    """Return the last so many local days, today included."""
    today = people.day_of(at)
    return today - timedelta(days=min(max(days, 1), LOOKS_BACK) - 1), today
