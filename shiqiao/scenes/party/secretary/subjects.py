"""How others show the secretary's projects and study visits, known to them by reference only; what is kept of persons."""

from django.urls import reverse

from shiqiao.base.actor import Actor
from shiqiao.base.sockets import SubjectKind
from shiqiao.kernel.registry.subjects import subjects
from shiqiao.kernel.retention.hooks import Kept, kept
from shiqiao.scenes.party.secretary import reads, words
from shiqiao.scenes.party.secretary.store import PROJECT, VISIT
from shiqiao.scenes.party.secretary.tables import StudyVisit

WHY = "Part of a secretary's project and its final dossier: words of officials about their own work."  # msgid
GUESTS = (
    "The list of guests belongs to the file of the study visit; names are sealed and shown for a reason only."  # msgid
)


def projects(actor: Actor, ids: list[int]) -> dict[int, tuple[str, str, str]]:
    """Return the projects that an actor sees."""
    return {
        row.pk: (row.title, reverse("desk:secretary:project", args=[row.pk]), words.state(row.state)[0])
        for row in reads.projects_of(actor).filter(pk__in=ids)
    }


def visits(actor: Actor, ids: list[int]) -> dict[int, tuple[str, str, str]]:
    """Return the study visits that an actor sees."""
    rows = StudyVisit.objects.filter(street=actor.street or 0, pk__in=ids)
    return {row.pk: (row.title, reverse("desk:secretary:visit", args=[row.pk]), str(row.day)) for row in rows}


def fill(scene: str) -> None:
    """Fill the sockets."""
    subjects.fill(scene, SubjectKind(PROJECT, projects))
    subjects.fill(scene, SubjectKind(VISIT, visits))
    tables = ("party_secretary_project", "party_secretary_part", "party_secretary_entry", "party_study_visit")
    kept.fill(scene, Kept(tables, WHY))
    kept.fill(scene, Kept(("party_study_guest",), GUESTS))
