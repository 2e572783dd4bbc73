"""Deciding what the rules propose, and proposing by hand: one function an act, one transaction, its journal line."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, NamedTuple

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Forbidden, Invalid
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.registry.subjects import show
from shiqiao.scenes.merit import reads, store
from shiqiao.scenes.merit.definitions import CARDS, SUBJECTS
from shiqiao.scenes.merit.errors import NotOneself, NotSo
from shiqiao.scenes.merit.models import Consequence

Outcome = Literal["confirmed", "changed", "turned_down"]
MOST = Decimal(100)


class Given(NamedTuple):
    """What follows: points (below zero: taken off), a flag or card."""

    points: Decimal = Decimal(0)
    card: str = ""


def propose_by_hand(
    *, kind: str, subject: int, month: date, given: Given, reason: str, refs: Sequence[Ref], invented: bool = False,
    by: Actor, at: datetime,
) -> Consequence:  # fmt: skip
    """Propose points, a flag or a card by hand, with the records on which it rests; another leader decides.

    Raises Forbidden, Invalid naming each field.
    """
    street = by.street or 0
    account = store.lead(by, street)
    why = store.written(reason, "reason", "Write why this is proposed.")
    _check(given)
    if kind not in SUBJECTS or not store.known(kind, subject, street):
        raise Invalid(fields={"subject": "Choose a grid, community, unit or person of this street."})
    if month.day != 1 or month > localdate(at):
        raise Invalid(fields={"month": "Choose a month that has begun."})
    if not refs or any(ref not in show(by, refs) for ref in refs):
        raise Invalid(fields={"refs": "Name the matters on which this rests; you must be able to see them."})
    with scope.scoped(*scope.of(by)):
        concerned = store.concerned_of(kind, subject, street, at)
        if concerned == account:
            raise NotOneself(fields={"subject": "Nobody proposes anything about oneself; let another leader do it."})
        row = Consequence.objects.create(
            street=street, kind=kind, subject=subject, month=month, asked_points=given.points, asked_card=given.card,
            points=given.points, card=given.card, evidence=[{"kind": "record", "ref": str(ref)} for ref in refs],
            concerned=concerned, reason=store.seal(why), proposed_by=account, proposed_at=at, invented=invented,
        )  # fmt: skip
        store.write("merit.proposed", row, by, at, rule="", kind=kind, of=subject, month=str(month),
                    points=str(given.points), card=given.card, evidence=row.evidence)  # fmt: skip
        for post in people.posts(street, roles=store.LEADS):
            if post.id not in by.reach.posts:
                store.tell(row, "merit.proposed", at, post=post.id)
    return row


def decide(
    *, consequence: int, outcome: Outcome, reason: str, given: Given | None = None, by: Actor, at: datetime
) -> Consequence:
    """Confirm what is proposed, change it, or turn it down, with a reason; whoever it concerns is told.

    What is confirmed or changed is booked in the ledger. Raises Forbidden for who proposed it and whom it concerns,
    Invalid, NotSo.
    """
    why = store.written(reason, "reason", "Write the reason of the decision.")
    with scope.scoped(*scope.of(by)):
        row = _locked(consequence, by)
        account = store.lead(by, row.street)
        _fit(row, account)
        if outcome == "changed":
            given = _changed(row, given)
        elif outcome in ("confirmed", "turned_down"):
            given = Given(row.asked_points, row.asked_card)
        else:
            raise Invalid(fields={"outcome": "Choose whether it is confirmed, changed or turned down."})
        row.state, row.points, row.card = outcome, given.points, given.card
        row.decision, row.decided_by, row.decided_at = store.seal(why), account, at
        row.save()
        entry = None if outcome == "turned_down" else store.book(row, 1, account, at, **given._asdict())
        store.write("merit.decided", row, by, at, state=outcome, points=str(row.points), card=row.card,
                    entry=entry.id if entry else 0)  # fmt: skip
        if entry:
            store.tell(row, "merit.decided", at, account=row.concerned)
    return row


def decide_several(
    *, consequences: Sequence[int], outcome: Outcome, reason: str, by: Actor, at: datetime
) -> tuple[int, int]:
    """Confirm or turn down several proposals for one reason, each by itself; returns how many were decided, how many not."""
    done = 0
    for number in consequences:
        try:
            with transaction.atomic():
                decide(consequence=number, outcome=outcome, reason=reason, by=by, at=at)
            done += 1
        except (Forbidden, NotSo, IntegrityError):
            continue
    return done, len(consequences) - done


def _locked(consequence: int, by: Actor) -> Consequence:
    reads.access_consequence(by, consequence)
    return Consequence.objects.select_for_update().get(pk=consequence)


def _fit(row: Consequence, account: int) -> None:
    if row.state != "proposed":
        raise NotSo
    if account == row.concerned:
        raise NotOneself
    if account == row.proposed_by:
        raise Forbidden(fields={"post": "Who proposed it does not decide: another leader must."})


def _changed(row: Consequence, given: Given | None) -> Given:
    if given is None:
        raise Invalid(fields={"points": "Say what follows instead: points, a flag or a card."})
    _check(given)
    if (given.points, given.card) == (row.asked_points, row.asked_card):
        raise Invalid(fields={"points": "This is what was proposed; confirm it, or change points or card."})
    return given


def check_given(given: Given) -> None:
    """Raise Invalid for points or cards that cannot be."""
    _check(given)


def _check(given: Given) -> None:
    if given.card and given.card not in CARDS:
        raise Invalid(fields={"card": "Choose a flag, a yellow card or a red card."})
    if not -MOST < given.points < MOST or round(given.points, 1) != given.points:
        raise Invalid(fields={"points": "Points are between -100 and 100, with at most one digit behind the point."})
    if not given.points and not given.card:
        raise Invalid(fields={"points": "Give points, a flag or a card."})
