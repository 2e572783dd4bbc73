"""The model street's people and shops: plainly invented, proved, quick, and there once."""

import time

from django.conf import settings

from shiqiao.base.actor import system
from shiqiao.base.ids import identity_ok, uscc_ok
from shiqiao.config.commands.verify import everything
from shiqiao.demo import registry
from shiqiao.demo.load import ADDRESSES
from shiqiao.demo.plot import CUT
from shiqiao.kernel.registry import reads, sealing
from shiqiao.kernel.registry.models import Building, Dwelling, Organisation, Person
from shiqiao.testing.street import STREET, Street


def test_the_model_street_has_houses_people_and_shops(street: Street) -> None:
    by, book = system("demo", street=STREET), settings.LOCALITIES / "ganshiqiao" / ADDRESSES
    started = time.process_time()
    people = registry.load(STREET, book, by=by, until=CUT)
    taken = time.process_time() - started
    assert people > 300
    assert Dwelling.objects.count() > 400
    assert 80 <= Organisation.objects.count() <= 130
    assert {building.grid // 1000 for building in Building.objects.all()} == {370103003001 + n for n in range(8)}
    numbers = [sealing.open_person(row).identity for row in Person.objects.all()[:50]]
    assert all(identity_ok(number) and number.startswith("370199") for number in numbers if number)
    assert all(uscc_ok(code) for code in Organisation.objects.values_list("code", flat=True))
    for kind in registry.SHOPS:
        assert reads.with_fact(by, "organisation", "nine_small_kind", kind).rows
    assert len(reads.open_pairs(by, "person")) >= 3
    assert reads.facts_due(by, CUT).rows
    assert list(map(str, everything())) == []
    assert registry.load(STREET, book, by=by, until=CUT) == 0
    assert taken < 10, taken  # two seconds on a quiet machine
