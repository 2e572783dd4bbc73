"""The staff list as a spreadsheet to fill in: one row a post, choices where there are few, and a sheet that explains."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from shiqiao.kernel.people.roles import ABOVE
from shiqiao.kernel.people.rules import ROLE_REACH

COLUMNS = {
    "单位": 24, "岗位": 26, "岗位编号": 16, "角色": 22, "姓名": 12, "登录名": 14, "电话": 16, "社区": 16, "网格": 20,
    "条线": 12, "起始日期": 12, "副岗": 16, "岗位英文": 30, "姓名英文": 18,
}  # fmt: skip
TO_FILL = frozenset({"姓名", "登录名", "电话", "姓名英文"})
EXPLAINED = {
    "这张表": "一行一个岗位。黄色的列由您填写；其余已按样板街道填好，可以增删改。",
    "姓名、登录名": "要么都填，要么都空（空缺岗位）。登录名全平台唯一，用字母和数字，例如 wang01。",
    "角色": "多个用、隔开：{roles}。",
    "网格": "填15位编码、社区内的序号（1、2），或“全部”。一个网格在一个条线上只能有一个岗位。",
    "条线": "填条线名称，多个用、隔开，或“全部”。",
    "副岗": "请假时由哪个岗位代理，填岗位编号。",
    "三员": "系统管理员、安全管理员、审计员各由一人担任，不得兼任；初始化后各得到首个密码。",
    "检查": "保存后回到终端：有错的行会逐一指出行号、列名和改法；有一行不对，整张表都不入库。",
    "In English": "One row a post; fill the yellow columns in. Name and login: both or neither. Several values: 、",
}


def write_staff_sheet(
    path: Path, *, posts: Sequence[dict[str, Any]], communities: Sequence[tuple[str, str, str]],
    grids: Sequence[tuple[str, str]], lines: Sequence[str], start: date,
) -> int:  # fmt: skip
    """Write the list for a street and return how many posts it proposes.

    `posts` are the rows of the whole office by heading; each community (unit code, 12-digit code, name) gets a head and
    a member for each of its `grids` (15-digit code, name) on all lines.
    """
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "人员"
    sheet.append(list(COLUMNS))
    rows = [*posts, *_community_posts(communities, grids)]
    for row in rows:
        sheet.append([row.get(name, start if name == "起始日期" else None) for name in COLUMNS])
    _dress(sheet, len(rows) + 1)
    _offer(sheet, "社区", [name for _, _, name in communities], len(rows) + 1)
    _offer(sheet, "条线", ["全部", *lines], len(rows) + 1)
    _explain(book.create_sheet("说明"))
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return len(rows)


def _community_posts(
    communities: Sequence[tuple[str, str, str]], grids: Sequence[tuple[str, str]]
) -> Iterator[dict[str, Any]]:
    for unit, code, name in communities:
        own = [grid for grid, _ in grids if grid.startswith(code)]
        deputy = f"{unit}.g1" if own else None
        yield {
            "单位": name,
            "岗位": f"{name}负责人",
            "岗位编号": f"{unit}.head",
            "角色": "社区负责人",
            "社区": name,
            "副岗": deputy,
        }
        for number, grid in enumerate(own, 1):
            stands_in = f"{unit}.g{number % len(own) + 1}" if len(own) > 1 else f"{unit}.head"
            yield {
                "单位": f"{name}网格工作站", "岗位": f"{name}第{number}网格员", "岗位编号": f"{unit}.g{number}",
                "角色": "网格员", "社区": name, "网格": grid, "条线": "全部", "副岗": stands_in,
            }  # fmt: skip


def _dress(sheet: Any, last: int) -> None:
    bold, grey, yellow = Font(bold=True), PatternFill("solid", fgColor="E9ECEF"), PatternFill("solid", fgColor="FFF3BF")
    for number, (name, width) in enumerate(COLUMNS.items(), 1):
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = width
        sheet[f"{letter}1"].font, sheet[f"{letter}1"].fill = bold, grey
        for row in range(2, last + 1):
            cell = sheet[f"{letter}{row}"]
            if name in TO_FILL:
                cell.fill = yellow
            if name == "起始日期":
                cell.number_format = "yyyy-mm-dd"
            if name in ("网格", "登录名", "电话"):
                cell.number_format = "@"  # text: long codes and leading zeros stay as they are
    sheet.freeze_panes = "D2"


def _offer(sheet: Any, name: str, choices: Sequence[str], last: int) -> None:
    """Offer a column's values as a list; others may be typed all the same (several in a cell). A long list is left out."""
    formula = '"' + ",".join(choices) + '"'
    if len(formula) > 255:
        return
    letter = get_column_letter(list(COLUMNS).index(name) + 1)
    rule = DataValidation(type="list", formula1=formula, allow_blank=True, showErrorMessage=False)
    rule.add(f"{letter}2:{letter}{last + 50}")
    sheet.add_data_validation(rule)


def _explain(sheet: Any) -> None:
    roles = "、".join(role.zh for code, role in ROLE_REACH.items() if code not in ABOVE)
    for name, said in EXPLAINED.items():
        sheet.append([name, said.format(roles=roles)])
    for letter, width in {"A": 16, "B": 90}.items():
        sheet.column_dimensions[letter].width = width
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        row[0].font = Font(bold=True)
