"""Pictures and papers made on the spot, a data folder of its own, and fixed keys."""

import io

import pytest
from PIL import Image, PngImagePlugin

from shiqiao.base import crypto

KEYS = {"field_keys": {"1": "11" * 32}, "current": 1, "index": "22" * 32, "commit": "33" * 32}
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def picture(kind="JPEG", size=(60, 40), *, mode="RGB", orientation=0, taken="", offset="", **options):
    """Return the bytes of a picture: left half red, right half blue (as stored, before it is turned)."""
    made = Image.new("RGB", size, "blue")
    made.paste("red", (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    if orientation:
        exif[0x0112] = orientation
    if taken:
        exif.get_ifd(0x8769)[0x9003] = taken
        exif.get_ifd(0x8769)[0x9011] = offset
        exif.get_ifd(0x8825)[1] = "N"
    if kind == "PNG":
        options["pnginfo"] = PngImagePlugin.PngInfo()
        options["pnginfo"].add_text("Author", "张三")
    written = io.BytesIO()
    made.convert(mode).save(written, kind, exif=exif.tobytes(), **options)
    return written.getvalue()


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings):
    settings.DATA = tmp_path
    before = crypto._keys
    crypto.configure(KEYS)
    yield tmp_path
    crypto._keys = before
