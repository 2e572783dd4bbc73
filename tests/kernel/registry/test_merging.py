"""Merging and parting: nothing is lost, references lead to the winner, and a mistake is undone exactly."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from shiqiao.base.actor import Ref
from shiqiao.base.errors import NotFound
from shiqiao.base.time import now
from shiqiao.kernel.registry import actions, reads, sealing
from shiqiao.kernel.registry.errors import CannotMerge, NotForYourPost
from shiqiao.kernel.registry.models import Fact, Merge, Pair, Person
from shiqiao.testing.street import Street

from .conftest import BY, OTHER_GRID, Corner, credit_code, identity, undone

PHONE = "13800138000"
PHASES = (Phase.explicit, Phase.generate)  # shrinking in a database takes minutes and tells little more
Proof = Callable[[], list[str]]
CHANGES_BY_NATURE = {"seq", "head", "source", "confirmed_at"}


def everything_on_file() -> dict[str, Any]:
    """Return all tables of the registry, without what tells of the acts themselves."""
    found: dict[str, Any] = {}
    for model in apps.get_app_config("registry").get_models():
        if model.__name__ in ("Merge", "Pair"):
            continue
        for row in model._default_manager.all():
            values = {field.attname: getattr(row, field.attname) for field in model._meta.concrete_fields}
            plain = {k: bytes(v) if isinstance(v, memoryview) else v for k, v in values.items()}
            left_out = {"seq", "head"} if model.__name__ != "Fact" else set()
            found[f"{model.__name__} {row.pk}"] = {k: v for k, v in plain.items() if k not in left_out}
    return found


def test_a_merge_moves_what_hangs_on_the_loser_and_copies_what_the_winner_lacks(corner: Corner, proven: Proof) -> None:
    keeps = corner.person("石小桥", phone=PHONE)
    goes = corner.person("石小桥", identity=identity("19500203", 11), household=corner.home.pk, role="head")
    firm = corner.firm()
    actions.name_contact(organisation=firm.pk, person=goes.pk, since=date(2018, 1, 1), by=BY, at=now())
    for row, value, day in ((keeps, "no", 2), (goes, "yes", 9)):
        actions.state_fact(subject=Ref("person", row.pk), key="lives_alone", value=value, by=BY, at=corner.at(day))
    actions.state_fact(subject=Ref("person", goes.pk), key="veteran", value="yes", by=BY, at=corner.at(3))
    merge = actions.merge_persons(winner=keeps.pk, loser=goes.pk, by=BY, at=now())
    keeps = Person.objects.get(pk=keeps.pk)
    assert sealing.open_person(keeps) == ("石小桥", identity("19500203", 11), PHONE, "1950-02-03")
    assert (keeps.sex, keeps.household) == (1, corner.home.pk)
    assert merge.copied == ["identity", "born", "sex"]
    facts = {fact.key: sealing.value_of(fact) for fact in reads.facts_of(BY, Ref("person", keeps.pk))}
    assert facts == {"lives_alone": "yes", "veteran": "yes"}  # the one confirmed later stands
    assert [stay.household_id for stay in reads.memberships_of(keeps.pk)] == [corner.home.pk]
    assert [contact.person_id for contact in reads.contacts_of(firm.pk)] == [keeps.pk]
    assert reads.resolve(Ref("person", goes.pk)) == Ref("person", keeps.pk)
    assert reads.get(BY, Person, goes.pk) == keeps
    assert reads.find_persons(BY, identity("19500203", 11)) == [keeps]
    assert reads.find_persons(BY, "石小桥") == [keeps]
    assert [member.person_id for member in reads.members_of(corner.home.pk)] == [keeps.pk]
    assert set(reads.phone_marks(keeps.pk)) == {sealing.phone_blind(PHONE)}
    assert proven() == []


def test_a_reference_to_the_loser_still_takes_facts(corner: Corner, proven: Proof) -> None:
    keeps, goes = corner.person("石小桥"), corner.person("石小桥")
    actions.merge_persons(winner=keeps.pk, loser=goes.pk, by=BY, at=now())
    fact = actions.state_fact(subject=Ref("person", goes.pk), key="veteran", value="yes", by=BY, at=now())
    assert fact.subject == keeps.pk
    assert proven() == []


def test_two_different_numbers_are_never_merged(corner: Corner) -> None:
    one, other = (corner.person("石小桥", identity=identity("19500203", serial)) for serial in (1, 3))
    with pytest.raises(CannotMerge) as refused:
        actions.merge_persons(winner=one.pk, loser=other.pk, by=BY, at=now())
    assert "identity" in refused.value.fields
    with pytest.raises(CannotMerge):
        actions.merge_persons(winner=one.pk, loser=one.pk, by=BY, at=now())
    assert not Merge.objects.exists()


def test_only_who_sees_both_may_merge_and_grid_members_do_not(corner: Corner, street: Street) -> None:
    one, other = corner.person("石小桥"), corner.person("石小桥", grid=OTHER_GRID)
    for login, refusal in (("c1head", NotFound), ("c1g1", NotForYourPost), ("dispatch1", NotForYourPost)):
        with pytest.raises((refusal, NotFound)):
            actions.merge_persons(winner=one.pk, loser=other.pk, by=street.actor(login), at=now())
    actions.merge_persons(winner=one.pk, loser=other.pk, by=street.actor("leader1"), at=now())


def test_what_happened_meanwhile_stays_with_the_winner(corner: Corner, proven: Proof) -> None:
    keeps, goes = corner.person("石小桥", phone=PHONE), corner.person("石小桥", identity=identity("19500203", 11))
    actions.state_fact(subject=Ref("person", goes.pk), key="lives_alone", value="yes", by=BY, at=corner.at(1))
    merge = actions.merge_persons(winner=keeps.pk, loser=goes.pk, by=BY, at=corner.at(2))
    actions.state_fact(subject=Ref("person", keeps.pk), key="lives_alone", value="no", by=BY, at=corner.at(3))
    actions.state_fact(subject=Ref("person", keeps.pk), key="veteran", value="yes", by=BY, at=corner.at(3))
    actions.part_persons(merge=merge.pk, by=BY, at=corner.at(4))
    told = {
        row.pk: {f.key: sealing.value_of(f) for f in reads.facts_of(BY, Ref("person", row.pk))} for row in (keeps, goes)
    }
    assert told == {keeps.pk: {"lives_alone": "no", "veteran": "yes"}, goes.pk: {"lives_alone": "yes"}}
    assert sealing.open_person(Person.objects.get(pk=keeps.pk)).identity == ""
    assert proven() == []


def test_merges_are_parted_in_any_order_that_makes_sense(corner: Corner, proven: Proof) -> None:
    rows = [corner.person("石小桥") for _ in range(3)]
    for day, row in enumerate(rows, 1):
        actions.state_fact(subject=Ref("person", row.pk), key="lives_alone", value="yes", by=BY, at=corner.at(day))
    before = everything_on_file()
    a, b, c = (row.pk for row in rows)
    first = actions.merge_persons(winner=b, loser=a, by=BY, at=corner.at(10))
    second = actions.merge_persons(winner=c, loser=b, by=BY, at=corner.at(11))
    assert reads.resolve(Ref("person", a)) == Ref("person", c)
    with pytest.raises(CannotMerge):
        actions.part_persons(merge=first.pk, by=BY, at=corner.at(12))
    assert proven() == []
    actions.part_persons(merge=second.pk, by=BY, at=corner.at(12))
    actions.part_persons(merge=first.pk, by=BY, at=corner.at(13))
    assert everything_on_file() == before
    with pytest.raises(NotFound):
        actions.part_persons(merge=first.pk, by=BY, at=corner.at(14))
    assert proven() == []


def test_two_losers_of_one_winner_part_in_the_order_of_merging_too(corner: Corner, proven: Proof) -> None:
    rows = [corner.person("石小桥") for _ in range(3)]
    for day, row in enumerate(rows, 1):
        actions.state_fact(subject=Ref("person", row.pk), key="lives_alone", value="yes", by=BY, at=corner.at(day))
    a, b, c = (row.pk for row in rows)
    first = actions.merge_persons(winner=a, loser=b, by=BY, at=corner.at(10))
    second = actions.merge_persons(winner=a, loser=c, by=BY, at=corner.at(11))
    actions.part_persons(merge=first.pk, by=BY, at=corner.at(12))
    actions.part_persons(merge=second.pk, by=BY, at=corner.at(13))
    for row in rows[1:]:
        assert len(reads.facts_of(BY, Ref("person", row.pk))) == 1
    assert proven() == []


def test_a_pair_that_was_judged_is_not_suggested_again(corner: Corner, proven: Proof) -> None:
    one = corner.person("石小桥", phone=PHONE)
    other = corner.person("石小桥", phone=PHONE)
    (pair,) = reads.open_pairs(BY, "person")
    assert (pair.first, pair.second, pair.score, pair.reasons) == (one.pk, other.pk, 70, ["same_name", "same_phone"])
    assert [row for _, row in reads.pairs_of(BY, Ref("person", one.pk))] == [other]
    actions.not_a_duplicate(kind="person", one=other.pk, other=one.pk, by=BY, at=now())
    actions.change_person(person=one.pk, changes={"born": date(1950, 2, 3)}, by=BY, at=now())
    actions.change_person(person=other.pk, changes={"born": date(1950, 2, 3)}, by=BY, at=now())
    assert reads.open_pairs(BY, "person") == []
    assert Pair.objects.get().state == "distinct"
    assert proven() == []


def test_organisations_are_merged_and_parted(corner: Corner, proven: Proof) -> None:
    keeps = corner.firm("春元小吃店", grid=0)
    goes = corner.firm(
        "春元小吃店", code=credit_code(1), dwelling=corner.flat.pk, industry="H6210", address="春元里3号楼"
    )
    boss = corner.person("杨柳")
    actions.name_contact(organisation=goes.pk, person=boss.pk, role="manager", since=date(2018, 1, 1), by=BY, at=now())
    actions.state_fact(subject=Ref("organisation", goes.pk), key="nine_small_kind", value="小餐饮", by=BY, at=now())
    before = everything_on_file()
    merge = actions.merge_organisations(winner=keeps.pk, loser=goes.pk, by=BY, at=now())
    assert reads.find_organisations(BY, credit_code(1)) == [keeps]
    assert [row.role for row in reads.contacts_of(keeps.pk)] == ["manager"]
    assert reads.with_fact(BY, "organisation", "nine_small_kind", "eatery").rows == [keeps]
    assert proven() == []
    actions.part_organisations(merge=merge.pk, by=BY, at=now())
    assert everything_on_file() == before
    assert proven() == []


# What a person may have: whether an identity number, telephone and birth date are known, where the person lives and
# since which day, and which facts were stated on which day.
person = st.fixed_dictionaries(
    {
        "identity": st.booleans(), "phone": st.booleans(), "home": st.sampled_from([0, 1, 2]), "since": st.integers(1, 3),
        "moved": st.booleans(), "contact": st.booleans(),
        "facts": st.lists(
            st.tuples(st.sampled_from(["lives_alone", "veteran", "employment_status"]), st.integers(4, 9), st.integers(0, 2)),
            max_size=4,
        ),
    }
)  # fmt: skip
VALUES = {
    "lives_alone": ("yes", "no", "yes"),
    "veteran": ("yes", "no", "no"),
    "employment_status": ("employed", "seeking", "retired"),
}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], phases=PHASES)
@given(person, person)
def test_parting_undoes_merging(corner: Corner, proven: Proof, one: dict[str, Any], other: dict[str, Any]) -> None:
    with undone():
        homes = {1: corner.home.pk, 2: corner.household(corner.flat).pk}
        firm = corner.firm()
        number = identity("19500203", 11) if one["identity"] != other["identity"] else ""
        rows = [_tell(corner, homes, firm.pk, life, number if life["identity"] else "") for life in (one, other)]
        before = everything_on_file()
        merge = actions.merge_persons(winner=rows[0], loser=rows[1], by=BY, at=corner.at(20))
        assert proven() == []
        assert Fact.objects.filter(subject=rows[1]).count() == 0
        actions.part_persons(merge=merge.pk, by=BY, at=corner.at(21))
        assert everything_on_file() == before
        assert proven() == []


def _tell(corner: Corner, homes: dict[int, int], firm: int, life: dict[str, Any], number: str) -> int:
    more: dict[str, Any] = (
        {"household": homes[life["home"]], "since": date(2018, 6, life["since"])} if life["home"] else {}
    )
    if life["phone"]:
        more["phone"] = PHONE
    row = corner.person("石小桥", identity=number, at=corner.at(3), **more)
    if life["home"] and life["moved"]:
        actions.move_in(person=row.pk, household=homes[3 - life["home"]], on=date(2018, 6, 12), by=BY, at=corner.at(12))
    if life["contact"]:
        actions.name_contact(organisation=firm, person=row.pk, since=date(2018, 6, 1), by=BY, at=corner.at(12))
    for key, day, value in sorted(life["facts"], key=lambda fact: fact[1]):
        actions.state_fact(subject=Ref("person", row.pk), key=key, value=VALUES[key][value], by=BY, at=corner.at(day))
    return int(row.pk)
