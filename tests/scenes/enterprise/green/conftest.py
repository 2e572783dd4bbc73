"""Rules of the green channel in the model street."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from shiqiao.base.actor import system
from shiqiao.base.time import now
from shiqiao.kernel.people.models import Account
from shiqiao.kernel.registry.actions import Firm, add_organisation
from shiqiao.kernel.registry.models import Organisation
from shiqiao.scenes.enterprise.green.granting import Grant, grant_rule
from shiqiao.scenes.enterprise.green.tables import GreenRule
from shiqiao.testing.street import FIRST_GRID, STREET, Street
from tests.scenes.hall.conftest import station, take, tell  # noqa: F401
from tests.stories.telling import Telling

AFFAIR, ITEM, CREDIT = "service_affair:home_business_consent", "matter:06010", "91370103MA3C0000XK"
Give = Callable[..., GreenRule]


@pytest.fixture
def firm(street: Street) -> Organisation:
    """Put an invented firm on file."""
    return add_firm("示例科技有限公司", CREDIT)


def add_firm(name: str, code: str = "", kind: str = "enterprise") -> Organisation:
    """Put a firm on file."""
    values = {"name": name, "code": code, "kind": kind, "industry": "I", "state": "operating", "grid": FIRST_GRID}
    return add_organisation(street=STREET, firm=Firm(**values), by=system("test", street=STREET), at=now())  # type: ignore[arg-type]


@pytest.fixture
def give(street: Street, firm: Organisation) -> Give:
    """Grant a rule; what is given replaces the usual."""

    def make(by: str = "leader2", **more: Any) -> GreenRule:
        values: dict[str, Any] = {
            "title": "重点企业医保业务绿色通道", "who": "firm", "organisation": firm.pk, "items": (AFFAIR, ITEM), "share": 50,
            "since": date(2018, 6, 27), "until": date(2018, 12, 31), "reason": "企业搬迁期间业务集中",
            "parallel": ("现场核查", "材料审核"),
        }  # fmt: skip
        return grant_rule(grant=Grant(**{**values, **more}), by=street.actor(by), at=now())

    return make


@pytest.fixture
def apply(take: Callable[..., Any]) -> Callable[..., Any]:  # noqa: F811
    """Take in, at a counter, an affair with a promised term of three working days, with all its papers."""

    def make(**more: Any) -> Any:
        papers = {"id_card", "property_certificate", "consent_neighbours"}
        return take(**{"item": "home_business_consent", "brought": papers, "spared": (), **more})

    return make


@pytest.fixture
def enter(street: Street) -> Callable[[str], Client]:
    """Return a client logged in by user name."""

    def log_in(login: str) -> Client:
        client = Client()
        client.force_login(Account.objects.get(username=login))
        return client

    return log_in


Tell = Telling
