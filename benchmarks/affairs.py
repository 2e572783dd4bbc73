"""Affairs at size: the lists of a counter, finding one, and the trips counted. `python -m benchmarks.affairs DATA [ROWS]`.

DATA is an installed street; the demo's affairs are made in it where there are none, and copied with their trips until there
are ROWS of them (a million unless given).
"""

import json
import sys
import time as clock
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import psycopg

from benchmarks.installation import STREET, Installation
from shiqiao.config.runtime import connect_data

MORNING = datetime.fromisoformat("2018-06-27T10:00:00+08:00")
TIMES, AFFAIRS = 40, 1_000_000
LOGINS = ("c1s1", "leader1")
TABS = ("all", "here", "late", "done")
STEP = 100_000  # between the serials of two copies
# Every copy lies a day before the one before it, so that the affairs spread over years as they do in an office.
COPY = """INSERT INTO {table} ({columns}) SELECT {values} FROM {table} o, generate_series(%(first)s::int, %(last)s::int) n
WHERE o.id <= %(newest)s ON CONFLICT DO NOTHING"""
MOMENTS = ("taken_at", "accepted_at", "due_at", "decided_at", "ended_at")
MOVED = {
    "hall_affair": {
        "id": "o.id + n * {many}", "serial": "o.serial + n * {step}", "number": "o.year || '-' || (o.serial + n * {step})",
        **{name: f"o.{name} - n * interval '1 day'" for name in MOMENTS},
    },
    "hall_trip": {"id": "o.id + n * {many}", "affair": "o.affair + n * {many}", "at": "o.at - n * interval '1 day'"},
}  # fmt: skip


def main(data: Path, rows: int) -> dict[str, Any]:
    """Fill unless it is filled, measure, and return milliseconds."""
    with connect_data(data):
        from shiqiao.base.time import held
        from shiqiao.scenes.hall import demo

        with held(MORNING):
            demo.load(STREET)
        with psycopg.connect(Installation(data).url("owner"), autocommit=True) as owner:
            fill(owner, rows)
            found = owner.execute("SELECT count(*) FROM hall_affair").fetchone()
        assert found
        return {"affairs": found[0], **{login: questions(login) for login in LOGINS}}


def fill(owner: psycopg.Connection[Any], rows: int) -> None:
    """Copy affairs and trips until there are as many."""
    have = owner.execute("SELECT count(*), max(id) FROM hall_affair").fetchone()
    assert have is not None
    assert have[0], "a demo has affairs to copy"
    if have[0] >= rows:
        return
    first, last = 1, -(-rows // have[0])
    for table, moved in MOVED.items():
        newest = owner.execute(f"SELECT max(id) FROM {table}").fetchone()
        asked = "SELECT column_name FROM information_schema.columns WHERE table_name = %s ORDER BY ordinal_position"
        names = [name for (name,) in owner.execute(asked, [table])]
        many = max(have[1], newest[0] if newest else 0) + 1
        values = ", ".join(moved.get(name, f"o.{name}").format(many=many, step=STEP) for name in names)
        given = {"first": first, "last": last, "newest": newest[0] if newest else 0}
        owner.execute(COPY.format(table=table, columns=", ".join(names), values=values), given)
    owner.execute("VACUUM (ANALYZE) hall_affair")
    owner.execute("VACUUM (ANALYZE) hall_trip")


def questions(login: str) -> dict[str, Any]:
    """Measure what one person asks for."""
    from django.db.models import Max

    from shiqiao.base.db.scope import scoped
    from shiqiao.base.time import held
    from shiqiao.kernel.people.models import Account
    from shiqiao.kernel.people.reads import actor_for
    from shiqiao.scenes.hall import counting, reads
    from shiqiao.scenes.hall.models import Affair

    with scoped(STREET):
        actor = actor_for(Account.objects.get(username=login))
        last = Affair.objects.aggregate(last=Max("taken_at"))["last"]
        middle = Affair.objects.order_by("-id").values_list("number", flat=True)[1000]
        month = reads.Filters(month=f"{last:%Y-%m}")
        asked: dict[str, Callable[[], object]] = {
            **{tab: partial(reads.affairs, actor, reads.Filters(tab=tab), last) for tab in TABS},
            "counts": lambda: reads.counts(actor, last),
            "by number": lambda: reads.found(actor, middle),
            "by name": lambda: reads.found(actor, "张三"),
            "trips of a month": lambda: counting.counted(actor, "community", month),
        }
        with held(last):
            return {name: measured(ask) for name, ask in asked.items()}


def measured(ask: Callable[[], object]) -> dict[str, float]:
    """Return median and 95th percentile in milliseconds."""
    took = []
    for _ in range(TIMES):
        began = clock.perf_counter()
        ask()
        took.append(1000 * (clock.perf_counter() - began))
    return {"p50": round(median(took), 1), "p95": round(quantiles(took, n=20)[-1], 1)}


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else AFFAIRS)))
