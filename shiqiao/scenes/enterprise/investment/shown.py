"""What the pages of investment show, said in the reader's language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor, Ref
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.kernel.registry.subjects import show
from shiqiao.scenes.enterprise.investment import leading, offering, reads, rights, rules, words
from shiqiao.scenes.enterprise.investment.tables import Lead, Premises
from shiqiao.surfaces.desk.matterpage import actor_said
from shiqiao.surfaces.desk.words import happened, person_name, place, post_title
from shiqiao.surfaces.kit.shapes import Step

PROJECT = "project"  # the kind under which the key projects are known


@dataclass(frozen=True, slots=True)
class LeadRow:
    """A lead in a list or on the board; `days` is how long it has stood in its stage."""

    row: Lead
    url: str
    stage: str
    tone: str
    owner: str
    light: str
    days: int
    lost: str


def lead_rows(rows: Sequence[Lead], at: datetime) -> list[LeadRow]:
    """Return leads for a list."""
    today = localtime(at).date()
    return [
        LeadRow(
            row, reverse("desk:investment:lead", args=[row.pk]), _(words.STAGES[row.stage][0]), words.STAGES[row.stage][1],
            f"{post_title(row.owner_post)} {person_name(row.owner)}".strip(), rules.light(row.next_on, today),
            rules.days_in(row.stage_at, None, at), _(words.REASONS[row.lost_reason]) if row.lost_reason else "",
        )
        for row in rows
    ]  # fmt: skip


def board_page(actor: Actor, at: datetime) -> dict[str, Any]:
    """Return the board: a column a stage."""
    found = reads.board(actor)
    columns = [
        (
            stage,
            _(words.STAGES[stage][0]),
            words.STAGES[stage][1],
            lead_rows(rows[: reads.CARDS], at),
            len(rows) > reads.CARDS,
        )
        for stage, rows in found.items()
    ]
    return {"columns": columns, "keeps": _keeps(actor), "reads_all": rights.reads_all(actor)}


def _keeps(actor: Actor) -> bool:
    return rights.keeps(actor) or actor.has("leader")


def lead_page(actor: Actor, row: Lead, at: datetime) -> dict[str, Any]:
    """Return what the page of a lead shows."""
    refs = [
        Ref(kind, number) for kind, number in (("organisation", row.organisation), (PROJECT, row.project)) if number
    ]
    there = reads.premises_of(actor).filter(pk=row.premises).first() if row.premises else None
    works = rights.works_on(actor, row) and row.stage not in rules.OVER
    return {
        "one": lead_rows([row], at)[0], "lead": row, "links": list(show(actor, refs).values()), "premises": there,
        "source": _(words.SOURCES[row.source]), "works": works, "acts": _acts(row) if works else [],
        "stages": [
            (_(words.STAGES[one.stage][0]), one, rules.days_in(one.since, one.until, at), person_name(one.account))
            for one in reads.stages_of(row)
        ],
        "floors": [(taken, floor, _(words.FLOORS[taken.how][0])) for taken, floor in reads.taken_by(row)],
        "steps": steps(Ref(leading.LEAD, row.pk), row.street),
    }  # fmt: skip


def _acts(row: Lead) -> list[tuple[str, str, str]]:
    return [
        (reverse("desk:investment:act", args=[row.pk, do]), _(title), icon) for do, (title, icon) in words.DOS.items()
    ]


def steps(ref: Ref, street: int) -> list[Step]:
    """Return what happened to a lead or to premises, the newest first."""
    return [_step(line, street) for line in reversed(lines_of(ref))]


def _step(line: Any, street: int) -> Step:
    title, icon, tone = happened(line.code) or (line.code, "point", "")
    stage = words.STAGES.get(line.data.get("stage", ""))
    details = [(_("Stage of the lead"), _(stage[0]))] if stage else []
    return Step(at=line.happened_at, title=_(title), icon=icon, tone=tone, by=actor_said(line, street), details=details)


@dataclass(frozen=True, slots=True)
class FloorRow:
    """A floor on the page of its premises: how it stands, for whom, until when."""

    now: reads.FloorNow
    state: str
    tone: str
    price: str
    lead: Lead | None


@dataclass(frozen=True, slots=True)
class PremisesRow:
    """Premises in a list: their floors by state."""

    row: Premises
    url: str
    place: str
    floors: int
    area: int
    free: int
    free_area: int


def premises_rows(rows: Sequence[Premises], at: datetime) -> list[PremisesRow]:
    """Return premises for a list; two queries for all of them."""
    floors = reads.floors_of([row.pk for row in rows], localtime(at).date())
    found = []
    for row in rows:
        its = floors.get(row.pk, [])
        free = [one.row.area for one in its if one.state == "free"]
        found.append(
            PremisesRow(
                row, reverse("desk:investment:premises", args=[row.pk]), place(row.community) if row.community else "",
                len(its), sum(one.row.area for one in its), len(free), sum(free),
            )
        )  # fmt: skip
    return found


def floor_rows(actor: Actor, row: Premises, at: datetime) -> list[FloorRow]:
    """Return the floors of premises as they stand today."""
    its = reads.floors_of([row.pk], localtime(at).date()).get(row.pk, [])
    leads = reads.leads_of(actor).in_bulk([one.lead for one in its if one.lead])
    return [
        FloorRow(
            one,
            _(words.FLOORS[one.state][0]),
            words.FLOORS[one.state][1],
            words.price(one.row.price),
            leads.get(one.lead),
        )
        for one in its
    ]


def premises_page(actor: Actor, row: Premises, at: datetime) -> dict[str, Any]:
    """Return what the page of premises shows."""
    project = show(actor, [Ref(PROJECT, row.project)]) if row.project else {}
    return {
        "one": premises_rows([row], at)[0], "floors": floor_rows(actor, row, at), "keeps": _keeps(actor),
        "links": list(project.values()), "steps": steps(Ref(offering.PREMISES, row.pk), row.street),
        "leads": lead_rows(list(reads.leads_of(actor).filter(premises=row.pk).order_by("-id")[:50]), at),
    }  # fmt: skip


def keeping(actor: Actor) -> dict[str, bool]:
    """Return whether an actor keeps premises and leads."""
    return {"keeps": _keeps(actor)}
