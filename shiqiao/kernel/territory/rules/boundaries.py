"""Boundaries as GeoJSON: read and refuse with a place, and find gaps and overlaps between the grids of an area.

All measures are metres on a plane that touches the earth at the middle of the area; over a district the error is
below one part in a thousand.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, isfinite, radians
from typing import Any

import numpy
import shapely
from shapely.geometry.base import BaseGeometry

from shiqiao.kernel.territory.errors import BoundaryInvalid
from shiqiao.kernel.territory.rules.reports import Finding

# Borders drawn from coordinates of six decimals (0.1 m) do not meet exactly. What is narrower than twice this is
# no gap and no overlap, and a point this close to two grids lies on their border.
BORDER = 0.25  # metres
SMALLEST = 1.0  # square metres; smaller faults are not reported


@dataclass(frozen=True, slots=True)
class Plane:
    """A flat map of metres around one point."""

    lon: float
    lat: float

    @property
    def scale(self) -> tuple[float, float]:
        """Return metres per degree of longitude and of latitude (WGS84 series)."""
        phi = radians(self.lat)
        east = 111412.84 * cos(phi) - 93.5 * cos(3 * phi) + 0.118 * cos(5 * phi)
        north = 111132.92 - 559.82 * cos(2 * phi) + 1.175 * cos(4 * phi)
        return east, north

    def flat(self, geometry: BaseGeometry) -> BaseGeometry:
        """Turn a geometry in degrees into metres."""
        east, north = self.scale
        return shapely.transform(geometry, lambda at: (at - [self.lon, self.lat]) * [east, north])

    def degrees(self, x: float, y: float) -> tuple[float, float]:
        """Turn metres back into longitude and latitude, rounded to centimetres."""
        east, north = self.scale
        return round(x / east + self.lon, 7), round(y / north + self.lat, 7)

    @classmethod
    def around(cls, geometries: Sequence[BaseGeometry]) -> "Plane":
        """Return the plane at the middle of some geometries in degrees."""
        west, south, east, north = shapely.total_bounds(numpy.array(geometries, dtype=object))
        return cls(float(west + east) / 2, float(south + north) / 2)


def read_geometry(geometry: Mapping[str, Any]) -> BaseGeometry:
    """Return a valid area from a GeoJSON Polygon or MultiPolygon in degrees (WGS84 or CGCS2000, longitude first).

    Raises BoundaryInvalid naming the fault, its place and the remedy.
    """
    kind = geometry.get("type") if isinstance(geometry, Mapping) else None
    if kind not in {"Polygon", "MultiPolygon"}:
        raise _refuse("The geometry is {kind}; a boundary is a Polygon or a MultiPolygon.", kind=kind)
    polygons = geometry.get("coordinates")
    polygons = [polygons] if kind == "Polygon" else polygons
    if not isinstance(polygons, list) or not polygons:
        raise _refuse("The geometry has no coordinates.")
    area = shapely.union_all([_polygon(rings) for rings in polygons]) if len(polygons) > 1 else _polygon(polygons[0])
    if area.is_empty or area.area == 0:
        raise _refuse("The boundary encloses no area.")
    return area


def geojson(area: BaseGeometry) -> dict[str, Any]:
    """Return an area as a GeoJSON geometry."""
    return dict(area.__geo_interface__)


def middle_of(geometries: Iterable[Mapping[str, Any]]) -> tuple[float, float]:
    """Return the middle (longitude, latitude) of the box round some GeoJSON areas, for where a map opens."""
    west, south, east, north = shapely.union_all([read_geometry(one) for one in geometries]).bounds
    return (west + east) / 2, (south + north) / 2


def faults(grids: Mapping[int, BaseGeometry], whole: Mapping[int, BaseGeometry] | None = None) -> list[Finding]:
    """Return overlaps between grids, gaps, and parts beyond the drawn community.

    `grids` are areas in degrees by 15-digit number, `whole` the areas of communities by 12-digit number. Where a
    community has its own boundary a gap is what its grids leave over; elsewhere it is a hole in their union.
    """
    if not grids:
        return []
    plane = Plane.around(list(grids.values()))
    flat = {code: plane.flat(area) for code, area in sorted(grids.items())}
    found = _overlaps(flat, plane)
    communities: dict[int, list[BaseGeometry]] = {}
    for code, area in flat.items():
        communities.setdefault(code // 1000, []).append(area)
    drawn = {code: plane.flat(area) for code, area in (whole or {}).items() if code in communities}
    for code, area in sorted(drawn.items()):
        covered = shapely.union_all(communities[code])
        found += _pieces("gap", (code,), area.difference(covered), plane)
        found += _pieces("beyond", (code,), covered.difference(area), plane)
    if len(drawn) < len(communities):
        found += _holes([area for code, areas in communities.items() if code not in drawn for area in areas], plane)
    return found


def _polygon(rings: Any) -> BaseGeometry:
    if not isinstance(rings, list) or not rings:
        raise _refuse("The polygon has no ring.")
    checked = [_ring(ring) for ring in rings]
    polygon = shapely.Polygon(checked[0], checked[1:])
    if not polygon.is_valid:
        raise _crossing(shapely.is_valid_reason(polygon))
    return polygon


def _ring(ring: Any) -> list[tuple[float, float]]:
    if not isinstance(ring, list) or len(ring) < 4:
        raise _refuse("A ring needs at least four points, the last one equal to the first.")
    points = [_position(point) for point in ring]
    if points[0] != points[-1]:
        lon, lat = points[-1]
        raise _refuse("The ring is not closed: it ends at {lon}, {lat}; repeat its first point at the end.",
                      lon=lon, lat=lat)  # fmt: skip
    return points


def _position(point: Any) -> tuple[float, float]:
    if not isinstance(point, list | tuple) or len(point) < 2 or not all(_is_number(part) for part in point[:2]):
        raise _refuse("The point {point} is not a pair of longitude and latitude.", point=point)
    lon, lat = float(point[0]), float(point[1])
    if abs(lat) > 90 >= abs(lon):
        raise _refuse("The point {lon}, {lat} has latitude first; GeoJSON puts longitude first.", lon=lon, lat=lat)
    if abs(lon) > 180 or abs(lat) > 90:
        raise _refuse("The point {lon}, {lat} is not in degrees; convert the file to WGS84 or CGCS2000 degrees.",
                      lon=lon, lat=lat)  # fmt: skip
    return lon, lat


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def _crossing(reason: str) -> BoundaryInvalid:
    place = re.search(r"\[(\S+) (\S+)\]", reason)
    if place is None:
        return _refuse("The boundary is not a simple area; redraw it.")
    if "ntersection" in reason:
        return _refuse("The boundary crosses itself at {lon}, {lat}; redraw it there.", lon=place[1], lat=place[2])
    return _refuse("The boundary is not a simple area at {lon}, {lat}; redraw it there.", lon=place[1], lat=place[2])


def _refuse(message: str, **params: Any) -> BoundaryInvalid:
    return BoundaryInvalid(message, fields={"geometry": message}, **params)


def _overlaps(flat: Mapping[int, BaseGeometry], plane: Plane) -> list[Finding]:
    codes, areas = list(flat), list(flat.values())
    first, second = shapely.STRtree(areas).query(areas, predicate="intersects")
    found: list[Finding] = []
    for a, b in sorted(zip(first.tolist(), second.tolist(), strict=True)):
        if a < b:
            found += _pieces("overlap", (codes[a], codes[b]), areas[a].intersection(areas[b]), plane)
    return found


def _holes(areas: Sequence[BaseGeometry], plane: Plane) -> list[Finding]:
    # Widened by the tolerance first, so that borders which nearly meet close up.
    union = shapely.union_all(areas).buffer(BORDER, join_style="mitre").buffer(-BORDER, join_style="mitre")
    found: list[Finding] = []
    for part in shapely.get_parts(union):
        for ring in part.interiors:
            found += _pieces("gap", (), shapely.Polygon(ring), plane)
    return found


def _pieces(kind: str, codes: tuple[int, ...], shape: BaseGeometry, plane: Plane) -> list[Finding]:
    """Return one finding per part that is wide enough to matter, with its area and a place inside it."""
    found = []
    for part in shapely.get_parts(shape):
        core = part.buffer(-BORDER)
        if part.area >= SMALLEST and not core.is_empty:
            place = core.representative_point()
            found.append(Finding(kind, codes, float(part.area), *plane.degrees(place.x, place.y)))
    return found
