"""Letters as a table for uploading by hand, and their table of acknowledgements. Pure but for the spreadsheet itself."""

import io
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from openpyxl import Workbook

from shiqiao.base.cells import as_text
from shiqiao.scenes.hotline.transport.http import Outgoing

HEADINGS = (
    "回传编号", "工单编号", "轮次", "类型", "内容", "依据说明", "联系时间",
    "办结时间", "申请期限", "是否解决", "是否满意", "佐证材料", "补充说明",
)  # fmt: skip
KINDS = {"receipt": "签收", "objection": "异议", "extension": "延期申请", "result": "办理结果", "inquiry": "查询"}
PURPOSES = {"before": "处置前", "after": "处置后", "evidence": "佐证", "document": "材料"}


def workbook(letters: Iterable[Outgoing], zone: ZoneInfo) -> bytes:
    """Return letters as an xlsx in the layout that 12345 takes."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "回传"
    sheet.append(HEADINGS)
    for letter in letters:
        sheet.append([_safe(cell) for cell in _row(letter, zone)])
    for column, width in zip("ABCDEFGHIJKLM", (24, 20, 6, 10, 60, 30, 18, 18, 18, 10, 10, 24, 30), strict=True):
        sheet.column_dimensions[column].width = width
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _row(letter: Outgoing, zone: ZoneInfo) -> list[Any]:
    said = letter.payload
    content = said.get("result") or said.get("reason") or ""
    return [
        letter.key, letter.number, letter.round, KINDS.get(letter.kind, letter.kind), content, said.get("evidence")
        if isinstance(said.get("evidence"), str) else "", _local(said.get("contacted_at") or said.get("taken_at"), zone),
        _local(said.get("closed_at"), zone), _local(said.get("until"), zone), _yes(said.get("solved")),
        _yes(said.get("satisfied")), _evidence(said), said.get("note", ""),
    ]  # fmt: skip


def _local(moment: Any, zone: ZoneInfo) -> str:
    return f"{datetime.fromisoformat(moment).astimezone(zone):%Y-%m-%d %H:%M:%S}" if moment else ""


def _yes(value: Any) -> str:
    return {True: "是", False: "否"}.get(value, "")


def _evidence(said: Mapping[str, Any]) -> str:
    files = said.get("evidence")
    if not isinstance(files, list):
        return ""
    return "、".join(f"{PURPOSES.get(one['purpose'], one['purpose'])} {one['sha256'][:12]}" for one in files)


def _safe(cell: Any) -> Any:
    """Keep a text that begins like a formula a text: the file is opened in a spreadsheet on their side."""
    return as_text(cell) if isinstance(cell, str) else cell


# Their table of acknowledgements: headings by what they mean, and the words of its results.
ACK_KEY, ACK_RESULT, ACK_REASON = (
    ("回传编号", "回执编号", "key"),
    ("回执", "处理结果", "结果"),
    ("原因", "退回原因", "备注"),
)
TAKEN_WORDS, REFUSED_WORDS = ("成功", "已接收", "接收", "通过", "是"), ("失败", "退回", "不通过", "否")


def acknowledgement(row: Mapping[str, Any]) -> tuple[str, bool | None]:
    """Return (key, whether they took it) of a row; None when the words are not understood."""
    key = str(next((row[name] for name in ACK_KEY if row.get(name) is not None), "")).strip()
    word = str(next((row[name] for name in ACK_RESULT if row.get(name) is not None), "")).strip()
    if word in TAKEN_WORDS:
        return key, True
    return key, False if word in REFUSED_WORDS else None
