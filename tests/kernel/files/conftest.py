"""Pictures and papers made on the spot, a data folder of its own, and fixed keys; a store in the folder or on S3."""

import io
from dataclasses import replace

import pytest
from PIL import Image, PngImagePlugin

from shiqiao.base import crypto
from shiqiao.kernel.files import stores
from shiqiao.kernel.files.disk import Folder

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
    settings.DATA = settings.OWN = tmp_path
    before = crypto._keys
    crypto.configure(KEYS)
    yield tmp_path
    crypto._keys = before


@pytest.fixture(params=["folder", pytest.param("s3", marks=pytest.mark.long)])
def kept(request, settings, own_folder):
    """Each store in turn, as the settings name it; what a test says of it is said of both."""
    if request.param == "s3":
        server = request.getfixturevalue("s3")
        settings.OPTIONS = replace(settings.OPTIONS, attachments=server.address(), **server.settings)
    return stores.store()


def spoil(store, sha256, content):
    """Change or lose (None) what lies in a store, behind its back."""
    if isinstance(store, Folder):
        place = store.place(sha256)
        return place.unlink() if content is None else place.write_bytes(content)
    path = store._path(sha256)
    if content is None:
        return store.files.delete_file(path)
    with store.files.open_output_stream(path) as stream:
        return stream.write(content)
