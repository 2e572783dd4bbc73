"""The demo's patrols: points everywhere, a week of check-ins, gaps, and what waits for a head."""

from shiqiao.base.time import held
from shiqiao.demo.cast import Cast
from shiqiao.demo.patrols import load_patrols
from shiqiao.demo.plot import CUT
from shiqiao.kernel.patrols import coverage
from shiqiao.kernel.patrols.models import CheckIn
from shiqiao.kernel.patrols.proof import check_patrols
from shiqiao.testing.street import STREET, Street


def test_the_morning_shows_points_check_ins_and_gaps(street: Street) -> None:
    made = load_patrols(STREET, Cast(STREET))
    assert made > 100
    with held(CUT):
        head = street.actor("c1head")
        found = coverage.coverage(head, *coverage.period(7, CUT), CUT)
    assert any(one.gaps for one in found)
    assert any(one.visited == one.points for one in found)
    assert any(one.walked for one in found)
    assert CheckIn.objects.filter(state="counted").count() > 300
    assert set(CheckIn.objects.filter(state="waiting").values_list("why", flat=True)) >= {"far", "no_position"}
    assert list(check_patrols()) == []
    assert load_patrols(STREET, Cast(STREET)) == made
