"""Where matters of the demo happen: points round the address book's entries and anywhere inside the grids."""

import csv
from dataclasses import dataclass
from math import cos, hypot, radians
from pathlib import Path
from random import Random
from typing import Any

from shiqiao.kernel.territory import reads as territory

METRE = 1 / 111_320  # of latitude, in degrees
TRIES = 40


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the street: WGS84 degrees, its grid, what people call it, and the address they give."""

    lon: float
    lat: float
    grid: int
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the address book."""

    name: str
    kind: str
    lon: float
    lat: float
    first: int
    last: int
    step: int


class Spots:
    """The places of one street, chosen by the random numbers that are handed in."""

    def __init__(self, book: Path, street: int) -> None:
        with book.open(encoding="utf-8", newline="") as file:
            self.entries = [_entry(row) for row in csv.DictReader(file) if row["lon"]]
        features = territory.geojson(street)["features"]
        grids = [feature for feature in features if feature["properties"]["level"] == "grid"]
        self.boxes = {int(grid["properties"]["code"]): _box(grid["geometry"]) for grid in grids}
        self.grids = sorted(self.boxes)

    def choose(self, rng: Random) -> Spot:
        """Return a place: two of three times an address people know, else anywhere in a grid."""
        if rng.random() < 0.66:
            return self._at(rng, rng.choice(self.entries))
        return self.inside(rng, rng.choice(self.grids))

    def inside(self, rng: Random, grid: int) -> Spot:
        """Return a place inside one grid."""
        west, south, east, north = self.boxes[grid]
        for _ in range(TRIES):
            lon, lat = round(rng.uniform(west, east), 6), round(rng.uniform(south, north), 6)
            found = territory.locate(lon, lat)
            if found.grid == grid and not found.border:
                near = min(self.entries, key=lambda entry: hypot(entry.lon - lon, entry.lat - lat))
                return Spot(lon, lat, grid, f"{near.name}附近", f"{near.name}附近")
        return self._at(rng, rng.choice(self.entries))

    def _at(self, rng: Random, entry: Entry) -> Spot:
        around = 25 * METRE
        for radius in (around, around / 2, 0.0):
            lon = round(entry.lon + rng.uniform(-radius, radius) / cos(radians(entry.lat)), 6)
            lat = round(entry.lat + rng.uniform(-radius, radius), 6)
            found = territory.locate(lon, lat)
            if found.grid:
                return Spot(lon, lat, found.grid, *_called(rng, entry))
        return self.inside(rng, rng.choice(self.grids))


def _entry(row: dict[str, str]) -> Entry:
    first, last = int(row["first"] or 0), int(row["last"] or 0)
    return Entry(
        row["name"],
        row["kind"],
        float(row["lon"]),
        float(row["lat"]),
        first,
        last,
        2 if row["side"] in ("odd", "even") else 1,
    )


def _called(rng: Random, entry: Entry) -> tuple[str, str]:
    """Return what people call a place, and its address."""
    if not entry.last:
        tail = (
            rng.choice(("门口", "北侧", "附近", "")) if entry.kind == "landmark" else rng.choice(("", "", "内", "门口"))
        )
        return entry.name + (tail if entry.kind != "road" else ""), entry.name
    number = rng.randrange(entry.first, entry.last + 1, entry.step)
    if entry.kind == "road":
        return f"{entry.name}{number}号", f"{entry.name}{number}号"
    building = f"{entry.name}{number}号楼"
    return building, f"{building}{rng.randint(1, 4)}单元"


def _box(geometry: dict[str, Any]) -> tuple[float, float, float, float]:
    outers = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    points = [point for polygon in outers for point in polygon[0]]
    lons, lats = [point[0] for point in points], [point[1] for point in points]
    return min(lons), min(lats), max(lons), max(lats)
