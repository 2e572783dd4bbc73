"""People moved (转移): the list, the move into a shelter that has room, the way back. Screens show numbers only."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Conflict, Forbidden, Invalid, NotFound
from shiqiao.kernel.registry.subjects import show
from shiqiao.kernel.territory.reads import communities
from shiqiao.scenes.duty.emergency import rights
from shiqiao.scenes.duty.emergency.errors import MovedAlready, ShelterFull
from shiqiao.scenes.duty.emergency.groundtables import Hazard, Relocation, Shelter
from shiqiao.scenes.duty.emergency.store import enter, lock, seal, written
from shiqiao.scenes.duty.emergency.tables import Response

MOST = 99


@dataclass(frozen=True, slots=True)
class HouseholdGiven:
    """Who is to be moved: a person or household of the registry, or a name; how many persons, from where."""

    community: int
    persons: int
    place: str
    name: str = ""
    person: Ref | None = None
    hazard: int = 0


@transaction.atomic
def list_household(*, response: int, given: HouseholdGiven, by: Actor, at: datetime) -> Relocation:
    """Put a household on the list of those to be moved. Raises NotFound, Forbidden, Invalid, Conflict, ResponseOver."""
    with scope.scoped(*scope.of(by)):
        row = lock(response, by)
        _check(row, given, by)
        who = given.person
        try:
            with transaction.atomic():
                one = Relocation.objects.create(
                    street=row.street, response=row.pk, hazard=given.hazard, community=given.community,
                    person_kind=who.kind if who else "", person=who.id if who else 0,
                    name=None if who else seal(written(given.name, "name", most=60)),
                    place=seal(written(given.place, "place", "Write from where.", 120)), persons=given.persons,
                    listed_at=at, account=by.account or 0,
                )  # fmt: skip
        except IntegrityError as error:
            raise Conflict("This household is on the list already.") from error
        enter(row, "listed", by=by, at=at, amount=one.persons, household=one.pk, community=one.community)
    return one


def _check(row: Response, given: HouseholdGiven, by: Actor) -> None:
    if not rights.keeps_people(by, given.community):
        raise Forbidden(fields={"community": "Only the head of the community or who leads the response does this."})
    wrong = {}
    if given.community not in {one.code for one in communities(row.street)}:
        wrong["community"] = "Choose the community."
    if not 1 <= given.persons <= MOST:
        wrong["persons"] = "Write how many persons, 1 at least."
    if given.person and (given.person.kind not in ("person", "household") or not show(by, [given.person])):
        wrong["person"] = "Name a person or household that is on file and that you may see."
    if not given.person and not given.name.strip():
        wrong["name"] = "Write whose household it is."
    if given.hazard and not Hazard.objects.filter(pk=given.hazard, street=row.street).exists():
        wrong["hazard"] = "Choose a hazard point of the street."
    if wrong:
        raise Invalid(fields=wrong)


def _lock(relocation: int, by: Actor) -> tuple[Response, Relocation]:
    found = Relocation.objects.filter(pk=relocation, street=by.street or 0).first()
    if found is None or not rights.keeps_people(by, found.community):
        raise NotFound
    row = lock(found.response, by, running=False)
    return row, Relocation.objects.select_for_update().get(pk=relocation)


@transaction.atomic
def move_household(*, relocation: int, shelter: int, by: Actor, at: datetime) -> Relocation:
    """Move a household into a shelter; the database refuses more than it has room for. Locks household and shelter.

    Raises NotFound, Invalid, MovedAlready, ShelterFull.
    """
    with scope.scoped(*scope.of(by)):
        row, one = _lock(relocation, by)
        if one.moved_at is not None:
            raise MovedAlready
        found = Shelter.objects.select_for_update().filter(pk=shelter, response=row.pk).first()
        if found is None:
            raise Invalid(fields={"shelter": "Choose a shelter of this response."})
        try:
            with transaction.atomic():
                Shelter.objects.filter(pk=found.pk).update(taken=F("taken") + one.persons)
        except IntegrityError as error:
            raise ShelterFull from error
        one.moved_at, one.shelter = at, found.pk
        one.save(update_fields=["moved_at", "shelter"])
        enter(row, "moved", by=by, at=at, amount=one.persons, code=found.title, household=one.pk, shelter=found.pk)
    return one


@transaction.atomic
def return_household(*, relocation: int, by: Actor, at: datetime) -> Relocation:
    """Let a household go home, also after the response has ended. Locks the household. Raises NotFound, MovedAlready."""
    with scope.scoped(*scope.of(by)):
        row, one = _lock(relocation, by)
        if one.moved_at is None or one.returned_at is not None:
            raise MovedAlready
        Shelter.objects.filter(pk=one.shelter).update(taken=F("taken") - one.persons)
        one.returned_at = max(at, one.moved_at)
        one.save(update_fields=["returned_at"])
        enter(row, "returned", by=by, at=at, amount=one.persons, household=one.pk, shelter=one.shelter)
    return one
