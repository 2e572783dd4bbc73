# ruff: noqa: DTZ001 - a spreadsheet knows no time zone
"""Tables that offices send, in the shapes in which they really come."""

import json
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
import xlwt

from shiqiao.base.errors import Invalid
from shiqiao.base.tables import encoding_of, headings, read_rows

pytestmark = pytest.mark.unit
LINES = "编号,标题,时间\n1,路灯不亮,2018-06-27\n\n2,噪声扰民,2018-06-28\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_csv_is_read_in_every_encoding_that_offices_save(folder: Path, encoding: str) -> None:
    rows = list(read_rows(written(folder / "a.csv", LINES, encoding)))
    assert rows[0] == (2, {"编号": "1", "标题": "路灯不亮", "时间": "2018-06-27"})
    assert rows[1][0] == 4, "an empty row keeps its number"


def test_a_character_cut_by_the_reading_block_does_not_make_utf8_look_like_gbk(folder: Path) -> None:
    path = written(folder / "a.csv", "标题\n" + "x" * (2**20 - 8) + "路灯不亮\n")
    assert encoding_of(path) == "utf-8-sig"


@pytest.mark.parametrize(
    "content", [b"\xfe\xff\x00\x00\x00\x00\x00", "标题\n路".encode("utf-16")[:-1], b"\xff\xfe\x00\xd8a\x00"]
)
def test_what_only_begins_as_utf16_names_the_byte(folder: Path, content: bytes) -> None:
    path = folder / "a.csv"
    path.write_bytes(content)
    with pytest.raises(Invalid, match=r"begins as UTF-16"):
        list(read_rows(path))


def test_rare_characters_and_emoji_survive(folder: Path) -> None:
    path = written(folder / "a.csv", "标题\n𠮷野家🙂\n", "gb18030")
    assert next(read_rows(path))[1] == {"标题": "𠮷野家🙂"}


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "，"])
def test_the_delimiter_is_found(folder: Path, delimiter: str) -> None:
    path = written(folder / "a.csv", LINES.replace(",", delimiter))
    assert headings(path) == ["编号", "标题", "时间"]


def test_quoted_cells_keep_line_breaks_and_the_number_is_that_of_the_spreadsheet_row(folder: Path) -> None:
    path = written(folder / "a.csv", 'a,b\n"one\ntwo, three",x\nlast,y\n')
    assert list(read_rows(path)) == [(2, {"a": "one\ntwo, three", "b": "x"}), (3, {"a": "last", "b": "y"})]


def test_a_cell_of_many_thousand_characters_is_read_whole(folder: Path) -> None:
    path = written(folder / "a.csv", "a\n" + "长" * 200_000 + "\n")
    assert len(next(read_rows(path))[1]["a"]) == 200_000


def test_csv_is_streamed(folder: Path) -> None:
    rows = read_rows(written(folder / "a.csv", "a\n1\n2\n"))
    assert next(rows) == (2, {"a": "1"})
    assert next(rows) == (3, {"a": "2"})


def test_a_row_with_too_many_cells_is_named_and_the_rest_is_read(folder: Path) -> None:
    path = written(folder / "a.csv", "a,b\n1,2,3\n4,5\n6\n7,8,,\n")
    bad: list[tuple[int, str]] = []
    rows = list(read_rows(path, bad=lambda number, reason: bad.append((number, reason))))
    assert [number for number, _ in bad] == [2]
    assert rows == [(3, {"a": "4", "b": "5"}), (4, {"a": "6", "b": None}), (5, {"a": "7", "b": "8"})]
    with pytest.raises(Invalid, match="Row 2") as caught:
        list(read_rows(path))
    assert "more cells" in caught.value.fields["row"]


def test_xlsx_keeps_row_numbers_dates_numbers_and_leading_zeros(folder: Path) -> None:
    book = openpyxl.Workbook()
    book.active["B3"], book.active["C3"], book.active["D3"] = "时间", "网格", "电话"
    book.active["B4"], book.active["C4"], book.active["D4"] = (
        datetime(2018, 6, 27, 10, 1, 17),
        370103003001001,
        "0531-1",
    )
    book.active["B5"], book.active["C5"] = date(2018, 6, 27), 1.5
    book.active["B7"], book.active["D7"] = time(10, 5), "  "
    book.save(folder / "a.xlsx")
    assert list(read_rows(folder / "a.xlsx")) == [
        (4, {"时间": datetime(2018, 6, 27, 10, 1, 17), "网格": 370103003001001, "电话": "0531-1"}),
        (5, {"时间": datetime(2018, 6, 27), "网格": 1.5, "电话": None}),
        (7, {"时间": time(10, 5), "网格": None, "电话": None}),
    ]


def test_xls_dates_come_out_as_datetimes(folder: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("人员")
    for column, name in enumerate(["姓名", "起始日期", "时间"]):
        sheet.write(0, column, name)
    sheet.write(1, 0, "张三")
    sheet.write(1, 1, date(2018, 1, 1), xlwt.easyxf(num_format_str="YYYY/M/D"))
    sheet.write(1, 2, datetime(2018, 1, 1, 8, 30), xlwt.easyxf(num_format_str="YYYY-MM-DD HH:MM"))
    book.save(str(folder / "a.xls"))
    row = {"姓名": "张三", "起始日期": datetime(2018, 1, 1), "时间": datetime(2018, 1, 1, 8, 30)}
    assert list(read_rows(folder / "a.xls")) == [(2, row)]


def test_a_sheet_is_chosen_by_name_or_place_and_an_empty_first_sheet_is_passed_over(folder: Path) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("一").append(["a"])
    book["一"].append([1])
    book.create_sheet("二").append(["b"])
    book["二"].append([2])
    book.save(folder / "a.xlsx")
    assert next(read_rows(folder / "a.xlsx"))[1] == {"a": 1}
    assert next(read_rows(folder / "a.xlsx", "二"))[1] == {"b": 2}
    assert next(read_rows(folder / "a.xlsx", 2))[1] == {"b": 2}
    with pytest.raises(Invalid, match="Sheet、一、二"):
        list(read_rows(folder / "a.xlsx", "三"))


def test_the_content_decides_what_a_file_is(folder: Path) -> None:
    assert len(list(read_rows(written(folder / "export.xls", LINES, "gbk")))) == 2
    book = openpyxl.Workbook()
    book.active.append(["a"])
    book.active.append([1])
    book.save(folder / "real.xlsx")
    (folder / "real.xlsx").rename(folder / "real.csv")
    assert list(read_rows(folder / "real.csv")) == [(2, {"a": 1})]


def test_jsonl_keeps_values_and_names_the_broken_line(folder: Path) -> None:
    text = (
        json.dumps({"a": 1, "b": [1.5, "x"], "c": " "})
        + "\n\n{oops\n[1]\n"
        + json.dumps({"a": "末"}, ensure_ascii=False)
    )
    bad: list[int] = []
    rows = list(read_rows(written(folder / "a.jsonl", text), bad=lambda number, _: bad.append(number)))
    assert rows == [(1, {"a": 1, "b": [1.5, "x"], "c": None}), (5, {"a": "末"})]
    assert bad == [3, 4]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.csv", b"", "empty"),
        ("a.csv", b" \n \n", "empty"),
        ("a.csv", b"a,b,a\n1,2,3\n", "two columns"),
        ("a.csv", b"\xff\xd8\xff\xe0\x00\x10JFIF", "binary"),
        ("a.csv", b"a\n\xff\xff\xff\n", "byte 2"),
        ("a.xlsx", b"PK\x03\x04 broken", "damaged"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 broken", "cannot be read"),
        ("a.csv", b'a\n"' + b"x" * (4 * 2**20 + 1) + b'"\n', "not csv"),
    ],
)
def test_what_is_no_table_is_refused_with_the_remedy(folder: Path, name: str, content: bytes, sentence: str) -> None:
    (folder / name).write_bytes(content)
    with pytest.raises(Invalid) as caught:
        list(read_rows(folder / name))
    assert sentence in caught.value.text()
    assert caught.value.fields == {"file": caught.value.message}


def test_a_missing_file_is_named(folder: Path) -> None:
    with pytest.raises(Invalid, match=r"nothing\.csv"):
        list(read_rows(folder / "nothing.csv"))


def test_columns_without_heading_are_ignored_when_empty_and_refused_when_not(folder: Path) -> None:
    assert list(read_rows(written(folder / "a.csv", "a,,b\n1,,2\n"))) == [(2, {"a": "1", "b": "2"})]
    with pytest.raises(Invalid, match="Row 2"):
        list(read_rows(written(folder / "b.csv", "a,,b\n1,x,2\n")))


@pytest.mark.parametrize("character", ["\x00", "\ud800"])
def test_a_cell_that_no_database_keeps_rejects_its_row_and_no_other(folder: Path, character: str) -> None:
    rows = [{"编号": "1", "标题": f"路{character}灯"}, {"编号": "2", "标题": "噪声"}]
    text = "\n".join(map(json.dumps, rows))
    bad: list[tuple[int, str]] = []
    found = list(read_rows(written(folder / "a.jsonl", text), bad=lambda number, reason: bad.append((number, reason))))
    assert [row["编号"] for _, row in found] == ["2"]
    assert len(bad) == 1
    assert "cannot be kept" in bad[0][1]
