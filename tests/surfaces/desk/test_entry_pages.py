"""The four entries at the desk: community by entry, who was missed, planned for all of a grid with one button."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from shiqiao.base.actor import Ref
from shiqiao.base.errors import Invalid
from shiqiao.base.time import held, now
from shiqiao.kernel.registry import actions as registry
from shiqiao.kernel.visits import actions, knocks
from shiqiao.kernel.visits.models import Visit
from shiqiao.testing.street import FIRST_GRID, MORNING, STREET, Street, later

Enter = Callable[[str], Client]
COMMUNITY = FIRST_GRID // 1000
CIRCLE = f"/visits/coverage/enter_firm/?community={COMMUNITY}"


@pytest.fixture
def firms(street: Street) -> list[int]:
    """Three firms in the first grid, and a Party member."""
    by = street.actor("c1g1")
    member = registry.add_person(street=STREET, given=registry.Given("桥一桥"), grid=FIRST_GRID, by=by, at=now())
    registry.state_fact(subject=Ref("person", member.pk), key="party_member", value="yes", by=by, at=now())
    made = [registry.Firm(f"示例公司{n}", grid=FIRST_GRID) for n in range(3)]
    return [registry.add_organisation(street=STREET, firm=one, by=by, at=now()).pk for one in made]


def test_the_table_tells_by_community_and_entry_and_opens_who_was_missed(
    street: Street, enter: Enter, firms: list[int], django_assert_max_num_queries: Callable[..., Any]
) -> None:
    head = enter("c1head")
    head.get("/visits/coverage/")
    with django_assert_max_num_queries(20):
        page = head.get("/visits/coverage/").content.decode()
    assert "四入走访" in page
    assert "漏访 3" in page
    assert CIRCLE in page
    assert "春大松" in page, "who works at the station"
    shown = head.get(CIRCLE).content.decode()
    assert "示例公司1" in shown
    assert f"/registry/organisation/{firms[0]}/" in shown
    assert "从未走访" in shown
    assert "没有处于该状态的对象" in head.get(f"{CIRCLE}&state=visited").content.decode()


def test_visits_for_all_who_were_missed_are_planned_with_one_button_and_not_twice(
    street: Street, enter: Enter, firms: list[int]
) -> None:
    head, latest = enter("c1head"), (MORNING + timedelta(days=9)).date().isoformat()
    address = f"{CIRCLE}&grid={FIRST_GRID}"
    assert head.post(address, {"latest": "2018-06-01"}).status_code == 422
    assert Visit.objects.count() == 0
    assert "已安排 3 次走访" in head.post(address, {"latest": latest}).content.decode()
    assert "已安排 0 次走访" in head.post(address, {"latest": latest}).content.decode()
    assert Visit.objects.filter(kind="enter_firm", state="planned").count() == 3
    member = enter("c1g1")
    assert "示例公司1" in member.get("/visits/").content.decode()
    assert "desk-circle-plan" not in member.get(address).content.decode(), "who goes does not plan"


def test_who_may_not_know_a_circle_finds_nothing_there(street: Street, enter: Enter, firms: list[int]) -> None:
    party = f"/visits/coverage/enter_party_member/?community={COMMUNITY}"
    assert "桥" in enter("c1head").get(party).content.decode()
    for login in ("life1", "dispatch1", "check1"):
        assert enter(login).get(party).status_code == 404
        assert enter(login).get("/visits/coverage/").status_code == 200
    assert enter("c1head").get("/visits/coverage/nine_small/").status_code == 404, "no entry"
    assert "桥" not in enter("c2head").get(party).content.decode().split("<main")[1]


def test_the_table_and_the_list_are_taken_away_as_spreadsheets(street: Street, enter: Enter, firms: list[int]) -> None:
    def rows(address: str) -> list[tuple[Any, ...]]:
        answer = enter("c1head").get(address)
        sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).worksheets[0]  # type: ignore[attr-defined]
        return list(sheet.iter_rows(values_only=True))

    assert any(row[1] == "入企业" and row[5] == 3 for row in rows("/export/visit-entries.xlsx"))
    assert (
        sum("示例公司" in str(row[0]) for row in rows(f"/export/visit-circle.xlsx?of=enter_firm&community={COMMUNITY}"))
        == 3
    )


def test_a_door_over_its_budget_is_passed_over_with_the_reason(street: Street, enter: Enter, firms: list[int]) -> None:
    head, good = street.actor("c1head"), {"outcome": "not_home", "note": "没人"}
    knocks.set_budget(street=STREET, most={"organisation": 1}, by=street.actor("leader1"), at=now())
    first = actions.plan_once(
        street=STREET, kind="enter_firm", by=head, latest=MORNING.date(), at=now(),
        target=actions.Target("示例公司0", grid=FIRST_GRID, subject=Ref("organisation", firms[0])),
    )  # fmt: skip
    with held(later(MORNING, hours=1)):
        for number in range(3):  # three tries, all on this day: the last one has no further
            visit = Visit.objects.filter(subject_id=firms[0], state="planned").order_by("id").first()
            if visit is not None:
                actions.record_visit(visit=visit.pk, client_id=str(number), by=street.actor("c1g1"), at=now(), **good)  # type: ignore[arg-type]
    with held(later(MORNING, hours=2)):
        told = enter("c1head").post(CIRCLE, {"latest": "2018-06-29"}).content.decode()
    assert "已安排 2 次走访" in told
    assert "本月上这一户的次数已用完" in told
    assert str(first) in told
    with pytest.raises(Invalid):
        knocks.set_budget(street=STREET, most={"garden": 3}, by=street.actor("leader1"), at=now())
