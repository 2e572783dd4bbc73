"""What follows from records, for those who may see it: leaders and auditors all of it, others what concerns them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from shiqiao.base.actor import Actor
from shiqiao.base.rows import the_one
from shiqiao.scenes.merit.models import BulletinEntry, Consequence, LedgerEntry, MeritAppeal, MonthLooked
from shiqiao.scenes.merit.store import READS_ALL

LISTED = 300


def reads_all(actor: Actor) -> bool:
    """Tell whether an actor sees all of the street's: leaders and auditors."""
    return bool(actor.roles & READS_ALL) and actor.street is not None


def leads(actor: Actor) -> bool:
    """Tell whether an actor is a leader of a street."""
    return "leader" in actor.roles and actor.street is not None and bool(actor.account)


def seen_by(actor: Actor) -> QuerySet[Consequence]:
    """Return the consequences that an actor sees; a proposal about oneself only when it was decided."""
    if actor.street is None or actor.account is None:
        return Consequence.objects.none()
    rows = Consequence.objects.filter(street=actor.street)
    if reads_all(actor):
        return rows
    return rows.filter(concerned=actor.account, state__in=("confirmed", "changed"))


def of_month(actor: Actor, month: date) -> list[Consequence]:
    """Return a month's consequences that an actor sees: those to be decided first."""
    rows = list(seen_by(actor).filter(month=month).order_by("kind", "-asked_points", "subject", "id")[:LISTED])
    return sorted(rows, key=lambda row: row.state != "proposed")


def months(actor: Actor) -> list[date]:
    """Return the months that have any, the latest first."""
    return list(seen_by(actor).order_by("-month").values_list("month", flat=True).distinct()[:36])


def access_consequence(actor: Actor, number: int) -> Consequence:
    """Return a consequence that an actor sees; absent and not yours are the same NotFound."""
    return the_one(seen_by(actor).filter(pk=number))


def appeal_of(consequence: int) -> MeritAppeal | None:
    """Return the appeal against a decision; the caller has checked who reads."""
    return MeritAppeal.objects.filter(consequence=consequence).first()


def appeals_of(consequences: Sequence[int]) -> dict[int, MeritAppeal]:
    """Return the appeals against some decisions, in one query; the caller has checked who reads."""
    return {one.consequence: one for one in MeritAppeal.objects.filter(consequence__in=list(consequences))}


def looked(actor: Actor, month: date) -> MonthLooked | None:
    """Return when the rules looked at a month, None before."""
    return MonthLooked.objects.filter(street=actor.street or 0, month=month).first()


def entries_of(consequence: int) -> list[LedgerEntry]:
    """Return the rows of the ledger that a consequence has booked."""
    return list(LedgerEntry.objects.filter(consequence=consequence).order_by("turn"))


# ── the year's account ─────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Account:
    """What a subject has in a year: points given, points taken off, their sum, and cards and flags that stand."""

    kind: str
    subject: int
    plus: Decimal
    minus: Decimal
    cards: dict[str, int]
    rows: int

    @property
    def points(self) -> Decimal:
        """Return the sum."""
        return self.plus + self.minus


def entries(actor: Actor, year: int, kind: str, subject: int | None = None) -> list[LedgerEntry]:
    """Return the rows of a year's ledger that an actor sees, the oldest first.

    Leaders and auditors see all rows, everybody what was told in a bulletin about places and units, and what concerns
    the reader.
    """
    rows = LedgerEntry.objects.filter(street=actor.street or 0, kind=kind, month__year=year)
    if subject is not None:
        rows = rows.filter(subject=subject)
    if not reads_all(actor):
        told = Q(pk__in=BulletinEntry.objects.values("entry")) if kind != "person" else Q(pk__in=())
        rows = rows.filter(Q(concerned=actor.account or -1) | told)
    return list(rows.order_by("booked_at", "id"))


def accounts(actor: Actor, year: int, kind: str) -> list[Account]:
    """Return the year's accounts of a kind of subject, most points first."""
    by: dict[int, list[LedgerEntry]] = {}
    for row in entries(actor, year, kind):
        by.setdefault(row.subject, []).append(row)
    found = [account_of(kind, subject, rows) for subject, rows in by.items()]
    return sorted(found, key=lambda one: (-one.points, one.subject))


def account_of(kind: str, subject: int, rows: Sequence[LedgerEntry]) -> Account:
    """Add up the rows of a subject; what was taken back is a row of its own."""
    cards: dict[str, int] = {}
    given: dict[int, Decimal] = {}
    for row in rows:
        given[row.consequence] = given.get(row.consequence, Decimal(0)) + row.points
        if row.card:
            cards[row.card] = cards.get(row.card, 0) + row.sign
    plus = sum((one for one in given.values() if one > 0), Decimal(0))
    minus = sum((one for one in given.values() if one < 0), Decimal(0))
    return Account(kind, subject, plus, minus, {card: many for card, many in cards.items() if many}, len(rows))
