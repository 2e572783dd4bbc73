"""From which size Spark wins: the curves through `benchmarks/lake.json`. `python -m benchmarks.lakefit`.

A question over all streets costs `a + b * facts` seconds; both are fitted by least squares of relative errors, none below 0.
More cores divide `b` and leave `a` (starting tasks, opening files): kind to both engines, and extrapolated beyond the cores
that were measured.
"""

import json
import sys
from typing import Any

import numpy as np

from benchmarks.lake import KEPT
from benchmarks.size.fit import least

QUESTIONS = {"all streets' month s": 12, "all streets' year s": 1, "one column of the year s": 1}
"""Each question, and which part of the facts it reads."""
MEASURED_CORES = 2
SPARK = (8, 32, 128)
ONE_BOX = (2, 8, 32)


def curve(rows: list[dict[str, Any]], engine: str, question: str) -> tuple[float, float, float]:
    """Return seconds at nothing, seconds a fact on the cores measured, and the worst relative error."""
    wanted = np.array([one[engine][question] for one in rows])
    shape = np.array([[1.0, one["facts"] / QUESTIONS[question]] for one in rows])
    (base, each), error = least(shape / wanted[:, None], np.ones(len(wanted)))
    return base, each, error


def crossing(one: tuple[float, float, float], spark: tuple[float, float, float], box: int, cores: int) -> float | None:
    """Return the facts read from which Spark on `cores` is faster than one box with `box` cores; None: never."""
    gained = one[1] * MEASURED_CORES / box - spark[1] * MEASURED_CORES / cores
    return max(0.0, (spark[0] - one[0]) / gained) if gained > 0 else None


def main() -> int:
    """Print what was measured, the curves, and the crossings."""
    rows = [one for one in json.loads(KEPT.read_text(encoding="utf-8")) if "spark" in one]
    print("| facts, files | question | DuckDB, s | Spark, s | Spark, first, s |\n|---|---|---|---|---|")
    for one in rows:
        for name in ("a street's month s", *QUESTIONS):
            asked = name.removesuffix(" s")
            print(f"| {one['facts']:,}, {one['files']:,} | {asked} | {one['duckdb'][name]} | {one['spark'][name]} | "
                  f"{one['spark'][asked + ', first s']} |")  # fmt: skip
    print("\n| question | engine | at 0, s | a million facts more, s | worst error |\n|---|---|---|---|---|")
    curves = {(name, engine): curve(rows, engine, name) for name in QUESTIONS for engine in ("duckdb", "spark")}
    for (name, engine), (base, each, error) in curves.items():
        print(f"| {name.removesuffix(' s')} | {engine} | {base:.3g} | {each * 1e6:.3g} | {error:.0%} |")
    print(
        "\n| Spark wins from so many facts read, against DuckDB with | "
        + " | ".join(f"{c} cores" for c in SPARK)
        + " |"
    )
    print("|---|" + "---|" * len(SPARK))
    for name in QUESTIONS:
        for box in ONE_BOX:
            found = [crossing(curves[name, "duckdb"], curves[name, "spark"], box, cores) for cores in SPARK]
            told = " | ".join("never" if at is None else f"{at:,.2g}" for at in found)
            print(f"| {name.removesuffix(' s')}, {box} cores | {told} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
