"""Codes to photograph: what is drawn is exactly the code, with its margin, without styles."""

import re

import pytest

from shiqiao.surfaces.kit import qr

pytestmark = pytest.mark.unit
ADDRESS = "https://street.example/portal/at/abcd2345/"
FINDER = ["1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111"]


def drawn(svg: str) -> set[tuple[int, int]]:
    """Return the black dots of a drawing."""
    path = re.search(r'fill="#000" d="([^"]*)"', svg)
    assert path
    runs = re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", path[1])
    return {(int(x) + more, int(y)) for x, y, length in runs for more in range(int(length))}


@pytest.mark.parametrize("sturdy", [False, True])
def test_the_drawing_is_the_code(sturdy: bool) -> None:
    rows = qr.dots(ADDRESS, sturdy=sturdy)
    assert drawn(qr.drawing(ADDRESS, sturdy=sturdy)) == {
        (x, y) for y, row in enumerate(rows) for x, dot in enumerate(row) if dot
    }


def test_the_margin_is_quiet_and_the_three_corners_are_there() -> None:
    rows = qr.dots(ADDRESS)
    size, quiet = len(rows), qr.QUIET
    assert not any(any(row) for row in (*rows[:quiet], *rows[-quiet:]))
    for left, top in ((quiet, quiet), (size - quiet - 7, quiet), (quiet, size - quiet - 7)):
        seen = ["".join("1" if dot else "0" for dot in row[left : left + 7]) for row in rows[top : top + 7]]
        assert seen == FINDER


def test_what_is_said_of_it_is_escaped_and_nothing_has_a_style() -> None:
    svg = qr.svg(ADDRESS, '"><script>')
    assert "<script>" not in svg
    assert "style" not in svg
