"""What the town has of 5S and of visits: an area of the open round, an awarded window's plaque, a visit recorded twice."""

from django.urls import reverse

from shiqiao.base.time import now
from shiqiao.kernel.visits import actions
from shiqiao.kernel.visits.models import Second
from shiqiao.kernel.visits.planning import Target
from shiqiao.scenes.hall.fives import walking
from shiqiao.scenes.hall.fives.tables import FiveSRound, ModelWindow
from shiqiao.testing.street import FIRST_GRID, STREET

from .assessed import by

SEEN = {
    "exit_clear": True, "extinguishers": 4, "extinguishers_valid": True, "lights_work": True, "wiring_safe": True,
    "gas_bottle": "none",
}  # fmt: skip


def tidied() -> list[str]:
    """Return the pages of the demo's open round and awarded window, and of a visit whose second record waits."""
    walk = FiveSRound.objects.get(finished_at=None)
    area = walking.areas_of(walk)[-1].code
    window = ModelWindow.objects.filter(awarded=True).latest("pk")
    plaque = f"{reverse('desk:hall:plaque', args=[window.station])}?half={window.half}"
    return [reverse("desk:hall:round-area", args=[walk.pk, area]), plaque, _twice()]


def _twice() -> str:
    """Two were at one shop, and the second saw more; somebody else is to decide."""
    visit = actions.plan_once(
        street=STREET, kind="nine_small", target=Target("示例小店二访", "春元里小区", grid=FIRST_GRID), by=by("safety1"),
        latest=now().date(), at=now(), post="c1.g1",
    )  # fmt: skip
    for login, sleeping in (("c1safe", False), ("c1g1", True)):
        actions.record_in_field(
            visit=visit, outcome="done", client_id=f"looking-{login}", answers={**SEEN, "sleeping": sleeping},
            note="店内住人" if sleeping else "", by=by(login), at=now(),
        )  # fmt: skip
    return reverse("desk:visit-second", args=[Second.objects.get(visit=visit).pk])
