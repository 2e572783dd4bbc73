"""Stories of deliberation: one person missing of one kind; one who leaves before the vote; a task whose evaluation fails."""

from datetime import timedelta

import pytest

from shiqiao.base.time import now
from shiqiao.kernel.matters import actions as matters
from shiqiao.kernel.matters.models import Matter
from shiqiao.scenes.council import deciding, evaluating, meetings, presence, resolving
from shiqiao.scenes.council.errors import NotPresent, QuorumLacking, TasksOpen
from shiqiao.scenes.council.evaluating import Back
from shiqiao.scenes.council.meeting_tables import CouncilPresence
from shiqiao.scenes.council.resolution_tables import CouncilResolution, CouncilTask
from shiqiao.scenes.council.resolving import TaskGiven
from shiqiao.testing import deliberating
from shiqiao.testing.street import FIRST_GRID, STREET, Street
from tests.stories.telling import Telling


@pytest.fixture
def tell(street: Street) -> Telling:
    return Telling(street)


def test_a_quorum_misses_one_kind_by_one_person(tell: Telling) -> None:
    head = tell.street.actor("c1head")
    body, seats = deliberating.council(tell.street.actor("leader1"))
    meeting = deliberating.convened(body, [deliberating.topic(body, head)], head)
    with tell.at("2018-06-27 11:00"):
        # Twelve of fourteen seats have come, yet of the residents' five only two: three have to be there.
        others = [seat for kind, those in seats.items() if kind != "residents" for seat in those]
        deliberating.come(meeting, [*others, *seats["residents"][:2]], head)
        with pytest.raises(QuorumLacking) as error:
            meetings.open_meeting(meeting=meeting.pk, by=head, at=now())
        assert error.value.params["short"] == "居民代表：到场2人，应到3人，缺1人"
        meeting.refresh_from_db()
        assert meeting.state == "convened"
        # The third comes: the gate opens.
        deliberating.come(meeting, seats["residents"][2:3], head)
        opened = meetings.open_meeting(meeting=meeting.pk, by=head, at=now())
        assert opened.state == "open"


def test_a_failed_first_call_lowers_the_quorum_of_the_second(tell: Telling) -> None:
    head = tell.street.actor("c1head")
    body, seats = deliberating.council(tell.street.actor("leader1"))
    topic = deliberating.topic(body, head)
    meeting = deliberating.convened(body, [topic], head)
    there = [those[0] for kind, those in seats.items() if kind != "residents"] + seats["residents"][:2]
    with tell.at("2018-06-27 11:10"):
        deliberating.come(meeting, there, head)
        assert not presence.quorum_at(meeting, now()).there
        meetings.fail_meeting(meeting=meeting.pk, by=head, at=now())
        topic.refresh_from_db()
        assert topic.state == "accepted"
        again = meetings.convene_again(
            meeting=meeting.pk, place="社区活动室", planned_at=now() + timedelta(days=1), by=head, at=now()
        ).meeting
    with tell.at("2018-06-28 11:10"):
        deliberating.come(again, there, head)
        assert meetings.open_meeting(meeting=again.pk, by=head, at=now()).convocation == 2


def test_a_member_leaves_before_the_vote(tell: Telling) -> None:
    head = tell.street.actor("c1head")
    body, seats = deliberating.council(tell.street.actor("leader1"))
    meeting = deliberating.convened(body, [deliberating.topic(body, head)], head)
    item = meetings.items_of(meeting.pk)[0]
    core = [those[0] for kind, those in seats.items() if kind not in ("residents", "party_members")]
    three = seats["residents"][:3]
    with tell.at("2018-06-27 11:00"):
        deliberating.come(meeting, [*core, *seats["party_members"][:2], *three], head)
        meetings.open_meeting(meeting=meeting.pk, by=head, at=now())
        for seat in presence.present_seats(meeting.pk, now()):
            deciding.say(item=item.pk, seat=seat.seat, stance="for", by=head, at=now())
    with tell.at("2018-06-27 11:40"):
        presence.leave(meeting=meeting.pk, seat=three[2], by=head, at=now())
    with tell.at("2018-06-27 11:45"):
        # Nobody who left counts: the quorum of this moment, not of the beginning, decides; and who left does not vote.
        assert three[2] not in {one.seat for one in presence.present_seats(meeting.pk, now())}
        with pytest.raises(QuorumLacking):
            resolving.adopt(item=item.pk, how="consensus", text="施划车位", by=head, at=now())
        with pytest.raises(NotPresent):
            deciding.say(item=item.pk, seat=three[2], stance="for", by=head, at=now())
        assert not CouncilResolution.objects.exists()
    with tell.at("2018-06-27 11:50"):
        # Another resident comes; the ledger replays to when the quorum was there and when not.
        deliberating.come(meeting, seats["residents"][3:4], head)
        there = [(f"{turn.at.astimezone():%M}", turn.quorum.there) for turn in presence.turns(meeting)]
        assert [was for _at, was in there] == [True, False, True]
        row = resolving.adopt(item=item.pk, how="consensus", text="施划车位", by=head, at=now())
        assert next(one for one in row.kinds if one["kind"] == "residents") == {
            "kind": "residents", "yes": 2, "no": 0, "abstain": 0, "present": 3, "agrees": True,
        }  # fmt: skip
    assert CouncilPresence.objects.filter(meeting=meeting.pk, left_at__isnull=False).count() == 1


def finish(tell: Telling, matter: int) -> None:
    """Carry a task's matter out: given to a handler, finished with a photo, checked by another."""
    street, row = tell.street, Matter.objects.get(pk=matter)
    if row.state != "handling":
        matters.dispatch_matter(matter=matter, handler="livelihood.handler1", by=street.actor("dispatch1"), at=now())
    handler = street.actor("life2")
    matters.finish_matter(matter=matter, result="已施划", evidence=(street.photo(by=handler),), by=handler, at=now())
    matters.close_matter(matter=matter, by=street.actor("check1"), at=now())


def test_a_task_fails_its_evaluation_and_returns(tell: Telling) -> None:
    street = tell.street
    head = street.actor("c1head")
    body, seats = deliberating.council(street.actor("leader1"))
    topic = deliberating.topic(body, head)
    meeting = deliberating.convened(body, [topic], head)
    everybody = [seat for those in seats.values() for seat in those]
    with tell.at("2018-06-27 11:00"):
        deliberating.come(meeting, everybody, head)
        meetings.open_meeting(meeting=meeting.pk, by=head, at=now())
        item = meetings.items_of(meeting.pk)[0]
        for seat in everybody:
            deciding.say(item=item.pk, seat=seat, stance="for", by=head, at=now())
        row = resolving.adopt(item=item.pk, how="consensus", text="施划车位，清理僵尸车", by=head, at=now())
        first = resolving.add_task(
            resolution=row.pk, task=TaskGiven("施划车位", "施划二十个车位", FIRST_GRID, weight=3), by=head, at=now()
        )
        second = resolving.add_task(
            resolution=row.pk, task=TaskGiven("清理僵尸车", "清理长期停放的车辆", FIRST_GRID), by=head, at=now()
        )
        resolving.begin(resolution=row.pk, by=head, at=now())
        meetings.close_meeting(meeting=meeting.pk, by=head, at=now())
    with tell.at("2018-07-02 10:00"):
        finish(tell, first.matter)
        # Weighted and divided by the weights: three of four parts.
        assert resolving.progress_of([row.pk]) == {row.pk: 75}
        with pytest.raises(TasksOpen):
            evaluating.open_evaluation(resolution=row.pk, by=head, at=now())
        finish(tell, second.matter)
        assert resolving.progress_of([row.pk]) == {row.pk: 100}
    with tell.at("2018-07-03 10:00"):
        evaluating.open_evaluation(resolution=row.pk, by=head, at=now())
        for seat in everybody:
            evaluating.score(resolution=row.pk, seat=seat, score=2, text="车辆又停回来了", by=head, at=now())
        evaluating.close_evaluation(
            resolution=row.pk, words="清理不彻底，退回整改", back=(Back(second.pk, "还有三辆"),), by=head, at=now()
        )
        row.refresh_from_db()
        topic.refresh_from_db()
        assert (row.state, row.returned, topic.state) == ("executing", 1, "executing")
        # The task is open again, in the list of who handles it; the resolution is not closed.
        back = CouncilTask.objects.get(pk=second.pk)
        assert Matter.objects.get(pk=back.matter).state == "handling"
        assert resolving.progress_of([row.pk])[row.pk] < 100
    with tell.at("2018-07-05 10:00"):
        finish(tell, second.matter)
        evaluating.open_evaluation(resolution=row.pk, by=head, at=now())
        for seat in everybody:
            evaluating.score(resolution=row.pk, seat=seat, score=5, by=head, at=now())
        evaluating.close_evaluation(resolution=row.pk, words="居民满意", by=head, at=now())
    row.refresh_from_db()
    topic.refresh_from_db()
    assert (row.state, row.rounds, topic.state) == ("closed", 2, "closed")
    assert [one.outcome for one in evaluating.rounds_of(row.pk)] == ["failed", "passed"]
    assert row.street == STREET
