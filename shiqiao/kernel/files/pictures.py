"""Making pictures anew: upright, of bounded size, as JPEG without metadata. Pure; the decoder gets hostile bytes."""

import io
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo

from PIL import Image, ImageOps

from shiqiao.kernel.files import heif

MOST_PIXELS = 50_000_000
LONGEST_SIDE = 2560  # pixels
THUMBNAIL_SIDE = 320  # pixels
QUALITY = 85
THUMBNAIL_QUALITY = 80

_EXIF, _TAKEN, _TAKEN_OFFSET, _CHANGED = 0x8769, 0x9003, 0x9011, 0x0132
_TIME = re.compile(r"(\d{4})[:-](\d\d)[:-](\d\d)[ T](\d\d):(\d\d):(\d\d)")
_OFFSET = re.compile(r"([+-])(\d\d):(\d\d)")
# One picture at a time in a process: a decoded one takes up to 200 MB.
_one_at_a_time = threading.Lock()


class Unreadable(Exception):
    """The bytes are no whole picture."""


class TooManyPixels(Exception):
    """The picture would fill the memory when unpacked."""

    def __init__(self, pixels: int) -> None:
        super().__init__(pixels)
        self.pixels = pixels


@dataclass(frozen=True)
class Remade:
    """A picture made anew; sizes in pixels."""

    content: bytes
    width: int
    height: int
    taken_at: datetime | None
    thumbnail: bytes


def remade(content: bytes, kind: str, zone: tzinfo) -> Remade:
    """Decode a picture of a known kind (jpeg, png, webp, heic) and encode it anew.

    `zone` is the zone of the camera's clock where it wrote none. Raises Unreadable, TooManyPixels.
    """
    with _one_at_a_time:
        try:
            return _remade_heic(content, zone) if kind == "heic" else _remade(content, kind, zone)
        except (TooManyPixels, MemoryError):
            raise
        except Exception as error:  # a decoder that is fed arbitrary bytes may raise whatever there is
            raise Unreadable(str(error)) from error


def thumbnail_of(content: bytes) -> bytes:
    """Return the small picture of a stored one."""
    with Image.open(io.BytesIO(content), formats=["JPEG"]) as picture:
        return _thumbnail(_plain(picture))


def _remade(content: bytes, kind: str, zone: tzinfo) -> Remade:
    with _opened(content, kind) as picture:
        width, height = picture.size
        if width * height > MOST_PIXELS:
            raise TooManyPixels(width * height)
        taken_at = _taken_at(picture.getexif, zone)
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a large JPEG is decoded at a fraction of its size
        upright = ImageOps.exif_transpose(_bounded(picture, LONGEST_SIDE))
        plain = _plain(upright)
    return Remade(_jpeg(plain, QUALITY), plain.width, plain.height, taken_at, _thumbnail(plain))


def _remade_heic(content: bytes, zone: tzinfo) -> Remade:
    try:
        found = heif.decode(content, most=MOST_PIXELS, side=LONGEST_SIDE)
    except heif.Failed as error:
        if error.pixels:
            raise TooManyPixels(error.pixels) from error
        raise
    plain = Image.frombytes("RGB", found.size, found.pixels)
    taken_at = _taken_at(lambda: _exif(found.exif), zone)
    return Remade(_jpeg(plain, QUALITY), plain.width, plain.height, taken_at, _thumbnail(plain))


def _exif(written: bytes) -> Image.Exif:
    exif = Image.Exif()
    exif.load(written)
    return exif


def _opened(content: bytes, kind: str) -> Image.Image:
    try:
        return Image.open(io.BytesIO(content), formats=[kind.upper()])
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        found = re.search(r"\((\d+) pixels\)", str(error))
        raise TooManyPixels(int(found[1]) if found else MOST_PIXELS + 1) from error


def _bounded(picture: Image.Image, side: int) -> Image.Image:
    """Return the picture with no side longer than `side`; the note which side is up stays with it."""
    picture.load()
    if max(picture.size) <= side:
        return picture
    if picture.mode in {"P", "1"}:  # palettes cannot be averaged
        picture = picture.convert("RGBA" if "transparency" in picture.info else "RGB")
    factor = side / max(picture.size)
    size = (max(round(picture.width * factor), 1), max(round(picture.height * factor), 1))
    return picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def _plain(picture: Image.Image) -> Image.Image:
    """Return a copy in three colours on white ground that carries pixels and nothing else."""
    if picture.mode.startswith("I"):  # sixteen bits of grey
        picture = picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if "A" in picture.mode or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        ground = Image.new("RGB", picture.size, "white")
        ground.paste(picture, mask=picture.getchannel("A"))
        return ground
    made = Image.new("RGB", picture.size)
    made.paste(picture.convert("RGB"))
    return made


def _thumbnail(plain: Image.Image) -> bytes:
    small = plain.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    return _jpeg(small, THUMBNAIL_QUALITY)


def _jpeg(plain: Image.Image, quality: int) -> bytes:
    written = io.BytesIO()
    plain.save(written, "JPEG", quality=quality, optimize=True)
    return written.getvalue()


def _taken_at(read: Callable[[], Image.Exif], zone: tzinfo) -> datetime | None:
    """Return when the camera says the picture was taken; None when it says nothing or nonsense."""
    try:
        exif = read()
        detail = exif.get_ifd(_EXIF)
        taken = _TIME.match(str(detail.get(_TAKEN) or exif.get(_CHANGED) or ""))
        if taken is None:
            return None
        offset = _OFFSET.match(str(detail.get(_TAKEN_OFFSET) or ""))
        year, month, day, hour, minute, second = map(int, taken.groups())
        moment = datetime(year, month, day, hour, minute, second, tzinfo=_zone(offset) if offset else zone)
        return moment if 1990 <= year <= 2200 else None
    except Exception:  # whatever a camera or a forger wrote there must not cost the picture
        return None


def _zone(offset: re.Match[str]) -> timezone:
    delta = timedelta(hours=int(offset[2]), minutes=int(offset[3]))
    return timezone(-delta if offset[1] == "-" else delta)
