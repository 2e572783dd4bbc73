"""An arena with unequal entrants: a small quarter beats a large one by share, a guard takes points, the freeze holds."""

from datetime import date
from decimal import Decimal

import pytest

from shiqiao.base.actor import Ref
from shiqiao.base.time import now
from shiqiao.kernel.people import reads as people
from shiqiao.scenes.projects import actions as projects
from shiqiao.scenes.projects.actions import Given, StageGiven
from shiqiao.scenes.projects.arena import actions, reads, shown
from shiqiao.scenes.projects.arena.actions import ArenaGiven, EntrantGiven, ReadingGiven
from shiqiao.scenes.projects.arena.errors import ArenaFrozen
from shiqiao.scenes.projects.arena.tables import Arena, Entrant
from shiqiao.scenes.projects.models import Milestone, Project
from shiqiao.testing.street import STREET, Street

from .telling import Telling

RULES = """
arena: quarters
title: {zh: 片区攻坚擂台赛, en: Arena of quarters}
difficulty:
  - {code: plain, title: {zh: 一般, en: plain}, factor: 1}
  - {code: hard, title: {zh: 较难, en: hard}, factor: 1.2}
indicators:
  - {code: signed, title: {zh: 签约户数, en: Signed}, kind: reading, weight: 60, per: household, eased: true, zero: 0, full: 1}
  - {code: milestones, title: {zh: 里程碑, en: Milestones}, kind: measure, measure: project_milestones, weight: 30}
  - {code: manner, title: {zh: 口碑, en: Manner}, kind: judged, weight: 30}
guards:
  - {code: complaints, title: {zh: 投诉, en: Complaints}, kind: reading, per: household, most: 0.02, costs: [signed]}
judges: {method: z, least: 3}
small: 100
appeal_days: 2
"""


def project(street: Street) -> Project:
    leader = street.actor("leader1")
    owner = people.post_by_code("economy.head", STREET).id
    days = [("方案公布", date(2018, 5, 20)), ("签约生效", date(2018, 6, 20))]
    stages = [StageGiven("签约", date(2018, 4, 2), date(2018, 6, 30), days)]
    given = Given("gonglijie", "公立街", "renewal", "公立街", owner, date(2018, 4, 2), date(2018, 6, 30), stages=stages)
    return projects.add_project(given=given, by=leader, at=now())


def begun(street: Street) -> Arena:
    leader, row = street.actor("leader1"), project(street)
    actions.publish_rules(street=STREET, text=RULES, by=leader, at=now())
    entrants = (
        EntrantGiven("gonglijie", "公立街", 80, 6, "hard", Ref("project", row.pk)),
        EntrantGiven("large", "大片区", 1200, 60, "plain", of_street="示例甲街道"),
        EntrantGiven("middle", "中片区", 400, 20, "plain", of_street="示例乙街道"),
    )
    given = ArenaGiven("half_year", "上半年擂台赛", "quarters", date(2018, 4, 2), date(2018, 6, 20), entrants)
    return actions.begin_arena(given=given, by=leader, at=now())


def read(street: Street, code: str, indicator: str, value: str, day: date) -> None:
    by = street.actor("check1")
    given = ReadingGiven(indicator, Decimal(value), day, (street.photo(by=by, purpose="evidence"),))
    one = Entrant.objects.get(code=code)
    row = actions.enter_reading(entrant=one.pk, given=given, by=by, at=now())
    actions.verify_reading(reading=row.pk, by=street.actor("check2"), at=now())


def board(row: Arena) -> list[tuple[str, int, str]]:
    return [(one.row.code, one.place, one.total) for one in shown.board(reads.standings(row, now()))]


def test_unequal_entrants_are_measured_per_base_and_the_freeze_holds(street: Street, tell: Telling) -> None:
    leader, owner = street.actor("leader1"), street.actor("economy1")
    with tell.at("2018-04-02 09:00"):
        row = begun(street)
    with tell.at("2018-05-18 10:00"):
        for code, value in (("gonglijie", "8"), ("large", "500"), ("middle", "120")):
            read(street, code, "signed", value, date(2018, 5, 18))
    # In June the own project reaches a milestone, of which the score learns by itself; another street's are entered.
    with tell.at("2018-06-18 10:00"):
        for code, value in (("gonglijie", "60"), ("large", "780"), ("middle", "260")):
            read(street, code, "signed", value, date(2018, 6, 18))
        for code, value in (("large", "75"), ("middle", "50")):
            read(street, code, "milestones", value, date(2018, 6, 18))
        proof = (street.photo(by=owner, purpose="evidence"),)
        one = Milestone.objects.get(title="方案公布")
        projects.reach_milestone(milestone=one.pk, day=date(2018, 5, 19), files=proof, by=owner, at=now())
        found = {score.entrant: score for score in reads.standings(row, now()).scores}
        # 60 of 80 times 1.2 are 90 points; 780 of 1,200 are 65. By raw figures the large one would lead.
        assert {code: score.parts[0].points for code, score in found.items()} == {
            "gonglijie": 90,
            "large": 65,
            "middle": 65,
        }
        assert (found["gonglijie"].place, found["large"].raw_place) == (1, 1)
        assert found["gonglijie"].improved_place == 1
        assert found["gonglijie"].parts[0].note == "small_base"
    # A mild, a strict and a middling judge agree about the order: nobody is dragged down.
    with tell.at("2018-06-19 10:00"):
        for login, marks in (("leader2", (95, 90, 85)), ("leader3", (45, 40, 35)), ("leader4", (75, 70, 65))):
            for code, mark in zip(("gonglijie", "middle", "large"), marks, strict=True):
                entrant = Entrant.objects.get(code=code).pk
                actions.give_mark(
                    entrant=entrant, indicator="manner", value=Decimal(mark), by=street.actor(login), at=now()
                )
        found = {score.entrant: score for score in reads.standings(row, now()).scores}
        assert [round(float(found[code].parts[2].points)) for code in ("gonglijie", "middle", "large")] == [82, 70, 58]
    # The own quarter drew two complaints of eighty households, beyond 2 %: what it gained by signing is lost.
    with tell.at("2018-06-20 10:00"):
        read(street, "gonglijie", "complaints", "2", date(2018, 6, 20))
        assert [code for code, _place, _total in board(row)][-1] == "gonglijie"
        mine = Entrant.objects.get(code="gonglijie").pk
        text = "两件投诉为同一人重复反映。"
        appeal = actions.raise_appeal(entrant=mine, indicator="complaints", text=text, by=owner, at=now())
    # It is upheld: the reading is put right and counts again. After the days of appeal the scores are frozen.
    with tell.at("2018-06-21 10:00"):
        read(street, "gonglijie", "complaints", "1", date(2018, 6, 20))
        actions.answer_appeal(appeal=appeal.pk, upheld=True, answer="查实为重复件，已更正。", by=leader, at=now())
    with tell.at("2018-06-23 10:00"):
        row = actions.freeze_arena(arena=row.pk, by=leader, at=now())
        frozen = board(row)
        assert [(code, place) for code, place, _total in frozen] == [("gonglijie", 1), ("large", 2), ("middle", 3)]
        with pytest.raises(ArenaFrozen):
            read(street, "large", "signed", "1100", date(2018, 6, 20))
    # Weeks later an agreement is voided: a contra entry stands beside the frozen score.
    with tell.at("2018-07-20 10:00"):
        reason = "两份协议作废，扣回签约分。"
        actions.enter_contra(entrant=mine, points=Decimal("-40"), reason=reason, by=leader, at=now())
        assert board(row)[-1][0] == "gonglijie"
        assert {one.entrant: shown.words.points(one.total) for one in reads.standings(row, now()).scores} == {
            code: total for code, _place, total in frozen
        }
