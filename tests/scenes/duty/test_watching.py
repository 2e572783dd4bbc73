"""Check-in, what is missed, and the log that goes from shift to shift."""

from datetime import date, timedelta

import pytest

from shiqiao.base.errors import Conflict, Forbidden, Invalid, NotFound
from shiqiao.base.time import held, now
from shiqiao.kernel.notices.models import Notice
from shiqiao.scenes.duty import afield, reads, watching
from shiqiao.scenes.duty.errors import NotSoNow
from shiqiao.scenes.duty.store import unseal
from shiqiao.scenes.duty.tables import LogEntry, Passing, Shift, Turn
from shiqiao.testing.street import STREET, Street

from .conftest import Of, Publish, login_of

WEDNESDAY = date(2018, 6, 27)


def test_one_checks_in_for_the_own_turn_and_is_late_after_the_grace(
    street: Street, publish: Publish, turn_of: Of
) -> None:
    roster = publish()
    officer, leader = turn_of(roster, WEDNESDAY, "day"), turn_of(roster, WEDNESDAY, "day", "leader")
    begin = officer.during.lower
    with pytest.raises(Forbidden):
        watching.check_in(turn=officer.pk, by=street.actor(login_of(leader.person)), at=begin)
    by = street.actor(login_of(officer.person))
    with pytest.raises(NotSoNow):
        watching.check_in(turn=officer.pk, by=by, at=begin - timedelta(minutes=61))
    assert watching.check_in(turn=officer.pk, by=by, at=begin + timedelta(minutes=10)).late_minutes == 0
    with pytest.raises(Conflict):
        watching.check_in(turn=officer.pk, by=by, at=begin + timedelta(minutes=11))
    late = watching.check_in(turn=leader.pk, by=street.actor(login_of(leader.person)), at=begin + timedelta(minutes=25))
    assert late.late_minutes == 25


def test_a_missed_check_in_warns_the_leader_once(street: Street, publish: Publish, turn_of: Of) -> None:
    roster = publish()
    officer, leader = turn_of(roster, WEDNESDAY, "day"), turn_of(roster, WEDNESDAY, "day", "leader")
    begin = officer.during.lower
    watching.check_in(turn=leader.pk, by=street.actor(login_of(leader.person)), at=begin)
    watching.look_after(at=begin - timedelta(minutes=1))  # what was before is over
    assert watching.look_after(at=begin + timedelta(minutes=9)) == 0
    with held(begin + timedelta(minutes=11)):
        assert watching.look_after(at=now()) == 1
        assert watching.look_after(at=now()) == 0
    street.reopen()
    told = Notice.objects.filter(kind="duty.check_in_missed", subject_id=officer.pk)
    assert set(told.values_list("account", flat=True)) == {officer.person, leader.person}
    assert Turn.objects.get(pk=officer.pk).missed_at is not None


def test_a_leader_who_is_missing_is_told_to_who_keeps_rosters(street: Street, publish: Publish, turn_of: Of) -> None:
    leader = turn_of(publish(), WEDNESDAY, "day", "leader")
    watching.look_after(at=leader.during.lower + timedelta(minutes=15))
    street.reopen()
    assert Notice.objects.filter(kind="duty.check_in_missed", post__isnull=False).exists()


def test_open_lines_go_to_the_next_shift_and_are_acknowledged(street: Street, publish: Publish, turn_of: Of) -> None:
    roster = publish()
    day, night = turn_of(roster, WEDNESDAY, "day"), turn_of(roster, WEDNESDAY, "night")
    by, other = street.actor(login_of(day.person)), street.actor(login_of(night.person))
    open_line = watching.write_log(
        shift=day.shift, kind="call", text="居民来电：路灯不亮", stays_open=True, by=by, at=now()
    )
    watching.write_log(shift=day.shift, kind="visitor", text="上级来访", by=by, at=now())
    assert "路灯".encode() not in bytes(open_line.text or b"")
    assert unseal(open_line.text).startswith("居民来电")
    with pytest.raises(Forbidden):
        watching.write_log(shift=day.shift, kind="call", text="不在班", by=street.actor("c1s1"), at=now())
    with pytest.raises(Invalid):
        watching.write_log(shift=day.shift, kind="call", text=" ", by=by, at=now())
    with pytest.raises(NotSoNow):
        watching.pass_on(shift=day.shift, by=by, at=now())
    end = day.during.upper
    assert watching.pass_on(shift=day.shift, by=by, at=end - timedelta(minutes=5)) == 1
    with pytest.raises(NotSoNow):
        watching.write_log(shift=day.shift, kind="note", text="再记一笔", by=by, at=end - timedelta(minutes=4))
    shift = Shift.objects.get(pk=night.shift)
    assert [line.pk for _, line in reads.passed_to(shift)] == [open_line.pk]
    with pytest.raises(Forbidden):
        watching.acknowledge(shift=night.shift, by=by, at=end)
    assert watching.acknowledge(shift=night.shift, by=other, at=end + timedelta(minutes=3)) == 1
    with pytest.raises(NotSoNow):
        watching.acknowledge(shift=night.shift, by=other, at=end + timedelta(minutes=4))
    number = street.report(by=street.actor("dispatch1")).number
    with pytest.raises(Invalid):
        watching.close_entry(entry=open_line.pk, result="", matter="no-such", by=street.actor("general1"), at=end)
    closed = watching.close_entry(entry=open_line.pk, result="", matter=number, by=street.actor("leader1"), at=end)
    assert not closed.open
    assert closed.matter


def test_what_nobody_handed_over_is_passed_on_by_itself(street: Street, publish: Publish, turn_of: Of) -> None:
    roster = publish()
    day, night = turn_of(roster, WEDNESDAY, "day"), turn_of(roster, WEDNESDAY, "night")
    by = street.actor(login_of(day.person))
    watching.write_log(shift=day.shift, kind="event", text="停水，抢修中", stays_open=True, by=by, at=now())
    for row in Turn.objects.filter(shift__in=[day.shift, night.shift]):
        watching.check_in(turn=row.pk, by=street.actor(login_of(row.person)), at=row.during.lower)
    assert watching.look_after(at=day.during.upper + timedelta(minutes=31)) >= 1
    street.reopen()
    assert Passing.objects.filter(shift=night.shift).count() == 1
    assert Shift.objects.get(pk=day.shift).passed_on_by == 0


def test_a_line_that_is_sent_twice_stands_once(street: Street, publish: Publish, turn_of: Of) -> None:
    day = turn_of(publish(), WEDNESDAY, "day")
    by = street.actor(login_of(day.person))
    for _ in range(2):
        watching.write_log(shift=day.shift, kind="note", text="巡查正常", client_id="a-1", by=by, at=now())
    assert LogEntry.objects.filter(street=STREET).count() == 1


def test_the_field_app_checks_in_and_writes_a_line_once(street: Street, publish: Publish, turn_of: Of) -> None:
    day = turn_of(publish(), WEDNESDAY, "day")
    by = street.actor(login_of(day.person))
    (errand,) = afield.carried(by, now())
    assert [act.do for act in errand.acts] == ["check_in"]
    assert not afield.do(errand.key, "check_in", {}, "one", by, now())
    assert afield.do(errand.key, "check_in", {}, "one", by, now())
    (errand,) = afield.carried(by, now())
    told = {"choice": "event", "words": "巡查时发现井盖松动"}
    assert not afield.do(errand.key, "write", told, "two", by, now())
    assert afield.do(errand.key, "write", told, "two", by, now())
    assert LogEntry.objects.get().kind == "event"
    assert afield.carried(street.actor("c1s1"), now()) == []
    for key, do in (("duty:turn:x", "check_in"), ("duty:shift:1", "fly")):
        with pytest.raises(NotFound):
            afield.do(key, do, {}, "", by, now())
