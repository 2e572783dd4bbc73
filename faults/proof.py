"""What must hold afterwards, asked of the tables. `python -m faults.proof DATA BOOK` prints the findings, one a line.

Every acknowledged report and order is there exactly once under the number that was told; what was never acknowledged
at most once; nothing else is there. Every job ran. Every matter that nobody was found for has one alarm; no clock is
behind with its alarms, and each alarm was raised once. Every letter is with 12345, under one key each. The journal and
all tables are proved by the product's own `verify`.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from shiqiao.config.runtime import connect_data

BEHIND = timedelta(seconds=30)  # how late an alarm may be raised: the worker may just have been brought back
MOST = 30


def findings(book: dict[str, Any]) -> Iterator[str]:
    """Yield everything that does not hold, as sentences."""
    from shiqiao.config.commands.verify import everything

    yield from book["wrong"]
    yield from each_once(book)
    yield from jobs(book)
    yield from alarms()
    yield from letters(book)
    yield from (f"verify: {one}" for one in everything())


def rows(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """Ask over all streets."""
    from django.db import connection

    from shiqiao.base.db.scope import whole

    with whole(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def each_once(book: dict[str, Any]) -> Iterator[str]:
    """Yield what was acknowledged and is not there exactly once, and what is there though nobody sent it."""
    reports = rows("SELECT source_id, number FROM matters_matter WHERE channel = 'api'")
    orders = rows(
        "SELECT substr(o.number, 2), m.number FROM hotline_order o JOIN matters_matter m ON m.id = o.matter "
        "WHERE o.street = m.street"
    )
    yield from lost(book, [*reports, *orders])
    yield from doubled(book, Counter(key for key, _ in [*reports, *orders]))
    behind = rows("SELECT count(*) FROM matters_matter WHERE channel = 'hotline'")[0][0] - len(orders)
    if behind:
        yield f"{behind} matters came from 12345 without their order"


def lost(book: dict[str, Any], there: list[tuple[Any, ...]]) -> Iterator[str]:
    """Yield what was acknowledged and is not there exactly once under its number."""
    times, numbers = Counter(key for key, _ in there), dict(there)
    for key, number in book["numbers"].items():
        if book["kinds"][key] in ("job", "accept"):
            continue
        if times[key] != 1:
            yield f"{key} was acknowledged as {number} and is there {times[key]} times"
        elif numbers[key] != number:
            yield f"{key} was acknowledged as {number} and is there as {numbers[key]}"


def mark_of(key: str) -> str:
    """Return what all identifiers of one sender begin with; a folder may hold those of an earlier run as well."""
    return key.rpartition("-")[0]


def doubled(book: dict[str, Any], times: Counter[str]) -> Iterator[str]:
    """Yield what is there twice, or though nobody sent it; what was never acknowledged may be there once."""
    marks = {mark_of(key) for key in book["kinds"]}
    for key, count in times.items():
        if key not in book["kinds"] and mark_of(key) in marks:
            yield f"{key} is there and nobody sent it"
        elif count > 1:
            yield f"{key} is there {count} times"


def jobs(book: dict[str, Any]) -> Iterator[str]:
    """Yield each acknowledged job that never ran, and what waits or has failed in the table of jobs."""
    done = Counter(key for (key,) in rows("SELECT key FROM faults_done"))
    asked = {key for (key,) in rows("SELECT key FROM faults_asked")}
    for key, kind in book["kinds"].items():
        if kind == "job" and key in book["numbers"] and key not in asked:
            yield f"job {key} was acknowledged and is not there"
    yield from (f"job {key} never ran" for key in asked if not done[key])
    yield from (f"job {key} ran and nobody asked for it" for key in done if key not in asked)
    for status, count in rows("SELECT status::text, count(*) FROM procrastinate_jobs GROUP BY 1"):
        yield f"{count} jobs are {status}"


def alarms() -> Iterator[str]:
    """Yield matters without their alarm, clocks that are behind, and alarms that were raised twice."""
    from shiqiao.base.time import now

    for number, count in rows(
        "SELECT m.number, count(a.id) FROM matters_matter m LEFT JOIN routing_alarm a ON a.matter = m.id "
        "WHERE m.unrouted AND NOT m.done GROUP BY 1 HAVING count(a.id) <> 1"
    ):
        yield f"the unrouted matter {number} has {count} alarms"
    behind = rows(
        "SELECT count(*) FROM clocks_clock WHERE stopped_at IS NULL AND alarm_at < %s", now() - BEHIND
    )[0][0]  # fmt: skip
    if behind:
        yield f"{behind} clocks are behind with their alarms"
    twice = rows(
        "SELECT subject, data->>'level', count(*) FROM journal_line WHERE kind = 'clock' "
        "AND code IN ('clocks.warned', 'clocks.escalated') GROUP BY 1, 2 HAVING count(*) > 1"
    )
    yield from (f"clock {subject} raised level {level} {count} times" for subject, level, count in twice)
    told = rows(
        "SELECT subject_id, post, params->>'clock', params->>'run', params->>'level', count(*) FROM notices_notice "
        "WHERE kind IN ('clocks.warned', 'clocks.escalated') GROUP BY 1, 2, 3, 4, 5 HAVING count(*) > 1"
    )
    yield from (f"post {post} was told {count} times of {subject} {clock}" for subject, post, clock, *_, count in told)


def letters(book: dict[str, Any]) -> Iterator[str]:
    """Yield letters that are not with 12345, orders without their receipt, and keys that only 12345 knows."""
    marks = {mark_of(key) for key, kind in book["kinds"].items() if kind == "order"}
    found = rows(
        "SELECT l.key, l.state, substr(o.number, 2) FROM hotline_letter l "
        "JOIN hotline_order o ON o.id = l.\"order\" WHERE l.direction = 'out'"
    )
    ours = [(key, state) for key, state, number in found if mark_of(number) in marks]
    yield from (f"letter {key} is {state}" for key, state in ours if state not in ("acknowledged", "sent"))
    kept = set(book["letters"])
    yield from (f"letter {key} never came to 12345" for key, _ in ours if key not in kept)
    yield from (f"12345 has letter {key}, which we do not know" for key in kept - {key for key, *_ in found})
    accepted = dict(
        rows(
            "SELECT m.number, count(*) FROM journal_line j JOIN matters_matter m ON m.id = j.subject "
            "WHERE j.kind = 'matter' AND j.code = 'matters.accepted' GROUP BY 1"
        )
    )
    receipts = dict(
        rows(
            'SELECT o.matter_number, count(*) FROM hotline_letter l JOIN hotline_order o ON o.id = l."order" '
            "WHERE l.kind = 'receipt' GROUP BY 1"
        )
    )
    for key, kind in book["kinds"].items():
        number = key.removeprefix("accept-")
        if kind == "accept" and key in book["numbers"] and accepted.get(number) != 1:
            yield f"{number} was accepted and has {accepted.get(number, 0)} lines of it"
    for number, times in accepted.items():
        if receipts.get(number) != times:
            yield f"order {number} was accepted and has {receipts.get(number, 0)} receipts"


def counts() -> dict[str, int]:
    """Return how much there is of what was counted."""
    asked = {
        "matters": "SELECT count(*) FROM matters_matter",
        "orders": "SELECT count(*) FROM hotline_order",
        "letters acknowledged": "SELECT count(*) FROM hotline_letter WHERE state = 'acknowledged'",
        "alarms of unrouted matters": "SELECT count(*) FROM routing_alarm",
        "alarms of clocks": "SELECT count(*) FROM journal_line WHERE kind = 'clock' AND code LIKE 'clocks.%%'",
        "notices": "SELECT count(*) FROM notices_notice",
        "jobs asked for": "SELECT count(*) FROM faults_asked",
        "jobs that ran": "SELECT count(DISTINCT key) FROM faults_done",
        "jobs that ran twice": "SELECT count(*) - count(DISTINCT key) FROM faults_done",
        "journal lines": "SELECT count(*) FROM journal_line",
    }
    return {name: int(rows(statement)[0][0]) for name, statement in asked.items()}


def main(data: Path, book: Path) -> int:
    """Print findings and counts as JSON; exit status 1 when there is a finding."""
    with connect_data(data):
        found = list(findings(json.loads(book.read_text(encoding="utf-8"))))
        print(json.dumps({"findings": found[:MOST], "more": max(0, len(found) - MOST), "counts": counts()}))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
