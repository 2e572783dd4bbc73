"""Alarms to named people until each answers (叫应): told again and again, then the deputy, then the leader.

A call ends when somebody answers for the post, when a leader relieves it by another post, or with the response.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from shiqiao.base.actor import Actor, Ref, system
from shiqiao.base.db import scope
from shiqiao.base.errors import Invalid, NotFound
from shiqiao.base.time import now
from shiqiao.kernel.people import reads as people
from shiqiao.scenes.duty.emergency import rights, rules
from shiqiao.scenes.duty.emergency.calltables import Alarm, AlarmCall, AlarmTelling
from shiqiao.scenes.duty.emergency.errors import AnsweredAlready, AnsweredForAnother
from shiqiao.scenes.duty.emergency.publishing import plan_of
from shiqiao.scenes.duty.emergency.store import CALL, enter, lock, once, seal, tell, unseal, written
from shiqiao.scenes.duty.emergency.tables import Response, ResponsePost

KINDS = {
    rules.SELF: "duty.emergency_called",
    rules.DEPUTY: "duty.emergency_deputy",
    rules.LEADER: "duty.emergency_unanswered",
}
MANY = 500


def sound(row: Response, posts: Iterable[int], by: Actor, at: datetime, text: str = "") -> Alarm:
    """Call some posts; the caller holds the lock of the response. Each is told at once."""
    said = plan_of(row.street, row.version).alarm
    alarm = Alarm.objects.create(
        street=row.street, response=row.pk, level=row.level, text=seal(text or unseal(row.words) or row.trigger),
        repeat=said.repeat, deputy_after=said.deputy_after, leader_after=said.leader_after, account=by.account or 0, at=at,
    )  # fmt: skip
    numbers = list(dict.fromkeys(posts))
    enter(row, "alarmed", by=by, at=at, level=row.level, amount=len(numbers), text=text, alarm=alarm.pk)
    for post in numbers:
        _call(row, alarm, post, at)
    return alarm


def _call(row: Response, alarm: Alarm, post: int, at: datetime) -> AlarmCall:
    one = AlarmCall.objects.create(
        street=row.street, response=row.pk, alarm=alarm.pk, post=post, deputy=_deputy(row, post, at), leader=row.leader,
        holder=people.holder_of(post, at).account or 0, called_at=at,
    )  # fmt: skip
    _tell(row, alarm, one, at)
    return one


def _deputy(row: Response, post: int, at: datetime) -> int:
    """Return who is told in somebody's place: the deputy at the post to be manned, else the next above in the office."""
    found = ResponsePost.objects.filter(response=row.pk, post=post, until=None, deputy__gt=0).first()
    if found is not None:
        return found.deputy
    return next((one for one in people.ladder(post, at) if one not in (post, row.leader)), 0)


def _tell(row: Response, alarm: Alarm, one: AlarmCall, at: datetime) -> None:
    """Tell a call once more, and whoever is to know by now; the caller holds its lock."""
    one.told += 1
    to = {rules.SELF: one.post, rules.DEPUTY: one.deputy, rules.LEADER: one.leader}
    for stage in rules.stages(one.told, alarm.deputy_after, alarm.leader_after):
        if not to[stage] or (stage and to[stage] == one.post):
            continue
        AlarmTelling.objects.create(street=row.street, call=one.pk, nth=one.told, stage=stage, post=to[stage], at=at)
        tell(row, KINDS[stage], at, to[stage], Ref(CALL, one.pk), nth=one.told)
        if stage > one.stage:
            one.stage = stage
            by = system("emergency", street=row.street)
            enter(row, "escalated", by=by, at=at, amount=stage, post=one.post, call=one.pk, told=to[stage])
    one.next_at = at + timedelta(minutes=alarm.repeat)
    one.save(update_fields=["told", "stage", "next_at"])


@transaction.atomic
def call_posts(*, response: int, posts: Iterable[int], words: str, by: Actor, at: datetime) -> Alarm:
    """Sound an alarm to some posts by hand. Locks the response. Raises NotFound, Forbidden, Invalid, ResponseOver."""
    rights.refuse_commander(by)
    with scope.scoped(*scope.of(by)):
        row = lock(response, by)
        numbers = [one for one in dict.fromkeys(posts) if one in {found.id for found in people.posts(row.street)}]
        if not numbers:
            raise Invalid(fields={"posts": "Choose at least one post."})
        return sound(row, numbers, by, at, written(words, "words", "Write what they are to know."))


@transaction.atomic
def tell_again(*, at: datetime) -> int:
    """Tell the calls whose time has come again; returns how many. Over all streets; run by the worker."""
    count = 0
    with scope.whole():
        rows = AlarmCall.objects.select_for_update(skip_locked=True).filter(next_at__lte=at).order_by("next_at", "pk")
        for one in list(rows[:MANY]):
            row, alarm = Response.objects.get(pk=one.response), Alarm.objects.get(pk=one.alarm)
            _tell(row, alarm, one, at)
            count += 1
    return count


def lock_call(call: int, by: Actor) -> tuple[Response, AlarmCall]:
    """Lock a call of the actor's street behind its response; raises NotFound."""
    found = AlarmCall.objects.filter(pk=call, street=by.street or 0).first()
    if found is None:
        raise NotFound
    row = lock(found.response, by, running=False)
    return row, AlarmCall.objects.select_for_update().get(pk=call)


@transaction.atomic
def answer_call(*, call: int, by: Actor, at: datetime, client_id: str = "") -> tuple[AlarmCall, bool]:
    """Answer a call: I know, I come. The first answer counts; another changes nothing. `at` is when it was given.

    The leader who is told that nobody answers does not answer for them. Returns the call, and whether it was answered
    before. Raises NotFound, Forbidden.
    """
    with scope.scoped(*scope.of(by)):
        row, one = lock_call(call, by)
        if not rights.own_posts(by) & {post for post in (one.post, one.deputy) if post}:
            rights.refuse_other(by, (one.post, one.deputy))
            raise AnsweredForAnother
        _made, again = once(client_id, "answer", by, at, lambda: _answer(row, one, by, max(at, one.called_at)))
        return one, again


def _answer(row: Response, one: AlarmCall, by: Actor, at: datetime) -> int:
    if one.answered_at is not None or one.relieved_at is not None:
        return one.pk
    one.answered_at, one.answered_by, one.recorded_at, one.next_at = at, by.account or 0, now(), None
    one.save(update_fields=["answered_at", "answered_by", "recorded_at", "next_at"])
    enter(row, "answered", by=by, at=at, post=one.post, call=one.pk, told=one.told)
    return one.pk


@transaction.atomic
def relieve_call(*, call: int, post: int, by: Actor, at: datetime) -> AlarmCall:
    """Put another post in the place of one that does not answer: it is called instead, and answers for its posts.

    Locks response and call. Returns the new call. Raises NotFound, Forbidden, Invalid, AnsweredAlready.
    """
    rights.refuse_commander(by)
    with scope.scoped(*scope.of(by)):
        row, one = lock_call(call, by)
        lock(row.pk, by)
        if one.answered_at is not None or one.relieved_at is not None:
            raise AnsweredAlready
        if post == one.post or post not in {found.id for found in people.posts(row.street)}:
            raise Invalid(fields={"post": "Choose another post of the street."})
        alarm = Alarm.objects.get(pk=one.alarm)
        made = AlarmCall.objects.filter(alarm=alarm.pk, post=post).first() or _call(row, alarm, post, at)
        one.relieved_at, one.relieved_by, one.next_at = at, made.pk, None
        one.save(update_fields=["relieved_at", "relieved_by", "next_at"])
        ResponsePost.objects.filter(response=row.pk, post=one.post, until=None).update(post=post, deputy=one.post)
        enter(row, "replaced", by=by, at=at, post=one.post, call=one.pk, by_post=post)
    return made


def called_posts(row: Response) -> list[int]:
    """Return the posts that a response has called, each once."""
    return sorted(set(AlarmCall.objects.filter(response=row.pk).values_list("post", flat=True)))
