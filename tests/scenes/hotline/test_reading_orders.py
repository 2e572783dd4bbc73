"""Rows of a hotline's table: every one becomes an order or is named, whatever stands in it."""

import copy
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiqiao.base.errors import Invalid
from shiqiao.base.yamls import read_yaml
from shiqiao.scenes.hotline.exchange import HERE
from shiqiao.scenes.hotline.mapping import parse_order_mapping, present, read_order_mapping
from shiqiao.scenes.hotline.reading import RowReader
from shiqiao.scenes.hotline.rules import Incoming
from shiqiao.scenes.hotline.tables import ORDERS, read_orders
from shiqiao.scenes.hotline.transport.http import Outgoing
from shiqiao.scenes.hotline.transport.table import _safe, acknowledgement, workbook

pytestmark = pytest.mark.unit

PATH = HERE / "mappings" / "jinan.yaml"
RAW = read_yaml(PATH.read_text(encoding="utf-8"))
MAPPING = read_order_mapping(PATH)
NOW = datetime.fromisoformat("2018-06-27T10:00:00+08:00")
ROW: dict[str, Any] = {
    "工单编号": "JN1", "来电时间": "2018-06-27 09:10:00", "派发时间": "2018-06-27 09:40:00", "诉求类型": "投诉",
    "诉求分类": "城市管理/暴露垃圾", "诉求内容": "垃圾成堆", "联系人": "赵甲乙", "联系电话": "13800001234",
    "诉求地址": "春元里一号院", "办理时限": "2018-06-29 09:40:00", "是否保密": "否", "工单状态": "待签收",
}  # fmt: skip
READER = RowReader(MAPPING, present(MAPPING, ROW, ORDERS), NOW)


def test_a_row_says_all_that_an_order_needs() -> None:
    found = READER.incoming(ROW)
    assert found == Incoming(
        number="JN1", text="垃圾成堆", received_at=found.received_at, issued_at=found.issued_at, kind="complaint",
        category="城市管理/暴露垃圾", name="赵甲乙", phone="13800001234", address="春元里一号院", deadline=found.deadline,
        state="pending",
    )  # fmt: skip
    assert found.issued_at == datetime.fromisoformat("2018-06-27T09:40:00+08:00")
    assert found.deadline == found.issued_at + timedelta(days=2)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"工单编号": None}, "number"),
        ({"工单编号": "9" * 41}, "number"),
        ({"诉求内容": " "}, "text"),
        ({"诉求内容": "长" * 8001}, "text"),
        ({"来电时间": None}, "received_at"),
        ({"来电时间": "昨天"}, "received_at"),
        ({"派发时间": "2031-01-01 00:00:00"}, "issued_at"),
        ({"办理时限": "2018-06-01 00:00:00"}, "deadline"),
        ({"办理时限": "2058-06-01 00:00:00"}, "deadline"),
        ({"诉求类型": "骂人"}, "kind"),
        ({"工单状态": "飞走了"}, "state"),
        ({"是否保密": "也许"}, "confidential"),
        ({"联系电话": "没有"}, "phone"),
    ],
)
def test_what_cannot_be_used_is_named(change: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as error:
        READER.incoming({**ROW, **change})
    assert set(error.value.fields) == {field}


CELL = st.none() | st.text(max_size=40) | st.integers() | st.floats() | st.booleans() | st.datetimes()


@given(row=st.fixed_dictionaries({name: st.just(value) | CELL for name, value in ROW.items()}))
def test_no_row_makes_it_stumble(row: dict[str, Any]) -> None:
    for read in (READER.incoming, READER.theirs):
        wrong = named(read, row)
        assert wrong is None or (wrong and all(str(why) for why in wrong.values()))


def named(read: Callable[[dict[str, Any]], object], row: dict[str, Any]) -> dict[str, str] | None:
    """Return what a reader names as wrong, None when it read the row; anything else it raises comes through."""
    try:
        read(row)
    except Invalid as error:
        return error.fields
    return None


def test_headings_are_alternatives_and_missing_ones_are_named(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "工单号,受理时间,反映内容\nJN2,2018/6/27 9:00,路灯不亮\n,2018/6/27 9:00,路灯不亮\n", encoding="gb18030"
    )
    rows = list(read_orders(path, MAPPING, NOW))
    assert [number for number, _ in rows] == [2, 3]
    assert isinstance(rows[0][1], Incoming)
    assert rows[1][1] == {"number": "The row has no order number."}
    path.write_text("工单号,别的\nJN2,x\n", encoding="utf-8")
    with pytest.raises(Invalid) as error:
        list(read_orders(path, MAPPING, NOW))
    assert set(error.value.fields) == {"columns.text", "columns.received_at"}


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda raw: raw.update(colums={}), "colums"),
        (lambda raw: raw["columns"].pop("number"), "columns.number"),
        (lambda raw: raw["columns"].update(nubmer="x"), "columns.nubmer"),
        (lambda raw: raw["values"]["kind"].update(骂人="abuse"), "values.kind"),
        (lambda raw: raw["values"]["state"].update(飞="flown"), "values.state"),
        (lambda raw: raw.pop("default_item"), "default_item"),
    ],
)
def test_a_wrong_mapping_names_its_key(change: Any, named: str) -> None:
    raw = copy.deepcopy(RAW)
    change(raw)
    with pytest.raises(Invalid) as error:
        parse_order_mapping(raw, name="x.yaml")
    assert named in error.value.fields


def test_letters_become_a_table_that_runs_no_formula(tmp_path: Path) -> None:
    from zoneinfo import ZoneInfo

    from shiqiao.base.tables import read_rows

    said = {"result": "=1+1", "contacted_at": "2018-06-27T02:00:00Z", "solved": True, "evidence": []}
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook([Outgoing("k-1", "JN1", 2, "result", said)], ZoneInfo("Asia/Shanghai")))
    [(_, row)] = read_rows(path)
    assert (row["回传编号"], row["工单编号"], row["轮次"], row["类型"]) == ("k-1", "JN1", 2, "办理结果")
    assert (row["内容"], row["联系时间"], row["是否解决"]) == ("'=1+1", "2018-06-27 10:00:00", "是")
    assert _safe("@SUM(A1)") == "'@SUM(A1)"


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ({"回传编号": "k-1", "回执": "成功"}, ("k-1", True)),
        ({"回执编号": "k-1", "结果": "退回"}, ("k-1", False)),
        ({"回传编号": "k-1", "回执": "嗯"}, ("k-1", None)),
        ({}, ("", None)),
    ],
)
def test_acknowledgements_are_read(row: dict[str, Any], found: tuple[str, bool | None]) -> None:
    assert acknowledgement(row) == found
