"""The pages of employment as the cast uses them; and who may not."""

from collections.abc import Callable
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shiqiao.scenes.employment.models import Claim, Delivery, Job, JobSeeker, Vacancy
from shiqiao.scenes.employment.registering import Wanted
from shiqiao.testing.jobseekers import Living, Register
from shiqiao.testing.street import Street

Enter = Callable[[str], Client]
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
PAGES = (
    "", "register/", "follow-ups/", "checks/", "vacancies/", "vacancies/?tab=all", "vacancies/new/", "courses/", "courses/new/",
    "benefits/", "benefits/?tab=", "benefits/clashes/", "rules/", "entitled/", "communities/", "communities/370103003001/",
    "communities/370103003001/figures/placed_share/",
)  # fmt: skip


def text(answer: object) -> str:
    return str(answer.content.decode())  # type: ignore[attr-defined]


def test_a_person_is_found_put_on_the_register_helped_and_placed(street: Street, living: Living, enter: Enter) -> None:
    person, clerk = living("石八桥"), enter("c1g1")
    found = text(clerk.post("/employment/register/", {"text": "石八桥"}))
    address = f"/employment/register/?person={person.pk}"
    assert address in found
    refused = clerk.post(address, {"on": "2018-06-27", "hours": "any", "schooling": "none"})
    assert refused.status_code == 422
    given = {
        "on": "2018-06-27", "hours": "full", "schooling": "high", "proof": "unemployment_card", "categories": ["disabled"],
        "occupations": ["property"], "wage": "2000",
    }  # fmt: skip
    page = text(clerk.post(address, given, follow=True))
    assert "石*" in page
    assert "残疾" in page
    assert "石八桥" not in page
    row = JobSeeker.objects.get()
    round_page = f"/employment/seekers/{row.pk}/round/"
    said = {"channel": "station", "policy": "accepted", "post": "refused", "start_up": "not_relevant", "aid": "offered"}
    refused = clerk.post(round_page, said)
    assert refused.status_code == 422
    said |= {"training": "not_relevant", "training_reason": "已有技能", "start_up_reason": "无意愿"}
    refused = clerk.post(round_page, said)
    assert "请简要写明不接受或不适用的原因" in text(refused)
    assert "已记录" in text(clerk.post(round_page, said | {"post_reason": "离家太远"}, follow=True))
    assert "离家太远" in text(clerk.get(f"/employment/seekers/{row.pk}/"))
    waiting = Delivery.objects.filter(follow_up="open").order_by("pk")[0]
    assert f"/employment/follow-ups/{waiting.pk}/" in text(clerk.get("/employment/follow-ups/"))
    asked = text(clerk.get(f"/employment/follow-ups/{waiting.pk}/"))
    assert "石*" in asked
    assert "送就业政策" in asked, "the form says whom and what it is about"
    clerk.post(f"/employment/follow-ups/{waiting.pk}/", {"outcome": "已办理"}, follow=True)
    job = {"kind": "employed", "firm": "石桥超市", "since": "2018-06-25", "proof": "contract"}
    assert clerk.post(f"/employment/seekers/{row.pk}/job/", job).status_code == 422
    paper = SimpleUploadedFile("合同.pdf", PDF)
    done = text(clerk.post(f"/employment/seekers/{row.pk}/job/", job | {"document": paper}, follow=True))
    assert "就业登记" in done
    link = done.split("/files/")[0].rsplit('"', 1)[1] + "/files/" + done.split("/files/")[1].split('"')[0]
    assert b"".join(clerk.get(link).streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    assert enter("c2head").get(link).status_code == 404
    assert "三个月" in done or "满3个月" in done
    assert Job.objects.get().files


def test_who_was_brought_nothing_for_long_is_found_and_an_empty_search_is_told(
    street: Street, register: Register, enter: Enter
) -> None:
    row, clerk = register(), enter("life2")
    link = f"/employment/seekers/{row.pk}/"
    assert link in text(clerk.get("/employment/?tab=unserved"))
    said = {"channel": "phone", **dict.fromkeys(("policy", "post", "start_up", "training", "aid"), "offered")}
    assert clerk.post(f"{link}round/", said).status_code == 302
    assert link not in text(clerk.get("/employment/?tab=unserved"))
    assert link in text(clerk.get("/employment/"))
    for nothing in (" ", "石"):
        assert "请输入姓名（至少两个字）" in text(clerk.post("/employment/register/", {"text": nothing}))


@pytest.mark.parametrize("login", ["life1", "life2", "c1head", "c1g1", "leader1", "auditor1"])
def test_every_page_opens_for_who_keeps_or_reads_the_register(
    street: Street, register: Register, vacancy: Callable[..., Vacancy], enter: Enter, login: str
) -> None:
    row, offer = register(wanted=Wanted(occupations=("property",))), vacancy()
    client = enter(login)
    writes = login != "auditor1"
    for page in PAGES:
        allowed = (200,) if writes else (200, 404)
        assert client.get(f"/employment/{page}").status_code in (*allowed, *((404,) if "courses/new" in page else ()))
    for page in (f"seekers/{row.pk}/", f"vacancies/{offer.pk}/"):
        assert client.get(f"/employment/{page}").status_code == 200
    for do in ("round", "job", "apply", "enrol", "claim", "visit", "change", "status"):
        assert client.get(f"/employment/seekers/{row.pk}/{do}/").status_code == (200 if writes else 404)


def test_a_benefit_is_claimed_refused_appealed_and_decided_on_the_desk(
    street: Street, register: Register, enter: Enter
) -> None:
    row, clerk, head = register(), enter("c1head"), enter("life1")
    given = {"benefit": "older_bridge", "since": "2018-06-27", "proof": "statement"}
    page = text(clerk.post(f"/employment/seekers/{row.pk}/claim/", given, follow=True))
    assert "已提交审批" in page
    claim = Claim.objects.get()
    shown = text(head.get(f"/employment/benefits/{claim.pk}/"))
    assert "记录未显示" in shown
    assert "approve" not in text(clerk.get(f"/employment/benefits/{claim.pk}/"))
    refused = {"why": "not_entitled", "reason": "登记不足九十天"}
    head.post(f"/employment/benefits/{claim.pk}/refuse/", refused)
    clerk.post(f"/employment/benefits/{claim.pk}/appeal/", {"reason": "此前在外区登记"})
    assert "decide" not in text(head.get(f"/employment/benefits/{claim.pk}/"))
    leader = enter("leader5")
    assert "此前在外区登记" in text(leader.get(f"/employment/benefits/{claim.pk}/"))
    leader.post(f"/employment/benefits/{claim.pk}/decide/", {"grant": "yes", "reason": "补充登记记录属实"})
    claim.refresh_from_db()
    assert claim.state == "approved"


def test_the_export_says_the_same_as_the_list(street: Street, register: Register, enter: Enter) -> None:
    row = register()
    answer = enter("life1").get("/export/job-seekers.xlsx")
    rows = list(openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content))).worksheets[0].values)  # type: ignore[attr-defined]
    assert str(rows[1][0]) == str(row.pk)
    assert "*" in str(rows[1][1])


def test_who_has_nothing_to_do_with_it_sees_an_empty_register(street: Street, register: Register, enter: Enter) -> None:
    row = register()
    client = enter("city2")
    assert f"/employment/seekers/{row.pk}/" not in text(client.get("/employment/?tab=all"))
    assert client.get(f"/employment/seekers/{row.pk}/").status_code == 404
    assert client.get("/employment/register/").status_code == 404


def test_lists_ask_the_same_whatever_stands_on_them(street: Street, register: Register, enter: Enter) -> None:
    client, asked = enter("life1"), []
    register(wanted=Wanted(categories=("disabled",)))
    for page in ("", "entitled/"):
        client.get(f"/employment/{page}")  # what a process reads once is not what a list costs
    for count in (1, 6):
        for _ in range(count):
            register(wanted=Wanted(categories=("disabled",)))
        for page in ("", "entitled/"):
            with CaptureQueriesContext(connection) as seen:
                client.get(f"/employment/{page}")
            asked.append(len(seen))
    # The office's hours are read anew now and then; six people more would be six queries more.
    assert all(abs(few - many) <= 1 for few, many in zip(asked[:2], asked[2:], strict=True)), asked
