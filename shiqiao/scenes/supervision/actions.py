"""Orders: raised by rule or by a person, answered with evidence, accepted or sent back, urged, closed (销号)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from shiqiao.base.actor import Actor, Ref, system
from shiqiao.base.db import scope
from shiqiao.base.errors import Conflict, Forbidden, Invalid, NotFound
from shiqiao.kernel.clocks.reads import calendar_for
from shiqiao.kernel.clocks.rules import Term
from shiqiao.kernel.matters.lookups import by_ids
from shiqiao.kernel.notices.actions import notify, withdraw
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.registry.subjects import show
from shiqiao.scenes.supervision import rights, store
from shiqiao.scenes.supervision.errors import AlreadyOrdered
from shiqiao.scenes.supervision.models import OPEN, SupervisionOrder
from shiqiao.scenes.supervision.publishing import rules_of
from shiqiao.scenes.supervision.rules import Wanted
from shiqiao.scenes.supervision.store import KIND, Files, enter, lock, need, written

WHY = "Write why this is ordered."
REFS_MOST = 20


@dataclass(frozen=True, slots=True)
class Answering:
    """Who answers an order: the post, and the units that help; empty `term` is the usual one of the street."""

    post: int
    term: str = ""
    assisting: Sequence[int] = ()


def raise_order(
    *, subject: Ref, reason: str, to: Answering, files: Files = (), invented: bool = False, by: Actor, at: datetime
) -> SupervisionOrder:
    """Raise an order by hand on anything that the actor may see. Raises Invalid, Forbidden, NotFound, AlreadyOrdered."""
    street = by.street or 0
    rights.refuse_others(by, street)
    why = written(reason, "reason", WHY)
    with scope.scoped(*scope.of(by)):
        _seen(subject, by)
        term = to.term or rules_of(street).term
        made = _new(street, subject, _post(to.post, street, subject), term, by, at)
        made.assisting, made.invented = [people.unit(unit).id for unit in to.assisting], invented
        return _raise(made, by, at, text=why, files=files)


def mark_subject(*, subject: Ref, note: str, by: Actor, at: datetime) -> SupervisionOrder:
    """Raise an order by a leader's mark (领导批示) on a matter: whoever has it answers, within the term of the rule."""
    street = by.street or 0
    if not rights.leads(by, street):
        raise Forbidden(fields={"post": "Only a street leader marks a matter."})
    why = written(note, "note", "Write what you want to be done.")
    with scope.scoped(*scope.of(by)):
        rule = rules_of(street).mark
        if rule is None:
            raise Conflict("The street's rules know no leader's mark; raise an order by hand.")
        _seen(subject, by)
        matter = by_ids([subject.id]).get(subject.id) if subject.kind == "matter" else None
        if matter is None:
            raise Invalid(
                fields={"subject": "Only a matter has somebody who answers by itself; raise an order by hand."}
            )
        post = rights.answering(matter.post, rule.to, matter.accused, at)
        made = _new(street, subject, _post(post, street, subject), rule.term, by, at)
        made.rule = rule.code
        return _raise(made, by, at, text=why, rule=rule.code)


def raise_by_rule(*, street: int, wanted: Wanted, at: datetime) -> SupervisionOrder | None:
    """Raise the order that a rule asks for; None when it stands already, or nobody can answer. Asked again, nothing happens."""
    by, subject = system("supervision", street=street), Ref("matter", wanted.matter)
    with scope.scoped(street):
        store.hold(f"rule {street} {subject} {wanted.rule.code}")
        there = SupervisionOrder.objects.filter(subject_kind=subject.kind, subject_id=subject.id, rule=wanted.rule.code)
        if there.filter(OPEN).exists() or there.filter(occasion=wanted.occasion).exists():
            return None
        matter = by_ids([wanted.matter]).get(wanted.matter)
        post = rights.answering(wanted.post, wanted.rule.to, matter.accused, at) if matter else 0
        if not post:
            return None
        made = _new(street, subject, post, wanted.rule.term, by, at)
        made.rule, made.occasion, made.figures = wanted.rule.code, wanted.occasion, dict(wanted.figures)
        return _raise(made, by, at, rule=made.rule, occasion=made.occasion, figures=made.figures)


def _seen(subject: Ref, by: Actor) -> None:
    """What the actor may not see does not exist; nothing is ordered about an order."""
    if subject.kind == KIND or not show(by, [subject]):
        raise NotFound


def _post(number: int, street: int, subject: Ref) -> int:
    try:
        post = people.post(number)
    except NotFound:
        post = None
    if post is None or post.street != street or not post.active:
        raise Invalid(fields={"post": "Choose the post that answers."})
    matter = by_ids([subject.id]).get(subject.id) if subject.kind == "matter" else None
    if matter and matter.accused and rights.answering(number, "handler", matter.accused, matter.reported_at) != number:
        raise Invalid(fields={"post": "The matter complains about this unit: let another one answer."})
    return number


def _new(street: int, subject: Ref, post: int, term: str, by: Actor, at: datetime) -> SupervisionOrder:
    year, serial = store.next_serial(street, at)
    return SupervisionOrder(
        street=street, year=year, serial=serial, subject_kind=subject.kind, subject_id=subject.id, post=post,
        unit=people.post(post).unit, holder=people.holder_of(post, at).account or 0, term=str(_term(term)), state="raised",
        raised_by=by.account or 0, raised_post=by.post or 0, raised_at=at, due_at=store.due_of(street, term, at),
    )  # fmt: skip


def _term(text: str) -> Term:
    try:
        return Term.parse(text)
    except Invalid as error:
        raise Invalid(fields={"term": error.fields.get("term", "")}, **error.params) from error


def _raise(
    row: SupervisionOrder, by: Actor, at: datetime, *, text: str = "", files: Files = (), **data: Any
) -> SupervisionOrder:
    """Write an order with its clock, its line and the notices; the caller has the transaction."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if "supervision_one_open" not in str(error):
            raise
        raise AlreadyOrdered from None
    store.begin_clock(row, at)
    about = {
        "subject": str(Ref(row.subject_kind, row.subject_id)),
        "post": row.post,
        "term": row.term,
        "due": row.due_at,
    }
    enter(row, "raised", by=by, at=at, text=text, files=files, number=str(row), **about, **data)
    _tell(row, "supervision.order_raised", at, due=row.due_at.isoformat())
    return row


def _tell(row: SupervisionOrder, kind: str, at: datetime, post: int = 0, **params: str | int) -> None:
    notify(street=row.street, post=post or row.post, kind=kind, subject=Ref(KIND, row.id), at=at, params=params)


# ── answered, accepted, sent back ──────────────────────────────────────────────────────────────────────────────────


def answer_order(
    *, order: int, answer: str, refs: Sequence[Ref] = (), files: Files = (), by: Actor, at: datetime
) -> SupervisionOrder:
    """Answer an order with its evidence: files, or records of the street that the actor may see. Stops its clock."""
    said = written(answer, "answer", "Write what was found, what was done and what comes next.")
    with scope.scoped(*scope.of(by)):
        row = lock(order)
        if not rights.answers(by, row):
            raise Forbidden(fields={"post": "The order is for another post: let its holder answer."})
        need(row, "raised")
        shown = show(by, refs)
        if len(refs) > REFS_MOST or any(ref not in shown for ref in refs):
            raise Invalid(fields={"refs": "Name matters that are there and that you may see, at most twenty."})
        if not files and not refs:
            raise Invalid(fields={"document": "Add the evidence: a file, or the numbers of matters that show it."})
        late = store.stop_clock(row, at)
        row.state, row.answered_at, row.answered_by, row.late = "answered", at, by.account or 0, row.late or late
        row.save()
        enter(row, "answered", by=by, at=at, text=said, refs=refs, files=files, late=late)
        withdraw(subject=Ref(KIND, row.id), by=by, at=at, kinds=("supervision.order_urged", "clocks.warned"))
        for post in _keepers(row):
            _tell(row, "supervision.order_answered", at, post=post)
        return row


def _keepers(row: SupervisionOrder) -> list[int]:
    """Return whom an answer is told: who raised it, else the heads of the office that keeps the orders, else the leaders."""
    if row.raised_post:
        return [row.raised_post]
    office = rules_of(row.street).office
    heads = [one for one in people.posts(row.street, roles={"department_head"}) if people.unit(one.unit).code == office]
    return [one.id for one in heads or people.posts(row.street, roles=rights.LEADS)]


def accept_order(*, order: int, note: str = "", by: Actor, at: datetime) -> SupervisionOrder:
    """Accept the answer and close the order (销号); who answered does not accept. Raises Forbidden, NotSo."""
    with scope.scoped(*scope.of(by)):
        row = _kept(order, by, "answered")
        if by.account and by.account == row.answered_by:
            raise Forbidden(fields={"post": "Who answered does not accept the answer: let another one decide."})
        row.state, row.ended_at, row.ended_by = "closed", at, by.account or 0
        row.save()
        text = written(note, "note", "") if note.strip() else ""
        enter(row, "closed", by=by, at=at, text=text)
        _tell(row, "supervision.order_closed", at)
        return row


def send_back_order(*, order: int, reason: str, by: Actor, at: datetime) -> SupervisionOrder:
    """Send an answer back: the order is open again, with a fresh term. Raises Forbidden, Invalid, NotSo."""
    why = written(reason, "reason", "Write what the answer lacks.")
    with scope.scoped(*scope.of(by)):
        row = _kept(order, by, "answered")
        row.state, row.sent_back = "raised", row.sent_back + 1
        row.due_at = store.begin_clock(row, at)
        row.save()
        enter(row, "sent_back", by=by, at=at, text=why, due=row.due_at)
        _tell(row, "supervision.order_sent_back", at, due=row.due_at.isoformat())
        return row


def urge_order(*, order: int, note: str = "", by: Actor, at: datetime) -> SupervisionOrder:
    """Urge whoever answers (催办); it counts, and gives no more time."""
    with scope.scoped(*scope.of(by)):
        row = _kept(order, by, "raised")
        row.urged += 1
        row.save()
        text = written(note, "note", "") if note.strip() else ""
        enter(row, "urged", by=by, at=at, text=text, times=row.urged)
        _tell(row, "supervision.order_urged", at, due=row.due_at.isoformat())
        return row


def withdraw_order(*, order: int, reason: str, by: Actor, at: datetime) -> SupervisionOrder:
    """Take an order back that should not have been raised; it stays on file with the reason."""
    why = written(reason, "reason", "Write why it is taken back.")
    with scope.scoped(*scope.of(by)):
        row = _kept(order, by, "raised", "answered")
        store.stop_clock(row, at)
        row.state, row.ended_at, row.ended_by = "withdrawn", at, by.account or 0
        row.save()
        enter(row, "withdrawn", by=by, at=at, text=why)
        _tell(row, "supervision.order_withdrawn", at)
        return row


def _kept(order: int, by: Actor, *states: str) -> SupervisionOrder:
    """Lock an order for those who keep it."""
    row = lock(order)
    rights.refuse_others(by, row.street)
    need(row, *states)
    return row


def clock_moved(fact: Any, by: Actor, at: datetime) -> None:
    """Follow a calendar that moved the clock of an order (same transaction)."""
    row = lock(fact.subject)
    if row.state == "raised":
        row.due_at = fact.after.due_at
        row.save(update_fields=["due_at"])
        line = {"due": fact.after.due_at, "calendar": calendar_for(row.street).version}
        store.note(row, "supervision.clock_moved", by=by, at=at, **line)
