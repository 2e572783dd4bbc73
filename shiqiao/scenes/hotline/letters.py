"""Letters on their way: sent by the worker with patience, exported for uploading, acknowledged; what fails is red."""

import logging
import time as clock
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet

from shiqiao.base.actor import Actor, system
from shiqiao.base.db import scope
from shiqiao.base.errors import Conflict, Invalid, ShiqiaoError
from shiqiao.base.rows import the_one
from shiqiao.scenes.hotline import rules
from shiqiao.scenes.hotline.exchange import Exchange, exchange_of, token_of
from shiqiao.scenes.hotline.models import OUT, Circuit, Export, Letter, Order
from shiqiao.scenes.hotline.store import lock, refuse_others, tell_dispatchers, turn, unseal, write
from shiqiao.scenes.hotline.transport.http import LATER, REFUSED, SENT, Answer, HttpWay, Outgoing, Way
from shiqiao.scenes.hotline.transport.table import acknowledgement, workbook

BATCH = 20  # letters of a street in one round: the worker has other work as well
LONGEST = 10.0  # seconds that one street may send in a round
EXPORT_MOST = 2000
logger = logging.getLogger(__name__)


def outgoing(row: Letter) -> Outgoing:
    """Return a letter as it leaves."""
    return Outgoing(row.key, row.number, row.round, row.kind, unseal(row.payload))


def send_waiting(*, at: datetime) -> int:
    """Send the letters that wait in streets that post by http; return how many were taken. Over all streets.

    The first letter that finds the way closed stops the round and opens the circuit: nothing is tried before it
    closes again, so an upstream that is down costs one try at a time. A letter that was sent but not yet written
    down as such (the process died) goes again under its key, which they keep once.
    """
    waiting = Letter.objects.filter(state="waiting", next_try__lte=at)
    taken = 0
    for street in waiting.order_by("street").values_list("street", flat=True).distinct():
        try:
            exchange = exchange_of(street)
        except ShiqiaoError as error:  # one street's broken file must not keep the letters of the others
            logger.warning("letters of street %s wait: %s", street, error)
            continue
        if exchange.transport == "http":
            taken += send_street(street, exchange, HttpWay(exchange.http, token_of(street)), at)
    return taken


def send_street(street: int, exchange: Exchange, way: Way, at: datetime) -> int:
    """Send what waits in one street by a way; return how many letters were taken. Locks letter by letter."""
    with scope.scoped(street):
        circuit = Circuit.objects.select_for_update().filter(pk=street).first() or Circuit(street=street)
        if circuit.open_until and circuit.open_until > at:
            return 0
        rows = _due_letters(street, at).select_for_update(skip_locked=True)
        taken, until = 0, clock.monotonic() + LONGEST
        for row in rows.order_by("next_try", "id")[:BATCH]:
            answer = way.send(outgoing(row))
            _write_down(row, answer, exchange, at)
            taken += answer.result == SENT
            _turn_circuit(circuit, answer, at)
            if answer.result == LATER or clock.monotonic() > until:
                break
        return taken


def _due_letters(street: int, at: datetime) -> QuerySet[Letter]:
    """Return the letters whose time has come; none overtakes an earlier one about the same order that still waits."""
    waiting = Letter.objects.filter(street=street, state="waiting")
    before = waiting.filter(order=OuterRef("order"), id__lt=OuterRef("id"), next_try__gt=at)
    return waiting.filter(~Exists(before), next_try__lte=at)


def _turn_circuit(circuit: Circuit, answer: Answer, at: datetime) -> None:
    if answer.result == LATER:
        circuit.failures += 1
        circuit.open_until, circuit.failed_at, circuit.error = at + rules.wait_after(circuit.failures), at, answer.error
    else:
        circuit.failures, circuit.open_until, circuit.answered_at, circuit.error = 0, None, at, ""
    circuit.save()


def _write_down(row: Letter, answer: Answer, exchange: Exchange, at: datetime) -> None:
    by = system("hotline", street=row.street)
    if answer.result == SENT:
        delivered(row, by=by, at=at, acknowledged=True)
        return
    row.tries += 1
    row.error = answer.error[:60]
    row.next_try = at + rules.wait_after(row.tries)
    if answer.result == REFUSED or row.tries >= exchange.tries:
        fail(row, by=by, at=at)
    else:
        row.save()


def delivered(row: Letter, *, by: Actor, at: datetime, acknowledged: bool) -> None:
    """Write down that a letter is with them; a result that went makes its order written back. Locks the order."""
    row.sent_at = row.sent_at or at
    row.state, row.next_try, row.error = "sent", None, ""
    if acknowledged:
        row.state, row.acknowledged_at = "acknowledged", at
    row.save()
    order = lock(row.order)
    write("hotline.letter_sent", order, by=by, at=at, letter=row.id, kind=row.kind, acknowledged=acknowledged)
    if row.kind == "result" and order.state == "answered":
        turn(order, "written_back", at)
        write("hotline.written_back", order, by=by, at=at, letter=row.id)


def fail(row: Letter, *, by: Actor, at: datetime) -> None:
    """Give a letter up until a person looks: it is red, and the dispatchers are told."""
    row.state, row.next_try = "failed", None
    row.save()
    order = lock(row.order)
    write("hotline.letter_failed", order, by=by, at=at, letter=row.id, kind=row.kind, tries=row.tries, error=row.error)
    tell_dispatchers(order, "hotline.letter_failed", at)


def hold_waiting(*, data: Path, at: datetime) -> int:
    """Give up every waiting letter of a restored place: it may have gone after the backup. A person sends it again or not."""
    rows = list(Letter.objects.select_for_update().filter(state="waiting").order_by("id"))
    for row in rows:
        row.error = "restored"
        fail(row, by=system("restore", street=row.street), at=at)
    return len(rows)


# ── by hand ────────────────────────────────────────────────────────────────────────────────────────────────────────


def export_letters(*, street: int, by: Actor, at: datetime) -> Export | None:
    """Set the waiting letters of a street aside as a file for uploading; None when nothing waits."""
    refuse_others(by, street)
    with scope.scoped(street):
        rows = list(
            Letter.objects.select_for_update().filter(street=street, state="waiting").order_by("id")[:EXPORT_MOST]
        )
        if not rows:
            return None
        export = Export.objects.create(street=street, letters=len(rows), created_by=by.code, created_at=at)
        Letter.objects.filter(pk__in=[row.id for row in rows]).update(state="exported", batch=export.id, next_try=None)
        for row in rows:
            order = Order.objects.get(pk=row.order)
            write("hotline.exported", order, by=by, at=at, letter=row.id, export=export.id)
        return export


def export_table(rows: Iterable[Letter]) -> bytes:
    """Return letters as the table that is uploaded."""
    return workbook((outgoing(row) for row in rows), ZoneInfo(settings.TIME_ZONE))


def confirm_export(*, export: int, uploaded: bool, by: Actor, at: datetime) -> Export:
    """Say that a file was uploaded (its letters are sent), or that it was not (they wait again). Raises Conflict."""
    refuse_others(by)
    with scope.scoped(*scope.of(by)):
        row = the_one(Export.objects.select_for_update().filter(pk=export))
        if row.confirmed_at:
            raise Conflict("This file has been confirmed already.")
        for letter in Letter.objects.select_for_update().filter(batch=row.id, state="exported").order_by("id"):
            if uploaded:
                delivered(letter, by=by, at=at, acknowledged=False)
            else:
                letter.state, letter.next_try, letter.batch = "waiting", at, 0
                letter.save()
        row.confirmed_at = at
        row.save(update_fields=["confirmed_at"])
        return row


def take_acknowledgements(
    *, rows: Iterable[tuple[int, dict[str, Any]]], street: int, by: Actor, at: datetime
) -> dict[str, list[int]]:
    """Read their table of acknowledgements; returns the row numbers by what became of them, every row in one list.

    taken: they have it; refused: red, waits for a person; unknown: no letter with this key, or words nobody knows.
    """
    refuse_others(by, street)
    found: dict[str, list[int]] = {"taken": [], "refused": [], "there": [], "unknown": []}
    with scope.scoped(street):
        for number, raw in rows:
            key, took = acknowledgement(raw)
            row = Letter.objects.select_for_update().filter(street=street, key=key, direction=OUT).first()
            found[_acknowledge(row, took, by, at)].append(number)
    if not any(found.values()):
        raise Invalid(fields={"file": "The table holds no acknowledgement."})
    return found


def _acknowledge(row: Letter | None, took: bool | None, by: Actor, at: datetime) -> str:
    if row is None or took is None or row.state in ("drafted", "cancelled"):
        return "unknown"
    if row.state == ("acknowledged" if took else "failed"):
        return "there"
    if took:
        delivered(row, by=by, at=at, acknowledged=True)
        return "taken"
    row.error = "refused"
    fail(row, by=by, at=at)
    return "refused"


def close_circuit(*, street: int, by: Actor, at: datetime) -> None:
    """Try again at once: what waits for its next try, and the way itself."""
    refuse_others(by, street)
    with scope.scoped(street):
        Circuit.objects.filter(pk=street).update(open_until=None)
        Letter.objects.filter(street=street, state="waiting", next_try__gt=at).update(
            next_try=at - timedelta(seconds=1)
        )
