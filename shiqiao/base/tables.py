"""Reading tables that offices send: xlsx, xls, csv in UTF-8, GB18030 or UTF-16, and jsonl, row by row as dictionaries.

What a file is, its content decides, not its name: many an "xls" is a csv. Workbooks are parsed whole, csv and jsonl are
streamed. Errors are `Invalid` with the field `file` (the whole file) or `row` (one row).
"""

import codecs
import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time
from itertools import zip_longest
from pathlib import Path
from typing import Any, TextIO

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, WorksheetNotFound

from shiqiao.base.errors import Invalid
from shiqiao.base.workbooks import refuse_bomb

Row = tuple[int, dict[str, Any]]
Bad = Callable[[int, str], None]

CELL_LIMIT = 4 * 1024 * 1024  # characters of one csv cell
DELIMITERS = ",\t;，|"
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CHUNK = 1 << 20
_UNKEPT = re.compile("[\x00\ud800-\udfff]")
UNKEPT = "A cell holds a character that cannot be kept (NUL, or half of a pair of UTF-16); type the cell anew."


def read_rows(path: Path | str, sheet: str | int | None = None, *, bad: Bad | None = None) -> Iterator[Row]:
    """Yield (row number, {heading: value}) for each row that is not empty.

    The row number is what a spreadsheet shows: the first row that holds anything is the heading, data follow. In
    jsonl it is the line number. Empty cells are None; text is stripped; dates are `datetime` (naive, as written);
    whole numbers are `int`. `sheet` is a name or a position from 0 (default: the first sheet that holds anything).
    A row that cannot be read goes to `bad(number, reason)` and is left out; without `bad` it raises Invalid.
    Raises Invalid for an unreadable file.
    """
    path = Path(path)
    head = _head(path)
    if head.startswith((_ZIP, _OLE)):
        return _from_cells(_workbook(path, sheet, packed=head.startswith(_ZIP)), bad)
    if path.suffix.lower() in {".jsonl", ".ndjson"}:
        return _from_json(path, encoding_of(path), bad)
    return _from_csv(path, encoding_of(path), bad)


def headings(path: Path | str, sheet: str | int | None = None) -> list[str]:
    """Return the column headings of a table (of a jsonl file the keys of its first line)."""
    return next((list(row) for _, row in read_rows(path, sheet)), [])


def encoding_of(path: Path) -> str:
    """Tell whether a text file is UTF-16 (by its mark), UTF-8 or GB18030 (which contains GBK and GB 2312).

    Reads the file once through: a GBK byte may stand anywhere. Raises Invalid naming the byte when it is none of them.
    """
    head = _head(path)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        place = _undecodable(path, "utf-16")
        if place is None:
            return "utf-16"
        raise _wrong_file(
            "It begins as UTF-16, but byte {place} cannot be read. Save the file again as UTF-8.", place=place
        )
    if b"\x00" in head:
        raise _wrong_file("This is not a table: the file holds binary data. Send xlsx, xls, csv or jsonl.")
    for encoding in ("utf-8-sig", "gb18030"):
        place = _undecodable(path, encoding)
        if place is None:
            return encoding
    raise _wrong_file(
        "Neither UTF-8 nor GB18030: byte {place} cannot be read. Save the file again as UTF-8.", place=place
    )


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError as error:
        raise _wrong_file(
            "The file {name} cannot be opened: {reason}.", name=path.name, reason=error.strerror
        ) from error
    if not head.strip():
        raise _wrong_file("The file {name} is empty.", name=path.name)
    return head


def _undecodable(path: Path, encoding: str) -> int | None:
    decoder = codecs.getincrementaldecoder(encoding)()
    done = 0
    with path.open("rb") as file:
        while True:
            chunk = file.read(_CHUNK)
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                return done + error.start
            if not chunk:
                return None
            done += len(chunk)


def _workbook(path: Path, sheet: str | int | None, *, packed: bool) -> Iterator[Sequence[Any]]:
    if packed:
        refuse_bomb(path)
    try:
        with CalamineWorkbook.from_path(path) as book:
            yield from _sheet(book, sheet).iter_rows()
    except PasswordError as error:
        raise _wrong_file("The workbook is protected by a password. Save it without one.") from error
    except (WorksheetNotFound, IndexError) as error:
        raise _wrong_file(
            "There is no sheet {sheet}; the sheets are: {sheets}.", sheet=sheet, sheets=_names(path)
        ) from error
    except CalamineError as error:
        raise _wrong_file("The workbook cannot be read: {reason}. Save it again as xlsx.", reason=error) from error


def _sheet(book: CalamineWorkbook, sheet: str | int | None) -> Any:
    if isinstance(sheet, str):
        return book.get_sheet_by_name(sheet)
    if sheet is not None:
        return book.get_sheet_by_index(sheet)
    sheets = (book.get_sheet_by_name(name) for name in book.sheet_names)
    return next((one for one in sheets if one.height), None) or book.get_sheet_by_index(0)


def _names(path: Path) -> str:
    with CalamineWorkbook.from_path(path) as book:
        return "、".join(book.sheet_names)


def _from_csv(path: Path, encoding: str, bad: Bad | None) -> Iterator[Row]:
    csv.field_size_limit(max(csv.field_size_limit(), CELL_LIMIT))
    with path.open(encoding=encoding, newline="") as file:
        cells = csv.reader(file, delimiter=_delimiter(file))
        try:
            yield from _from_cells(cells, bad)
        except csv.Error as error:
            raise _wrong_file("Line {line} is not csv: {reason}.", line=cells.line_num, reason=error) from error


def _delimiter(file: TextIO) -> str:
    """Return the delimiter that the first line uses most; the file is wound back."""
    first = next((line for line in file if line.strip()), "")
    file.seek(0)
    return max(DELIMITERS, key=first.count)


def _from_cells(rows: Iterator[Sequence[Any]], bad: Bad | None) -> Iterator[Row]:
    cleaned = ((number, [clean(cell) for cell in row]) for number, row in enumerate(rows, 1))
    numbered = ((number, cells) for number, cells in cleaned if any(cell is not None for cell in cells))
    first = next(numbered, None)
    if first is None:
        raise _wrong_file("The table is empty.")
    names = _headings(first[1])
    for number, cells in numbered:
        if any(cell is not None for cell in cells[len(names) :]):
            _reject(bad, number, "The row has more cells than the heading; quote cells that contain the delimiter.")
            continue
        # A heading may be missing where a column is empty: such a column carries nothing.
        row = dict(zip_longest(names, cells[: len(names)]))
        if _unkept(row.values()):
            _reject(bad, number, UNKEPT)
            continue
        if row.pop("", None) is not None:
            _reject(bad, number, "The row has a value in a column without heading.")
            continue
        yield number, row


def _headings(cells: Sequence[Any]) -> list[str]:
    names = ["" if cell is None else str(cell) for cell in cells]
    while names and not names[-1]:
        names.pop()
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise _wrong_file("The heading {names} stands over two columns. Rename one.", names="、".join(twice))
    return names


def _from_json(path: Path, encoding: str, bad: Bad | None) -> Iterator[Row]:
    with path.open(encoding=encoding) as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except (ValueError, RecursionError) as error:
                _reject(bad, number, f"The line is not JSON: {error}.")
                continue
            if isinstance(row, dict):
                named = {str(key).strip(): clean(value) for key, value in row.items()}
                if _unkept(named.values()):
                    _reject(bad, number, UNKEPT)
                else:
                    yield number, named
            else:
                _reject(bad, number, "The line is JSON, but not an object.")


def clean(cell: Any) -> Any:
    """Bring a cell into one form: stripped text, None for nothing, int for whole numbers, datetime for dates."""
    if isinstance(cell, str):
        return cell.replace("\u00a0", " ").strip() or None
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    if isinstance(cell, date) and not isinstance(cell, datetime):
        return datetime.combine(cell, time())
    return cell


def _unkept(cells: Iterable[Any]) -> bool:
    """Tell whether a cell holds what no database keeps: NUL, or half of a pair of UTF-16."""
    return any(isinstance(cell, str) and _UNKEPT.search(cell) for cell in cells)


def _reject(bad: Bad | None, number: int, reason: str) -> None:
    if bad is None:
        raise Invalid("Row {number} cannot be read.", fields={"row": reason}, number=number)
    bad(number, reason)


def _wrong_file(sentence: str, **params: object) -> Invalid:
    return Invalid(sentence, fields={"file": sentence}, **params)
