"""What reads and writes cost in a database of many streets: p50 and p95 in milliseconds, with a calibration of the same run."""

import random
import statistics
import time as clock
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from benchmarks.size.multiply import ELSEWHERE, FIRST, TABLES, Run
from benchmarks.texts import FREQUENT, MIDDLING, RARE, STREET, reports

READS, TAKEN = 60, 200
TABS = {"head": "territory", "grid": "territory", "handler": "unit"}
Figures = dict[str, Any]


# ── measuring ──────────────────────────────────────────────────────────────────────────────────────────────────────


def spread(calls: Sequence[Callable[[], Any]]) -> dict[str, float]:
    """Return p50 and p95 in milliseconds of calls made one after another, the first few not counted.

    p5 is what it costs when nothing else ran at that moment: on a shared machine sizes are compared by it.
    """
    return cut(times((*calls[:3], *calls))[3:])


def times(calls: Sequence[Callable[[], Any]]) -> list[float]:
    """Return the milliseconds of calls made one after another."""
    taken = []
    for call in calls:
        began = clock.perf_counter()
        call()
        taken.append((clock.perf_counter() - began) * 1000)
    return taken


def cut(taken: Sequence[float]) -> dict[str, float]:
    """Return p5, p50 and p95 of milliseconds."""
    cuts = statistics.quantiles(taken, n=20)
    return {"p5": round(cuts[0], 2), "p50": round(cuts[9], 2), "p95": round(cuts[18], 2)}


def seconds(work: Callable[[], Any], times: int = 5) -> float:
    """Return the median of some runs in seconds."""
    taken = []
    for _ in range(times):
        began = clock.perf_counter()
        work()
        taken.append(clock.perf_counter() - began)
    return round(statistics.median(taken), 3)


def calibration(run: Run) -> Figures:
    """Return what an empty question and a committed row cost on the same connection in the same minute."""

    def committed() -> None:
        run("INSERT INTO shiqiao_stamp (name, value) VALUES ('size', 1) ON CONFLICT (name) DO UPDATE SET value = 1")

    return {"SELECT 1": spread([lambda: run("SELECT 1")] * READS), "committed row": spread([committed] * TAKEN)}


# ── reads and intake ───────────────────────────────────────────────────────────────────────────────────────────────


def reads(actors: dict[str, Any]) -> Figures:
    """Return the milliseconds of lists and searches as those who ask see them."""
    return {who: {name: spread(calls) for name, calls in asked.items()} for who, asked in asking(actors).items()}


def asking(actors: dict[str, Any]) -> dict[str, dict[str, list[Callable[[], Any]]]]:
    """Return calls that ask for lists and searches, by who asks and what."""
    from shiqiao.base.db.scope import of, scoped
    from shiqiao.kernel.matters.models import Matter
    from shiqiao.kernel.matters.reads import PAGE, Filters, matters

    dice, found = random.Random(11), dict[str, Any]()
    for who, actor in actors.items():
        tab = TABS[who]
        with scoped(*of(actor)):
            waiting = Matter.objects.filter(street=STREET, done=False)
            pairs = list(waiting.values_list("item", "grid").distinct()[:200]) or [("06010", 0)]
            numbers = list(Matter.objects.filter(street=STREET).values_list("number", flat=True)[:READS])

        def page(filters: Any, actor: Any = actor) -> Callable[[], Any]:
            def ask() -> Any:
                with scoped(*of(actor)):
                    return matters(actor, filters, limit=PAGE).rows

            return ask

        found[who] = {
            "open list": [page(Filters(tab=tab, open=True))] * READS, "newest list": [page(Filters(tab=tab))] * READS,
            "filtered": [page(Filters(open=True, item=i, grid=g)) for i, g in dice.choices(pairs, k=READS)],
            **{name: [page(Filters(text=word))] * READS for name, word in WORDS.items()},
            "number": [page(Filters(text=number)) for number in numbers],
        }  # fmt: skip
    return found


def of_the_day() -> Figures:
    """Return what the figures of a street's day cost: open by light, reported, closed."""
    from shiqiao.base.db.scope import scoped
    from shiqiao.base.time import now
    from shiqiao.kernel.matters.figures import figures

    begins = now().replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=1)

    def ask() -> Any:
        with scoped(STREET):
            return figures(STREET, at=now(), begins=begins, ends=begins + timedelta(days=1))

    return spread([ask] * READS)


WORDS = {"frequent word": FREQUENT, "middling word": MIDDLING, "rare word": RARE, "word of other streets": ELSEWHERE,
         "word of nobody": "龘龘"}  # fmt: skip


def intake(points: list[tuple[float, float]]) -> Figures:
    """Return what a report costs through the real action, its transaction committed; the street is the model one."""
    calls = taking(points)
    began = clock.perf_counter()
    millis = spread(calls)
    return {**millis, "a second": round((TAKEN + 3) / (clock.perf_counter() - began), 1)}


def taking(points: list[tuple[float, float]], many: int = TAKEN) -> list[Callable[[], Any]]:
    """Return calls that take a report in, each another one."""
    from shiqiao.base.actor import system
    from shiqiao.base.time import now
    from shiqiao.kernel.matters.actions import Report, report_matter
    from shiqiao.kernel.matters.report import Contact

    by, mark, calls = system("size"), random.getrandbits(60), list[Callable[[], Any]]()
    for number, given in enumerate(reports(many, points, seed=17)):
        contact = Contact(**given.pop("contact", {}))
        report = Report(street=STREET, source="intake", source_id=f"{mark}-{number}", channel="phone", contact=contact,
                        **given)  # fmt: skip
        calls.append(lambda report=report: report_matter(report=report, by=by, at=now()))  # type: ignore[misc]
    return calls


# ── scores and the lake ────────────────────────────────────────────────────────────────────────────────────────────


def shipped() -> list[Any]:
    """Return the model street's indicators by source, as they are counted."""
    from shiqiao.kernel.scoring.actions import read_table
    from shiqiao.kernel.scoring.selecting import parts

    place = Path(__file__).parents[2] / "localities/ganshiqiao/indicators.yaml"
    return parts(read_table(place.read_text(encoding="utf-8")))


def months_before(many: int) -> tuple[date, date]:
    """Return the first day of the whole month so many months before this one, and the first of the next."""
    from django.utils.timezone import localdate

    from shiqiao.base.time import now

    until = localdate(now()).replace(day=1)
    for _ in range(many - 1):
        until = (until - timedelta(days=1)).replace(day=1)
    return (until - timedelta(days=1)).replace(day=1), until


def write_streets(streets: Sequence[int], lake: Any, at_once: int = 1) -> Figures:
    """Write the lake of every street, some side by side; a second time for the first of them, when nothing has moved."""
    from shiqiao.base.time import now
    from shiqiao.kernel.lake.actions import write_lake

    def rows(one: int) -> int:
        return write_lake(one, lake, at=now()).rows

    began = clock.perf_counter()
    with ThreadPoolExecutor(at_once) as pool:
        done = sum((pool.map if at_once > 1 else map)(rows, streets))
    taken = clock.perf_counter() - began
    again = seconds(lambda: write_lake(streets[0], lake, at=now()), 3)
    return {"facts": done, "s": round(taken, 1), "facts a second": round(done / taken), "at once": at_once,
            "again a street s": again}  # fmt: skip


def scores(streets: Sequence[int], lake: Any) -> Figures:
    """Return the seconds of all shipped indicators of a street's month, and of all streets' month by DuckDB."""
    from functools import partial

    from shiqiao.base.time import now
    from shiqiao.kernel.lake import counting, engines
    from shiqiao.kernel.lake.compiling import counted

    since, until = months_before(1)
    ask = partial(counting.cells, keys=("grid",), since=since, until=until, at=now(), excluded={})
    duck = engines.DuckDB(lake)

    def month(engine: Any) -> list[Any]:
        return [sorted(ask(engine, part, STREET)) for part in shipped()]

    def all_streets() -> int:
        many = 0
        for part in shipped():
            held = engines.facts_of(part.source, STREET, now())
            files = [file for street in streets for file in duck.chosen(held, street, part.by, since, until)]
            expression = counted(
                part, held.types, keys=("street", "grid"), since=since, until=until, at=now(), excluded={}
            )
            many += len(duck.count(files, expression))
        return many

    assert month(engines.Postgres(now())) == month(duck)
    return {
        "a street's month, postgres s": seconds(lambda: month(engines.Postgres(now()))),
        "a street's month, duckdb s": seconds(lambda: month(duck)),
        "all streets' month, duckdb s": seconds(all_streets, 3), "cells of all streets": all_streets(),
    }  # fmt: skip


# A table and the parts it lies in.
PARTS = "(SELECT c.oid AS relid UNION SELECT relid FROM pg_partition_tree(c.oid))"

# ── bytes ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def sizes(run: Run) -> Figures:
    """Return bytes a matter: rows with their long values, and indexes, by table and of the largest indexes."""
    ((many,),) = run(f"SELECT count(*) FROM matters_matter WHERE id >= {FIRST}")
    names = ", ".join(f"'{one}'::regclass" for one in TABLES)
    tables = {name: {"rows": rows, "indexes": indexes} for name, rows, indexes in run(
        "SELECT c.oid::regclass::text, sum(pg_table_size(p.relid))::bigint, sum(pg_indexes_size(p.relid))::bigint "
        f"FROM pg_class c CROSS JOIN LATERAL {PARTS} p WHERE c.oid IN ({names}) GROUP BY c.oid")}  # fmt: skip
    indexes = dict(run("SELECT i.indexrelid::regclass::text, pg_relation_size(i.indexrelid) FROM pg_class c "
                       f"CROSS JOIN LATERAL {PARTS} p JOIN pg_index i ON i.indrelid = p.relid "
                       f"WHERE c.oid IN ({names}) ORDER BY 2 DESC LIMIT 12"))  # fmt: skip
    whole = sum(one["rows"] + one["indexes"] for one in tables.values())
    return {
        "matters": many, "bytes a matter": round(whole / many),
        "by table": {name: {kind: round(size / many) for kind, size in one.items()} for name, one in tables.items()},
        "largest indexes": {name: round(size / many) for name, size in indexes.items()},
    }  # fmt: skip
