"""The pages of supervision, as the cast uses them; and who may not."""

from collections.abc import Callable
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from shiqiao.base.actor import Ref
from shiqiao.base.time import now
from shiqiao.kernel.matters.actions import Receipt
from shiqiao.kernel.people.models import Post
from shiqiao.scenes.supervision import discipline
from shiqiao.scenes.supervision.models import DisciplineMatter, DossierPaper, Rectification, SupervisionOrder
from shiqiao.testing.street import FIRST_GRID, Street

from .conftest import Raise

Enter = Callable[[str], Client]
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def text(answer: object) -> str:
    return str(answer.content.decode())  # type: ignore[attr-defined]


def test_an_order_is_marked_on_the_matters_page_answered_with_a_file_and_struck_off(
    street: Street, given: Receipt, enter: Enter
) -> None:
    leader = enter("leader1")
    page = text(leader.get(f"/matters/{given.number}/"))
    address = f"/supervision/raise/?subject=matter%3A{given.id}&amp;mark=1"
    assert address in page
    done = leader.post(address.replace("&amp;", "&"), {"note": "请彻底解决"}, follow=True)
    assert "督〔2018〕1号" in text(done)
    assert "请彻底解决" in text(done)
    order = SupervisionOrder.objects.get()
    handler = enter("city2")
    assert "督〔2018〕1号" in text(handler.get("/supervision/"))
    refused = handler.post(f"/supervision/orders/{order.id}/answer/", {"answer": "已换管"})
    assert refused.status_code == 422
    assert "已换管" in text(refused)
    assert "请附佐证" in text(refused)
    paper = SimpleUploadedFile("a.pdf", PDF)
    done = handler.post(f"/supervision/orders/{order.id}/answer/", {"answer": "已换管", "document": paper}, follow=True)
    assert "待验收" in text(done)
    link = text(done).split('class="kit-file-row"')[1].split('href="')[1].split('"')[0]
    assert b"".join(handler.get(link).streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    assert enter("life1").get(link).status_code == 404
    done = enter("supervision1").post(f"/supervision/orders/{order.id}/accept/", {"note": ""}, follow=True)
    assert "已销号" in text(done)


def test_the_export_says_the_same_as_the_list(street: Street, given: Receipt, ordered: Raise, enter: Enter) -> None:
    ordered(invented=True)
    answer = enter("leader1").get("/export/supervision-orders.xlsx?tab=open")
    rows = list(openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content))).worksheets[0].values)  # type: ignore[attr-defined]
    assert (rows[1][0], rows[1][-1]) == ("督〔2018〕1号", "虚构")
    assert "虚构" in text(enter("leader1").get("/supervision/?tab=open"))


@pytest.mark.parametrize("login", ["dispatch2", "life1", "c1g1", "check1"])
def test_who_has_nothing_to_do_with_an_order_finds_nothing(
    street: Street, given: Receipt, ordered: Raise, enter: Enter, login: str
) -> None:
    order = ordered()
    client = enter(login)
    assert client.get(f"/supervision/orders/{order.id}/").status_code == 404
    assert client.get(f"/supervision/raise/?subject=matter:{given.id}").status_code in (403, 404)
    assert "督〔2018〕1号" not in text(client.get("/supervision/?tab=all"))


def test_a_case_is_taken_in_its_file_names_what_is_missing_and_a_step_rests(street: Street, enter: Enter) -> None:
    client = enter("dispatch1")
    sent = {
        "upstream": "演示1号", "team": "省督察组", "source": "provincial", "item": "H0102", "text": "油烟直排",
        "grid": str(FIRST_GRID), "address": "", "handed_on": "2018-06-27", "rectify_by": "2018-07-20",
    }  # fmt: skip
    page = text(client.post("/supervision/cases/new/", sent, follow=True))
    assert "卷宗尚缺" in page
    assert "交办单" in page
    case = Rectification.objects.get()
    number = page.split("/supervision/cases/")[1].split("/")[0] if "/supervision/cases/1" in page else ""
    assert number.isdigit()
    rests = text(client.get(f"/matters/{number}/"))
    assert "卷宗缺交办单" in rests
    paper = {
        "kind": "assignment",
        "number": "交办17号",
        "dated": "2018-06-27",
        "document": SimpleUploadedFile("a.pdf", PDF),
    }
    page = text(client.post(f"/supervision/cases/{number}/paper/", paper, follow=True))
    assert "交办17号" in page
    assert DossierPaper.objects.get(matter=case.matter).kind == "assignment"
    assert "卷宗缺交办单" not in text(client.get(f"/matters/{number}/"))
    assert enter("life1").get(f"/supervision/cases/{number}/").status_code == 404


def test_discipline_is_open_to_few_and_answered_by_the_person_alone(
    street: Street, given: Receipt, enter: Enter
) -> None:
    row: DisciplineMatter = discipline.open_discipline(
        post=Post.objects.get(code="city.handler1").pk, fault="slow_work", reason="两次未动", refs=[Ref("matter", given.id)],
        invented=True, by=street.actor("leader1"), at=now(),
    )  # fmt: skip
    address = f"/supervision/discipline/{row.id}/"
    assert "虚构" in text(enter("leader1").get(address))
    assert "两次未动" in text(enter("city2").get(address))
    for login in ("city1", "supervision1", "auditor1", "admin1"):
        client = enter(login)
        assert client.get(address).status_code == 404
        assert client.post(f"{address}answer/", {"answer": "x"}).status_code == 404
        assert "城一梅" not in text(client.get("/supervision/discipline/"))
    done = enter("city2").post(f"{address}answer/", {"answer": "已改"}, follow=True)
    assert "已改" in text(done)
    done = enter("leader4").post(f"{address}decide/", {"impose": "yes", "reason": "属实"}, follow=True)
    assert "已给予" in text(done)
    assert enter("city2").get(f"{address}decide/").status_code == 404
