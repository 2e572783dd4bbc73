"""Whole rounds at once: the same decisions as the single actions, made in memory, written by bulk inserts; for the demo.

A round lives at held times: a visit opens when its window begins and is recorded when it happens, under all rules.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from shiqiao.base.actor import Actor, system
from shiqiao.base.db import scope
from shiqiao.base.errors import Invalid
from shiqiao.base.time import held
from shiqiao.kernel.visits import planning, reads, recording, rules, store
from shiqiao.kernel.visits.answers import Brought, check_answers, check_note
from shiqiao.kernel.visits.cycles import Window
from shiqiao.kernel.visits.errors import NotYourVisit
from shiqiao.kernel.visits.models import VisitPlan
from shiqiao.kernel.visits.store import Standing


@dataclass(frozen=True)
class Made:
    """A visit that found nothing: whose plan, in which window, when, by whom, with which answers."""

    plan: VisitPlan
    window: Window
    by: Actor
    at: datetime
    client_id: str
    answers: Mapping[str, Any]
    note: str = ""


def write_round(made: Sequence[Made], *, street: int) -> int:
    """Write visits of one street that were made and found nothing, all or none; plans move on. Returns how many.

    Raises what the single actions raise, and Invalid for answers that are findings: those are recorded one by one.
    """
    standings = [_live(one) for one in made]
    with scope.scoped(street):
        store.save(standings)
        for (opens, closes), ids in _next(made).items():
            VisitPlan.objects.filter(pk__in=ids).update(next_from=opens, next_until=closes)
    return len(standings)


def _next(made: Sequence[Made]) -> dict[tuple[date, date], list[int]]:
    """Return the plans by the window that comes next for them: of one round nearly always the same."""
    found: dict[tuple[date, date], list[int]] = {}
    for one in made:
        found.setdefault((one.plan.next_from, one.plan.next_until), []).append(one.plan.id)
    return found


def _live(one: Made) -> Standing:
    opens = max(one.window.begins_at(reads.ZONE), one.plan.made_at)
    with held(opens):
        standing = planning.open_visit(one.plan, one.window, by=system("visits", street=one.plan.street), at=opens)
    if not rules.roles_of(one.by, standing.sheet) & rules.RECORDERS:
        raise NotYourVisit
    kind = reads.kind_of_sheet(standing.sheet)
    brought = Brought(check_answers(kind, one.answers, ()), check_note(one.note))
    if kind.findings(brought.answers):
        raise Invalid(fields={"answers": "A visit that found something is recorded by itself."})
    with held(one.at):
        change = recording.finished(standing.sheet, "done", one.by, one.at)
        recording.keep(standing, change, brought, one.client_id, by=one.by, at=one.at)
    cycle = reads.cycle_of(one.plan)
    following = cycle.after(cycle.window_of(one.window.closes))
    one.plan.next_from, one.plan.next_until = following.opens, following.closes
    return standing
