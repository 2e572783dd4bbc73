"""Whatever is changed behind the journal's back is found: state, personal columns, facts, places, what a merge noted."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from shiqiao.base.actor import Ref
from shiqiao.base.time import now
from shiqiao.kernel.registry import actions, sealing
from shiqiao.kernel.registry.models import Contact, Dwelling, Fact, Household, Membership, Merge, Organisation, Person

from .conftest import BY, OTHER_GRID, Corner, credit_code, identity

Proof = Callable[[], list[str]]


def forge_phone(corner: Corner) -> None:
    row = Person.objects.filter(merged_into=0).first()
    assert row
    sealing.set_phone(row, "13700137000")
    row.save()


def forge_value(corner: Corner) -> None:
    fact = Fact.objects.get(key="veteran")
    sealing.set_value(fact, "no", sealed=True, findable=True)
    fact.save()


FORGERIES: dict[str, tuple[Callable[[Corner], object], str]] = {
    "a state": (lambda corner: Person.objects.filter(merged_into=0).update(state="died"), "column state"),
    "a telephone": (forge_phone, "differs from what the journal binds"),
    "a sex": (lambda corner: Person.objects.filter(merged_into=0).update(sex=2), "differs from what the journal binds"),
    "a name of a firm": (lambda corner: Organisation.objects.update(name="别的店"), "differs from what the journal binds"),
    "a value": (forge_value, "the value of fact"),
    "a source": (lambda corner: Fact.objects.update(source="self"), "differs from the journal"),
    "a fact taken away": (lambda corner: Fact.objects.filter(key="veteran").delete(), "stands in the journal alone"),
    "a stay": (
        lambda corner: Membership.objects.update(during=DateRange(date(2001, 1, 1), None)), "differs from the journal",
    ),
    "a contact": (lambda corner: Contact.objects.update(role="manager"), "differs from the journal"),
    "a place": (lambda corner: Dwelling.objects.update(grid=OTHER_GRID, community=OTHER_GRID // 1000), "lie elsewhere"),
    "a household": (lambda corner: Household.objects.update(kind="collective"), "column kind"),
    "a merge": (lambda corner: Merge.objects.update(before={}), "merge"),
    "a tail": (lambda corner: Person.objects.filter(merged_into=0).update(seq=1), "journal lines"),
}  # fmt: skip


@pytest.mark.parametrize("what", FORGERIES)
def test_a_forgery_is_found(corner: Corner, proven: Proof, what: str) -> None:
    keeps = corner.person("石小桥", identity=identity("19500203", 11), household=corner.home.pk, since=date(2010, 1, 1))
    goes = corner.person("石小桥", phone="13800138000")
    firm = corner.firm(code=credit_code(1))
    actions.name_contact(organisation=firm.pk, person=keeps.pk, since=date(2018, 1, 1), by=BY, at=now())
    actions.state_fact(subject=Ref("person", goes.pk), key="veteran", value="yes", by=BY, at=now())
    actions.merge_persons(winner=keeps.pk, loser=goes.pk, by=BY, at=now())
    assert proven() == []
    forge, told = FORGERIES[what]
    forge(corner)
    found = proven()
    assert found
    assert any(told in one for one in found), found
