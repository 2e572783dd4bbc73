"""The demo's photographs: drawn, plainly schematic and marked 示意, so that nobody takes them for real ones."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw

from shiqiao.base.actor import Ref, system
from shiqiao.kernel.files.actions import UPLOAD, store
from shiqiao.kernel.files.models import Attachment

WIDE, HIGH = 480, 360
SKY, GROUND, WALL, INK, GOOD = "#dfe9f2", "#c9c4b8", "#b9a58f", "#333333", "#2f9e44"
# 示意 ("schematic"), 24 by 24 points each, so that no font is needed.
MARK = (
    (
        "0000000000000000000ffff00ffff00ffff00000000000003ffffc3ffffc3ffffc001c00"
        "001c00071ce0071ce00e1c700e1c781c1c383c1c3c381c1c01f81001f80000f000000000"
    ),
    (
        "0000000018000018000ffff00ffff00181803ffffc3ffffc00000007ffe007ffe0060060"
        "07ffe007ffe007ffe007ffe00038000dde300dcc381dc1b839ff9c00ff80000000000000"
    ),
)
# What is wrong in each picture: (shape, box, colour). The picture "after" has none of it and a green tick.
KINDS: dict[str, tuple[tuple[str, tuple[int, int, int, int], str], ...]] = {
    "rubbish": (
        ("ellipse", (170, 230, 240, 300), "#555b52"),
        ("ellipse", (220, 215, 310, 305), "#3f4640"),
        ("rectangle", (300, 250, 350, 305), "#8a6d3b"),
    ),
    "road": (("ellipse", (160, 285, 330, 335), "#6b6459"), ("ellipse", (200, 297, 290, 325), "#3c3833")),
    "green": (("ellipse", (140, 240, 250, 310), "#8c7b2f"), ("ellipse", (240, 250, 350, 315), "#a08a3a")),
    "fumes": (
        ("ellipse", (200, 60, 300, 130), "#8f8f8f"),
        ("ellipse", (240, 30, 350, 110), "#a8a8a8"),
        ("rectangle", (230, 130, 262, 210), "#6d4c41"),
    ),
    "noise": (
        ("rectangle", (200, 200, 260, 290), "#37474f"),
        ("arc", (250, 190, 330, 300), "#d9480f"),
        ("arc", (250, 160, 380, 330), "#d9480f"),
    ),
    "water": (("ellipse", (90, 280, 400, 345), "#5c9bd1"), ("ellipse", (170, 295, 310, 335), "#87b9e4")),
    "parking": (
        ("rectangle", (140, 240, 340, 300), "#b02a37"),
        ("ellipse", (165, 285, 205, 325), INK),
        ("ellipse", (275, 285, 315, 325), INK),
    ),
    "works": (
        ("rectangle", (150, 180, 330, 300), "#9fb3c8"),
        ("line", (150, 300, 330, 180), "#e8590c"),
        ("line", (150, 180, 330, 300), "#e8590c"),
    ),
    "light": (
        ("line", (240, 90, 240, 320), "#495057"),
        ("ellipse", (215, 70, 265, 115), "#212529"),
        ("line", (200, 60, 280, 125), "#c92a2a"),
    ),
    "poster": (
        ("rectangle", (120, 120, 170, 190), "#fff3bf"),
        ("rectangle", (185, 135, 240, 200), "#ffe3e3"),
        ("rectangle", (260, 110, 320, 185), "#e3fafc"),
    ),
    "stall": (("rectangle", (150, 235, 330, 305), "#d9a441"), ("rectangle", (140, 205, 340, 235), "#c92a2a")),
    "snow": (("rectangle", (0, 255, WIDE, HIGH), "#f8f9fa"), ("ellipse", (150, 235, 330, 300), "#ffffff")),
    "heat": (
        ("rectangle", (170, 170, 310, 290), "#adb5bd"),
        ("line", (205, 170, 205, 290), INK),
        ("line", (240, 170, 240, 290), INK),
        ("line", (275, 170, 275, 290), INK),
    ),
    "people": (("ellipse", (215, 130, 265, 180), "#e0b08a"), ("rectangle", (205, 182, 275, 300), "#5f7a61")),
}


@dataclass(frozen=True, slots=True)
class Kept:
    """A stored picture: its hash, and the row that each attachment of it is a copy of."""

    sha256: str
    row: Attachment


class Album:
    """The stored pictures by kind and purpose (before, after, report, document)."""

    def __init__(self, kept: dict[tuple[str, str], Kept]) -> None:
        self.kept = kept

    def sha256(self, kind: str, purpose: str) -> str:
        """Return the hash of a picture."""
        return self._of(kind, purpose).sha256

    def attachment(self, kind: str, purpose: str, *, subject: Ref, by: str, at: datetime) -> Attachment:
        """Return the row that attaches a picture to a matter, not yet saved."""
        one = self._of(kind, purpose).row
        return Attachment(
            street=one.street, subject_kind=subject.kind, subject_id=subject.id, purpose=purpose, sha256=one.sha256,
            kind=one.kind, size=one.size, width=one.width, height=one.height, name_sealed=one.name_sealed,
            data_class=one.data_class, created_at=at, created_by=by, taken_at=None,
        )  # fmt: skip

    def _of(self, kind: str, purpose: str) -> Kept:
        if purpose == "document" or kind == "paper":
            return self.kept["paper", ""]
        return self.kept[kind, "after" if purpose == "after" else "before"]


def album(street: int, at: datetime) -> Album:
    """Store all pictures, those that are there already only once, and return them. Needs the open fence."""
    by, kept = system("demo", street=street), {}
    for kind, moment, content in drawn():
        row = store(content, name=f"示意-{kind}.jpg", subject=UPLOAD, purpose="evidence", street=street, by=by, at=at)
        kept[kind, moment] = Kept(row.sha256, row)
    return Album(kept)


def drawn() -> Iterator[tuple[str, str, bytes]]:
    """Yield kind, moment (before, after; empty for the document) and the picture as JPEG."""
    for kind, shapes in KINDS.items():
        yield kind, "before", _jpeg(_scene(shapes))
        yield kind, "after", _jpeg(_ticked(_scene(())))
    yield "paper", "", _jpeg(_paper())


def _scene(shapes: tuple[tuple[str, tuple[int, int, int, int], str], ...]) -> Image.Image:
    image = Image.new("RGB", (WIDE, HIGH), SKY)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 240, WIDE, HIGH), fill=GROUND)
    draw.rectangle((60, 80, 420, 240), fill=WALL)
    for x in range(90, 400, 70):
        draw.rectangle((x, 110, x + 36, 160), fill="#7f95a8")
    for shape, box, colour in shapes:
        options: dict[str, Any] = {"fill": colour, "width": 6} if shape == "line" else {"fill": colour}
        if shape == "arc":
            draw.arc(box, 300, 60, fill=colour, width=8)
        else:
            getattr(draw, shape)(box, **options)
    return _marked(image)


def _ticked(image: Image.Image) -> Image.Image:
    ImageDraw.Draw(image).line(((190, 285), (225, 320), (300, 245)), fill=GOOD, width=16, joint="curve")
    return image


def _paper() -> Image.Image:
    image = Image.new("RGB", (WIDE, HIGH), "#868e96")
    draw = ImageDraw.Draw(image)
    draw.rectangle((110, 20, 370, 345), fill="white")
    for y in range(90, 320, 22):
        draw.line((140, y, 340 if y % 44 else 300, y), fill="#adb5bd", width=5)
    draw.ellipse((280, 260, 345, 325), outline="#c92a2a", width=6)
    return _marked(image)


def _marked(image: Image.Image) -> Image.Image:
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, WIDE - 1, HIGH - 1), outline="#d9480f", width=6)
    for n, glyph in enumerate(MARK):
        bits = int(glyph, 16)
        mark = Image.new("1", (24, 24))
        mark.putdata([bits >> (24 * 24 - 1 - place) & 1 for place in range(24 * 24)])
        draw.bitmap((20 + 52 * n, 16), mark.resize((48, 48)), fill="#d9480f")
    return image


def _jpeg(image: Image.Image) -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()
