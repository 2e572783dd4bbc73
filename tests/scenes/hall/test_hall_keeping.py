"""What affairs hold of persons: found by number and telephone, opened for the person, erased when the time is over."""

from datetime import timedelta

from shiqiao.base.actor import Ref, system
from shiqiao.base.time import now
from shiqiao.kernel.registry import sealing
from shiqiao.kernel.retention.hooks import IDENTIFIERS, Asked, Order, Sought
from shiqiao.scenes.hall import actions, holding, reads
from shiqiao.scenes.hall.models import Affair, AffairEntry, HeldDocument
from shiqiao.scenes.hall.rounds import forget_papers
from shiqiao.testing.street import STREET, Street

from .conftest import NUMBER, Take


def test_a_person_finds_what_the_counters_hold_and_has_it_erased_when_it_is_ended(street: Street, take: Take) -> None:
    row, other = take(), take(name="麦石兰", identity="", phone="13800006666")
    for mark in (sealing.number_blind(NUMBER), sealing.phone_blind("13800007777")):
        found = holding.find(Sought(STREET, marks=frozenset({mark})))
        assert [one.subject for one in found] == [Ref("service_affair", row.pk)]
    (piece,) = holding.disclose(found)
    assert "苗石英" in str(piece)
    assert set(holding.stops([row.pk], now())) == {row.pk}

    actions.withdraw(affair=row.pk, words="苗石英本人不需要了", by=street.actor("c1head"), at=now())
    assert holding.stops([row.pk], now()) == {}
    asked = Asked(STREET, IDENTIFIERS, "closed_at", now() + timedelta(days=1))
    assert holding.due(asked) == [row.pk]
    order = Order(Ref("service_affair", row.pk), IDENTIFIERS, "request", system("test", street=STREET), now())
    assert holding.erase(order) == {"texts": 1, "persons": 1}
    assert holding.erase(order) == {}
    assert holding.due(asked) == []
    row.refresh_from_db()
    assert (row.name, row.identity_blind, row.trips) == (None, None, 1)
    assert not HeldDocument.objects.filter(affair=row.pk).exists()
    assert not AffairEntry.objects.filter(affair=row.pk, text__isnull=False).exists()
    assert reads.found(street.actor("service1"), "苗石英") == []
    assert Affair.objects.get(pk=other.pk).name is not None


def test_a_paper_that_has_run_out_is_forgotten(street: Street, take: Take) -> None:
    take()
    assert forget_papers(at=now() + timedelta(days=300)) == 0
    assert forget_papers(at=now() + timedelta(days=400)) == 1
    assert list(HeldDocument.objects.values_list("kind", flat=True)) == ["id_card"]
