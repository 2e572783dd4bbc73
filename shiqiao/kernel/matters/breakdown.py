"""What came in and what ended in some days, broken down; what stood open longest, what was taken up again. For reports.

Every registered matter counts, merged ones and parts too, as in `figures`. Each function is one statement, however many
rows a street has.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import connection

MOMENTS = {"reported": "reported_at", "ended": "ended_at"}  # columns; nothing else gets into a statement
BY = ("line", "channel", "community", "grid", "item", "unit")
_DAYS = """{moment} >= %(since)s::timestamp AT TIME ZONE %(zone)s AND {moment} < %(until)s::timestamp AT TIME ZONE %(zone)s"""
_BROKEN = f"""SELECT GROUPING(line, channel, community, grid, item, unit), line, channel, community, grid, item, unit, count(*)
FROM matters_matter WHERE street = %(street)s AND {_DAYS}
GROUP BY GROUPING SETS ((line), (channel), (community), (grid), (item), (unit), (grid, item))"""
_ALL = 0b111111
_SPOT = _ALL & ~0b000110  # grid and item together

Counts = Mapping[Any, int]


@dataclass(frozen=True, slots=True)
class Broken:
    """Counts by line, channel, community, grid (0: none), item and unit, and by grid and item together; and all."""

    by: Mapping[str, Counts]
    spots: Mapping[tuple[int, str], int]

    @property
    def all(self) -> int:
        """Return how many there are."""
        return sum(self.by["line"].values())


def broken_down(street: int, moment: str, since: date, until: date) -> Broken:
    """Count the matters that were reported, or ended (`moment`), on local days [since, until)."""
    by: dict[str, dict[Any, int]] = {name: {} for name in BY}
    spots: dict[tuple[int, str], int] = {}
    for grouped, *keys, many in _rows(_BROKEN.format(moment=MOMENTS[moment]), street, since=since, until=until):
        if grouped == _SPOT:
            spots[keys[3], keys[4]] = many
            continue
        at = next(number for number in range(len(BY)) if not grouped >> (len(BY) - 1 - number) & 1)
        by[BY[at]][keys[at]] = many
    return Broken(by, spots)


_MONTHS = f"""SELECT date_trunc('month', {{moment}} AT TIME ZONE %(zone)s)::date, count(*) FROM matters_matter
WHERE street = %(street)s AND {_DAYS} GROUP BY 1"""


def by_month(street: int, since: date, until: date) -> dict[date, tuple[int, int]]:
    """Return how many were reported and how many ended in each month of [since, until)."""
    found: dict[date, list[int]] = defaultdict(lambda: [0, 0])
    for at, column in enumerate(MOMENTS.values()):
        for month, many in _rows(_MONTHS.format(moment=column), street, since=since, until=until):
            found[month][at] = many
    return {month: (reported, ended) for month, (reported, ended) in found.items()}


@dataclass(frozen=True, slots=True)
class Slow:
    """A matter as a report names it: number, item, place, unit, when it came in; `times` it was taken up again, or 0."""

    number: str
    item: str
    grid: int
    unit: int
    reported_at: datetime
    paused: bool
    times: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """What was open at a moment: all, those open for more than 7 and 30 days, and the longest open ones."""

    all: int
    week: int
    month: int
    longest: tuple[Slow, ...]


_NAMED = "m.number, m.item, m.grid, m.unit, m.reported_at, m.paused"
_STOOD = """FROM matters_matter m WHERE m.street = %(street)s AND m.reported_at < %(at)s
AND (m.ended_at IS NULL OR m.ended_at >= %(at)s)"""
_OPEN = f"""SELECT count(*), count(*) FILTER (WHERE m.reported_at < %(at)s - interval '7 days'),
count(*) FILTER (WHERE m.reported_at < %(at)s - interval '30 days') {_STOOD}"""
_LONGEST = f"SELECT {_NAMED} {_STOOD} AND m.accused = 0 ORDER BY m.reported_at, m.id LIMIT %(most)s"


def stood_open(street: int, at: datetime, most: int) -> Standing:
    """Return what was open at a moment; complaints about a unit are counted, and not named."""
    ((every, week, month),) = _rows(_OPEN, street, at=at)
    named = _rows(_LONGEST, street, at=at, most=most)
    return Standing(every, week, month, tuple(Slow(*row) for row in named))


_AGAIN = f"""SELECT {_NAMED}, count(*) FROM journal_line l JOIN matters_matter m ON m.id = l.subject
WHERE l.street = %(street)s AND l.kind = 'matter' AND l.code = 'matters.reopened' AND {_DAYS.format(moment="l.recorded_at")}
  AND m.accused = 0
GROUP BY m.id ORDER BY count(*) DESC, m.reopened DESC, m.id LIMIT %(most)s"""


def taken_up_again(street: int, since: date, until: date, most: int) -> list[Slow]:
    """Return the matters that were taken up again most often on some days."""
    return [Slow(*row) for row in _rows(_AGAIN, street, since=since, until=until, most=most)]


def _rows(sql: str, street: int, **given: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"street": street, "zone": settings.TIME_ZONE, **given})
        return list(cursor.fetchall())
