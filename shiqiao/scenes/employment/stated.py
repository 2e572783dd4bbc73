"""One record: what the register of job seekers learns is what the registry knows of the person, in the same transaction.

Ledgers, circles of visits and forms read the registry; none of them has to look here.
"""

from dataclasses import replace
from datetime import datetime

from shiqiao.base.actor import Actor, Ref, system
from shiqiao.kernel.registry import reads as registry
from shiqiao.kernel.registry.actions import state_fact
from shiqiao.kernel.visits.actions import hold_visits, leave_circle
from shiqiao.scenes.employment.models import JobSeeker
from shiqiao.scenes.employment.persons import KNOWN
from shiqiao.scenes.employment.rules import SAYS, WITHOUT

FOUNDER = "founder"
VISIT_KIND = "job_seeker"
SOURCE = "office"


def hold(seeker: int) -> None:
    """Lock the planned visits of a job seeker: an act that may end in leaving the circle begins with it."""
    row = JobSeeker.objects.filter(pk=seeker).first()
    if row is not None:
        hold_visits(street=row.street, kind=VISIT_KIND, subject=Ref("person", row.person))


def tell_state(row: JobSeeker, by: Actor, at: datetime) -> None:
    """State in the registry what a state on the register says of the person, and leave the circle where it ends that.

    Who cannot be found (`lost`) is still looked for; who withdrew does not look for work, unless something else is known.
    """
    if (says := SAYS.get(row.state)) is None:
        return
    if row.state != "withdrawn" or _known(row, KNOWN)[0] == "seeking":
        _state(row, KNOWN, says, by, at)
    if row.state not in WITHOUT:
        leave(row, by, at)


def tell_founder(row: JobSeeker, value: bool, by: Actor, at: datetime) -> None:
    """State in the registry that somebody runs a business of the own, or does not any more."""
    _state(row, FOUNDER, "yes" if value else "no", by, at)


def leave(row: JobSeeker, by: Actor, at: datetime) -> None:
    """Cancel the planned visits of whoever is not owed one any more."""
    leave_circle(street=row.street, kind=VISIT_KIND, subject=Ref("person", row.person), by=_for(by), at=at)


def _for(by: Actor) -> Actor:
    """Who keeps the register was asked already; the registry takes it from the system in that person's name."""
    return replace(by, roles=by.roles | {"system"})


def _state(row: JobSeeker, key: str, value: str, by: Actor, at: datetime) -> None:
    """State a fact, unless something was learned after the act that is told here."""
    _, confirmed = _known(row, key)
    if confirmed is None or confirmed <= at:
        state_fact(subject=Ref("person", row.person), key=key, value=value, source=SOURCE, by=_for(by), at=at)


def _known(row: JobSeeker, key: str) -> tuple[str, datetime | None]:
    person = registry.resolve(Ref("person", row.person))
    for fact in registry.facts_of(system("employment", street=row.street), person):
        if fact.key == key:
            return registry.values_of("person", key, [person.id]).get(person.id, ""), fact.confirmed_at
    return "", None
