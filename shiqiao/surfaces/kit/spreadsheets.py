"""Writing a list as xlsx, row by row, so that memory does not grow with the list.

A cell that a spreadsheet programme would take for a formula is neutralised by an apostrophe before it: it stays text,
also when somebody saves the sheet as csv and opens that again.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from tempfile import TemporaryFile
from typing import IO, Any

from django.utils.timezone import localtime
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from shiqiao.base.cells import as_text

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST = 50_000  # rows
CELL = 32_000  # characters; Excel takes 32,767
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FORMS = {"moment": "yyyy-mm-dd hh:mm", "day": "yyyy-mm-dd"}
_HEAD, _GROUND = Font(bold=True), PatternFill("solid", fgColor="DDE7EE")
_WRAPPED = Alignment(wrap_text=True, vertical="top")


@dataclass(frozen=True)
class Heading:
    """A column as it is written: its title in the reader's language, kind (text, number, moment, day) and width."""

    title: str
    kind: str = "text"
    width: int = 16


@dataclass(frozen=True)
class Written:
    """A finished workbook, open for reading; how many rows it holds, and whether there were more."""

    file: IO[bytes]
    rows: int
    cut: bool


About = Callable[[int, bool], Iterable[tuple[str, str]]]
Sheet = tuple[str, Sequence[Heading], Iterable[Sequence[Any]]]  # title, headings, rows


def write(
    title: str, headings: Sequence[Heading], rows: Iterable[Sequence[Any]], *, about: tuple[str, About], cut_note: str,
    most: int = MOST, more: Iterable[Sheet] = (),
) -> Written:  # fmt: skip
    """Write at most `most` rows below the headings, `more` sheets, and a last sheet of pairs that says what this is.

    `about` is that sheet's title and what is asked for its pairs, with the number of rows and whether there were more;
    `cut_note` then stands below the rows. The caller closes the file.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_title(title))
    _dress(sheet, headings)
    count, cut = _fill(sheet, headings, rows, most)
    if cut:
        sheet.append([_styled(sheet, cut_note, Font(bold=True, color="B02A37"))])
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(headings))}{count + 1}"
    for name, own, lines in more:
        _dress(added := book.create_sheet(_sheet_title(name)), own)
        _fill(added, own, lines, most)
    _tell(book, about[0], about[1](count, cut))
    file = TemporaryFile()  # noqa: SIM115  # the caller closes it
    book.save(file)
    file.seek(0)
    return Written(file, count, cut)


def clean(words: str) -> str:
    """Return words without the characters that no XML may hold."""
    return _CONTROL.sub("", words)


def text(value: Any) -> str:
    """Return a value as a cell's text: no control characters, no formula, not too long."""
    return as_text(clean("" if value is None else str(value))[:CELL])


def _dress(sheet: Any, headings: Sequence[Heading]) -> None:
    sheet.freeze_panes = "A2"
    for number, heading in enumerate(headings, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = heading.width
    sheet.append([_styled(sheet, heading.title, _HEAD, _GROUND) for heading in headings])


def _fill(sheet: Any, headings: Sequence[Heading], rows: Iterable[Sequence[Any]], most: int) -> tuple[int, bool]:
    # One cell a column of times, used again and again: a cell is written as soon as it is appended.
    cells = [_timed(sheet, _FORMS[heading.kind]) if heading.kind in _FORMS else None for heading in headings]
    writers = [_writer(heading.kind, cell) for heading, cell in zip(headings, cells, strict=True)]
    count = 0
    for row in rows:
        if count == most:
            return count, True
        sheet.append([write(value) for write, value in zip(writers, row, strict=True)])
        count += 1
    return count, False


def _writer(kind: str, cell: Any) -> Callable[[Any], Any]:
    if kind == "number":
        return lambda value: value if isinstance(value, int | float) and not isinstance(value, bool) else text(value)
    if cell is None:
        return text

    def put(value: Any) -> Any:
        if not isinstance(value, date):
            return text(value)
        cell.value = localtime(value).replace(tzinfo=None, second=0, microsecond=0) if _aware(value) else value
        cell.number_format = _FORMS[kind]
        return cell

    return put


def _aware(value: date) -> bool:
    return isinstance(value, datetime) and value.tzinfo is not None


def _timed(sheet: Any, form: str) -> Any:
    cell = WriteOnlyCell(sheet)
    cell.number_format = form
    return cell


def _styled(sheet: Any, value: str, font: Font, ground: PatternFill | None = None) -> Any:
    cell = WriteOnlyCell(sheet, text(value))
    cell.font = font
    if ground is not None:
        cell.fill = ground
    return cell


def _tell(book: Workbook, title: str, pairs: Iterable[tuple[str, str]]) -> None:
    sheet = book.create_sheet(_sheet_title(title))
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 22, 80
    for name, value in pairs:
        cell = WriteOnlyCell(sheet, text(value))
        cell.alignment = _WRAPPED
        sheet.append([_styled(sheet, name, _HEAD), cell])


def _sheet_title(title: str) -> str:
    """Excel refuses some characters, an apostrophe at an end, and more than 31."""
    return re.sub(r"[\[\]:*?/\\]", " ", title).strip(" '")[:31] or "1"
