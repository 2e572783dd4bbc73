"""The pictures of the documentation: few, small, of the widths they say, and each of a subject that can be taken again."""

import io

import pytest
from PIL import Image

from .walked import MOST, ROOT, SUBJECTS, TOUR, WIDTHS, small

pytestmark = pytest.mark.unit
IMAGES = sorted((ROOT / "docs" / "images").glob("*.png"))


def test_pictures_are_few_small_and_taken_by_the_command() -> None:
    known = {f"{one.name}-{width}.png" for one in SUBJECTS for width in one.widths}
    assert len(known) <= 25
    known |= {f"{one.name}-{width}.png" for one in TOUR for width in one.widths}
    assert {path.name for path in IMAGES} <= known
    assert [path.name for path in IMAGES if path.stat().st_size > MOST] == []


def test_pictures_have_a_palette_and_the_width_of_their_name() -> None:
    for path in IMAGES:
        with Image.open(path) as image:
            width = int(path.stem.rsplit("-", 1)[1])
            assert (image.mode, image.width) == ("P", width * (2 if width < 768 else 1)), path.name
            assert width in WIDTHS


def test_a_picture_is_made_small_enough() -> None:
    wide = Image.linear_gradient("L").resize((1366, 768)).convert("RGB")
    for x in range(0, 1366, 7):
        wide.putpixel((x, (x * x) % 768), (x % 255, 90, 200))
    out = io.BytesIO()
    wide.save(out, "PNG")
    made = small(out.getvalue())
    assert len(made) <= MOST
    assert Image.open(io.BytesIO(made)).size == (1366, 768)
