"""How others show units, projects, times, assessments and reports; what an organisation's page tells of its unit."""

from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.sockets import Happened, SubjectKind, SubjectTimeline
from shiqiao.kernel.registry.subjects import subjects, timelines
from shiqiao.scenes.party import figures, reads, rights, shown, words
from shiqiao.scenes.party.servicetables import Occasion, ReportedIn, ServiceProject
from shiqiao.scenes.party.store import ASSESSMENT, OCCASION, PROJECT, REPORTED, UNIT
from shiqiao.scenes.party.tables import StationedUnit, UnitAssessment
from shiqiao.scenes.party.units import ORGANISATION, communities

Shown = dict[int, tuple[str, str, str]]
TOLD = 20  # lines on an organisation's page


def units(actor: Actor, ids: list[int]) -> Shown:
    """Return stationed units of the actor's street."""
    rows = StationedUnit.objects.filter(pk__in=ids, street=actor.street or 0)
    names = reads.names(actor.street or 0, (row.pk for row in rows))
    return {row.pk: (names.get(row.pk, "—"), reverse("desk:party:unit", args=[row.pk]), "") for row in rows}


def projects(actor: Actor, ids: list[int]) -> Shown:
    """Return service projects of the actor's street with how they stand."""
    rows = list(ServiceProject.objects.filter(pk__in=ids, street=actor.street or 0))
    told = figures.of_projects([row.pk for row in rows])
    return {
        row.pk: (row.title, reverse("desk:party:project", args=[row.pk]), shown.state_of(row, told[row.pk])[0])
        for row in rows
    }


def occasions(actor: Actor, ids: list[int]) -> Shown:
    """Return times of service projects."""
    rows = list(Occasion.objects.filter(pk__in=ids, street=actor.street or 0))
    titles = {one.pk: one.title for one in reads.projects_by_id(row.project for row in rows).values()}
    return {
        row.pk: (
            titles.get(row.project, ""), reverse("desk:party:occasion", args=[row.pk]),
            words.pair(words.OCCASIONS, row.state)[0],
        )
        for row in rows
    }  # fmt: skip


def assessments(actor: Actor, ids: list[int]) -> Shown:
    """Return assessments of units."""
    rows = list(UnitAssessment.objects.filter(pk__in=ids, street=actor.street or 0))
    names = reads.names(actor.street or 0, (row.unit for row in rows))
    return {
        row.pk: (f"{names.get(row.unit, '—')} {row.year}", reverse("desk:party:unit", args=[row.unit]), str(row.total))
        for row in rows
    }


def reports(actor: Actor, ids: list[int]) -> Shown:
    """Return who reported in, as far as the actor sees it: by number, without a name."""
    own = rights.headed(actor, communities(actor.street or 0))
    rows = ReportedIn.objects.filter(pk__in=ids, street=actor.street or 0)
    return {
        row.pk: (f"{_(words.REPORTS[row.side])} {row.pk}", reverse("desk:party:report", args=[row.pk]), "")
        for row in rows
        if row.side == "unit" or row.community in own
    }


def of_organisation(actor: Actor, ref: Ref) -> list[Happened]:
    """Tell on an organisation's page what it did for residents as a stationed unit."""
    unit = StationedUnit.objects.filter(organisation=ref.id, street=actor.street or 0).first()
    if unit is None:
        return []
    said, icon, tone = words.HAPPENED["party.unit_stationed"]
    found = [Happened(unit.at, _(said), "", reverse("desk:party:unit", args=[unit.pk]), icon, tone)]
    done = Occasion.objects.filter(unit=unit.pk, state="delivered").order_by("-starts_at")[:TOLD]
    titles = {one.pk: one.title for one in reads.projects_by_id(row.project for row in done).values()}
    said, icon, tone = words.HAPPENED["party.occasion_delivered"]
    return found + [
        Happened(
            row.starts_at,
            _(said),
            titles.get(row.project, ""),
            reverse("desk:party:occasion", args=[row.pk]),
            icon,
            tone,
        )
        for row in done
    ]


def fill(scene: str) -> None:
    """Fill the sockets."""
    for kind, read in (
        (UNIT, units), (PROJECT, projects), (OCCASION, occasions), (ASSESSMENT, assessments), (REPORTED, reports),
    ):  # fmt: skip
        subjects.fill(scene, SubjectKind(kind, read))
    timelines.fill(
        scene, SubjectTimeline("party", "Regional Party building", frozenset({ORGANISATION}), of_organisation)
    )
