"""The ledger of a campaign: entering, the steps, who may, terms, what the database refuses."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from shiqiao.base.actor import Ref
from shiqiao.base.errors import Conflict, Forbidden, Invalid, NotFound
from shiqiao.base.time import held, now
from shiqiao.kernel.clocks.models import Clock
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.scenes.projects.campaigns import reads, steps
from shiqiao.scenes.projects.campaigns.errors import FixedByYourself, ItemNotSo, PhotosLacking, TermRuns
from shiqiao.scenes.projects.campaigns.reads import Filters
from shiqiao.scenes.projects.campaigns.tables import Campaign, CampaignItem
from shiqiao.testing.street import MORNING, Street

from .conftest import Find, Open, Step

Struck = Callable[[Campaign], CampaignItem]


def test_an_item_lies_in_its_grid_and_its_texts_are_sealed(begin: Open, find: Find) -> None:
    row = find(begin())
    assert (row.grid, row.community, row.state, row.late_found) == (370103003001001, 370103003001, "found", False)
    assert row.number.startswith("拆2018-")
    assert "苗石英".encode() not in bytes(row.owner or b"")


def test_a_written_address_is_enough_and_one_that_nobody_knows_is_refused(begin: Open, find: Find) -> None:
    campaign = begin()
    assert find(campaign, place="乐山小区", lon=None, lat=None).community == 370103003004
    with pytest.raises(Invalid) as error:
        find(campaign, place="火星路一号", lon=None, lat=None)
    assert "place" in error.value.fields


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"area": Decimal(-1)}, "area"), ({"owner_kind": "moon"}, "owner_kind"), ({"built": 1800}, "built"),
        ({"found_on": date(2018, 6, 28)}, "found_on"), ({"place": " "}, "place"), ({"what": ""}, "what"),
        ({"lon": 120.0, "lat": 30.0}, "place"),
    ],
)  # fmt: skip
def test_bad_input_names_its_field(begin: Open, find: Find, wrong: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as error:
        find(begin(), **wrong)
    assert field in error.value.fields


def test_a_community_enters_on_its_own_ground_alone(begin: Open, find: Find) -> None:
    campaign = begin()
    assert find(campaign, by="c1head").post
    with pytest.raises(Forbidden):
        find(campaign, by="c2head")
    with pytest.raises(Forbidden):
        find(campaign, by="life2")


def test_an_item_goes_all_the_way(begin: Open, find: Find, step: Step, street: Street) -> None:
    row = find(begin())
    step(row, "identify")
    step(row, "notify")
    row = step(row, "self_fix", "c1head")
    assert (row.state, row.how, row.notice) == ("fixed", "self", f"{row.number}/1")
    step(row, "recheck", "check1")
    step(row, "strike_off")
    row = step(row, "use", "c1head", words="种了月季")
    assert (row.state, row.purpose, row.due_at, row.late) == ("used", "green", None, False)
    codes = [line.code for line in lines_of(Ref("campaign_item", row.pk))]
    assert codes.count("projects.item_struck_off") == 1
    assert not Clock.objects.filter(kind="campaign_item", subject=row.pk, stopped_at=None).exists()


def test_the_term_of_a_notice_runs_on_the_working_calendar(begin: Open, find: Find, step: Step) -> None:
    row = find(begin())
    step(row, "identify")
    row = step(row, "notify")
    assert row.due_at is not None
    assert row.due_at.isoformat().startswith("2018-07-11")  # ten working days, two weekends between
    assert row.notice_due == row.due_at


def test_who_put_it_right_does_not_recheck_it(begin: Open, find: Find, step: Step) -> None:
    row = find(begin())
    for do in ("identify", "notify", "self_fix"):
        step(row, do, "city2")
    with pytest.raises(FixedByYourself):
        step(row, "recheck", "city2")
    with pytest.raises(FixedByYourself):
        step(row, "send_back", "city2", words="没拆完")
    step(row, "recheck", "city1")
    row.refresh_from_db()
    with pytest.raises(IntegrityError), transaction.atomic():
        CampaignItem.objects.filter(pk=row.pk).update(checked_by=row.fixed_by)


def test_striking_off_needs_photos_from_before_and_after(begin: Open, find: Find, step: Step, street: Street) -> None:
    row = find(begin(), photos=())
    for do, by in (("identify", "city2"), ("notify", "city2"), ("self_fix", "c1head"), ("recheck", "check1")):
        step(row, do, by)
    with pytest.raises(PhotosLacking):
        step(row, "strike_off")
    city = street.actor("city2")
    steps.add_photos(item=row.pk, photos=(street.photo(by=city, purpose="before"),), by=city, at=now())
    assert step(row, "strike_off").state == "struck_off"
    with pytest.raises(IntegrityError), transaction.atomic():
        CampaignItem.objects.filter(pk=row.pk).update(after=0)


def test_enforcement_needs_a_decision_and_the_end_of_the_term(begin: Open, find: Find, step: Step) -> None:
    row = find(begin())
    step(row, "identify")
    step(row, "notify")
    with pytest.raises(TermRuns):
        step(row, "enforce")
    with held(MORNING + timedelta(days=15)):
        with pytest.raises(Invalid):
            step(row, "enforce", decision=" ")
        row = step(row, "enforce")
        assert (row.state, row.late, row.decision) == ("enforcing", True, "演示强拆〔2018〕3号")
        step(row, "enforced", "city1")
        row = step(row, "send_back", "check1", words="基础未清")
        assert (row.state, row.sent_back, row.after, row.fixed_by) == ("enforcing", 1, 0, 0)
        with pytest.raises(IntegrityError), transaction.atomic():
            CampaignItem.objects.filter(pk=row.pk).update(decision="")


def test_moves_that_the_table_does_not_have_are_refused(begin: Open, find: Find, step: Step) -> None:
    row = find(begin())
    for do in ("strike_off", "use", "recheck", "reopen"):
        with pytest.raises(ItemNotSo):
            step(row, do)
    with pytest.raises(Invalid):
        step(row, "dismiss")
    assert step(row, "dismiss", words="有合法手续").state == "dismissed"
    with pytest.raises(ItemNotSo):
        step(row, "identify")


def test_each_step_is_made_by_who_may(begin: Open, find: Find, step: Step) -> None:
    row = find(begin())
    with pytest.raises(Forbidden):
        step(row, "identify", "c1head")
    with pytest.raises(NotFound):
        step(row, "identify", "c2head")  # another community does not even see it
    step(row, "identify")
    step(row, "notify")
    with pytest.raises(Forbidden):
        step(row, "self_fix", "check1")


def test_a_record_opens_one_campaign_of_a_kind(begin: Open, street: Street) -> None:
    receipt = street.report()
    campaign = begin(by="leader1", origin=Ref("matter", receipt.id))
    assert reads.of_origin(street.actor("leader1"), Ref("matter", receipt.id)) == [campaign]
    with pytest.raises(Conflict):
        begin(by="leader1", origin=Ref("matter", receipt.id))
    with pytest.raises(Invalid):
        begin(by="leader1", origin=Ref("matter", 10**12))
    with pytest.raises(Invalid):
        begin(by="leader1", origin=Ref("person", 1))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "nothing"}, "kind"), ({"lead": 10**9}, "lead"), ({"until": date(2018, 1, 1)}, "until"),
        ({"baseline": date(2019, 6, 1)}, "baseline"), ({"title": " "}, "title"),
    ],
)  # fmt: skip
def test_a_campaign_with_mistakes_is_not_opened(begin: Open, wrong: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as error:
        begin(**wrong)
    assert field in error.value.fields


def test_who_leads_nothing_opens_nothing(begin: Open) -> None:
    with pytest.raises(Forbidden):
        begin(by="c1g1")


def test_each_sees_what_is_of_the_own_ground_or_office(begin: Open, find: Find, street: Street) -> None:
    campaign = begin()
    row = find(campaign)
    sees = {
        "leader1": 1,
        "auditor1": 1,
        "check1": 1,
        "city3": 1,
        "c1head": 1,
        "c1g1": 1,
        "c1g4": 0,
        "c2head": 0,
        "life1": 0,
    }
    for login, n in sees.items():
        assert reads.items_of(street.actor(login)).filter(pk=row.pk).count() == n, login


def test_the_ledger_is_one_query_and_the_board_another(
    begin: Open, find: Find, street: Street, django_assert_max_num_queries: Callable[..., object]
) -> None:
    campaign, leader = begin(), street.actor("leader1")
    for n in range(4):
        find(campaign, area=Decimal(n))
    with django_assert_max_num_queries(1):  # type: ignore[attr-defined]
        page = reads.ledger(leader, campaign.pk, Filters("all"), now(), limit=3)
    assert [len(page.rows), bool(page.next)] == [3, True]
    with django_assert_max_num_queries(1):  # type: ignore[attr-defined]
        cells = reads.cells(leader, [campaign.pk])[campaign.pk]
    assert [(one.items, one.area) for one in cells] == [(4, Decimal(6))]
