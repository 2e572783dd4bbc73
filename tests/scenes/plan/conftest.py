"""Figures of the model street, entered by those who may."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from shiqiao.base.time import now
from shiqiao.kernel.people.models import Account
from shiqiao.scenes.plan import reads
from shiqiao.scenes.plan.actions import Figure, Source, enter_actual
from shiqiao.scenes.plan.models import Actual
from shiqiao.testing.street import STREET, Street

Entering = Callable[..., Actual]
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PAPER = Source("统计月报", "统〔2018〕5号", date(2018, 6, 12), published=True)


def number_of(code: str) -> int:
    """Return the number of a target."""
    return reads.number_of(STREET, "targets", code)


@pytest.fixture
def entering(street: Street) -> Entering:
    """Enter a figure by the head of economic development; what is given replaces the usual."""

    def enter(
        code: str = "fixed_investment", *, by: str = "economy1", source: Source = PAPER, **more: object
    ) -> Actual:
        values: dict[str, object] = {"year": 2018, "month": 5, "value": Decimal("1.50")}
        figure = Figure(**{**values, **more})  # type: ignore[arg-type]
        return enter_actual(target=number_of(code), figure=figure, source=source, by=street.actor(by), at=now())

    return enter


@pytest.fixture
def enter(street: Street) -> Callable[[str], Client]:
    """Sign an official in."""

    def come_in(login: str) -> Client:
        client = Client()
        client.force_login(Account.objects.get(username=login))
        return client

    return come_in
