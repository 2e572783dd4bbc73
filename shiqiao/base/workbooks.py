"""What is looked at before an xlsx is opened: what it unpacks to, whether it says so honestly, how far its cells reach.

The reader lays a sheet out as one rectangle: a single stray cell in the last corner would ask for billions of cells.
"""

import re
import zipfile
import zlib
from pathlib import Path
from typing import IO

from shiqiao.base.errors import Invalid

LARGEST = 1024 * 1024 * 1024  # bytes unpacked: beyond it the file is a bomb or belongs into a csv
ROWS, COLUMNS = 1_048_576, 16_384  # what xlsx itself allows
SPARSE = 2_000_000  # cells of a rectangle that may be empty; beyond it one cell in fifty must hold something
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_PLACE = re.compile(rb"""\br\s*=\s*["']\s*([A-Za-z]*)(\d+)\s*["']""")
_CHUNK, _TAIL = 1 << 20, 64


def refuse_bomb(path: Path) -> None:
    """Raise Invalid for a package that is no xlsx, is damaged, lies about its size, or reaches too far."""
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
            _check_size(parts)
            for part in parts:
                _check_part(packed, part)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise _wrong("The workbook is damaged. Save it again as xlsx.") from error


def _check_size(parts: list[zipfile.ZipInfo]) -> None:
    names = {part.filename.lower() for part in parts}
    if not any(name.endswith("workbook.xml") for name in names):
        raise _wrong("This is not an xlsx workbook. Save it again as xlsx.")
    size = sum(part.file_size for part in parts)
    if size > LARGEST:
        raise _wrong("The workbook unpacks to {size} MB. Save the sheet as csv.", size=size // 2**20)


def _check_part(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    with packed.open(part) as file:
        if _SHEET.fullmatch(part.filename):
            _check_reach(file)
        while file.read(_CHUNK):
            pass
        # The reader does not stop where the package says that a part ends.
        if not getattr(getattr(file, "_decompressor", None), "eof", True):
            raise _wrong("The workbook is damaged. Save it again as xlsx.")


def _check_reach(file: IO[bytes]) -> None:
    rows = columns = cells = 0
    tail = b""
    while chunk := file.read(_CHUNK):
        found = _PLACE.findall(tail + chunk)
        cells += len(found)
        rows = max(rows, max((int(row[:12]) for _, row in found), default=0))
        columns = max(columns, max((_column(name) for name in {name for name, _ in found}), default=0))
        if rows > ROWS or columns > COLUMNS:
            raise _wrong("The sheet has a cell beyond row {rows} or column {columns}.", rows=ROWS, columns=COLUMNS)
        tail = (tail + chunk)[-_TAIL:]
    if rows * columns > max(SPARSE, cells * 50):
        raise _wrong(
            "The sheet reaches to row {last} and column {columns}, but almost all of it is empty. Delete what stands far off.",
            last=rows, columns=columns,
        )  # fmt: skip


def _column(name: bytes) -> int:
    number = 0
    for letter in name.upper()[:8]:
        number = number * 26 + letter - 64
    return number


def _wrong(sentence: str, **params: object) -> Invalid:
    return Invalid(sentence, fields={"file": sentence}, **params)
