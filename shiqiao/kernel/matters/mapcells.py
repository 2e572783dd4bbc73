"""Where a matter lies, as one number: cells that halve the world, so that any part of a map is a span of one index. Pure.

A point's number interleaves the bits of its two coordinates (a Z-order curve): all points of a cell, at whatever level,
have numbers from `span(cell)`, and nothing else has. A matter of which only the grid is known has the grid's number,
negative. The database keeps the same number in `Matter.spot` (function `shiqiao_spot`, migration 0008).
"""

from collections.abc import Iterator
from typing import NamedTuple

DEPTH = 26  # halvings: a cell of half a metre
MOST = 160  # cells asked for at once
SIDE = 1 << DEPTH


class Box(NamedTuple):
    """A part of the map in degrees (WGS84)."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, lon: float, lat: float) -> bool:
        """Tell whether a point lies in it."""
        return self.west <= lon <= self.east and self.south <= lat <= self.north


class Cell(NamedTuple):
    """A cell: `level` halvings, then its column and row."""

    level: int
    x: int
    y: int


def spot(lon: float | None, lat: float | None, grid: int) -> int:
    """Return the number of a point, or of a grid when there is no point; the database's `shiqiao_spot` says the same."""
    if lon is None or lat is None or not (-180 <= lon <= 180 and -90 <= lat <= 90):
        return -grid
    x, y = _place(lon, 180), _place(lat, 90)
    return _spread(x) | _spread(y) << 1


def _place(degrees: float, offset: int) -> int:
    return min(SIDE - 1, int((degrees + offset) / 360 * SIDE))


def _spread(bits: int) -> int:
    """Put a nought between any two bits."""
    for shift, mask in (
        (16, 0x0000FFFF0000FFFF), (8, 0x00FF00FF00FF00FF), (4, 0x0F0F0F0F0F0F0F0F), (2, 0x3333333333333333),
        (1, 0x5555555555555555),
    ):  # fmt: skip
        bits = (bits | bits << shift) & mask
    return bits


def _gather(bits: int) -> int:
    bits &= 0x5555555555555555
    for shift, mask in (
        (1, 0x3333333333333333), (2, 0x0F0F0F0F0F0F0F0F), (4, 0x00FF00FF00FF00FF), (8, 0x0000FFFF0000FFFF),
        (16, 0x00000000FFFFFFFF),
    ):  # fmt: skip
        bits = (bits | bits >> shift) & mask
    return bits


def span(cell: Cell) -> tuple[int, int]:
    """Return the numbers of the points in a cell: from the first, up to the second (not included)."""
    rest = 2 * (DEPTH - cell.level)
    first = (_spread(cell.x) | _spread(cell.y) << 1) << rest
    return first, first + (1 << rest)


def cell_of(number: int, level: int) -> Cell:
    """Return the cell of a level from the number of its points without the bits below that level."""
    return Cell(level, _gather(number), _gather(number >> 1))


def box_of(cell: Cell) -> Box:
    """Return the part of the map that a cell is."""
    size = 360 / (1 << cell.level)
    west, south = cell.x * size - 180, cell.y * size - 90
    return Box(west, south, west + size, south + size)


def cells_in(box: Box, level: int, most: int = MOST) -> list[Cell]:
    """Return the cells that cover a part of the map, at a level or the finest coarser one that needs at most `most`."""
    for fine in range(max(0, min(DEPTH, level)), -1, -1):
        columns, rows = _steps(box.west, box.east, 180, fine), _steps(box.south, box.north, 90, fine)
        if len(columns) * len(rows) <= most:
            return list(_all(fine, columns, rows))
    return [Cell(0, 0, 0)]


def _steps(low: float, high: float, offset: int, level: int) -> range:
    return range(_place(low, offset) >> (DEPTH - level), (_place(high, offset) >> (DEPTH - level)) + 1)


def _all(level: int, columns: range, rows: range) -> Iterator[Cell]:
    return (Cell(level, x, y) for y in rows for x in columns)
