"""What the actions of deliberation share: sealed texts, numbers, the clock of a topic, journal and entries."""

from datetime import datetime
from typing import Any

from django.db import connection

from shiqiao.base import crypto
from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import Invalid
from shiqiao.base.text import clean
from shiqiao.kernel.clocks import rules as clocks
from shiqiao.kernel.clocks.actions import new_clock, put
from shiqiao.kernel.clocks.ids import CLOCK_IDS
from shiqiao.kernel.clocks.reads import calendar_for, clocks_of
from shiqiao.kernel.clocks.rules import Term
from shiqiao.kernel.journal import actions as journal
from shiqiao.kernel.journal.rules import stamp
from shiqiao.kernel.notices.actions import notify
from shiqiao.scenes.council.moves import step_of
from shiqiao.scenes.council.publishing import rules_of
from shiqiao.scenes.council.tables import SEAL, CouncilBody, CouncilEntry, CouncilTopic

BODY, SEAT, TOPIC, MEETING, ITEM, RESOLUTION = (
    "council_body", "council_seat", "council_topic", "council_meeting", "council_item", "council_resolution",
)  # fmt: skip
CLOCK = {"review": "accept", "answer": "handle", "convene": "handle", "tasks": "dispatch"}
TEXT_MOST = 500


def seal(text: str) -> bytes | None:
    """Encrypt what is personal."""
    return crypto.encrypt(text, context=SEAL) if text else None


def unseal(sealed: crypto.Bytes | None) -> str:
    """Read what `seal` wrote."""
    return crypto.decrypt(bytes(sealed), context=SEAL) if sealed else ""


def mark(text: str, use: str) -> str:
    """Return a keyed hash by which the same telephone or browser is known again, and nothing else."""
    return crypto.keyed_hash(text, use=f"council.{use}").hex()


def written(text: str, name: str = "words", sentence: str = "", most: int = TEXT_MOST) -> str:
    """Return what was written, cleaned; raises Invalid under `name` with `sentence` when it is needed and nothing was."""
    text = clean(text).strip()
    if sentence and not text:
        raise Invalid(fields={name: sentence})
    if len(text) > most:
        told = "The text has {text_length} characters; shorten it to {text_most}."
        raise Invalid(fields={name: told}, text_length=len(text), text_most=most)
    return text


def hold(name: str) -> None:
    """Let one transaction at a time do something; held until it ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"council {name}"])


def next_serial(model: Any, street: int) -> int:
    """Return the next serial number of a street's topics, meetings or resolutions; holds a lock until the end."""
    hold(f"{model._meta.db_table} {street}")
    return (model.objects.filter(street=street).order_by("-serial").values_list("serial", flat=True).first() or 0) + 1


def note(code: str, subject: Ref, street: int, by: Actor, at: datetime, **data: Any) -> None:
    """Write a line: codes, numbers, references and moments alone."""
    plain = {k: stamp(v) if isinstance(v, datetime) else v for k, v in data.items() if v not in (None, "", [])}
    journal.write(code, subject=subject, street=street, by=by, at=at, data=plain)


def code_of(kind: str) -> str:
    """Return the code of the journal under which a step of a topic is written."""
    return {
        "submitted": "council.topic_submitted",
        "recommended": "council.topic_recommended",
        "accepted": "council.topic_accepted",
        "returned": "council.topic_returned",
        "merged": "council.topic_merged",
        "refused": "council.topic_refused",
        "resubmitted": "council.topic_resubmitted",
        "answered": "council.topic_answered",
        "deepened": "council.topic_deepened",
        "convened": "council.topic_convened",
        "uncalled": "council.topic_uncalled",
        "opened": "council.topic_opened",
        "adjourned": "council.topic_adjourned",
        "rejected": "council.topic_rejected",
        "decided": "council.topic_decided",
        "executing": "council.topic_executing",
        "evaluating": "council.topic_evaluating",
        "sent_back": "council.topic_sent_back",
        "closed": "council.topic_closed",
    }[kind]


def enter(
    row: CouncilTopic, kind: str, *, by: Actor, at: datetime, text: str = "", shown: bool = True, **data: Any
) -> CouncilEntry:
    """Write what was done with a topic, and its line of the journal; `shown` for what residents follow."""
    entry = CouncilEntry.objects.create(
        street=row.street, topic=row.pk, kind=kind, text=seal(text), shown=shown, account=by.account or 0, at=at
    )
    note(code_of(kind), Ref(TOPIC, row.pk), row.street, by, at, entry=entry.pk, state=row.state, **data)
    return entry


def run_clock(row: CouncilTopic, body: CouncilBody, at: datetime) -> None:
    """Stop the clock of the step that is over and start that of the next one; a term that was missed once stays missed."""
    subject = Ref(TOPIC, row.pk)
    there = clocks_of(subject)
    for one in there:
        if one.stopped_at is None and put(clock=one, state=clocks.stop(one.state(), at)).late:
            row.late = True
    step = step_of(row.state, row.grade)
    row.term, row.due_at = "", None
    if not step:
        return
    row.term = str(getattr(rules_of(row.street).terms, step))
    name = CLOCK[step]
    run = 1 + max((one.run for one in there if one.name == name), default=0)
    state = clocks.start(name, Term.parse(row.term), calendar_for(row.street), at, run=run)
    new_clock(
        id=CLOCK_IDS.take(), street=row.street, subject=subject, state=state, owner_post=body.convener or None,
        community=row.community,
    ).save(force_insert=True)  # fmt: skip
    row.due_at = state.due_at


def tell(street: int, post: int, kind: str, subject: Ref, at: datetime) -> None:
    """Leave a notice for a post."""
    if post:
        notify(street=street, post=post, account=None, kind=kind, subject=subject, at=at)


def clock_moved(fact: Any, by: Actor, at: datetime) -> None:
    """Follow a calendar that moved the clock of a topic (same transaction)."""
    row = CouncilTopic.objects.select_for_update().filter(pk=fact.subject, due_at__isnull=False).first()
    if row is not None:
        row.due_at = fact.after.due_at
        row.save(update_fields=["due_at"])


def line_of(topic: int) -> str:
    """Return the line on which topics climb: livelihood, the line of the residents' own affairs."""
    return "livelihood"


def warned(topic: int, clock: str, level: int, at: datetime) -> list[int] | None:
    """Return whom the first warning of a topic's clock tells: the post that convenes; above that the usual ones."""
    row = CouncilTopic.objects.filter(pk=topic).first()
    body = CouncilBody.objects.filter(pk=row.body).first() if row else None
    return [body.convener] if body and level <= 1 else None
