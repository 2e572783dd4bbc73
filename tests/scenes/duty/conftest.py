"""Rosters in the model street."""

from collections.abc import Callable, Iterator
from datetime import date, datetime

import pytest
from django.test import Client

from shiqiao.base.time import held, now
from shiqiao.kernel.people.models import Account
from shiqiao.scenes.duty import making, steps
from shiqiao.scenes.duty.tables import Roster, Turn
from shiqiao.testing.street import Street

EARLY = datetime.fromisoformat("2018-06-20T10:00:00+08:00")
Publish = Callable[..., Roster]
Of = Callable[..., Turn]


@pytest.fixture
def publish(street: Street) -> Iterator[Publish]:
    """Make, check and publish a roster, as of 20 June; what is given replaces the usual days (25 June to 8 July)."""

    def make(since: date = date(2018, 6, 25), until: date = date(2018, 7, 8), **more: object) -> Roster:
        with held(EARLY):
            row = making.make_roster(since=since, until=until, by=street.actor("general1"), at=now(), **more)  # type: ignore[arg-type]
            steps.check_roster(roster=row.pk, by=street.actor("leader1"), at=now())
            return steps.publish_roster(roster=row.pk, by=street.actor("general1"), at=now())

    return make


@pytest.fixture
def turn_of() -> Of:
    """Return a standing turn of a roster: of a day, a kind of shift and a role."""

    def find(roster: Roster, day: date, kind: str = "day", role: str = "officer") -> Turn:
        from shiqiao.scenes.duty.tables import Shift

        shift = Shift.objects.get(roster=roster.pk, day=day, kind=kind)
        return Turn.objects.filter(shift=shift.pk, role=role, state="standing").order_by("place")[0]

    return find


def login_of(person: int) -> str:
    """Return the login of an account."""
    return Account.objects.get(pk=person).username


@pytest.fixture
def enter(street: Street) -> Callable[[str], Client]:
    """Return a client logged in by user name."""

    def log_in(login: str) -> Client:
        client = Client()
        client.force_login(Account.objects.get(username=login))
        return client

    return log_in
