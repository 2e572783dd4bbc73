"""A contest by small rules: a project of our own, and an entrant of another street."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from shiqiao.base.actor import Ref
from shiqiao.base.time import now
from shiqiao.scenes.projects.arena import actions
from shiqiao.scenes.projects.arena.actions import ArenaGiven, EntrantGiven, ReadingGiven
from shiqiao.scenes.projects.arena.tables import Arena, Entrant, Reading
from shiqiao.testing.street import STREET, Street
from tests.scenes.projects.conftest import add, enter, project  # noqa: F401

RULES = """
arena: small_arena
title: {zh: 小擂台, en: Small arena}
indicators:
  - {code: signed, title: {zh: 签约户数, en: Signed}, kind: reading, weight: 30, per: household, zero: 0, full: 1}
  - {code: milestones, title: {zh: 里程碑, en: Milestones}, kind: measure, measure: project_milestones, weight: 20}
  - {code: manner, title: {zh: 口碑, en: Manner}, kind: judged, weight: 10}
guards:
  - {code: complaints, title: {zh: 投诉, en: Complaints}, kind: reading, per: household, most: 0.02, costs: [signed]}
small: 50
appeal_days: 3
"""
Read = Callable[..., Reading]


def begin(street: Street, **more: object) -> Arena:
    """Begin a contest of June with our own project and another street's entrant."""
    leader = street.actor("leader1")
    row = project(leader)
    actions.publish_rules(street=STREET, text=RULES, by=leader, at=now())
    entrants = (
        EntrantGiven("own", "岔路街", 200, 10, subject=Ref("project", row.pk)),
        EntrantGiven("other", "示例街道项目", 1000, 40, of_street="示例街道"),
    )
    values: dict[str, object] = {
        "code": "june", "title": "六月擂台赛", "rules": "small_arena", "begins": date(2018, 6, 1), "ends": date(2018, 6, 30),
        "entrants": entrants,
    }  # fmt: skip
    return actions.begin_arena(given=ArenaGiven(**{**values, **more}), by=leader, at=now())  # type: ignore[arg-type]


def entrant(code: str) -> Entrant:
    return Entrant.objects.get(code=code)


@pytest.fixture
def read(street: Street) -> Read:
    """Enter a figure by a checker and have another verify it."""

    def enter_it(code: str, indicator: str, value: str, day: str = "2018-06-20", verified: bool = True) -> Reading:
        by = street.actor("check1")
        proof = (street.photo(by=by, purpose="evidence"),)
        given = ReadingGiven(indicator, Decimal(value), date.fromisoformat(day), proof)
        row = actions.enter_reading(entrant=entrant(code).pk, given=given, by=by, at=now())
        return actions.verify_reading(reading=row.pk, by=street.actor("check2"), at=now()) if verified else row

    return enter_it
