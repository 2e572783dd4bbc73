"""How many are on patrol: persons who gave a sign lately, check-ins of the day, and nothing of who they are."""

from shiqiao.base.time import held, now
from shiqiao.kernel.patrols.afield import afield
from shiqiao.surfaces.desk.forms import day_start
from shiqiao.testing.street import FIRST_GRID, MORNING, STREET, later

from .conftest import Walk


def counted() -> tuple[int, int]:
    found = afield(STREET, [FIRST_GRID], begins=day_start(now()), at=now())
    return found.persons, found.check_ins


def test_whoever_checked_in_lately_is_in_the_field(walk: Walk) -> None:
    assert counted() == (0, 0)
    walk.check_in(walk.sent(walk.gate))
    with held(later(MORNING, minutes=20)):
        walk.check_in(walk.sent(walk.yard, "two"))
        assert counted() == (1, 2), "one person, two points"
    with held(later(MORNING, hours=3)):
        assert counted() == (0, 2), "gone home, and the day's count stays"
    with held(later(MORNING, days=1)):
        assert counted() == (0, 0)
