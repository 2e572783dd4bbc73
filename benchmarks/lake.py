"""The lake at size: DuckDB beside Spark on a standalone cluster. `python -m benchmarks.lake FOLDER [--facts N …] [--spark W]`.

For each N writes so many simulated facts of matters over twelve months into FOLDER, a file for each street and month as
`shiqiao lake write` does, then counts the shipped indicators of matters reported: a street's month, all streets' month, all
streets' year. With `--spark 2` the same is asked of Spark: a master and two workers of a core each, on loopback, ended with the
run. Seconds stand beside those of summing one column of the same files, so that two machines can be compared. Needs no
database. `--keep` adds the rows to `benchmarks/lake.json`; `python -m benchmarks.lakefit` draws the curves through them.
"""

import argparse
import json
import os
import shutil
import sys
import time as clock
from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from benchmarks.spark import standalone

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
KEPT = Path(__file__).parent / "lake.json"
FIRST = 370_103_001
MONTHS = [date(2018, month, 1) for month in range(1, 13)]
JUNE, JULY = date(2018, 6, 1), date(2018, 7, 1)
AT = datetime(2018, 12, 31, tzinfo=UTC)
TIMES = 3
WORDS = {"channel": ["patrol", "visit", "resident", "phone", "counter", "hotline"], "line": ["city", "safety", "civil"],
         "state": ["closed", "declined", "handling"]}  # fmt: skip


def main(given: argparse.Namespace) -> list[dict[str, Any]]:
    """Write, count, and return a row for each size; what was written is removed again."""
    import django

    django.setup()
    from shiqiao.kernel.lake.engines import DuckDB, Spark
    from shiqiao.kernel.lake.store import Lake

    # The asking side of Spark stays on loopback too, and takes what its workers have.
    os.environ |= {
        "SPARK_LOCAL_IP": "127.0.0.1",
        "PYSPARK_SUBMIT_ARGS": f"--driver-memory {given.memory} --executor-memory {given.memory} pyspark-shell",
    }
    part, told = reported(), []
    with standalone(given.spark, given.memory) if given.spark else nullcontext("") as master:
        for facts in given.facts:
            folder = given.folder / str(facts)
            lake = Lake(str(folder))
            one = written(lake, folder, part, facts, given.streets)
            one |= {"duckdb": (asked := answers(DuckDB(lake), part, one["files"]))[0]}
            if master:
                engine = Spark(lake, master)
                found, rows = answers(engine, part, one["files"])
                one |= {"spark": found, "workers": given.spark, "the same": rows == asked[1]}
                engine.close()
            one["files"] = sum(map(len, one["files"].values()))
            shutil.rmtree(folder)
            print(json.dumps(one), flush=True)
            told.append(one)
    return told


def written(lake: Any, folder: Path, part: Any, facts: int, streets: int) -> dict[str, Any]:
    """Write facts and return the files by month, the seconds it took and what a fact weighs."""
    began = clock.monotonic()
    files = write(lake, part, facts, streets)
    took, bytes_ = clock.monotonic() - began, sum(one.stat().st_size for one in folder.rglob("*.parquet"))
    return {
        "facts": max(1, facts // (streets * len(MONTHS))) * streets * len(MONTHS), "streets": streets, "files": files,
        "written in s": round(took, 1), "bytes a fact": round(bytes_ / facts, 1),
    }  # fmt: skip


def reported() -> Any:
    """Return the shipped indicators that count matters on the day they were reported."""
    from shiqiao.kernel.scoring.actions import read_table
    from shiqiao.kernel.scoring.selecting import parts

    text = (Path(__file__).parents[1] / "localities/ganshiqiao/indicators.yaml").read_text(encoding="utf-8")
    return next(part for part in parts(read_table(text)) if part.code == "matter.reported")


def types(part: Any) -> dict[str, str]:
    """Return the columns of facts of matters, as a database would tell them."""
    from shiqiao.kernel.scoring.sources import YES_NO

    named = {
        "id": "int64",
        "opens": "string",
        **dict.fromkeys(("street", "community", "grid", "person", "unit"), "int64"),
    }
    named |= {name: kind for moment in part.source.moments for name, kind in
              ((f"m_{moment}", "timestamp"), (f"d_{moment}", "date"))}  # fmt: skip
    return named | {
        f"f_{name}": "boolean" if takes == YES_NO else "string" for name, (_, takes) in part.source.fields.items()
    }


def write(lake: Any, part: Any, facts: int, streets: int) -> dict[date, list[str]]:
    """Write facts month by month, street by street; returns the files by month."""
    chance, columns = np.random.default_rng(7), types(part)
    many = max(1, facts // (streets * len(MONTHS)))
    found: dict[date, list[str]] = {month: [] for month in MONTHS}
    for month in MONTHS:
        drawn = {name: simulated(name, kind, month, many, chance) for name, kind in columns.items()}
        for street in range(FIRST, FIRST + streets):
            table = placed(columns, drawn, street)
            found[month].append(lake.path(lake.write(table, source="matter", street=street, month=month)))
    return found


def simulated(name: str, kind: str, month: date, many: int, chance: Any) -> Any:
    """Return a column of a month; that of places is a place within a street, which the street is added to."""
    if name in ("grid", "community", "street", "unit", "person"):
        return chance.integers(1, 9, many) * 1_000 + chance.integers(1, 6, many)
    if kind == "boolean":
        return chance.random(many) < 0.3
    if kind == "string":
        return chance.choice(WORDS.get(name[2:], ["one", "two"]), many)
    days = np.datetime64(month, "D") + chance.integers(0, 28, many)
    return {"int64": np.arange(many), "date": days, "timestamp": days.astype("datetime64[us]")}[kind]


def placed(columns: dict[str, str], drawn: dict[str, Any], street: int) -> Any:
    """Return the table of one street: what was drawn for the month, in the street's own places."""
    import pyarrow as pa

    from shiqiao.kernel.lake.store import ARROW

    grids = street * 1_000_000 + drawn["grid"]
    own = {
        "street": np.full(len(grids), street), "grid": grids, "community": grids // 1_000, "unit": grids % 7,
        "person": grids % 97,
    }  # fmt: skip
    return pa.table({n: pa.array(own.get(n, drawn[n])).cast(ARROW[kind]) for n, kind in columns.items()})


def answers(engine: Any, part: Any, files: dict[date, list[str]]) -> tuple[dict[str, float], Any]:
    """Return the seconds of each question (median of some, the first asking apart), and what came out of the largest."""
    from shiqiao.kernel.lake.compiling import counted, table

    known = types(part)

    def asked(since: date, until: date, *keys: str) -> Any:
        return counted(part, known, keys=keys, since=since, until=until, at=AT, excluded={})

    plain = table(known).aggregate(total=table(known).person.sum())
    june, year = files[JUNE], [file for month in MONTHS for file in files[month]]
    of_all = asked(MONTHS[0], date(2019, 1, 1), "street", "grid")
    told: dict[str, float] = {}
    for name, which, question in (
        ("a street's month", june[:1], asked(JUNE, JULY, "grid")),
        ("all streets' month", june, asked(JUNE, JULY, "street", "grid")),
        ("all streets' year", year, of_all),
        ("one column of the year", year, plain),
    ):
        began = clock.monotonic()
        engine.count(which, question)
        told[f"{name}, first s"] = round(clock.monotonic() - began, 3)
        told[f"{name} s"] = timed(lambda which=which, question=question: engine.count(which, question))  # type: ignore[misc]
    return told, sorted(engine.count(year, of_all))


def timed(done: Callable[[], Any]) -> float:
    """Return the median of some runs in seconds."""
    seconds = []
    for _ in range(TIMES):
        began = clock.monotonic()
        done()
        seconds.append(clock.monotonic() - began)
    return round(median(seconds), 3)


if __name__ == "__main__":
    asked = argparse.ArgumentParser(prog="python -m benchmarks.lake")
    asked.add_argument("folder", type=Path, help="what is written goes there and is removed")
    asked.add_argument("--facts", type=int, nargs="+", default=[1_000_000], help="sizes, one after another")
    asked.add_argument("--streets", type=int, default=343)
    asked.add_argument("--spark", type=int, default=0, help="workers of a standalone cluster of its own, a core each")
    asked.add_argument("--memory", default="4g", help="of each worker")
    asked.add_argument("--keep", action="store_true", help="add the rows to benchmarks/lake.json")
    options = asked.parse_args()
    rows = main(options)
    if options.keep:
        former = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else []
        KEPT.write_text(json.dumps([*former, *rows], indent=1) + "\n", encoding="utf-8")
    sys.exit(not all(one.get("the same", True) for one in rows))
