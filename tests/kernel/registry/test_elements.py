"""The registry in the field dictionary: circles by plain conditions, values of many at once, who hears what was learned."""

from datetime import date
from typing import Any

import pytest

from shiqiao.base.actor import Ref
from shiqiao.base.errors import Invalid
from shiqiao.base.time import now
from shiqiao.kernel.registry import actions, elements
from shiqiao.kernel.registry.actions import Given
from shiqiao.kernel.registry.circles import Test as Condition
from shiqiao.kernel.registry.circles import read_test, within
from shiqiao.kernel.registry.hooks import AfterRecords, after_records
from shiqiao.kernel.registry.models import Person
from shiqiao.testing.street import FIRST_GRID, STREET, Street


@pytest.fixture
def two(street: Street) -> list[Person]:
    """One of 80 who lives alone, one of 30 of whom nothing is known."""
    by = street.actor("c1g1")
    found = [
        actions.add_person(
            street=STREET, given=Given(name, phone="13800138000", born=born), grid=FIRST_GRID, by=by, at=now()
        )
        for name, born in (("石小桥", date(1938, 4, 1)), ("柳小溪", date(1988, 4, 1)))
    ]
    actions.state_fact(subject=Ref("person", found[0].pk), key="lives_alone", value="yes", by=by, at=now())
    return found


def test_a_circle_is_whoever_meets_all_conditions(two: list[Person]) -> None:
    def ids(*tests: str, **more: Any) -> list[int]:
        read = [read_test(one, "person") for one in tests]
        return [one.id for one in within(STREET, "person", read, on=now().date(), **more)]

    assert ids() == [one.pk for one in two]
    assert ids("person.age>=80", "person.lives_alone=yes") == [two[0].pk]
    assert ids("person.age<=59") == [two[1].pk]
    assert ids("person.lives_alone=no") == []
    assert ids(communities=[FIRST_GRID // 1000]) == [one.pk for one in two]
    assert ids(communities=[STREET * 1000 + 2]) == []
    assert ids(after=two[0].pk) == [two[1].pk]
    assert ids(among=[two[1].pk]) == [two[1].pk]


@pytest.mark.parametrize(
    "text", ["person.lives_alone", "household.low_income=yes", "person.name=石小桥", "person.sex=5", "person.age>=x"]
)
def test_what_is_no_condition_is_refused(street: Street, text: str) -> None:
    with pytest.raises(Invalid):
        read_test(text, "person")
    assert Condition("person.age", ">=", "80") == read_test("person.age >= 80", "person")


def test_values_of_many_come_in_few_queries(two: list[Person], django_assert_max_num_queries: Any) -> None:
    codes = ["person.name", "person.phone", "person.age", "person.address", "person.lives_alone"]
    with django_assert_max_num_queries(3):
        found = elements.read(STREET, codes, [one.pk for one in two])
    assert found["person.age", two[0].pk].value == "80"
    assert found["person.lives_alone", two[0].pk].value == "yes"
    assert ("person.lives_alone", two[1].pk) not in found


def test_what_is_given_goes_through_the_acts_and_what_is_confirmed_is_fresh(street: Street, two: list[Person]) -> None:
    by, ref = street.actor("c1g1"), Ref("person", two[0].pk)
    elements.give(ref, {"person.phone": "13700137000", "person.needs_care": "否"}, "self", by, now())
    found = elements.read(STREET, ["person.phone", "person.needs_care"], [ref.id])
    assert (found["person.phone", ref.id].value, found["person.needs_care", ref.id].value) == ("13700137000", "no")
    elements.confirm(ref, ["person.lives_alone", "person.name"], "visit", by, now())
    with pytest.raises(Invalid):
        elements.give(ref, {"person.age": "81"}, "self", by, now())


def test_who_waits_for_it_hears_in_the_same_act_what_was_learned(street: Street, two: list[Person]) -> None:
    heard: list[tuple[int, list[Ref]]] = []
    after_records.fill("test", AfterRecords("test", lambda at, refs, by, when: heard.append((at, list(refs)))))
    try:
        actions.confirm_person(person=two[1].pk, by=street.actor("c1g1"), at=now())
    finally:
        after_records.empty("test")
    assert heard == [(STREET, [Ref("person", two[1].pk)])]
