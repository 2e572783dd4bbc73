"""Following the work: what the journal says of a matter, a visit, a point … has its grids counted anew, within seconds."""

import time as clock
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.utils.timezone import localdate

from shiqiao.base.db import scope
from shiqiao.kernel.scoring import reads
from shiqiao.kernel.scoring.actions import correct, count_grids, reckon
from shiqiao.kernel.scoring.sources import MATTERS, first_of, routes

LATE = timedelta(seconds=20)  # a line may be seen this much after it was numbered: its transaction was still open
MOST = 20_000  # lines of a round
REST = 3.0  # times as long as the last round took, until the next
LONGEST, TOGETHER = 2.0, 4  # seconds that a round counts; grids in one transaction

LINES = "SELECT id, recorded_at, street, kind, subject FROM journal_line WHERE id > %s AND kind = ANY(%s) ORDER BY id LIMIT %s"
LAST = "SELECT value FROM shiqiao_stamp WHERE name = 'scoring.line'"
Moved = dict[str, set[int]]  # subjects of the journal by their kind
KEEP = """INSERT INTO shiqiao_stamp (name, value) VALUES ('scoring.line', %s)
ON CONFLICT (name) DO UPDATE SET value = excluded.value"""


class Follower:
    """Reads the journal onwards. Lines are numbered before they are written, so those of a while are looked at again.

    What waits to be counted is held in memory: how far the journal was read is only written down when nothing waits.
    """

    def __init__(self) -> None:
        self.low, self.seen, self.rests_until = -1, set[int](), 0.0
        self.waiting: dict[tuple[int, str], dict[int, date]] = {}

    def round(self, at: datetime) -> int:
        """Count what has moved, as far as the time goes; returns how many have. Begins where the last worker ended.

        Of what was ordered to be counted anew one step is done, so that nothing else waits for long.
        """
        reckon(at=at, most=1)
        if clock.monotonic() < self.rests_until:
            return 0
        began = clock.monotonic()
        fresh, settled = self._fresh(at)
        moved = 0
        for street, subjects in fresh.items():
            found = settle(street, subjects, at=at)
            moved += found.numbers
            for onto, grids in found.grids.items():
                waits = self.waiting.setdefault((street, onto), {})
                waits.update({grid: min(since, waits.get(grid, since)) for grid, since in grids.items()})
        self._count(at, began + LONGEST)
        if not self.waiting and settled > self.low:
            self._keep(settled)
        self.rests_until = clock.monotonic() + REST * (clock.monotonic() - began)
        return moved

    def _count(self, at: datetime, until: float) -> None:
        """Count grids that wait, a few at a time, so that alarms need not wait for scores."""
        for (street, onto), waits in self.waiting.items():
            while waits and clock.monotonic() < until:
                some = sorted(waits)[:TOGETHER]
                count_grids(street=street, grids=some, onto=onto, since=min(waits[grid] for grid in some), at=at)
                for grid in some:
                    del waits[grid]
        self.waiting = {place: grids for place, grids in self.waiting.items() if grids}

    def _fresh(self, at: datetime) -> tuple[dict[int, Moved], int]:
        """Return by street what moved, and the line up to which none can come any more."""
        with scope.whole():
            if self.low < 0:
                self.low = self._begin()
            lines = _rows(LINES, [self.low, sorted({kind for kind, _, _ in routes()}), MOST])
        found: dict[int, Moved] = {}
        for number, _, street, kind, subject in lines:
            if number not in self.seen:
                found.setdefault(street, {}).setdefault(kind, set()).add(subject)
        self.seen = {number for number, *_ in lines}
        return found, max((number for number, recorded, *_ in lines if recorded < at - LATE), default=self.low)

    def _keep(self, low: int) -> None:
        self.low = low
        with scope.whole(), connection.cursor() as cursor:
            cursor.execute(KEEP, [low])

    def _begin(self) -> int:
        kept = _rows(LAST, [])
        return int(kept[0][0]) if kept else int(_rows("SELECT COALESCE(max(id), 0) FROM journal_line", [])[0][0])


@dataclass(frozen=True, slots=True)
class Settled:
    """By what their rows open onto, the grids in which what moved lies or lay, each with the day from which its figures can
    have changed; and how many that were."""

    grids: Mapping[str, dict[int, date]]
    numbers: int


def settle(street: int, moved: Mapping[str, Collection[int]], *, at: datetime) -> Settled:
    """Book what subjects of the journal change in closed months; returns the grids to be counted anew."""
    with scope.scoped(street):
        if reads.open_since(street) is None:
            return Settled({}, 0)
        places: dict[str, set[tuple[str | None, int | None]]] = {}
        for kind, onto, sql in sorted(set(routes())):
            if ids := moved.get(kind):
                places.setdefault(onto, set()).update(_rows(sql, {"ids": sorted(ids), "street": street}))
        numbers = {onto: {number for number, _ in found if number} for onto, found in places.items()}
        for onto, wanted in numbers.items():
            correct(street=street, numbers=wanted, onto=onto, at=at)
        since = {onto: _first_day(onto, wanted) for onto, wanted in numbers.items()}
    grids = {
        onto: dict.fromkeys((grid for _, grid in found if grid is not None), since[onto])
        for onto, found in places.items()
    }
    return Settled(grids, sum(map(len, numbers.values())))


def _first_day(onto: str, numbers: Collection[str]) -> date:
    """Return the day before which nothing lies that counts of those with these numbers, as far as a source says so."""
    sql = first_of(onto)
    if not sql:
        return date.min
    ((first,),) = _rows(sql, {"numbers": sorted(numbers)})
    return localdate(first) if first else date.min


def follow(street: int, matters: Collection[int], *, at: datetime) -> None:
    """Count the grids anew in which some matters lie or lay, and book what they change in closed months."""
    follow_all(street, {MATTERS: matters}, at=at)


def follow_all(street: int, moved: Mapping[str, Collection[int]], *, at: datetime) -> None:
    """Do the same for subjects of the journal by their kind."""
    for onto, grids in settle(street, moved, at=at).grids.items():
        count_grids(street=street, grids=grids, onto=onto, since=min(grids.values(), default=None), at=at)


def _rows(sql: str, given: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return list(cursor.fetchall())


_follower = Follower()


def follow_work(*, at: datetime) -> int:
    """The worker's round. Transactions are its own."""
    return _follower.round(at)
