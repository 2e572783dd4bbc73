"""The worker's rounds."""

from datetime import datetime

import pytest

from shiqiao.config.worker import Round, run_once


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


def test_a_part_that_is_not_installed_has_no_round() -> None:
    assert Round("x", "shiqiao.nothing.here:run").load() is None
    assert Round("x", "shiqiao.base.time:nothing").load() is None
