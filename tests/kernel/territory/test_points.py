"""Every point finds exactly one grid, and the index says why."""

import json

import numpy
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from shiqiao.config.options import REPOSITORY
from shiqiao.kernel.territory.rules.points import SNAP, Area, GridIndex

pytestmark = pytest.mark.unit
MAP = REPOSITORY / "localities" / "ganshiqiao" / "territory" / "grids.geojson"
FEATURES = json.loads(MAP.read_text())["features"]
SHAPES = {int(f["properties"]["code"]): shapely.from_geojson(json.dumps(f["geometry"])) for f in FEATURES}
GRIDS = {code: shape for code, shape in SHAPES.items() if code > 10**14}
INDEX = GridIndex(Area(code, at + 1, shape) for at, (code, shape) in enumerate(GRIDS.items()))
LON = 1 / 89_430  # degrees per metre here


@st.composite
def points_inside(draw: st.DrawFn) -> tuple[int, float, float]:
    code = draw(st.sampled_from(sorted(GRIDS)))
    west, south, east, north = GRIDS[code].bounds
    lon, lat = draw(st.floats(west, east)), draw(st.floats(south, north))
    if not GRIDS[code].contains(shapely.Point(lon, lat)):
        inner = GRIDS[code].representative_point()
        lon, lat = inner.x, inner.y
    return code, lon, lat


@settings(deadline=None)
@given(points_inside())
def test_every_point_inside_finds_exactly_one_grid(drawn: tuple[int, float, float]) -> None:
    code, lon, lat = drawn
    found = INDEX.locate(lon, lat)
    assert found.grid == code or (found.border and found.grid < code)
    assert (found.community, found.street) == (found.grid // 1000, 370103003)
    assert found.why


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(116.978, 116.996), st.floats(36.642, 36.658)), min_size=1, max_size=50))
def test_in_bulk_the_answer_is_the_same(points: list[tuple[float, float]]) -> None:
    many = INDEX.locate_many([lon for lon, _ in points], [lat for _, lat in points])
    for at, (lon, lat) in enumerate(points):
        one = INDEX.locate(lon, lat)
        assert (one.grid, one.boundary, one.border) == (many.grid[at], many.boundary[at], many.border[at])


def test_the_map_of_the_model_street_is_covered_without_a_hole() -> None:
    numbers = numpy.random.default_rng(1255)
    lons, lats = numbers.uniform(116.979, 116.995, 50_000), numbers.uniform(36.643, 36.657, 50_000)
    inside = shapely.intersects_xy(shapely.union_all(list(SHAPES.values())), lons, lats)
    many = INDEX.locate_many(lons, lats)
    assert inside.sum() > 10_000
    assert (many.grid[inside] > 0).all()


def test_a_point_on_a_shared_border_goes_to_the_lowest_code_and_says_so() -> None:
    shared = GRIDS[370103003001003].intersection(GRIDS[370103003001005])
    middle = shared.interpolate(0.5, normalized=True)
    found = INDEX.locate(middle.x, middle.y)
    assert found.grid == 370103003001003
    assert found.border
    assert "370103003001003, 370103003001005" in found.why[0]
    assert "lowest code" in found.why[0]


def test_where_three_grids_of_two_communities_meet_the_lowest_code_wins() -> None:
    found = INDEX.locate(116.986794, 36.653101)
    assert found.grid == 370103003001005
    assert found.border


@pytest.mark.parametrize(("metres", "inside"), [(3, True), (14.5, True), (15.5, False), (300, False)])
def test_a_point_just_outside_is_counted_in_up_to_fifteen_metres(metres: float, inside: bool) -> None:
    east = max(shape.bounds[2] for shape in GRIDS.values())
    corner = next(shape for shape in GRIDS.values() if shape.bounds[2] == east)
    outer = max((lon, lat) for lon, lat in corner.exterior.coords)
    found = INDEX.locate(outer[0] + metres * LON, outer[1])
    assert bool(found) is inside
    assert ("counted in" in found.why[0]) is inside
    many = INDEX.locate_many([outer[0] + metres * LON], [outer[1]])
    assert bool(many.snapped[0]) is inside


def test_two_grids_that_overlap_are_named() -> None:
    square = shapely.box(117, 36, 117.001, 36.001)
    index = GridIndex([Area(370103003001002, 2, square), Area(370103003001001, 1, square)])
    found = index.locate(117.0005, 36.0005)
    assert found.grid == 370103003001001
    assert "overlap" in found.why[0]


def test_an_empty_map_has_no_grid_and_says_so() -> None:
    index = GridIndex([])
    assert not index.locate(117, 36)
    assert "No grid has a boundary" in index.locate(117, 36).why[0]
    assert index.locate_many([117.0], [36.0]).grid.tolist() == [0]


def test_a_value_that_is_not_a_number_is_outside() -> None:
    assert INDEX.locate_many([float("nan"), 116.985], [36.65, 36.6545]).grid[0] == 0


def test_the_reason_can_still_be_translated() -> None:
    reason = INDEX.locate(116.985, 36.6545).why[0]
    assert reason.msgid == "The point lies in grid {grid}."  # type: ignore[attr-defined]
    assert SNAP == 15
