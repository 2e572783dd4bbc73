"""Rounds and findings at the counters of the model street."""

from collections.abc import Callable

import pytest
from django.test import Client

from shiqiao.base.time import now
from shiqiao.kernel.people.models import Account
from shiqiao.scenes.hall.fives import findings
from shiqiao.scenes.hall.fives.findings import Seen
from shiqiao.scenes.hall.fives.tables import FiveSFinding
from shiqiao.testing.street import Street
from tests.scenes.hall.conftest import station, take, tell  # noqa: F401
from tests.stories.telling import Telling

Find = Callable[..., FiveSFinding]
Tell = Telling
AREAS = ("counter", "waiting", "self_service", "outside", "conduct")
GOOD = dict.fromkeys(("sort", "arrange", "sweep", "keep", "smile"), 5)


@pytest.fixture
def find(street: Street) -> Find:
    """Record a finding at a counter; what is given replaces the usual."""

    def make(by: str = "check1", at: str = "c1", **more: object) -> FiveSFinding:
        actor = street.actor(by)
        values: dict[str, object] = {
            "station": station(at), "area": "counter", "sense": "sort", "words": "台面堆放私人物品",
            "photos": (street.photo(by=actor, purpose="before"),),
        }  # fmt: skip
        return findings.record_finding(seen=Seen(**{**values, **more}), by=actor, at=now())  # type: ignore[arg-type]

    return make


@pytest.fixture
def enter(street: Street) -> Callable[[str], Client]:
    """Return a client logged in by user name."""

    def log_in(login: str) -> Client:
        client = Client()
        client.force_login(Account.objects.get(username=login))
        return client

    return log_in
