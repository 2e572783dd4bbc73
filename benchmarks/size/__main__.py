"""Measure in a database of many matters of many streets. `python -m benchmarks.size --matters N --streets S --months M`.

Makes an installation of its own under --data (with a PostgreSQL server of its own), lives a thousand matters through the
product's rules, multiplies them, and measures intake, lists, searches, scores and the lake. `--keep` puts the figures
beside those of other sizes into benchmarks/size.json; `python -m benchmarks.size.fit` draws the curves through them.
Without --data all that was made is removed.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.installation import Installation, environment
from benchmarks.size import lives, measure
from benchmarks.size.bare import bare, in_months, side_by_side
from benchmarks.size.multiply import Run, multiply
from benchmarks.texts import STREET
from shiqiao.base.db.server import Server
from shiqiao.config.runtime import connect_data, variables

KEPT = Path(__file__).parents[1] / "size.json"
LOOSE = """fsync = off
full_page_writes = off
autovacuum = off
max_wal_size = 8GB
checkpoint_timeout = 1h
shared_buffers = 1GB
"""
WHO = {"head": "leader1", "grid": "c1g1"}


def main() -> int:
    """Fill, measure, print."""
    asked = arguments()
    with tempfile.TemporaryDirectory(prefix="shiqiao-size-") as name:
        os.chmod(name, 0o711)
        place = Installation(asked.data or Path(name) / "data")
        place.data.mkdir(parents=True, exist_ok=True, mode=0o711)
        place.prepare()
        with variables(**environment()):
            taken = filled(place, asked)
            with connect_data(place.data):
                found = measured(place, asked, taken)
    print(json.dumps(found, ensure_ascii=False, indent=1))
    if asked.keep:
        keep(found)
    return 0


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="benchmarks.size", description=__doc__)
    parser.add_argument("--matters", type=int, default=10_000)
    parser.add_argument("--streets", type=int, default=1)
    parser.add_argument("--months", type=int, default=12)
    parser.add_argument("--data", type=Path, help="keep the installation in this folder and use it again as it is")
    parser.add_argument("--written", type=int, help="of how many streets the lake is written; left out: all")
    parser.add_argument("--only", default="intake,reads,lake", help="what is measured")
    parser.add_argument("--keep", action="store_true", help="put the figures into benchmarks/size.json")
    return parser.parse_args()


def filled(place: Installation, asked: argparse.Namespace) -> dict[str, float]:
    """Fill the database unless it is filled, with a server that may lose it all; returns what it took."""
    done, loose = place.data / "multiplied", Server(place.data).cluster / "local.conf"
    if done.exists():
        return {}
    loose.write_text(LOOSE, encoding="utf-8")
    with connect_data(place.data):
        taken = fill(place, asked)
    loose.unlink()
    done.touch()
    return {"filled in s": taken}


def measured(place: Installation, asked: argparse.Namespace, taken: dict[str, float]) -> dict[str, Any]:
    """Return the figures."""
    only = asked.only.split(",")
    found: dict[str, Any] = {"matters": asked.matters, "streets": asked.streets, "months": asked.months,
                             "load average": round(os.getloadavg()[0], 1)}  # fmt: skip
    with connected(place, "owner") as run:
        found |= taken
        found["bytes"] = measure.sizes(run)
        found["calibration"] = measure.calibration(run)
    if "intake" in only:
        from benchmarks.drafts import points_inside

        found["intake"] = measure.intake(points_inside(200))
    print(json.dumps(found, ensure_ascii=False), file=sys.stderr, flush=True)
    if "reads" in only:
        found["reads"] = measure.reads(actors(place)) | {"a street's day": measure.of_the_day()}
    print(json.dumps(found.get("reads")), file=sys.stderr, flush=True)
    if "lake" in only:
        found |= lake(place.data, min(asked.written or asked.streets, asked.streets))
    return found


def fill(place: Installation, asked: argparse.Namespace) -> float:
    """Live the pattern and multiply it with as many connections as cores; returns seconds."""
    began = time.monotonic()
    lives.live()
    done: list[int] = []

    def told(more: int) -> None:
        done.append(more)
        print(f"{sum(done)} matters, {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)

    with ExitStack() as stack:
        runs = [stack.enter_context(connected(place, "postgres")) for _ in range(os.cpu_count() or 1)]
        for run in runs:
            run("SET maintenance_work_mem = '1GB'")
            run("SET synchronous_commit = off")
        in_months(runs[0], matters=asked.matters, months=asked.months)
        with bare(runs):
            size = {"matters": asked.matters, "streets": asked.streets, "months": asked.months, "progress": told}
            shares = [slice(number, None, len(runs)) for number in range(len(runs))]
            side_by_side(runs, [lambda run, share=share: multiply(run, share=share, **size) for share in shares])
        for sequence in ("matters_matter", "clocks_clock"):
            runs[0](f"SELECT setval('{sequence}_ids', (SELECT max(id) FROM {sequence}) + 1000)")
        runs[0]("VACUUM (ANALYZE)")
    return round(time.monotonic() - began, 1)


@contextmanager
def connected(place: Installation, role: str) -> Iterator[Run]:
    """Run statements as a role, each committed."""
    with psycopg.connect(place.url(role), autocommit=True) as connection:

        def run(sql: str, given: Any = None) -> list[tuple[Any, ...]]:
            cursor = connection.execute(sql, given)
            return cursor.fetchall() if cursor.description else []

        yield run


def actors(place: Installation) -> dict[str, Any]:
    """Return who asks: sees the street, one grid, one department."""
    from shiqiao.kernel.people.models import Account
    from shiqiao.kernel.people.reads import actor_for

    logins = {**WHO, "handler": place.notes["handler"]["login"]}
    return {who: actor_for(Account.objects.get(username=login)) for who, login in logins.items()}


def lake(data: Path, streets: int) -> dict[str, Any]:
    """Write the lake and count on it."""
    from shiqiao.kernel.lake.store import Lake

    folder, numbers = data / "lake", [STREET + n for n in range(streets)]
    written = measure.write_streets(numbers, Lake(str(folder)), os.cpu_count() or 1)
    files = [one.stat().st_size for one in folder.rglob("*.parquet")]
    written |= {"streets": streets, "files": len(files), "bytes": sum(files)}
    return {"lake": written, "scores": measure.scores(numbers, Lake(str(folder)))}


def keep(found: dict[str, Any]) -> None:
    """Put figures beside those of other sizes; the same size again replaces what it says anew."""
    rows = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else []
    key = ("matters", "streets", "months")
    same = next((one for one in rows if all(one[name] == found[name] for name in key)), {})
    rows = [one for one in rows if one is not same] + [{**same, **found}]
    rows.sort(key=lambda one: [one[name] for name in key])
    KEPT.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
