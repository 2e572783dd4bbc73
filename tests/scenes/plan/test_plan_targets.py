"""Targets: entered by the unit in charge with a paper, corrected without losing anything, read as the report told it."""

import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client

from shiqiao.base.actor import system
from shiqiao.base.errors import Forbidden, Invalid, NotFound
from shiqiao.base.time import now
from shiqiao.kernel.files.reads import attachments_of
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.scenes.plan import reads
from shiqiao.scenes.plan.actions import Figure, correct_actual, enter_known
from shiqiao.scenes.plan.documents import publish, take_over
from shiqiao.scenes.plan.errors import EnteredMeanwhile, NotInCharge
from shiqiao.scenes.plan.models import Actual, Known, Version
from shiqiao.testing.street import STREET, Street

from .conftest import PAPER, Entering, number_of

Enter = Callable[[str], Client]


@pytest.fixture
def reported(street: Street) -> Street:
    """The figures that the report told."""
    assert enter_known(street=STREET, by=system("plan", street=STREET), at=now()) == 4
    assert enter_known(street=STREET, by=system("plan", street=STREET), at=now()) == 0
    return street


def standing(code: str, year: int) -> reads.Standing:
    return next(one for one in reads.standings(STREET, year) if one.target.code == code)


def test_the_year_of_the_report_stands_as_it_was_told(reported: Street, enter: Enter) -> None:
    assert Actual.objects.get(target=number_of("budget_revenue"), year=2017).value == Decimal("13.34")
    assert standing("budget_revenue", 2017).share == Fraction(19, 100)
    assert standing("fixed_investment", 2017).completion == Fraction("1.204")
    page = enter("leader1").get("/plan/targets/?year=2017").content.decode()
    for said in ("13.34", "19%", "3.01", "120.4%", "24.74", "达到序时进度"):
        assert said in page, said
    one = enter("leader1").get(f"/plan/targets/{number_of('budget_revenue')}/?year=2017").content.decode()
    assert "报纸报道" in one
    assert "原文所述" in one


def test_the_locality_s_file_is_published_once(street: Street) -> None:
    assert Version.objects.filter(street=STREET, kind="targets").count() == 1
    said: list[str] = []
    text = (Path("localities") / "ganshiqiao" / "targets.yaml").read_text(encoding="utf-8")
    take_over("targets", STREET, text, by=system("test"), at=now(), say=said.append)
    assert said == []
    changed = text.replace("target: 3.20", "target: 3.40")
    take_over("targets", STREET, changed, by=system("test"), at=now(), say=said.append)
    assert [one for one in said if "differs from version 1" in one]
    numbers = set(Known.objects.values_list("code", "id"))
    publish(kind="targets", street=STREET, text=changed, by=system("test"), at=now())
    assert set(Known.objects.values_list("code", "id")) == numbers
    assert standing("fixed_investment", 2018).asked.target == Decimal("3.40")  # type: ignore[union-attr]


def test_a_mistake_in_the_file_is_named_by_its_place(street: Street) -> None:
    text = (Path("localities") / "ganshiqiao" / "targets.yaml").read_text(encoding="utf-8")
    with pytest.raises(Invalid) as refused:
        publish(
            kind="targets", street=STREET, text=text.replace("livelihood_office", "nobody"), by=system("test"), at=now()
        )
    assert set(refused.value.fields) == {"jobs_registered.in_charge"}
    with pytest.raises(Invalid) as refused:
        publish(
            kind="targets",
            street=STREET,
            text=text.replace("retail_sales", "budget_revenue"),
            by=system("test"),
            at=now(),
        )
    assert set(refused.value.fields) == {"budget_revenue"}
    with pytest.raises(Forbidden):
        publish(kind="targets", street=STREET, text=text, by=street.actor("leader1"), at=now())


def test_only_the_unit_in_charge_enters(street: Street, entering: Entering) -> None:
    for login in ("leader1", "city1", "c1g1", "admin1"):
        with pytest.raises(NotInCharge):
            entering(by=login)
    row = entering()
    assert (row.entered_by, row.turn) == ("economy.head", 1)
    line = JournalLine.objects.get(code="plan.entered", subject=row.target)
    assert line.data["value"] == "1.50"
    assert "统计月报" not in str(line.data)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"month": 7}, "month"), ({"year": 2019}, "month"), ({"value": Decimal("-1")}, "value"),
        ({"value": Decimal(10) ** 14}, "value"), ({"district": Decimal("1"), "district_source": "月报"}, "district"),
        ({"district": Decimal("9"), "share": Decimal("9"), "district_source": "月报"}, "share"),
        ({"share": Decimal("101"), "district_source": "月报"}, "share"), ({"district": Decimal("9")}, "district_source"),
        ({"source": replace(PAPER, title=" ")}, "paper_title"), ({"source": replace(PAPER, published=False)}, "file"),
        ({"source": replace(PAPER, day=date(2018, 6, 28))}, "paper_day"),
    ],
)  # fmt: skip
def test_what_cannot_be_names_its_field_and_enters_nothing(
    entering: Entering, wrong: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        entering(**wrong)
    assert set(refused.value.fields) == {field}
    assert not Actual.objects.exists()


def test_a_month_has_one_figure_until_it_is_corrected(street: Street, entering: Entering) -> None:
    row = entering()
    with pytest.raises(EnteredMeanwhile):
        entering(value=Decimal("1.60"))
    by, figure = street.actor("economy1"), Figure(2018, 5, Decimal("1.05"))
    with pytest.raises(Invalid) as refused:
        correct_actual(actual=row.pk, figure=figure, source=PAPER, reason=" ", by=by, at=now())
    assert set(refused.value.fields) == {"reason"}
    with pytest.raises(Invalid):
        correct_actual(actual=row.pk, figure=replace(figure, month=4), source=PAPER, reason="错月", by=by, at=now())
    second = correct_actual(actual=row.pk, figure=figure, source=PAPER, reason="数字颠倒", by=by, at=now())
    assert (second.turn, standing("fixed_investment", 2018).latest.value) == (2, Decimal("1.05"))  # type: ignore[union-attr]
    assert [one.value for one in reads.turns(STREET, row.target, 2018)] == [Decimal("1.05"), Decimal("1.50")]
    with pytest.raises(EnteredMeanwhile):
        correct_actual(actual=row.pk, figure=figure, source=PAPER, reason="再改", by=by, at=now())
    with pytest.raises(NotFound):
        correct_actual(actual=10**9, figure=figure, source=PAPER, reason="没有", by=by, at=now())


def test_the_database_changes_no_figure(entering: Entering) -> None:
    row = entering()
    with pytest.raises(DatabaseError), transaction.atomic():
        Actual.objects.filter(pk=row.pk).update(value=9)
    with pytest.raises(DatabaseError), transaction.atomic():
        Actual.objects.filter(pk=row.pk).delete()


def test_the_district_s_figure_gives_the_share(entering: Entering) -> None:
    entering(district=Decimal("6"), district_source="区统计月报")
    assert standing("fixed_investment", 2018).share == Fraction(1, 4)


def test_a_state_that_should_fall_is_judged_along_its_own_line(street: Street, entering: Entering) -> None:
    entering("unlawful_structures", by="city1", value=Decimal("6900"))
    found = standing("unlawful_structures", 2018)
    assert found.line == Fraction(12600) * 7 / 12
    assert (found.light, found.progress) == ("green", Fraction(12600 - 6900, 12600))


def form(**more: object) -> dict[str, object]:
    return {"month": "5", "value": "1.5", "paper_title": "统计月报", "paper_day": "2018-06-12", **more}


def test_the_form_keeps_the_paper_and_what_was_typed(street: Street, enter: Enter) -> None:
    client, number = enter("economy1"), number_of("fixed_investment")
    book = io.BytesIO()
    openpyxl.Workbook().save(book)
    paper = SimpleUploadedFile("月报.xlsx", book.getvalue())
    refused = client.post(f"/plan/targets/{number}/enter/?year=2018", form(value="一点五", file=paper))
    page = refused.content.decode()
    assert refused.status_code == 422
    assert 'value="一点五"' in page
    assert 'value="统计月报"' in page
    sent = page.split('name="sent" value="')[1].split('"')[0]
    done = client.post(f"/plan/targets/{number}/enter/?year=2018", form(sent=sent))
    assert done.status_code == 302, done.content.decode()
    row = Actual.objects.get(target=number)
    (kept,) = attachments_of(reads.Ref(reads.FILE, row.pk))
    assert JournalLine.objects.get(code="plan.entered", subject=number).data["files"] == [kept.sha256]
    got = client.get(f"/plan/figures/{row.pk}/papers/{kept.pk}/")
    assert b"".join(got.streaming_content) == book.getvalue()  # type: ignore[attr-defined]
    assert client.get(f"/plan/figures/{row.pk}/papers/{kept.pk + 1}/").status_code == 404


def test_a_correction_is_shown_beside_what_it_corrects(street: Street, enter: Enter, entering: Entering) -> None:
    row, client = entering(), enter("economy1")
    page = client.get(f"/plan/figures/{row.pk}/correct/").content.decode()
    assert 'value="1.5"' in page
    answer = client.post(f"/plan/figures/{row.pk}/correct/", form(value="1.05", published="on"))
    assert answer.status_code == 422
    assert Actual.objects.count() == 1
    client.post(f"/plan/figures/{row.pk}/correct/", form(value="1.05", published="on", reason="数字颠倒"))
    page = client.get(f"/plan/targets/{row.target}/?year=2018").content.decode()
    for said in ("数字颠倒", "1.50", "1.05", "已更正", "慢于序时进度"):
        assert said in page, said
    assert enter("leader1").get(f"/plan/figures/{row.pk}/correct/").status_code == 403


def test_the_year_and_the_months_are_taken_away_as_spreadsheets(
    street: Street, enter: Enter, entering: Entering
) -> None:
    row, client = entering(), enter("leader1")

    def sheet(address: str) -> list[tuple[object, ...]]:
        answer = client.get(address)
        book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
        return list(book.worksheets[0].iter_rows(min_row=2, values_only=True))

    assert ("社会固定资产投资", "1.50") in {(one[0], one[4]) for one in sheet("/export/plan-targets.xlsx?year=2018")}
    (told,) = sheet(f"/export/plan-months.xlsx?year=2018&of={row.target}")
    assert (told[1], told[4], told[5]) == (1.5, "统计月报", "统〔2018〕5号")


def test_the_table_asks_the_same_however_many_targets(
    street: Street, entering: Entering, django_assert_max_num_queries
) -> None:  # type: ignore[no-untyped-def]
    for code, by in (("fixed_investment", "economy1"), ("retail_sales", "economy1"), ("unlawful_structures", "city1")):
        entering(code, by=by)
    reads.targets(STREET)
    with django_assert_max_num_queries(1):
        assert len(reads.standings(STREET, 2018)) == 7


def year_table(*rows: tuple[object, ...]) -> SimpleUploadedFile:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in (("目标任务", "年度", "月份", "完成数", "来源文号"), *rows):
        book.active.append(row)
    book.save(out)
    return SimpleUploadedFile("全年.xlsx", out.getvalue())


def kept_in(page: str) -> str:
    """Return the hidden field in which a form keeps what was sent."""
    found = re.search(r'name="sent" value="([^"]+)"', page)
    assert found
    return found[1]


def test_a_year_is_entered_from_a_table_and_each_wrong_row_is_named(street: Street, enter: Enter) -> None:
    client = enter("economy1")
    good = [("社会固定资产投资", 2018, 1, 0.05, "统1号"), ("retail_sales", 2018, 1, "2.28", "统1号")]
    wrong = [("存量违法建设面积", 2018, 1, 9, ""), ("没有这项", 2018, 1, 9, ""), ("retail_sales", 2018, 9, 9, ""),
             ("retail_sales", 2018, 2, "四", "")]  # fmt: skip
    sent = {"title": "2018年月报汇编", "whole": "on"}
    page = client.post("/plan/targets/import/", {**sent, "file": year_table(*good, *wrong)}).content.decode()
    for said in (
        "尚未录入",
        "可录入2项完成数",
        "4行无法使用",
        "社会固定资产投资",
        "只有责任单位",
        "该月尚未开始",
        "不是数字",
    ):
        assert said in page, said
    assert not Actual.objects.exists(), "a look enters nothing"
    kept = {**sent, "sent": kept_in(page), "enter": "1"}
    page = client.post("/plan/targets/import/", kept).content.decode()
    assert not Actual.objects.exists(), "a wrong row, and nothing is entered"
    for said in ("已录入0项完成数", "没有目标任务“没有这项”"):
        assert said in page, said
    page = client.post("/plan/targets/import/", {**kept, "title": "汇编", "whole": ""}).content.decode()
    assert "已录入2项完成数" in page
    rows = list(Actual.objects.order_by("id"))
    assert [(row.value, row.paper_title, row.paper_number) for row in rows] == [
        (Decimal("0.05"), "汇编", "统1号"), (Decimal("2.28"), "汇编", "统1号"),
    ]  # fmt: skip
    assert {len(kept) for kept in reads.papers(rows).values()} == {1}
    empty = client.post("/plan/targets/import/", {"title": "空", "file": year_table()})
    assert "没有可录入的行" in empty.content.decode()
    assert "请选择表格" in client.post("/plan/targets/import/", {"title": "空", "enter": "1"}).content.decode()
    stranger = enter("c1g1").post("/plan/targets/import/", {**kept, "whole": ""}).content.decode()
    assert "请先上传该文件" in stranger, "a table is entered by who sent it"
