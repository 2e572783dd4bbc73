"""A roster from draft to published: who makes and checks it, what is wrong with one, what the database refuses."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from shiqiao.base.actor import Ref
from shiqiao.base.errors import Conflict, Forbidden, Invalid, NotFound
from shiqiao.base.time import held, now
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.scenes.duty import availability, making, reads, steps
from shiqiao.scenes.duty.errors import DaysTaken, NotSoNow, RosterLacks
from shiqiao.scenes.duty.store import settle
from shiqiao.scenes.duty.tables import Roster, Shift, Turn
from shiqiao.testing.street import STREET, Street

from .conftest import EARLY, Of, Publish, login_of

FIRST, LAST = date(2018, 6, 25), date(2018, 7, 8)


def draft(street: Street, since: date = FIRST, until: date = LAST, seed: int = 0) -> Roster:
    with held(EARLY):
        return making.make_roster(since=since, until=until, seed=seed, by=street.actor("general1"), at=now())


def test_a_draft_mans_every_shift_by_the_calendar(street: Street) -> None:
    row = draft(street)
    shifts = list(Shift.objects.filter(roster=row.pk))
    assert row.state == "draft"
    assert row.figures["empty"] == 0
    assert {(one.day, one.kind) for one in shifts if one.day == date(2018, 6, 30)} == {(date(2018, 6, 30), "whole_day")}
    assert {one.kind for one in shifts if one.day == date(2018, 6, 27)} == {"day", "night"}
    assert Turn.objects.filter(roster=row.pk, role="leader").count() == len(shifts)
    assert Turn.objects.filter(roster=row.pk, role="officer").count() == sum(one.officers for one in shifts)


def test_the_same_seed_makes_the_same_roster_in_a_new_version(street: Street) -> None:
    first, second = draft(street, seed=7), draft(street, seed=7)

    def who(row: Roster) -> list[tuple[object, ...]]:
        return list(
            Turn.objects.filter(roster=row.pk)
            .order_by("during", "role", "place")
            .values_list("person", "role", "place")
        )

    assert who(first) == who(second)
    assert (first.version, second.version) == (1, 2)


def test_a_holiday_counts_as_holiday_and_a_made_up_sunday_as_working_day(street: Street) -> None:
    row = draft(street, date(2018, 6, 15), date(2018, 6, 19))
    assert Shift.objects.get(roster=row.pk, day=date(2018, 6, 18)).holiday  # 端午节
    made_up = draft(street, date(2018, 9, 28), date(2018, 9, 30))
    assert {one.kind for one in Shift.objects.filter(roster=made_up.pk, day=date(2018, 9, 30))} == {"day", "night"}


def test_another_checks_and_only_who_keeps_rosters_makes_them(street: Street) -> None:
    with pytest.raises(Forbidden):
        making.make_roster(since=FIRST, until=LAST, by=street.actor("city2"), at=now())
    row = draft(street)
    with pytest.raises(Forbidden):
        steps.check_roster(roster=row.pk, by=street.actor("general1"), at=now())
    with pytest.raises(NotSoNow):
        steps.publish_roster(roster=row.pk, by=street.actor("general1"), at=now())
    assert steps.check_roster(roster=row.pk, by=street.actor("leader1"), at=now()).state == "checked"
    published = steps.publish_roster(roster=row.pk, by=street.actor("leader1"), at=now())
    assert published.state == "published"
    codes = [line.code for line in lines_of(Ref("duty_roster", row.pk))]
    assert codes == ["duty.roster_made", "duty.roster_checked", "duty.roster_published"]


@pytest.mark.parametrize(
    ("since", "until", "field"), [(LAST, FIRST, "until"), (date(2018, 1, 1), date(2019, 3, 1), "until")]
)  # fmt: skip
def test_wrong_days_are_named(street: Street, since: date, until: date, field: str) -> None:
    with pytest.raises(Invalid) as error:
        draft(street, since, until)
    assert field in error.value.fields


def test_days_are_published_once_and_a_draft_is_dropped(street: Street, publish: Publish) -> None:
    publish()
    second = draft(street, FIRST + timedelta(7), LAST + timedelta(7))
    Roster.objects.filter(pk=second.pk).update(state="checked")
    with pytest.raises(DaysTaken):
        steps.publish_roster(roster=second.pk, by=street.actor("leader1"), at=now())
    assert steps.drop_roster(roster=second.pk, by=street.actor("leader1"), at=now()).state == "dropped"
    with pytest.raises(NotSoNow):
        steps.drop_roster(roster=second.pk, by=street.actor("leader1"), at=now())


def test_who_is_away_gets_no_turn_and_one_entered_later_stops_the_check(street: Street) -> None:
    person = street.actor("city2")
    with held(EARLY):
        availability.enter_availability(
            person=person.account or 0, kind="away", why="travel", since=FIRST, until=LAST, by=person, at=now()
        )
    row = draft(street)
    assert not Turn.objects.filter(roster=row.pk, person=person.account).exists()
    turn = Turn.objects.filter(roster=row.pk, role="officer")[0]
    other = street.actor(login_of(turn.person))
    day = turn.during.lower.date()
    availability.enter_availability(
        person=turn.person, kind="away", why="leave", since=day, until=day, by=other, at=now()
    )
    assert {one.code for one in steps.problems(row)} == {"away"}
    with pytest.raises(RosterLacks):
        steps.check_roster(roster=row.pk, by=street.actor("leader1"), at=now())


def test_the_next_roster_keeps_the_rest_of_the_former_one(street: Street, publish: Publish) -> None:
    publish()
    following = publish(LAST + timedelta(1), LAST + timedelta(14))
    assert steps.problems(following) == []


def test_the_database_refuses_double_duty_broken_rest_and_an_unmanned_shift(publish: Publish, turn_of: Of) -> None:
    row = publish()
    first = turn_of(row, date(2018, 6, 27), "day")
    second = turn_of(row, date(2018, 6, 27), "night")
    for name, change in (
        ("duty_no_double_duty|duty_rest", {"during": first.during, "rested": first.rested}),
        ("duty_rest", {}),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Turn.objects.filter(pk=second.pk).update(person=first.person, **change)
    with pytest.raises(IntegrityError, match=r"duty_manned|has 1 leader"), transaction.atomic():  # noqa: PT012
        Turn.objects.filter(pk=first.pk).update(state="changed")
        settle()
    leader = turn_of(row, date(2018, 6, 27), "day", "leader")
    with pytest.raises(IntegrityError, match="duty_turn_one"), transaction.atomic():
        Turn.objects.filter(pk=first.pk).update(role="leader", place=leader.place)
    with pytest.raises(IntegrityError, match="duty_roster_by_another"), transaction.atomic():
        Roster.objects.filter(pk=row.pk).update(checked_by=row.made_by)
    begin = datetime.fromisoformat("2018-06-27T09:00:00+08:00")
    with pytest.raises(IntegrityError, match="duty_one_shift"), transaction.atomic():
        Shift.objects.create(
            street=STREET, roster=row.pk, kind="day", day=date(2018, 6, 27), live=True,
            during=DateTimeTZRange(begin, begin + timedelta(hours=2)),
        )  # fmt: skip
    connection.check_constraints()


def test_who_is_on_duty_now_and_next(publish: Publish) -> None:
    publish()
    found = reads.on_duty(STREET, now())
    assert found.leader is not None
    assert len(found.officers) == 1
    assert found.kind == "day"
    assert reads.next_on_duty(STREET, now()).kind == "night"
    assert reads.on_duty(STREET, datetime.fromisoformat("2018-08-01T10:00:00+08:00")).people == ()


def test_drafts_are_seen_by_who_keeps_rosters_alone(street: Street) -> None:
    row = draft(street)
    assert reads.access_roster(street.actor("leader1"), row.pk).pk == row.pk
    with pytest.raises(NotFound):
        reads.access_roster(street.actor("city2"), row.pk)
    turn = Turn.objects.filter(roster=row.pk)[0]
    with pytest.raises(NotFound):
        reads.access_turn(street.actor(login_of(turn.person)), turn.pk)


def test_something_is_entered_once_for_a_day_and_taken_back(street: Street) -> None:
    by = street.actor("city2")
    given = {"person": by.account or 0, "kind": "away", "why": "leave", "since": FIRST, "until": LAST}
    row = availability.enter_availability(**given, by=by, at=now())
    with pytest.raises(Conflict):
        availability.enter_availability(**given, by=by, at=now())
    with pytest.raises(NotFound):
        availability.end_availability(availability=row.pk, by=street.actor("city3"), at=now())
    availability.end_availability(availability=row.pk, by=by, at=now())
    assert availability.enter_availability(**given, by=by, at=now()).pk != row.pk
    with pytest.raises(Forbidden):
        availability.enter_availability(**given, by=street.actor("city3"), at=now())
