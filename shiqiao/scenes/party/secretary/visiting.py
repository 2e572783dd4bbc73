"""On-site study visits (观摩): planned with guests, held with what was shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Conflict, Invalid, NotFound
from shiqiao.kernel.people import reads as people
from shiqiao.scenes.party.leading import Files, note, seal, take_files, written
from shiqiao.scenes.party.secretary import rights
from shiqiao.scenes.party.secretary.store import VISIT, lock
from shiqiao.scenes.party.secretary.tables import StudyGuest, StudyVisit

MOST = 200  # guests of one organisation


@dataclass(frozen=True, slots=True)
class Guest:
    """Guests: from which organisation, how many, by name if names were given."""

    organisation: str
    number: int
    names: str = ""


@dataclass(frozen=True, slots=True)
class VisitGiven:
    """What a study visit is: title, day, where one goes, which post receives the guests, the guests."""

    title: str
    day: date
    place: str
    host: int
    guests: Sequence[Guest] = ()
    invented: bool = False


@transaction.atomic
def plan_visit(*, project: int, given: VisitGiven, by: Actor, at: datetime) -> StudyVisit:
    """Plan a study visit to a project, also to one that is finished. Raises Invalid, Forbidden. Locks the project."""
    with scope.scoped(*scope.of(by)):
        row = lock(project, by, running=False)
        rights.refuse(by, row)
        title = written(given.title, "title", "Write what the visit is called.", 80)
        place = written(given.place, "place", "Write where one goes.", 120)
        if given.host not in {one.id for one in people.posts(row.street)}:
            raise Invalid(fields={"host": "Choose who receives the guests."})
        visit = StudyVisit.objects.create(
            street=row.street, project=row.pk, title=title, day=given.day, place=seal(place), host=given.host,
            planned_by=by.account or 0, planned_at=at, invented=given.invented,
        )  # fmt: skip
        for one in given.guests:
            _add(visit, one)
        note("party.study_visit_planned", Ref(VISIT, visit.pk), row.street, by, at, project=row.pk,
             day=given.day.isoformat(), guests=sum(one.number for one in given.guests))  # fmt: skip
        return visit


def _add(visit: StudyVisit, guest: Guest) -> StudyGuest:
    name = written(guest.organisation, "organisation", "Write from where the guests come.", 80)
    if not 1 <= guest.number <= MOST:
        raise Invalid(fields={"number": "Write how many come, from 1 to 200."})
    if StudyGuest.objects.filter(visit=visit.pk, organisation=name).exists():
        raise Conflict("Guests of this organisation are on the list already.")
    names = written(guest.names, "names", most=200)
    return StudyGuest.objects.create(
        street=visit.street, visit=visit.pk, organisation=name, number=guest.number, names=seal(names)
    )


def _lock(visit: int, by: Actor) -> StudyVisit:
    row = StudyVisit.objects.select_for_update().filter(pk=visit, street=by.street or 0).first()
    if row is None:
        raise NotFound
    rights.refuse(by, lock(row.project, by, running=False))
    return row


@transaction.atomic
def add_guests(*, visit: int, guest: Guest, by: Actor, at: datetime) -> StudyGuest:
    """Put guests of an organisation on the list of a visit. Raises Invalid, Conflict. Locks the visit."""
    with scope.scoped(*scope.of(by)):
        row = _lock(visit, by)
        made = _add(row, guest)
        note("party.study_guests_added", Ref(VISIT, row.pk), row.street, by, at, number=guest.number)
        return made


@transaction.atomic
def hold_visit(*, visit: int, words: str, files: Files = (), by: Actor, at: datetime) -> StudyVisit:
    """Say that a visit was held, what was shown and what guests said, with materials. Raises Invalid, Conflict."""
    with scope.scoped(*scope.of(by)):
        row = _lock(visit, by)
        if row.held_at is not None:
            raise Conflict("The visit is entered as held already; add materials to it.")
        if localdate(at) < row.day:
            raise Conflict("The visit lies ahead; enter it when it has been held.")
        if not StudyGuest.objects.filter(visit=row.pk).exists():
            raise Invalid(fields={"words": "Put the guests on the list first."})
        row.words = seal(written(words, "words", "Write what was shown and what the guests said."))
        row.files = [*row.files, *take_files(files, Ref(VISIT, row.pk), row.street, by, at)]
        row.held_at, row.held_by = at, by.account or 0
        row.save()
        note("party.study_visit_held", Ref(VISIT, row.pk), row.street, by, at, files=row.files)
        return row


@transaction.atomic
def add_materials(*, visit: int, files: Files, by: Actor, at: datetime) -> StudyVisit:
    """Add materials to a visit, before or after it. Raises Invalid without a file. Locks the visit."""
    with scope.scoped(*scope.of(by)):
        row = _lock(visit, by)
        if not files:
            raise Invalid(fields={"file": "Add a file."})
        kept = take_files(files, Ref(VISIT, row.pk), row.street, by, at)
        row.files = [*row.files, *kept]
        row.save(update_fields=["files"])
        note("party.study_materials_added", Ref(VISIT, row.pk), row.street, by, at, files=kept)
        return row
