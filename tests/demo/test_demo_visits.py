"""The visits of the demo: plans, rounds done and due, findings on their way, all proved; loading twice changes nothing."""

from collections import Counter
from datetime import date

import pytest
from django.conf import settings

from shiqiao.base.time import held
from shiqiao.config.commands.verify import everything
from shiqiao.demo import load
from shiqiao.demo.cast import Cast
from shiqiao.demo.plot import CUT
from shiqiao.demo.spots import Spots
from shiqiao.demo.visits import load_visits
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.visits import reads
from shiqiao.kernel.visits.models import Finding, Visit, VisitPlan
from shiqiao.testing.street import STREET, Street


@pytest.fixture
def visited(street: Street) -> Street:
    spots = Spots(settings.LOCALITIES / load.LOCALITY / "territory" / "addresses.csv", STREET)
    assert load_visits(STREET, Cast(STREET), spots) > 400
    before = Visit.objects.count()
    assert load_visits(STREET, Cast(STREET), spots) == before
    return street


def test_rounds_are_done_and_due_and_everything_is_proved(visited: Street) -> None:
    kinds = Counter(VisitPlan.objects.values_list("kind", flat=True))
    assert kinds == {"nine_small": 90, "fire_safety": 18, "rented_room": 14, "living_alone": 60}
    states = Counter(Visit.objects.values_list("state", flat=True))
    assert states.keys() == {"planned", "done", "not_home", "refused", "moved"}
    assert states["planned"] > 40
    with held(CUT):
        leader = visited.actor("leader1")
        covered = reads.coverage(leader, date(2018, 6, 27), CUT)
        shares = {one.kind for one in covered if 0 < one.done < one.due}
        assert shares >= {"nine_small", "living_alone"}
        assert reads.visits(visited.actor("c1safe"), reads.Filters(tab="mine")).rows
        assert [str(found) for found in everything()] == []


def test_findings_are_on_their_way_and_one_was_put_right(visited: Street) -> None:
    assert Counter(Finding.objects.values_list("state", flat=True)) == {"open": 4, "fixed": 1}
    assert Counter(Matter.objects.values_list("channel", "state")) == {("visit", "handling"): 4, ("visit", "closed"): 1}
    assert Visit.objects.filter(recheck_of__gt=0, state="done").count() == 1
