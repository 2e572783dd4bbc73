"""Stories of campaigns: a struck-off item found again by a patrol; an item discovered late stays visible."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from shiqiao.base.errors import Conflict
from shiqiao.base.time import now
from shiqiao.kernel.matters.actions import Report
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.people.models import Account
from shiqiao.scenes.projects.campaigns import again, opening, reads, steps
from shiqiao.scenes.projects.campaigns.opening import CampaignGiven, ItemGiven
from shiqiao.scenes.projects.campaigns.reads import Filters
from shiqiao.scenes.projects.campaigns.steps import Given
from shiqiao.scenes.projects.campaigns.tables import Campaign, CampaignItem, CampaignSighting
from shiqiao.scenes.supervision import rectify
from shiqiao.testing.street import FIRST_GRID, INSIDE, STREET, Street
from tests.stories.telling import Telling


@pytest.fixture
def tell(street: Street) -> Telling:
    return Telling(street)


def enter(login: str) -> Client:
    client = Client()
    client.force_login(Account.objects.get(username=login))
    return client


def opened(tell: Telling) -> Campaign:
    given = CampaignGiven(
        "unlawful_building", "拆违拆临专项行动（虚构）", people.post_by_code("city.head", STREET).id, date(2017, 9, 1),
        date(2018, 12, 31), date(2017, 10, 31),
    )  # fmt: skip
    return opening.open_campaign(given=given, by=tell.street.actor("leader4"), at=now())


def found(tell: Telling, campaign: Campaign, place: str = "春元里小区3号楼南侧") -> CampaignItem:
    by = tell.street.actor("c1head")
    before = (tell.street.photo(by=by, purpose="before", colour="gray"),)
    given = ItemGiven(place, "临建棚一处", Decimal(18), "person", "苗石英", 0, 2008, *INSIDE, before)
    return opening.record_item(campaign=campaign.pk, given=given, by=by, at=now())


def struck_off(tell: Telling, row: CampaignItem, days: tuple[str, str, str]) -> CampaignItem:
    """Lead an item from where it stands to striking off, on three days."""
    city, head, check = (tell.street.actor(login) for login in ("city2", "c1head", "check1"))
    notified, fixed, struck = days
    with tell.at(notified):
        row.refresh_from_db()
        if row.state == "found":
            steps.make_move(item=row.pk, do="identify", given=Given(basis="no_permit"), by=city, at=now())
        steps.make_move(item=row.pk, do="notify", by=city, at=now())
    with tell.at(fixed):
        after = (tell.street.photo(by=head, purpose="after"),)
        steps.make_move(item=row.pk, do="self_fix", given=Given("已自行拆除", after), by=head, at=now())
    with tell.at(struck):
        steps.make_move(item=row.pk, do="recheck", by=check, at=now())
        return steps.make_move(item=row.pk, do="strike_off", by=city, at=now())


def test_a_struck_off_item_is_found_again_by_patrol(tell: Telling) -> None:
    street = tell.street
    with tell.at("2017-09-11 09:00"):
        campaign = opened(tell)
        row = found(tell, campaign)
    struck_off(tell, row, ("2017-09-12 10:00", "2017-09-18 10:00", "2017-09-20 10:00"))

    # In February a grid member passes by: a shed stands there again, a few metres on. Other matters near by are none of it.
    with tell.at("2018-02-05 09:30"):
        member = street.actor("c1g1")
        seen = {"channel": "patrol", "item": "06001", "lon": INSIDE[0] + 0.0001, "lat": INSIDE[1], "by": member}
        shed = street.report("棚子又搭起来了", **seen)  # type: ignore[arg-type]
        rubbish = street.report("垃圾成堆", **{**seen, "item": "06010"})  # type: ignore[arg-type]
        far = street.report("另一处棚子", **{**seen, "lon": INSIDE[0] + 0.0012})  # type: ignore[arg-type]
        page = enter("c1g1").get(f"/matters/{shed.number}/").content.decode()
        assert "此处已于 2017-09-20 销号" in page
        assert row.number in page
        for other in (rubbish, far):
            assert row.number not in enter("c1g1").get(f"/matters/{other.number}/").content.decode()
        became = again.settle_sighting(item=row.pk, matter=shed.number, meant="same", by=member, at=now())

    # 138 days after striking off it is reopened: a fresh notice, a fresh photo, another re-check.
    assert (became.pk, became.state, became.reopened, became.after) == (row.pk, "identified", 1, 0)
    assert reads.found_again(street.actor("leader1"), campaign.pk) == (0, 1)
    with tell.at("2018-02-05 11:00"), pytest.raises(Conflict):
        again.settle_sighting(item=row.pk, matter=shed.number, meant="same", by=street.actor("c1g1"), at=now())
    row = struck_off(tell, row, ("2018-02-06 10:00", "2018-02-08 10:00", "2018-02-09 10:00"))
    assert row.notice == f"{row.number}/2"

    # In September it stands there once more, long after: a recurrence, linked to the first and counted.
    with tell.at("2018-09-03 09:30"):
        third = street.report("又搭了棚子", **{**seen, "by": street.actor("c1g1")})  # type: ignore[arg-type]
        address = f"/campaigns/items/{row.pk}/again/?matter={third.number}"
        assert "其他事项" not in enter("c1g1").get(address).content.decode()
        answer = enter("c1g1").post(address, {"meant": "same"})
        fresh = CampaignItem.objects.latest("pk")
        assert answer["Location"] == f"/campaigns/items/{fresh.pk}/"
    row.refresh_from_db()
    assert (fresh.first, fresh.again, fresh.state, row.state) == (row.pk, 1, "found", "struck_off")
    assert reads.found_again(street.actor("leader1"), campaign.pk) == (1, 1)
    assert [one.pk for one in reads.chain_of(street.actor("leader1"), row)] == [fresh.pk]
    assert list(CampaignSighting.objects.order_by("pk").values_list("meant", flat=True)) == ["reopened", "recurrence"]


def test_an_item_discovered_late_stays_visible(tell: Telling) -> None:
    street = tell.street
    with tell.at("2017-09-11 09:00"):
        campaign = opened(tell)
        found(tell, campaign, "春元里小区5号楼东侧")
    with tell.at("2018-04-10 09:00"):
        late = found(tell, campaign)
    struck_off(tell, late, ("2018-04-11 10:00", "2018-04-16 10:00", "2018-04-17 10:00"))
    leader = street.actor("leader1")
    with tell.at("2018-06-27 10:00"):
        steps.make_move(item=late.pk, do="use", given=Given(use="green"), by=street.actor("c1head"), at=now())
        late.refresh_from_db()
        assert (late.state, late.late_found) == ("used", True)
        assert [one.pk for one in reads.late_found(leader, campaign.pk)] == [late.pk]
        assert [one.pk for one in reads.ledger(leader, campaign.pk, Filters("late_found"), now()).rows] == [late.pk]
        page = enter("leader1").get(f"/campaigns/{campaign.pk}/").content.decode()
        assert "台账截止后发现" in page
        assert late.number in page
    # The database derives the mark: nobody writes it.
    CampaignItem.objects.filter(pk=late.pk).update(area=1)
    late.refresh_from_db()
    assert late.late_found


def test_an_environmental_case_only_opens_the_ledger(tell: Telling) -> None:
    street = tell.street
    report = Report(
        street=STREET, source="test", source_id="case", channel="office", item="H0102", text="沿街私搭乱建，占压绿地",
        grid=FIRST_GRID,
    )  # fmt: skip
    told = rectify.CaseGiven(
        "D370000201806270031", "省环保督察组（演示）", "provincial", date(2018, 6, 27), date(2018, 7, 27)
    )
    case = rectify.take_in_case(report=report, given=told, by=street.actor("dispatch1"), at=now())
    client, origin = enter("leader1"), f"?origin=rectification:{case.id}"
    assert f"/campaigns/new/{origin}" in client.get(f"/matters/{case.number}/").content.decode()
    lead = people.post_by_code("city.head", STREET).id
    sent = {"kind": "unlawful_building", "title": "督察案点治违（虚构）", "lead": lead, "since": "2018-06-27"}
    more = {"until": "2018-12-31", "baseline": "2018-07-31"}
    assert client.post(f"/campaigns/new/{origin}", {**sent, **more}).status_code == 302
    row = Campaign.objects.get()
    assert (row.origin_kind, row.origin_id) == ("rectification", case.id)
    assert f"/campaigns/{row.pk}/" in client.get(f"/matters/{case.number}/").content.decode()
    assert "D370000201806270031" in client.get(f"/campaigns/{row.pk}/").content.decode()
