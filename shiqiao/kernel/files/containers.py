"""Telling Office documents by what is in them, without unpacking: OOXML packages (zip) and compound files (OLE).

Pure; nothing of a package is inflated but its list of content types, and that only up to a bound.
"""

import re
import struct
import zipfile
import zlib
from typing import BinaryIO, NoReturn

from shiqiao.kernel.files.refusals import BROKEN, LOCKED, MACROS, OLD_DOCUMENT, OTHER_ARCHIVE, TOO_MUCH_INSIDE, Refused

MB = 1024 * 1024
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MOST_PARTS = 5_000
MOST_UNPACKED = 300 * MB
_LISTING = 4 * MB  # bytes of a central directory
_TYPES = 1 * MB  # bytes of [Content_Types].xml
_MAIN = {
    "docx": b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "xlsx": b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
}
_OVERRIDE = re.compile(rb"<(?:\w+:)?Override\b[^>]*>")
_ATTRIBUTE = re.compile(rb"(PartName|ContentType)\s*=\s*[\"']([^\"']*)[\"']")
_ACTIVE = re.compile(r"vbaproject|vbadata|/activex/|/macrosheets/", re.IGNORECASE)


# ── packages ───────────────────────────────────────────────────────────────────────────────────────────────────────


def package_kind(file: BinaryIO, size: int) -> str:
    """Return docx or xlsx for an OOXML package; raises Refused for any other archive, macros, and bombs."""
    _check_end(file, size)
    try:
        with zipfile.ZipFile(file) as package:
            parts = package.infolist()
            _check_parts(parts)
            return _kind_of(package, {part.filename for part in parts})
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise Refused(BROKEN) from error


def _check_end(file: BinaryIO, size: int) -> None:
    """The archive must end with its own end record: no bytes of another file behind it, no endless listing."""
    file.seek(max(0, size - 22))
    end = file.read(22)
    if len(end) < 22 or end[:4] != b"PK\x05\x06" or end[20:] != b"\0\0":
        raise Refused(BROKEN)
    parts, listing = struct.unpack_from("<HI", end, 10)
    if parts > MOST_PARTS or listing > _LISTING:
        raise Refused(OTHER_ARCHIVE)


def _check_parts(parts: list[zipfile.ZipInfo]) -> None:
    if any(part.flag_bits & 1 for part in parts):
        raise Refused(LOCKED)
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Refused(TOO_MUCH_INSIDE, most=MOST_UNPACKED // MB)
    if any(_ACTIVE.search("/" + part.filename) for part in parts):
        raise Refused(MACROS)


def _kind_of(package: zipfile.ZipFile, names: set[str]) -> str:
    if "[Content_Types].xml" not in names:
        raise Refused(OTHER_ARCHIVE)
    with package.open("[Content_Types].xml") as part:
        types = part.read(_TYPES + 1)
    if len(types) > _TYPES or b"<!" in types.replace(b"<!--", b""):  # no document type, so no entities
        raise Refused(BROKEN)
    if b"macroenabled" in types.lower():
        raise Refused(MACROS)
    for override in _OVERRIDE.findall(types):
        given = dict(_ATTRIBUTE.findall(override))
        for code, main in _MAIN.items():
            if given.get(b"ContentType") == main and _part(given.get(b"PartName", b"")) in names:
                return code
    raise Refused(OTHER_ARCHIVE)


def _part(name: bytes) -> str:
    return name.decode("ascii", "replace").lstrip("/")


# ── compound files ─────────────────────────────────────────────────────────────────────────────────────────────────

_FREE = 0xFFFFFFF0  # sector numbers from here on end a chain or mark what is free
_SPREADSHEETS = {"workbook", "book"}
_VBA = {"_vba_project_cur", "vba", "macros", "_vba_project"}


def compound_kind(file: BinaryIO, size: int) -> str:
    """Return xls for a compound file that holds a workbook; raises Refused for others, macros and locked packages."""
    try:
        names = _entries(file, size)
    except struct.error as error:
        raise Refused(BROKEN) from error
    if "encryptedpackage" in names:
        raise Refused(LOCKED)
    if names & _VBA:
        raise Refused(MACROS)
    if not names & _SPREADSHEETS:
        raise Refused(OLD_DOCUMENT)
    return "xls"


def _entries(file: BinaryIO, size: int) -> set[str]:
    """Return the names in a compound file's directory, in lower case ([MS-CFB] 2.2 to 2.6)."""
    file.seek(0)
    header = file.read(512)
    order, shift = struct.unpack_from("<HH", header, 28)
    if order != 0xFFFE or shift not in (9, 12):
        _broken()
    sector = 1 << shift
    sectors = size // sector
    table = _table(file, header, sector, sectors)
    names: set[str] = set()
    (at,) = struct.unpack_from("<I", header, 48)
    for _ in range(sectors + 1):
        if at >= _FREE:
            return names
        names |= _names(_sector(file, at, sector))
        at = _next(file, table, at, sector)
    return _broken()  # the chain runs in a ring


def _table(file: BinaryIO, header: bytes, sector: int, sectors: int) -> list[int]:
    """Return the sectors that hold the allocation table: 109 are named in the header, the rest in a chain."""
    found = list(struct.unpack_from("<109I", header, 76))
    (at,) = struct.unpack_from("<I", header, 68)
    for _ in range(sectors + 1):
        if at >= _FREE:
            return found
        more = struct.unpack(f"<{sector // 4}I", _sector(file, at, sector))
        found.extend(more[:-1])
        at = more[-1]
    return _broken()


def _next(file: BinaryIO, table: list[int], at: int, sector: int) -> int:
    place, entry = divmod(at, sector // 4)
    if place >= len(table) or table[place] >= _FREE:
        _broken()
    file.seek((table[place] + 1) * sector + 4 * entry)
    (found,) = struct.unpack("<I", file.read(4))
    return int(found)


def _sector(file: BinaryIO, number: int, sector: int) -> bytes:
    file.seek((number + 1) * sector)
    content = file.read(sector)
    return content if len(content) == sector else _broken()


def _names(sector: bytes) -> set[str]:
    """Return the names of the directory entries in a sector; each has 128 bytes."""
    found = set()
    for at in range(0, len(sector), 128):
        (length,) = struct.unpack_from("<H", sector, at + 64)
        if 2 <= length <= 64 and sector[at + 66]:
            found.add(sector[at : at + length - 2].decode("utf-16-le", "replace").lower())
    return found


def _broken() -> NoReturn:
    raise Refused(BROKEN)
