"""The demo's emergencies: one ended and reviewed, one running, and a second loading changes nothing."""

from datetime import datetime

import pytest

from shiqiao.base.time import held, now
from shiqiao.scenes.duty.emergency import demo, wall
from shiqiao.scenes.duty.emergency.calltables import AlarmCall
from shiqiao.scenes.duty.emergency.figures import figures
from shiqiao.scenes.duty.emergency.groundtables import Hazard, Stock
from shiqiao.scenes.duty.emergency.tables import Response, ResponseEntry
from shiqiao.testing.street import STREET, Street

PRESENT = datetime.fromisoformat("2018-06-27T10:00:00+08:00")


@pytest.mark.long
def test_one_night_is_over_and_reviewed_and_one_morning_runs(street: Street) -> None:
    with held(PRESENT):
        demo.load(STREET)
        demo.load(STREET)
        ended, running = Response.objects.order_by("pk")
        assert (ended.peak, ended.level, bool(ended.reviewed_at)) == (3, 4, True)
        assert (running.level, running.ended_at) == (4, None)
        assert (Hazard.objects.count(), Stock.objects.get(store="office_store", material="sandbag").balance) == (
            11,
            740,
        )
        told = figures(ended, now())
        assert (told.people.moved, told.people.returned, told.matters, told.missing) == (5, 5, 1, 1)
        assert (told.manned, told.posts, told.answered, told.called) == (3, 3, 20, 20)
        assert told.to_deputy == 2
        assert not AlarmCall.objects.filter(next_at__isnull=False).exists()
        assert len(list(wall.lines(STREET, now()))) == 5
    assert not ResponseEntry.objects.filter(at__gt=PRESENT).exists()
