"""A month put away and opened again: seconds of each step, bytes that come free, and how long intake waits meanwhile.

Run: python -m benchmarks.archive [--matters 50000] [--keep]. Prints JSON. The matters are multiplied as in benchmarks.size:
hashes have the right size only, so what proving takes is measured apart and what it finds is not looked at. `SELECT 1` and
a report with nothing else going on are the calibration.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.installation import STREET, Installation, environment
from shiqiao.config.runtime import connect_data, variables

KEPT = Path(__file__).with_name("archive.json")
INSIDE = (116.98307, 36.65529)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="benchmarks.archive", description=__doc__)
    parser.add_argument("--matters", type=int, default=50_000)
    parser.add_argument("--keep", action="store_true", help="put the figures into benchmarks/archive.json")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="shiqiao-archive-") as name:
        os.chmod(name, 0o711)
        place = Installation(Path(name) / "data")
        place.data.mkdir(mode=0o711)
        place.prepare()
        with variables(**environment()), connect_data(place.data):
            found = measured(place, asked.matters)
    print(json.dumps(found, indent=1))
    if asked.keep:
        KEPT.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def measured(place: Installation, matters: int) -> dict[str, Any]:
    """Fill a database, put the month away and open it."""
    from shiqiao.base.actor import system
    from shiqiao.base.db.scope import whole
    from shiqiao.base.time import now
    from shiqiao.config.archive import fit, opening, putting

    found: dict[str, Any] = {"matters": matters, "load average": round(os.getloadavg()[0], 1)}
    owner_url = place.url("owner")
    month, found["filled in s"] = timed(lambda: fill(owner_url, matters))
    found["calibration"] = calibration(owner_url)
    given = {"data": place.data, "owner_url": owner_url, "by": system("months"), "at": now()}
    with whole():
        known, found["reasons s"] = timed(lambda: fit.facts_of(month))
        _, found["proof s"] = timed(lambda: list(fit_proof(month)))
    before = size_of(owner_url)
    # What was multiplied cannot prove itself and was recorded today: asked is only what a month holds.
    fit.reasons = lambda month, at, quick=False: (known, fit.Reasons())
    putting._fit = lambda month, at: known
    steps = Steps(putting)
    with steps, intake() as waits:
        put, found["archive s"] = timed(lambda: putting.put_month_away(month.name, **given))
    found |= {"archive steps s": steps.taken, "archive: intake ms": waits()}
    found |= {"bytes of parts": put.freed, "bytes of file": put.bytes, "lines": put.lines}
    found["database freed bytes"] = before - size_of(owner_url)
    opening._settled = lambda month, data, at: (0, ())
    steps = Steps(opening)
    with steps, intake() as waits:
        _, found["open s"] = timed(lambda: opening.open_month(month.name, **given))
    return found | {"open steps s": steps.taken, "open: intake ms": waits()}


def fit_proof(month: Any) -> Iterator[Any]:
    """Prove a month as `archive` does."""
    from shiqiao.kernel.matters.proof import check_range

    return check_range(month.first_id, month.end_id)


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """Return what comes out, and the seconds it took."""
    began = time.monotonic()
    out = work()
    return out, round(time.monotonic() - began, 2)


def fill(owner_url: str, matters: int) -> Any:
    """Multiply lives, seal their days, and cut: all that was made lies before the first cut."""
    from benchmarks.size import __main__ as size
    from shiqiao.base.db.scope import whole
    from shiqiao.base.ids import forget_blocks
    from shiqiao.base.time import now
    from shiqiao.config.archive import ground
    from shiqiao.kernel.journal.actions import seal_closed_days
    from shiqiao.kernel.matters.months import cut_month

    with psycopg.connect(owner_url, autocommit=True) as owner:

        def run(sql: str, given: Any = None) -> list[tuple[Any, ...]]:
            cursor = owner.execute(sql, given)
            return cursor.fetchall() if cursor.description else []

        size.fill(run, argparse.Namespace(matters=matters, streets=1, months=1))
        with whole():
            seal_closed_days(at=now())
        assert cut_month(at=now())
        forget_blocks()
        return ground.months(owner)[0]


def size_of(owner_url: str) -> int:
    """Return the bytes of the database."""
    with psycopg.connect(owner_url) as owner:
        return int(owner.execute("SELECT pg_database_size(current_database())").fetchone()[0])  # type: ignore[index]


def calibration(owner_url: str) -> dict[str, float]:
    """Return milliseconds of `SELECT 1` and of a report, medians, with nothing else going on."""
    times = []
    with psycopg.connect(owner_url, autocommit=True) as owner:
        for _ in range(200):
            began = time.perf_counter()
            owner.execute("SELECT 1").fetchone()
            times.append(time.perf_counter() - began)
    reports = [report() for _ in range(150)]
    return {
        "SELECT 1 ms": round(statistics.median(times) * 1000, 3),
        "report ms": round(statistics.median(reports) * 1000, 2), "report max ms": round(max(reports) * 1000, 1),
    }  # fmt: skip


def report() -> float:
    """Take one report in and return its seconds."""
    from shiqiao.base.actor import system
    from shiqiao.base.time import now
    from shiqiao.kernel.matters.actions import Report, report_matter

    given = Report(
        street=STREET, source="bench", source_id=os.urandom(8).hex(), channel="phone", item="06010", text="楼道里堆了垃圾",
        lon=INSIDE[0], lat=INSIDE[1],
    )  # fmt: skip
    began = time.perf_counter()
    report_matter(report=given, by=system("bench"), at=now())
    return time.perf_counter() - began


@contextmanager
def intake() -> Iterator[Callable[[], dict[str, float]]]:
    """Take reports in all the while, beside what is measured; what is given tells how long they took, in milliseconds."""
    from django.db import connections

    taken: list[float] = []
    stop = threading.Event()

    def work() -> None:
        while not stop.is_set():
            taken.append(report())
            stop.wait(0.02)
        connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield lambda: {
            "reports": len(taken), "p50": round(statistics.median(taken) * 1000, 2), "max": round(max(taken) * 1000, 1)
        }  # fmt: skip
    finally:
        stop.set()
        thread.join()


class Steps:
    """Notes how long each step took, where the work says that it reached one."""

    def __init__(self, module: Any) -> None:
        self.module, self.taken, self.last = module, {}, 0.0  # type: Any, dict[str, float], float

    def __enter__(self) -> None:
        self.last = time.monotonic()
        self.module.reached = self.note

    def __exit__(self, *_: object) -> None:
        self.module.reached = lambda step: None

    def note(self, step: str) -> None:
        """Remember the seconds since the step before."""
        self.taken[step] = round(time.monotonic() - self.last, 2)
        self.last = time.monotonic()
        print(step, self.taken[step], file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
