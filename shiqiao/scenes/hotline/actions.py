"""What the street says to 12345: taken, objection, more time, the result; and exclusions from the rates."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from shiqiao.base.actor import Actor, Ref, system
from shiqiao.base.db import scope
from shiqiao.base.errors import Conflict, Forbidden, Invalid
from shiqiao.base.rows import the_one
from shiqiao.base.text import clean
from shiqiao.kernel.files.reads import attachments_of
from shiqiao.kernel.journal.rules import stamp
from shiqiao.kernel.matters.lookups import one_by_id, said_about, untouched
from shiqiao.scenes.hotline import rules
from shiqiao.scenes.hotline.errors import TooLateToObject
from shiqiao.scenes.hotline.exchange import exchange_of
from shiqiao.scenes.hotline.models import Exclusion, Letter, Order
from shiqiao.scenes.hotline.store import lock, need, post_letter, refuse_others, seal, turn, unseal, write
from shiqiao.scenes.hotline.upstream import cancel_letters

REASON_MOST = 2000
DECIDES = frozenset({"leader"})


def take_order(*, order: int, by: Actor, at: datetime) -> Order:
    """Take an order as the street's own (签收): 12345 gets a receipt. Accepting the matter does the same by itself."""
    refuse_others(by)
    with scope.scoped(*scope.of(by)):
        row = lock(order)
        need(row, "received")
        _take(row, by, at)
        return row


def _take(row: Order, by: Actor, at: datetime) -> None:
    turn(row, "handling", at)
    write("hotline.taken", row, by=by, at=at)
    said = {"taken_at": stamp(at), "matter": row.matter_number}
    post_letter(row, "receipt", said, by=by, at=at, hold=exchange_of(row.street).receipts == "hand")


def object_to_order(*, order: int, reason: str, evidence: str = "", by: Actor, at: datetime) -> Letter:
    """Object that an order is not the street's (派单异议), within the time that is allowed; their clock goes on.

    Raises TooLateToObject, OrderNotSo, Invalid. Rule: 《北京市接诉即办工作条例》第十二条, 派单异议审核.
    """
    refuse_others(by)
    why, proof = _written(reason, "reason"), clean(evidence).strip()[:REASON_MOST]
    with scope.scoped(*scope.of(by)):
        row = lock(order)
        need(row, "received", "handling")
        if at > row.object_by:
            raise TooLateToObject(until=stamp(row.object_by))
        turn(row, "objecting", at)
        write("hotline.objected", row, by=by, at=at)
        return post_letter(row, "objection", {"reason": why, "evidence": proof}, by=by, at=at)


def ask_for_time(*, order: int, reason: str, until: datetime, by: Actor, at: datetime) -> Letter:
    """Ask 12345 for a later deadline; theirs moves only when they say so. Raises Invalid, OrderNotSo."""
    refuse_others(by)
    why = _written(reason, "reason")
    with scope.scoped(*scope.of(by)):
        row = lock(order)
        need(row, "received", "handling")
        if until <= max(at, row.deadline or at):
            raise Invalid(fields={"until": "Ask for a time after the present deadline."})
        write("hotline.time_asked", row, by=by, at=at, until=until)
        return post_letter(row, "extension", {"reason": why, "until": stamp(until)}, by=by, at=at)


def _written(text: str, name: str) -> str:
    text = clean(text).strip()
    if not text:
        raise Invalid(fields={name: "Write the reason."})
    if len(text) > REASON_MOST:
        sentence = "The text has {text_length} characters; shorten it to {text_most}."
        raise Invalid(fields={name: sentence}, text_length=len(text), text_most=REASON_MOST)
    return text


def follow_matter(*, order: int, at: datetime) -> str:
    """Let an order follow its matter: taken when work began, answered when it closed, in work when taken up again.

    Derived, so that it may be done at any time and any number of times. Returns the state. Locks the order.
    """
    row = lock(order)
    matter, by = one_by_id(row.matter), system("hotline", street=row.street)
    if row.state == "received" and not untouched(matter):
        _take(row, by, at)
    if row.state == "handling" and matter.done:
        turn(row, "answered", at)
        write("hotline.answered", row, by=by, at=at)
        hold = exchange_of(row.street).results == "hand"
        post_letter(row, "result", result_of(matter), by=by, at=at, hold=hold)
    elif row.state in ("answered", "written_back", "confirmed") and not matter.done:
        cancel_letters(row, "result")
        turn(row, "handling", at)
        write("hotline.reopened", row, by=by, at=at)
    return row.state


def result_of(matter: Any) -> dict[str, Any]:
    """Return what 12345 is told of a closed matter: what was said and done, when, by which evidence."""
    said = said_about(matter.id)
    results = [one.text for one in said if one.kind == "result"]
    answers = [one.text for one in said if one.kind == "answer"]
    files = [one for one in attachments_of(Ref("matter", matter.id)) if one.purpose != "report"]
    return {
        "result": (results or answers or [""])[-1],
        "answers": answers,
        "outcome": matter.outcome,
        "contacted_at": stamp(matter.echoed_at) if matter.echoed_at else None,
        "closed_at": stamp(matter.ended_at) if matter.ended_at else None,
        "solved": matter.solved,
        "satisfied": matter.satisfied,
        "evidence": [{"purpose": one.purpose, "sha256": one.sha256, "media": one.kind} for one in files],
        "note": "",
    }


def release_letter(*, letter: int, by: Actor, at: datetime, note: str = "") -> Letter:
    """Let a held letter go, with what a person adds; or a red one once more, from the first try. Locks the letter."""
    refuse_others(by)
    with scope.scoped(*scope.of(by)):
        row = the_one(Letter.objects.select_for_update().filter(pk=letter))
        if row.state not in ("drafted", "failed"):
            raise Conflict("This letter has left already or was taken back.")
        added = clean(note).strip()[:REASON_MOST]
        if added:
            row.payload = seal({**unseal(row.payload), "note": added})
        row.state, row.next_try, row.tries, row.error = "waiting", at, 0, ""
        row.save()
        write("hotline.letter_released", Order.objects.get(pk=row.order), by=by, at=at, letter=row.id)
        return row


def send_result_again(*, order: int, by: Actor, at: datetime) -> Letter:
    """Send the result of a closed matter once more, as a letter of its own: their list does not show it."""
    refuse_others(by)
    with scope.scoped(*scope.of(by)):
        row = lock(order)
        need(row, "answered", "written_back", "confirmed")
        cancel_letters(row, "result")
        return post_letter(row, "result", result_of(one_by_id(row.matter)), by=by, at=at)


def ask_about_order(*, order: int, by: Actor, at: datetime) -> Letter:
    """Ask 12345 how it sees an order that its list lacks or shows otherwise."""
    refuse_others(by)
    with scope.scoped(*scope.of(by)):
        row = lock(order)
        return post_letter(row, "inquiry", {"state": row.state, "matter": row.matter_number}, by=by, at=at)


# ── exclusions ─────────────────────────────────────────────────────────────────────────────────────────────────────


def ask_exclusion(*, order: int, reason: str, note: str, by: Actor, at: datetime) -> Exclusion:
    """Ask that an order does not count in our rates (剔除); another person decides. Raises Invalid, Conflict."""
    refuse_others(by)
    if reason not in rules.EXCLUSIONS:
        raise Invalid(fields={"reason": "Choose why it shall not count."})
    why = _written(note, "note")
    with scope.scoped(*scope.of(by)):
        row = lock(order)
        try:
            with transaction.atomic():
                asked = Exclusion.objects.create(
                    street=row.street, order=row.id, reason=reason, note=seal({"note": why}), asked_by=by.account or 0,
                    asked_at=at,
                )  # fmt: skip
        except IntegrityError:
            raise Conflict("This has been asked already, or is decided.") from None
        write("hotline.exclusion_asked", row, by=by, at=at, exclusion=asked.id, reason=reason)
        return asked


def decide_exclusion(*, exclusion: int, approved: bool, by: Actor, at: datetime) -> Exclusion:
    """Approve or refuse an exclusion; who asked does not decide. Raises Forbidden, Conflict, NotFound."""
    if not by.roles & DECIDES:
        raise Forbidden(fields={"post": "A street leader decides about exclusions."})
    with scope.scoped(*scope.of(by)):
        row = the_one(Exclusion.objects.select_for_update().filter(pk=exclusion))
        if row.approved is not None:
            raise Conflict("This has been decided already.")
        if row.asked_by == (by.account or 0):
            raise Forbidden(fields={"post": "Who asked does not decide: another leader must."})
        row.approved, row.decided_by, row.decided_at = approved, by.account or 0, at
        row.save()
        data = {"exclusion": row.id, "approved": approved}
        write("hotline.exclusion_decided", Order.objects.get(pk=row.order), by=by, at=at, **data)
        return row
