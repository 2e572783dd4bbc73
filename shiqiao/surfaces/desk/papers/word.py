"""A paper as docx, in the fonts that Chinese offices use; whoever opens it can go on writing."""

import io
from functools import singledispatchmethod
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_ALIGN_VERTICAL, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from shiqiao.surfaces.desk.papers.model import Cut, Facts, Grid, Paper, Picture, Pictures, Section, Signature, Text
from shiqiao.surfaces.kit.spreadsheets import clean

WIDTH = 16.2  # cm between the margins of A4
LABEL = 2.6  # cm
_PROPERTY = 250  # characters; docx takes no longer ones
BODY, HEAD, LATIN = "仿宋", "宋体", "Times New Roman"
MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def render(paper: Paper) -> bytes:
    """Return a paper as docx."""
    return _Writer(paper).content()


class _Writer:
    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.document: Any = Document()
        self._page()
        self._line(paper.office, 14, align=ALIGN.CENTER, font=HEAD, after=2)
        self._line(paper.title, 22, bold=True, align=ALIGN.CENTER, font=HEAD, after=8)
        self._line(paper.colon.join(paper.number), 10.5, align=ALIGN.RIGHT, after=4)
        for block in paper.blocks:
            self.add(block)

    def content(self) -> bytes:
        """Return the finished document; its properties name the office, never a person."""
        properties = self.document.core_properties
        properties.author, properties.title = clean(self.paper.office)[:_PROPERTY], clean(self.paper.title)[:_PROPERTY]
        properties.comments = ""
        written = io.BytesIO()
        self.document.save(written)
        return written.getvalue()

    # ── blocks ─────────────────────────────────────────────────────────────────────────────────────────────────────

    @singledispatchmethod
    def add(self, block: Any) -> None:
        """Add a block."""
        raise TypeError(f"no such block: {type(block).__name__}")

    @add.register
    def _section(self, block: Section) -> None:
        paragraph = self._line(block.title, 12, bold=True, font=HEAD, before=10, after=4)
        paragraph.paragraph_format.keep_with_next = True

    @add.register
    def _text(self, block: Text) -> None:
        for number, words in enumerate(block.paragraphs):
            paragraph = self._line(words, 14, before=6 if number == 0 else 0, after=4, spacing=1.4)
            if not block.opening:
                paragraph.paragraph_format.first_line_indent = Pt(28)

    @add.register
    def _facts(self, block: Facts) -> None:
        table = self._table(4, (LABEL, WIDTH / 2 - LABEL, LABEL, WIDTH / 2 - LABEL))
        for pairs in block.rows:
            row = table.add_row()
            cells = list(row.cells)
            if len(pairs) == 1:
                cells = [cells[0], cells[1].merge(cells[3])]
            for number, (label, value) in enumerate(pairs):
                self._cell(cells[2 * number], label, bold=True, centred=True)
                self._cell(cells[2 * number + 1], value)
            if block.whole:
                _unbroken(row)
            tall = any(label in block.tall for label, _value in pairs)
            row.height, row.height_rule = Cm(2.2 if tall else 0.8), WD_ROW_HEIGHT_RULE.AT_LEAST

    @add.register
    def _grid(self, block: Grid) -> None:
        whole = sum(block.shares)
        table = self._table(len(block.headings), tuple(WIDTH * share / whole for share in block.shares))
        for cell, heading in zip(table.add_row().cells, block.headings, strict=True):
            self._cell(cell, heading, bold=True, centred=True, size=9)
        _repeat(table.rows[0])
        for values in block.rows:
            for cell, value in zip(table.add_row().cells, values, strict=True):
                self._cell(cell, value, size=9)

    @add.register
    def _pictures(self, block: Pictures) -> None:
        table = self._table(3, (WIDTH / 3,) * 3, ruled=False)
        for at in range(0, len(block.pictures), 3):
            row = table.add_row()
            for cell, picture in zip(row.cells, block.pictures[at : at + 3], strict=False):
                self._picture(cell, picture)

    def _picture(self, cell: Any, picture: Picture) -> None:
        paragraph = cell.paragraphs[0]
        paragraph.alignment = ALIGN.CENTER
        shape = paragraph.add_run().add_picture(io.BytesIO(picture.content), width=Cm(4.8))
        if shape.height > Cm(4.8):
            shape.width, shape.height = int(shape.width * Cm(4.8) / shape.height), Cm(4.8)
        caption = cell.add_paragraph()
        caption.alignment = ALIGN.CENTER
        self._run(caption, picture.caption, 9)

    @add.register
    def _signature(self, block: Signature) -> None:
        for number, words in enumerate((block.office, block.day, block.seal)):
            paragraph = self._line(words, 14 if number < 2 else 10.5, align=ALIGN.RIGHT, before=24 if not number else 0)
            paragraph.paragraph_format.keep_with_next = number < 2
            paragraph.paragraph_format.right_indent = Cm(1)

    @add.register
    def _cut(self, block: Cut) -> None:
        rule = "┄" * 12
        paragraph = self._line(f"{rule} {block.words} {rule}", 10.5, align=ALIGN.CENTER, before=14, after=8)
        paragraph.paragraph_format.keep_with_next = True

    # ── pieces ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _page(self) -> None:
        section = self.document.sections[0]
        section.orientation, section.page_width, section.page_height = WD_ORIENT.PORTRAIT, Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.4)
        section.top_margin, section.bottom_margin = Cm(2.4), Cm(2.2)
        header, footer = section.header.paragraphs[0], section.footer.paragraphs[0]
        for paragraph in (header, footer):
            paragraph.style = self.document.styles["Normal"]  # the usual ones have stops for other paper
            paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(WIDTH), WD_TAB_ALIGNMENT.RIGHT)
        self._run(header, f"{self.paper.office}\t{self.paper.number[1]}", 9, grey=True)
        self._run(footer, f"{self.paper.marks}\t", 8, grey=True)
        before, between, after = self.paper.pages
        for words, instruction in ((before, "PAGE"), (between, "NUMPAGES"), (after, "")):
            self._run(footer, words, 8, grey=True)
            if instruction:
                _number(footer, instruction)

    def _table(self, columns: int, widths: tuple[float, ...], *, ruled: bool = True) -> Any:
        table = self.document.add_table(rows=0, cols=columns)
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        if ruled:
            table.style = "Table Grid"
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Cm(width)
        return _Sized(table, widths)

    def _cell(self, cell: Any, words: str, *, bold: bool = False, centred: bool = False, size: float = 10.5) -> None:
        cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(3)
        paragraph.alignment = ALIGN.CENTER if centred else ALIGN.LEFT
        self._run(paragraph, words, size, bold=bold)

    def _line(
        self, words: str, size: float, *, bold: bool = False, align: Any = ALIGN.LEFT, font: str = BODY,
        before: float = 0, after: float = 0, spacing: float = 1.15,
    ) -> Any:  # fmt: skip
        paragraph = self.document.add_paragraph()
        paragraph.alignment = align
        form = paragraph.paragraph_format
        form.space_before, form.space_after, form.line_spacing = Pt(before), Pt(after), spacing
        self._run(paragraph, words, size, bold=bold, font=font)
        return paragraph

    def _run(
        self, paragraph: Any, words: str, size: float, *, bold: bool = False, font: str = BODY, grey: bool = False
    ) -> None:
        run = paragraph.add_run(clean(words))
        run.bold, run.font.size, run.font.name = bold, Pt(size), LATIN
        run._element.rPr.rFonts.set(qn("w:eastAsia"), font)
        if grey:
            run.font.color.rgb = RGBColor(0x60, 0x60, 0x60)


class _Sized:
    """A table whose new rows take the widths of its columns: Word goes by the cells."""

    def __init__(self, table: Any, widths: tuple[float, ...]) -> None:
        self._table, self._widths = table, widths

    def add_row(self) -> Any:
        row = self._table.add_row()
        for cell, width in zip(row.cells, self._widths, strict=True):
            cell.width = Cm(width)
        return row

    @property
    def rows(self) -> Any:
        return self._table.rows


def _number(paragraph: Any, instruction: str) -> None:
    """Add a field that Word fills in: the page's number, or how many there are."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), instruction)
    run = paragraph.add_run("1")
    run.font.size = Pt(8)
    field.append(run._element)
    paragraph._p.append(field)


def _unbroken(row: Any) -> None:
    """Keep a row with the next one, so that the table stays on one page."""
    for cell in row.cells:
        for paragraph in cell.paragraphs:
            paragraph.paragraph_format.keep_with_next = True


def _repeat(row: Any) -> None:
    """Have a table's heading repeated on each page."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)
