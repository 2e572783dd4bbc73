"""Lists as spreadsheets: the same rows as on the page, safe to open, and written down in the journal."""

import io
import json
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime

import openpyxl
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from shiqiao.base.actor import Ref, system
from shiqiao.base.sockets import Column, ListExport
from shiqiao.base.time import now
from shiqiao.kernel.journal.reads import check_chain, lines_of
from shiqiao.kernel.journal.taken import coded
from shiqiao.kernel.matters.summons import Called, summon_units
from shiqiao.kernel.people.roles import ABOVE
from shiqiao.kernel.registry.actions import add_building
from shiqiao.surfaces.desk import exporting
from shiqiao.surfaces.desk import exports as module
from shiqiao.surfaces.desk.papers import listpaper
from shiqiao.surfaces.desk.sockets import exports
from shiqiao.surfaces.kit import spreadsheets
from shiqiao.testing.above import observer
from shiqiao.testing.street import STREET, Street

from .conftest import Enter

AT_TEN = datetime.fromisoformat("2018-06-27T10:00")


def book_of(answer: object) -> openpyxl.Workbook:
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    return openpyxl.load_workbook(io.BytesIO(content))


def export(client: Client, code: str, query: str = "") -> openpyxl.Workbook:
    answer = client.get(f"/export/{code}.xlsx{query}")
    assert answer.status_code == 200, answer
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == spreadsheets.MIME
    return book_of(answer)


def cells(book: openpyxl.Workbook) -> list[tuple[object, ...]]:
    return list(book.worksheets[0].iter_rows(values_only=True))


def about(book: openpyxl.Workbook) -> dict[str, str]:
    return dict(book.worksheets[1].iter_rows(values_only=True))


def login_for(entry: ListExport) -> str:
    """Return who may take a list: a leader where possible, somebody of the district where nobody of the street may."""
    if entry.roles == ABOVE:
        return observer("watch").username
    return "leader1" if not entry.roles or "leader" in entry.roles else "admin1"


@pytest.mark.parametrize("entry", [one for one in exports if not one.of], ids=lambda entry: entry.code)
def test_every_list_page_that_registers_has_a_link_that_gives_its_list(
    street: Street, enter: Enter, entry: ListExport
) -> None:
    street.report()
    client = enter(login_for(entry))
    page = client.get(reverse(entry.page) + entry.query).content.decode()
    assert f'href="/export/{entry.code}.xlsx' in page
    rows = cells(export(client, entry.code, entry.query))
    assert len(rows[0]) == len(entry.columns)
    assert all(rows[0])
    stranger = enter("city1")  # a handler, who has neither a territory nor anything to do with people
    if entry.roles and not entry.roles & street.actor("city1").roles:
        assert stranger.get(f"/export/{entry.code}.xlsx{entry.query}").status_code == 403


def a_building(street: Street) -> object:
    return add_building(street=STREET, name="春元里小区3号楼", floors=6, by=system("test", street=STREET), at=now()).pk


def a_summons(street: Street) -> object:
    by, whole = street.actor("dispatch1"), street.report()
    summon_units(matter=whole.id, units=[Called("urban_management")], reason="路面塌陷", by=by, at=now())
    return whole.number


THINGS = {"registry-dwellings": a_building, "attendance": a_summons, "routing-version": lambda street: 1,
          "visit-circle": lambda street: "enter_firm"}  # fmt: skip


@pytest.mark.parametrize(
    "entry",
    [one for one in exports if one.of and not one.code.startswith(tuple(settings.SCENES))],
    ids=lambda entry: entry.code,
)
def test_the_list_of_one_thing_is_taken_from_its_page_and_not_of_what_is_not_there(
    street: Street, enter: Enter, entry: ListExport
) -> None:
    of = THINGS[entry.code](street)
    client = enter("leader1")
    args = ["building", of] if entry.page == "desk:registry-record" else [of]
    page = client.get(reverse(entry.page, args=args)).content.decode()
    assert f'href="/export/{entry.code}.xlsx?of={of}"' in page
    assert len(cells(export(client, entry.code, f"?of={of}"))[0]) == len(entry.columns)
    for wrong in ("", "?of=999999", "?of=x", "?of=²", "?of=" + "9" * 30):
        assert client.get(f"/export/{entry.code}.xlsx{wrong}").status_code == 404, wrong


def test_the_list_of_matters_is_exported_with_its_filters_and_rights(street: Street, enter: Enter) -> None:
    number = street.report("一堆垃圾").number
    other = street.report("又一堆").number
    client = enter("dispatch1")
    rows = cells(export(client, "matters"))
    assert {row[0] for row in rows[1:]} == {number, other}
    assert [row[0] for row in cells(export(client, "matters", "?q=一堆垃圾"))[1:]] == [number]
    assert cells(export(client, "matters", "?show=done"))[1:] == []
    assert len(cells(export(enter("c1g1"), "matters"))) == 3
    assert len(cells(export(enter("c2g1"), "matters"))) == 1


def test_numbers_stay_text_times_are_times_and_the_sheet_can_be_filtered(street: Street, enter: Enter) -> None:
    number = street.report().number
    book = export(enter("dispatch1"), "matters")
    sheet = book.worksheets[0]
    assert (sheet["A2"].value, sheet["A2"].data_type) == (number, "s")
    heads = [cell.value for cell in sheet[1]]
    assert sheet.cell(2, heads.index("上报时间") + 1).value == AT_TEN
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", f"A1:R{sheet.max_row}")
    assert sheet.column_dimensions["B"].width > 20


def test_the_second_sheet_says_what_was_taken_by_whom_and_how(street: Street, enter: Enter) -> None:
    street.report()
    client = enter("dispatch1")
    said = about(export(client, "matters", "?line=city&q=垃圾"))
    assert "城管" in said["筛选条件"]
    assert "垃圾" in said["筛选条件"]
    assert said["行数"] == "1"
    assert "2018年6月27日" in said["导出时间"]
    assert said["导出人"]
    client.cookies["django_language"] = "en"
    assert about(export(client, "matters"))["Filters used"] == "Open or closed: Open"


def test_each_export_is_a_line_of_the_journal_without_the_words_searched(street: Street, enter: Enter) -> None:
    street.report()
    export(enter("dispatch1"), "matters", "?line=city&q=张三13812345678&after=5")
    lines = lines_of(Ref("export", STREET))
    assert list(check_chain(lines)) == []
    assert lines[-1].code == "journal.exported"
    assert lines[-1].data == {
        "list": "matters", "form": "xlsx", "filters": {"line": "city", "q": "…"}, "rows": 0, "cut": False,
    }  # fmt: skip


def test_filters_in_the_journal_are_codes_only() -> None:
    given = {"line": "city", "since": "2018-06-27", "grid": "370103003001001", "name": "张三", "tel": "13812345678",
             "id": "370103199001011234", "empty": ""}  # fmt: skip
    assert coded(given) == {
        "line": "city", "since": "2018-06-27", "grid": "370103003001001", "name": "…", "tel": "…", "id": "…",
    }  # fmt: skip


def test_strangers_and_unknown_lists_get_nothing(street: Street, enter: Enter) -> None:
    assert Client().get("/export/matters.xlsx").status_code == 302
    assert enter("dispatch1").get("/export/nothing.xlsx").status_code == 404
    assert enter("dispatch1").put("/export/matters.xlsx").status_code == 405


def test_a_list_with_roles_is_theirs_alone(street: Street, enter: Enter, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = ListExport(
        "secret", "Matters", "desk:matters", (Column("Number"),), lambda actor, params: [("1",)],
        roles=frozenset({"leader"}),
    )  # fmt: skip
    exports.fill("test", entry)
    try:
        assert enter("c1g1").get("/export/secret.xlsx").status_code == 403
        assert enter("leader1").get("/export/secret.xlsx").status_code == 200
    finally:
        exports.empty("test")


def test_what_a_list_is_about_stands_above_its_rows_and_wide_columns_in_the_spreadsheet_alone(
    street: Street, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    columns = (Column("Number"), Column("Note", paper=False), Column("Rows", "number"))
    entry = ListExport(
        "about", "Matters", "desk:matters", columns, lambda actor, params: [("1", "宽", 123456)],
        facts=lambda actor, params: [("全部", "1")],
    )  # fmt: skip
    exports.fill("test", entry)
    told: list[dict[str, object]] = []

    def compile_(_template: bytes, *, font_paths: object, sys_inputs: dict[str, str]) -> bytes:
        told.append(json.loads(sys_inputs["data"]))
        return b"%PDF-"

    monkeypatch.setattr(listpaper.typst, "compile", compile_)
    try:
        leader = enter("leader1")
        assert leader.get("/export/about.pdf?of=7").status_code == 200
        book = export(leader, "about", "?of=7")
    finally:
        exports.empty("test")
    assert (told[0]["facts"], told[0]["rows"]) == ([["全部", "1"]], [["1", "123,456"]])
    assert len(told[0]["head"]) == len(told[0]["widths"]) == 2  # type: ignore[arg-type]
    assert cells(book)[1] == ("1", "宽", 123456)
    assert about(book)["全部"] == "1"


def test_a_column_on_paper_is_no_narrower_than_what_no_line_breaks() -> None:
    found = listpaper.widths([10, 60, 6], [["编号", "说明", "日期"], ["ZD-2018-001", "很长的说明", "2018-06-27"]])
    assert found[0] >= 11 * 4.5
    assert found[2] >= 10 * 4.5
    assert abs(sum(found) - listpaper.WIDE) < 1
    assert listpaper.widths([6] * 40, [["2018-06-27"] * 40]) == [60.0] * 40, "more than the sheet bears is shared alike"


def test_a_list_longer_than_the_limit_is_cut_and_says_so(
    street: Street, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreadsheets, "MOST", 2)
    monkeypatch.setattr(spreadsheets.write, "__kwdefaults__", {**spreadsheets.write.__kwdefaults__, "most": 2})
    for _ in range(3):
        street.report()
    book = export(enter("dispatch1"), "matters")
    rows = cells(book)
    assert len(rows) == 4
    assert "前2行" in str(rows[-1][0])
    assert "已到上限" in about(book)["行数"]
    assert lines_of(Ref("export", STREET))[-1].data["cut"] is True


def test_all_pages_of_a_long_list_are_read_by_cursor(
    street: Street, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "CHUNK", 2)
    numbers = {street.report().number for _ in range(5)}
    assert {row[0] for row in cells(export(enter("dispatch1"), "matters"))[1:]} == numbers
    assert {row[0] for row in cells(export(enter("dispatch1"), "matters", "?show=all"))[1:]} == numbers


def test_too_many_exports_at_once_are_asked_to_wait(street: Street, enter: Enter) -> None:
    for _ in range(2):
        assert exporting._at_once.acquire(blocking=False)
    try:
        answer = enter("dispatch1").get("/export/matters.xlsx")
    finally:
        for _ in range(2):
            exporting._at_once.release()
    assert answer.status_code == 503
    assert "一分钟后再试" in answer.content.decode()


def written(
    rows: Iterator[Sequence[object]] | list[Sequence[object]], *kinds: str, **more: object
) -> openpyxl.Workbook:
    headings = [spreadsheets.Heading(f"列{n}", kind) for n, kind in enumerate(kinds)]
    made = spreadsheets.write(
        "a/b:很长的标题很长的标题很长的标题很长的标题", headings, rows, about=("说明", lambda rows, cut: [("行", str(rows))]),
        cut_note="截断", **more,  # type: ignore[arg-type]
    )  # fmt: skip
    with made.file as file:
        return openpyxl.load_workbook(io.BytesIO(file.read()))


@pytest.mark.parametrize(
    "start", ["=1+1", "+86 138", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", '=HYPERLINK("x")']
)
def test_what_looks_like_a_formula_is_neutralised_and_stays_text(start: str) -> None:
    sheet = written([(start, start, start)], "text", "number", "moment").worksheets[0]
    for cell in sheet[2]:
        assert cell.data_type == "s"
        assert re.sub(r"\s", "", str(cell.value)) == "'" + re.sub(r"\s", "", start)


def test_cells_take_whatever_there_is() -> None:
    rows: list[Sequence[object]] = [
        ("\x00\x01坏\ufffe字符", 3, datetime.fromisoformat("2018-06-27T10:00:59+08:00")), (None, None, None),
        ("长" * 50_000, True, date(2018, 6, 27)), ("012", "4", "明天"),
    ]  # fmt: skip
    sheet = written(rows, "text", "number", "moment").worksheets[0]
    found = list(sheet.iter_rows(min_row=2, values_only=True))
    assert found[0] == ("坏字符", 3, AT_TEN)
    assert len(str(found[2][0])) == spreadsheets.CELL
    assert found[3] == ("012", "4", "明天")
    assert len(sheet.title) <= 31


def test_only_as_many_rows_are_asked_for_as_fit() -> None:
    asked = []

    def rows() -> Iterator[Sequence[object]]:
        for n in range(10):
            asked.append(n)
            yield (str(n),)

    sheet = written(rows(), "text", most=3).worksheets[0]
    assert [row[0] for row in sheet.iter_rows(values_only=True)] == ["列0", "0", "1", "2", "截断"]
    assert asked == [0, 1, 2, 3]


def test_a_list_is_given_on_paper_with_the_rows_of_its_spreadsheet_and_a_line_of_its_own(
    street: Street, enter: Enter
) -> None:
    street.report(text="三号楼旁边垃圾成堆")
    answer = enter("leader1").get("/export/matters.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert "attachment" in answer["Content-Disposition"]
    assert answer.content.startswith(b"%PDF-")
    data = lines_of(Ref("export", STREET))[-1].data
    assert (data["list"], data["form"], data["cut"]) == ("matters", "pdf", False)
    assert data["rows"] >= 1
    assert enter("leader1").get("/export/nothing.pdf").status_code == 404
    assert enter("c1g1").get("/export/green.pdf").status_code == 403
