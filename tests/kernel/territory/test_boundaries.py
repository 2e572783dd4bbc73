"""Boundaries are refused with the place of their fault; gaps and overlaps are found."""

from typing import Any

import pytest
import shapely

from shiqiao.kernel.territory.errors import BoundaryInvalid
from shiqiao.kernel.territory.rules.boundaries import faults, read_geometry

pytestmark = pytest.mark.unit
A, B, C = 370103003001001, 370103003001002, 370103003001003
STEP = 0.001  # about 89 m by 111 m at this latitude


def box(x: float, y: float, width: float = 1, height: float = 1) -> shapely.Polygon:
    return shapely.box(117 + x * STEP, 36 + y * STEP, 117 + (x + width) * STEP, 36 + (y + height) * STEP)


def ring(*points: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [[list(point) for point in points]]}


@pytest.mark.parametrize(
    ("geometry", "reason"),
    [
        ({"type": "Point", "coordinates": [117, 36]}, "Polygon or a MultiPolygon"),
        ({}, "Polygon or a MultiPolygon"),
        (ring((117, 36), (117.1, 36), (117.1, 36.1), (117, 36.1)), "not closed: it ends at 117.0, 36.1"),
        (ring((117, 36), (117.1, 36), (117, 36)), "at least four points"),
        (ring((117, 36), (117.1, 36.1), (117.1, 36), (117, 36.1), (117, 36)), "crosses itself at 117.05, 36.05"),
        (ring((36, 117), (36.1, 117), (36.1, 117.1), (36, 117)), "latitude first"),
        (ring((500000, 4e6), (500100, 4e6), (500100, 4e6 + 9), (500000, 4e6)), "not in degrees"),
        (ring((117, 36), (117.1, None), (117.1, 36.1), (117, 36)), "not a pair"),
        (ring((117, 36), (117.1, 36), (117.2, 36), (117, 36)), "crosses itself|not a simple area|no area"),
        ({"type": "Polygon", "coordinates": []}, "no ring"),
    ],
)  # fmt: skip
def test_a_wrong_boundary_is_refused_with_the_place(geometry: dict[str, Any], reason: str) -> None:
    with pytest.raises(BoundaryInvalid, match=reason) as refused:
        read_geometry(geometry)
    assert refused.value.fields["geometry"]


def test_grids_that_meet_have_no_faults() -> None:
    assert faults({A: box(0, 0), B: box(1, 0)}, {370103003001: box(0, 0, 2, 1)}) == []


def test_an_overlap_is_reported_with_area_and_place() -> None:
    (found,) = faults({A: box(0, 0), B: box(0.5, 0)})
    assert (found.kind, found.codes) == ("overlap", (A, B))
    assert found.area == pytest.approx(0.5 * 90.1 * 110.95, rel=0.01)
    assert 117.0005 < found.lon < 117.001
    assert 36 < found.lat < 36.001


def test_what_a_community_has_and_no_grid_covers_is_a_gap() -> None:
    found = faults({A: box(0, 0)}, {370103003001: box(0, 0, 2, 1)})
    assert [(f.kind, f.codes) for f in found] == [("gap", (370103003001,))]
    assert found[0].area == pytest.approx(9_997, rel=0.01)


def test_what_lies_beyond_the_community_is_reported() -> None:
    found = faults({A: box(0, 0, 2, 1)}, {370103003001: box(0, 0)})
    assert [f.kind for f in found] == ["beyond"]


def test_without_a_community_boundary_a_hole_between_grids_is_a_gap() -> None:
    around = {
        A + i: box(x, y) for i, (x, y) in enumerate((x, y) for x in range(3) for y in range(3) if (x, y) != (1, 1))
    }
    (found,) = faults(around)
    assert found.kind == "gap"
    assert box(1, 1).contains(shapely.Point(found.lon, found.lat))


def test_slivers_of_rounding_are_no_faults() -> None:
    assert faults({A: box(0, 0), B: box(1.000003, 0)}, {370103003001: box(0, 0, 2.000003, 1)}) == []
