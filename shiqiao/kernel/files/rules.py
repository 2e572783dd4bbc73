"""Which files are taken: kinds told by their content, sizes, names. Pure; sentences name the remedy."""

import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import PurePath
from typing import BinaryIO, NoReturn

from shiqiao.base.errors import Invalid
from shiqiao.base.text import clean
from shiqiao.kernel.files import containers, pictures, recordings, webm
from shiqiao.kernel.files.recordings import Edit
from shiqiao.kernel.files.refusals import Refused

MB = 1024 * 1024
PURPOSES = ("before", "after", "document", "evidence", "report")
SHOWING = frozenset({"before", "after"})  # purposes for which something must be seen: a picture, or a video
CLASSES = ("public", "internal", "personal", "sensitive")
HEAD = 1024  # bytes that are enough to tell a kind, or how to tell it

PICTURE, DOCUMENT, RECORDING = "picture", "document", "recording"


@dataclass(frozen=True)
class Kind:
    """A kind of file that is taken. `marks` are (place, bytes) that must all stand there; `limit` is in bytes.

    Kinds of one family may bear each other's endings: telephones name pictures and recordings as they like.
    """

    code: str
    mime: str
    endings: tuple[str, ...]
    limit: int
    marks: tuple[tuple[int, bytes], ...]
    family: str = DOCUMENT
    brands: frozenset[bytes] = frozenset()  # of ISO media files: what their first box calls them

    @property
    def picture(self) -> bool:
        """Tell whether it is made anew and shown in pages; all else is kept as it is and served as download only."""
        return self.family == PICTURE


_OOXML = "application/vnd.openxmlformats-officedocument."
_FTYP, _PACKAGE, _COMPOUND = ((4, b"ftyp"),), ((0, containers.ZIP),), ((0, containers.OLE),)
_EBML = ((0, b"\x1a\x45\xdf\xa3"),)
_HEIC = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"})
_FILM = frozenset({
    b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"hvc1", b"dash", b"M4V ", b"MSNV",
    b"3gp4", b"3gp5", b"3gp6",
})  # fmt: skip
KINDS = (
    Kind("jpeg", "image/jpeg", (".jpg", ".jpeg", ".jpe", ".jfif"), 20 * MB, ((0, b"\xff\xd8\xff"),), PICTURE),
    Kind("png", "image/png", (".png",), 20 * MB, ((0, b"\x89PNG\r\n\x1a\n"),), PICTURE),
    Kind("webp", "image/webp", (".webp",), 20 * MB, ((0, b"RIFF"), (8, b"WEBP")), PICTURE),
    Kind("heic", "image/heic", (".heic", ".heif", ".hif"), 20 * MB, _FTYP, PICTURE, _HEIC),
    Kind("pdf", "application/pdf", (".pdf",), 20 * MB, ((0, b"%PDF-"),)),
    Kind("docx", _OOXML + "wordprocessingml.document", (".docx",), 20 * MB, _PACKAGE),
    Kind("xlsx", _OOXML + "spreadsheetml.sheet", (".xlsx",), 20 * MB, _PACKAGE),
    Kind("xls", "application/vnd.ms-excel", (".xls", ".et"), 20 * MB, _COMPOUND),
    Kind("mp3", "audio/mpeg", (".mp3",), 20 * MB, ((0, b"ID3"),), RECORDING),
    Kind("m4a", "audio/mp4", (".m4a",), 20 * MB, _FTYP, RECORDING, frozenset({b"M4A ", b"M4B "})),
    Kind("mov", "video/quicktime", (".mov",), 100 * MB, _FTYP, RECORDING, frozenset({b"qt  "})),
    Kind("weba", "audio/webm", (".weba",), 20 * MB, _EBML, RECORDING),
    Kind("webm", "video/webm", (".webm",), 100 * MB, _EBML, RECORDING),
    Kind("mp4", "video/mp4", (".mp4", ".m4v", ".3gp"), 100 * MB, _FTYP, RECORDING, _FILM),
)
BY_CODE = {kind.code: kind for kind in KINDS}
LARGEST = max(kind.limit for kind in KINDS)
# What file pickers offer. Telephones know neither the ending nor the type of HEIC reliably, so both are named.
PICTURES = "image/*,.heic,.heif"
RECORDINGS = "audio/mpeg,audio/mp4,.m4a,.mp3,video/mp4,video/quicktime,audio/webm,video/webm"
DOCUMENTS = "application/pdf,.docx,.xlsx,.xls"
ALL = f"{PICTURES},{DOCUMENTS},{RECORDINGS}"

EMPTY = "The file is empty. Please choose it again."
TOO_LARGE = (
    "The file has {size} MB; at most {limit} MB are taken. Please send a smaller picture or a part of the document."
)
TOO_LONG = "The recording has {size} MB; at most {limit} MB are taken. Please send a shorter part of it."
WEB_PAGE = "This is a web page, not a picture or document. Please send the picture itself."
WEB_TABLE = "This is a web page under the name of a table. Open it in Excel or WPS, save it as xlsx and send it again."
UNKNOWN = (
    "Files of this kind are not taken. Please send a picture (jpg, png, webp, heic), a document (pdf, docx, xlsx, xls) "
    "or a recording (mp3, m4a, mp4, webm)."
)
WRONG_NAME = (
    "The name ends with {ending} but the content is {kind}. Please give the file its right name and send it again."
)
TOO_MANY_PIXELS = "The picture has {pixels} million pixels; at most {most} are taken. Please make it smaller."
DAMAGED = "The picture is damaged and cannot be read. Please take it again or send another one."
CUT_OFF = "The PDF is incomplete. Please save it again and send it once more."
NOTHING_TO_SEE = "A photo is asked for here. Please send a picture or a video, and other files under documents."
WRONG_PURPOSE = "Unknown purpose {purpose}; use before, after, document, evidence or report."


@dataclass(frozen=True)
class Admitted:
    """A file that is taken: its kind, its size in bytes, and what must be blanked in it before it is kept."""

    kind: Kind
    size: int
    edits: Sequence[Edit] = ()


@dataclass(frozen=True)
class Prepared:
    """A file ready to be stored. Sizes in pixels, 0 for what is no picture; `taken_at` is what the camera wrote."""

    content: bytes
    kind: Kind
    name: str
    width: int = 0
    height: int = 0
    taken_at: datetime | None = None
    thumbnail: bytes | None = None


def sniff(content: bytes) -> Kind | None:
    """Tell the kind of a file by its first bytes; None when it is not among those taken. Never trusts a name.

    Of packages, compound and media files this is the family's first kind; `admit` looks inside.
    """
    brands = _brands(content)
    for kind in KINDS:
        if all(content[place : place + len(mark)] == mark for place, mark in kind.marks) and (
            not kind.brands or kind.brands & brands
        ):
            return kind
    return BY_CODE["mp3"] if recordings.frame_length(content[:4]) else None


def _brands(head: bytes) -> frozenset[bytes]:
    """Return the brands of an ISO media file: the major one, and those it is compatible with.

    A file whose major brand is one of a recording's own is that, whatever it says it is compatible with.
    """
    if head[4:8] != b"ftyp":
        return frozenset()
    major, end = head[8:12], min(int.from_bytes(head[:4], "big"), len(head))
    if major in (b"qt  ", b"M4A ", b"M4B "):
        return frozenset({major})
    return frozenset({major, *(head[at : at + 4] for at in range(16, end - 3, 4))})


def looks_like_html(content: bytes) -> bool:
    """Tell whether content is a web page (or SVG), whatever it is called."""
    head = content[:HEAD].lstrip(b"\xef\xbb\xbf \t\r\n\x0c").lower()
    return head.startswith((b"<!doctype", b"<html", b"<head", b"<body", b"<script", b"<svg", b"<?xml", b"<!--"))


def admit(file: BinaryIO, size: int, *, name: str, purpose: str = "", field: str = "photo") -> Admitted:
    """Look at a file of `size` bytes and return its kind; raises Invalid naming what is wrong.

    Of a picture only the beginning is read, of the rest what tells its kind; nothing is unpacked or decoded. A picture
    under the name of another kind of picture is taken (telephones do that); a PDF named .jpg is not.
    """
    if not size:
        _refuse(field, EMPTY)
    file.seek(0)
    head = file.read(HEAD)
    kind = sniff(head) or _unknown(head, name, field)
    _check_size(kind, size, field)
    try:
        found = Admitted(kind, size) if kind.picture else _inside(file, size, kind)
    except Refused as error:
        _refuse(field, error.sentence, **error.params)
    _check_size(found.kind, size, field)
    _check_name(found.kind, name, field)
    check_purpose(purpose, found.kind, field)
    return found


def check_purpose(purpose: str, kind: Kind, field: str) -> None:
    """Refuse under a purpose for photos what cannot be seen: a sound or a paper is no photo of the result."""
    if purpose in SHOWING and not (kind.picture or kind.code in ("mp4", "mov", "webm")):
        _refuse(field, NOTHING_TO_SEE)


def _unknown(head: bytes, name: str, field: str) -> NoReturn:
    if looks_like_html(head):
        _refuse(field, WEB_TABLE if PurePath(name).suffix.lower() in (".xls", ".xlsx") else WEB_PAGE)
    _refuse(field, UNKNOWN)


def _check_size(kind: Kind, size: int, field: str) -> None:
    if size > kind.limit:
        sentence = TOO_LONG if kind.family == RECORDING else TOO_LARGE
        _refuse(field, sentence, size=-(-size // MB), limit=kind.limit // MB)


def _check_name(kind: Kind, name: str, field: str) -> None:
    ending = PurePath(name).suffix.lower()
    named = next((one for one in KINDS if ending in one.endings), None)
    alike = named is not None and named.family == kind.family != DOCUMENT
    if named is not None and named is not kind and not alike:
        _refuse(field, WRONG_NAME, ending=ending, kind=kind.code.upper())


def _inside(file: BinaryIO, size: int, kind: Kind) -> Admitted:
    """Look into what is no picture; raises Refused."""
    return _INSIDE[kind.code](file, size, kind)


def _pdf(file: BinaryIO, size: int, kind: Kind) -> Admitted:
    file.seek(max(0, size - 2048))
    if b"%%EOF" not in file.read(2048):
        raise Refused(CUT_OFF)
    return Admitted(kind, size)


def _mp3(file: BinaryIO, size: int, kind: Kind) -> Admitted:
    return Admitted(kind, size, recordings.examine_mp3(file, size).edits)


def _film(file: BinaryIO, size: int, kind: Kind) -> Admitted:
    found = recordings.examine_film(file, size)
    if not found.video:
        kind = BY_CODE["m4a"]
    elif kind.code == "m4a":
        kind = BY_CODE["mp4"]
    return Admitted(kind, size, found.edits)


def _webm(file: BinaryIO, size: int, kind: Kind) -> Admitted:
    found = webm.examine(file, size)
    return Admitted(BY_CODE["webm" if found.video else "weba"], size, found.edits)


def _package(file: BinaryIO, size: int, kind: Kind) -> Admitted:
    return Admitted(BY_CODE[containers.package_kind(file, size)], size)


def _compound(file: BinaryIO, size: int, kind: Kind) -> Admitted:
    return Admitted(BY_CODE[containers.compound_kind(file, size)], size)


_INSIDE: dict[str, Callable[[BinaryIO, int, Kind], Admitted]] = {
    "pdf": _pdf, "docx": _package, "xlsx": _package, "xls": _compound, "mp3": _mp3, "m4a": _film, "mp4": _film,
    "mov": _film, "weba": _webm, "webm": _webm,
}  # fmt: skip


def prepare(content: bytes, *, name: str, zone: tzinfo, purpose: str = "", field: str = "photo") -> Prepared:
    """Check a file and make it ready: a picture comes out upright, as JPEG, without any metadata.

    `zone` is meant where the camera wrote its time without one. Raises Invalid with `field` and a remedy.
    """
    found = admit(io.BytesIO(content), len(content), name=name, purpose=purpose, field=field)
    kind = found.kind
    if not kind.picture:
        return Prepared(blanked(content, found.edits), kind, clean_name(name, kind))
    try:
        made = pictures.remade(content, kind.code, zone)
    except pictures.TooManyPixels as error:
        _refuse(field, TOO_MANY_PIXELS, pixels=-(-error.pixels // 1_000_000), most=pictures.MOST_PIXELS // 1_000_000)
    except pictures.Unreadable:
        _refuse(field, DAMAGED)
    jpeg = BY_CODE["jpeg"]
    return Prepared(
        made.content, jpeg, clean_name(name, jpeg), made.width, made.height, made.taken_at, made.thumbnail
    )  # fmt: skip


def blanked(content: bytes, edits: Sequence[Edit]) -> bytes:
    """Return content with edits made, in their order."""
    if not edits:
        return content
    made = bytearray(content)
    for at, length, written in edits:
        made[at : at + length] = written or bytes(length)
    return bytes(made)


def clean_name(name: str, kind: Kind) -> str:
    """Return a name fit for a download: no folders, no strange characters, at most 120 characters, the right ending."""
    base = re.sub(r"[\s\x00-\x1f<>:\"|?*]+", " ", clean(name).replace("\\", "/").rsplit("/", 1)[-1]).strip(" .")
    stem, ending = PurePath(base).stem, PurePath(base).suffix
    known = any(ending.lower() in one.endings for one in KINDS)
    stem = (stem if known else base)[:110].strip(" .") or "file"
    return stem + (ending.lower() if ending.lower() in kind.endings else kind.endings[0])


def known_purpose(purpose: str) -> str:
    """Return `purpose` when it is one of `PURPOSES`; raises Invalid."""
    if purpose not in PURPOSES:
        _refuse("purpose", WRONG_PURPOSE, purpose=purpose)
    return purpose


def _refuse(field: str, sentence: str, **params: object) -> NoReturn:
    raise Invalid("", fields={field: sentence}, **params)
