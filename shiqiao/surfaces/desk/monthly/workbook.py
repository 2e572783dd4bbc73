"""The report as xlsx: a sheet a chapter, numbers as numbers, native charts bound to the cells, ready to print on A4.

The same content gives the same bytes: the package holds the moment of the figures, never that of writing.
"""

import io
import re
import zipfile
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.writer.excel import save_workbook

from shiqiao.base.chapters import Cell, Change, Chapter, Chart, Share, Table
from shiqiao.kernel.monthly.hooks import Cover
from shiqiao.surfaces.desk.monthly import writing
from shiqiao.surfaces.desk.monthly.drawing import TONES, number, worth
from shiqiao.surfaces.kit.spreadsheets import text

FACE = "微软雅黑"
TITLE, HEAD = Font(name=FACE, size=15, bold=True), Font(name=FACE, size=10, bold=True)
SUB, BODY, NOTE = Font(name=FACE, size=12, bold=True), Font(name=FACE, size=10), Font(name=FACE, size=9, color="5B6673")
GROUND = PatternFill("solid", fgColor="DDE7EE")
THIN = Border(bottom=Side("thin", color="CFD6DD"))
WIDEST, NARROW = 44, 8
SAYS = 10  # columns over which sentences run
CHART_WIDE, ROW_HIGH = 17.5, 0.53  # centimetres; the height of a row
LANDSCAPE = 96  # characters
_REFUSED = re.compile(r"[\[\]:*?/\\]")
_STAMP = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")


def render(chapters: Sequence[Chapter], cover: Cover) -> bytes:
    """Return a report as xlsx."""
    book = Workbook()
    first = book.active
    names: list[tuple[str, str]] = []
    for chapter in chapters:
        plain = [one for one in chapter.tables if not one.wide]
        names.append((chapter.title, _sheet(book, chapter.title, chapter.says, plain)))
        for one in chapter.tables:
            if one.wide:
                names.append((one.title, _sheet(book, one.title, (), [one])))
    _cover(first, cover, names)
    book.properties.creator = book.properties.lastModifiedBy = writing.office_of(cover)
    book.properties.title = f"{writing.title()} {writing.month_of(cover)}"
    book.properties.created = cover.as_of.replace(tzinfo=None, microsecond=0)
    raw = io.BytesIO()
    save_workbook(book, raw)
    return settled(raw, cover.as_of.strftime("%Y-%m-%dT%H:%M:%SZ").encode())


def settled(raw: io.BytesIO, moment: bytes) -> bytes:
    """Return a package in which nothing tells when it was written."""
    found = io.BytesIO()
    with zipfile.ZipFile(raw) as package, zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as made:
        for name in package.namelist():
            content = package.read(name)
            if name == "docProps/core.xml":
                content = _STAMP.sub(rb"\g<1>" + moment + rb"\g<2>", content)
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(info, content)
    return found.getvalue()


def _cover(sheet: Any, cover: Cover, names: Sequence[tuple[str, str]]) -> None:
    sheet.title = _name(sheet.parent, _("Contents"))
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 18, 64
    _put(sheet, 1, 1, writing.office_of(cover), HEAD)
    _put(sheet, 2, 1, f"{writing.title()} {writing.month_of(cover)}", TITLE)
    row = 4
    for name, words in writing.facts(cover):
        _put(sheet, row, 1, name, HEAD).fill = GROUND
        _put(sheet, row, 2, words, BODY)
        row += 1
    row += 1
    _put(sheet, row, 1, _("Contents"), SUB)
    for at, (title, name) in enumerate(names, start=1):
        _put(sheet, row + at, 1, at, BODY).alignment = Alignment(horizontal="left")
        cell = _put(sheet, row + at, 2, title, Font(name=FACE, size=10, color="1D5A96", underline="single"))
        cell.hyperlink = f"#'{name}'!A1"
    _print(sheet, 80)


def _sheet(book: Any, title: str, says: Sequence[str], tables: Sequence[Table]) -> str:
    """Write a chapter; returns the name of its sheet."""
    sheet = book.create_sheet(_name(book, title))
    _put(sheet, 1, 1, title, TITLE)
    row = 2
    for words in says:
        _put(sheet, row, 1, words, BODY).alignment = Alignment(wrap_text=True, vertical="top")
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=SAYS)
        row += 1
    widths = _widths(tables)
    for at, wide in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = wide
    for one in tables:
        row = _table(sheet, one, row + 1, titled=len(tables) > 1)
    alone = len(tables) == 1
    sheet.freeze_panes = f"{'B' if tables else 'A'}{_head_row(says, alone) + 1}"
    sheet.print_title_rows = f"1:{_head_row(says, alone)}"
    _print(sheet, sum(widths))
    return str(sheet.title)


def _head_row(says: Sequence[str], alone: bool) -> int:
    """Return the last row that stays in sight: of one table its headings, of several the chapter's title."""
    return len(says) + 3 if alone else 1


def _widths(tables: Sequence[Table]) -> list[int]:
    many = max((len(one.columns) for one in tables), default=1)
    return [
        max(NARROW, *(min(one.columns[at].width + 2, WIDEST) for one in tables if at < len(one.columns))) for at in range(many)
    ]  # fmt: skip


def _table(sheet: Any, one: Table, row: int, *, titled: bool) -> int:
    """Write a table from a row on; returns the row below it and its chart."""
    if titled:
        _put(sheet, row, 1, one.title, SUB)
        row += 1
    for at, column in enumerate(one.columns, start=1):
        cell = _put(sheet, row, at, column.title, HEAD)
        cell.fill, cell.border = GROUND, THIN
        cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="left" if column.text else "right")
    head = row
    for line in one.rows:
        row += 1
        for at, value in enumerate(line, start=1):
            _fill(sheet, row, at, value, words=one.columns[at - 1].text)
    if not one.rows:
        row += 1
        _put(sheet, row, 1, _("Nothing in this month."), NOTE)
    if one.note:
        row += 1
        _put(sheet, row, 1, one.note, NOTE)
    return _chart(sheet, one, head, row + 2) if one.rows else row + 1


def _fill(sheet: Any, row: int, at: int, value: Cell, *, words: bool) -> None:
    cell = _put(sheet, row, at, number(value) if number(value) is not None else value, BODY)
    cell.border = THIN
    if words:
        cell.alignment = Alignment(wrap_text=True, vertical="center")
    if isinstance(value, Change) and value.points:
        cell.value = round(100 * value.value, 9)
        points = _("percentage points")
        cell.number_format = f'+0.0" {points}";-0.0" {points}";0.0" {points}"'
    else:
        cell.number_format = _form(value)


def _form(value: Cell) -> str:
    if isinstance(value, Share):
        return "0.0%"
    if isinstance(value, Change):
        return "+0.0%;-0.0%;0.0%"
    if isinstance(value, float):
        return "#,##0.00"
    return "#,##0" if isinstance(value, int) else "General"


def _put(sheet: Any, row: int, at: int, value: Any, font: Font) -> Any:
    cell = sheet.cell(row, at)
    if isinstance(value, str):
        cell.value, cell.data_type = text(value), "s"
    else:
        cell.value = value
    cell.font = font
    return cell


# ── charts ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _chart(sheet: Any, one: Table, head: int, row: int) -> int:
    """Draw a table's chart below it, bound to its cells; returns the row below."""
    drawn = one.chart
    if drawn is None or not worth(one):
        return row
    last = head + min(len(one.rows), drawn.most)
    chart = _kind(drawn, last - head)
    for column in drawn.series:
        chart.add_data(Reference(sheet, min_col=column + 1, min_row=head, max_row=last), titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=drawn.labels + 1, min_row=head + 1, max_row=last))
    _dress(chart, drawn, any(isinstance(line[drawn.series[0]], Share) for line in one.rows))
    sheet.add_chart(chart, f"A{row}")
    return row + int(chart.height / ROW_HIGH) + 2


def _kind(drawn: Chart, many: int) -> Any:
    if drawn.kind == "line":
        chart: Any = LineChart()
        chart.height = 8
        return chart
    chart = BarChart()
    chart.type, chart.gapWidth = "bar", 60
    chart.height = max(5.5, 2.2 + many * (0.42 + 0.28 * len(drawn.series)))
    chart.x_axis.scaling.orientation = "maxMin"  # the first row on top
    return chart


def _dress(chart: Any, drawn: Chart, shares: bool) -> None:
    chart.title, chart.width, chart.style = drawn.title, CHART_WIDE, 2
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.y_axis.number_format = "0%" if shares else "#,##0"
    chart.y_axis.numFmt.sourceLinked = False
    chart.legend.position = "b"
    for at, series in enumerate(chart.series):
        tone = TONES[at % len(TONES)].lstrip("#").upper()
        if drawn.kind == "line":
            series.graphicalProperties.line.solidFill, series.graphicalProperties.line.width = tone, 22000
            series.marker.symbol, series.marker.size = ("circle", "square", "triangle")[at % 3], 5
            series.marker.graphicalProperties.solidFill = tone
            series.marker.graphicalProperties.line.solidFill = tone
            series.smooth = False
        else:
            series.graphicalProperties.solidFill = tone


# ── sheets ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _print(sheet: Any, wide: int) -> None:
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape" if wide > LANDSCAPE else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.oddFooter.center.text = "&P / &N"
    sheet.sheet_view.showGridLines = False


def _name(book: Any, title: str) -> str:
    """Return a name that no other sheet has: Excel takes 31 letters and refuses some."""
    plain = _REFUSED.sub(" ", title).replace("'", "’").strip()[:28] or "1"
    taken = set(book.sheetnames)
    return next(name for name in (plain, *(f"{plain} {n}" for n in range(2, 99))) if name not in taken)
