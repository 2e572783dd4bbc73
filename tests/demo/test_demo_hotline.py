"""June with 12345 in the demo: orders in every state, letters, one comparison; laid once, at the times of the matters."""

import time as clock
from collections import Counter

import pytest
from django.conf import settings

from shiqiao.base.plugs import demo_loaders
from shiqiao.config.commands.verify import everything
from shiqiao.demo import load, story
from shiqiao.kernel.matters.models import Matter
from shiqiao.scenes.hotline import demo
from shiqiao.scenes.hotline.models import Difference, Exclusion, Letter, Order, Reconciliation, UpstreamResult
from shiqiao.scenes.hotline.rates import NOT_OURS
from shiqiao.testing.street import Street


def test_june_has_orders_in_every_state_and_is_proved(
    street: Street, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "DATA", tmp_path)
    monkeypatch.setattr(load, "demo_loaders", [one for one in demo_loaders if one.name == "hotline"])
    load.furnish()
    assert load.load(workers=0, first=story.TODAY.replace(day=13))
    states = Counter(Order.objects.values_list("state", flat=True))
    assert states.keys() >= {"received", "handling", "objecting", "returned", "answered", "written_back", "confirmed"}
    assert Order.objects.count() == Matter.objects.filter(channel="hotline").count() > 100
    assert Letter.objects.filter(state="failed").exists()
    assert Letter.objects.filter(state="drafted").exists()
    assert Order.objects.filter(alarm_level=2).exists()
    assert UpstreamResult.objects.filter(order__in=Order.objects.exclude(state__in=NOT_OURS)).count() > 20
    assert (Reconciliation.objects.count(), Exclusion.objects.count()) == (1, 1)
    assert Difference.objects.values("kind").distinct().count() == 4
    assert [str(found) for found in everything()] == []

    before = Order.objects.count(), Letter.objects.count()
    demo.load(street.number)
    assert (Order.objects.count(), Letter.objects.count()) == before


def test_laying_it_costs_little(street: Street, tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DATA", tmp_path)
    load.furnish()
    spent: list[float] = []

    def timed(number: int, report: object = None) -> None:
        start = clock.process_time()
        demo.load(number, report)
        spent.append(clock.process_time() - start)

    monkeypatch.setattr(
        load, "demo_loaders", [type("Loader", (), {"name": "timed", "order": 0, "load": staticmethod(timed)})()]
    )
    load.load(workers=0, first=story.TODAY.replace(day=20))
    assert spent
    assert spent[0] < 0.02 * max(50, Order.objects.count()), spent  # seconds of this process, without the database's
