"""Reading the read log: as a list for auditors and leaders, of one subject, and for the person concerned."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, QuerySet

from shiqiao.base import crypto
from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import NotFound
from shiqiao.kernel.journal.reads import Finding
from shiqiao.kernel.privacy import rules
from shiqiao.kernel.privacy.models import ReadLog, ReadReview

PAGE = 50
DISCLOSED = 500  # looks that a disclosure tells


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to; empty means everything. `state` is open, asked or reviewed."""

    kind: str = ""
    reason: str = ""
    state: str = ""
    unusual: bool = False
    account: int | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the read log, unusual lines first, with the latest review of each line; `next` is the cursor."""

    rows: Sequence[ReadLog]
    reviews: Mapping[int, ReadReview]
    next: str = ""


def may_read_log(actor: Actor) -> bool:
    """Tell whether an actor reads the log: auditors and leaders, of their own street."""
    return bool(actor.roles & rules.READS_LOG)


def _rows(actor: Actor) -> QuerySet[ReadLog]:
    if not may_read_log(actor):
        return ReadLog.objects.none()
    return ReadLog.objects.all() if actor.street is None else ReadLog.objects.filter(street=actor.street)


def read_log(actor: Actor, filters: Filters, *, after: str = "", limit: int = PAGE) -> Page:
    """Return a page of the log: what is unusual and not reviewed on top as far as it is asked for, then the newest."""
    rows = _rows(actor).filter(_narrow(filters))
    odd, _, number = after.partition("-")
    if number.isdigit():
        below = Q(odd=odd == "1", pk__lt=int(number))
        rows = rows.filter(below | Q(odd=False) if odd == "1" else below)
    found = list(rows.order_by("-odd", "-pk")[: limit + 1])
    shown = found[:limit]
    cursor = f"{int(shown[-1].odd)}-{shown[-1].pk}" if len(found) > limit else ""
    return Page(shown, reviews_of(row.pk for row in shown), cursor)


def _narrow(filters: Filters) -> Q:
    q = Q()
    if filters.kind:
        q &= Q(kind=filters.kind)
    if filters.reason:
        q &= Q(reason=filters.reason)
    if filters.unusual:
        q &= Q(odd=True)
    if filters.account is not None:
        q &= Q(account=filters.account)
    if filters.since:
        q &= Q(at__gte=filters.since)
    if filters.until:
        q &= Q(at__lt=filters.until)
    return q & _in_state(filters.state)


def _in_state(state: str) -> Q:
    done = Exists(ReadReview.objects.filter(line=OuterRef("pk"), verdict="reviewed"))
    asked = Exists(ReadReview.objects.filter(line=OuterRef("pk"), verdict="asked"))
    known = {"open": ~Q(done) & ~Q(asked), "asked": Q(asked) & ~Q(done), "reviewed": Q(done)}
    return known.get(state, Q())


def readers(actor: Actor) -> list[int]:
    """Return the accounts that stand in the log; 0 is the system."""
    return sorted(_rows(actor).order_by().values_list("account", flat=True).distinct())


def reviews_of(lines: Iterable[int]) -> dict[int, ReadReview]:
    """Return the latest review of each line, in one query."""
    return {one.line_id: one for one in ReadReview.objects.filter(line__in=list(lines)).order_by("pk")}


def line_of(actor: Actor, number: int, *, lock: bool = False) -> ReadLog:
    """Return one line; raises NotFound for what is absent or not the actor's. With `lock` its row is held."""
    rows = _rows(actor)
    row = (rows.select_for_update() if lock else rows).filter(pk=number).first()
    if row is None:
        raise NotFound()
    return row


def history_of(line: ReadLog) -> list[ReadReview]:
    """Return every review of a line, the oldest first."""
    return list(ReadReview.objects.filter(line=line).order_by("pk"))


def log_of(actor: Actor, ref: Ref, limit: int = PAGE) -> list[ReadLog]:
    """Return who looked at one subject in clear, the newest first; nothing but for auditors and leaders."""
    return list(_rows(actor).filter(kind=ref.kind, subject=ref.id).order_by("-pk")[:limit])


def looks_at(subjects: Sequence[Ref]) -> list[tuple[datetime, str, str, str]]:
    """Return who saw what of subjects in clear, newest first, for the disclosure to the person concerned (第四十五条).

    Each look is when, which post, which field and for which reason, never the note. The caller has proved who asks.
    """
    wanted = reduce(or_, (Q(kind=one.kind, subject=one.id) for one in subjects), Q(pk=None))
    rows = ReadLog.objects.filter(wanted).order_by("-pk")[:DISCLOSED]
    return [(row.at, row.actor, row.field, row.reason) for row in rows]


def check_read_log() -> Iterator[Finding]:
    """Yield each line and review whose sealed note is not the one that was written, over the streets of the fence."""
    lines: Iterator[ReadLog] = ReadLog.objects.exclude(bound="").iterator()
    for line in lines:
        yield from _wrong_note(line, f"read log line {line.pk}")
    for review in ReadReview.objects.iterator():
        yield from _wrong_note(review, f"review of read log line {review.line_id}")


def _wrong_note(row: ReadLog | ReadReview, name: str) -> Iterator[Finding]:
    try:
        note = row.opened()
    except crypto.CannotDecrypt as error:
        yield Finding(name, f"the note cannot be read: {error}")
        return
    if crypto.commitment(row.salt, note) != row.bound:
        yield Finding(name, "the note is not the one that was written")
