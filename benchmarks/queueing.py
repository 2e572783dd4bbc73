"""What calling the next ticket costs behind many tickets. `python -m benchmarks.queueing DATA [TICKETS]`; default 1,000,000.

DATA is an installed street (`shiqiao init`, or what `benchmarks.prepare` leaves). Tickets of past years, their periods and
lines of the journal are filled in by SQL; then a hall with two hundred waiting calls them one by one through the action, as a
clerk does, each call with its journal lines and commit. One line with its commit, and `SELECT 1`, calibrate. The data are for
measuring only: the filled lines prove nothing.
"""

import json
import sys
import time as clock
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from benchmarks.installation import STREET
from shiqiao.config.runtime import connect_data

WAITING, CALLS, MANY = 200, 150, 1_000_000
AT = datetime.fromisoformat("2018-06-27T10:00:00+08:00")
FILL = """
WITH made AS (
  INSERT INTO hall_queue_ticket (street, unit, line, day, serial, number, channel, rank, why, rules, booking, affair, state,
    taken_at, ready_at, called_at, calls, ended_at, "window", account, "over", reason, invented)
  SELECT %(street)s, (%(units)s::bigint[])[1 + n %% %(counters)s], 'insurance', DATE '2010-01-01' + (n / 400)::int, n,
    'A' || (n %% 1000), 'kiosk', n %% 5, 'arrival', 1, 0, 0, 'served', t.at, t.at, t.at + interval '9 minutes', 1,
    t.at + interval '20 minutes', 1 + n %% 2, 1, n %% 9 = 0, '', true
  FROM generate_series(%(low)s, %(high)s) n,
    LATERAL (SELECT TIMESTAMPTZ '2010-01-01 09:00+08' + (n / 400) * interval '1 day' + n %% 400 * interval '1 minute' AS at) t
  RETURNING id, street, taken_at, called_at, ended_at
), periods AS (
  INSERT INTO hall_queue_period (street, ticket, state, began_at, ended_at, account)
  SELECT street, id, 'waiting', taken_at, called_at, 0 FROM made
  UNION ALL SELECT street, id, 'serving', called_at, ended_at, 1 FROM made
)
INSERT INTO journal_line (street, kind, subject, seq, code, happened_at, recorded_at, actor, data, prev, hash)
SELECT street, 'queue_ticket', id, 1, 'hall.ticket_taken', taken_at, taken_at, 'resident', '{}', '\\x00',
  sha256(id::text::bytea) FROM made
"""


def main(data: Path, many: int = MANY) -> dict[str, Any]:
    """Fill, measure and return milliseconds."""
    with connect_data(data):
        from shiqiao.base.db.scope import scoped
        from shiqiao.base.time import held

        with held(AT):
            begun = clock.perf_counter()
            fill(many)
            filled = clock.perf_counter() - begun
            calls = measured()
            found = {"call_next": calls, "a_line_with_its_commit": calibrated()}
            with scoped(STREET):
                found |= reading()
        return {"tickets": many, "waiting": WAITING, "filled_in_seconds": round(filled), **found}


def fill(many: int) -> None:
    """Put tickets of past years in, 50,000 a transaction, and analyse."""
    from django.db import connection

    from shiqiao.base.db.scope import scoped
    from shiqiao.scenes.hall.queue.models import QueueTicket
    from shiqiao.scenes.hall.queue.publishing import plans

    units = list(plans(STREET))
    with scoped(STREET):
        there = QueueTicket.objects.filter(street=STREET, day__lt="2017-06-01").count()
    for low in range(there, many, 50_000):
        with scoped(STREET), connection.cursor() as cursor:
            values = {"street": STREET, "units": units, "counters": len(units), "low": low,
                      "high": min(low + 50_000, many) - 1}  # fmt: skip
            cursor.execute(FILL, values)


def measured() -> dict[str, float]:
    """Let two hundred wait in the hall and call them one by one; each call finishes the one before."""
    from shiqiao.base.actor import Actor
    from shiqiao.base.db.scope import scoped
    from shiqiao.scenes.hall.demo import Stage
    from shiqiao.scenes.hall.queue import reads, tickets
    from shiqiao.scenes.hall.queue.publishing import plans

    with scoped(STREET):
        stage = Stage(STREET)
    unit = next(unit for unit in plans(STREET) if stage.counters[unit].hall)
    with scoped(STREET):
        clerk = stage.by(stage.counters[unit], AT)
    person = Actor(kind="resident", code="resident", street=STREET)
    lines = list(plans(STREET)[unit].places)
    for n in range(WAITING):
        claims = ("elderly",) if n % 6 == 0 else ()
        tickets.take_ticket(
            street=STREET, unit=unit, line=lines[n % len(lines)], claims=claims, channel="kiosk", by=person,
            at=AT - timedelta(minutes=40) + timedelta(seconds=10 * n),
        )  # fmt: skip
    with scoped(STREET):
        sitting = reads.my_sitting(clerk)
        there = reads.at_window(sitting) if sitting else None
    if there is not None and there.state == "called":  # of a former run
        tickets.act(ticket=there.pk, do="begin", by=clerk, at=AT)
    if sitting is None or sitting.unit != unit:
        tickets.sit_down(unit=unit, window=1, by=clerk, at=AT)

    def once() -> None:
        row = tickets.call_next(by=clerk, at=AT)
        assert row is not None
        called.append(row.pk)

    called: list[int] = []
    times = []
    for _ in range(CALLS):
        if called:
            tickets.act(ticket=called[-1], do="begin", by=clerk, at=AT)
        begun = clock.perf_counter()
        once()
        times.append((clock.perf_counter() - begun) * 1000)
    assert len(set(called)) == CALLS
    return summed(times)


def reading() -> dict[str, Any]:
    """Measure what screens and phones ask for, what inspections read, and `SELECT 1`."""
    from django.db import connection

    from shiqiao.scenes.hall.queue import figures, reads
    from shiqiao.scenes.hall.queue.models import QueueTicket
    from shiqiao.scenes.hall.queue.publishing import plans
    from shiqiao.scenes.hall.queue.screens import board

    last = QueueTicket.objects.filter(street=STREET, state="waiting").order_by("-id")[0]
    unit = last.unit

    def one() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")

    asked = {
        "place_in_line": lambda: reads.place_in_line(last, AT), "screen": lambda: board(STREET, unit, AT),
        "over_limit": lambda: figures.over_limit(STREET, unit, AT), "empty": lambda: figures.empty_counters(STREET, unit, AT),
        "waits_of_a_month": lambda: figures.waits(STREET, "2015-03"), "counters": lambda: reads.waiting_by_unit(
            STREET, list(plans(STREET))), "select_1": one,
    }  # fmt: skip
    found = {}
    for name, ask in asked.items():
        times = []
        for _ in range(40):
            begun = clock.perf_counter()
            ask()
            times.append((clock.perf_counter() - begun) * 1000)
        found[name] = summed(times)
    return found


def calibrated() -> dict[str, float]:
    """Measure what any act costs at least: one line of the journal with its commit."""
    from shiqiao.base.actor import Ref, system
    from shiqiao.base.db.scope import scoped
    from shiqiao.kernel.journal.actions import write

    times = []
    for n in range(CALLS):
        begun = clock.perf_counter()
        with scoped(STREET):
            write("hall.called_again", subject=Ref("bench", n), street=STREET, by=system("bench"), at=AT)
        times.append((clock.perf_counter() - begun) * 1000)
    return summed(times)


def summed(times: list[float]) -> dict[str, float]:
    """Return median, p95 and the longest in milliseconds."""
    return {"median": round(median(times), 1), "p95": round(quantiles(times, n=20)[-1], 1), "max": round(max(times), 1)}


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), *map(int, sys.argv[2:3])), indent=1, ensure_ascii=False))
