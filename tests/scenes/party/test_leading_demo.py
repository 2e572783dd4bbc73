"""The demo of leading work: projects at their gates, 14 teams, honours and the pursuit; a second loading changes nothing."""

from datetime import datetime

import pytest
from django.test import Client

from shiqiao.base.actor import Ref
from shiqiao.base.time import held
from shiqiao.kernel.people.models import Account
from shiqiao.kernel.registry.subjects import show
from shiqiao.scenes.party.fronts import demo as fronts
from shiqiao.scenes.party.fronts import reads as teams
from shiqiao.scenes.party.fronts.tables import FrontTeam
from shiqiao.scenes.party.honours import demo as honours
from shiqiao.scenes.party.honours.tables import Honour, PartyMeeting, Pursuit
from shiqiao.scenes.party.secretary import demo as secretary
from shiqiao.scenes.party.secretary import reads
from shiqiao.scenes.party.secretary.tables import SecretaryProject, StudyVisit
from shiqiao.testing.street import STREET, Street

PRESENT = datetime.fromisoformat("2018-06-27T10:00:00+08:00")


def leader() -> Client:
    client = Client()
    client.force_login(Account.objects.get(username="leader1"))
    return client


def test_the_projects_stand_at_their_gates(street: Street) -> None:
    with held(PRESENT):
        secretary.load(STREET)
        secretary.load(STREET)
        rows = {row.title: reads.steps_of([row.pk])[row.pk] for row in SecretaryProject.objects.all()}
        assert [one.state for one in rows["党建引领社会治理创新"]] == ["passed", "passed", "passed", "asked", "waiting"]
        assert rows["党建引领社会治理创新"][1].refused == 1
        assert len(rows) == 3
        assert StudyVisit.objects.count() == 2
        client = leader()
        page = client.get("/secretary/").content.decode()
        assert "书记项目（一号课题）" in page
        for row in SecretaryProject.objects.all():
            assert client.get(f"/secretary/{row.pk}/").status_code == 200
        assert client.get("/secretary/visits/").content.decode().count("kit-row-link") == 2


def test_fourteen_teams_stand_and_bring_something(street: Street) -> None:
    with held(PRESENT):
        fronts.load(STREET)
        fronts.load(STREET)
        assert FrontTeam.objects.count() == 14
        known = teams.known(FrontTeam.objects.all())
        assert all(one.brought.days and one.brought.done for one in known)
        assert all(0 < one.brought.share < 100 for one in known)
        page = leader().get("/fronts/").content.decode()
        assert page.count('<section class="card"><div class="card-header"><h2 class="card-title"><a') == 14
        team = known[0].row
        assert leader().get(f"/fronts/{team.pk}/").status_code == 200
        shown = show(street.actor("leader1"), [Ref("front_team", team.pk)])
        assert next(iter(shown.values())).title == team.title


def test_honours_of_the_report_are_held_and_one_is_pursued(street: Street) -> None:
    with held(PRESENT):
        honours.load(STREET)
        honours.load(STREET)
        assert Honour.objects.count() == 9
        row = Pursuit.objects.get()
        assert row.title == "全国人居环境范例奖"
        assert PartyMeeting.objects.count() == 15
        client = leader()
        page = client.get("/honours/").content.decode()
        assert "全省人居环境范例奖" in page
        assert "乐山小区社区" in page
        assert "即将到期" in client.get("/honours/?tab=lapsing").content.decode()
        assert "地锁清理后泊位未划线" in client.get(f"/honours/pursuits/{row.pk}/").content.decode()
        for address in (
            "/honours/study/",
            "/honours/meetings/",
            f"/honours/meetings/{PartyMeeting.objects.latest('pk').pk}/",
        ):
            assert client.get(address).status_code == 200


@pytest.mark.long
def test_teams_are_bound_to_the_records_of_other_scenes(street: Street) -> None:
    from shiqiao.scenes.projects.campaigns import demo as campaigns

    with held(PRESENT):
        campaigns.load(STREET)
        fronts.load(STREET)
        row = FrontTeam.objects.get(title="乐山小区改造攻坚党小组")
        assert row.front_kind == "campaign"
        assert "乐山小区老旧小区改造（演示）" in leader().get(f"/fronts/{row.pk}/").content.decode()
