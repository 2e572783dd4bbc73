"""Pages of reward and penalty: what leaders decide, what others see, what is printed."""

import io
from collections.abc import Callable

from django.test import Client
from openpyxl import load_workbook

from shiqiao.base.time import now
from shiqiao.kernel.notices.reads import inbox
from shiqiao.scenes.merit import actions, bulletin
from shiqiao.scenes.merit.models import Consequence, LedgerEntry
from shiqiao.testing.street import FIRST_GRID, Street
from tests.stories.telling import Telling

from .conftest import JUNE

Enter = Callable[[str], Client]


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def decide_all(street: Street, rows: list[Consequence]) -> None:
    for row in rows:
        actions.decide(consequence=row.id, outcome="confirmed", reason="属实", by=street.actor("leader1"), at=now())


def test_a_proposal_shows_its_evidence_and_leads_to_the_rows(
    street: Street, tell: Telling, june: list[Consequence], enter: Enter
) -> None:
    with tell.at("2018-07-03 09:00"):
        page = text(enter("leader1"), "/merit/")
        assert "解决率：2/6（33%）" in page
        assert f"/scores/grid/{FIRST_GRID}/solved/?month=2018-06" in page
        assert "待决定" in page
        one = text(enter("leader1"), f"/merit/{june[0].id}/")
        assert "作出决定" in one
        assert "作出决定" not in text(enter("auditor1"), f"/merit/{june[0].id}/")
        text(enter("c1g1"), f"/merit/{june[0].id}/", 404)
        text(enter("c1g1"), f"/merit/{june[0].id}/decide/", 404)


def test_several_are_decided_at_once_for_one_reason(
    street: Street, tell: Telling, june: list[Consequence], enter: Enter
) -> None:
    with tell.at("2018-07-03 09:00"):
        leader = enter("leader1")
        chosen = {"month": "2018-06", "one": [row.id for row in june], "confirm": "1"}
        refused = leader.post("/merit/several/", chosen, follow=True).content.decode()
        assert "已决定" not in refused.replace("已决定</h2>", "")
        assert not LedgerEntry.objects.exists(), "nothing without a reason"
        said = leader.post("/merit/several/", {**chosen, "reason": "经核对属实"}, follow=True).content.decode()
    assert "已决定2条。" in said
    assert LedgerEntry.objects.count() == 2


def test_deciding_appealing_and_reviewing_by_the_forms(
    street: Street, tell: Telling, june: list[Consequence], enter: Enter
) -> None:
    number = next(row.id for row in june if row.kind == "person")
    with tell.at("2018-07-03 09:00"):
        leader = enter("leader1")
        refused = leader.post(f"/merit/{number}/decide/", {"outcome": "changed", "points": "-1", "reason": "酌情"})
        assert refused.status_code == 422
        assert "与建议相同" in refused.content.decode()
        sent = {"outcome": "changed", "points": "-0.5", "reason": "首次，酌情"}
        assert leader.post(f"/merit/{number}/decide/", sent).status_code == 302
        assert text(leader, f"/merit/{number}/decide/", 404)
    with tell.at("2018-07-04 09:00"):
        member = enter("c1g1")
        assert "提出申诉" in text(member, f"/merit/{number}/")
        assert "merit.decided" in {one.kind for one in inbox(street.actor("c1g1"))}
        assert member.post(f"/merit/{number}/appeal/", {"reason": "两件已移交"}).status_code == 302
        assert text(leader, f"/merit/{number}/review/", 404), "who decided first does not review"
        other = enter("leader2")
        assert "复核申诉" in text(other, f"/merit/{number}/")
        assert other.post(f"/merit/{number}/review/", {"outcome": "upheld", "answer": "属实"}).status_code == 302
        account = text(member, f"/merit/year/person/{street.actor('c1g1').account}/?year=2018")
        assert "−0.5" in account
        assert "+0.5" in account
        text(enter("c1g2"), f"/merit/year/person/{street.actor('c1g1').account}/?year=2018", 404)


def test_a_bulletin_names_places_and_posts_but_no_person(
    street: Street, tell: Telling, june: list[Consequence], enter: Enter
) -> None:
    with tell.at("2018-07-03 09:00"):
        text(enter("c1g2"), "/merit/bulletins/2018-06/", 404)
        assert "先作决定" in text(enter("leader1"), "/merit/bulletins/2018-06/")
        decide_all(street, june)
        assert enter("leader1").post("/merit/bulletins/2018-06/publish/").status_code == 302
    with tell.at("2018-07-03 10:00"):
        reader = enter("c1g2")
        page = text(reader, "/merit/bulletins/2018-06/")
        assert "春元里社区第1网格员" in page
        assert "春一梅" not in page
        assert "属实" not in page, "reasons are for whom it concerns"
        pdf = reader.get("/merit/bulletins/2018-06/pdf/")
        assert pdf.content.startswith(b"%PDF")
        book = reader.get("/export/merit-bulletin.xlsx?of=2018-06")
        sheet = load_workbook(io.BytesIO(b"".join(book))).worksheets[0]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
        assert {row[2] for row in rows} == {"春元里社区第1网格员", "春元里社区第1网格"}
        assert "−3" in text(reader, "/merit/year/?kind=grid&year=2018")
        text(reader, "/merit/bulletins/2018-07/", 404)
        text(reader, "/merit/bulletins/nonsense/", 404)
    assert bulletin.bulletin(street.number, JUNE) is not None


def test_by_hand_names_what_is_missing_and_keeps_what_was_typed(street: Street, enter: Enter) -> None:
    leader = enter("leader1")
    sent = {
        "subject": f"grid:{FIRST_GRID}",
        "month": "2018-06-01",
        "points": "2",
        "reason": "夜间排水",
        "refs": "1806271",
    }
    answer = leader.post("/merit/new/", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "没有编号为1806271的事件。" in page
    assert "夜间排水" in page


def test_rules_are_published_on_the_desk_and_mistakes_named_by_place(street: Street, enter: Enter) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    admin = enter("admin1")
    bad = "since: 2018-01-01\nrules:\n  - {code: x11, title: {zh: 甲, en: A}, subject: grid, when: {indicator: {code: nothing, below: 0.5}}, points: 1}\n"  # noqa: E501
    answer = admin.post("/merit/rules/publish/", {"file": SimpleUploadedFile("merit.yaml", bad.encode())})
    assert answer.status_code == 422
    assert "x11.when.indicator" in answer.content.decode()
    assert "网格月度前三名" in text(enter("c1g1"), "/merit/rules/")
