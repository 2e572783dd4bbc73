"""Stories of a front team: bound to a campaign of another scene, a line sent twice over a bad network, what it brought."""

from datetime import date
from uuid import uuid4

import pytest
from django.test import Client

from shiqiao.base.actor import Ref
from shiqiao.base.time import now
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.people.models import Account
from shiqiao.scenes.party.fronts import actions, reads
from shiqiao.scenes.party.fronts.actions import TeamGiven
from shiqiao.scenes.party.fronts.tables import FrontEntry, FrontTeam
from shiqiao.scenes.projects.campaigns import opening
from shiqiao.scenes.projects.campaigns.opening import CampaignGiven
from shiqiao.testing.street import STREET, Street
from tests.stories.telling import Telling


@pytest.fixture
def tell(street: Street) -> Telling:
    return Telling(street)


def enter(login: str) -> Client:
    client = Client()
    client.force_login(Account.objects.get(username=login))
    return client


def account(login: str) -> int:
    return int(Account.objects.get(username=login).pk)


def formed(tell: Telling) -> tuple[FrontTeam, int]:
    lead, by = people.post_by_code("city.head", STREET).id, tell.street.actor("leader4")
    told = CampaignGiven(
        "unlawful_building", "拆违行动（虚构）", lead, date(2018, 4, 2), date(2018, 9, 30), date(2018, 5, 31)
    )
    campaign = opening.open_campaign(given=told, by=by, at=now())
    given = TeamGiven(
        "拆违攻坚党小组（虚构）",
        "task_group",
        "demolition",
        account("city1"),
        date(2018, 6, 1),
        Ref("campaign", campaign.pk),
    )
    team = actions.form_team(given=given, by=by, at=now())
    actions.join_team(team=team.pk, account=account("city2"), since=date(2018, 6, 1), by=by, at=now())
    return team, campaign.pk


def test_a_team_at_a_campaign_shows_its_front_and_what_it_brought(tell: Telling) -> None:
    with tell.at("2018-06-01 09:00"):
        team, campaign = formed(tell)
        head = tell.street.actor("city1")
        charge = actions.give_charge(team=team.pk, account=account("city2"), label="示例路3号", by=head, at=now())
        actions.give_charge(team=team.pk, account=account("city1"), label="示例路5号", by=head, at=now())
    with tell.at("2018-06-04 10:00"):
        page = enter("city2").get(f"/fronts/{team.pk}/").content.decode()
        assert "拆违行动（虚构）" in page
        assert f"/campaigns/{campaign}/" in page
        assert "攻坚小组今日日志" in enter("city2").get("/elsewhere/").content.decode()
        # The telephone sends the line, hears nothing back, and sends it again.
        sent = {"key": str(uuid4()), "done": "household", "times": "3", "words": "走访三户"}
        for _n in range(2):
            assert enter("city2").post(f"/fronts/{team.pk}/log/", sent).status_code == 302
        assert "攻坚小组今日日志" not in enter("city2").get("/elsewhere/").content.decode()
    with tell.at("2018-06-05 10:00"):
        assert enter("city2").post(f"/fronts/charges/{charge.pk}/done/").status_code == 302
    known = reads.known([team])[0]
    assert FrontEntry.objects.count() == 1
    assert (known.brought.days, known.brought.times, known.brought.done, known.brought.charges) == (1, 3, 1, 2)
    with tell.at("2018-06-06 10:00"):
        board = enter("leader1").get("/fronts/").content.decode()
        assert "1 / 2" in board
        assert "拆违攻坚党小组（虚构）" in board


def test_a_leader_is_followed_by_another_without_a_day_between(tell: Telling) -> None:
    with tell.at("2018-06-01 09:00"):
        team, _campaign = formed(tell)
    with tell.at("2018-06-20 09:00"):
        by = tell.street.actor("leader4")
        actions.leave_team(team=team.pk, account=account("city1"), until=date(2018, 6, 19), by=by, at=now())
        actions.leave_team(team=team.pk, account=account("city2"), until=date(2018, 6, 19), by=by, at=now())
        actions.join_team(
            team=team.pk, account=account("city2"), role="leader", since=date(2018, 6, 20), by=by, at=now()
        )
    known = reads.known([team])[0]
    assert known.leader(date(2018, 6, 19)) == account("city1")
    assert known.leader(date(2018, 6, 20)) == account("city2")
