"""Meetings: convened with a call to each seat, opened with a quorum of each kind, closed; a second call after a failed one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Invalid, NotFound
from shiqiao.base.ids import new_secret, secret_hash
from shiqiao.base.rows import the_one
from shiqiao.kernel.notices.actions import notify
from shiqiao.scenes.council import rights, topics
from shiqiao.scenes.council.errors import MeetingNotSo, QuorumLacking, SeatsLacking
from shiqiao.scenes.council.meeting_tables import CouncilAgendaItem, CouncilCall, CouncilMeeting
from shiqiao.scenes.council.presence import present_seats, quorum_at
from shiqiao.scenes.council.publishing import rules_of, version_of
from shiqiao.scenes.council.rules import Quorum
from shiqiao.scenes.council.seating import body_of, holders_on, lacking, seats_of, substitutes_on, today
from shiqiao.scenes.council.store import MEETING, hold, next_serial, note, written
from shiqiao.scenes.council.tables import CouncilBody, CouncilTerm, CouncilTopic
from shiqiao.scenes.council.topics import Given
from shiqiao.scenes.council.words import seats_said, short_said

CALLED = "council.meeting_called"  # a notice


@dataclass(frozen=True, slots=True)
class Planned:
    """A meeting that is convened: of which body, when and where, on which topics."""

    body: int
    title: str
    place: str
    planned_at: datetime
    topics: tuple[int, ...]
    first: int = 0
    invented: bool = False


@dataclass(frozen=True, slots=True)
class Convened:
    """A meeting with the secrets of the links by call, which nothing stores: they are put on paper once."""

    meeting: CouncilMeeting
    secrets: dict[int, str]


@transaction.atomic
def convene(*, planned: Planned, by: Actor, at: datetime) -> Convened:
    """Convene a meeting on topics in depth and call every seat that has a holder on the day.

    Accounts get a notice, all others a link on paper. Locks the topics. Raises Invalid naming each field, SeatsLacking,
    Forbidden, TopicNotSo, NotFound. Rule: DB3306/T 075-2025, five working days for a deliberation in depth.
    """
    with scope.scoped(*scope.of(by)):
        body = body_of(planned.body, by)
        rights.refuse(by, body)
        title = written(planned.title, "title", "Write what the meeting is called.", 80)
        place = written(planned.place, "place", "Write where the meeting is.", 80)
        _check(planned, body, at)
        serial = next_serial(CouncilMeeting, body.street)
        row = CouncilMeeting.objects.create(
            street=body.street, body=body.pk, community=body.community, serial=serial,
            number=f"协{today(at).year}-{serial:04d}", title=title, place=place, planned_at=planned.planned_at,
            convocation=2 if planned.first else 1, first=planned.first, version=version_of(body.street), convened_at=at,
            convened_by=by.account or 0, invented=planned.invented,
        )  # fmt: skip
        for n, topic in enumerate(dict.fromkeys(planned.topics), 1):
            _put_on_agenda(row, body, topic, n, by=by, at=at)
        secrets = _call(row, by, at)
        note("council.meeting_convened", Ref(MEETING, row.pk), row.street, by, at, body=body.pk, calls=len(secrets),
             convocation=row.convocation, first=row.first or None, planned_at=row.planned_at)  # fmt: skip
    return Convened(row, {call: secret for call, secret in secrets.items() if secret})


def _check(planned: Planned, body: CouncilBody, at: datetime) -> None:
    wrong = {}
    if planned.planned_at <= at:
        wrong["planned_at"] = "The meeting lies in the past; correct its time."
    if not planned.topics:
        wrong["topics"] = "Choose at least one topic."
    if wrong:
        raise Invalid(fields=wrong)
    if short := lacking(body, today(planned.planned_at)):
        raise SeatsLacking(short=seats_said(body.street, short))


def _put_on_agenda(
    row: CouncilMeeting, body: CouncilBody, topic: int, serial: int, *, by: Actor, at: datetime
) -> CouncilAgendaItem:
    one = topics.lock(topic, by)
    if one.body != body.pk:
        raise NotFound
    more = Given(more={"meeting": row.pk})
    topics.carry(one, body, "convene", more, by=by, at=at)
    return CouncilAgendaItem.objects.create(
        street=row.street, meeting=row.pk, topic=one.pk, serial=serial, title=one.title
    )


def _call(row: CouncilMeeting, by: Actor, at: datetime) -> dict[int, str]:
    """Call each seat with a holder on the day; who may sit in for the holder is looked up here, not typed."""
    day = today(row.planned_at)
    holders, others, found = holders_on(row.body, day), substitutes_on(row.body, day), {}
    for seat in seats_of(row.body):
        term = holders.get(seat.pk)
        if term is None:
            continue
        secret = "" if term.holder_kind == "post" else new_secret()
        call = CouncilCall.objects.create(
            street=row.street, meeting=row.pk, seat=seat.pk, kind=seat.kind, term=term.pk,
            substitute=others[seat.pk].pk if seat.pk in others else 0, how="link" if secret else "notice",
            secret_hash=secret_hash(secret) if secret else None, told_at=at,
        )  # fmt: skip
        found[call.pk] = secret
        for sits in (term, others.get(seat.pk)):
            if sits is not None and sits.post:
                _notify(row, sits, at)
    return found


def _notify(row: CouncilMeeting, term: CouncilTerm, at: datetime) -> None:
    notify(street=row.street, post=term.post, kind=CALLED, subject=Ref(MEETING, row.pk), at=at)


def locked(meeting: int, by: Actor, *states: str) -> tuple[CouncilMeeting, CouncilBody]:
    """Lock a meeting for who keeps its body. Raises MeetingNotSo in another state, Forbidden, NotFound."""
    row = the_one(CouncilMeeting.objects.select_for_update().filter(pk=meeting, street=by.street))
    body = body_of(row.body, by)
    rights.refuse(by, body)
    if states and row.state not in states:
        raise MeetingNotSo
    return row, body


@transaction.atomic
def new_link(*, call: int, by: Actor, at: datetime) -> tuple[CouncilCall, str]:
    """Draw the link of a call anew, for its paper; the former one is void. Raises MeetingNotSo, Forbidden, NotFound."""
    with scope.scoped(*scope.of(by)):
        one = the_one(CouncilCall.objects.select_for_update().filter(pk=call, street=by.street, how="link"))
        locked(one.meeting, by)
        secret = new_secret()
        one.secret_hash = secret_hash(secret)
        one.save(update_fields=["secret_hash"])
        note("council.call_drawn", Ref(MEETING, one.meeting), one.street, by, at, seat=one.seat)
    return one, secret


def called_by(secret: str) -> CouncilCall:
    """Return the call that a link opens; raises NotFound."""
    return the_one(CouncilCall.objects.filter(secret_hash=secret_hash(secret[:60])))


@transaction.atomic
def answer_call(*, call: int, answer: str, by: Actor, at: datetime) -> CouncilCall:
    """Say who comes: the holder, the substitute, or nobody. By the link, by the seat's own post, or by who keeps the body.

    Raises Invalid, MeetingNotSo once the meeting has begun, NotFound.
    """
    with scope.scoped(*scope.of(by)):
        one = the_one(CouncilCall.objects.select_for_update().filter(pk=call, street=by.street))
        meeting = the_one(CouncilMeeting.objects.filter(pk=one.meeting))
        term = the_one(CouncilTerm.objects.filter(pk=one.term))
        own = bool(term.post) and term.post in by.reach.posts
        if by.kind != "resident" and not own and not rights.keeps(by, body_of(meeting.body, by)):
            raise NotFound
        if meeting.state != "convened":
            raise MeetingNotSo
        if answer not in ("coming", "away") and not (answer == "substitute" and one.substitute):
            raise Invalid(fields={"answer": "Say who comes. A substitute has to be named for this seat before."})
        one.answer, one.answered_at = answer, at
        one.save(update_fields=["answer", "answered_at"])
        note("council.call_answered", Ref(MEETING, meeting.pk), meeting.street, by, at, seat=one.seat, answer=answer)
    return one


@transaction.atomic
def open_meeting(*, meeting: int, by: Actor, at: datetime) -> CouncilMeeting:
    """Open a meeting: every kind has to be present in the number that the rules ask for. Locks it.

    Raises QuorumLacking with the exact shortfall in words, MeetingNotSo, Forbidden, NotFound.
    """
    with scope.scoped(*scope.of(by)):
        row, body = locked(meeting, by, "convened")
        there = quorum_of(row, at)
        refuse_short(row, there)
        row.state, row.opened_at = "open", at
        row.save(update_fields=["state", "opened_at"])
        _carry_all(row, body, "open", by=by, at=at)
        note("council.meeting_opened", Ref(MEETING, row.pk), row.street, by, at, **_counted(there))
    return row


def quorum_of(row: CouncilMeeting, at: datetime) -> Quorum:
    """Return the quorum of a meeting at a moment, out of its ledger."""
    return quorum_at(row, at)


def refuse_short(row: CouncilMeeting, there: Quorum) -> None:
    """Raise QuorumLacking where a kind is short; the sentence names each kind and how many are missing."""
    if not there.there:
        raise QuorumLacking(short=short_said(row.street, [(one.kind, one.present, one.needed) for one in there.short]))


def _counted(there: Quorum) -> dict[str, object]:
    return {"present": {one.kind: one.present for one in there.kinds}}


def _carry_all(row: CouncilMeeting, body: CouncilBody, do: str, *, by: Actor, at: datetime) -> None:
    for item in items_of(row.pk):
        topics.carry(topics.lock(item.topic, by), body, do, Given(more={"meeting": row.pk}), by=by, at=at)


def items_of(meeting: int) -> list[CouncilAgendaItem]:
    """Return the agenda of a meeting in its order."""
    return list(CouncilAgendaItem.objects.filter(meeting=meeting).order_by("serial"))


@transaction.atomic
def fail_meeting(*, meeting: int, by: Actor, at: datetime) -> CouncilMeeting:
    """Enter that a meeting did not come about for want of a quorum; its topics wait to be convened again.

    Raises Invalid where the quorum is there, MeetingNotSo, Forbidden, NotFound.
    """
    with scope.scoped(*scope.of(by)):
        row, body = locked(meeting, by, "convened")
        there = quorum_of(row, at)
        if there.there or at < row.planned_at:
            told = "A meeting fails only at its time and without a quorum; open it, or wait for those who are missing."
            raise Invalid(fields={"meeting": told})
        row.state, row.closed_at = "failed", at
        row.save(update_fields=["state", "closed_at"])
        _carry_all(row, body, "uncall", by=by, at=at)
        short = {one.kind: one.missing for one in there.short}
        note("council.meeting_failed", Ref(MEETING, row.pk), row.street, by, at, missing=short, **_counted(there))
    return row


@transaction.atomic
def convene_again(*, meeting: int, place: str, planned_at: datetime, by: Actor, at: datetime) -> Convened:
    """Convene a second time after a call that failed: the lower quorum of the rules holds. Raises as `convene`."""
    with scope.scoped(*scope.of(by)):
        row, _body = locked(meeting, by, "failed")
        if row.convocation != 1 or CouncilMeeting.objects.filter(first=row.pk).exists():
            raise MeetingNotSo
        wanted = tuple(one.topic for one in items_of(row.pk) if _waits(one.topic))
        planned = Planned(row.body, row.title, place, planned_at, wanted, row.pk, row.invented)
        return convene(planned=replace(planned, place=place or row.place), by=by, at=at)


def _waits(topic: int) -> bool:
    return CouncilTopic.objects.filter(pk=topic, state="accepted").exists()


@transaction.atomic
def close_meeting(*, meeting: int, by: Actor, at: datetime) -> CouncilMeeting:
    """Close a meeting; items that were not decided are adjourned. Who is still there leaves with it. Locks it."""
    with scope.scoped(*scope.of(by)):
        row, body = locked(meeting, by, "open")
        hold(f"presence {row.pk}")
        for item in items_of(row.pk):
            if item.state == "planned":
                item.state, item.decided_at = "adjourned", at
                item.save(update_fields=["state", "decided_at"])
                one = topics.lock(item.topic, by)
                topics.carry(one, body, "adjourn", Given(more={"meeting": row.pk}), by=by, at=at)
        row.state, row.closed_at = "closed", at
        row.save(update_fields=["state", "closed_at"])
        note("council.meeting_closed", Ref(MEETING, row.pk), row.street, by, at, present=len(present_seats(row.pk, at)))
    return row


def calls_of(meeting: int) -> Sequence[CouncilCall]:
    """Return the calls of a meeting in the order of the kinds."""
    rows = list(CouncilCall.objects.filter(meeting=meeting))
    rules = rules_of(rows[0].street) if rows else None
    return sorted(rows, key=lambda one: (rules.order(one.kind) if rules else 0, one.seat))
