"""What the pages show of matters of discipline: each rung with its evidence, the answer and the decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.text import masked
from shiqiao.kernel.registry.subjects import Shown, show
from shiqiao.scenes.supervision import discipline_reads as reads
from shiqiao.scenes.supervision import rights, words
from shiqiao.scenes.supervision.models import RUNGS, DisciplineMatter, DisciplineStep
from shiqiao.scenes.supervision.publishing import rules_of
from shiqiao.scenes.supervision.store import unseal
from shiqiao.surfaces.desk.words import person_name, post_title, said


@dataclass(frozen=True)
class MatterRow:
    """A matter of discipline in a list."""

    row: DisciplineMatter
    url: str
    person: str
    post: str
    fault: str
    rung: str
    tone: str
    state: str
    state_tone: str


def rows_of(rows: Sequence[DisciplineMatter]) -> list[MatterRow]:
    """Return matters of discipline for a list, with their last steps in one query."""
    last: dict[int, DisciplineStep] = {step.matter: step for step in reads.steps_of([row.id for row in rows])}
    return [_row(row, last.get(row.id)) for row in rows]


def _row(row: DisciplineMatter, step: DisciplineStep | None) -> MatterRow:
    rung, tone = words.pair(words.RUNGS, step.rung) if step else ("", "grey")
    state, state_tone = words.pair(words.STEP_STATES, step.state) if step else ("", "grey")
    if row.closed_at:
        state, state_tone = _("closed"), "grey"
    url = reverse("desk:supervision:discipline-matter", args=[row.id])
    return MatterRow(
        row,
        url,
        person_name(row.person),
        post_title(row.post),
        _(words.FAULTS[row.fault]),
        rung,
        tone,
        state,
        state_tone,
    )


@dataclass(frozen=True)
class StepShown:
    """A rung as the page shows it."""

    row: DisciplineStep
    rung: str
    tone: str
    state: str
    state_tone: str
    reason: str
    evidence: Sequence[Shown]
    hidden: int
    answer: str
    decision: str
    proposed_by: str
    decided_by: str
    carried: bool


@dataclass(frozen=True)
class Acting:
    """The open step of a matter, for the forms."""

    id: int
    step: int


def page_of(actor: Actor, row: DisciplineMatter, at: datetime) -> dict[str, Any]:
    """Return what the page of a matter of discipline shows."""
    steps = reads.steps_of([row.id])
    refs = show(actor, {Ref.parse(text) for step in steps for text in step.refs})
    rule = next((one for one in rules_of(row.street).discipline if one.code == row.rule), None)
    return {
        "one": _row(row, steps[-1] if steps else None), "matter": row, "steps": [_step(step, refs) for step in reversed(steps)],
        "reason": masked(unseal(row.reason)), "rule": said(rule.title) if rule else row.rule,
        "readers": [person_name(one) for one in reads.readers_of(row)], "acts": acts(actor, row, steps),
        "ladder": [(*words.pair(words.RUNGS, rung), rung in {s.rung for s in steps if s.state == "imposed"}) for rung in RUNGS],
    }  # fmt: skip


def _step(step: DisciplineStep, refs: dict[Ref, Shown]) -> StepShown:
    wanted = [Ref.parse(text) for text in step.refs]
    return StepShown(
        step, *words.pair(words.RUNGS, step.rung), *words.pair(words.STEP_STATES, step.state), masked(unseal(step.reason)),
        [refs[ref] for ref in wanted if ref in refs], sum(ref not in refs for ref in wanted), masked(unseal(step.answer)),
        masked(unseal(step.decision)), person_name(step.proposed_by) or _("by itself"), person_name(step.decided_by),
        step.state == "imposed" and not step.decided_by,
    )  # fmt: skip


ICONS = {
    "answer": "message-check",
    "decide": "gavel",
    "propose": "alert-triangle",
    "name": "eye",
    "close": "circle-check",
}


def title_of(do: str) -> str:
    """Return what an act is called."""
    return {
        "answer": _("Answer the step"), "decide": _("Decide about the step"), "propose": _("Propose the next step"),
        "name": _("Let another see it"), "close": _("Close the matter of discipline"),
    }[do]  # fmt: skip


def open_step(steps: Sequence[DisciplineStep]) -> DisciplineStep | None:
    """Return the step that is not decided yet."""
    return next((step for step in steps if step.state in ("proposed", "answered")), None)


def next_rungs(steps: Sequence[DisciplineStep]) -> list[str]:
    """Return the rung that can be proposed now, as a list; empty when the ladder is at its end."""
    reached = max((RUNGS.index(step.rung) + 1 for step in steps if step.state == "imposed"), default=0)
    return list(RUNGS[reached : reached + 1])


def acts(actor: Actor, row: DisciplineMatter, steps: Sequence[DisciplineStep]) -> list[tuple[str, str, str, bool]]:
    """Return what an actor can do with a matter now: (address, title, icon, main)."""
    waits, leads, mine = open_step(steps), rights.leads(actor, row.street), actor.account == row.person
    open_to = {
        "answer": bool(waits and waits.state == "proposed" and mine),
        "decide": bool(
            waits and waits.state == "answered" and leads and not mine and waits.proposed_by != actor.account
        ),
        "propose": not waits and leads and not mine and not row.closed_at and bool(next_rungs(steps)),
        "name": leads and not mine and not row.closed_at,
        "close": not waits and leads and not mine and not row.closed_at,
    }
    return [
        (reverse("desk:supervision:discipline-act", args=[row.id, do]), title_of(do), icon, do in ("answer", "decide"))
        for do, icon in ICONS.items()
        if open_to[do]
    ]
