"""Point → grid per second: 40 grids whose boundaries have 400 vertices each, single and in bulk.

Run: python -m benchmarks.points [number of points]. Prints JSON.
"""

import json
import random
import sys
import time
from math import pi, sin

import numpy
import shapely

from shiqiao.kernel.territory.rules.points import Area, GridIndex

COLUMNS, ROWS, SIDE, VERTICES = 8, 5, 0.003, 400
WEST, SOUTH = 116.97, 36.64


def _wave(at: float, phase: int) -> float:
    """Bend a border; both neighbours call it with the same arguments, so they share each vertex."""
    return SIDE * 0.08 * sin(at / SIDE * 6 * pi + phase) * sin(pi * (at / SIDE % 1))


def grid(column: int, row: int) -> shapely.Polygon:
    """Return one grid of `VERTICES` vertices whose wavy borders are exactly its neighbours'."""
    steps = [SIDE * step / (VERTICES // 4) for step in range(VERTICES // 4)]
    west, south = column * SIDE, row * SIDE
    below = [(west + s, south + _wave(west + s, row)) for s in steps]
    right = [(west + SIDE + _wave(south + s, 7 * column + 7), south + s) for s in steps]
    above = [(west + s, south + SIDE + _wave(west + s, row + 1)) for s in [SIDE, *reversed(steps[1:])]]
    left = [(west + _wave(south + s, 7 * column), south + s) for s in [SIDE, *reversed(steps[1:])]]
    return shapely.Polygon([(WEST + x, SOUTH + y) for x, y in below + right + above + left])


def index() -> GridIndex:
    """Return the index of all grids."""
    return GridIndex(
        Area(370103003001001 + number, number + 1, grid(number % COLUMNS, number // COLUMNS))
        for number in range(COLUMNS * ROWS)
    )


def measure(count: int) -> dict[str, float]:
    """Return points per second, single (100th of the points) and bulk, and how many fell into a grid."""
    grids = index()
    numbers = numpy.random.default_rng(1255)
    lons = numbers.uniform(WEST, WEST + COLUMNS * SIDE, count)
    lats = numbers.uniform(SOUTH, SOUTH + ROWS * SIDE, count)
    started = time.perf_counter()
    many = grids.locate_many(lons, lats)
    bulk = time.perf_counter() - started
    few = random.Random(1255).sample(list(zip(lons.tolist(), lats.tolist(), strict=True)), max(1, count // 100))
    started = time.perf_counter()
    for lon, lat in few:
        grids.locate(lon, lat)
    single = time.perf_counter() - started
    return {
        "vertices": len(grids.areas[0].shape.exterior.coords) - 1,
        "points": count,
        "bulk_per_second": round(count / bulk),
        "single_per_second": round(len(few) / single),
        "inside_share": round(float((many.grid > 0).mean()), 4),
    }


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)))
