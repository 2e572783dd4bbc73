"""A front team in the model street."""

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from django.test import Client

from shiqiao.base.time import now
from shiqiao.kernel.people.models import Account
from shiqiao.scenes.party.fronts import actions, daylog
from shiqiao.scenes.party.fronts.actions import TeamGiven
from shiqiao.scenes.party.fronts.daylog import Deed
from shiqiao.scenes.party.fronts.tables import FrontEntry, FrontTeam
from shiqiao.testing.street import Street

Form = Callable[..., FrontTeam]
Log = Callable[..., FrontEntry]


def account(login: str) -> int:
    """Return an account by its login."""
    return int(Account.objects.get(username=login).pk)


@pytest.fixture
def form(street: Street) -> Form:
    """Form a team; what is given replaces the usual."""

    def make(by: str = "leader4", **more: object) -> FrontTeam:
        values: dict[str, object] = {
            "title": "岔路街攻坚党小组（虚构）", "kind": "task_group", "field": "renewal", "leader": account("city1"),
            "since": date(2018, 6, 1), "front_name": "岔路街平房区",
        }  # fmt: skip
        given = TeamGiven(**{**values, **more})  # type: ignore[arg-type]
        return actions.form_team(given=given, by=street.actor(by), at=now())

    return make


@pytest.fixture
def log(street: Street) -> Log:
    """Write a line of the day log; what is given replaces the usual."""

    def make(team: FrontTeam, by: str = "city1", **more: object) -> FrontEntry:
        deed = Deed(**{"key": uuid4(), "done": "household", **more})  # type: ignore[arg-type]
        return daylog.log_day(team=team.pk, deed=deed, by=street.actor(by), at=now())

    return make


@pytest.fixture
def enter(street: Street) -> Callable[[str], Client]:
    """Return a client logged in by user name."""

    def log_in(login: str) -> Client:
        client = Client()
        client.force_login(Account.objects.get(username=login))
        return client

    return log_in
