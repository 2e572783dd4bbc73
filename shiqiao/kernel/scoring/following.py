"""Following the work: whatever the journal says of a matter has the grids it lay in counted anew, within a second or two."""

import time as clock
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from shiqiao.base.db import scope
from shiqiao.kernel.scoring import reads
from shiqiao.kernel.scoring.actions import correct, count_grids, reckon

LATE = timedelta(seconds=20)  # a line may be seen this much after it was numbered: its transaction was still open
MOST = 20_000  # lines of a round
REST = 3.0  # times as long as the last round took, until the next
LONGEST, TOGETHER = 2.0, 4  # seconds that a round counts; grids in one transaction

LINES = """SELECT l.id, l.recorded_at, l.street, CASE l.kind WHEN 'clock' THEN c.subject ELSE l.subject END
FROM journal_line l LEFT JOIN clocks_clock c ON l.kind = 'clock' AND c.id = l.subject AND c.kind = 'matter'
WHERE l.id > %s AND l.kind IN ('matter', 'clock') ORDER BY l.id LIMIT %s"""
PLACES = """SELECT m.number, m.grid FROM matters_matter m WHERE m.id = ANY(%(matters)s)
UNION SELECT NULL, (l.data -> 'set' ->> 'grid')::bigint FROM journal_line l
WHERE l.kind = 'matter' AND l.subject = ANY(%(matters)s) AND l.data -> 'set' ? 'grid'"""
LAST = "SELECT value FROM shiqiao_stamp WHERE name = 'scoring.line'"
KEEP = """INSERT INTO shiqiao_stamp (name, value) VALUES ('scoring.line', %s)
ON CONFLICT (name) DO UPDATE SET value = excluded.value"""


class Follower:
    """Reads the journal onwards. Lines are numbered before they are written, so those of a while are looked at again.

    What waits to be counted is held in memory: how far the journal was read is only written down when nothing waits.
    """

    def __init__(self) -> None:
        self.low, self.seen, self.rests_until = -1, set[int](), 0.0
        self.waiting: dict[int, set[int]] = {}

    def round(self, at: datetime) -> int:
        """Count what has moved, as far as the time goes; returns how many matters. Begins where the last worker ended."""
        if clock.monotonic() < self.rests_until:
            return 0
        began = clock.monotonic()
        fresh, settled = self._fresh(at)
        for street, matters in fresh.items():
            self.waiting.setdefault(street, set()).update(settle(street, matters, at=at))
        self._count(at, began + LONGEST)
        if not self.waiting and settled > self.low:
            self._keep(settled)
        reckon(at=at)
        self.rests_until = clock.monotonic() + REST * (clock.monotonic() - began)
        return sum(len(matters) for matters in fresh.values())

    def _count(self, at: datetime, until: float) -> None:
        """Count grids that wait, a few at a time, so that alarms need not wait for scores."""
        for street in list(self.waiting):
            grids = sorted(self.waiting[street])
            while grids and clock.monotonic() < until:
                some, grids = grids[:TOGETHER], grids[TOGETHER:]
                count_grids(street=street, grids=some, at=at)
            self.waiting[street] = set(grids)
        self.waiting = {street: grids for street, grids in self.waiting.items() if grids}

    def _fresh(self, at: datetime) -> tuple[dict[int, set[int]], int]:
        """Return matters by street that moved, and the line up to which none can come any more."""
        with scope.whole():
            if self.low < 0:
                self.low = self._begin()
            lines = _rows(LINES, [self.low, MOST])
        found: dict[int, set[int]] = {}
        for number, _, street, matter in lines:
            if number not in self.seen and matter:
                found.setdefault(street, set()).add(matter)
        self.seen = {number for number, *_ in lines}
        return found, max((number for number, recorded, _, _ in lines if recorded < at - LATE), default=self.low)

    def _keep(self, low: int) -> None:
        self.low = low
        with scope.whole(), connection.cursor() as cursor:
            cursor.execute(KEEP, [low])

    def _begin(self) -> int:
        kept = _rows(LAST, [])
        return int(kept[0][0]) if kept else int(_rows("SELECT COALESCE(max(id), 0) FROM journal_line", [])[0][0])


def settle(street: int, matters: set[int], *, at: datetime) -> set[int]:
    """Book what some matters change in closed months; returns the grids in which they lie or lay."""
    with scope.scoped(street):
        if reads.open_since(street) is None:
            return set()
        places = _rows(PLACES, {"matters": sorted(matters)})
        correct(street=street, matters=[number for number, _ in places if number], at=at)
        return {grid for _, grid in places if grid is not None}


def follow(street: int, matters: set[int], *, at: datetime) -> None:
    """Count the grids anew in which some matters lie or lay, and book what they change in closed months."""
    count_grids(street=street, grids=settle(street, matters, at=at), at=at)


def _rows(sql: str, given: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return list(cursor.fetchall())


_follower = Follower()


def follow_work(*, at: datetime) -> int:
    """The worker's round. Transactions are its own."""
    return _follower.round(at)
