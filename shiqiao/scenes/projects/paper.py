"""A sheet of facts and tables as PDF, for the papers of this scene and its packages; words go in as data, never as markup."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shiqiao.kernel.territory.reads import title as place_title
from shiqiao.surfaces.desk.papers.pdf import fonts, printable

TEMPLATE = Path(__file__).with_name("sheet.typ")


@dataclass(frozen=True)
class Table:
    """A table: its heading, columns with their widths as shares, rows of words."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[int] = ()


@dataclass(frozen=True)
class Sheet:
    """A sheet: title, what stands below it, facts in pairs, sentences, tables; `wide` is laid across."""

    title: str
    under: str = ""
    facts: Sequence[tuple[str, str]] = ()
    says: Sequence[str] = ()
    tables: Sequence[Table] = field(default_factory=tuple)
    wide: bool = False


def made(sheet: Sheet, street: int, at: datetime) -> bytes:
    """Return a sheet as PDF. Raises FontMissing."""
    data: dict[str, Any] = {
        "language": "zh" if (get_language() or "zh").startswith("zh") else "en", "office": printable(place_title(street)),
        "title": printable(sheet.title), "under": printable(sheet.under), "wide": sheet.wide,
        "facts": [[printable(name), printable(told)] for name, told in sheet.facts],
        "says": [printable(one) for one in sheet.says], "nothing": _("nothing entered"),
        "tables": [_table(one) for one in sheet.tables],
        "made": _("Made from the records as of {moment}.").format(moment=f"{localtime(at):%Y-%m-%d %H:%M}"),
    }  # fmt: skip
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    return bytes(typst.compile(TEMPLATE.read_bytes(), font_paths=fonts(str(settings.FONTS)), sys_inputs=inputs))


def _table(one: Table) -> dict[str, Any]:
    return {
        "title": printable(one.title), "head": [printable(name) for name in one.head],
        "widths": list(one.widths) or [1] * len(one.head),
        "rows": [[printable(str(cell)) for cell in row] for row in one.rows],
    }  # fmt: skip
