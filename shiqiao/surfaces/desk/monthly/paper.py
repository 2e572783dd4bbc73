"""The report as PDF: set by typst in Noto Sans SC, charts as vectors, figures as words that can be searched."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.utils.translation import gettext as _

from shiqiao.base.chapters import Chapter, Table
from shiqiao.kernel.monthly.hooks import Cover
from shiqiao.surfaces.desk import words
from shiqiao.surfaces.desk.monthly import drawing, writing
from shiqiao.surfaces.desk.papers.pdf import fonts, printable

TEMPLATE = Path(__file__).with_name("monthly.typ")


def render(chapters: Sequence[Chapter], cover: Cover) -> bytes:
    """Return a report as PDF. Raises FontMissing."""
    said = {
        "office": writing.office_of(cover), "title": writing.title(), "month": writing.month_of(cover),
        "state": writing.state_of(cover), "contents": _("Contents"), "page": _("Page %(n)s of %(of)s"),
        "facts": writing.facts(cover), "language": "zh" if words.chinese() else "en", "closed": cover.closed_at is not None,
        "chapters": [_chapter(one) for one in chapters],
    }  # fmt: skip
    data = json.dumps(said, ensure_ascii=False)
    return bytes(typst.compile(TEMPLATE.read_bytes(), font_paths=fonts(str(settings.FONTS)), sys_inputs={"data": data}))


def _chapter(one: Chapter) -> dict[str, Any]:
    return {"title": one.title, "says": list(one.says), "tables": [_table(table) for table in one.tables]}


def _table(one: Table) -> dict[str, Any]:
    if one.wide:
        note = _("“%(table)s” is too wide for paper: it is in the spreadsheet.") % {"table": one.title}
        return {"title": "", "note": note, "columns": [], "rows": [], "chart": ""}
    return {
        "title": one.title,
        "note": one.note if one.rows else _("Nothing in this month."),
        "columns": [{"title": column.title, "width": column.width, "text": column.text} for column in one.columns],
        "rows": [[printable(writing.written(cell)) for cell in row] for row in one.rows],
        "chart": drawing.drawn(one),
    }
