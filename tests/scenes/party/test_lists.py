"""Units, their seats, the lists of needs and resources, assessments and double reporting."""

from datetime import date, timedelta

import pytest

from shiqiao.base.errors import Forbidden, Invalid
from shiqiao.base.time import held, now
from shiqiao.scenes.party import assessing, lists, reporting, rules, services, units
from shiqiao.scenes.party.errors import (
    AssessedAlready,
    HoursNotSo,
    MatchStands,
    NeedClaimed,
    OwnHours,
    ReportedAlready,
    SeatTaken,
    StationedAlready,
)
from shiqiao.scenes.party.lists import Given
from shiqiao.scenes.party.publishing import rules_of
from shiqiao.scenes.party.reporting import Who
from shiqiao.scenes.party.services import Delivered, Planned
from shiqiao.scenes.party.tables import ListItem, StationedUnit
from shiqiao.testing.street import STREET, Street

from .conftest import C1, moment, new_occasion, new_project, new_unit, office

C2 = C1 + 1
UNTIL = date(2018, 12, 31)


def item(side: str, title: str = "老年人义诊", theme: str = "health", unit: int = 0, community: int = C1) -> ListItem:
    given = Given(side, theme, title, "每月一次，量血压", UNTIL, community, unit)
    return lists.enter_item(given=given, by=office(), at=now())


def test_an_organisation_is_stationed_once_and_its_contact_is_sealed(street: Street, unit: int) -> None:
    row = StationedUnit.objects.get(pk=unit)
    with pytest.raises(StationedAlready):
        units.station_unit(organisation_id=row.organisation, community=C1, kind="health", by=office(), at=now())
    assert "柳联系".encode() not in bytes(row.contact)
    with pytest.raises(Forbidden):
        units.change_contact(unit=unit, contact=units.Contact("新"), by=street.actor("c2head"), at=now())


def test_seats_of_a_unit_never_overlap(unit: int) -> None:
    act = {"unit": unit, "role": "member", "by": office(), "at": now()}
    units.give_seat(first=date(2018, 1, 1), last=date(2018, 6, 30), **act)
    with pytest.raises(SeatTaken):
        units.give_seat(first=date(2018, 6, 30), last=date(2018, 12, 31), **act)
    units.give_seat(first=date(2018, 7, 1), last=date(2018, 12, 31), **act)


def test_a_match_tells_its_reasons_and_becomes_a_project(street: Street, unit: int) -> None:
    reporting.report_in(who=Who("unit", unit), community=C1, by=office(), at=now())
    need, resource = item("need"), item("resource", unit=unit)
    other = item("resource", "少儿书法", "children", new_unit(2, "书画院（虚构）", C2), C2)
    found = lists.candidates(need, date(2018, 6, 27))
    assert [one.item.pk for one in found] == [resource.pk]
    assert other.pk
    assert {one.code for one in found[0].reasons} == {"theme", "community", "words", "reported"}
    match = lists.propose(need=need.pk, resource=resource.pk, by=street.actor("c1head"), at=now())
    assert match.score == found[0].score
    with pytest.raises(MatchStands):
        lists.propose(need=need.pk, resource=resource.pk, by=office(), at=now())
    lists.claim(match=match.pk, by=street.actor("c1head"), at=now())
    with pytest.raises(NeedClaimed):
        lists.claim_need(need=need.pk, unit=other.unit, by=office(), at=now())
    planned = Planned(unit, C1, "health", "义诊", "每月一次", "春元里小区", date(2018, 7, 1), UNTIL)
    project = services.begin_project(planned=planned, match=match.pk, by=street.actor("c1head"), at=now())
    match.refresh_from_db()
    need.refresh_from_db()
    assert (match.state, match.project, need.state, project.lon is not None) == ("project", project.pk, "done", True)


def test_a_declined_match_opens_the_need_again_and_is_not_found_again(unit: int) -> None:
    need, resource = item("need"), item("resource", unit=unit)
    match = lists.propose(need=need.pk, resource=resource.pk, by=office(), at=now())
    lists.claim(match=match.pk, by=office(), at=now())
    lists.decline(match=match.pk, why="场地不合适", by=office(), at=now())
    need.refresh_from_db()
    assert need.state == "open"
    assert lists.candidates(need, date(2018, 6, 27)) == []


def test_a_place_outside_the_address_book_is_refused_with_a_remedy(unit: int) -> None:
    with pytest.raises(Invalid) as told:
        new_project(unit, place="月球背面环形山")
    assert "place" in told.value.fields


def test_a_community_scores_a_unit_once_beside_its_records(street: Street, unit: int) -> None:
    time = new_occasion(new_project(unit).pk)
    with held(moment("2018-06-28 12:00")):
        services.deliver(occasion=time.pk, delivered=Delivered(others=30), by=office(), at=now())
        points = {"projects": 8, "benefit": 10, "rating": 0, "meetings": 0, "hours": 0}
        act = {"unit": unit, "community": C1, "year": 2018, "at": now()}
        with pytest.raises(Forbidden):
            assessing.assess_unit(points=points, by=street.actor("leader3"), **act)
        with pytest.raises(Invalid):
            assessing.assess_unit(points={**points, "projects": 31}, by=street.actor("c1head"), **act)
        made = assessing.assess_unit(points=points, by=street.actor("c1head"), **act)
        assert (made.total, made.shown["projects"], made.shown["came"]) == (18, 1, 30)
        assert assessing.suggested(rules_of(STREET), made.shown)["projects"] == 8
        with pytest.raises(AssessedAlready):
            assessing.assess_unit(points=points, by=street.actor("c1head"), **act)


def test_hours_count_once_another_has_confirmed_them(street: Street, unit: int) -> None:
    head, grid = street.actor("c1head"), street.actor("c1g1")
    row = reporting.report_in(who=Who("member", unit, "柳党员", "13800003333"), community=C1, by=head, at=now())
    with pytest.raises(ReportedAlready):
        reporting.report_in(who=Who("member", 0, "柳党员", "138 0000 3333"), community=C1, by=head, at=now())
    with pytest.raises(Forbidden):
        reporting.report_in(
            who=Who("member", 0, "某", "13800003334"), community=C1, by=street.actor("leader3"), at=now()
        )
    claim = reporting.claim_service(reported=row.pk, service="order", by=head, at=now())
    day, act = date(2018, 6, 27), {"minutes": 90, "what": "夜间巡逻"}
    own = reporting.write_hours(claim=claim.pk, served_on=day, by=head, at=now(), **act)
    with pytest.raises(OwnHours):
        reporting.judge_hours(hours=own.pk, confirmed=True, by=head, at=now())
    with pytest.raises(HoursNotSo):
        reporting.write_hours(claim=claim.pk, served_on=day, by=grid, at=now(), **act)
    with pytest.raises(Invalid):
        reporting.write_hours(claim=claim.pk, served_on=day - timedelta(days=90), by=grid, at=now(), **act)
    with held(now() + timedelta(days=1)):
        other = reporting.write_hours(claim=claim.pk, served_on=day + timedelta(days=1), by=grid, at=now(), **act)
        assert reporting.judge_hours(hours=other.pk, confirmed=True, by=head, at=now()).state == "confirmed"


def test_rules_name_what_is_wrong() -> None:
    with pytest.raises(Invalid):
        rules.parse("criteria: [{code: one, title: {zh: 一, en: One}, most: 90, basis: came}]")
    assert rules.repeat_rate({b"a": 2, b"b": 1}) == (2, 1)
    assert rules.percent(1, 0) == "—"
