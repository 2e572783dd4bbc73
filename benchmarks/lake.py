"""The lake at size: a street's month and all streets' month. `python -m benchmarks.lake FOLDER [FACTS] [STREETS] [MASTER]`.

Writes FACTS simulated facts of matters (a million unless given) of STREETS streets (343) over twelve months into FOLDER, a file
for each street and month as `shiqiao lake write` does, then counts the shipped indicators of matters reported with DuckDB, and
with MASTER (`local[2]`, `spark://…`) with Spark. Seconds stand beside those of summing one column of the same files, so that
two machines can be compared. Needs no database.
"""

import json
import os
import sys
import time as clock
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
FIRST = 370_103_001
MONTHS = [date(2018, month, 1) for month in range(1, 13)]
JUNE, JULY = date(2018, 6, 1), date(2018, 7, 1)
AT = datetime(2018, 12, 31, tzinfo=UTC)
TIMES = 5
WORDS = {"channel": ["patrol", "visit", "resident", "phone", "counter", "hotline"], "line": ["city", "safety", "civil"],
         "state": ["closed", "declined", "handling"]}  # fmt: skip


def main(folder: Path, facts: int, streets: int, master: str) -> dict[str, Any]:
    """Write, count, and return the figures; the folder is the caller's to remove."""
    import django

    django.setup()
    from shiqiao.kernel.lake.engines import DuckDB, Spark
    from shiqiao.kernel.lake.store import Lake

    lake = Lake(str(folder))
    part = reported()
    began = clock.monotonic()
    files = write(lake, part, facts, streets)
    told: dict[str, Any] = {"facts": facts, "streets": streets, "files": sum(map(len, files.values())),
                            "written in s": round(clock.monotonic() - began, 1)}  # fmt: skip
    told["bytes a fact"] = round(sum(f.stat().st_size for f in folder.rglob("*.parquet")) / facts, 1)
    engines: dict[str, Any] = {"duckdb": DuckDB(lake)}
    if master:
        engines["spark"] = Spark(lake, master)
    answers = {name: counted(engine, part, files) for name, engine in engines.items()}
    told |= {name: found for name, (found, _) in answers.items()}
    if master:
        told["the same"] = len({str(rows) for _, rows in answers.values()}) == 1
    return told


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
        for street in range(FIRST, FIRST + streets):
            table = simulated(columns, street, month, many, chance)
            found[month].append(lake.path(lake.write(table, source="matter", street=street, month=month)))
    return found


def simulated(columns: dict[str, str], street: int, month: date, many: int, chance: Any) -> Any:
    """Return facts of a street's month."""
    import pyarrow as pa

    from shiqiao.kernel.lake.store import ARROW

    days = np.datetime64(month, "D") + chance.integers(0, 28, many)
    grids = street * 1_000_000 + chance.integers(1, 9, many) * 1_000 + chance.integers(1, 6, many)
    given = {
        "street": np.full(many, street),
        "grid": grids,
        "community": grids // 1_000,
        "unit": grids % 7,
    }

    given["person"] = grids % 97

    def column(name: str, kind: str) -> Any:
        if name in given:
            return given[name]
        if kind == "boolean":
            return chance.random(many) < 0.3
        if kind == "string":
            return chance.choice(WORDS.get(name[2:], ["one", "two"]), many)
        return {"int64": np.arange(many), "date": days, "timestamp": days.astype("datetime64[us]")}[kind]

    return pa.table({name: pa.array(column(name, kind)).cast(ARROW[kind]) for name, kind in columns.items()})


def counted(engine: Any, part: Any, files: dict[date, list[str]]) -> tuple[dict[str, Any], Any]:
    """Return the seconds (median of some) of a street's month and of all streets' month, and what came out of the latter."""
    from shiqiao.kernel.lake.compiling import counted, table

    known = types(part)

    def asked(*keys: str) -> Any:
        return counted(part, known, keys=keys, since=JUNE, until=JULY, at=AT, excluded={})

    plain = table(known).aggregate(total=table(known).person.sum())
    rows = sorted(engine.count(files[JUNE], asked("street", "grid")))
    found = {
        "a street's month s": timed(lambda: engine.count(files[JUNE][:1], asked("grid"))),
        "all streets' month s": timed(lambda: engine.count(files[JUNE], asked("street", "grid"))),
        "one column of it s": timed(lambda: engine.count(files[JUNE], plain)),
    }
    return found, rows


def timed(done: Callable[[], Any]) -> float:
    """Return the median of some runs in seconds."""
    seconds = []
    for _ in range(TIMES):
        began = clock.monotonic()
        done()
        seconds.append(clock.monotonic() - began)
    return round(median(seconds), 3)


if __name__ == "__main__":
    given = dict(enumerate(sys.argv[1:]))
    print(
        json.dumps(
            main(Path(given[0]), int(given.get(1, 1_000_000)), int(given.get(2, 343)), given.get(3, "")), indent=1
        )
    )
