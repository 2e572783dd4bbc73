"""The curves through the figures of `benchmarks/size.json`, and what they come to on paper. `python -m benchmarks.size.fit`.

A cost is fitted as `a + b * matters` (and `+ c * streets` where streets were varied) by least squares of relative errors, none
of them below 0. Prints the curves with their worst relative error, and rows for a city, a province and the country.
"""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).parents[1]
YEARS = 3
"""What stays in the database; older months are in the lake."""
PLACES = {  # streets, matters a year: Beijing's hotline of 2023, elsewhere an assumed 20,000 a street
    "a street": (1, 20_000),
    "a district (17 streets)": (17, 340_000),
    "Jinan (160)": (160, 3_200_000),
    "Beijing (343)": (343, 21_400_000),
    "Shandong (1,853)": (1_853, 37_060_000),
    "the country (41,352)": (41_352, 827_040_000),
}
COSTS = {
    "rows and indexes, bytes": lambda one: one["bytes"]["bytes a matter"] * one["bytes"]["matters"],
    "indexes of search, bytes": lambda one: (
        one["bytes"]["by table"]["matters_search"]["indexes"] * one["bytes"]["matters"]
    ),
    "intake p50, ms": lambda one: one["intake"]["p50"],
    "open list of a street p50, ms": lambda one: one["reads"]["head"]["open list"]["p50"],
    "search, frequent word p50, ms": lambda one: one["reads"]["head"]["frequent word"]["p50"],
    "search, rare word p50, ms": lambda one: one["reads"]["head"]["rare word"]["p50"],
    "lake, first writing of all streets, s": lambda one: one["lake"]["s"],
    "lake, bytes": lambda one: one["lake"]["bytes"],
    "a street's month, PostgreSQL, s": lambda one: one["scores"]["a street's month, postgres s"],
    "a street's month, DuckDB, s": lambda one: one["scores"]["a street's month, duckdb s"],
    "all streets' month, DuckDB, s": lambda one: one["scores"]["all streets' month, duckdb s"],
}


def curve(rows: list[dict[str, Any]], name: str) -> tuple[list[float], float]:
    """Return the coefficients of 1, matters and streets, none below 0, and the worst relative error."""
    told = [(*size(one, name), COSTS[name](one)) for one in rows]
    shape = np.array([[1.0, matters, streets] for matters, streets, _ in told])
    wanted = np.array([float(value) for *_, value in told])
    return least(shape / wanted[:, None], np.ones(len(wanted)))


def size(one: dict[str, Any], name: str) -> tuple[float, int]:
    """Return matters and streets that a cost was measured with: the lake may have been written of some streets only."""
    written = one["lake"].get("streets", one["streets"]) if name.startswith(("lake", "all streets")) else one["streets"]
    return one["matters"] * written / one["streets"], written


def least(shape: Any, wanted: Any) -> tuple[list[float], float]:
    """Return the coefficients, none below 0, with the least squares of errors: of all sets of columns the best."""
    best: tuple[float, list[float], float] = (float("inf"), [], 0.0)
    for chosen in range(1, 2 ** shape.shape[1]):
        columns = [place for place in range(shape.shape[1]) if chosen >> place & 1]
        found, *_ = np.linalg.lstsq(shape[:, columns], wanted, rcond=None)
        errors = shape[:, columns] @ found - wanted
        if (found >= 0).all() and float(errors @ errors) < best[0] - 1e-9:
            whole = [0.0] * shape.shape[1]
            for place, value in zip(columns, found, strict=True):
                whole[place] = float(value)
            best = (float(errors @ errors), whole, float(abs(errors).max()))
    return best[1], best[2]


def measured(rows: list[dict[str, Any]]) -> None:
    """Print what was measured, a column a run."""
    print("| p50 (p5), ms |" + "".join(f" {one['matters']:,} of {one['streets']} |" for one in rows))
    print("|---|" + "---|" * len(rows))
    shown = [
        ("`SELECT 1`", "calibration", "SELECT 1"),
        ("a committed row", "calibration", "committed row"),
        ("intake", "intake", ""),
    ]
    shown += [(f"{who}: {page}", who, page) for who in ("head", "grid", "handler") for page in rows[0]["reads"]["head"]]
    for title, part, page in (*shown, ("a street's day", "a street's day", "")):
        told = [one.get(part) or one["reads"].get(part) or {} for one in rows]
        told = [one.get(page) if page and one else one for one in told]
        cells = [f"{one['p50']} ({one.get('p5', '')})" if one else "" for one in told]
        print(f"| {title} | " + " | ".join(cells) + " |")
    lines = {
        "bytes a matter, rows and indexes": lambda one: f"{one['bytes']['bytes a matter']:,}",
        "filled in, s": lambda one: str(one.get("filled in s", "")),
        "lake: streets written": lambda one: str(one["lake"].get("streets", one["streets"])),
        "lake: facts a second": lambda one: f"{one['lake']['facts a second']:,}",
        "lake: bytes a fact": lambda one: f"{one['lake']['bytes'] / one['lake']['facts']:.1f}",
        "lake: a street again, nothing moved, s": lambda one: str(one["lake"]["again a street s"]),
        **{
            f"{name[:-2]}, s": lambda one, name=name: str(one["scores"][name])
            for name in rows[0]["scores"]
            if name[-2:] == " s"
        },
    }  # fmt: skip
    for title, ask in lines.items():
        print(f"| {title} | " + " | ".join(ask(one) for one in rows) + " |")
    print()


def main() -> int:
    """Print the curves and what they come to."""
    rows = [one for one in json.loads((HERE / "size.json").read_text(encoding="utf-8")) if "scores" in one]
    print(f"{len(rows)} runs: " + ", ".join(f"{one['matters']:,} of {one['streets']}" for one in rows), "\n")
    measured(rows)
    if len(rows) <= 3:
        print("As many coefficients as runs: where the error is 0 % nothing has tested the curve.\n")
    print("| cost | at 0 | a million matters more | a hundred streets more | worst error |\n|---|---|---|---|---|")
    curves = {name: curve(rows, name) for name in COSTS}
    for name, ((base, each, street), error) in curves.items():
        print(f"| {name} | {base:,.3g} | {each * 1e6:,.3g} | {street * 100:,.3g} | {error:.0%} |")
    print(f"\n| place | matters a year | database of {YEARS} years | lake a year |\n|---|---|---|---|")
    for place, (streets, year) in PLACES.items():
        size = at(curves["rows and indexes, bytes"], year * YEARS, streets) / 1e12
        lake = at(curves["lake, bytes"], year, streets) / 1e9
        print(f"| {place} | {year:,} | {size:,.3f} TB | {lake:,.1f} GB |")
    return 0


def at(curve: tuple[list[float], float], matters: int, streets: int) -> float:
    """Return what a curve says for a size."""
    base, each, street = curve[0]
    return base + each * matters + street * streets


if __name__ == "__main__":
    sys.exit(main())
