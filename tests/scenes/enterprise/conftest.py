"""Firms of the model street, with files, and clients of officials and of the firms' own people."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from shiqiao.base.actor import Actor, system
from shiqiao.base.ids import uscc_digit
from shiqiao.base.time import now
from shiqiao.kernel.people.models import Account
from shiqiao.kernel.registry import actions as registry
from shiqiao.kernel.registry.actions import Firm
from shiqiao.scenes.enterprise.firms import Filed, open_file
from shiqiao.scenes.enterprise.inviting import invite
from shiqiao.testing.street import FIRST_GRID, STREET, Street

PHONE = "13800001234"


def office() -> Actor:
    """The system, in the model street."""
    return system("test", street=STREET)


@pytest.fixture
def firm(street: Street) -> Callable[..., int]:
    """Return a function that adds a firm with a file and returns the number of its organisation."""
    made = iter(range(1, 99))

    def make(
        name: str = "春元里机械", tier: str = "key", grid: int = FIRST_GRID, code: str | None = None, **more: Any
    ) -> int:
        first = f"91370103{next(made):09d}"
        code = first + uscc_digit(first) if code is None else code
        act: dict[str, Any] = {"by": office(), "at": now()}
        row = registry.add_organisation(street=STREET, firm=Firm(name=name, code=code, grid=grid), **act)
        open_file(organisation=row.pk, filed=Filed(tier, **more), **act)
        return int(row.pk)

    return make


@pytest.fixture
def enter(street: Street) -> Callable[[str], Client]:
    """Return a client logged in by user name."""

    def log_in(login: str) -> Client:
        client = Client()
        client.force_login(Account.objects.get(username=login))
        return client

    return log_in


@pytest.fixture
def seated(street: Street) -> Callable[..., Client]:
    """Return a function that invites somebody to a firm and returns the browser in which the link was opened."""

    def sit(organisation: int, phone: str = PHONE, name: str = "柳企业", client: Client | None = None) -> Client:
        made = invite(organisation=organisation, name=name, phone=phone, by=office(), at=now())
        client = client or Client()
        answer = client.post(f"/portal/firm/enter/{made.secret}/", {"ending": phone[-4:]})
        assert answer.status_code == 303, answer.content.decode()
        return client

    return sit
