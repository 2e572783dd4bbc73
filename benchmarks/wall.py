"""What the wall and the cockpit cost at many matters, question by question. `python -m benchmarks.wall DATA`."""

import json
import sys
import time as clock
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from benchmarks.installation import STREET
from shiqiao.config.runtime import connect_data

TIMES = 40


def main(data: Path) -> dict[str, Any]:
    """Measure and return milliseconds, at the moment of the last report."""
    with connect_data(data):
        from django.db.models import Max

        from shiqiao.base.db.scope import scoped
        from shiqiao.base.time import held
        from shiqiao.kernel.matters.models import Matter

        with scoped(STREET):
            last = Matter.objects.aggregate(last=Max("reported_at"))["last"]
            many = Matter.objects.filter(street=STREET).count()
        with held(last):
            return {"matters": many, "at": str(last), **questions(), **pages()}


def questions() -> dict[str, Any]:
    """Measure what the wall is put together from, without what is kept."""
    from shiqiao.base.db.scope import scoped
    from shiqiao.base.time import now
    from shiqiao.kernel.matters import pulse
    from shiqiao.kernel.territory import reads as territory
    from shiqiao.surfaces.desk.forms import day_start
    from shiqiao.surfaces.wall import board

    at, begins, ends = now(), day_start(now()), day_start(now(), 1)
    grids = [place.code for place in territory.grids(STREET)]
    asked: dict[str, Callable[[], object]] = {
        "open": lambda: pulse.open_now(STREET, at=at, ends=ends),
        "today": lambda: pulse.today(STREET, begins=begins, ends=ends, channels=board.OWED),
        "grids": lambda: pulse.lights(grids, at=at, ends=ends),
        "next": lambda: pulse.next_to_break(STREET, at=at, most=board.ALARMS),
        "live": lambda: board._now(STREET, at),
        "month": lambda: board._of_month(STREET, at),
        "thirty days": lambda: pulse.days(STREET, begins=day_start(at, -29), ends=ends),
        "lines": lambda: pulse.open_by_line(STREET, at=at, ends=ends),
    }
    with scoped(STREET):
        return {name: measured(ask) for name, ask in asked.items()}


def pages() -> dict[str, Any]:
    """Measure whole requests as the leader: the page of the cockpit, its charts, the wall's data as screens ask for it."""
    from django.test import Client

    from shiqiao.kernel.people.models import Account
    from shiqiao.surfaces.wall import board

    client = Client(headers={"host": "localhost"})
    client.force_login(Account.objects.get(username="leader1"))
    found = {address: measured(lambda: client.get(address)) for address in ("/cockpit/", "/cockpit/charts/")}  # noqa: B023
    found["/wall/data.json, kept"] = measured(lambda: client.get("/wall/data.json"))

    def anew() -> None:
        board._live.drop()
        assert client.get("/wall/data.json").status_code == 200

    found["/wall/data.json, live figures anew"] = measured(anew)
    return found


def measured(ask: Callable[[], object]) -> dict[str, float]:
    """Return the first time, median and p95 of a question in milliseconds."""
    times = []
    for _ in range(TIMES + 1):
        begun = clock.perf_counter()
        ask()
        times.append((clock.perf_counter() - begun) * 1000)
    first, *rest = times
    return {"first": round(first, 1), "median": round(median(rest), 1), "p95": round(quantiles(rest, n=20)[-1], 1)}


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1])), indent=1, ensure_ascii=False))
