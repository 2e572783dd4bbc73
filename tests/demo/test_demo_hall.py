"""The demo's affairs: cards of every community in many ways, others through the counters, loaded once."""

import pytest
from django.test import Client

from shiqiao.kernel.people.models import Account
from shiqiao.kernel.territory.reads import communities
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
    assert {row.rated_way for row in rows if row.stars} == {"link"}, "residents rated, nobody at a counter"
    leader = Client()
    leader.force_login(Account.objects.get(username="leader1"))
    page = "".join(leader.get(f"/affairs/trips/?month={year}").content.decode() for year in (2017, 2018))
    assert [one.title for one in communities(STREET) if f'">{one.title}</a></th>' not in page] == []
    demo.load(STREET)
    assert Affair.objects.count() == len(rows)


def test_the_demo_renews_7500_medical_cards() -> None:
    assert (demo.CARDS, demo.CARD) == (7500, "medical_card_renewal")
