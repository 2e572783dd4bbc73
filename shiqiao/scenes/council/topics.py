"""Topics: proposed from a matter, a visit, the desk or the portal; recommended, reviewed, graded; their clocks."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Conflict, Forbidden, Invalid, NotFound
from shiqiao.base.ids import new_secret, secret_hash
from shiqiao.base.rows import the_one
from shiqiao.base.text import masked
from shiqiao.kernel.registry.subjects import show
from shiqiao.scenes.council import moves, rights
from shiqiao.scenes.council.errors import TopicNotSo
from shiqiao.scenes.council.seating import body_of, today
from shiqiao.scenes.council.store import TOPIC, enter, next_serial, run_clock, seal, tell, written
from shiqiao.scenes.council.tables import CouncilBody, CouncilEntry, CouncilTopic

SOURCES = ("office", "matter", "visit", "portal")
ADVICE = ("accept", "return", "refuse")
GRADES = ("quick", "depth")
ORIGINS = frozenset({"matter", "visit"})


@dataclass(frozen=True, slots=True)
class Proposed:
    """A topic that is proposed to a body: title and words, from where, and by whom where a resident says so."""

    body: int
    title: str
    text: str
    source: str = "office"
    origin: Ref | None = None
    name: str = ""
    phone: str = ""
    invented: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """A topic with the secret by which its proposer follows it; nothing stores the secret."""

    topic: CouncilTopic
    secret: str = ""


@transaction.atomic
def propose_topic(*, proposed: Proposed, by: Actor, at: datetime) -> Receipt:
    """Propose a topic; the term of the review begins. Residents get a secret by which they follow it.

    Raises Invalid naming each field, Forbidden, NotFound, Conflict for a record of which a topic has been made.
    """
    with scope.scoped(*scope.of(by)):
        body = the_one(CouncilBody.objects.filter(pk=proposed.body, street=by.street, ended_at=None))
        _may_propose(proposed, by)
        title = masked(written(proposed.title, "title", "Write in a few words what it is about.", 80))
        text = written(proposed.text, "text", "Write what should be talked over.", 2000)
        secret, origin = new_secret() if proposed.source == "portal" else "", proposed.origin
        serial = next_serial(CouncilTopic, body.street)
        try:
            with transaction.atomic():
                row = CouncilTopic.objects.create(
                    street=body.street, community=body.community, body=body.pk, serial=serial,
                    number=f"议{today(at).year}-{serial:04d}", source=proposed.source, title=title, text=seal(text),
                    origin_kind=origin.kind if origin else "", origin_id=origin.id if origin else 0,
                    name=seal(written(proposed.name, "name", most=40)), phone=seal(written(proposed.phone, "phone", most=20)),
                    secret_hash=secret_hash(secret) if secret else None, made_by=by.account or 0, made_at=at, moved_at=at,
                    invented=proposed.invented,
                )  # fmt: skip
        except IntegrityError as error:
            raise Conflict("A topic has been made of this record already; look for it in the list.") from error
        run_clock(row, body, at)
        row.save()
        enter(row, "submitted", by=by, at=at, source=row.source, origin=str(origin) if origin else None, body=body.pk)
        tell(row.street, body.convener, "council.topic_submitted", Ref(TOPIC, row.pk), at)
    return Receipt(row, secret)


def _may_propose(proposed: Proposed, by: Actor) -> None:
    if proposed.source not in SOURCES:
        raise Invalid(fields={"source": "Say where the topic comes from."})
    if proposed.source == "portal":
        return
    if not rights.proposes(by):
        raise Forbidden(fields={"post": "Officials of the street propose topics; residents do so on the portal."})
    if proposed.origin and (proposed.origin.kind not in ORIGINS or proposed.origin not in show(by, [proposed.origin])):
        raise NotFound


@dataclass(frozen=True, slots=True)
class Given:
    """What a move of a topic is given: words, the grade, the topic into which it is merged."""

    words: str = ""
    grade: str = ""
    into: int = 0
    more: dict[str, Any] = field(default_factory=dict)


NONE = Given()
KINDS = {
    "accept": "accepted", "return": "returned", "merge": "merged", "refuse": "refused", "resubmit": "resubmitted",
    "answer": "answered", "deepen": "deepened", "convene": "convened", "uncall": "uncalled", "open": "opened",
    "adjourn": "adjourned", "reject": "rejected", "decide": "decided", "execute": "executing", "evaluate": "evaluating",
    "send_back": "sent_back", "close": "closed",
}  # fmt: skip
WORDS = {
    "return": "Write why it is returned and what is needed.", "refuse": "Write why it is not taken up.",
    "answer": "Write the answer; residents read it.", "deepen": "Write why it needs a meeting.",
    "resubmit": "Write what has changed.",
}  # fmt: skip


def lock(topic: int, by: Actor) -> CouncilTopic:
    """Lock a topic of the actor's street; raises NotFound."""
    return the_one(CouncilTopic.objects.select_for_update().filter(pk=topic, street=by.street))


@transaction.atomic
def recommend(*, topic: int, advice: str, words: str, by: Actor, at: datetime) -> CouncilTopic:
    """Say what you recommend to do with a topic that waits for its review; who decides may decide otherwise.

    Locks the topic. Raises Invalid, Forbidden, TopicNotSo, NotFound.
    """
    with scope.scoped(*scope.of(by)):
        row = lock(topic, by)
        if not rights.proposes(by):
            raise Forbidden(fields={"post": "Officials of the street recommend."})
        if row.state != "submitted":
            raise TopicNotSo
        if advice not in ADVICE:
            raise Invalid(fields={"advice": "Choose what you recommend."})
        row.advice = advice
        row.save(update_fields=["advice"])
        said = written(words, sentence="Write why you recommend it.")
        enter(row, "recommended", by=by, at=at, text=said, shown=False, advice=advice)
    return row


@transaction.atomic
def move_topic(*, topic: int, do: str, given: Given = NONE, by: Actor, at: datetime) -> CouncilTopic:
    """Review, grade, answer or refuse a topic. Locks it. Raises Invalid, Forbidden, TopicNotSo, NotFound."""
    with scope.scoped(*scope.of(by)):
        row = lock(topic, by)
        body = body_of(row.body, by)
        move = moves.allowed(do, row.state, row.grade)
        if move is None or move.by not in ("keeper", "proposer"):
            raise TopicNotSo
        if move.by == "keeper" or by.kind != "resident":
            rights.refuse(by, body)
        return carry(row, body, do, given, by=by, at=at)


def carry(row: CouncilTopic, body: CouncilBody, do: str, given: Given, *, by: Actor, at: datetime) -> CouncilTopic:
    """Make a move of a topic whose lock the caller holds: state, clock, entry, notice. Raises Invalid, TopicNotSo."""
    move = moves.allowed(do, row.state, row.grade)
    if move is None:
        raise TopicNotSo
    words = written(given.words, sentence=WORDS.get(do, ""), most=500)
    _take(row, do, given, words, at)
    row.state, row.moved_at = move.to, at
    if row.state in moves.FINAL or row.state in ("returned", "refused"):
        row.ended_at = at
    elif row.state in moves.OPEN:
        row.ended_at = None
    run_clock(row, body, at)
    row.save()
    enter(row, KINDS[do], by=by, at=at, text=words, grade=row.grade or None, into=row.merged_into or None, **given.more)
    return row


def _take(row: CouncilTopic, do: str, given: Given, words: str, at: datetime) -> None:
    """Take over what a move brings: the grade, where it goes, the answer, that it was refused after all."""
    if do == "accept":
        if given.grade not in GRADES:
            raise Invalid(fields={"grade": "Choose quick talk or deliberation in depth."})
        row.grade, row.accepted_at, row.shown = given.grade, at, True
    elif do == "merge":
        row.merged_into = _main(row, given.into)
    elif do == "answer":
        row.answer = masked(words)
    elif do == "deepen":
        row.grade = "depth"
    elif do in ("refuse", "reject"):
        row.refused_after = row.refused_after or row.accepted_at is not None


def _main(row: CouncilTopic, into: int) -> int:
    main = CouncilTopic.objects.filter(pk=into, street=row.street, state__in=moves.OPEN).exclude(pk=row.pk).first()
    if main is None:
        raise Invalid(fields={"into": "Choose an open topic into which it is merged."})
    return main.pk


def entries_of(topic: int) -> list[CouncilEntry]:
    """Return what was done with a topic, oldest first."""
    return list(CouncilEntry.objects.filter(topic=topic).order_by("at", "pk"))
