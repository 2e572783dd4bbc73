"""One right file of each kind of table, small, made on the spot; and workbooks that mean harm."""

import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from openpyxl import Workbook

from shiqiao.testing.street import FIRST_GRID, INSIDE

GANSHIQIAO = settings.LOCALITIES / "ganshiqiao"


def own(name: str, lines: int = 6) -> bytes:
    """Return the first lines of a file of the model street."""
    text = (GANSHIQIAO / name).read_text(encoding="utf-8")
    return "\n".join(text.splitlines()[:lines]).encode()


def csv(*rows: Sequence[Any]) -> bytes:
    """Return rows as csv."""
    return "\n".join(",".join(str(cell) for cell in row) for row in rows).encode()


def workbook(*rows: Sequence[Any]) -> bytes:
    """Return rows as xlsx."""
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def rows_of(content: bytes) -> list[list[str]]:
    """Return csv as rows."""
    return [line.split(",") for line in content.decode().splitlines()]


RESIDENTS = csv(("姓名", "身份证号", "电话", "地址", "户号", "与户主关系", "独居"),
                ("石小桥", "", "13800138000", "春元里小区3号楼2单元402室", "H001", "户主", "否"),
                ("白石", "", "13900139000", "春元里小区3号楼2单元501", "", "", "是"))  # fmt: skip
BUILDINGS = csv(("楼栋", "楼栋类型", "楼层数", "网格", "单元", "房号", "楼层", "用途", "面积"),
                ("春元里小区3号楼", "住宅", "6", FIRST_GRID, "2", "402", "4", "住宅", "86.5"))  # fmt: skip
ORGANISATIONS = csv(("单位名称", "统一社会信用代码", "单位类型", "网格", "联系人", "联系电话"),
                    ("春元里便利店", "", "个体工商户", FIRST_GRID, "石小桥", "13800138000"))  # fmt: skip
MATTERS = csv(("编号", "内容", "时间", "类别", "经度", "纬度", "姓名", "电话", "答复", "答复时间"),
              ("1", "楼下垃圾成堆", "2018-06-01 09:00:00", "垃圾", *INSIDE, "石乙", "13911112222", "已清运",
               "2018-06-01 17:00:00"),
              ("2", "路灯不亮", "2018-06-01 09:00:00", "06010", *INSIDE, "", "", "", ""))  # fmt: skip
ORDERS = csv(("工单编号", "诉求内容", "受理时间", "联系电话", "地址"),
             ("JN1", "楼下垃圾成堆没人清", "2018-06-27 09:30:00", "13800001234", "春元里一号院"))  # fmt: skip


def sheet(xml: str, **more: str) -> bytes:
    """Return an xlsx whose first sheet is this XML."""
    whole = workbook(("编号",), ("1",))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content: bytes | str = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = xml
            new.writestr(name, more.pop(name, content))
    return out.getvalue()


_HEAD = '<?xml version="1.0"?>{doctype}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
_END = "</sheetData></worksheet>"


def cells(*places: tuple[str, str], doctype: str = "") -> bytes:
    """Return an xlsx with single cells at places."""
    inner = "".join(f'<row r="{"".join(filter(str.isdigit, at))}"><c r="{at}" t="inlineStr"><is><t>{value}</t></is></c></row>'
                    for at, value in places)  # fmt: skip
    return sheet(_HEAD.format(doctype=doctype) + inner + _END)


def lying() -> bytes:
    """Return an xlsx that says it unpacks to a few bytes and unpacks to 60 MB."""
    inner = '<row r="1"><c r="A1" t="inlineStr"><is><t>' + " " * 60_000_000 + "</t></is></c></row>"
    whole = bytearray(sheet(_HEAD.format(doctype="") + inner + _END))
    at = whole.rindex(b"PK\x01\x02", 0, whole.rindex(b"xl/worksheets/sheet1.xml"))
    whole[at + 24 : at + 28] = (2000).to_bytes(4, "little")
    return bytes(whole)


def bomb() -> bytes:
    """Return an xlsx that unpacks to more than a gigabyte, as it says itself."""
    whole = bytearray(workbook(("编号",), ("1",)))
    at = whole.rindex(b"PK\x01\x02", 0, whole.rindex(b"xl/worksheets/sheet1.xml"))
    whole[at + 24 : at + 28] = (2**31).to_bytes(4, "little")
    return bytes(whole)


ENTITIES = "<!DOCTYPE a [<!ENTITY a '0123456789'>" + "".join(
    f"<!ENTITY {name} '{f'&{before};' * 10}'>" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
) + "]>"  # fmt: skip


def _entity(doctype: str, value: str) -> bytes:
    return cells(("A1", "编号"), ("A2", value), doctype=doctype)


HARMFUL: dict[str, Callable[[], bytes]] = {
    "a cell in the last corner": lambda: cells(("A1", "编号"), ("XFD1048576", "1")),
    "a cell beyond the last": lambda: cells(("A1", "编号"), ("AAAA99999999", "1")),
    "a cell at row 0": lambda: cells(("A0", "编号"), ("A2", "1")),
    "a size that is a lie": lying,
    "more than a gigabyte": bomb,
    "no sheet in the sheet": lambda: sheet(""),
}
"""Workbooks that mean harm and are refused, by what they do."""
HARMLESS: dict[str, Callable[[], bytes]] = {
    "entities in entities": lambda: _entity(ENTITIES, "&i;"),
    "an outside entity": lambda: _entity('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>', "&x;"),
    "formulas": lambda: workbook(
        ("编号", "内容"), ("=1+1", '=HYPERLINK("http://x.invalid","a")'), ("-1", "=cmd|' /C calc'!A0")
    ),
}
"""Workbooks that look harmful and are read as what they say, or refused."""
