"""A response: levels, posts, alarms, zero reports; what the database refuses."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from shiqiao.base.actor import Ref
from shiqiao.base.errors import Conflict, Forbidden, Invalid, NotFound
from shiqiao.base.time import held, now
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.kernel.notices.models import Notice
from shiqiao.scenes.duty.emergency import alarms, manning, responding, zero
from shiqiao.scenes.duty.emergency.calltables import AlarmCall, AlarmTelling, ZeroReport
from shiqiao.scenes.duty.emergency.errors import (
    AlreadyRunning,
    AnsweredForAnother,
    PostTaken,
    ResponseOver,
    SameLevel,
    StillRunning,
    StoodDown,
)
from shiqiao.scenes.duty.emergency.tables import Manning, Response, ResponsePost
from shiqiao.testing.street import MORNING, Street

from .conftest import Level, Start, order, place, post


def posts_of(row: Response) -> set[str]:
    return set(ResponsePost.objects.filter(response=row.pk, until=None).values_list("code", flat=True))


def test_a_response_begins_with_its_posts_reports_and_calls(start: Start) -> None:
    row = start(3)
    assert row.number == "汛2018-001"
    assert posts_of(row) == {"command", "underpass", "cottages"}
    assert ZeroReport.objects.filter(response=row.pk, due_at=now() + timedelta(hours=6)).count() == 8
    assert AlarmCall.objects.filter(response=row.pk, told=1).count() == 10
    assert [line.code for line in lines_of(Ref("emergency", row.pk))][:2] == [
        "duty.emergency_started",
        "duty.alarm_sounded",
    ]


def test_one_of_a_kind_runs_at_a_time(start: Start) -> None:
    start(4)
    with pytest.raises(AlreadyRunning):
        start(3)
    assert start(4, kind="snow").number == "雪2018-002"


def test_only_a_leader_or_the_office_of_the_plan_orders(start: Start, level: Level, street: Street) -> None:
    with pytest.raises(Forbidden):
        start(4, by="city1")
    row = start(4)
    with pytest.raises(Forbidden):
        level(row, 3, by="c1head")
    assert level(row, 3, by="leader2").peak == 3


@pytest.mark.parametrize(
    ("to", "trigger", "field"), [(5, "雨", "level"), (3, " ", "trigger"), (3, "雨" * 201, "trigger")]
)
def test_bad_orders_name_their_field(start: Start, street: Street, to: int, trigger: str, field: str) -> None:
    row = start(4)
    with pytest.raises(Invalid) as error:
        responding.change_level(response=row.pk, order=order(to, trigger), by=street.actor("leader2"), at=now())
    assert field in error.value.fields


def test_posts_come_with_a_severer_level_and_go_with_a_milder_one(start: Start, level: Level, street: Street) -> None:
    row = start(4)
    level(row, 2)
    assert posts_of(row) == {"command", "underpass", "cottages", "garage", "shelter_school"}
    garage = place(row, "garage")
    manning.man_post(place=garage.pk, by=street.actor("c3safe"), at=now())
    with held(MORNING + timedelta(hours=3)):
        level(row, 3)
        assert posts_of(row) == {"command", "underpass", "cottages"}
        assert Manning.objects.get(place=garage.pk).until == now()
        with pytest.raises(StoodDown):
            manning.man_post(place=garage.pk, by=street.actor("c3safe"), at=now())
        with pytest.raises(SameLevel):
            level(row, 3)
    row.refresh_from_db()
    assert (row.level, row.peak) == (3, 2)


def test_who_comes_relieves_who_stood_there(start: Start, street: Street) -> None:
    one = place(start(3), "cottages")
    first = manning.man_post(place=one.pk, by=street.actor("c2safe"), at=now())
    with held(MORNING + timedelta(hours=2)):
        manning.man_post(place=one.pk, by=street.actor("c2g1"), at=now())
        stands = Manning.objects.filter(place=one.pk, until=None)
        assert [row.post for row in stands] == [post("c2.g1")]
        assert Manning.objects.get(pk=first).until == now()
        with pytest.raises(Forbidden):
            manning.man_post(place=one.pk, by=street.actor("c5g1"), at=now())
        manning.leave_post(place=one.pk, by=street.actor("c2g1"), at=now())
    assert not Manning.objects.filter(place=one.pk, until=None).exists()


def test_nobody_stands_at_two_posts_at_once(start: Start, street: Street) -> None:
    row = start(3)
    leader = street.actor("leader2")
    manning.man_post(place=place(row, "underpass").pk, post=post("city.handler1"), by=leader, at=now())
    with pytest.raises(PostTaken):
        manning.man_post(place=place(row, "cottages").pk, post=post("city.handler1"), by=leader, at=now())
    one = Manning.objects.get(response=row.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Manning.objects.create(
            street=row.street, response=row.pk, place=one.place, post=1, account=99, since=now(), recorded_at=now()
        )


def test_an_alarm_is_told_again_then_to_the_deputy_then_to_the_leader_until_answered(
    start: Start, street: Street
) -> None:
    row = start(4)
    call = AlarmCall.objects.get(response=row.pk, post=post("c1.head"))
    told = []
    for nth in range(1, 6):
        with held(MORNING + timedelta(minutes=10 * nth)):
            assert alarms.tell_again(at=now()) == 10
            assert alarms.tell_again(at=now()) == 0
        told.append(sorted(AlarmTelling.objects.filter(call=call.pk, nth=nth + 1).values_list("stage", flat=True)))
    assert told == [[0], [0, 1], [0, 1], [0, 1, 2], [0, 1, 2]]
    assert Notice.objects.filter(kind="duty.emergency_unanswered", post=post("street.director")).exists()
    with held(MORNING + timedelta(hours=1)):
        with pytest.raises(AnsweredForAnother):
            alarms.answer_call(call=call.pk, by=street.actor("leader2"), at=now())
        with pytest.raises(Forbidden):
            alarms.answer_call(call=call.pk, by=street.actor("c5g1"), at=now())
        one, again = alarms.answer_call(call=call.pk, by=street.actor("c1safe"), at=now())
        assert (one.answered_at, one.next_at, again) == (now(), None, False)
        assert alarms.tell_again(at=now()) == 9
    with pytest.raises(IntegrityError), transaction.atomic():
        AlarmCall.objects.filter(pk=call.pk).update(next_at=now())


def test_the_first_answer_counts_and_a_relieved_call_rings_no_more(start: Start, street: Street) -> None:
    row = start(4)
    call = AlarmCall.objects.get(response=row.pk, post=post("c2.head"))
    made = alarms.relieve_call(call=call.pk, post=post("c2.g2"), by=street.actor("leader2"), at=now())
    call.refresh_from_db()
    assert (call.relieved_by, call.next_at, made.told) == (made.pk, None, 1)
    alarms.answer_call(call=made.pk, by=street.actor("c2g2"), at=now())
    with held(MORNING + timedelta(minutes=5)):
        alarms.answer_call(call=made.pk, by=street.actor("c2g2"), at=now())
    made.refresh_from_db()
    assert made.answered_at == MORNING
    with pytest.raises(Conflict):
        alarms.relieve_call(call=call.pk, post=post("c2.g3"), by=street.actor("leader2"), at=now())


def test_zero_reports_are_sent_late_or_missing_by_their_times(start: Start, street: Street) -> None:
    row = start(3)
    mine = ZeroReport.objects.get(response=row.pk, post=post("c1.head"))
    sent, again = zero.send_report(report=mine.pk, by=street.actor("c1head"), at=now(), client_id="a")
    assert (sent.late, again, sent.figures) == (False, False, {})
    assert zero.send_report(report=mine.pk, by=street.actor("c1head"), at=now(), client_id="a")[1] is True
    with pytest.raises(Forbidden):
        zero.send_report(report=mine.pk, by=street.actor("c2head"), at=now())
    with held(MORNING + timedelta(hours=7)):
        assert zero.remind_missing(at=now()) == 7
        assert zero.remind_missing(at=now()) == 0
        assert ZeroReport.objects.filter(response=row.pk, sent_at=None, due_at__gt=now()).count() == 8
        late = ZeroReport.objects.get(response=row.pk, post=post("c2.head"), due_at__lt=now())
        one, _ = zero.send_report(report=late.pk, figures={"flooded": 2}, by=street.actor("c2head"), at=now())
        one.refresh_from_db()
        assert (one.late, one.figures) == (True, {"flooded": 2})
        with pytest.raises(Invalid):
            zero.send_report(report=late.pk, figures={"moon": 2}, by=street.actor("c2head"), at=now())


def test_a_report_told_later_counts_by_when_it_was_given(start: Start, street: Street) -> None:
    row = start(3)
    mine = ZeroReport.objects.get(response=row.pk, post=post("c1.head"))
    with held(MORNING + timedelta(hours=8)):
        sent, _ = zero.send_report(
            report=mine.pk, by=street.actor("c1head"), at=MORNING + timedelta(hours=5), client_id="b"
        )
        sent.refresh_from_db()
    assert sent.late is False
    assert sent.recorded_at == MORNING + timedelta(hours=8)


def test_the_times_of_reports_follow_the_level(start: Start, level: Level) -> None:
    row = start(4)
    with held(MORNING + timedelta(hours=1)):
        level(row, 2)
        assert set(ZeroReport.objects.filter(response=row.pk).values_list("due_at", flat=True)) == {
            MORNING + timedelta(hours=3)
        }


def test_an_ended_response_stays_as_it_is_and_is_reviewed(start: Start, street: Street) -> None:
    row, leader = start(3), street.actor("leader2")
    with pytest.raises(StillRunning):
        responding.review_response(response=row.pk, words="好", by=leader, at=now())
    call = AlarmCall.objects.filter(response=row.pk)[0]
    with held(MORNING + timedelta(hours=2)):
        responding.end_response(response=row.pk, leader=post("street.director"), words="雨停", by=leader, at=now())
        assert alarms.tell_again(at=now()) == 0
        assert zero.remind_missing(at=now() + timedelta(days=1)) == 0
        assert not ZeroReport.objects.filter(response=row.pk).exists()
        assert not ResponsePost.objects.filter(response=row.pk, until=None).exists()
        with pytest.raises(ResponseOver):
            responding.change_level(response=row.pk, order=order(2), by=leader, at=now())
        responding.review_response(response=row.pk, words="值守到位", by=leader, at=now())
    assert call.told == 1
    with pytest.raises(NotFound):
        responding.end_response(response=999, leader=1, words="x", by=leader, at=now())
