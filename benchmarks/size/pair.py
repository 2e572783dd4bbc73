"""Two sizes side by side: what a report, lists and searches cost in both, asked in turn.

`python -m benchmarks.size.pair ONE OTHER` takes the data folders of two runs of `python -m benchmarks.size --data …`, starts
both, and goes from one to the other in short rounds, so that whatever else the machine does troubles both alike. Prints p5,
p50 and p95 in milliseconds and their ratios, the second to the first; `--keep` writes them to benchmarks/size_pair.json.
"""

import argparse
import json
import multiprocessing
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.installation import Installation, environment
from benchmarks.size.measure import READS, asking, cut, taking, times
from shiqiao.config.runtime import connect_data, variables

KEPT = Path(__file__).parents[1] / "size_pair.json"
ROUNDS = 10
REPORTS = 20  # a round


def main() -> int:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(prog="benchmarks.size.pair", description=__doc__)
    parser.add_argument("folders", nargs=2, type=Path)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--keep", action="store_true")
    asked = parser.parse_args()
    sides = [Side(folder) for folder in asked.folders]
    found: list[dict[str, list[float]]] = [{}, {}]
    for number in range(asked.rounds + 1):
        for side, place in zip(sides, found, strict=True):
            for name, taken in side.round(number).items():
                if number:  # the first one warms up
                    place.setdefault(name, []).extend(taken)
    told = [{"matters": side.end(), "load average": round(os.getloadavg()[0], 1)} for side in sides]
    told = [
        {**one, "ms": {name: cut(taken) for name, taken in place.items()}}
        for one, place in zip(told, found, strict=True)
    ]
    print(table(*told))
    if asked.keep:
        KEPT.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 0


def table(one: dict[str, Any], other: dict[str, Any]) -> str:
    """Return the figures of both as a table, with ratios."""
    sizes = [f" {side['matters']:,}: p5 p50 p95 |" for side in (one, other)]
    lines = ["| ms |" + "".join(sizes) + " p5 | p50 | p95 |", "|---|---|---|---|---|---|"]
    for name, cuts in one["ms"].items():
        more = other["ms"][name]
        cells = (" ".join(map(str, side.values())) for side in (cuts, more))
        ratios = (f"{more[part] / cuts[part]:.2f}" for part in cuts)
        lines.append(f"| {name} | {' | '.join((*cells, *ratios))} |")
    return "\n".join(lines)


class Side:
    """A process with an installation up, which measures a round when asked."""

    def __init__(self, folder: Path) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=serve, args=(folder, theirs), daemon=True)
        self.process.start()

    def round(self, number: int) -> dict[str, list[float]]:
        """Return the milliseconds of one round."""
        self.pipe.send(number)
        found: dict[str, list[float]] = self.pipe.recv()
        return found

    def end(self) -> int:
        """End the process; returns how many matters there are."""
        self.pipe.send(None)
        many = int(self.pipe.recv())
        self.process.join()
        return many


def serve(folder: Path, pipe: Any) -> None:
    """Measure rounds until none is asked for."""
    from benchmarks.size.__main__ import actors

    place = Installation(folder)
    with variables(**environment()), connect_data(folder):
        asked = {f"{who}: {name}": calls for who, some in asking(actors(place)).items() for name, calls in some.items()}
        while (number := pipe.recv()) is not None:
            pipe.send(measured(asked, number))
        pipe.send(many())


def measured(asked: dict[str, list[Callable[[], Any]]], number: int) -> dict[str, list[float]]:
    """Return the milliseconds of a round: reports, and a tenth of the calls of each list and search."""
    from benchmarks.drafts import points_inside

    part = slice(number % ROUNDS, None, ROUNDS)
    return {
        "intake": times(taking(points_inside(REPORTS), REPORTS)),
        **{name: times(calls[part]) for name, calls in asked.items()},
    }


def many() -> int:
    """Return how many matters there are, as the planner knows it."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(greatest(reltuples, 0)) FROM pg_class WHERE oid IN "
                       "(SELECT relid FROM pg_partition_tree('matters_matter') WHERE isleaf)")  # fmt: skip
        return int(cursor.fetchone()[0])


if __name__ == "__main__":
    assert READS >= ROUNDS
    sys.exit(main())
