"""The lists of the exchange as spreadsheets: the page's tab, no reporter, and nobody who does not oversee the street."""

import io
from collections.abc import Callable

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from shiqiao.scenes.hotline import exports, reads
from shiqiao.scenes.hotline.models import Difference, Order

Enter = Callable[[str], Client]
Take = Callable[..., Order]
HEADINGS = ["工单编号", "来电时间", "派发时间", "诉求内容", "诉求分类", "办理时限", "工单状态"]
REST = ["2018-06-27 09:10:00", "2018-06-27 09:40:00", "路灯不亮", "", "2018-06-29 09:40:00"]


def book(client: Client, code: str, query: str = "") -> openpyxl.Workbook:
    answer = client.get(f"/export/{code}.xlsx{query}")
    assert answer.status_code == 200, answer
    return openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]


def rows(client: Client, code: str, query: str = "") -> list[tuple[object, ...]]:
    return list(book(client, code, query).worksheets[0].iter_rows(min_row=2, values_only=True))


def test_orders_are_exported_by_tab_and_by_cursor_without_the_reporter(
    enter: Enter, taken: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = {taken(f"JN{n}").number for n in range(5)}
    client = enter("dispatch1")
    monkeypatch.setattr(exports, "CHUNK", 2)
    assert {row[0] for row in rows(client, "hotline-orders")} == numbers
    assert {row[0] for row in rows(client, "hotline-orders", "?tab=all")} == numbers
    assert rows(client, "hotline-orders", "?tab=work") == []
    assert [row[0] for row in rows(client, "hotline-orders", "?tab=work&q=JN3")] == ["JN3"]
    told = "\n".join(str(cell) for sheet in book(client, "hotline-orders") for row in sheet.values for cell in row)
    assert "13800001234" not in told
    assert "赵甲乙" not in told


def test_the_queries_of_a_list_do_not_grow_with_its_rows(
    enter: Enter, taken: Take, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for number in range(12):
        taken(f"JN{number}")
    client = enter("dispatch1")
    rows(client, "hotline-orders")
    with django_assert_max_num_queries(24):
        assert len(rows(client, "hotline-orders")) == 12


def test_differences_are_taken_from_their_comparison_by_cursor(
    enter: Enter, taken: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken("A1")
    text = "\n".join(",".join(line) for line in (HEADINGS, ["A1", *REST, "已退回"], ["A7", *REST, "待签收"]))
    sent = {
        "file": SimpleUploadedFile("theirs.csv", text.encode("gb18030")), "since": "2018-06-01", "until": "2018-06-30",
    }  # fmt: skip
    client = enter("dispatch1")
    client.post("/hotline/reconcile/", sent)
    run = Difference.objects.all()[0].run
    assert (
        f'href="/export/hotline-differences.xlsx?of={run}"' in client.get(f"/hotline/reconcile/{run}/").content.decode()
    )
    found = rows(client, "hotline-differences", f"?of={run}")
    assert {row[1] for row in found} == {"A1", "A7"}
    assert len(found) == Difference.objects.count() > 1
    whole, one = reads.differences_in, 1
    monkeypatch.setattr(reads, "differences_in", lambda run, after=None: whole(run, after=after, limit=one))
    assert rows(client, "hotline-differences", f"?of={run}") == found
    assert client.get("/export/hotline-differences.xlsx?of=999").status_code == 404
    [compared] = rows(client, "hotline-runs")
    assert compared[4] == len(found)


def test_rates_have_a_row_for_the_street_each_community_and_each_unit(enter: Enter, taken: Take) -> None:
    taken("A1")
    found = rows(enter("leader1"), "hotline-rates", "?month=2018-06")
    assert {row[0] for row in found} == {"街道", "社区", "单位"}
    assert {row[2] for row in found} == {1}
    assert rows(enter("leader1"), "hotline-rates", "?month=2018-01") == []


@pytest.mark.parametrize("login", ["c1g1", "city1"])
def test_who_does_not_oversee_the_street_takes_nothing(enter: Enter, taken: Take, login: str) -> None:
    taken()
    for entry in exports.ALL:
        assert enter(login).get(f"/export/{entry.code}.xlsx").status_code == 403, entry.code
