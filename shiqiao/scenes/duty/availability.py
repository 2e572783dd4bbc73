"""Entering when a person cannot take duty, would rather not, or would like to."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Conflict, Invalid, NotFound
from shiqiao.scenes.duty import rights
from shiqiao.scenes.duty.pools import pools_of
from shiqiao.scenes.duty.publishing import rules_of
from shiqiao.scenes.duty.store import note
from shiqiao.scenes.duty.tables import AVAILABILITY, Availability

KIND = "duty_availability"
WHY = ("leave", "travel", "training", "family", "other")
LONGEST = 366


@transaction.atomic
def enter_availability(
    *, person: int, kind: str, why: str, since: date, until: date, by: Actor, at: datetime
) -> Availability:
    """Enter days `since` to `until` (included) for oneself, or for another by who keeps the rosters. Raises Invalid, Conflict.

    A turn that is published already stays: it is swapped or replaced.
    """
    street = by.street or 0
    with scope.scoped(*scope.of(by)):
        if person != by.account:
            rights.refuse_keeping(by)
        _check(street, person, kind, why, since, until, at)
        try:
            with transaction.atomic():
                row = Availability.objects.create(
                    street=street, person=person, kind=kind, why=why, days=DateRange(since, until + timedelta(1)),
                    entered_by=by.account or 0, entered_at=at,
                )  # fmt: skip
        except IntegrityError as error:
            raise Conflict(
                "Something is entered for some of these days already; end it first.",
                fields={"since": "Something is entered for some of these days already; end it first."},
            ) from error
        # Why somebody is away may tell of health: it stays in the table and out of the journal.
        note("duty.availability_entered", Ref(KIND, row.pk), street, by, at, kind=kind, since=since.isoformat(),
             until=until.isoformat())  # fmt: skip
    return row


def _check(street: int, person: int, kind: str, why: str, since: date, until: date, at: datetime) -> None:
    wrong = {}
    if kind not in AVAILABILITY:
        wrong["kind"] = "Choose what is meant."
    if why not in WHY:
        wrong["why"] = "Choose why."
    if until < since or (until - since).days >= LONGEST:
        wrong["until"] = "The last day lies within a year from the first; correct one of the days."
    if person not in pools_of(street, rules_of(street), at).posts:
        wrong["person"] = "This person takes no duty by the rules; choose another."
    if wrong:
        raise Invalid(fields=wrong)


@transaction.atomic
def end_availability(*, availability: int, by: Actor, at: datetime) -> Availability:
    """Take an entry back. Raises NotFound for another's, unless one keeps the rosters."""
    with scope.scoped(*scope.of(by)):
        row = Availability.objects.select_for_update().filter(
            street=by.street or 0, pk=availability, ended_at=None
        ).first()  # fmt: skip
        if row is None or (row.person != by.account and not rights.keeps(by)):
            raise NotFound
        row.ended_at = at
        row.save(update_fields=["ended_at"])
        note("duty.availability_ended", Ref(KIND, row.pk), row.street, by, at)
    return row
