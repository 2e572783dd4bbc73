"""What is known of a subject: stated with its source, confirmed, ended; a new value ends the old one and history stays."""

from datetime import datetime
from typing import Any

from django.db import transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import NotFound
from shiqiao.base.rows import the_one
from shiqiao.kernel.registry import reads, rules, sealing
from shiqiao.kernel.registry.errors import NotForYourPost, RecordRefused
from shiqiao.kernel.registry.fields import FINDABLE, FieldSpec, field_of
from shiqiao.kernel.registry.models import Fact, Record
from shiqiao.kernel.registry.store import Writing, lock, new_id
from shiqiao.kernel.registry.writes.common import known, mine


@transaction.atomic
def state_fact(*, subject: Ref, key: str, value: object, source: str = "visit", by: Actor, at: datetime) -> Fact:
    """State one thing about a subject: `key` of the field dictionary. The same value again confirms it.

    A reference that was merged means the one it was merged into. Raises Invalid for an unknown field or a value that
    does not fit, NotForYourPost for a sensitive field, NotFound.
    """
    spec, row = _known(subject, key, by)
    read = spec.read(value)
    work = Writing(by=by, at=at)
    work.touch(row)
    new, ended = new_fact(work, row, spec, read, known("source", source, rules.SOURCES))
    work.tell("registry.fact_confirmed" if new is ended else "registry.fact_stated", row, *_once(ended, new), key=key)
    work.send()
    return new


def _known(subject: Ref, key: str, by: Actor) -> tuple[FieldSpec, Record]:
    """Return field and subject, both of which the actor may write."""
    if subject.kind not in reads.KINDS:
        raise NotFound()
    spec = field_of(key, subject.kind)
    if spec.derived:
        raise RecordRefused(fields={"key": "This is reckoned from the birth date. Correct that instead."})
    if spec.data_class == "sensitive" and not by.roles & rules.SENSITIVE:
        raise NotForYourPost()
    row = mine(by, reads.KINDS[subject.kind], reads.resolve(subject).id)
    if spec.street not in (0, row.street):
        raise NotFound()
    return spec, row


def new_fact(work: Writing, row: Record, spec: FieldSpec, value: str, source: str) -> tuple[Fact, Fact | None]:
    """Have a fact stated: returns it and the one it ends, which are the same when the value has not changed."""
    current = Fact.objects.filter(kind=row.KIND, subject=row.pk, key=spec.key, ended_at=None).first()
    return restate(work, row, spec, value, source, current)


def restate(
    work: Writing, row: Record, spec: FieldSpec, value: str, source: str, current: Fact | None
) -> tuple[Fact, Fact | None]:
    """Have a fact stated in the place of the present one, if there is one."""
    if current is not None:
        work.touch(current)
        if sealing.value_of(current) == value:
            renew(current, spec, source, work.at)
            return current, current
        current.ended_at = work.at
    return add_fact(work, row, spec, value, source), current


def add_fact(work: Writing, row: Record, spec: FieldSpec, value: str, source: str) -> Fact:
    """Have a fact added to a subject that has none of this key."""
    fact = Fact(
        id=new_id(), street=row.street, community=row.community, grid=row.grid, kind=row.KIND, subject=row.pk, key=spec.key,
        source=source, stated_at=work.at, confirmed_at=work.at, valid_until=rules.valid_until(work.at, spec.valid),
    )  # fmt: skip
    sealing.set_value(fact, value, sealed=spec.sealed, findable=spec.kind in FINDABLE)
    work.add(fact)
    return fact


def renew(fact: Fact, spec: FieldSpec, source: str, at: datetime) -> None:
    """Let a fact be fresh again."""
    fact.source, fact.confirmed_at, fact.valid_until = source, at, rules.valid_until(at, spec.valid)


def _once(*facts: Fact | None) -> list[Any]:
    return list(dict.fromkeys(fact for fact in facts if fact is not None))


@transaction.atomic
def confirm_fact(*, fact: int, source: str = "visit", by: Actor, at: datetime) -> Fact:
    """Say that something is still right: its freshness begins anew."""
    part, row, spec = _part(fact, by)
    work = Writing(by=by, at=at)
    work.touch(row)
    work.touch(part)
    renew(part, spec, known("source", source, rules.SOURCES), at)
    work.tell("registry.fact_confirmed", row, part, key=part.key)
    work.send()
    return part


@transaction.atomic
def end_fact(*, fact: int, by: Actor, at: datetime) -> Fact:
    """Say that something no longer holds, without anything in its place."""
    part, row, _ = _part(fact, by)
    work = Writing(by=by, at=at)
    work.touch(row)
    work.touch(part)
    part.ended_at = at
    work.tell("registry.fact_ended", row, part, key=part.key)
    work.send()
    return part


def _part(number: int, by: Actor) -> tuple[Fact, Record, FieldSpec]:
    """Lock the subject first and the fact after it, in the order of every other act; then look at it again."""
    seen = the_one(Fact.objects.filter(pk=number))
    spec, row = _known(Ref(seen.kind, seen.subject), seen.key, by)
    found: Fact | None = lock(Fact, number).get(number)
    if found is None or found.ended_at is not None or found.subject != row.pk:
        raise NotFound()
    return found, row, spec
