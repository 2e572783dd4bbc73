"""The number of a place: python and the database say the same, and a cell's span holds its points and no other."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from shiqiao.kernel.matters.mapcells import DEPTH, MOST, Box, Cell, box_of, cell_of, cells_in, span, spot

lons = st.floats(-180, 180)
lats = st.floats(-90, 90)
levels = st.integers(0, DEPTH)


@given(lons, lats, levels)
def test_a_point_lies_in_the_span_of_its_cell_and_in_no_neighbours(lon: float, lat: float, level: int) -> None:
    number = spot(lon, lat, 1)
    cell = cell_of(number >> 2 * (DEPTH - level), level)
    low, top = span(cell)
    assert low <= number < top
    beside = span(Cell(level, cell.x ^ 1, cell.y)) if level else (top, top)
    assert not beside[0] <= number < beside[1]
    west, south, east, north = box_of(cell)
    assert west - 1e-9 <= lon <= east + 1e-9
    assert south - 1e-9 <= lat <= north + 1e-9


@given(lons, lats, st.floats(0.0001, 1), levels)
def test_the_cells_of_a_part_of_the_map_cover_it_and_are_few(lon: float, lat: float, size: float, level: int) -> None:
    box = Box(max(-180, lon - size), max(-90, lat - size), min(180, lon + size), min(90, lat + size))
    cells = cells_in(box, level)
    assert 1 <= len(cells) <= MOST
    spans = [span(cell) for cell in cells]
    for corner in ((box.west, box.south), (box.east, box.north), (lon, lat)):
        assert any(low <= spot(*corner, 0) < top for low, top in spans)


@pytest.mark.parametrize(
    ("lon", "lat"),
    [
        (117.0, 36.65),
        (-180.0, -90.0),
        (180.0, 90.0),
        (116.99712, 36.64985),
        (None, None),
        (181.0, 3.0),
        (float("nan"), 1.0),
    ],
)
def test_the_database_says_the_same(db: None, lon: float | None, lat: float | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT shiqiao_spot(%s::float8, %s::float8, %s)", [lon, lat, 370103003001001])
        assert cursor.fetchone()[0] == spot(lon, lat, 370103003001001)
