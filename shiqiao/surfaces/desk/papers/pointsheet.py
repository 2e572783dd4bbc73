"""The codes of points on paper: six a page to be cut, or one a page. A code says nothing but the field app's address."""

import json
from collections.abc import Sequence
from pathlib import Path

import typst
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.errors import NotFound
from shiqiao.kernel.patrols.codes import address_of
from shiqiao.kernel.patrols.models import Point
from shiqiao.surfaces.desk import words
from shiqiao.surfaces.desk.papers.ground import office
from shiqiao.surfaces.desk.papers.pdf import fonts, printable
from shiqiao.surfaces.kit import qr

TEMPLATE = Path(__file__).with_name("points.typ")


def render(rows: Sequence[Point], origin: str, *, big: bool, by: Actor) -> bytes:
    """Return the codes of points as PDF. Raises NotFound when there are none, FontMissing without the font."""
    if not rows:
        raise NotFound("There are no points here yet; add one first.")
    data = {
        "language": "zh" if (get_language() or "zh").startswith("zh") else "en", "big": big,
        "office": office(by.street or 0), "title": _("Patrol check-in point"),
        "note": _("For grid members on patrol. Please do not cover or remove."),
        "points": [_point(row, origin) for row in rows],
    }  # fmt: skip
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    return bytes(typst.compile(TEMPLATE.read_bytes(), font_paths=fonts(str(settings.FONTS)), sys_inputs=inputs))


def _point(row: Point, origin: str) -> dict[str, object]:
    place = f"{words.place(row.grid)} · {row.number:02}"
    code = qr.drawing(address_of(origin, row), sturdy=True)  # still read when a quarter of it is dirty
    return {"name": printable(row.name), "place": printable(place), "code": list(code.encode())}
