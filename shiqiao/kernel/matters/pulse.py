"""What a screen shows of a street at a moment: figures, the day by hours, grids by light, what breaks next.

Nothing of it is personal, and each question is bounded: by a number of rows, or by the day. The caller stands behind the
fence. Measured by `benchmarks/wall.py`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Count, Q

from shiqiao.kernel.matters.models import Matter

COUNTED = 9_999  # a figure is exact up to here
IN_A_GRID = 99
HOURS = 24
# The lateral questions walk the index of one grid's open matters and stop: a backlog of years costs no more than a day's.
_LIGHTS = """
SELECT g.grid, l.n, t.n, o.n FROM unnest(%(grids)s::bigint[]) AS g(grid)
CROSS JOIN LATERAL (SELECT count(*) AS n FROM (SELECT 1 FROM matters_matter
  WHERE grid = g.grid AND NOT done AND next_due < %(at)s LIMIT %(most)s) AS s) AS l
CROSS JOIN LATERAL (SELECT count(*) AS n FROM (SELECT 1 FROM matters_matter
  WHERE grid = g.grid AND NOT done AND next_due >= %(at)s AND next_due < %(ends)s LIMIT %(most)s) AS s) AS t
CROSS JOIN LATERAL (SELECT count(*) AS n FROM (SELECT 1 FROM matters_matter
  WHERE grid = g.grid AND NOT done AND (next_due >= %(ends)s OR next_due IS NULL) LIMIT %(most)s) AS s) AS o"""
_IN_TIME = (
    "echoed_at IS NOT NULL AND (echoed_at AT TIME ZONE %(zone)s)::date = (reported_at AT TIME ZONE %(zone)s)::date"
)
_REPORTED = f"""
SELECT extract(hour FROM reported_at AT TIME ZONE %(zone)s)::int, count(*),
  count(*) FILTER (WHERE duplicate_of = 0 AND channel = ANY(%(channels)s)),
  count(*) FILTER (WHERE duplicate_of = 0 AND channel = ANY(%(channels)s) AND {_IN_TIME})
FROM matters_matter WHERE street = %(street)s AND reported_at >= %(begins)s AND reported_at < %(ends)s GROUP BY 1"""
_CLOSED = """
SELECT extract(hour FROM ended_at AT TIME ZONE %(zone)s)::int, count(*) FROM matters_matter
WHERE street = %(street)s AND state = 'closed' AND ended_at >= %(begins)s AND ended_at < %(ends)s GROUP BY 1"""

_DAYS = """
SELECT day, sum(reported)::int, sum(closed)::int FROM (
  SELECT (reported_at AT TIME ZONE %(zone)s)::date AS day, 1 AS reported, 0 AS closed FROM matters_matter
  WHERE street = %(street)s AND reported_at >= %(begins)s AND reported_at < %(ends)s
  UNION ALL SELECT (ended_at AT TIME ZONE %(zone)s)::date, 0, 1 FROM matters_matter
  WHERE street = %(street)s AND state = 'closed' AND ended_at >= %(begins)s AND ended_at < %(ends)s) AS counted GROUP BY 1"""


@dataclass(frozen=True, slots=True)
class Open:
    """Open matters of a street: late, due today, later, paused; each exact up to `COUNTED`, which then means "or more"."""

    late: int
    today: int
    later: int
    paused: int

    @property
    def all(self) -> int:
        """Return how many are open."""
        return self.late + self.today + self.later + self.paused


@dataclass(frozen=True, slots=True)
class Today:
    """A day so far by local hours, and of those who are owed an echo: how many there are, how many have it."""

    reported: Sequence[int]
    closed: Sequence[int]
    owed: int
    echoed: int


@dataclass(frozen=True, slots=True)
class GridLight:
    """Open matters of a grid, each counted up to `IN_A_GRID`: late, due today, not yet due (or paused)."""

    late: int
    today: int
    later: int

    @property
    def light(self) -> str:
        """Return red, yellow, green; grey where nothing is open."""
        return "red" if self.late else "yellow" if self.today else "green" if self.later else "grey"


@dataclass(frozen=True, slots=True)
class Next:
    """A matter whose term ends next: its number, kind and community, never its words."""

    number: str
    item: str
    catalogue: int
    community: int
    due: datetime


def open_now(street: int, *, at: datetime, ends: datetime) -> Open:
    """Count what is open at a moment; `ends` is the end of the local day."""
    is_open = Q(street=street, done=False)
    return Open(
        late=_count(is_open & Q(next_due__lt=at)),
        today=_count(is_open & Q(next_due__gte=at, next_due__lt=ends)),
        later=_count(is_open & Q(next_due__gte=ends)),
        paused=_count(is_open & Q(next_due=None)),
    )


def _count(which: Q) -> int:
    """Count in the database, no further than `COUNTED`."""
    return Matter.objects.filter(which).order_by()[:COUNTED].count()


def today(street: int, *, begins: datetime, ends: datetime, channels: Iterable[str]) -> Today:
    """Count the local day `begins`..`ends` by hours; whoever came by one of `channels` is owed an echo."""
    given: dict[str, Any] = {**_span(street, begins, ends), "channels": sorted(channels)}
    reported, closed, owed, echoed = [0] * HOURS, [0] * HOURS, 0, 0
    with connection.cursor() as cursor:
        cursor.execute(_REPORTED, given)
        for hour, many, asked, heard in cursor.fetchall():
            reported[hour], owed, echoed = many, owed + asked, echoed + heard
        cursor.execute(_CLOSED, given)
        for hour, many in cursor.fetchall():
            closed[hour] = many
    return Today(reported, closed, owed, echoed)


def _span(street: int, begins: datetime, ends: datetime) -> dict[str, Any]:
    return {"street": street, "begins": begins, "ends": ends, "zone": settings.TIME_ZONE}


def lights(grids: Iterable[int], *, at: datetime, ends: datetime) -> Mapping[int, GridLight]:
    """Return how each grid stands at a moment; `ends` is the end of the local day."""
    given: dict[str, Any] = {"grids": list(grids), "at": at, "ends": ends, "most": IN_A_GRID}
    with connection.cursor() as cursor:
        cursor.execute(_LIGHTS, given)
        return {int(grid): GridLight(*counts) for grid, *counts in cursor.fetchall()}


def next_to_break(street: int, *, at: datetime, most: int) -> list[Next]:
    """Return the matters whose terms end next, the nearest first."""
    rows = Matter.objects.filter(street=street, done=False, next_due__gte=at).order_by("next_due", "id")
    found = rows.values_list("number", "item", "catalogue", "community", "next_due")[:most]
    return [Next(number, item, version, community, due) for number, item, version, community, due in found if due]


def days(street: int, *, begins: datetime, ends: datetime) -> Mapping[date, tuple[int, int]]:
    """Return by local day how many were reported and how many were closed; days without either are left out."""
    with connection.cursor() as cursor:
        cursor.execute(_DAYS, _span(street, begins, ends))
        return {day: (reported, closed) for day, reported, closed in cursor.fetchall()}


def open_by_line(street: int, *, at: datetime, ends: datetime) -> list[tuple[str, int, int, int]]:
    """Return line, late, due today and all open matters of each line of work, the most first."""
    late, soon = Q(next_due__lt=at), Q(next_due__gte=at, next_due__lt=ends)
    rows = Matter.objects.filter(street=street, done=False).order_by().values_list("line")
    counted = rows.annotate(late=Count("id", filter=late), soon=Count("id", filter=soon), all=Count("id"))
    return sorted(((line, *counts) for line, *counts in counted), key=lambda row: (-row[3], row[0]))
