"""What moves without anybody acting here: clocks with a changed calendar, households with what the registry learns."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from shiqiao.base.actor import Actor, Ref, system
from shiqiao.base.db import scope
from shiqiao.kernel.clocks.reads import calendar_for
from shiqiao.kernel.people import reads as people
from shiqiao.scenes.employment import clashes, persons
from shiqiao.scenes.employment.models import BenefitAppeal, Delivery, JobCheck, JobSeeker
from shiqiao.scenes.employment.publishing import rules_of
from shiqiao.scenes.employment.rules import OVER
from shiqiao.scenes.employment.store import APPEAL, CHECK, DELIVERY, SEEKER, day_of, locked, note

CHUNK = 500


def _follow(table: Any, kind: str) -> Callable[[Any, Actor, datetime], None]:
    def react(fact: Any, by: Actor, at: datetime) -> None:
        row: Any = locked(table, fact.subject)
        row.due_at = fact.after.due_at
        row.save(update_fields=["due_at"])
        note(Ref(kind, row.pk), row.street, "employment.clock_moved", by=by, at=at, due=row.due_at,
             calendar=calendar_for(row.street).version)  # fmt: skip

    return react


REACTIONS: Mapping[str, Callable[[Any, Actor, datetime], None]] = {
    DELIVERY: _follow(Delivery, DELIVERY), CHECK: _follow(JobCheck, CHECK), APPEAL: _follow(BenefitAppeal, APPEAL),
}  # fmt: skip


def reckon_zero(*, at: datetime) -> int:
    """Reckon anew which households are without employment: people move, age and change in the registry. Returns how many."""
    changed = 0
    for street in people.streets():
        after = 0
        while after is not None:
            after, found = _some(street, after, at)
            changed += found
    return changed


def _some(street: int, after: int, at: datetime) -> tuple[Any, int]:
    """Look at the households of some job seekers; returns the last one looked at (None: no more) and how many changed."""
    by = system("employment", street=street)
    with transaction.atomic(), scope.scoped(street):
        rows = list(
            JobSeeker.objects.filter(street=street, pk__gt=after).exclude(state__in=OVER).order_by("pk")[:CHUNK]
        )
        homes = {row.household for row in rows} | persons.homes_now([row.person for row in rows])
        changed, seekers = persons.refresh(street, homes, rules_of(street), day_of(at))
        for one, zero in changed:
            note(Ref(SEEKER, one.pk), street, "employment.zero_changed", by=by, at=at, zero=zero)
        clashes.follow(street, seekers, by, at)
    return (rows[-1].pk if len(rows) == CHUNK else None), len(changed)
