"""Small real files of every kind that is taken, made on the spot."""

import io
import struct
import zipfile
from functools import cache

import docx
import openpyxl
import pillow_heif
import xlwt
from PIL import Image

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def heic(size=(64, 48), *, colour="red", exif=None, quality=80):
    made = Image.new("RGB", size, "blue")
    made.paste(colour, (0, 0, size[0] // 2, size[1]))
    written = io.BytesIO()
    pillow_heif.from_pillow(made).save(written, quality=quality, exif=exif, enc_params={"preset": "ultrafast"})
    return written.getvalue()


@cache  # the present moment stands in it: one and the same in all tests
def word(text="说明：已清理。", author="某人"):
    made = docx.Document()
    made.core_properties.author = author
    made.add_paragraph(text)
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


@cache
def excel(rows=((1, "甲"),)):
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


@cache
def old_excel():
    made = xlwt.Workbook()
    made.add_sheet("表").write(0, 0, "甲")
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def repacked(content, **changes):
    """Return a package with parts replaced, added, or (None) left out."""
    parts = {}
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts.update(changes.get("parts", {}))
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            if part is not None:
                package.writestr(name, part)
    return written.getvalue()


# ── sound ──────────────────────────────────────────────────────────────────────────────────────────────────────────

FRAME = b"\xff\xfb\x90\x00" + bytes(413)  # 128 kbit/s at 44.1 kHz: 417 bytes


def mp3(frames=5, tag=b"", end=b""):
    return tag + FRAME * frames + end


def id3(body):
    n = len(body)
    return b"ID3\x04\x00\x80" + bytes([n >> 21 & 127, n >> 14 & 127, n >> 7 & 127, n & 127]) + body


# ── boxes ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def box(kind, *parts):
    body = b"".join(parts)
    return struct.pack(">I4s", 8 + len(body), kind) + body


def track(handler, *extra, tables=b""):
    hdlr = box(b"hdlr", bytes(8), handler, bytes(13))
    return box(b"trak", box(b"mdia", hdlr, box(b"minf", box(b"stbl", tables))), *extra)


def table(kind, *numbers, columns=1):
    return box(kind, bytes(4), struct.pack(f">I{len(numbers)}I", len(numbers) // columns, *numbers))


PLACE = b"+36.6553+116.9831/"
XYZ = box(b"udta", box(b"\xa9xyz", struct.pack(">HH", len(PLACE), 0x15C7), PLACE))


def film(*tracks, brand=b"isom", compatible=b"mp42", moov=(), data=b"\x11" * 64, after=b""):
    tracks = tracks or (track(b"vide"), track(b"soun"))
    ftyp = box(b"ftyp", brand, bytes(4), compatible)
    return ftyp + box(b"mdat", data) + box(b"moov", box(b"mvhd", bytes(100)), *tracks, *moov) + after


# ── WebM ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def element(number, *parts, unknown=False):
    """Return an element; `unknown`, as recorders write that do not know yet how long it gets."""
    head, body = bytes.fromhex(number), b"".join(parts)
    return head + (b"\x01" + b"\xff" * 7 if unknown else (len(body) | 1 << 56).to_bytes(8, "big")) + body


def heard(codec=b"A_OPUS", kind=2, *more):
    return element("ae", element("d7", b"\1"), element("83", bytes([kind])), element("86", codec), *more)


def webm(*tracks, info=(), clusters=2, open_ended=True, more=(), doctype=b"webm", app=b""):
    header = element("1a45dfa3", element("4282", doctype))
    about = element("1549a966", element("2ad7b1", b"\x0f\x42\x40"), element("4d80", app), *info)
    block = element("a3", b"\x81\0\0\x80" + b"sound" * 9)
    parts = [element("1f43b675", element("e7", bytes([n])), block, block, unknown=open_ended) for n in range(clusters)]
    inside = (about, element("1654ae6b", *(tracks or (heard(),))), *parts, *more)
    return header + element("18538067", *inside, unknown=open_ended)


EVERY = {
    "heic": heic, "pdf": lambda: PDF, "docx": word, "xlsx": excel, "xls": old_excel, "mp3": mp3,
    "m4a": lambda: film(track(b"soun"), brand=b"M4A ", compatible=b"M4A "), "mp4": film,
    "mov": lambda: film(brand=b"qt  ", compatible=b"qt  "), "weba": webm, "webm": lambda: webm(heard(), heard(b"V_VP8", 1)),
}  # fmt: skip
