"""The scan beside people who work: it needs real commits and a second connection."""

from datetime import datetime
from zoneinfo import ZoneInfo

import psycopg
import pytest
from django.db import connection

from shiqiao.base.actor import Ref
from shiqiao.base.db.scope import whole
from shiqiao.kernel.clocks import actions, reads, rules
from shiqiao.kernel.clocks.models import Clock
from shiqiao.kernel.clocks.rules import Term

STREET = 370103003


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai"))


def clock(number: int) -> None:
    state = rules.start("handle", Term.parse("4wh"), reads.calendar_for(STREET), local("2018-06-27 08:30"))
    subject = Ref("matter", number)
    actions.new_clock(id=number, street=STREET, subject=subject, state=state, owner_post=1, community=0).save()


def test_a_scan_never_waits_for_whoever_works_on_the_matter(live_db: str) -> None:
    with whole():
        for number in (1, 2, 3):
            clock(number)
    with psycopg.connect(live_db) as other:
        other.execute("SELECT set_config('shiqiao.low', '0', true), set_config('shiqiao.high', '999999999', true)")
        other.execute("SELECT 1 FROM clocks_clock WHERE id = 2 FOR UPDATE")
        assert actions.scan_alarms(at=local("2018-06-27 11:30"), limit=1) == 2
    assert actions.scan_alarms(at=local("2018-06-27 11:30"), limit=1) == 1
    with whole():
        assert set(Clock.objects.values_list("alarm_level", flat=True)) == {1}


def test_a_backlog_of_alarms_is_taken_in_several_rounds(live_db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with whole():
        for number in (1, 2, 3):
            clock(number)
    monkeypatch.setattr(actions, "LONGEST", 0.0)
    at = local("2018-06-27 11:30")
    assert [actions.scan_alarms(at=at, limit=1) for _ in range(4)] == [1, 1, 1, 0]


def test_no_more_locks_are_held_than_one_batch_needs(live_db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with whole():
        for number in range(1, 7):
            clock(number)
    held: list[int] = []
    tell = actions._tell

    def counting(row: Clock, level: int, at: datetime) -> None:
        tell(row, level, at)
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
            held.append(cursor.fetchone()[0])

    monkeypatch.setattr(actions, "_tell", counting)
    assert actions.scan_alarms(at=local("2018-06-27 11:30"), limit=2) == 6
    assert held == [1, 2] * 3
