"""Erasing one thing, the list of all erasures, and doing them again after a restore."""

import logging
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from shiqiao.base.actor import Actor, Ref, system
from shiqiao.base.db import scope
from shiqiao.base.errors import Invalid
from shiqiao.base.time import now
from shiqiao.kernel.journal.actions import write
from shiqiao.kernel.retention import hooks, listing, reads
from shiqiao.kernel.retention.errors import ErasureHeld
from shiqiao.kernel.retention.hooks import Found, Holding, Order
from shiqiao.kernel.retention.models import Erasure
from shiqiao.kernel.retention.rules import ENTRY

REQUEST, RULE, REPLAY = "request", "rule", "replay"
log = logging.getLogger(__name__)


def erase(*, order: Order, street: int) -> Erasure | None:
    """Erase one subject, in one transaction; returns the entry of the list, None when nothing was left to erase.

    Raises ErasureHeld naming what stops it and the remedy. Doing it twice is doing it once. The holding's part locks the
    subject; the copy of the entry in the data folder follows after the commit, or by the next round.
    """
    found = _holding(order.subject)
    with scope.scoped(street):
        stop = reads.stops(order.subject.kind, [order.subject.id], now()).get(order.subject.id)
        if stop is not None and order.basis != REPLAY:
            raise ErasureHeld(stop.why)
        return _erase(found, order, street, secrets.token_hex(16))


def _holding(subject: Ref) -> Holding:
    found = hooks.holding(subject.kind)
    if found is None:
        raise Invalid(fields={"kind": "No part keeps data of this kind; see docs/how-to/retention.md for the kinds."})
    return found


def _erase(found: Holding, order: Order, street: int, mark: str) -> Erasure | None:
    counts = dict(found.erase(order))
    if not any(counts.values()):
        return None
    row = Erasure.objects.create(
        street=street, mark=mark, kind=order.subject.kind, subject=order.subject.id, act=order.act,
        tokens=list(order.tokens), basis=order.basis, rule=order.rule, at=order.at, by=order.by.code, counts=counts,
        recorded_at=now(),
    )  # fmt: skip
    if not found.chained:
        data = {"of": str(order.subject), "act": order.act, "basis": order.basis, "rule": order.rule, "gone": counts}
        write("retention.erased", subject=Ref("erasure", row.id), street=street, by=order.by, at=order.at, data=data)
    entry = reads.as_entry(row)
    transaction.on_commit(lambda: _listed([entry]))
    return row


def _listed(entries: Iterable[Mapping[str, Any]]) -> None:
    try:
        listing.append(entries)
    except OSError as error:  # the act stands in the table; the round appends it as soon as the disk has room
        log.error("the list of erasures cannot be written: %s", error)


def erase_person(*, held: Mapping[str, Iterable[Found]], street: int, by: Actor, at: datetime) -> dict[str, int]:
    """Erase all that is held about a person and may go on request, in one transaction; returns how much, by kind.

    Raises ErasureHeld, with every reason under the reference that it stops, and then erases nothing.
    """
    orders = [(kind, order) for kind, rows in held.items() for one in rows if (order := _order(kind, one, by, at))]
    stopped = stopped_of(held, at)
    if stopped:
        first = next(iter(stopped.values()))
        raise ErasureHeld(first, fields={str(subject): why for subject, why in stopped.items()})
    counts: dict[str, int] = {}
    with scope.scoped(street):
        for kind, order in orders:
            if _erase(_holding(order.subject), order, street, secrets.token_hex(16)) is not None:
                counts[kind] = counts.get(kind, 0) + 1
    return counts


def _order(kind: str, one: Found, by: Actor, at: datetime) -> Order | None:
    act = _holding(one.subject).on_request
    if not act:
        return None
    if one.how == hooks.NAMED:  # what others wrote stays; the number in it goes
        return Order(one.subject, hooks.TOKENS, REQUEST, by, at, tokens=one.tokens) if one.tokens else None
    return Order(one.subject, act, REQUEST, by, at)


def stopped_of(held: Mapping[str, Iterable[Found]], at: datetime) -> dict[Ref, str]:
    """Return which of a person's own data may not be erased now, each with the sentence that names the remedy."""
    found: dict[Ref, str] = {}
    for kind, rows in held.items():
        ids = [one.subject.id for one in rows]
        if _holding(Ref(kind, 0)).on_request:
            found.update({Ref(kind, number): stop.why for number, stop in reads.stops(kind, ids, at).items()})
    return found


# ── the list ───────────────────────────────────────────────────────────────────────────────────────────────────────


def erasures_since(moment: datetime | None = None) -> list[dict[str, Any]]:
    """Return the entries recorded since a moment (all without one), oldest first: what a backup taken then does not know."""
    with scope.whole():
        rows = Erasure.objects.order_by("id")
        return [reads.as_entry(row) for row in (rows.filter(recorded_at__gte=moment) if moment else rows)]


def list_missing(*, at: datetime) -> int:
    """Append to the list in the data folder what it lacks; returns how many. The worker's round, over all streets."""
    return listing.append(erasures_since())


def replay_erasures(entries: Path | str | Iterable[Mapping[str, Any]], *, at: datetime | None = None) -> int:
    """Erase again what was erased after a restored backup was taken; returns how many subjects were touched.

    Takes the list's file (its chain is proven first: ListBroken) or rows of `erasures_since`. What the database knows
    already, and subjects it does not have, are passed over; running it twice is running it once. Each entry is a
    transaction of its own, so an interrupted replay is simply run again.
    """
    rows = listing.read(Path(entries)) if isinstance(entries, Path | str) else list(entries)
    done = 0
    for entry in rows:
        if missing := [name for name in ENTRY if name not in entry]:
            raise Invalid(fields={"entries": "An entry lacks {name}."}, name=missing[0])
        done += _again(entry, at or now())
    return done


def _again(entry: Mapping[str, Any], at: datetime) -> bool:
    street, subject = int(entry["street"]), Ref(str(entry["kind"]), int(entry["subject"]))
    found = hooks.holding(subject.kind)
    if found is None:
        log.error("an erasure of kind %s cannot be replayed: no part keeps it", subject.kind)
        return False
    with scope.whole():
        if Erasure.objects.filter(mark=entry["mark"]).exists():
            return False
        by = system("retention", street=street)
        order = Order(subject, str(entry["act"]), REPLAY, by, at, str(entry["rule"]), tuple(entry["tokens"]))
        row = _erase(found, order, street, str(entry["mark"]))
    return row is not None
