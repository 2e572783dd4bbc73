"""What the pages show of key projects, assembled: rows, why one is late, its curve, its stages, its story."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor, Ref
from shiqiao.kernel.files.covering import neutral_name
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.kernel.matters.lookups import by_ids
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.registry.subjects import show
from shiqiao.scenes.projects import gantt, reads, rights, rules, words
from shiqiao.scenes.projects.forms import FORMS, LEADS
from shiqiao.scenes.projects.models import Project
from shiqiao.scenes.projects.reads import Known
from shiqiao.scenes.projects.rules import Why
from shiqiao.scenes.projects.store import KIND, local_day, unseal
from shiqiao.surfaces.desk.charts import Cell, Drawn
from shiqiao.surfaces.desk.matterpage import actor_said
from shiqiao.surfaces.desk.words import FILES, happened, person_name, place, post_title
from shiqiao.surfaces.kit.shapes import FileShown, PhotoShown, Step
from shiqiao.surfaces.kit.words import size


@dataclass(frozen=True)
class ProjectRow:
    """A project in a list."""

    row: Project
    url: str
    kind: str
    owner: str
    where: str
    state: str
    tone: str
    share: str
    bar: int
    invested: str
    planned: str
    milestones: str
    next: str
    next_due: date | None
    whys: Sequence[str]
    silent: int


def rows(found: Sequence[Project], at: datetime) -> list[ProjectRow]:
    """Return projects for a list, in few queries for all of them."""
    known, day = reads.known(found), local_day(at)
    return [project_row(known[row.pk], day) for row in found]


def project_row(known: Known, day: date) -> ProjectRow:
    """Return one project's line."""
    row, standing, titles = known.project, known.standing(day), _titles(known)
    state, tone = words.state(row.state)
    return ProjectRow(
        row, reverse("desk:projects:project", args=[row.pk]), words.kind(row.kind), owner(row, day), where(row), state, tone,
        words.percent(standing.share), words.bar(standing.share), words.money(standing.invested),
        words.money(standing.planned) if standing.planned else "", f"{standing.reached} / {standing.milestones}",
        titles[standing.next.id] if standing.next else "", standing.next.due if standing.next else None,
        [why_said(one, titles) for one in standing.whys], len(standing.silent),
    )  # fmt: skip


def _titles(known: Known) -> dict[int, str]:
    return {one.pk: one.title for one in known.milestones}


def where(row: Project) -> str:
    """Say where a project is."""
    return " · ".join(part for part in (place(row.community) if row.community else "", row.place) if part)


def owner(row: Project, day: date) -> str:
    """Say which post owns a project."""
    return post_title(row.post)


def why_said(one: Why, titles: Mapping[int, str]) -> str:
    """Say a reason for being late."""
    if one.code == "milestone":
        return _("“{title}” is {days} days over its day.").format(title=titles.get(one.milestone, ""), days=one.days)
    return _("By {day} {asked} was planned and {invested} invested ({share}); less than {least} is late.").format(
        day=one.month, asked=words.money(one.asked), invested=words.money(one.invested),
        share=words.percent(one.invested / one.asked), least=words.percent(rules.LEAST),
    )  # fmt: skip


def page(actor: Actor, row: Project, at: datetime) -> dict[str, Any]:
    """Return what a project's page shows."""
    known, day = reads.known_of(row), local_day(at)
    files = reads.files_of(row)
    return {
        "project": row, "one": project_row(known, day), "standing": known.standing(day),
        "holder": person_name(people.holder_of(row.post, at).account or 0), "acts": acts(actor, row, known),
        "silent": [words.month(one) for one in known.standing(day).silent], "charts": [curve(known)] if known.planned else [],
        "gantt": laid_out(known, day), "stages": stages(known, day, files), "months": months(known, files),
        "problems": problems(actor, row, _titles(known)), "steps": steps(row), "turns": turns(row),
        "least": words.percent(rules.LEAST), "this_month": words.month(day),
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Act:
    """What can be done with a project now."""

    do: str
    title: str
    icon: str
    url: str


def acts(actor: Actor, row: Project, known: Known) -> list[Act]:
    """Return what an actor can do with a project now."""
    if row.state != "open" or not rights.keeps(actor, row):
        return []
    leads = rights.leads(actor)
    still = {
        "reach": any(not one.reached for one in known.milestones), "begin": any(not one.begun for one in known.stages),
        "plan": leads or not row.turn,
    }  # fmt: skip
    still["move"] = still["reach"]
    return [
        Act(do, _(words.ACTS[do][0]), words.ACTS[do][1], reverse("desk:projects:act", args=[row.pk, do]))
        for do in FORMS
        if still.get(do, True) and (leads or do not in LEADS)
    ]


def curve(known: Known) -> Drawn:
    """Return the S-curve: sums month by month, planned and invested."""
    found = [
        (words.month(one.month), f"#month-{one.month:%Y-%m}",
         (Cell(f"{float(one.planned):.2f}", words.money(one.planned), label=_("Planned so far")),
          Cell("" if one.invested is None else f"{float(one.invested):.2f}", words.money(one.invested) or "—",
               label=_("Invested so far"))))
        for one in rules.curve(known.planned, known.invested)
    ]  # fmt: skip
    series = (_("Planned so far"), _("Invested so far"))
    return Drawn("lines", _("S-curve of investment (10,000 yuan)"), _("Month"), series, found)


def laid_out(known: Known, day: date) -> gantt.Gantt | None:
    """Return the stages along the days."""
    lines = []
    for one in known.stages:
        marks = [(held.due, held.reached) for held in known.milestones if held.stage == one.pk]
        reached = [done for _due, done in marks if done]
        done = max(reached) if marks and len(reached) == len(marks) else None
        lines.append(gantt.Line(one.title, one.begins, one.ends, one.begun, done, tuple(marks)))
    return gantt.lay_out(lines, day)


def stages(known: Known, day: date, files: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return stages with their milestones as rows."""
    return [
        {
            "row": one,
            "milestones": [
                {"row": held, "late": max(0, ((held.reached or day) - held.due).days), "reason": unseal(held.reason),
                 **_evidence(known.project, held.files, files)}
                for held in known.milestones if held.stage == one.pk
            ],
        }
        for one in known.stages
    ]  # fmt: skip


def months(known: Known, files: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the months of the plan and those entered, the latest first."""
    entered = {one.month: one for one in known.entered}
    found = []
    for one in reversed(rules.curve(known.planned, known.invested)):
        row = entered.get(one.month)
        if row is None and not one.month_planned:
            continue
        found.append({
            "month": words.month(one.month), "planned": words.money(one.month_planned), "sum": words.money(one.planned),
            "invested": words.money(one.month_invested), "all": words.money(one.invested) if row else "", "row": row,
            "note": unseal(row.note) if row else "", "by": person_name(row.account) if row else "",
            **_evidence(known.project, row.files if row else (), files),
        })  # fmt: skip
    return found


def _evidence(row: Project, hashes: Sequence[str], files: Mapping[str, Any]) -> dict[str, Any]:
    there = [files[one] for one in hashes if one in files]
    return {
        "photos": [photo(row, one) for one in there if one.is_picture],
        "files": [document(row, one) for one in there if not one.is_picture],
    }


def photo(row: Project, file: Any) -> PhotoShown:
    """Return a picture of a project."""
    url = reverse("desk:projects:file", args=[row.pk, file.id])
    return PhotoShown(url, f"{url}?small=1", "", "", file.taken_at or file.created_at)


def document(row: Project, file: Any) -> FileShown:
    """Return a paper of a project."""
    title, icon = FILES[file.kind]
    url = reverse("desk:projects:file", args=[row.pk, file.id])
    return FileShown(url, neutral_name(file), _(title), size(file.size), icon, file.created_at)


def problems(actor: Actor, row: Project, titles: Mapping[int, str]) -> list[dict[str, Any]]:
    """Return the problems with their matters as far as the actor sees them, and whether they are supervised."""
    found = reads.problems_of(row)
    seen = show(actor, [Ref("matter", one.matter) for one in found])
    matters = by_ids(one.matter for one in found)
    return [
        {
            "row": one, "seen": seen.get(Ref("matter", one.matter)), "milestone": titles.get(one.milestone, ""),
            "done": bool(held and held.done), "supervised": held.supervised if held else 0,
        }
        for one in found
        for held in (matters.get(one.matter),)
    ]  # fmt: skip


def turns(row: Project) -> list[tuple[int, str]]:
    """Return the plans a project has had, the latest first, where there was more than one."""
    found = reads.turns_of(row)
    return [(turn, words.money(amount)) for turn, amount in found] if len(found) > 1 else []


def steps(row: Project) -> list[Step]:
    """Return what happened to a project, the newest first."""
    lines = sorted(lines_of(Ref(KIND, row.pk)), key=lambda line: (line.recorded_at, line.seq), reverse=True)
    found = []
    for line in lines[:40]:
        title, icon, tone = happened(line.code) or (line.code, "point", "")
        found.append(Step(line.happened_at, _(title), actor_said(line, row.street), "", icon, tone))
    return found
