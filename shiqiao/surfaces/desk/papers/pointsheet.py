"""The codes of points on paper: six a page to be cut, or one a page. A code says nothing but the field app's address."""

import json
from collections.abc import Sequence
from pathlib import Path

import qrcode
import typst
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from qrcode.constants import ERROR_CORRECT_Q
from qrcode.image.svg import SvgPathImage

from shiqiao.base.actor import Actor
from shiqiao.base.errors import NotFound
from shiqiao.kernel.patrols.codes import address_of
from shiqiao.kernel.patrols.models import Point
from shiqiao.surfaces.desk import words
from shiqiao.surfaces.desk.papers.ground import office
from shiqiao.surfaces.desk.papers.pdf import fonts, printable

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
    return {"name": printable(row.name), "place": printable(place), "code": list(drawn(address_of(origin, row)))}


def drawn(text: str) -> bytes:
    """Return a QR code as SVG that is still read when a quarter of it is dirty."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_Q, border=4, image_factory=SvgPathImage)
    code.add_data(text)
    return bytes(code.make_image().to_string())
