"""The worker's rounds."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection

from shiqiao.config.worker import ROUNDS, Round, run_once


@pytest.mark.django_db
def test_a_round_that_fails_does_not_keep_the_others_from_running(caplog: pytest.LogCaptureFixture) -> None:
    seen: list[datetime] = []

    def bad(*, at: datetime) -> None:
        raise ValueError("bad")

    run_once([(Round("bad", ""), bad), (Round("good", ""), lambda *, at: seen.append(at))])
    assert len(seen) == 1
    assert "bad" in caplog.text


@pytest.mark.django_db
def test_a_round_waits_for_its_turn() -> None:
    seen: list[datetime] = []
    rounds = [(Round("slow", "", every=60), lambda *, at: seen.append(at))]
    run_once(rounds)
    run_once(rounds)
    assert len(seen) == 1


def test_the_round_of_alarms_makes_its_own_transactions_and_others_are_given_one(live_db: str) -> None:
    seen: dict[str, bool] = {}

    def look(name: str) -> Callable[..., None]:
        return lambda *, at: seen.update({name: connection.in_atomic_block})

    alarms = next(one for one in ROUNDS if one.name == "alarms")
    run_once([(Round("alarms", "", own=alarms.own), look("alarms")), (Round("other", ""), look("other"))])
    assert seen == {"alarms": False, "other": True}


def test_a_part_that_is_not_installed_has_no_round() -> None:
    assert Round("x", "shiqiao.nothing.here:run").load() is None
    assert Round("x", "shiqiao.base.time:nothing").load() is None
