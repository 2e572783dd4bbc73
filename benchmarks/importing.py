"""Import of a csv against raw COPY of the very same rows into the same tables with the same indexes, in one run.

Run: python -m benchmarks.importing [rows] [--long rows] [--profile] [--data FOLDER]. Prints JSON. Short texts have 30 to 60
characters, points inside the 40 grids and a phone on a third of the rows; long ones 1,000 characters.
"""

import argparse
import cProfile
import csv
import json
import os
import pstats
import statistics
import sys
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.drafts import points_inside
from benchmarks.installation import Installation, environment
from benchmarks.texts import STREET, reports
from shiqiao.config.runtime import connect_data, variables

LONG = 1000  # characters
ROUNDS = 5
Link = psycopg.Connection[Any]
Seconds = tuple[float, float, float, float]
HEADINGS = ("number", "text", "seen", "item", "lon", "lat", "name", "phone")
MAPPING = {
    "street": str(STREET),
    "columns": {
        "source_id": "number", "text": "text", "happened_at": "seen", "item": "item", "lon": "lon", "lat": "lat",
        "name": "name", "phone": "phone",
    },
    "time": {"formats": ["iso"]},
}  # fmt: skip


def write_csv(path: Path, count: int, *, length: int = 0) -> None:
    """Write invented reports; `length` stretches their texts to so many characters."""
    from shiqiao.kernel.catalogue.reads import catalogue

    items = sorted(code for code, item in catalogue(STREET).items.items() if not any(one.required for one in item.form))
    points = points_inside(2000)
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(HEADINGS)
        spare = (one["text"] for one in reports(10**9, points, seed=3))
        for number, one in enumerate(reports(count, points, items=items)):
            text = one["text"]
            while len(text) < length:
                text += next(spare)
            contact = one.get("contact", {})
            seen = f"2017-{1 + number % 12:02d}-{1 + number % 28:02d} {8 + number % 10:02d}:{number % 60:02d}:00"
            out.writerow((number, text[: length or None], seen, one["item"], one["lon"], one["lat"],
                          contact.get("name", ""), contact.get("phone", "")))  # fmt: skip


def measure(
    folder: Path, owner: str, name: str, count: int, *, length: int = 0, profile: bool = False
) -> dict[str, Any]:
    """Import and COPY the same rows in turns, so that a noisy machine troubles both; figures in matters per second."""
    with psycopg.connect(owner) as link:
        make_twins(link)
        rounds = [one_round(folder, link, f"{name}_{n}", count // ROUNDS, length, profile) for n in range(ROUNDS)]
        link.execute("DROP SCHEMA raw CASCADE")
    imported, copied, worked, served = (sum(seconds) for seconds in zip(*rounds, strict=True))
    ratios = sorted(raw / taken for taken, raw, _, _ in rounds)
    return {
        "rows": count, "import_per_second": round(count / imported), "copy_per_second": round(count / copied),
        "ratio": round(statistics.median(ratios), 3), "ratios": [round(one, 3) for one in ratios],
        "import_cpu_us": round(worked / count * 1e6), "copy_cpu_us": round(served / count * 1e6),
    }  # fmt: skip


def one_round(folder: Path, link: Link, source: str, count: int, length: int, profile: bool) -> Seconds:
    """Import some rows and COPY what became of them.

    Returns the seconds of both, and the processor seconds that deciding took in our processes and COPY in the server:
    where the machine is busy with other things, these tell more than the clock.
    """
    from shiqiao.base.actor import system
    from shiqiao.base.time import now
    from shiqiao.kernel.matters.imports.mapping import parse_mapping
    from shiqiao.kernel.matters.imports.run import import_matters

    path = folder / f"{source}.csv"
    write_csv(path, count, length=length)
    mapping = parse_mapping({**MAPPING, "source": source})
    profiler = cProfile.Profile() if profile else None
    started, worked = time.perf_counter(), sum(os.times()[:4])
    with profiler or nullcontext():
        summary = import_matters(path, mapping, by=system("import", street=STREET), at=now())
    taken, worked = time.perf_counter() - started, sum(os.times()[:4]) - worked
    assert (summary.new, summary.rejected) == (count, []), summary.as_dict()
    if profiler:
        pstats.Stats(profiler, stream=sys.stderr).sort_stats("tottime").print_stats(10)
    copied, served = raw_copy(folder, link, source)
    return taken, copied, worked, served


def server_seconds(link: Link) -> float:
    """Return the processor seconds that the server's process behind a connection has used; 0 where nobody tells."""
    try:
        numbers = Path(f"/proc/{link.info.backend_pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(numbers[11]) + int(numbers[12])) / os.sysconf("SC_CLK_TCK")


def make_twins(link: Link) -> None:
    """Make empty twins of the tables with the same indexes."""
    from shiqiao.kernel.matters.store import COLUMNS

    link.execute("DROP SCHEMA IF EXISTS raw CASCADE; CREATE SCHEMA raw")
    for table in COLUMNS:
        link.execute(f"CREATE TABLE raw.{table} (LIKE {table} INCLUDING ALL)")
    link.commit()


def raw_copy(folder: Path, link: Link, source: str) -> tuple[float, float]:
    """COPY what was imported from `source` into the twins; returns seconds, and processor seconds of the server."""
    from shiqiao.kernel.matters.store import COLUMNS

    link.execute(f"CREATE TEMP TABLE chosen ON COMMIT DROP AS SELECT id FROM matters_matter WHERE source = '{source}'")
    keys = {"matters_matter": "id", "journal_line": "subject", "clocks_clock": "subject"}
    for table, columns in COLUMNS.items():
        where = f"{keys.get(table, 'matter')} IN (SELECT id FROM chosen)"
        sql = f"COPY (SELECT {', '.join(columns)} FROM {table} WHERE {where}) TO STDOUT"
        with (folder / f"{table}.copy").open("wb") as out, link.cursor().copy(sql) as rows:
            out.writelines(rows)
    link.commit()
    started, served = time.perf_counter(), server_seconds(link)
    for table, columns in COLUMNS.items():
        sql = f"COPY raw.{table} ({', '.join(columns)}) FROM STDIN"
        with (folder / f"{table}.copy").open("rb") as given, link.cursor().copy(sql) as into:
            while part := given.read(1 << 16):
                into.write(part)
    link.commit()
    return time.perf_counter() - started, server_seconds(link) - served


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("rows", nargs="?", type=int, default=50_000)
    parser.add_argument("--long", type=int, default=3_000)
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--data", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as made, variables(**environment()):
        data, folder = given.data or Path(made) / "data", Path(made)
        Path(made).chmod(0o711)
        place = Installation(data)
        place.prepare()
        with connect_data(data):
            owner, run = place.url("owner"), time.strftime("%H%M%S")
            found = {"short": measure(folder, owner, f"short_{run}", given.rows, profile=given.profile)}
            if given.long:
                found["long"] = measure(folder, owner, f"long_{run}", given.long, length=LONG)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
