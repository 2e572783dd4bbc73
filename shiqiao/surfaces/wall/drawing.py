"""The grids of a street as shapes of an SVG: projected, fitted into a box, with the place for a label. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, hypot, radians
from typing import Any

import shapely
from shapely.geometry import shape
from shapely.ops import polylabel

HEIGHT, MARGIN = 1000.0, 12.0
WIDEST, NARROWEST = 1400.0, 600.0
LABEL, LINE, FINE = 62.0, 20.0, 24  # half a name's width and height; steps across a community


@dataclass(frozen=True, slots=True)
class Area:
    """A grid or community: its number, outline as path data, and where a label sits best."""

    code: int
    title: str
    outline: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """A street: communities and grids in a box as wide as it is; `illustrative` when no surveyed outlines are known."""

    grids: Sequence[Area]
    communities: Sequence[Area]
    illustrative: bool
    width: float = HEIGHT
    height: float = HEIGHT


def draw(features: Iterable[Mapping[str, Any]]) -> Drawing:
    """Draw the features of `territory.geojson`; communities without an outline of their own are joined from their grids."""
    found = [(one["properties"], shape(one["geometry"])) for one in features]
    if not found:
        return Drawing((), (), False)
    width, place = _projection([outline for _, outline in found])
    grids = [(given, shapely.transform(outline, place)) for given, outline in found if given["level"] == "grid"]
    known = {str(given["code"]): outline for given, outline in found if given["level"] != "grid"}
    parents = dict.fromkeys(str(given["parent"]) for given, _ in grids)
    joined = {code: shapely.unary_union([outline for given, outline in grids if str(given["parent"]) == code])
              for code in parents}  # fmt: skip
    areas = [_area(int(given["code"]), str(given["title"]), outline) for given, outline in grids]
    communities = [
        _named(int(code), shapely.transform(known[code], place) if code in known else outline, areas)
        for code, outline in joined.items()
    ]
    return Drawing(areas, communities, any(bool(given["illustrative"]) for given, _ in found), width)


def _projection(outlines: Sequence[Any]) -> tuple[float, Any]:
    """Return the width of the box, and what turns longitude and latitude into its places: equirectangular, north above."""
    west, south, east, north = shapely.total_bounds(outlines)
    narrow = cos(radians((south + north) / 2))
    wide, high = (east - west) * narrow, north - south
    scale = min((WIDEST - 2 * MARGIN) / wide, (HEIGHT - 2 * MARGIN) / high)
    width = max(NARROWEST, round(wide * scale + 2 * MARGIN, 0))
    left, top = (width - wide * scale) / 2, (HEIGHT - high * scale) / 2

    def place(spots: Any) -> Any:
        moved = spots.copy()
        moved[:, 0] = left + (spots[:, 0] - west) * narrow * scale
        moved[:, 1] = top + (north - spots[:, 1]) * scale
        return moved

    return width, place


def _named(code: int, outline: Any, grids: Sequence[Area]) -> Area:
    """Return a community with the place where its name is farthest from the signs of grids and inside, if it can be."""
    west, south, east, north = outline.bounds
    steps = [n / FINE for n in range(1, FINE)]
    spots = [(west + (east - west) * x, south + (north - south) * y) for x in steps for y in steps]
    fitting = [spot for spot in spots if outline.covers(_box(*spot))]
    inside = fitting or [spot for spot in spots if outline.covers(shapely.Point(spot))]
    x, y = max(inside, key=lambda spot: _room(spot, grids), default=(outline.centroid.x, outline.centroid.y))
    return Area(code, "", "".join(_path(part) for part in _parts(outline)), round(x, 1), round(y, 1))


def _box(x: float, y: float) -> Any:
    return shapely.box(x - LABEL, y - LINE, x + LABEL, y + LINE)


def _room(spot: tuple[float, float], grids: Sequence[Area]) -> float:
    """Return how far a name at a spot is from the nearest sign of a grid."""
    return min(hypot(max(abs(one.x - spot[0]) - LABEL, 0.0), abs(one.y - spot[1])) for one in grids)


def _area(code: int, title: str, outline: Any) -> Area:
    largest = max(_parts(outline), key=lambda part: float(part.area))
    spot = polylabel(largest, 2.0)
    return Area(code, title, "".join(_path(part) for part in _parts(outline)), round(spot.x, 1), round(spot.y, 1))


def _parts(outline: Any) -> list[Any]:
    return list(getattr(outline, "geoms", [outline]))


def _path(part: Any) -> str:
    return "".join(_ring(ring.coords) for ring in (part.exterior, *part.interiors))


def _ring(corners: Iterable[Sequence[float]]) -> str:
    return "M" + "L".join(f"{corner[0]:.1f} {corner[1]:.1f}" for corner in corners) + "Z"
