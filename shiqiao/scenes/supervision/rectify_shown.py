"""What the pages show of environmental cases: rows, and the file of one with its steps, papers and what is missing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.text import masked
from shiqiao.base.time import now
from shiqiao.kernel.flows.reads import flow
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.kernel.matters.rules import code_of
from shiqiao.kernel.registry.subjects import show
from shiqiao.scenes.supervision import dossier, rectify, words
from shiqiao.scenes.supervision import rectify_reads as reads
from shiqiao.scenes.supervision.models import DossierPaper, Rectification
from shiqiao.scenes.supervision.store import unseal
from shiqiao.surfaces.desk.matterpage import actor_said
from shiqiao.surfaces.desk.words import happened, person_name, post_title, said

TONES = {"reported": "yellow", "handling": "yellow", "closed": "green", "archived": "green"}


@dataclass(frozen=True)
class CaseRow:
    """A case in a list."""

    row: Rectification
    number: str
    title: str
    url: str
    matter_url: str
    state: str
    tone: str
    source: str
    who: str
    late: bool


def case_row(row: Rectification, matter: Any, today: date) -> CaseRow:
    """Return a case for a list."""
    state = flow(matter.flow, matter.flow_version).states[matter.state]
    return CaseRow(
        row, matter.number, matter.title, reverse("desk:supervision:case", args=[matter.number]),
        reverse("desk:matter", args=[matter.number]), said(state.title), TONES.get(matter.state, "blue"),
        _(words.SOURCES[row.source]), f"{post_title(matter.post)} {person_name(matter.holder)}".strip(),
        matter.state in ("reported", "handling") and today > row.rectify_by,
    )  # fmt: skip


def rows_of(found: Iterable[tuple[Rectification, Any]]) -> list[CaseRow]:
    """Return cases for a list."""
    today = localdate(now())
    return [case_row(row, matter, today) for row, matter in found]


@dataclass(frozen=True)
class PaperShown:
    """A paper of the file, with what came of it when it is an objection."""

    row: DossierPaper
    title: str
    level: str
    text: str
    answer: str
    by: str
    url: str
    settle: str


@dataclass(frozen=True)
class StepShown:
    """A step of the flow: when and by whom it was made, which papers it rests on, which are missing."""

    title: str
    at: Any
    by: str
    papers: Sequence[PaperShown]
    missing: Sequence[tuple[str, str]]
    done: bool


def page_of(actor: Actor, row: Rectification, matter: Any) -> dict[str, Any]:
    """Return what the file of a case shows, in the order of the procedure."""
    papers, files = reads.papers_of(row.matter), reads.files_of(row.matter)
    keeps = rectify.keeps_file(actor, matter)
    shown = [_paper(one, matter.number, files, keeps) for one in papers]
    held = [one.kind for one in papers]
    ties = show(actor, reads.ties_of(row.matter))
    acts = ACTS if keeps else ()
    return {
        "one": case_row(row, matter, localdate(now())), "case": row, "matter": matter,
        "steps": _steps(row, matter, shown, held),
        "others": [one for one in shown if one.row.kind in ("other", dossier.OBJECTION)],
        "missing": [_(words.PAPERS[kind]) for kind in dossier.still_wanted(held)],
        "where": masked(unseal(row.where_public)), "ties": list(ties.values()),
        "acts": [
            (reverse("desk:supervision:case-act", args=[matter.number, do]), title_of(do), icon)
            for do, icon in acts if do != "public" or matter.state == "publicising"
        ],
        "papers": shown,
    }  # fmt: skip


ACTS = (("paper", "file-plus"), ("public", "speakerphone"), ("tie", "link"))


def title_of(do: str) -> str:
    """Return what an act is called."""
    return {
        "paper": _("File a paper"), "public": _("Enter the publicity"), "tie": _("Tie a matter"),
        "settle": _("Settle the objection"),
    }[do]  # fmt: skip


def _paper(row: DossierPaper, number: str, files: Mapping[int, Any], keeps: bool) -> PaperShown:
    url = reverse("desk:supervision:case-file", args=[number, row.attachment]) if row.attachment in files else ""
    waits = keeps and row.kind == dossier.OBJECTION and row.answered_at is None
    return PaperShown(
        row, _(words.PAPERS[row.kind]), _(words.LEVELS[dossier.LEVEL[row.kind]]), masked(unseal(row.text)),
        masked(unseal(row.answer)), f"{post_title(row.post)} {person_name(row.account)}".strip(), url,
        reverse("desk:supervision:case-settle", args=[number, row.id]) if waits else "",
    )  # fmt: skip


def _steps(row: Rectification, matter: Any, shown: Sequence[PaperShown], held: Sequence[str]) -> list[StepShown]:
    """Each step as it was last made; the papers it rests on stand with it."""
    table = flow(matter.flow, matter.flow_version).table
    titles = {move.do: said(move.title) for move in table.moves}
    made = {line.code: line for line in lines_of(Ref("matter", row.matter))}
    found = []
    for do in dossier.MOVES:
        line = made.get(code_of(do))
        wanted = [one.kind for one in dossier.PAPERS if one.move == do]
        lacks = [(kind, _(words.PAPERS[kind])) for kind in wanted if kind not in held]
        papers = [one for one in shown if one.row.kind in wanted]
        by = actor_said(line, row.street) if line else ""
        found.append(StepShown(titles[do], line.happened_at if line else None, by, papers, lacks, line is not None))
    return found


def story(row: Rectification) -> list[tuple[Any, str]]:
    """Return what was written down about the file, oldest first, for the printed file."""
    lines = lines_of(Ref(rectify.KIND, row.matter))
    return [(line.happened_at, _((happened(line.code) or (line.code,))[0])) for line in lines]


def panel(actor: Actor, matter: Any) -> dict[str, Any] | None:
    """Return the panel on the page of a case's matter: the way to its file and what it lacks; None for other matters."""
    row = reads.case_of(matter.id) if matter.flow == dossier.FLOW else None
    if row is None:
        return None
    held = [one.kind for one in reads.papers_of(row.matter)]
    return {
        "one": case_row(row, matter, localdate(now())), "case": row, "papers": len(held),
        "missing": [_(words.PAPERS[kind]) for kind in dossier.still_wanted(held)],
    }  # fmt: skip
