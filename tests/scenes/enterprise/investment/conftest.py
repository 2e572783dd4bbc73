"""Leads and premises of the model street."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from shiqiao.base.time import now
from shiqiao.kernel.people.models import Account
from shiqiao.scenes.enterprise.investment import leading, offering
from shiqiao.scenes.enterprise.investment.leading import Found, Onward
from shiqiao.scenes.enterprise.investment.tables import Lead, PremisesFloor
from shiqiao.testing.street import Street

FROM, UNTIL = date(2018, 7, 1), date(2021, 6, 30)


@pytest.fixture
def floors(street: Street) -> list[PremisesFloor]:
    """Two floors of premises on offer, and one in own use."""
    act: dict[str, Any] = {"by": street.actor("economy1"), "at": now()}
    row = offering.add_premises(name="示例商务楼", address="经七路", **act)
    told = (("一层", 260, False), ("二层", 540, False), ("三层", 300, True))
    return [offering.add_floor(premises=row.pk, title=t, area=a, price=320, own_use=own, **act) for t, a, own in told]


@pytest.fixture
def find(street: Street) -> Callable[..., Lead]:
    """Enter a lead; what is given replaces the usual."""

    def make(by: str = "economy1", **more: Any) -> Lead:
        values: dict[str, Any] = {
            "firm": "示例软件有限公司",
            "source": "visit",
            "next_step": "约看场地",
            "next_on": date(2018, 7, 2),
        }
        return leading.add_lead(found=Found(**{**values, **more}), by=street.actor(by), at=now())

    return make


@pytest.fixture
def onward(street: Street) -> Callable[..., Lead]:
    """Bring a lead on; what is given replaces the usual."""

    def make(row: Lead, by: str = "economy1", **more: Any) -> Lead:
        values: dict[str, Any] = {"next_step": "送交方案", "next_on": date(2018, 7, 3)}
        return leading.bring_on(lead=row.pk, onward=Onward(**{**values, **more}), by=street.actor(by), at=now())

    return make


@pytest.fixture
def enter(street: Street) -> Callable[[str], Client]:
    """Return a client logged in by user name."""

    def log_in(login: str) -> Client:
        client = Client()
        client.force_login(Account.objects.get(username=login))
        return client

    return log_in
