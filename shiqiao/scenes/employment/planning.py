"""Planning the visit to a job seeker by the kernel's visits; and what a form may know before it is filled."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import Invalid
from shiqiao.kernel.registry import reads as registry
from shiqiao.kernel.registry.subjects import household_title
from shiqiao.kernel.visits.actions import plan_once
from shiqiao.kernel.visits.places import Target
from shiqiao.scenes.employment import persons, reads
from shiqiao.scenes.employment.delivering import VISIT_KIND
from shiqiao.scenes.employment.formparts import ActForm, day_field
from shiqiao.scenes.employment.models import JobSeeker
from shiqiao.scenes.employment.store import day_of

SOON = timedelta(days=7)


def plan_visit(*, seeker: int, latest: date, by: Actor, at: datetime) -> int:
    """Plan the visit on which the five are brought, until a day; returns its number. Raises Invalid, NotFound."""
    row = reads.access_seeker(by, seeker)
    if not row.grid:
        raise Invalid(fields={"latest": "The person's grid is not known: enter the home in the registry first."})
    who = persons.known(row.street, [row.person], day_of(at)).get(row.person)
    home = registry.homes_of([row.household]).get(row.household)
    address = household_title(home) if home else ""
    target = Target(who.name if who else str(row.person), address, row.grid, subject=Ref("person", row.person))
    return plan_once(street=row.street, kind=VISIT_KIND, target=target, latest=latest, by=by, at=at)


class VisitForm(ActForm):
    """Plan the visit."""

    latest = day_field(gettext_lazy("Visit until"))

    def __init__(self, data: Any = None, files: Any = None) -> None:
        from shiqiao.base.time import now

        super().__init__(data, files, initial={"latest": (day_of(now()) + SOON).isoformat()})

    def act(self, row: JobSeeker, by: Actor, at: datetime) -> Any:
        """Plan it."""
        return plan_visit(seeker=row.pk, latest=self.cleaned_data["latest"], by=by, at=at)


def firm_of(row: JobSeeker) -> str:
    """Return the firm that took somebody on, for the form of the work."""
    for one, offer in reads.applications_of(row.pk):
        if one.state == "accepted":
            return offer.firm
    return ""
