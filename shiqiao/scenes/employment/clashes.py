"""Benefits that are received follow the person into another household; where two then exclude each other, a person decides.

The database refuses two that exclude each other in one period. Moving together does not ask it: the claim keeps the
household of before, is marked since when, the employment office is told, and the list of clashes shows both sides.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.kernel.notices.actions import notify
from shiqiao.scenes.employment import rights
from shiqiao.scenes.employment.granting import Held, standing_in_the_way
from shiqiao.scenes.employment.models import Claim, JobSeeker
from shiqiao.scenes.employment.publishing import rules_of
from shiqiao.scenes.employment.store import CLAIM, day_of, note

TOLD = "employment.claim_clashes"
PAGE = 50


@dataclass(frozen=True, slots=True)
class Clash:
    """A benefit that lost its place beside others when people moved together, and what stands in its way now."""

    claim: Claim
    others: Sequence[Held] = field(default=())


def follow(street: int, seekers: Iterable[int], by: Actor, at: datetime) -> list[Claim]:
    """Set the household as it is now on what some job seekers receive; returns what clashes since this act.

    Runs in the transaction of the act, each claim in a savepoint: what the database refuses stays as it was and is told.
    """
    homes = dict(JobSeeker.objects.filter(street=street, pk__in=list(seekers)).values_list("pk", "household"))
    rows = _running(street, day_of(at)).filter(seeker__in=homes).select_for_update().order_by("pk")
    return [row for row in rows if _follow(row, homes[row.seeker], by, at)]


def settle(street: int, by: Actor, at: datetime) -> None:
    """Try again what clashed: a benefit ended, or the street's exclusions changed."""
    waiting = _running(street, day_of(at)).filter(clashes_since__isnull=False)
    if seekers := set(waiting.values_list("seeker", flat=True)):
        follow(street, seekers, by, at)


def _running(street: int, today: date) -> Any:
    return Claim.objects.filter(street=street, state="approved", during__endswith__gt=today)


def _follow(row: Claim, home: int, by: Actor, at: datetime) -> bool:
    """Set the household of one claim; returns whether it clashes since now."""
    if row.household == home and row.clashes_since is None:
        return False
    if _set(row, home):
        note(Ref(CLAIM, row.pk), row.street, "employment.claim_moved", by=by, at=at, seeker=row.seeker, household=home)
        return False
    if row.clashes_since is not None:
        return False
    row.clashes_since = at
    row.save(update_fields=["clashes_since"])
    note(Ref(CLAIM, row.pk), row.street, "employment.claim_clashes", by=by, at=at, seeker=row.seeker, household=home)
    for post in rights.office_posts(row.street):
        notify(street=row.street, post=post, kind=TOLD, subject=Ref(CLAIM, row.pk), at=at)
    return True


def _set(row: Claim, home: int) -> bool:
    before = row.household, row.clashes_since
    row.household, row.clashes_since = home, None
    try:
        with transaction.atomic():
            row.save(update_fields=["household", "clashes_since"])
    except IntegrityError as error:
        if "employment_never_two" not in str(error):
            raise
        row.household, row.clashes_since = before
        return False
    return True


# ── what a person decides about ────────────────────────────────────────────────────────────────────────────────────


def clashes(actor: Actor, today: date, *, limit: int = PAGE) -> list[Clash]:
    """Return the clashes that an actor sees, the oldest first, each with what stands in the way."""
    condition = rights.seen(actor)
    if condition is None:
        return []
    rows = _running(actor.street or 0, today).filter(condition, clashes_since__isnull=False)
    found = list(rows.order_by("clashes_since", "pk")[:limit])
    seekers = JobSeeker.objects.in_bulk([row.seeker for row in found])
    table = rules_of(actor.street or 0)
    return [Clash(row, ways(row, seekers[row.seeker], table)) for row in found]


def any_clash(actor: Actor, today: date) -> bool:
    """Tell whether there is a clash that an actor sees."""
    condition = rights.seen(actor)
    rows = _running(actor.street or 0, today).filter(clashes_since__isnull=False)
    return condition is not None and bool(rows.filter(condition).exists())


def ways(row: Claim, seeker: JobSeeker, table: Any) -> list[Held]:
    """Return what stands in the way of a claim in the household as it is now."""
    found = standing_in_the_way(seeker, row.benefit, table, row.during.lower, row.during.upper)
    return [one for one in found if one.claim != row.pk]
