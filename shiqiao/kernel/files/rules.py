"""Which files are taken: kinds told by their first bytes, sizes, names. Pure; sentences name the remedy."""

import re
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import PurePath
from typing import NoReturn

from shiqiao.base.errors import Invalid
from shiqiao.base.text import clean
from shiqiao.kernel.files import pictures

MB = 1024 * 1024
PURPOSES = ("before", "after", "document", "evidence", "report")
CLASSES = ("public", "internal", "personal", "sensitive")
HEAD = 1024  # bytes that are enough to tell a kind


@dataclass(frozen=True)
class Kind:
    """A kind of file that is taken. `marks` are (place, bytes) that must all stand there; `limit` is in bytes."""

    code: str
    mime: str
    endings: tuple[str, ...]
    limit: int
    marks: tuple[tuple[int, bytes], ...]
    picture: bool = False


KINDS = (
    Kind("jpeg", "image/jpeg", (".jpg", ".jpeg", ".jpe", ".jfif"), 20 * MB, ((0, b"\xff\xd8\xff"),), picture=True),
    Kind("png", "image/png", (".png",), 20 * MB, ((0, b"\x89PNG\r\n\x1a\n"),), picture=True),
    Kind("webp", "image/webp", (".webp",), 20 * MB, ((0, b"RIFF"), (8, b"WEBP")), picture=True),
    Kind("pdf", "application/pdf", (".pdf",), 20 * MB, ((0, b"%PDF-"),)),
)
BY_CODE = {kind.code: kind for kind in KINDS}
LARGEST = max(kind.limit for kind in KINDS)

EMPTY = "The file is empty. Please choose it again."
TOO_LARGE = (
    "The file has {size} MB; at most {limit} MB are taken. Please send a smaller picture or a part of the document."
)
WEB_PAGE = "This is a web page, not a picture or document. Please send the picture itself."
UNKNOWN = "Files of this kind are not taken. Please send a picture (jpg, png, webp) or a PDF."
WRONG_NAME = (
    "The name ends with {ending} but the content is {kind}. Please give the file its right name and send it again."
)
TOO_MANY_PIXELS = "The picture has {pixels} million pixels; at most {most} are taken. Please make it smaller."
DAMAGED = "The picture is damaged and cannot be read. Please take it again or send another one."
CUT_OFF = "The PDF is incomplete. Please save it again and send it once more."
WRONG_PURPOSE = "Unknown purpose {purpose}; use before, after, document, evidence or report."


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
    """Tell the kind of a file by its first bytes; None when it is not among those taken. Never trusts a name."""
    for kind in KINDS:
        if all(content[place : place + len(mark)] == mark for place, mark in kind.marks):
            return kind
    return None


def looks_like_html(content: bytes) -> bool:
    """Tell whether content is a web page (or SVG), whatever it is called."""
    head = content[:HEAD].lstrip(b"\xef\xbb\xbf \t\r\n\x0c").lower()
    return head.startswith((b"<!doctype", b"<html", b"<head", b"<body", b"<script", b"<svg", b"<?xml", b"<!--"))


def admit(head: bytes, size: int, *, name: str, field: str = "photo") -> Kind:
    """Return the kind of a file from its first bytes and its size in bytes; raises Invalid naming what is wrong.

    A picture under the name of another kind of picture is taken (telephones do that); a PDF named .jpg is not.
    """
    if not size:
        _refuse(field, EMPTY)
    kind = sniff(head)
    if kind is None:
        _refuse(field, WEB_PAGE if looks_like_html(head) else UNKNOWN)
    if size > kind.limit:
        _refuse(field, TOO_LARGE, size=-(-size // MB), limit=kind.limit // MB)
    ending = PurePath(name).suffix.lower()
    named = next((one for one in KINDS if ending in one.endings), None)
    if named is not None and named is not kind and not (named.picture and kind.picture):
        _refuse(field, WRONG_NAME, ending=ending, kind=kind.code.upper())
    return kind


def prepare(content: bytes, *, name: str, zone: tzinfo, field: str = "photo") -> Prepared:
    """Check a file and make it ready: a picture comes out upright, as JPEG, without any metadata.

    `zone` is meant where the camera wrote its time without one. Raises Invalid with `field` and a remedy.
    """
    kind = admit(content[:HEAD], len(content), name=name, field=field)
    if not kind.picture:
        if kind.code == "pdf" and b"%%EOF" not in content[-2048:]:
            _refuse(field, CUT_OFF)
        return Prepared(content, kind, clean_name(name, kind))
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
