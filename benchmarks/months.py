"""Months: intake and the open list with 1, 6 and 12 parts a table, side by side. `python -m benchmarks.months`.

Each number of parts has a database of its own on one server; the rounds go from one to the next, so that a noisy machine
troubles all of them. Ratios to the one part count; milliseconds are told beside them.
"""

import json
import os
import statistics
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shiqiao.testing.settings")
PARTS = (1, 6, 12)  # twelve are the most that the database makes
BEFORE, ROUNDS, REPORTS = 600, 7, 150  # reports written beforehand, over all months; rounds, and reports in each
ASKED = 200  # times that a list is asked


def main() -> None:
    """Measure and print."""
    import django

    django.setup()
    from shiqiao.testing.databases import test_server
    from shiqiao.testing.street import install_all

    with test_server() as server:
        street = server.prepared(install_all)
        places = {parts: server.copy(street) for parts in PARTS}
        for parts, name in places.items():
            inside(server, name, lambda parts=parts: fill(parts))
        rounds = [{parts: inside(server, name, measured) for parts, name in places.items()} for _ in range(ROUNDS)]
    print(json.dumps({parts: summed([one[parts] for one in rounds], [one[1] for one in rounds]) for parts in PARTS}))


def inside(server: Any, name: str, work: Callable[[], Any]) -> Any:
    """Work in a database, with ids of its own."""
    from shiqiao.base.ids import forget_blocks
    from shiqiao.testing.street import standing

    forget_blocks()
    with server.at(name), standing(fence=False):
        return work()


def fill(parts: int) -> None:
    """Write reports over as many months; the last part is the one to come."""
    from django.db import connection

    from shiqiao.base.ids import forget_blocks
    from shiqiao.kernel.matters.months import ZONE, cut_month

    month = datetime(2012, 1, 1, tzinfo=ZONE)
    cuts = max(0, parts - 2)
    for _ in range(cuts):
        report(BEFORE // (cuts + 1))
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval('matters_matter_ids') FROM generate_series(1, 110)")
        forget_blocks()
        assert cut_month(at=month)
        month = (month + timedelta(days=40)).replace(day=1)
    report(BEFORE - cuts * (BEFORE // (cuts + 1)))


def report(many: int) -> None:
    """Take reports in, each as a transaction of its own."""
    from shiqiao.base.actor import system
    from shiqiao.base.time import now
    from shiqiao.kernel.matters.actions import Report, report_matter
    from shiqiao.testing.street import INSIDE, STREET

    for _ in range(many):
        given = Report(
            street=STREET, source="bench", source_id=os.urandom(8).hex(), channel="phone", item="06010", text="楼道里堆了垃圾",
            lon=INSIDE[0], lat=INSIDE[1],
        )  # fmt: skip
        report_matter(report=given, by=system("bench"), at=now())


def measured() -> dict[str, float]:
    """Return milliseconds of a report, of the plan of the open list, and of a page of it."""
    report(20)
    began = time.perf_counter()
    report(REPORTS)
    taken = (time.perf_counter() - began) / REPORTS * 1000
    return {"report": taken, **listed()}


def listed() -> dict[str, float]:
    """Return milliseconds to plan the open list of a street and of a matter by its number, and to read them."""
    from django.db import connection

    from shiqiao.base.db.scope import scoped
    from shiqiao.kernel.matters.models import Matter
    from shiqiao.kernel.matters.months import numbered
    from shiqiao.testing.street import STREET

    found: dict[str, float] = {}
    with scoped(STREET), connection.cursor() as cursor:
        newest = Matter.objects.latest("id")
        asked = {
            "open list": Matter.objects.filter(street=STREET, done=False).order_by("next_due", "id")[:51],
            "newest": Matter.objects.filter(street=STREET).order_by("-id")[:51],
            "number": Matter.objects.filter(numbered(newest.number)),
        }
        for name, rows in asked.items():
            sql, values = rows.query.sql_with_params()
            plans = []
            for _ in range(20):
                cursor.execute(f"EXPLAIN (SUMMARY) {sql}", values)
                plans.append(float([row[0] for row in cursor.fetchall()][-1].split()[2]))
            began = time.perf_counter()
            for _ in range(ASKED):
                cursor.execute(sql, values)
                cursor.fetchall()
            found[f"{name}: plan"] = statistics.median(plans)
            found[name] = (time.perf_counter() - began) / ASKED * 1000
    return found


def summed(rounds: list[dict[str, float]], ones: list[dict[str, float]]) -> dict[str, Any]:
    """Return medians of milliseconds and of the ratios to one part in the same round."""
    return {
        name: {
            "ms": round(statistics.median(one[name] for one in rounds), 3),
            "ratio": round(
                statistics.median(one[name] / base[name] for one, base in zip(rounds, ones, strict=True)), 3
            ),
        }
        for name in rounds[0]
    }


if __name__ == "__main__":
    main()
