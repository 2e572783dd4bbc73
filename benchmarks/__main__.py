"""`python -m benchmarks [--only a,b,c,d,e,m,s,v,q,h,x] [--rows N] [--data FOLDER]`: measure, and write one report."""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import points, report
from benchmarks.installation import REPOSITORY, Installation

POINTS = 1_000_000


def main() -> int:
    """Measure what was asked for; without `--data` all that was made is removed afterwards."""
    asked = arguments()
    with tempfile.TemporaryDirectory(prefix="shiqiao-bench-") as name:
        root: Path = asked.data or Path(name)
        root.mkdir(parents=True, exist_ok=True)
        root.chmod(0o711)
        found: dict[str, Any] = {}
        for part in asked.only.split(","):
            print(f"({part}) {PARTS[part].__doc__}", flush=True)
            found[part] = PARTS[part](root, asked.rows)
            text = report.write(found)
    print(text)
    return 0


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="benchmarks", description="Measure, with a calibration from the same run.")
    parser.add_argument(
        "--only",
        default="a,b,c,d,e,m,s,v,q,h,x",
        help="parts: a intake, b whole lives, c lists and search, d import, e point to grid, m memory, s scores, "
        "v visits and persons, q queue, h affairs, x exchange of firms, r renewal, n roster of duty",
    )
    parser.add_argument(
        "--rows", type=int, default=1_000_000, help="matters for b, c and s, tickets for q, affairs for h"
    )
    parser.add_argument("--data", type=Path, help="keep the installations in this folder and use them again")
    return parser.parse_args()


def installed(root: Path, name: str) -> Installation:
    """Return an installation with the model street."""
    place = Installation(root / name)
    place.data.mkdir(parents=True, exist_ok=True, mode=0o711)
    place.prepare()
    return place


def taking_in(root: Path, rows: int) -> dict[str, Any]:
    """Reports over HTTP against pgbench."""
    from benchmarks import intake

    return intake.measure(installed(root, "a"))


def living(root: Path, rows: int) -> dict[str, Any]:
    """Whole lives over HTTP, with no matters and with many."""
    from benchmarks import lives

    return lives.measure(installed(root, "b"), installed(root, "c"), rows)


def scoring(root: Path, rows: int) -> dict[str, Any]:
    """Scores at many matters."""
    from benchmarks import counting

    return counting.measure(installed(root, "c"), rows)


def showing(root: Path, rows: int) -> dict[str, Any]:
    """Lists, searches and pages at many matters."""
    from benchmarks import lists

    return lists.measure(installed(root, "c"), rows)


def importing(root: Path, rows: int) -> dict[str, Any]:
    """Import of a file against COPY."""
    return _printed("benchmarks.importing")


def locating(root: Path, rows: int) -> dict[str, Any]:
    """Point to grid."""
    return points.measure(POINTS)


def remembering(root: Path, rows: int) -> dict[str, Any]:
    """Memory of each process."""
    from benchmarks import memory

    return memory.measure(installed(root, "a"))


def visiting(root: Path, rows: int) -> dict[str, Any]:
    """Worklists, coverage and finding a person at 100,000 households."""
    return _printed("benchmarks.visiting")


def queueing(root: Path, rows: int) -> dict[str, Any]:
    """Calling the next ticket behind many tickets."""
    return _printed("benchmarks.queueing", str(installed(root, "q").data), str(rows))


def renewing(root: Path, rows: int) -> dict[str, Any]:
    """The board of a renewal with 5,000 households."""
    return _printed("benchmarks.renewing", str(installed(root, "r").data))


def rostering(root: Path, rows: int) -> dict[str, Any]:
    """A year's roster for 40 people."""
    return _printed("benchmarks.rostering")


def serving(root: Path, rows: int) -> dict[str, Any]:
    """Lists of a counter and trips at many affairs."""
    return _printed("benchmarks.affairs", str(installed(root, "h").data), str(rows))


def matching(root: Path, rows: int) -> dict[str, Any]:
    """Finding counterparts among 50,000 listings."""
    return _printed("benchmarks.exchanging", str(installed(root, "x").data))


def _printed(module: str, *arguments: str) -> dict[str, Any]:
    command = [sys.executable, "-m", module, *arguments]
    ran = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=REPOSITORY)
    return dict(json.loads(ran.stdout))


PARTS: dict[str, Callable[[Path, int], dict[str, Any]]] = {
    "a": taking_in, "b": living, "c": showing, "d": importing, "e": locating, "m": remembering,
    "s": scoring, "v": visiting, "q": queueing, "h": serving, "x": matching, "r": renewing, "n": rostering,
}  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
