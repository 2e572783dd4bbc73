"""A paper as PDF, set by typst with Noto Sans SC; words go in as data, never as markup."""

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst
from django.conf import settings

from shiqiao.base.errors import Unavailable
from shiqiao.surfaces.desk.papers.model import Block, Paper, Pictures
from shiqiao.surfaces.kit.spreadsheets import clean

TEMPLATE = Path(__file__).with_name("paper.typ")
MIME = "application/pdf"
FACES = ("400Regular/NotoSansSC_400Regular.ttf", "700Bold/NotoSansSC_700Bold.ttf")
# A run of letters without a gap would run out of its cell: it may break after each of these pieces.
_LONG = re.compile(r"([!-~]{16})(?=[!-~])")


class FontMissing(Unavailable):
    """The font Noto Sans SC is not installed, so there are no PDFs: run `make setup`. The paper is there as docx."""

    code = "font_missing"


def render(paper: Paper) -> bytes:
    """Return a paper as PDF. Raises FontMissing."""
    data = json.dumps(_plain(paper), ensure_ascii=False)
    return bytes(typst.compile(TEMPLATE.read_bytes(), font_paths=fonts(str(settings.FONTS)), sys_inputs={"data": data}))


@lru_cache(maxsize=2)
def fonts(folder: str) -> Any:
    """Return the faces that papers are set in; raises FontMissing where they are not installed."""
    faces = [Path(folder) / face for face in FACES]
    if not all(face.is_file() for face in faces):
        raise FontMissing
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(face.parent) for face in faces]
    )


def _plain(paper: Paper) -> dict[str, Any]:
    """Return a paper as JSON knows it."""
    named = {
        name: printable(getattr(paper, name))
        for name in ("office", "title", "number", "marks", "pages", "watermark", "colon")
    }
    language = "zh" if paper.language.startswith("zh") else "en"
    return {**named, "language": language, "blocks": [_block(block) for block in paper.blocks]}


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Pictures):
        shown = [{"content": list(one.content), "caption": printable(one.caption)} for one in block.pictures]
        return {"kind": "pictures", "pictures": shown}
    values = {name: printable(getattr(block, name)) for name in block.__dataclass_fields__}
    return {"kind": type(block).__name__.lower(), **values}


def printable(value: Any) -> Any:
    """Return a value with its texts made fit for paper: cleaned, and long runs of letters allowed to break."""
    if isinstance(value, str):
        return _LONG.sub("\\1\u200b", clean(value))
    if isinstance(value, list | tuple | frozenset):
        return [printable(one) for one in value]
    return value
