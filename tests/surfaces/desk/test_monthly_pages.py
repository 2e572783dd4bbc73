"""The page of monthly reports: ordering, states, files, and who may."""

import io

from openpyxl import load_workbook

from shiqiao.base.time import now
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.kernel.monthly import making
from shiqiao.kernel.monthly.models import MonthlyReport
from shiqiao.testing.street import Street

from .conftest import Enter

PAGE = "/scores/monthly/"
ZH = {"HTTP_ACCEPT_LANGUAGE": "zh-CN"}


def ordered(street: Street, enter: Enter) -> MonthlyReport:
    answer = enter("leader1").post(PAGE, {"month": "2018-06"}, **ZH)
    street.reopen()
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    return MonthlyReport.objects.get()


def test_a_leader_orders_waits_and_fetches_both_files(street: Street, enter: Enter) -> None:
    row = ordered(street, enter)
    waiting = enter("leader1").get(PAGE, **ZH).content.decode()
    street.reopen()
    assert "排队中" in waiting or "等待" in waiting
    assert 'hx-trigger="every 4s"' in waiting
    assert making.make_report(report=row.id, at=now())
    page = enter("leader1").get(PAGE, **ZH).content.decode()
    street.reopen()
    assert "已生成" in page
    assert "未定稿" in page
    assert "hx-trigger" not in page.split('id="reports"')[1].split(">")[0], "nothing moves any more"
    row.refresh_from_db()
    found = {}
    for one in row.files:
        address = f"{PAGE}{row.id}/files/{one['file']}/"
        assert address in page
        answer = enter("auditor1").get(address, **ZH)
        found[one["kind"], one["language"]] = (b"".join(answer.streaming_content), answer)
        street.reopen()
    content, answer = found["xlsx", "zh-hans"]
    assert "本月概况" in load_workbook(io.BytesIO(content)).sheetnames
    assert "2018-06" in answer["Content-Disposition"]
    assert answer["Content-Disposition"].startswith("attachment")
    assert found["pdf", "en"][0].startswith(b"%PDF-")


def test_what_failed_says_why_with_again(street: Street, enter: Enter) -> None:
    row = ordered(street, enter)
    MonthlyReport.objects.filter(pk=row.id).update(state="failed", reason="font_missing")
    page = enter("leader1").get(PAGE, **ZH).content.decode()
    street.reopen()
    assert "缺少 PDF 字体" in page
    assert "重新生成" in page
    answer = enter("leader1").post(f"{PAGE}{row.id}/again/")
    street.reopen()
    assert answer.status_code == 302
    assert MonthlyReport.objects.get().state == "waiting"
    assert "重新生成" not in enter("auditor1").get(PAGE, **ZH).content.decode(), "who only reads has no buttons"


def test_a_month_that_cannot_be_chosen_is_refused_with_the_field(street: Street, enter: Enter) -> None:
    answer = enter("leader1").post(PAGE, {"month": "2018-07"})
    street.reopen()
    assert answer.status_code == 422
    assert not MonthlyReport.objects.exists()


def test_others_see_neither_page_nor_file(street: Street, enter: Enter) -> None:
    row = ordered(street, enter)
    assert making.make_report(report=row.id, at=now())
    row.refresh_from_db()
    for login in ("c1g1", "c1head", "dispatch1", "admin1"):
        for path in (PAGE, f"{PAGE}{row.id}/files/{row.files[0]['file']}/"):
            assert enter(login).get(path).status_code in (403, 404), (login, path)
            street.reopen()
        assert PAGE not in enter(login).get("/scores/").content.decode()
        street.reopen()
    assert enter("leader1").get(f"{PAGE}{row.id + 1}/files/1/").status_code == 404
    street.reopen()
    assert enter("auditor1").post(f"{PAGE}{row.id}/again/").status_code == 403
    street.reopen()
    assert enter("auditor1").post(PAGE, {"month": "2018-06"}).status_code == 403
    street.reopen()


def test_the_notice_leads_to_the_page(street: Street, enter: Enter) -> None:
    row = ordered(street, enter)
    assert making.make_report(report=row.id, at=now())
    page = enter("leader1").get("/notices/?about=scores", **ZH).content.decode()
    assert "月报已生成" in page
    assert PAGE in page
    street.reopen()
    assert list(JournalLine.objects.filter(code__startswith="monthly.").values_list("code", flat=True).order_by("id")) == [
        "monthly.ordered", "monthly.made",
    ]  # fmt: skip
