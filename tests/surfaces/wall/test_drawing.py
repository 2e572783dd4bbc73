"""Grids as shapes: inside the box, north above, with labels inside their own shape."""

import re
from typing import Any

import pytest
from shapely.geometry import Point, Polygon

from shiqiao.surfaces.wall.drawing import HEIGHT, Area, draw

pytestmark = pytest.mark.unit


def feature(code: int, west: float, south: float, *, level: str = "grid", size: float = 0.01) -> dict[str, Any]:
    corners = [(west, south), (west + size, south), (west + size, south + size), (west, south + size), (west, south)]
    given = {
        "code": str(code),
        "title": f"第{code % 10}网格",
        "level": level,
        "parent": str(code // 1000),
        "illustrative": True,
    }
    return {"properties": given, "geometry": {"type": "Polygon", "coordinates": [corners]}}


def corners(one: Area) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", one.outline)]


def test_shapes_lie_in_the_box_and_labels_in_their_shapes() -> None:
    found = draw(
        [
            feature(370103003001001, 116.98, 36.65),
            feature(370103003001002, 116.99, 36.65),
            feature(370103003002001, 116.98, 36.66),
        ]
    )
    assert len(found.grids) == 3
    assert len(found.communities) == 2, "joined from their grids"
    for one in (*found.grids, *found.communities):
        assert all(0 <= x <= found.width and 0 <= y <= HEIGHT for x, y in corners(one))
        assert Polygon(corners(one)).buffer(0.1).contains(Point(one.x, one.y))
    south, east, north = found.grids
    assert north.y < south.y < HEIGHT
    assert south.x < east.x
    assert found.illustrative


def test_a_degree_of_longitude_is_shorter_than_one_of_latitude() -> None:
    (one,) = draw([feature(370103003001001, 116.98, 36.65)]).grids
    xs, ys = zip(*corners(one), strict=True)
    assert (max(xs) - min(xs)) / (max(ys) - min(ys)) == pytest.approx(0.8023, abs=0.01)


def test_a_street_without_a_map_has_an_empty_one() -> None:
    assert draw([]).grids == ()
