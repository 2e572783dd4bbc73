"""Like flats, like terms: what the database finds is what counting by hand finds, and pages of it lose nothing."""

from collections import Counter
from collections.abc import Callable
from random import Random

import pytest
from django.test import Client
from django.urls import reverse

from shiqiao.base.time import now
from shiqiao.scenes.projects.renewal import fairness, filing, rules
from shiqiao.scenes.projects.renewal.publishing import terms_of
from shiqiao.scenes.projects.renewal.tables import Renewal, RenewalFile
from shiqiao.surfaces.kit.leafing import leaves
from shiqiao.testing.street import Street

from .conftest import Begin, Open

Told = list[tuple[int, str, int, int]]


@pytest.fixture
def row(street: Street, begin: Begin, offered: Open) -> Renewal:
    """A project whose households differ at random, some exactly at the edge of what is allowed."""
    found, rng = begin(), Random(164)
    for one in (*offered(found, 30), *offered(found, 12, choice="exchange")):
        price = rng.choice((9000, 8999, 10_000, 10_000, 10_000, 11_000, 11_010, 11_009, 10_001, 9_990, 0))
        area = rng.choice((5000, 4999, 3333))
        values = {
            "value": price * area // 100,
            "area": area,
            "extra": rng.choice((0, 0, 0, 500)),
            "terms": rng.choice((1, 1, 1, 2)),
        }
        RenewalFile.objects.filter(pk=one.pk).update(**values)
    return found


def by_hand(row: Renewal) -> Told:
    """Count what differs without the database."""
    spread, found = terms_of(row.street, row.pk, row.terms).spread, []
    for choice in rules.CHOICES:
        rows = list(RenewalFile.objects.filter(renewal=row.pk, terms__gt=0, choice=choice).order_by("serial"))
        prices = [rules.unit_price(one.value, one.area) for one in rows]
        usual, counts = rules.middle(prices), Counter(one.terms for one in rows)
        version = min(counts, key=lambda each: (-counts[each], each))
        for one, price in zip(rows, prices, strict=True):
            found += [(one.serial, "extra", one.extra, 0)] if one.extra else []
            found += [(one.serial, "price", price, usual)] if abs(rules.apart(price, usual)) > spread else []
            found += [(one.serial, "terms", one.terms, version)] if one.terms != version else []
    return sorted(found)


def listed(row: Renewal, limit: int) -> Told:
    """Leaf through what the database finds."""
    pages = leaves(lambda after: fairness.deviations(row, after=after, limit=limit))
    return [(one.file.serial, one.measure, one.own, one.usual) for page in pages for one in page.rows]


def test_the_database_finds_what_counting_by_hand_finds(row: Renewal) -> None:
    told = by_hand(row)
    assert len({measure for _serial, measure, _own, _usual in told}) == 3
    assert listed(row, 1000) == listed(row, 4) == told
    assert fairness.deviations(row).open == len(told)
    counts = {choice: (count, usual) for _kind, choice, count, _least, usual, _most in fairness.prices(row)}
    assert {choice: count for choice, (count, _usual) in counts.items()} == {"money": 30, "exchange": 12}


def test_what_has_its_reason_comes_last(street: Street, row: Renewal, enter: Callable[[str], Client]) -> None:
    first = fairness.deviations(row, limit=1).rows[0]
    filing.explain(
        file=first.file.pk, measure=first.measure, words="集体研究，见纪要", by=street.actor("check1"), at=now()
    )
    found = [one for page in leaves(lambda after: fairness.deviations(row, after=after, limit=7)) for one in page.rows]
    assert (found[-1].file.pk, found[-1].measure, found[-1].reason) == (
        first.file.pk,
        first.measure,
        "集体研究，见纪要",
    )
    assert sum(not one.reason for one in found) == fairness.deviations(row).open == len(found) - 1
    address = reverse("desk:renewal:measure", args=[row.pk])
    page = enter("leader1").get(address)
    assert page.context["next"]
    last = enter("leader1").get(address, {"after": found[-2].place})
    assert "集体研究，见纪要" in last.content.decode()
    assert enter("leader1").get(address, {"after": "x"}).context["rows"] == page.context["rows"]
