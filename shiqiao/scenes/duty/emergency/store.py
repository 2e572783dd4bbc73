"""What the actions of emergency share: sealed texts, the running response, timeline and journal, acts done once."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from shiqiao.base import crypto
from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import Invalid, NotFound
from shiqiao.base.text import clean
from shiqiao.base.time import now
from shiqiao.kernel.journal import actions as journal
from shiqiao.kernel.journal.rules import stamp
from shiqiao.kernel.notices.actions import notify
from shiqiao.scenes.duty.emergency.calltables import EmergencyAct
from shiqiao.scenes.duty.emergency.errors import KeyOfAnother, ResponseOver
from shiqiao.scenes.duty.emergency.rules import SEAL
from shiqiao.scenes.duty.emergency.tables import Response, ResponseEntry

RESPONSE, HAZARD, CALL, PLAN = "emergency", "emergency_hazard", "emergency_call", "emergency_plan"
TEXT_MOST = 1000
Files = Sequence[tuple[str, str]]


def code_of(kind: str) -> str:
    """Return the code of the journal under which a line of the timeline is written."""
    return {
        "started": "duty.emergency_started", "raised": "duty.emergency_raised", "lowered": "duty.emergency_lowered",
        "ended": "duty.emergency_ended", "reviewed": "duty.emergency_reviewed", "manned": "duty.post_manned",
        "relieved": "duty.post_relieved", "left": "duty.post_left", "stood_down": "duty.post_stood_down",
        "answers_for": "duty.post_answered_for", "checked": "duty.hazard_checked_in", "alarmed": "duty.alarm_sounded",
        "escalated": "duty.call_escalated", "answered": "duty.call_answered", "replaced": "duty.call_relieved",
        "reported": "duty.report_sent", "listed": "duty.household_listed", "moved": "duty.household_moved",
        "returned": "duty.household_returned", "stock": "duty.stock_brought",
    }[kind]  # fmt: skip


def seal(text: str) -> bytes | None:
    """Encrypt what is personal."""
    return crypto.encrypt(text, context=SEAL) if text else None


def unseal(sealed: crypto.Bytes | None) -> str:
    """Read what `seal` wrote."""
    return crypto.decrypt(bytes(sealed), context=SEAL) if sealed else ""


def written(text: str, name: str = "words", sentence: str = "", most: int = TEXT_MOST) -> str:
    """Return what was written, cleaned; raises Invalid under `name` with `sentence` when it is needed and nothing was."""
    text = clean(text).strip()
    if sentence and not text:
        raise Invalid(fields={name: sentence})
    if len(text) > most:
        told = "The text has {text_length} characters; shorten it to {text_most}."
        raise Invalid(fields={name: told}, text_length=len(text), text_most=most)
    return text


def lock(response: int, by: Actor, *, running: bool = True) -> Response:
    """Lock a response of the actor's street; raises NotFound, and ResponseOver for one that has ended."""
    row = Response.objects.select_for_update().filter(pk=response, street=by.street or 0).first()
    if row is None or by.kind not in ("account", "system"):
        raise NotFound
    if running and row.ended_at is not None:
        raise ResponseOver
    return row


def note(code: str, subject: Ref, street: int, by: Actor, at: datetime, **data: Any) -> None:
    """Write a line: codes, numbers, references and moments alone."""
    plain = {k: stamp(v) if isinstance(v, datetime) else v for k, v in data.items() if v not in (None, "", [])}
    journal.write(code, subject=subject, street=street, by=by, at=at, data=plain)


def enter(
    row: Response, kind: str, *, by: Actor, at: datetime, level: int = 0, code: str = "", amount: int = 0, post: int = 0,
    text: str = "", **data: Any,
) -> ResponseEntry:  # fmt: skip
    """Write a line of the timeline and its line of the journal."""
    entry = ResponseEntry.objects.create(
        street=row.street, response=row.pk, kind=kind, level=level, code=code[:120], amount=amount, post=post, text=seal(text),
        account=by.account or 0, at=at, recorded_at=now(),
    )  # fmt: skip
    subject = Ref(RESPONSE, row.pk)
    note(code_of(kind), subject, row.street, by, at, entry=entry.pk, level=level or None, post=post or None,
         amount=amount or None, **data)  # fmt: skip
    return entry


def tell(row: Response, kind: str, at: datetime, post: int, subject: Ref | None = None, **params: int) -> None:
    """Tell a post of something in a response."""
    if post:
        notify(street=row.street, post=post, kind=kind, subject=subject or Ref(RESPONSE, row.pk), at=at, params=params)


def once(client_id: str, kind: str, by: Actor, at: datetime, act: Callable[[], int]) -> tuple[int, bool]:
    """Do an act that a device may send again; returns what it made, and whether it had been done before.

    Without a key it is simply done. The caller is in a transaction; the unique key of account and device is the lock.
    """
    if not client_id:
        return act(), False
    known = {"account": by.account or 0, "client_id": client_id[:80]}
    try:
        with transaction.atomic():
            row = EmergencyAct.objects.create(street=by.street or 0, kind=kind, at=at, recorded_at=now(), **known)
    except IntegrityError:
        former = EmergencyAct.objects.get(**known)
        if former.kind != kind:
            raise KeyOfAnother from None
        return former.made, True
    row.made = act()
    row.save(update_fields=["made"])
    return row.made, False
