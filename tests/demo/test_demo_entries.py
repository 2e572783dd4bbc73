"""The four entries of the demo: circles filled, most of them reached, some missed; one community ahead; all proved."""

from collections import Counter

from shiqiao.base.time import held
from shiqiao.config.commands.verify import everything
from shiqiao.demo import load
from shiqiao.demo.cast import Cast
from shiqiao.demo.entries import load_entries
from shiqiao.demo.plot import CUT
from shiqiao.kernel.visits import circles
from shiqiao.kernel.visits.models import Visit
from shiqiao.testing.street import STREET, Street


def test_the_entries_have_circles_and_half_a_year_of_visits(street: Street) -> None:
    load.furnish()
    count = load_entries(STREET, Cast(STREET))
    assert load_entries(STREET, Cast(STREET)) == count == Visit.objects.count()
    states = Counter(Visit.objects.values_list("state", flat=True))
    assert states["done"] > 200
    with held(CUT):
        found = circles.circles(street.actor("leader1"), CUT.date())
        for entry in ("firms", "party_members", "hardship_workers"):
            rows = [one for one in found if one.entry == entry]
            base, visited, never = (sum(getattr(one, name) for one in rows) for name in ("base", "visited", "never"))
            assert base >= 30, entry
            assert base > visited > base // 3
            assert never
        assert [str(one) for one in everything()] == []
