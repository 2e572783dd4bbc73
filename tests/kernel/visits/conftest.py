"""A visit that was made, with a finding, a matter and a re-check to come."""

from dataclasses import dataclass

import pytest

from shiqiao.base.time import now
from shiqiao.kernel.visits import actions
from shiqiao.kernel.visits.actions import Recorded, Target
from shiqiao.kernel.visits.models import Visit, VisitPlan
from shiqiao.testing.street import FIRST_GRID, STREET, Street

GOOD = {
    "exit_clear": True, "extinguishers": 4, "extinguishers_valid": True, "lights_work": True, "wiring_safe": True,
    "gas_bottle": "none", "sleeping": False,
}  # fmt: skip


@dataclass
class Made:
    """A plan, its first visit and what came of it."""

    plan: VisitPlan
    visit: Visit
    recorded: Recorded


@pytest.fixture
def made(street: Street) -> Made:
    """Plan a small shop, visit it, and find a blocked exit."""
    target = Target("示例小店", "春元里小区1号楼", grid=FIRST_GRID, lon=116.98307, lat=36.65529)
    plan = actions.plan_visit(street=STREET, kind="nine_small", target=target, by=street.actor("safety1"), at=now())
    recorded = actions.record_visit(
        visit=plan.visit, outcome="done", client_id="made", answers={**GOOD, "exit_clear": False}, note="堆满纸箱",
        lon=116.983, lat=36.655, by=street.actor("c1safe"), at=now(),
    )  # fmt: skip
    return Made(VisitPlan.objects.get(pk=plan.id), Visit.objects.get(pk=plan.visit), recorded)
