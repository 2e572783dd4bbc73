"""Calendars and clocks in the database: versions, moves, alarms."""

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import Error, transaction

from shiqiao.base.actor import Actor, Ref, system
from shiqiao.base.errors import Forbidden, NotFound
from shiqiao.base.time import held
from shiqiao.kernel.clocks import actions, reads, rules
from shiqiao.kernel.clocks.facts import ClockMoved
from shiqiao.kernel.clocks.hooks import MovedClock, moved_clock
from shiqiao.kernel.clocks.models import Calendar, Clock
from shiqiao.kernel.clocks.rules import Term, tell
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.kernel.notices.models import Notice

pytestmark = pytest.mark.django_db
CHINA = ZoneInfo("Asia/Shanghai")
STREET, OTHER = 370103003, 370103009
HANDLER, DEPUTY, HEAD = 11, 12, 13
ADMIN = Actor(kind="account", code="office.admin", roles=frozenset({"admin"}))
TAIL = {date(2027, 1, 1): (False, "New Year's Day"), date(2027, 1, 2): (True, "New Year's Day")}


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


@pytest.fixture(autouse=True)
def _ladder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions.people, "ladder", lambda post, at, line="": [DEPUTY, HEAD])


def clock(number: int, term: str, at: str, *, street: int = STREET, owner: int | None = HANDLER) -> Clock:
    state = rules.start("handle", Term.parse(term), reads.calendar_for(street), local(at))
    place = {"street": street, "subject": Ref("thing", number), "community": street * 1000 + 1}
    made = actions.new_clock(id=number, state=state, owner_post=owner, **place)
    made.save(force_insert=True)
    return made


def codes() -> list[str]:
    return list(JournalLine.objects.filter(kind="clock").order_by("id").values_list("code", flat=True))


def test_every_installation_has_a_calendar_from_the_start() -> None:
    cal = reads.calendar_for(STREET)
    assert (cal.place, cal.version) == (0, 1)
    assert not cal.is_workday(date(2018, 6, 18))
    assert cal.is_workday(date(2018, 2, 11))


def test_a_calendar_version_can_never_be_changed() -> None:
    with pytest.raises(Error, match="append-only"), transaction.atomic():
        Calendar.objects.filter(version=1).update(zone="UTC")


def test_seeding_again_makes_no_new_version() -> None:
    at = local("2018-06-27 10:00")
    assert actions.seed_calendar(place=0, by=ADMIN, at=at).version == 1
    assert actions.seed_calendar(place=STREET, by=ADMIN, at=at).place == STREET
    assert actions.seed_calendar(place=STREET, by=ADMIN, at=at).version == 2


def test_a_street_may_have_hours_of_its_own() -> None:
    actions.seed_calendar(place=STREET, hours=["09:00-12:00", "13:00-17:00"], by=ADMIN, at=local("2018-01-02 10:00"))
    assert clock(1, "1wd", "2018-06-27 10:00").due_at == local("2018-06-28 17:00")
    assert clock(2, "1wd", "2018-06-27 10:00", street=OTHER).due_at == local("2018-06-28 17:30")


def test_a_clock_is_read_back_as_the_state_it_was_written_from() -> None:
    made = clock(1, "5wd", "2018-06-27 10:00")
    cal = reads.calendar_for(STREET)
    state = rules.pause(made.state(), local("2018-06-28 10:00"), reason="season", approver="post.7")
    actions.put(clock=made, state=state)
    assert Clock.objects.get(id=1).state() == state
    state = rules.resume(state, cal, local("2018-06-29 10:00"))
    state = rules.stop(state, local("2018-07-12 10:00"))
    actions.put(clock=made, state=state)
    stored = Clock.objects.get(id=1)
    assert stored.state() == state
    assert (stored.late, stored.alarm_at) == (True, None)
    assert tell(reads.explain(stored)[-1]) == "Stopped on 2018-07-12 10:00, late."


def test_a_street_sees_only_its_own_clocks(fenced: Callable[[int], None]) -> None:
    clock(1, "4wh", "2018-06-27 10:00")
    clock(2, "4wh", "2018-06-27 10:00", street=OTHER)
    fenced(STREET)
    assert [c.id for c in Clock.objects.all()] == [1]
    assert reads.clocks_of(Ref("thing", 2)) == []


def test_entering_a_missing_year_shows_first_and_then_moves_running_clocks_only() -> None:
    at = local("2026-12-31 11:00")
    running, done = clock(1, "1wd", "2026-12-31 10:00"), clock(2, "1wd", "2026-12-31 10:00")
    clock(3, "1wh", "2026-12-31 10:00")
    actions.put(clock=done, state=rules.stop(done.state(), at))
    days = actions.plain.entered(TAIL)
    preview = list(reads.moves(reads.draft(0, days=days, years=[2027]), at))
    assert [(m.clock, m.before.due_at, m.after.due_at) for m in preview] == [
        (1, local("2027-01-01 17:30"), local("2027-01-02 17:30"))
    ]
    assert Clock.objects.get(id=1).due_at == running.due_at

    told: list[ClockMoved] = []
    moved_clock.fill("test", MovedClock("thing", lambda fact, by, at: told.append(fact)))
    try:
        new = actions.set_days(place=0, days=TAIL, years=[2027], by=ADMIN, at=at)
    finally:
        moved_clock.empty("test")
    moved, stopped, untouched = (Clock.objects.get(id=n) for n in (1, 2, 3))
    assert (moved.due_at, moved.calendar, moved.shifts[-1]["do"]) == (
        local("2027-01-02 17:30"),
        new.version,
        "recalendar",
    )
    assert (stopped.due_at, stopped.calendar) == (local("2027-01-01 17:30"), 1)
    assert untouched.calendar == 1
    assert [fact.clock for fact in told] == [1]
    assert rules.due(reads.calendar_for(STREET), local("2027-01-04 10:00"), Term.parse("1wd")).warning is None
    line = JournalLine.objects.get(code="clocks.calendar_changed")
    assert (line.data["moved"], line.data["years"], line.data["former"]) == (1, [2027], 1)


def test_an_old_version_answers_as_it_did() -> None:
    actions.set_days(place=0, days=TAIL, years=[2027], by=ADMIN, at=local("2026-12-31 11:00"))
    assert reads.calendar_for(STREET, 1).is_workday(date(2027, 1, 1))
    assert not reads.calendar_for(STREET).is_workday(date(2027, 1, 1))
    with pytest.raises(NotFound):
        reads.calendar_for(STREET, 99)


def test_a_street_s_change_leaves_other_streets_alone() -> None:
    mine, theirs = clock(1, "1wd", "2018-06-27 10:00"), clock(2, "1wd", "2018-06-27 10:00", street=OTHER)
    drill = {date(2018, 6, 28): (False, "flood")}
    actions.set_days(place=STREET, days=drill, by=ADMIN, at=local("2018-06-27 11:00"))
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.due_at, theirs.due_at) == (local("2018-06-29 17:30"), local("2018-06-28 17:30"))


def test_nobody_changes_the_calendar_of_another_place() -> None:
    official = Actor(kind="account", code="office.admin", street=STREET, roles=frozenset({"admin"}))
    for place in (0, OTHER):
        with pytest.raises(Forbidden):
            actions.set_days(place=place, years=[2027], by=official, at=local("2018-06-27 11:00"))
    clerk = Actor(kind="account", code="window.1", street=STREET, roles=frozenset({"handler"}))
    with pytest.raises(Forbidden):
        actions.set_days(place=STREET, years=[2027], by=clerk, at=local("2018-06-27 11:00"))


def test_years_that_nobody_entered_are_named_before_they_hurt() -> None:
    assert reads.calendar_gaps(local("2026-06-01 10:00")) == []
    assert reads.calendar_gaps(local("2026-11-23 10:00")) == [reads.Gap(0, 2027)]
    clock(1, "500wd", "2026-06-01 10:00")
    assert reads.calendar_gaps(local("2026-06-01 10:00")) == [reads.Gap(0, 2027), reads.Gap(0, 2028)]


def test_a_clock_warns_the_handler_then_the_deputy_then_the_head() -> None:
    clock(1, "4wh", "2018-06-27 08:30")
    for at, posts in [("11:29", []), ("11:30", [HANDLER]), ("14:00", [HANDLER, DEPUTY]), ("15:00", [HEAD])]:
        before = Notice.objects.count()
        actions.scan_alarms(at=local(f"2018-06-27 {at}"))
        assert list(Notice.objects.order_by("id").values_list("post", flat=True))[before:] == posts
    assert codes() == ["clocks.warned", "clocks.escalated", "clocks.escalated"]
    assert (Clock.objects.get(id=1).alarm_level, Clock.objects.get(id=1).alarm_at) == (3, None)
    assert actions.scan_alarms(at=local("2018-07-27 10:00")) == 0


def test_a_scan_that_comes_late_says_only_the_latest() -> None:
    clock(1, "4wh", "2018-06-27 08:30")
    actions.scan_alarms(at=local("2018-06-27 14:30"))
    assert codes() == ["clocks.escalated"]
    assert Clock.objects.get(id=1).alarm_at == local("2018-06-27 15:00")


def test_stopped_and_paused_clocks_raise_no_alarm_and_an_extension_silences() -> None:
    stopped, paused, longer = (clock(n, "4wh", "2018-06-27 08:30") for n in (1, 2, 3))
    at, cal = local("2018-06-27 09:00"), reads.calendar_for(STREET)
    actions.put(clock=stopped, state=rules.stop(stopped.state(), at))
    actions.put(clock=paused, state=rules.pause(paused.state(), at, reason="season"))
    actions.scan_alarms(at=local("2018-06-27 14:00"))
    assert Notice.objects.count() == 2
    extended = rules.extend(
        longer.state(), cal, Term.parse("2wd"), local("2018-06-27 14:05"), reason="rain", approver="p"
    )
    longer.refresh_from_db()
    actions.put(clock=longer, state=extended)
    assert (longer.alarm_level, longer.alarm_at) == (0, local("2018-06-29 16:30"))


def test_imported_history_never_warns() -> None:
    state = rules.start("handle", Term.parse("4wh"), reads.calendar_for(STREET), local("2018-06-27 08:30"))
    made = actions.new_clock(
        id=1, street=STREET, subject=Ref("matter", 1), state=state, owner_post=1, community=0, alarms_on=False
    )
    made.save(force_insert=True)
    assert actions.scan_alarms(at=local("2019-06-27 14:00")) == 0


def test_clocks_that_cannot_be_escalated_do_not_keep_others_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    def ladder(post: int, at: datetime, line: str = "") -> list[int]:
        if post == 99:
            raise RuntimeError("broken")
        if post == 98:
            raise NotFound
        return []

    monkeypatch.setattr(actions.people, "ladder", ladder)
    for number, owner in [(1, 99), (2, 98), (3, None), (4, HANDLER)]:
        clock(number, "4wh", "2018-06-27 08:30", owner=owner)
    at = local("2018-06-27 14:00")
    with held(at):
        assert actions.scan_alarms(at=at, limit=1) == 4
    levels = dict(Clock.objects.values_list("id", "alarm_level"))
    assert levels == {1: 0, 2: 2, 3: 2, 4: 2}
    assert Clock.objects.get(id=1).alarm_at == at + actions.RETRY
    assert list(Notice.objects.order_by("id").values_list("post", flat=True)) == [98, HANDLER]
    assert JournalLine.objects.get(subject=3).data["posts"] == []


def test_alarms_are_written_in_the_name_of_the_system() -> None:
    clock(1, "4wh", "2018-06-27 08:30")
    actions.scan_alarms(at=local("2018-06-27 11:30"))
    assert JournalLine.objects.get(kind="clock").actor == system("clocks").code
    notice = Notice.objects.get()
    assert notice.params == {"clock": "handle", "run": 1, "level": 1, "due": "2018-06-27T06:00:00Z"}
