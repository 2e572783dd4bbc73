"""The journal of a street as the auditor looks through it: newest first, narrowed by subject, actor, code and days."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from shiqiao.base.actor import Actor
from shiqiao.base.errors import Forbidden
from shiqiao.base.paging import Page, newest
from shiqiao.kernel.journal.models import JournalLine

REVIEWS = frozenset({"auditor"})
PAGE = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; empty means everything. `since` is included, `until` is not; a code may be its beginning."""

    kind: str = ""
    subject: int = 0
    actor: str = ""
    code: str = ""
    since: datetime | None = None
    until: datetime | None = None
    hidden: Mapping[str, Collection[int]] = field(default_factory=dict)
    """Kind -> subjects that are not shown: what complains about a unit of the reader's own."""


def entries(actor: Actor, wanted: Wanted, *, after: str = "", limit: int = PAGE) -> Page[JournalLine]:
    """Return a page of the journal of the actor's street, for an auditor; raises Forbidden for others."""
    if not actor.roles & REVIEWS:
        raise Forbidden
    rows = JournalLine.objects.filter(_narrow(wanted), street=actor.street or 0)
    for kind, subjects in wanted.hidden.items():
        rows = rows.exclude(kind=kind, subject__in=list(subjects))
    return newest(rows, after, limit)


def _narrow(wanted: Wanted) -> Q:
    q = Q()
    if wanted.kind:
        q &= Q(kind=wanted.kind)
    if wanted.subject:
        q &= Q(subject=wanted.subject)
    if wanted.actor:
        q &= Q(actor=wanted.actor)
    if wanted.code:
        q &= Q(code__startswith=wanted.code)
    if wanted.since:
        q &= Q(recorded_at__gte=wanted.since)
    return q & Q(recorded_at__lt=wanted.until) if wanted.until else q
