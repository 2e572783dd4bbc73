"""A registered list as PDF: the columns and rows of its spreadsheet, laid across, with what list it is and who took it."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.sockets import Column, ListExport
from shiqiao.kernel.journal.taken import note_export
from shiqiao.kernel.territory.reads import title as place_title
from shiqiao.surfaces.desk import exporting
from shiqiao.surfaces.desk.papers.pdf import fonts, printable

TEMPLATE = Path(__file__).with_name("list.typ")
MOST = 2000  # rows on paper: some sixty sheets; the spreadsheet takes more
WIDE = 774.0  # points between the margins of a sheet laid across
RUN = re.compile(r"[!-~]+")  # what no line breaks: a number, a day, a code
LONGEST = 24  # characters of a run; a longer one is broken there
GROUPED = 10_000  # from here on a whole number has separators; below it may be a year or a number that names


def made(export: ListExport, params: Mapping[str, str], *, by: Actor, at: datetime) -> bytes:
    """Return a list as PDF, and write the journal's line of who took it. Raises FontMissing, and what its rows raise."""
    asked = exporting.filters_of(params)
    rows = list(islice(exporting.begun(export.rows(by, asked)), MOST + 1))
    cut, title = len(rows) > MOST, _(export.title)
    about = exporting.about_of(title, export, asked, by, at, len(rows[:MOST]), cut)
    facts, columns = exporting.facts_of(export, asked, by), [column for column in export.columns if column.paper]
    head = [printable(_(column.title)) for column in columns]
    body = [_row(export.columns, row) for row in rows[:MOST]]
    data = {
        "language": "zh" if (get_language() or "zh").startswith("zh") else "en",
        "office": printable(place_title(by.street)) if by.street else "", "title": printable(title),
        "facts": [[printable(name), printable(told)] for name, told in facts],
        "head": head, "widths": widths([max(column.width, 6) for column in columns], [head, *body]), "rows": body,
        "about": [[printable(name), printable(told)] for name, told in about], "nothing": _("Nothing stands on this list."),
        "cut": _("Only the first %(n)d rows stand here. Narrow the filters to export the rest.") % {"n": MOST} if cut else "",
    }  # fmt: skip
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    paper = bytes(typst.compile(TEMPLATE.read_bytes(), font_paths=fonts(str(settings.FONTS)), sys_inputs=inputs))
    note_export(code=export.code, form="pdf", filters=asked, rows=len(rows[:MOST]), cut=cut, by=by, at=at)
    return paper


def _row(columns: Sequence[Column], row: Sequence[Any]) -> list[str]:
    words = [printable(said(column, cell)) for column, cell in zip(columns, row, strict=True) if column.paper]
    return [RUN.sub(_broken, one) for one in words]


def _broken(run: re.Match[str]) -> str:
    return "\u200b".join(run[0][n : n + LONGEST] for n in range(0, len(run[0]), LONGEST))


def widths(wanted: Sequence[float], rows: Sequence[Sequence[str]]) -> list[float]:
    """Share the sheet out, in points: none below its longest run of characters, what is left as the columns want it."""
    longest = [max((len(run) for row in rows for run in RUN.findall(row[n])), default=0) for n in range(len(wanted))]
    need = [count * 5.1 + 9 for count in longest]  # 8 pt type, with the cell's margins
    free, given = set(range(len(wanted))), dict(enumerate(need))
    while free:
        left = WIDE - sum(need[n] for n in given if n not in free)
        given |= {n: left * wanted[n] / sum(wanted[n] for n in free) for n in free}
        if not (tight := {n for n in free if given[n] < need[n]}):
            break
        given |= {n: need[n] for n in tight}
        free -= tight
    return [round(given[n], 1) for n in range(len(wanted))]


def said(column: Column, cell: Any) -> str:
    """Say a cell as it stands on paper."""
    if cell is None or cell == "":
        return ""
    if isinstance(cell, datetime):
        return f"{localtime(cell) if cell.tzinfo else cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return cell.isoformat()
    if column.kind == "number" and isinstance(cell, float):
        return f"{cell:,.2f}".rstrip("0").rstrip(".")
    if column.kind == "number" and isinstance(cell, int) and abs(cell) >= GROUPED:
        return f"{cell:,}"
    return "、".join(map(str, cell)) if isinstance(cell, Sequence) and not isinstance(cell, str) else str(cell)
