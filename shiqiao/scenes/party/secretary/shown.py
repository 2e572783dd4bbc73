"""What the pages show of secretary's projects and study visits, assembled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.text import mask_name
from shiqiao.kernel.registry.subjects import show
from shiqiao.scenes.party.leading import unseal
from shiqiao.scenes.party.leadpages import files_shown, steps_of, words_of
from shiqiao.scenes.party.secretary import forms, reads, rights, rules, words
from shiqiao.scenes.party.secretary.publishing import rules_of, version_of
from shiqiao.scenes.party.secretary.store import EVIDENCE, PROJECT, VISIT
from shiqiao.scenes.party.secretary.tables import (
    SecretaryEntry,
    SecretaryProject,
    SecretaryStep,
    StudyGuest,
    StudyVisit,
)
from shiqiao.surfaces.desk.revealing import shown as reveal_shown
from shiqiao.surfaces.desk.words import person_name, post_title, said
from shiqiao.surfaces.desk.words import place as place_title


@dataclass(frozen=True)
class StepShown:
    """A step on the board or on the project's page."""

    row: SecretaryStep
    title: str
    state: str
    tone: str
    over: bool


def step_shown(row: SecretaryStep, project: SecretaryProject, today: date) -> StepShown:
    """Return a step; `over` when it stands open past its day, or was passed late."""
    state, tone = words.step_state(row.state)
    over = row.late or (row.state in ("open", "asked") and row.due < today)
    return StepShown(row, words.titled(project.street, project.version, "step", row.code), state, tone, over)


@dataclass(frozen=True)
class Line:
    """A project on the board."""

    row: SecretaryProject
    url: str
    owner: str
    where: str
    state: str
    tone: str
    steps: Sequence[StepShown]
    share: int


def lines(rows: Sequence[SecretaryProject], at: datetime) -> list[Line]:
    """Return projects for the board, with one query for all steps."""
    steps, today = reads.steps_of([row.pk for row in rows]), localdate(at)
    return [line(row, steps.get(row.pk, []), today) for row in rows]


def line(row: SecretaryProject, steps: Sequence[SecretaryStep], today: date) -> Line:
    """Return a project for the board."""
    state, tone = words.state(row.state)
    where = place_title(row.community) if row.community else _("The whole street")
    share = rules.passed_share([one.state for one in steps])
    url = reverse("desk:secretary:project", args=[row.pk])
    shown = [step_shown(one, row, today) for one in steps]
    return Line(row, url, post_title(row.owner), where, state, tone, shown, share)


def board(actor: Actor, year: int, at: datetime) -> dict[str, Any]:
    """Return the board: projects of a year by steps."""
    held = rules_of(actor.street or 0)
    return {
        "brand": said(held.brand), "lines": lines(reads.projects(actor, year), at), "year": year,
        "years": reads.years(actor), "heads": [said(one.title) for one in held.steps], "opens": rights.opens(actor),
    }  # fmt: skip


def acts(actor: Actor, row: SecretaryProject, steps: Sequence[SecretaryStep]) -> list[tuple[str, str, str, bool]]:
    """Return what an actor can do with a project now: address, title, icon, whether it is the next thing to do."""
    now_at = next((one.state for one in steps if one.state in ("open", "asked")), "")
    keeps, names = rights.keeps(actor, row), []
    if row.state == "running" and keeps:
        names += ["evidence", "part", *(["ask"] if now_at == "open" else [])]
    if row.state == "running" and now_at == "asked" and rights.decides(actor, row):
        names.insert(0, "decide")
    if keeps:
        names += ["visit", *(["stop"] if row.state == "running" else [])]
    found = ((name, *forms.ACTS[name][1:]) for name in names)
    return [
        (reverse("desk:secretary:act", args=[row.pk, name]), str(title), icon, name in ("ask", "decide", "evidence"))
        for name, title, icon in found
    ]  # fmt: skip


@dataclass(frozen=True)
class Proven:
    """A deliverable, guarantee or mark with its evidence."""

    title: str
    gate: bool
    entries: Sequence[dict[str, Any]]


def page_of(actor: Actor, row: SecretaryProject, at: datetime) -> dict[str, Any]:
    """Return what a project's page shows."""
    steps, entries, today = reads.steps_of([row.pk])[row.pk], reads.entries_of(row), localdate(at)
    held, files = rules_of(row.street, row.version), reads.files_of(Ref(PROJECT, row.pk))
    refs = show(actor, {Ref(one.about_kind, one.about_id) for one in entries if one.about_id})
    told = [entry_shown(one, row, files, refs) for one in entries]
    here = next((one for one in steps if one.state in ("open", "asked")), None)
    texts = {one.pk: words_of(one.text) for one in entries}
    return {
        "line": line(row, steps, today), "project": row, "aim": words_of(row.aim), "decider": post_title(row.decider),
        "acts": acts(actor, row, steps), "sections": sections(row, steps, told, today),
        "guarantees": proven(held.guarantees, "guarantee", told), "marks": proven(held.marks, "mark", told),
        "parties": [said(one.title) for one in held.parties], "here": here and step_shown(here, row, today),
        "lacking": lacking_said(row, reads.lacking_of(row, here.code)) if here else [],
        "visits": [visit_line(one) for one in reads.visits(actor, project=row.pk)],
        "steps": steps_of(Ref(PROJECT, row.pk), row.street, texts),
    }  # fmt: skip


def lacking_said(row: SecretaryProject, found: rules.Lacking) -> list[str]:
    """Say what a gate lacks."""
    named = [words.titled(row.street, row.version, "deliverable", code) for code in found.deliverables]
    return named + [
        _("the part of: %(party)s") % {"party": words.titled(row.street, row.version, "party", code)}
        for code in found.parties
    ]


def entry_shown(row: SecretaryEntry, project: SecretaryProject, files: Any, refs: Any) -> dict[str, Any]:
    """Return an entry with its files and the record that it names."""
    url = lambda number: reverse("desk:secretary:file", args=[project.pk, number])  # noqa: E731
    return {
        "row": row, "text": words_of(row.text), "by": person_name(row.account), "files": files_shown(row.files, files, url),
        "about": refs.get(Ref(row.about_kind, row.about_id)) if row.about_id else None,
    }  # fmt: skip


def proven(rows: Sequence[Any], kind: str, told: Sequence[dict[str, Any]]) -> list[Proven]:
    """Return what is proven of some deliverables, guarantees or marks."""
    return [
        Proven(said(one.title), getattr(one, "gate", False),
               [entry for entry in told if entry["row"].kind == kind and entry["row"].code == one.code])
        for one in rows
    ]  # fmt: skip


def sections(
    row: SecretaryProject, steps: Sequence[SecretaryStep], told: Sequence[dict[str, Any]], today: date
) -> list[dict[str, Any]]:
    """Return the steps with their deliverables, the parties' parts and what was said at the gate."""
    held, parts = rules_of(row.street, row.version), reads.parts_of(row)
    return [
        {
            "step": step_shown(one, row, today), "deliverables": proven(step.deliverables, "deliverable", told),
            "parts": [
                (said(party.title), words_of(parts[one.code, party.code].text) if (one.code, party.code) in parts else "")
                for party in held.parties
            ],
            "gate": [
                {**entry, "kind": _(words.KINDS[entry["row"].kind])}
                for entry in told if entry["row"].step == one.code and entry["row"].kind in ("asked", "passed", "refused")
            ],
            "decided_by": person_name(one.decided_by) if one.decided_by else "",
        }
        for one in steps if (step := held.step(one.code))
    ]  # fmt: skip


def visit_line(known: reads.VisitKnown) -> dict[str, Any]:
    """Return a study visit in a list."""
    names = [one.organisation for one in known.guests]
    return {
        "row": known.row, "url": reverse("desk:secretary:visit", args=[known.row.pk]), "number": known.number,
        "from": "、".join(names[:3]), "host": post_title(known.row.host),
        "state": _("visit held") if known.row.held_at else _("visit planned"), "tone": "green" if known.row.held_at else "blue",
    }  # fmt: skip


def visit_page(actor: Actor, row: StudyVisit) -> dict[str, Any]:
    """Return what a study visit's page shows; names of guests masked."""
    project, guests = reads.access_project(actor, row.project), reads.guests_of(row)
    keeps, files = rights.keeps(actor, project), reads.files_of(Ref(VISIT, row.pk))
    names = ["guests", "materials"] if row.held_at else ["guests", "held", "materials"]
    hidden = [(f"name:{one.pk}", one.organisation) for one in guests if one.names] if keeps else []
    return {
        "visit": row, "line": visit_line(reads.VisitKnown(row, guests)), "project": project,
        "guests": [(one, masked_names(one)) for one in guests], "place": words_of(row.place), "words": words_of(row.words),
        "files": files_shown(row.files, files, lambda n: reverse("desk:secretary:visit-file", args=[row.pk, n])),
        "acts": [
            (reverse("desk:secretary:visit-act", args=[row.pk, name]), *map(str, forms.VISIT_ACTS[name][1:]))
            for name in names
        ] if keeps else [],
        "reveal": reveal_shown(VISIT, row.pk, hidden) if hidden else None,
        "steps": steps_of(Ref(VISIT, row.pk), row.street, {}),
    }  # fmt: skip


def masked_names(row: StudyGuest) -> str:
    """Return the names of guests, each masked."""
    text = unseal(row.names).replace("，", "、").replace(",", "、")
    return "、".join(mask_name(one.strip()) for one in text.split("、") if one.strip())


def rules_page(street: int) -> dict[str, Any]:
    """Return the rules as they hold."""
    held = rules_of(street)
    return {
        "brand": said(held.brand), "version": version_of(street), "parts_at_gate": held.parts_at_gate,
        "sections": [
            (said(one.title), one.days, [(said(row.title), row.gate) for row in one.deliverables]) for one in held.steps
        ],
        "lists": [
            (_("Parties"), [said(one.title) for one in held.parties]),
            (_("Guarantees by mechanism"), [said(one.title) for one in held.guarantees]),
            (_("Marks"), [said(one.title) for one in held.marks]),
        ],
    }  # fmt: skip


def evidence_counted(entries: Sequence[SecretaryEntry]) -> int:
    """Return how many pieces of evidence there are."""
    return sum(one.kind in EVIDENCE for one in entries)
