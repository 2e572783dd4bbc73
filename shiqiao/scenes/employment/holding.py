"""What employment holds of persons: texts that go when their time is over. States, days and counts stay for the figures."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q

from shiqiao.base.actor import Ref
from shiqiao.kernel.files.actions import erase as erase_file
from shiqiao.kernel.files.reads import attachments_of
from shiqiao.kernel.retention.hooks import (
    TEXTS,
    Asked,
    Found,
    Holding,
    Order,
    Piece,
    Sought,
    Stop,
    Stopper,
    holdings,
    stoppers,
)
from shiqiao.scenes.employment import persons, words
from shiqiao.scenes.employment.models import (
    Application,
    BenefitAppeal,
    Claim,
    Delivery,
    Enrolment,
    Job,
    JobCheck,
    JobSeeker,
    Round,
    StatusLine,
)
from shiqiao.scenes.employment.rules import OVER
from shiqiao.scenes.employment.store import CLAIM, JOB, SEEKER, unseal

CODE = "employment"
ON_REGISTER = "The person is still on the register of job seekers. Enter that the person left it first."  # msgid
TABLES = tuple(
    f"employment_{name}"
    for name in ("seeker", "status", "round", "delivery", "application", "job", "check", "enrolment", "claim", "appeal")
)
# Table → its sealed columns; each hangs on the job seeker.
TEXT_COLUMNS = {
    StatusLine: ("note",), Round: ("note",), Delivery: ("reason", "outcome"), Application: ("reason",),
    Job: ("firm", "number", "note"), JobCheck: ("note",), Enrolment: ("note",), Claim: ("note", "decision"),
}  # fmt: skip


def find(who: Sought) -> list[Found]:
    """Return the entries of a person on the register."""
    rows = JobSeeker.objects.filter(street=who.street, person__in=list(who.persons)).order_by("pk")
    return [Found(Ref(SEEKER, number)) for number in rows.values_list("pk", flat=True)]


def stops(ids: Sequence[int], at: datetime) -> Mapping[int, Stop]:
    """Return which entries are still needed: of whoever is helped or in work that is checked."""
    rows = JobSeeker.objects.filter(pk__in=list(ids)).exclude(state__in=OVER)
    return {number: Stop(ON_REGISTER) for number in rows.values_list("pk", flat=True)}


def registered(ids: Sequence[int], at: datetime) -> Mapping[int, Stop]:
    """Return which persons are still on the register."""
    rows = JobSeeker.objects.filter(person__in=list(ids)).exclude(state__in=OVER)
    return {number: Stop(ON_REGISTER) for number in rows.values_list("person", flat=True)}


def due(asked: Asked) -> list[int]:
    """Return entries that ended before a moment and of which something is left."""
    rows = JobSeeker.objects.filter(street=asked.street, ended_at__lt=asked.before, pk__gt=asked.after)
    if asked.only:
        rows = rows.filter(state__in=asked.only)
    left = Q(wishes__isnull=False) | Q(categories__isnull=False)
    for table, columns in TEXT_COLUMNS.items():
        some = Q()
        for name in columns:
            some |= Q(**{f"{name}__isnull": False})
        left |= Q(pk__in=table._default_manager.filter(some).values("seeker"))
    rows = rows.exclude(state__in=asked.but).filter(left)
    return list(rows.order_by("pk").values_list("pk", flat=True)[: asked.limit])


def erase(order: Order) -> Mapping[str, int]:
    """Erase what was said and written of a person, and the documents; what was counted stays."""
    number, texts = order.subject.id, 0
    for table, columns in TEXT_COLUMNS.items():
        for name in columns:
            rows = table._default_manager.filter(seeker=number, **{f"{name}__isnull": False})
            texts += rows.update(**{name: None})
    for name in ("reason", "decision"):
        appeals = BenefitAppeal.objects.filter(claim__in=Claim.objects.filter(seeker=number).values("pk"))
        texts += appeals.filter(**{f"{name}__isnull": False}).update(**{name: None})
    kept = JobSeeker.objects.filter(pk=number).filter(Q(wishes__isnull=False) | Q(categories__isnull=False))
    texts += kept.update(wishes=None, categories=None, marks=[])
    files = 0
    for one in [*attachments_of(order.subject), *_papers(number)]:
        erase_file(one)
        files += 1
    return {name: count for name, count in (("texts", texts), ("files", files)) if count}


def _papers(number: int) -> list[Any]:
    found: list[Any] = []
    for kind, table in ((JOB, Job), (CLAIM, Claim)):
        for one in table._default_manager.filter(seeker=number).exclude(files=[]).values_list("pk", flat=True):
            found += attachments_of(Ref(kind, one))
    return found


def show(ids: Sequence[int]) -> list[str]:
    """Name entries by number and day."""
    rows = JobSeeker.objects.filter(pk__in=list(ids)).order_by("pk")
    return [f"{row.pk} {row.registered_on:%Y-%m-%d}" for row in rows]


def disclose(found: Sequence[Found]) -> list[Piece]:
    """Open a person's entry for that person: categories, wishes, what was brought, work, benefits."""
    rows = JobSeeker.objects.filter(pk__in=[one.subject.id for one in found]).order_by("pk")
    return [_piece(row) for row in rows]


def _piece(row: JobSeeker) -> Piece:
    values = [
        ("Registered on", row.registered_on.isoformat()), ("State", words.STATES[row.state][0]),
        ("Categories of hardship", "、".join(persons.categories_of(row))), ("Wishes", unseal(row.wishes)),
    ]  # fmt: skip
    for one in Delivery.objects.filter(seeker=row.pk).order_by("pk"):
        said = " ".join(filter(None, (one.answer, unseal(one.reason), unseal(one.outcome))))
        values.append((words.TOPICS[one.topic][0], f"{one.at:%Y-%m-%d} {said}"))
    for job in Job.objects.filter(seeker=row.pk).order_by("pk"):
        values.append(("Work", f"{job.since:%Y-%m-%d} {unseal(job.firm)}"))
    for claim in Claim.objects.filter(seeker=row.pk).order_by("pk"):
        values.append(
            ("Benefit", f"{claim.at:%Y-%m-%d} {claim.benefit} {claim.state} {unseal(claim.decision)}".strip())
        )
    shown = tuple(value for value in values if value[1])
    source, purpose = "Stated by the person", "To help find work, and for benefits"
    return Piece(Ref(SEEKER, row.pk), "Your entry on the register of job seekers", source, purpose, shown, row.state)


def fill() -> None:
    """Put employment into the sockets of retention."""
    holdings.fill(CODE, Holding(
        SEEKER, "Register of job seekers", TABLES, frozenset({TEXTS}), frozenset({"closed_at"}), find, disclose, erase, due,
        show, stops, lambda street: frozenset(words.STATES), chained=False, on_request=TEXTS,
    ))  # fmt: skip
    stoppers.fill(CODE, Stopper("person", registered))
