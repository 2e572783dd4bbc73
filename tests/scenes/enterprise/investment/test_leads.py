"""Leads from the first word to the move, floors let once at a time, losses with their reasons, pages and lists."""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from openpyxl import load_workbook

from shiqiao.base.actor import Ref
from shiqiao.base.errors import Forbidden, Invalid, NotFound
from shiqiao.base.time import held, now
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.scenes.enterprise.investment import demo, leading, piles, reads, rules
from shiqiao.scenes.enterprise.investment.errors import FloorTakenAlready, LeadOver
from shiqiao.scenes.enterprise.investment.tables import FloorTaken, Lead, PremisesFloor
from shiqiao.testing.street import STREET, Street
from tests.scenes.enterprise.investment.conftest import FROM, UNTIL

Find = Callable[..., Lead]
Enter = Callable[[str], Client]
Floors = list[PremisesFloor]


def test_a_lead_comes_stage_by_stage_and_each_stage_has_its_length(
    street: Street, find: Find, onward: Find, floors: Floors
) -> None:
    row = find()
    let = {"floors": (floors[0].pk,), "since": FROM, "until": UNTIL}
    for days, more in ((3, {}), (10, {"floors": (floors[0].pk,)}), (20, let)):
        with held(now() + timedelta(days=days)):
            row = onward(row, **{**more, "next_on": date(2018, 9, 1)})
    with held(now() + timedelta(days=30)):
        row = onward(row, next_step="", next_on=None)
    assert (row.stage, row.next_on, row.next_step) == ("moved_in", None, "")
    assert [rules.days_in(one.since, one.until, now()) for one in reversed(reads.stages_of(row))][:4] == [3, 7, 10, 10]
    assert [line.code for line in lines_of(Ref(leading.LEAD, row.pk))] == [
        "enterprise.lead_found", *["enterprise.lead_brought_on"] * 4,
    ]  # fmt: skip
    with pytest.raises(LeadOver):
        onward(row)


def signed(row: Lead, onward: Find, floor: PremisesFloor, **more: Any) -> Lead:
    """Bring a new lead as far as its signature."""
    for given in ({}, {}, {"floors": (floor.pk,), "since": FROM, "until": UNTIL, **more}):
        row = onward(row, **given)
    return row


def test_a_floor_is_signed_once_in_a_period(street: Street, find: Find, onward: Find, floors: Floors) -> None:
    first = signed(find(), onward, floors[0])
    second = onward(onward(find(firm="另一示例有限公司")))
    with pytest.raises(FloorTakenAlready):
        onward(second, floors=(floors[0].pk,), since=date(2020, 1, 1), until=date(2022, 1, 1))
    second.refresh_from_db()
    assert second.stage == "negotiation"
    assert onward(second, floors=(floors[0].pk,), since=UNTIL, until=date(2022, 1, 1)).stage == "signed"
    with pytest.raises(IntegrityError), transaction.atomic():
        FloorTaken.objects.create(street=STREET, floor=floors[0].pk, lead=first.pk, how="let", during=(FROM, UNTIL))


def test_the_state_of_a_floor_follows_from_the_leads(street: Street, find: Find, onward: Find, floors: Floors) -> None:
    def states(day: date) -> list[str]:
        return [one.state for one in reads.floors_of([floors[0].premises], day)[floors[0].premises]]

    today = date(2018, 6, 27)
    assert states(today) == ["free", "free", "own"]
    row = onward(onward(find()), floors=(floors[1].pk,))
    assert states(today) == ["free", "reserved", "own"]
    assert states(today + timedelta(days=rules.RESERVED_DAYS)) == ["free", "free", "own"]
    row = onward(row, floors=(floors[1].pk,), since=FROM, until=UNTIL)
    assert (states(today)[1], states(FROM)[1], states(UNTIL)[1]) == ("free", "let", "free")
    leading.lose_lead(lead=row.pk, reason="rent", text="", by=street.actor("economy1"), at=now())
    assert states(FROM)[1] == "free"


def test_a_loss_needs_its_reason_and_another_one_its_words(street: Street, find: Find) -> None:
    row, by = find(), street.actor("economy1")
    for reason, text, field in (("", "", "reason"), ("fate", "", "reason"), ("other", " ", "text")):
        with pytest.raises(Invalid) as refused:
            leading.lose_lead(lead=row.pk, reason=reason, text=text, by=by, at=now())
        assert field in refused.value.fields
    row = leading.lose_lead(lead=row.pk, reason="other", text="股东意见不一", by=by, at=now())
    assert (row.stage, row.next_on) == ("lost", None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Lead.objects.filter(pk=row.pk).update(lost_text="")


@pytest.mark.parametrize(("more", "field"), [
    ({"firm": " "}, "firm"), ({"source": "rumour"}, "source"), ({"next_step": ""}, "next_step"),
    ({"next_on": date(2018, 6, 26)}, "next_on"), ({"stage": "signed"}, "stage"), ({"owner_post": 999_999_999}, "post"),
    ({"area": -1}, "wants"),
])  # fmt: skip
def test_what_cannot_be_used_is_named(street: Street, find: Find, more: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        find(**more)
    assert field in refused.value.fields


def test_signing_needs_floors_on_offer_and_days(street: Street, find: Find, onward: Find, floors: Floors) -> None:
    row = onward(onward(find()))
    for more, field in (
        ({}, "floors"), ({"floors": (floors[2].pk,), "since": FROM, "until": UNTIL}, "floors"),
        ({"floors": (floors[0].pk,)}, "until"), ({"floors": (floors[0].pk,), "since": UNTIL, "until": FROM}, "until"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as refused:
            onward(row, **more)
        assert field in refused.value.fields


def test_an_owner_sees_the_own_lead_and_no_other(street: Street, find: Find) -> None:
    theirs, owner = find(), street.actor("c1head")
    mine = find(owner_post=owner.post, firm="归社区跟进的示例公司")
    assert [row.pk for row in reads.leads_of(owner)] == [mine.pk]
    leading.plan_next(lead=mine.pk, next_step="上门", next_on=date(2018, 7, 1), by=owner, at=now())
    for act in (lambda: leading.plan_next(lead=theirs.pk, next_step="上门", next_on=FROM, by=owner, at=now()),):
        with pytest.raises(NotFound):
            act()
    with pytest.raises(Forbidden):
        find(by="c1head")
    with pytest.raises(Forbidden):
        leading.plan_next(lead=mine.pk, next_step="上门", next_on=FROM, by=street.actor("auditor1"), at=now())
    assert not reads.premises_of(owner)


def test_when_it_is_to_be_touched_is_a_light() -> None:
    today = date(2018, 6, 27)
    days = (None, today - timedelta(days=1), today, today + timedelta(days=3), today + timedelta(days=4))
    assert [rules.light(one, today) for one in days] == ["grey", "red", "yellow", "yellow", "green"]


def test_what_is_due_comes_by_its_day_page_by_page(street: Street, find: Find) -> None:
    made = [find(firm=f"示例{n}公司", next_on=date(2018, 7, 9 - n % 3)) for n in range(5)]
    owner, day, found, after = street.actor("economy1"), now(), list[int](), ""
    while True:
        page = reads.leads(owner, reads.Filters("mine"), day, after=after, limit=2)
        found += [row.pk for row in page.rows]
        after = page.next
        if not after:
            break
    assert found == [made[n].pk for n in (2, 1, 4, 0, 3)]
    assert [one.count for one in piles.due(owner, day)] == [0]
    with held(day + timedelta(days=11)):
        assert [one.count for one in piles.due(owner, now())] == [3]


def test_the_pages(street: Street, enter: Enter, floors: Floors) -> None:
    office = enter("economy1")
    sent = {
        "firm": "示例物流有限公司", "credit": "", "source": "fair", "stage": "lead", "premises": str(floors[0].premises),
        "wants": "仓储", "area": "300", "amount": "500", "post": "", "next_step": "约谈", "next_on": "2018-07-01",
    }  # fmt: skip
    refused = office.post("/investment/leads/new/", {**sent, "next_on": ""})
    assert (refused.status_code, "示例物流有限公司" in refused.content.decode()) == (422, True)
    where = office.post("/investment/leads/new/", sent)["Location"]
    assert office.get(f"{where}bring-on/").status_code == 200
    office.post(f"{where}bring-on/", {"next_step": "踏勘", "next_on": "2018-07-02", "note": ""})
    office.post(
        f"{where}bring-on/", {"next_step": "报价", "next_on": "2018-07-03", "floors": [floors[0].pk], "note": ""}
    )
    page = office.get(where).content.decode()
    assert all(one in page for one in ("洽谈", "报价", "一层", "已预留", "各阶段用时"))
    assert "示例物流有限公司" in office.get("/investment/").content.decode()
    assert "示例物流有限公司" in office.get("/investment/leads/?tab=mine").content.decode()
    assert "已预留" in office.get(f"/investment/premises/{floors[0].premises}/").content.decode()
    assert "示例商务楼" in office.get("/investment/premises/").content.decode()
    sheet = load_workbook(BytesIO(b"".join(office.get("/export/investment-leads.xlsx").streaming_content))).active
    assert sheet[2][1].value == "示例物流有限公司"  # type: ignore[index]
    assert office.get("/export/premises.xlsx").status_code == 200
    assert office.get("/export/investment-leads.pdf?tab=mine").content[:5] == b"%PDF-"
    assert office.get("/export/premises.pdf").content[:5] == b"%PDF-"
    office.post(f"{where}lose/", {"reason": "rent", "text": ""})
    assert "租金偏高" in office.get(where).content.decode()
    assert office.get(f"{where}lose/").status_code == 404
    assert enter("c1g1").get(where).status_code == 404
    assert enter("c1g1").get("/investment/leads/new/").status_code == 404


def test_the_demo_names_the_three_intents_and_loads_once(street: Street) -> None:
    demo.load(STREET)
    demo.load(STREET)
    intents = Lead.objects.filter(firm__in=demo.NAMED)
    assert {(row.stage, row.invented, row.amount) for row in intents} == {("intent", False, 0)}
    assert Lead.objects.count() == len(demo.NAMED) + len(demo.TOLD)
    assert {told.firm: told.stage for told in demo.TOLD} == dict(
        Lead.objects.filter(invented=True).values_list("firm", "stage")
    )
