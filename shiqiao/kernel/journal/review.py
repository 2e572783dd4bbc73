"""The journal of a street as the auditor looks through it: newest first, narrowed by subject, actor, code and days."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from shiqiao.base.actor import Actor
from shiqiao.base.errors import Forbidden
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


@dataclass(frozen=True, slots=True)
class Page:
    """A page of lines, and the cursor of the next one or an empty string."""

    rows: Sequence[JournalLine]
    next: str = ""


def entries(actor: Actor, wanted: Wanted, *, after: str = "", limit: int = PAGE) -> Page:
    """Return a page of the journal of the actor's street, for an auditor; raises Forbidden for others."""
    if not actor.roles & REVIEWS:
        raise Forbidden
    rows = JournalLine.objects.filter(_narrow(wanted), street=actor.street or 0)
    for kind, subjects in wanted.hidden.items():
        rows = rows.exclude(kind=kind, subject__in=list(subjects))
    if after.isdigit():
        rows = rows.filter(id__lt=int(after))
    found = list(rows.order_by("-id")[: limit + 1])
    return Page(found[:limit], str(found[limit - 1].id) if len(found) > limit else "")


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
