"""Covers: nothing below a rectangle can be seen or reckoned back, and bad rectangles are named."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from shiqiao.base.errors import Invalid
from shiqiao.kernel.files.covering import Area, covered, read_areas

percent = st.floats(0, 99, allow_nan=False)
size = st.floats(0.1, 100, allow_nan=False)


def two_coloured(inside: tuple[int, int, int], area: Area) -> bytes:
    """Return a white picture with one colour inside an area."""
    picture = Image.new("RGB", (80, 60), "white")
    left, top = int(area.left * 0.8), int(area.top * 0.6)
    right, bottom = int((area.left + area.width) * 0.8), int((area.top + area.height) * 0.6)
    picture.paste(inside, (left, top, max(right, left + 1), max(bottom, top + 1)))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


@given(percent, percent, size, size)
def test_two_pictures_that_differ_below_a_cover_are_the_same_picture_afterwards(
    left: float, top: float, width: float, height: float
) -> None:
    area = Area(left, top, width, height)
    red, blue = (covered(two_coloured(colour, area), [area]) for colour in ((255, 0, 0), (0, 0, 255)))
    assert red == blue


def test_what_lies_outside_stays() -> None:
    area = Area(0, 0, 10, 10)
    picture = Image.open(io.BytesIO(covered(two_coloured((255, 0, 0), area), [area])))
    assert min(picture.getpixel((70, 50))) > 240  # type: ignore[arg-type]
    assert max(picture.getpixel((2, 2))) < 100  # type: ignore[arg-type]


def test_rectangles_are_read_as_people_write_them() -> None:
    assert read_areas("10 20 15 8\n\n1,2，3 4") == [Area(10, 20, 15, 8), Area(1, 2, 3, 4)]


@pytest.mark.parametrize(
    "text", ["", "\n", "10 20 15", "a b c d", "1 1 1 1\n100 0 5 5", "1 1 0 5", "1 1 nan 5", "1 1 1 1\n" * 31]
)
def test_what_is_no_rectangle_is_named(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_areas(text)
    assert set(refused.value.fields) == {"areas"}
