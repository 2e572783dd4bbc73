"""Honours, pursuits and meetings in the model street."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from shiqiao.base.time import now
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.people.models import Account
from shiqiao.scenes.party.honours import actions, pursuing
from shiqiao.scenes.party.honours.actions import HonourGiven
from shiqiao.scenes.party.honours.pursuing import PursuitGiven
from shiqiao.scenes.party.honours.store import Holder
from shiqiao.scenes.party.honours.tables import Honour, Pursuit
from shiqiao.testing.street import STREET, Street

FOURTH = 370103003004
Enter = Callable[..., Honour]
Pursue = Callable[..., Pursuit]


def post(code: str) -> int:
    """Return a post by its code."""
    return people.post_by_code(code, STREET).id


@pytest.fixture
def honour(street: Street) -> Enter:
    """Enter an honour of 乐山小区; what is given replaces the usual."""

    def make(by: str = "general1", **more: object) -> Honour:
        actor = street.actor(by)
        values: dict[str, object] = {
            "title": "全省人居环境范例奖", "giver": "省住房城乡建设部门（演示）", "level": "provincial",
            "holder": Holder("community", FOURTH),
            "given_on": date(2017, 10, 20), "words": "奖牌存社区党群服务站",
        }  # fmt: skip
        given = HonourGiven(**{**values, **more})  # type: ignore[arg-type]
        return actions.enter_honour(given=given, by=actor, at=now())

    return make


@pytest.fixture
def pursue(street: Street) -> Pursue:
    """Open the pursuit of the national award for 乐山小区."""

    def make(by: str = "leader4", **more: object) -> Pursuit:
        values: dict[str, object] = {
            "award": "habitat_national", "holder": Holder("community", FOURTH), "owner": post("city.head"),
            "due": date(2018, 9, 30),
        }  # fmt: skip
        given = PursuitGiven(**{**values, **more})  # type: ignore[arg-type]
        return pursuing.open_pursuit(given=given, by=street.actor(by), at=now())

    return make


@pytest.fixture
def enter(street: Street) -> Callable[[str], Client]:
    """Return a client logged in by user name."""

    def log_in(login: str) -> Client:
        client = Client()
        client.force_login(Account.objects.get(username=login))
        return client

    return log_in
