"""The demo's affairs: cards of every community in many ways, others through the counters, loaded once."""

import pytest

from shiqiao.scenes.hall import demo
from shiqiao.scenes.hall.models import Affair, Trip
from shiqiao.testing.street import STREET, Street


def test_the_demo_has_affairs_of_every_kind_and_loads_them_once(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "CARDS", 400)
    demo.load(STREET)
    rows = list(Affair.objects.all())
    assert len(rows) == 448
    assert len({row.community for row in rows}) == 8
    assert {"incomplete", "handling", "granted", "delivered"} <= {row.state for row in rows}
    assert {row.manner for row in rows} == {"own", "proxy", "helped"}
    assert all(row.invented for row in rows)
    assert {"missing_paper", "our_notice", "collect", "deliver"} <= set(Trip.objects.values_list("reason", flat=True))
    assert len({(row.year, row.serial) for row in rows}) == len(rows)
    demo.load(STREET)
    assert Affair.objects.count() == len(rows)
