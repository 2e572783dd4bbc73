"""What stands in the files: counted once more by plain SQL over names of tables, in xlsx and PDF and both languages."""

import io
import re
from typing import Any

import pytest
from django.db import connection
from openpyxl import load_workbook

from shiqiao.base.chapters import Asked, Change, Chapter, Chart, Column, Share, Table, plain, read
from shiqiao.kernel.monthly.hooks import Cover
from shiqiao.surfaces.desk.monthly import drawing, workbook
from shiqiao.testing.street import STREET, Street
from tests.kernel.scoring.conftest import Lives

from .conftest import LATER, Making, book_of, content_of, table, text_of

JUNE_ONLY = "{0} AT TIME ZONE 'Asia/Shanghai' >= '2018-06-01' AND {0} AT TIME ZONE 'Asia/Shanghai' < '2018-07-01'"
REPORTED, ENDED = JUNE_ONLY.format("reported_at"), JUNE_ONLY.format("ended_at")
# Sheet, heading of the table, and the same counts by plain SQL: what the row is called in the database, and how many.
PLAIN = {
    "channel": f"SELECT channel, count(*) FROM matters_matter WHERE {REPORTED} GROUP BY 1",
    "line": f"SELECT line, count(*) FROM matters_matter WHERE {REPORTED} GROUP BY 1",
    "item": f"SELECT item, count(*) FROM matters_matter WHERE {REPORTED} GROUP BY 1",
    "grid": f"SELECT grid, count(*) FROM matters_matter WHERE {REPORTED} GROUP BY 1",
    "community": f"SELECT community, count(*) FROM matters_matter WHERE {REPORTED} GROUP BY 1",
}
HEADS = {"channel": "来源", "line": "条线", "item": "事项", "grid": "网格", "community": "社区"}
HANDLE = f"""SELECT count(*) FILTER (WHERE c.stopped_at <= c.due_at), count(*) FROM clocks_clock c
JOIN matters_matter m ON m.id = c.subject AND c.kind = 'matter' AND c.name = 'handle'
WHERE c.run = (SELECT max(run) FROM clocks_clock o WHERE o.kind = 'matter' AND o.subject = m.id AND o.name = 'handle')
AND NOT m.paused AND m.duplicate_of = 0
AND (c.stopped_at IS NOT NULL OR c.paused_at IS NULL AND c.due_at <= '2018-07-15T10:00:00+08:00')
AND {JUNE_ONLY.format("c.due_at")}"""
SOLVED = f"""SELECT count(*) FILTER (WHERE b.solved), count(*) FROM matters_callback b JOIN matters_matter m ON m.id = b.matter
WHERE m.duplicate_of = 0 AND b.solved IS NOT NULL AND {JUNE_ONLY.format("b.at")}
AND b.id = (SELECT max(id) FROM matters_callback o WHERE o.matter = m.id)"""


def rows(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


@pytest.mark.parametrize("by", PLAIN)
def test_reports_are_what_plain_sql_counts(made: Any, by: str) -> None:
    shown = table(book_of(made), "上报情况", HEADS[by])
    assert sorted(row[0] for row in shown.values()) == sorted(many for _, many in rows(PLAIN[by]))
    assert sum(row[0] for row in shown.values()) == rows(f"SELECT count(*) FROM matters_matter WHERE {REPORTED}")[0][0]


def test_terms_call_backs_and_what_is_open_are_what_plain_sql_counts(made: Any) -> None:
    book = book_of(made)
    ((in_time, due),) = rows(HANDLE)
    row = table(book, "办理时限", "指标")["按期处置率"]
    assert (row[0], row[1], row[2]) == (in_time, due, in_time / due)
    ((solved, asked),) = rows(SOLVED)
    row = table(book, "回访情况", "指标")["解决率"]
    assert (row[0], row[1], row[2]) == (solved, asked, solved / asked)
    ((held,),) = rows(
        "SELECT count(*) FROM matters_matter WHERE reported_at < '2018-07-01T00:00:00+08:00' "
        "AND (ended_at IS NULL OR ended_at >= '2018-07-01T00:00:00+08:00')"
    )
    key = table(book, "本月概况", "指标")
    assert key["期末在办"][0] == held > 0
    assert key["办结"][0] == rows(f"SELECT count(*) FROM matters_matter WHERE {ENDED}")[0][0]
    assert len(table(book, "久拖与反复", "编号")) == held


def test_scores_are_those_of_the_closed_month(made: Any) -> None:
    from shiqiao.kernel.scoring.reads import scores

    shown = table(book_of(made), "考核得分与排名", "名次")
    with_work = [one.total for one in scores(STREET, "grid", made.starts, made.ends) if one.total is not None]
    assert [row[1] for row in shown.values()] == [float(total) for total in with_work]
    assert len(with_work) == 1


def test_paper_holds_the_same_numbers_as_the_spreadsheet_in_both_languages(made: Any) -> None:
    from shiqiao.surfaces.desk.monthly.writing import written

    for language in ("zh-hans", "en"):
        said = text_of(made, language)
        chapters = [read(one) for one in made.content[language]]
        cells = [cell for one in chapters for t in one.tables if not t.wide for row in t.rows for cell in row]
        numbers = {written(cell) for cell in cells if isinstance(cell, int | float | Share)}
        assert len(numbers) > 15
        assert {one for one in numbers if one not in said} == set()
        assert all("".join(one.title.split()) in said for one in chapters)
    assert "2018年6月共上报事件8件" in text_of(made)
    assert "已定稿" in text_of(made)
    assert "In June 2018 8 matters were reported".replace(" ", "") in text_of(made, "en")


def test_a_month_that_is_not_closed_says_so_on_every_page_and_in_the_sheet(
    street: Street, lived: Lives, making_it: Making
) -> None:
    row = making_it()
    said = text_of(row)
    pages = int(re.findall(r"共(\d+)页", said)[0])
    assert said.count("未定稿，数据截至2018年6月27日") == pages + 1, "each page's foot, and the first page"
    assert any("未定稿" in str(cell.value) for line in book_of(row)["目录"].iter_rows() for cell in line)


def test_charts_are_native_bound_to_cells_and_paper_holds_vectors_only(made: Any) -> None:
    book = book_of(made)
    charts = [(sheet.title, chart) for sheet in book for chart in sheet._charts]
    assert {"LineChart", "BarChart"} <= {type(chart).__name__ for _, chart in charts}
    for title, chart in charts:
        for series in chart.series:
            assert series.val.numRef.f.startswith(f"'{title}'!$")
            assert series.cat is not None
    assert b"/Subtype/Image" not in content_of(made, "pdf").replace(b" ", b"")


def test_sheets_are_ready_to_print_with_heads_that_stay(made: Any) -> None:
    book = book_of(made)
    for sheet in book:
        assert sheet.page_setup.paperSize == 9, "A4"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert all(sheet.freeze_panes for sheet in book.worksheets[1:])
    assert book["各网格指标明细"].freeze_panes == "B4", "below the headings of the one table"
    share = next(cell for line in book["办理时限"].iter_rows() for cell in line if cell.number_format == "0.0%")
    assert isinstance(share.value, float)


def test_nobody_is_named(made: Any) -> None:
    from shiqiao.kernel.people.models import Account

    names = set(Account.objects.values_list("display_name", flat=True))
    said = text_of(made) + " ".join(
        str(cell.value) for sheet in book_of(made) for line in sheet.iter_rows() for cell in line
    )
    assert len(names) > 40
    assert {name for name in names if len(name) > 1 and name in said} == set()


COVER = Cover(STREET, "2018-06", 1, None, LATER)


def test_what_begins_like_a_formula_stays_text(street: Street) -> None:
    odd = ("=1+1", "+86", "-2", "@SUM(A1)", "＝1", "\t=1")
    column = (Column("words", text=True), Column("n"))
    content = workbook.render([Chapter("=C", ("=cmd",), (Table("=T", column, tuple((one, 1) for one in odd)),))], COVER)
    book = load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line]
    assert all(cell.data_type != "f" for cell in cells)
    assert {f"'{one}" for one in odd[:5]} <= {cell.value for cell in cells}


def test_chapters_come_back_from_json_as_they_were() -> None:
    rows = (("一", 3, Share(1 / 3), Change(-0.1), Change(0.02, points=True), None, 12.34),)
    columns = tuple(Column(str(n), text=n == 0) for n in range(7))
    one = Chapter("题", ("句",), (Table("表", columns, rows, Chart("bar", "图", 0, (1, 2)), "注", wide=True),))
    assert read(plain(one)) == one


def test_a_drawing_of_nothing_or_of_one_thing_is_left_out() -> None:
    columns, chart = (Column("m", text=True), Column("n")), Chart("line", "t", 0, (1,))
    assert drawing.drawn(Table("t", columns, (("a", 0), ("b", 0)), chart)) == ""
    assert drawing.drawn(Table("t", columns, (("a", 5),), chart)) == ""
    assert drawing.drawn(Table("t", columns, (("<a>", 5), ("b", None), ("c", 6)), chart)).count("<polyline") == 3


@pytest.mark.parametrize("values", [(0.0, 3.0), (97.0, 99.0), (5.0, 5.0), (0.0, 0.001), (1e6, 3e6), (-4.0, 2.0)])
def test_an_axis_holds_all_its_values_between_few_round_marks(values: tuple[float, float]) -> None:
    low, high, step = drawing.scale(values)
    assert low <= min(values)
    assert high >= max(values) - 1e-9
    assert 1 <= round((high - low) / step) <= 8


def test_what_was_read_once_serves_every_language() -> None:
    from datetime import date

    asked, times = Asked(STREET, date(2018, 6, 1), date(2018, 7, 1), LATER), []
    assert [asked.once("x", lambda: times.append(1) or len(times)) for _ in range(3)] == [1, 1, 1]
