"""Seats, calls and votes: one holder at a time, who may sit for whom, whose vote it is, what a topic remembers."""

from datetime import date

import pytest

from shiqiao.base.errors import Conflict, Forbidden, Invalid
from shiqiao.base.time import held, now
from shiqiao.scenes.council import meetings, polls, presence, seating, topics
from shiqiao.scenes.council.errors import NotCalled, PresentAlready, SeatsLacking, SeatTaken, TopicNotSo
from shiqiao.scenes.council.meeting_tables import CouncilCall
from shiqiao.scenes.council.seating import Sits
from shiqiao.scenes.council.tables import CouncilTerm
from shiqiao.scenes.council.topics import Given
from shiqiao.scenes.council.voting.tables import PollElector
from shiqiao.testing import deliberating
from shiqiao.testing.street import MORNING, Street, later

from .conftest import Chamber

WHO = Sits("resident", date(2018, 5, 1), name="柳石英", phone="13911112222")


def test_the_database_knows_one_holder_of_a_seat_and_one_seat_of_a_person(chamber: Chamber) -> None:
    first, second = chamber.seats["residents"][:2]
    with pytest.raises(SeatTaken):
        seating.seat_person(seat=first, sits=WHO, by=chamber.head, at=now())
    for seat in (first, second):
        term = CouncilTerm.objects.get(seat=seat)
        seating.end_term(term=term.pk, last=date(2018, 4, 30), by=chamber.head, at=now())
    seating.seat_person(seat=first, sits=WHO, by=chamber.head, at=now())
    with pytest.raises(SeatTaken):
        seating.seat_person(seat=second, sits=WHO, by=chamber.head, at=now())
    assert b"\xe6\x9f\xb3" not in bytes(CouncilTerm.objects.latest("pk").name or b"")  # sealed


def test_a_body_without_enough_holders_is_not_convened(chamber: Chamber) -> None:
    for seat in chamber.seats["residents"][:3]:
        seating.end_term(term=CouncilTerm.objects.get(seat=seat).pk, last=date(2018, 4, 30), by=chamber.head, at=now())
    row = deliberating.topic(chamber.body, chamber.head)
    with pytest.raises(SeatsLacking) as error:
        deliberating.convened(chamber.body, [row], chamber.head)
    assert "缺1席" in str(error.value.params["short"])


def test_only_a_substitute_named_before_sits_in(chamber: Chamber) -> None:
    seat, other = chamber.seats["residents"][:2]
    sits = Sits("resident", date(2018, 5, 1), role="substitute", name="柳石英", phone="13911112222")
    seating.seat_person(seat=seat, sits=sits, by=chamber.head, at=now())
    meeting = deliberating.convened(chamber.body, [deliberating.topic(chamber.body, chamber.head)], chamber.head)
    with pytest.raises(NotCalled):
        presence.enter_presence(meeting=meeting.pk, seat=other, substitute=True, by=chamber.head, at=now())
    presence.enter_presence(meeting=meeting.pk, seat=seat, substitute=True, by=chamber.head, at=now())
    with pytest.raises(PresentAlready):
        presence.enter_presence(meeting=meeting.pk, seat=seat, by=chamber.head, at=now())


def test_calls_go_by_notice_to_posts_and_by_link_to_all_others(chamber: Chamber) -> None:
    meeting = deliberating.convened(chamber.body, [deliberating.topic(chamber.body, chamber.head)], chamber.head)
    assert CouncilCall.objects.filter(meeting=meeting.pk, how="notice").count() == 1
    assert CouncilCall.objects.filter(meeting=meeting.pk, how="link", secret_hash__isnull=False).count() == 13


def test_the_electorate_are_the_seats_present_when_the_poll_opens(chamber: Chamber) -> None:
    meeting = deliberating.convened(chamber.body, [deliberating.topic(chamber.body, chamber.head)], chamber.head)
    with held(later(MORNING, hours=1)):
        deliberating.come(meeting, chamber.all(), chamber.head)
        meetings.open_meeting(meeting=meeting.pk, by=chamber.head, at=now())
    gone = chamber.seats["residents"][4]
    with held(later(MORNING, hours=2)):
        presence.leave(meeting=meeting.pk, seat=gone, by=chamber.head, at=now())
        item = meetings.items_of(meeting.pk)[0]
        poll = polls.put_to_vote(item=item.pk, question="是否同意？", secret=False, by=chamber.head, at=now())
        with pytest.raises(Invalid):
            polls.put_to_vote(item=item.pk, question="再来一次？", secret=False, by=chamber.head, at=now())
    assert set(PollElector.objects.filter(poll=poll.pk).values_list("seat", flat=True)) == set(chamber.all()) - {gone}


def test_a_topic_remembers_that_it_was_refused_after_all(chamber: Chamber, street: Street) -> None:
    row = deliberating.topic(chamber.body, chamber.head, grade="")
    topics.recommend(topic=row.pk, advice="refuse", words="不属于社区", by=street.actor("c1g1"), at=now())
    row = topics.move_topic(topic=row.pk, do="accept", given=Given(grade="quick"), by=chamber.head, at=now())
    assert (row.advice, row.state, row.term) == ("refuse", "accepted", "48ch")
    row = topics.move_topic(topic=row.pk, do="refuse", given=Given(words="已有定论"), by=chamber.head, at=now())
    assert (row.state, row.refused_after) == ("refused", True)
    with pytest.raises(TopicNotSo):
        topics.move_topic(topic=row.pk, do="answer", given=Given(words="好"), by=chamber.head, at=now())
    with pytest.raises(Forbidden):
        topics.move_topic(topic=row.pk, do="resubmit", given=Given(words="再议"), by=street.actor("c2head"), at=now())


def test_a_place_has_one_body(chamber: Chamber, street: Street) -> None:
    with pytest.raises(Conflict):
        deliberating.council(street.actor("leader1"))
