"""What renewal holds of persons: found by their household, shown to them, erased when it is over; numbers stay."""

from datetime import timedelta

from shiqiao.base.actor import Ref, system
from shiqiao.base.time import now
from shiqiao.kernel.retention.hooks import IDENTIFIERS, Asked, Order, Sought
from shiqiao.scenes.projects.renewal import holding, signing
from shiqiao.scenes.projects.renewal.store import FILE
from shiqiao.scenes.projects.renewal.tables import RenewalEntry, RenewalFile, Signature
from shiqiao.testing.street import STREET, Street

from .conftest import Begin, Open


def test_a_housed_household_is_erased_and_its_number_stays(street: Street, begin: Begin, signed: Open) -> None:
    one = signed(begin(), audit=True)[0]
    assert holding.find(Sought(STREET, frozenset({1}))) == []
    assert one.pk in holding.stops([one.pk], now())
    for do in ("vacate", "pay", "house"):
        signing.advance(file=one.pk, do=do, by=street.actor("leader1"), at=now())
    assert holding.stops([one.pk], now()) == {}
    before = now() + timedelta(days=1)
    asked = Asked(street=STREET, act=IDENTIFIERS, start="closed_at", before=before, after=0, limit=10)
    assert holding.due(asked) == [one.pk]
    gone = holding.erase(Order(Ref(FILE, one.pk), IDENTIFIERS, "rule", by=system("test", street=STREET), at=now()))
    assert gone["persons"] == 1
    assert holding.due(asked) == []
    row = RenewalFile.objects.get(pk=one.pk)
    assert (row.name, row.number, row.area) == (None, 1, 5000)
    assert Signature.objects.filter(file=one.pk).count() == 1
    assert not RenewalEntry.objects.filter(file=one.pk, text__isnull=False).exists()
