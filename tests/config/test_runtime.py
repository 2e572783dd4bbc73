"""The demo's clock, the mark of what is up to date, and what /healthz reads."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.db import connection

from shiqiao.base.time import held
from shiqiao.config.runtime import BEAT_LATE, DEMO_START, DemoClock, beat, fingerprint, healthy

REAL = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


def test_the_demo_begins_on_its_morning_and_goes_on_where_it_stopped(tmp_path: Path) -> None:
    with held(REAL):
        clock = DemoClock(tmp_path)
        clock.begin()
        assert clock.offset == DEMO_START - REAL
    with held(REAL + timedelta(hours=1)):
        clock.save(stopped=True)
    with held(REAL + timedelta(days=30)):
        clock = DemoClock(tmp_path)
        clock.begin()
        assert REAL + timedelta(days=30) + clock.offset == DEMO_START + timedelta(hours=1)


def test_after_a_crash_the_demo_never_goes_back(tmp_path: Path) -> None:
    with held(REAL):
        DemoClock(tmp_path).begin()
    with held(REAL + timedelta(seconds=4)):  # the last moment before the kill was not saved
        clock = DemoClock(tmp_path)
        clock.begin()
        assert REAL + timedelta(seconds=4) + clock.offset > DEMO_START + timedelta(seconds=4)


def test_a_command_beside_a_running_demo_lives_at_the_same_moment(tmp_path: Path) -> None:
    with held(REAL):
        served = DemoClock(tmp_path)
        served.begin()
    with held(REAL + timedelta(minutes=5)):
        assert DemoClock(tmp_path).offset == served.offset


def test_nothing_changed_gives_the_same_mark() -> None:
    assert fingerprint() == fingerprint()


def test_health_wants_a_worker_that_beats(db: None) -> None:
    assert healthy() == {"ok": False, "database": True, "worker": False, "worker_silent_for": None}
    beat()
    assert healthy()["ok"]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE shiqiao_stamp SET value = value - %s WHERE name = 'worker.beat'", [int(BEAT_LATE) + 1])
    assert not healthy()["ok"]
