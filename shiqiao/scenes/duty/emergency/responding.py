"""Starting a response, raising and lowering its level, ending it, and its review."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from shiqiao.base.actor import Actor
from shiqiao.base.db import scope
from shiqiao.base.errors import Invalid
from shiqiao.kernel.people import reads as people
from shiqiao.scenes.duty.emergency import alarms, rights, zero
from shiqiao.scenes.duty.emergency.calltables import AlarmCall
from shiqiao.scenes.duty.emergency.definitions import KindSaid
from shiqiao.scenes.duty.emergency.errors import AlreadyRunning, SameLevel, StillRunning
from shiqiao.scenes.duty.emergency.groundtables import Shelter
from shiqiao.scenes.duty.emergency.manning import stand_down
from shiqiao.scenes.duty.emergency.publishing import kind_of, plan_of, version_of
from shiqiao.scenes.duty.emergency.rules import LEVELS, severer
from shiqiao.scenes.duty.emergency.store import enter, lock, seal, tell, written
from shiqiao.scenes.duty.emergency.tables import Response, ResponsePost


@dataclass(frozen=True, slots=True)
class Order:
    """An order: the level, what made it necessary, which leader's post ordered it, and its words."""

    level: int
    trigger: str
    leader: int
    words: str = ""


@transaction.atomic
def start_response(*, kind: str, order: Order, by: Actor, at: datetime, invented: bool = False) -> Response:
    """Start a response at a level by order of a named leader; its posts, reports and alarm begin with it.

    Raises Invalid, Forbidden, AlreadyRunning.
    """
    rights.refuse_commander(by)
    street = by.street or 0
    with scope.scoped(*scope.of(by)):
        said = plan_of(street).kind(kind)
        if said is None:
            raise Invalid(fields={"kind": "Choose a kind of emergency that the plan has."})
        trigger = _check(said, order, street)
        row = _create(street, said, order, trigger, at, invented)
        plan = plan_of(street)
        Shelter.objects.bulk_create(
            Shelter(
                street=street, response=row.pk, code=one.code, title=one.title.zh, place=one.place.zh, capacity=one.capacity
            )
            for one in plan.shelters
        )  # fmt: skip
        enter(
            row,
            "started",
            by=by,
            at=at,
            level=row.level,
            post=row.leader,
            text=trigger,
            version=row.version,
            emergency=kind,
        )
        _apply(row, said, by, at, alarm=True)
    return row


def _create(street: int, said: KindSaid, order: Order, trigger: str, at: datetime, invented: bool) -> Response:
    year = localdate(at).year
    last = (
        Response.objects.filter(street=street, year=year).order_by("-serial").values_list("serial", flat=True).first()
    )
    serial = (last or 0) + 1
    try:
        with transaction.atomic():
            return Response.objects.create(
                street=street, kind=said.code, title=said.title.zh, year=year, serial=serial,
                number=f"{said.sign}{year}-{serial:03}", version=version_of(street), level=order.level, peak=order.level,
                leader=order.leader, office=rights.office_of(street), trigger=trigger,
                words=seal(written(order.words)), started_at=at, levelled_at=at, invented=invented,
            )  # fmt: skip
    except IntegrityError as error:
        raise AlreadyRunning from error


def _check(said: KindSaid, order: Order, street: int) -> str:
    wrong = {}
    if order.level not in LEVELS or said.level(order.level) is None:
        wrong["level"] = "Choose a level that the plan has."
    leaders = {row.id for row in people.posts(street, roles=("leader",))}
    if order.leader not in leaders:
        wrong["leader"] = "Choose the leader who ordered it."
    trigger = written(order.trigger, "trigger", "Write what made it necessary.", 200)
    if wrong:
        raise Invalid(fields=wrong)
    return trigger


@transaction.atomic
def change_level(*, response: int, order: Order, by: Actor, at: datetime) -> Response:
    """Raise or lower the level: posts come or are stood down, reports follow the new times, a raise sounds the alarm.

    Locks the response. Raises NotFound, Forbidden, Invalid, SameLevel, ResponseOver.
    """
    rights.refuse_commander(by)
    with scope.scoped(*scope.of(by)):
        row = lock(response, by)
        said = kind_of(row.street, row.version, row.kind)
        trigger = _check(said, order, row.street)
        if order.level == row.level:
            raise SameLevel
        raised = severer(order.level, row.level)
        row.level, row.leader, row.levelled_at, row.trigger = order.level, order.leader, at, trigger
        row.peak = min(row.peak, row.level)
        row.words = seal(written(order.words))
        row.save(update_fields=["level", "leader", "levelled_at", "trigger", "peak", "words"])
        enter(row, "raised" if raised else "lowered", by=by, at=at, level=row.level, post=row.leader, text=trigger)
        _apply(row, said, by, at, alarm=raised)
        if not raised:
            for post in alarms.called_posts(row):
                tell(row, "duty.emergency_lowered", at, post)
    return row


def _apply(row: Response, said: KindSaid, by: Actor, at: datetime, *, alarm: bool) -> None:
    """Let posts, reports and calls follow the level as it stands now."""
    wanted = {post.code: (level, post) for level, post in said.posts_at(row.level)}
    standing = {one.code: one for one in ResponsePost.objects.select_for_update().filter(response=row.pk, until=None)}
    for code, one in standing.items():
        if code not in wanted:
            stand_down(row, one, by, at)
    for code, (level, post) in wanted.items():
        if code not in standing:
            ResponsePost.objects.create(
                street=row.street, response=row.pk, code=code, title=post.title.zh, place=post.place.zh, lon=post.lon,
                lat=post.lat, level=level, post=people.post_by_code(post.post, row.street).id,
                deputy=people.post_by_code(post.deputy, row.street).id if post.deputy else 0, since=at,
            )  # fmt: skip
    zero.follow_level(row, said, at)
    if alarm:
        alarms.sound(row, [people.post_by_code(code, row.street).id for code in said.called_at(row.level)], by, at)


@transaction.atomic
def end_response(*, response: int, leader: int, words: str, by: Actor, at: datetime) -> Response:
    """End a response: posts are stood down, reports and repeats stop; people not yet back stay on their list.

    Locks the response. Raises NotFound, Forbidden, Invalid, ResponseOver.
    """
    rights.refuse_commander(by)
    with scope.scoped(*scope.of(by)):
        row = lock(response, by)
        said = written(words, "words", "Write why the response ends.")
        if leader not in {one.id for one in people.posts(row.street, roles=("leader",))}:
            raise Invalid(fields={"leader": "Choose the leader who ordered it."})
        for one in ResponsePost.objects.select_for_update().filter(response=row.pk, until=None):
            stand_down(row, one, by, at, quiet=True)
        zero.stop(row, at)
        told = alarms.called_posts(row)
        AlarmCall.objects.filter(response=row.pk).update(next_at=None)
        row.ended_at, row.leader = at, leader
        row.save(update_fields=["ended_at", "leader"])
        enter(row, "ended", by=by, at=at, level=row.level, post=leader, text=said)
        for post in told:
            tell(row, "duty.emergency_ended", at, post)
    return row


@transaction.atomic
def review_response(*, response: int, words: str, by: Actor, at: datetime) -> Response:
    """Write the review (复盘) of a response that has ended; its figures come from the records. A later one replaces it.

    Locks the response. Raises NotFound, Forbidden, Invalid, StillRunning.
    """
    rights.refuse_commander(by)
    with scope.scoped(*scope.of(by)):
        row = lock(response, by, running=False)
        if row.ended_at is None:
            raise StillRunning
        told = written(words, "words", "Write what went well, what did not, and what is to be changed.", 4000)
        row.review, row.reviewed_at, row.reviewed_by = seal(told), at, by.account or 0
        row.save(update_fields=["review", "reviewed_at", "reviewed_by"])
        enter(row, "reviewed", by=by, at=at)
    return row
