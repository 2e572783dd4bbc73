"""June of the model street, lived through, closed and looked at by rules."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from shiqiao.base.time import now
from shiqiao.kernel.people.models import Account
from shiqiao.kernel.scoring import actions as scoring
from shiqiao.scenes.merit.models import Consequence
from shiqiao.scenes.merit.publishing import publish_rules
from shiqiao.scenes.merit.rounds import propose_months
from shiqiao.testing.street import STREET, Street
from tests.kernel.scoring.conftest import JULY, Lives, close_until
from tests.stories.telling import Telling

DAYS = ("04", "05", "06", "07", "11", "12")
RULES = """
since: 2018-06-01
rules:
  - {code: unsolved, title: {zh: 解决率低于六成, en: Less than 60 % solved}, subject: grid, when: {indicator: {code: solved, below: 0.6}}, points: -3, card: yellow_card}
  - {code: member, title: {zh: 个人解决率低, en: Few solved by a person}, subject: person, when: {indicator: {code: solved, below: 0.6}}, points: -1}
cadre:
  least: 5
  sides:
    attitude: [{indicator: echoed_same_day, weight: 3}, {indicator: satisfied, weight: 2}]
    ability: [{indicator: solved_at_once}, {indicator: solved}, {indicator: dispatched_right, of: unit, weight: 0}]
    responsibility: [{indicator: found_first, of: grids}, {conduct: order_answered}, {conduct: taken_up, line: {none: 0, full: 3}}]
    rules: [{conduct: self_checked, line: {none: 3, full: 0}}, {conduct: discipline, weight: 2, line: {none: 2, full: 0}}]
"""  # noqa: E501
JUNE = date(2018, 6, 1)


@pytest.fixture
def tell(street: Street) -> Telling:
    """Tell a story in the model street."""
    return Telling(street)


@pytest.fixture
def june(street: Street) -> list[Consequence]:
    """Six matters of the first grid, two of them solved as the callers say; two proposals wait on 2 July."""
    tell = Telling(street)
    lives = Lives(street, tell)
    for day in DAYS:
        lives.whole(f"2018-06-{day}", solved=day in DAYS[:2])
    publish_rules(street=STREET, text=RULES, by=street.actor("admin1"), at=now())
    scoring.reckon(at=now())
    with tell.at("2018-07-02 09:00"):
        close_until(street, JULY)
        propose_months(at=now())
    return list(Consequence.objects.order_by("kind"))


@pytest.fixture
def enter(street: Street) -> Callable[[str], Client]:
    """Sign an official in."""

    def come_in(login: str) -> Client:
        client = Client(headers={"accept-language": "zh-hans"})
        client.force_login(Account.objects.get(username=login))
        return client

    return come_in
