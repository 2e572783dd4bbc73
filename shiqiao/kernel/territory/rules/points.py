"""Which grid does a point lie in? One index answers single points and millions, with the same result.

Rule of the border: a point within 0.25 m of two grids lies on their border (their drawn lines never meet exactly),
and the lowest grid code takes it. A point outside every grid but within 15 m of one is counted in and says so:
positions of phones are no better. Everything farther is outside.
"""

from collections.abc import Iterable
from typing import NamedTuple

import numpy
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

from shiqiao.base.sentences import Sentence
from shiqiao.kernel.territory.rules.boundaries import BORDER, Plane

SNAP = 15.0  # metres
_CHUNK = 200_000
_FEW = 200  # areas
_NONE = numpy.iinfo(numpy.int64).max
Numbers = NDArray[numpy.int64]
Flags = NDArray[numpy.bool_]


class Area(NamedTuple):
    """A grid's boundary: 15-digit grid, the version's id, and the area in degrees."""

    grid: int
    boundary: int
    shape: BaseGeometry


class Located(NamedTuple):
    """Where a point lies: grid 15, community 12, street 9 digits, all 0 when outside; the boundary's version; why."""

    grid: int = 0
    community: int = 0
    street: int = 0
    border: bool = False
    boundary: int = 0
    why: list[str] = []

    def __bool__(self) -> bool:
        return self.grid != 0


class Many(NamedTuple):
    """The same for many points, as arrays of equal length: grid and boundary are 0 outside."""

    grid: Numbers
    boundary: Numbers
    border: Flags
    snapped: Flags


class GridIndex:
    """The grids of one day, held in memory."""

    def __init__(self, areas: Iterable[Area]) -> None:
        """Build the index from areas in any order; two areas of one grid are allowed (a grid in two parts)."""
        self.areas = sorted(areas, key=lambda area: (area.grid, area.boundary))
        self._grids: Numbers = numpy.array([area.grid for area in self.areas] + [0], dtype=numpy.int64)
        self._versions: Numbers = numpy.array([area.boundary for area in self.areas] + [0], dtype=numpy.int64)
        self._plane = Plane.around([area.shape for area in self.areas]) if self.areas else Plane(0, 0)
        self._east, self._north = self._plane.scale
        wide = [self._plane.flat(area.shape).buffer(BORDER, join_style="mitre") for area in self.areas]
        self._wide = numpy.array(wide, dtype=object)
        shapely.prepare(self._wide)  # the tree prepares only what is asked, not what it holds
        # GEOS finishes a prepared geometry at its first use, without a lock: use each once before threads share it.
        inner = shapely.point_on_surface(self._wide)
        shapely.intersects_xy(self._wide, shapely.get_x(inner), shapely.get_y(inner))
        self._tree = shapely.STRtree(self._wide)

    def __len__(self) -> int:
        return len(self.areas)

    def locate(self, lon: float, lat: float) -> Located:
        """Return where one point (degrees, WGS84) lies, with the reasons."""
        x, y = (lon - self._plane.lon) * self._east, (lat - self._plane.lat) * self._north
        hits = self._hits(x, y)
        if len(hits) == 1:
            return self._answer(hits[0], False, Sentence("The point lies in grid {grid}.", grid=self._grid(hits[0])))
        if hits:
            return self._answer(hits[0], True, self._contested(hits, shapely.Point(x, y)))
        return self._nearest(shapely.Point(x, y))

    def _hits(self, x: float, y: float) -> list[int]:
        """Return which areas hold a point, in order. Few prepared areas answer faster than the tree is asked."""
        if len(self.areas) <= _FEW:
            return numpy.flatnonzero(shapely.intersects_xy(self._wide, x, y)).tolist()
        near = numpy.sort(self._tree.query(shapely.Point(x, y)))
        return list(near[shapely.intersects_xy(self._wide[near], x, y)].tolist())

    def locate_many(self, lons: ArrayLike, lats: ArrayLike) -> Many:
        """Return where many points (degrees, WGS84) lie; the rule is that of `locate`."""
        x = (numpy.asarray(lons, dtype=float) - self._plane.lon) * self._east
        y = (numpy.asarray(lats, dtype=float) - self._plane.lat) * self._north
        parts = [self._chunk(x[at : at + _CHUNK], y[at : at + _CHUNK]) for at in range(0, len(x), _CHUNK)]
        if not parts:
            return self._chunk(x, y)
        return Many(*(numpy.concatenate(column) for column in zip(*parts, strict=True)))

    def _chunk(self, x: NDArray[numpy.float64], y: NDArray[numpy.float64]) -> Many:
        points = shapely.points(x, y)
        which, hit = self._tree.query(points)
        inside = shapely.intersects_xy(self._wide[hit], x[which], y[which])
        which, hit = which[inside], hit[inside]
        best = numpy.full(len(x), _NONE, dtype=numpy.int64)
        numpy.minimum.at(best, which, hit)
        border = numpy.bincount(which, minlength=len(x)) > 1
        lost = numpy.flatnonzero((best == _NONE) & numpy.isfinite(x) & numpy.isfinite(y))
        snapped = numpy.zeros(len(x), dtype=bool)
        if len(lost) and len(self):
            near, hit = self._tree.query_nearest(points[lost], max_distance=SNAP - BORDER, all_matches=True)
            numpy.minimum.at(best, lost[near], hit)
            snapped[lost[near]] = True
        best[best == _NONE] = len(self.areas)
        return Many(self._grids[best], self._versions[best], border, snapped)

    def _grid(self, hit: int) -> int:
        return self.areas[hit].grid

    def _answer(self, hit: int, border: bool, why: str) -> Located:
        grid, version, _ = self.areas[hit]
        return Located(grid, grid // 1000, grid // 1_000_000, border, version, [why])

    def _contested(self, hits: list[int], point: BaseGeometry) -> str:
        grids = ", ".join(str(self._grid(hit)) for hit in hits)
        deep = [hit for hit in hits if shapely.boundary(self._wide[hit]).distance(point) > 2 * BORDER]
        if len(deep) > 1:
            return Sentence("Grids {grids} overlap at this point; the lowest code takes it.", grids=grids)
        return Sentence("The point lies on the border of grids {grids}; the lowest code takes it.", grids=grids)

    def _nearest(self, point: BaseGeometry) -> Located:
        if not len(self):
            return Located(why=[Sentence("No grid has a boundary on this day.")])
        hits, far = self._tree.query_nearest(point, max_distance=SNAP - BORDER, return_distance=True, all_matches=True)
        if not len(hits):
            return Located(why=[Sentence("The point lies outside every grid, by more than {metres} m.", metres=15)])
        hit = int(hits.min())
        why = Sentence("The point lies {metres} m outside grid {grid}; up to {limit} m are counted in.",
                       metres=round(float(far[0]) + BORDER, 1), grid=self._grid(hit), limit=15)  # fmt: skip
        return self._answer(hit, False, why)
