"""The secretary's projects as an actor may see them; never a query a row."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import NotFound
from shiqiao.base.rows import the_one
from shiqiao.kernel.files.reads import attachment, attachments_of
from shiqiao.kernel.privacy.hooks import Clear
from shiqiao.scenes.party.leading import unseal
from shiqiao.scenes.party.secretary import rights, rules
from shiqiao.scenes.party.secretary.publishing import rules_of
from shiqiao.scenes.party.secretary.store import PROJECT, VISIT
from shiqiao.scenes.party.secretary.tables import (
    SecretaryEntry,
    SecretaryPart,
    SecretaryProject,
    SecretaryStep,
    StudyGuest,
    StudyVisit,
)

MOST, MANY = 60, 99


def projects_of(actor: Actor) -> QuerySet[SecretaryProject]:
    """Return the projects that an actor sees."""
    condition = rights.seen(actor)
    return SecretaryProject.objects.none() if condition is None else SecretaryProject.objects.filter(condition)


def projects(actor: Actor, year: int = 0, *, limit: int = MOST) -> list[SecretaryProject]:
    """Return the projects of a year (0: of all), the newest first."""
    rows = projects_of(actor).filter(year=year) if year else projects_of(actor)
    return list(rows.order_by("-year", "-pk")[:limit])


def years(actor: Actor) -> list[int]:
    """Return the years that have projects, the newest first."""
    return list(projects_of(actor).order_by("-year").values_list("year", flat=True).distinct()[:20])


def access_project(actor: Actor, number: int) -> SecretaryProject:
    """Return a project that the actor sees; absent and not yours are the same NotFound."""
    return the_one(projects_of(actor).filter(pk=number))


def steps_of(projects: Iterable[int]) -> dict[int, list[SecretaryStep]]:
    """Return the steps of projects in their order, in one query."""
    found: dict[int, list[SecretaryStep]] = defaultdict(list)
    for row in SecretaryStep.objects.filter(project__in=list(projects)).order_by("project", "place"):
        found[row.project].append(row)
    return found


def entries_of(row: SecretaryProject) -> list[SecretaryEntry]:
    """Return what was entered at a project, oldest first."""
    return list(SecretaryEntry.objects.filter(project=row.pk).order_by("pk"))


def parts_of(row: SecretaryProject) -> dict[tuple[str, str], SecretaryPart]:
    """Return the parts of the parties by step and party."""
    return {(one.step, one.party): one for one in SecretaryPart.objects.filter(project=row.pk)}


def lacking_of(row: SecretaryProject, step: str) -> rules.Lacking:
    """Return what the gate of a step lacks now."""
    held = rules_of(row.street, row.version)
    told = held.step(step)
    if told is None:
        return rules.Lacking()
    entries = SecretaryEntry.objects.filter(project=row.pk, kind="deliverable", step=step)
    parts = SecretaryPart.objects.filter(project=row.pk, step=step).values_list("party", flat=True)
    return rules.lacking(held, told, set(entries.values_list("code", flat=True)), set(parts))


def files_of(subject: Ref) -> dict[str, Any]:
    """Return the files of a project or visit by their hashes."""
    return {one.sha256: one for one in attachments_of(subject)}


def file_of(actor: Actor, project: int, number: int) -> Any:
    """Return a file of a project that the actor may see; raises NotFound."""
    return attachment(number, subject=Ref(PROJECT, access_project(actor, project).pk))


def visit_file_of(actor: Actor, visit: int, number: int) -> Any:
    """Return a file of a study visit that the actor may see; raises NotFound."""
    return attachment(number, subject=Ref(VISIT, access_visit(actor, visit).pk))


@dataclass(frozen=True, slots=True)
class VisitKnown:
    """A study visit with its guests."""

    row: StudyVisit
    guests: Sequence[StudyGuest]

    @property
    def number(self) -> int:
        """How many guests come."""
        return sum(one.number for one in self.guests)


def visits(actor: Actor, *, project: int = 0, limit: int = MOST) -> list[VisitKnown]:
    """Return the study visits that an actor sees, of a project or of all, the newest first; in two queries."""
    if not rights.seen(actor):
        return []
    rows = StudyVisit.objects.filter(street=actor.street or 0)
    found = list((rows.filter(project=project) if project else rows).order_by("-day", "-pk")[:limit])
    guests: dict[int, list[StudyGuest]] = defaultdict(list)
    for one in StudyGuest.objects.filter(visit__in=[row.pk for row in found]).order_by("pk"):
        guests[one.visit].append(one)
    return [VisitKnown(row, guests[row.pk]) for row in found]


def access_visit(actor: Actor, number: int) -> StudyVisit:
    """Return a study visit that the actor sees; absent and not yours are the same NotFound."""
    if not rights.seen(actor):
        raise NotFound
    return the_one(StudyVisit.objects.filter(pk=number, street=actor.street or 0))


def guests_of(row: StudyVisit) -> list[StudyGuest]:
    """Return the guests of a visit in the order of the list."""
    return list(StudyGuest.objects.filter(visit=row.pk).order_by("pk"))


def open_field(actor: Actor, number: int, field: str, part: int) -> Clear:
    """Return the names of guests in clear, for who carries the project; for the socket of reveals."""
    visit = StudyVisit.objects.filter(pk=number, street=actor.street or 0).first()
    guest = StudyGuest.objects.filter(visit=number, pk=part).first()
    project = projects_of(actor).filter(pk=visit.project).first() if visit else None
    if visit is None or project is None or guest is None or field != "name" or not rights.keeps(actor, project):
        raise NotFound
    return Clear(visit.street, unseal(guest.names))
