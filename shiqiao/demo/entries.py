"""Half a year of the four entries in the model street: nearly all firms and homes are planned, and most were reached in time.

Whoever is on no plan was never visited, and some rounds were missed: so that the coverage has something to tell.
"""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from shiqiao.base.actor import system
from shiqiao.base.db import scope
from shiqiao.base.time import held
from shiqiao.demo.cast import Cast
from shiqiao.demo.plot import CUT
from shiqiao.demo.story import SEED
from shiqiao.demo.visits import moment_between
from shiqiao.kernel.visits import actions, circles, covering, reads
from shiqiao.kernel.visits.bulk import Made, write_round
from shiqiao.kernel.visits.cycles import Window
from shiqiao.kernel.visits.models import Visit, VisitPlan

PLANNED = datetime.fromisoformat("2017-12-29T09:00:00+08:00")
FIRST = date(2018, 1, 1)
HEAD = "street.director"
GOOD: dict[str, dict[str, Any]] = {
    "enter_firm": {
        "employees": 12, "open_late": False, "business": "steady", "policy_told": True, "needs_staff": False,
        "needs_policy": False,
    },
    "enter_party_member": {"at_home": True, "needs_care": False, "in_hardship": False, "volunteers": True},
    "enter_hardship": {
        "still_in_hardship": True, "work": "seeking", "aid_reached": True, "ill": False, "schooling": False,
    },
}  # fmt: skip
PLANNED_OF = 0.92  # share of a circle that stands on a plan
# Of those, how many were reached in a window that is over, and in the present one; the community by its last digit.
REACHED, NOW = {"7": 0.99, "1": 0.97}, {"enter_firm": 0.8, "enter_party_member": 0.75, "enter_hardship": 0.8}
USUAL = 0.88


def load_entries(street: int, cast: Cast) -> int:
    """Load the plans and rounds of the entries, once; returns how many visits there are."""
    with scope.scoped(street):
        if not VisitPlan.objects.filter(street=street, kind__in=list(GOOD)).exists():
            known = {kind.code for kind in circles.kinds_of_entries(street)}
            for kind in GOOD:
                if kind in known:
                    _rounds(street, cast, kind)
            with held(CUT.replace(day=1, hour=0, minute=5)):
                actions.open_due(at=CUT.replace(day=1, hour=0, minute=5))
        return Visit.objects.filter(street=street, kind__in=list(GOOD)).count()


def _rounds(street: int, cast: Cast, kind: str) -> None:
    rng = Random(f"{SEED}/entries/{kind}")
    everybody = circles.belonging(
        system("demo", street=street), kind, CUT.date(), states=circles.STATES, limit=2000
    ).rows
    chosen = [one for one in everybody if one.grid and rng.random() < PLANNED_OF]
    with held(PLANNED):
        report = actions.plan_round(
            street=street, kind=kind, targets=covering.targets_of(chosen), by=cast.by_code(HEAD, PLANNED), at=PLANNED,
            first=FIRST,
        )  # fmt: skip
    cycle = reads.kind(street, kind).table.cycle.cycle()
    window, today = cycle.next_window(FIRST), CUT.date()
    last = today - timedelta(days=1)
    while window.opens <= last:
        _live(street, cast, kind, list(report.plans), window, min(window.closes, last), rng)
        window = cycle.after(window)


def _live(street: int, cast: Cast, kind: str, plans: list[VisitPlan], window: Window, last: date, rng: Random) -> None:
    over, made = window.closes < CUT.date(), []
    for plan in plans:
        share = REACHED.get(str(plan.community)[-1], USUAL) if over else NOW[kind]
        if rng.random() >= share:
            continue
        at = moment_between(rng, max(window.opens, FIRST), last)
        by = cast.responsible(plan.grid, plan.line, at)
        made.append(Made(plan, window, by, at, f"demo/{plan.id}/{window.opens}", GOOD[kind]))
    write_round(made, street=street)
