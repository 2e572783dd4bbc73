"""Who is on file: two persons merged by mistake and parted, a firm that a colleague keeps, a resident who moves."""

from datetime import date

import pytest

from shiqiao.base.actor import Ref
from shiqiao.base.errors import NotFound
from shiqiao.base.time import now
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.kernel.matters.report import Contact
from shiqiao.kernel.privacy.reads import log_of
from shiqiao.kernel.registry import actions, reads, sealing, subjects
from shiqiao.kernel.registry.actions import Firm, Given
from shiqiao.kernel.registry.errors import NotForYourPost, OnFile
from shiqiao.kernel.registry.models import Household, Person
from shiqiao.testing.street import FIRST_GRID, STREET, Street
from tests.kernel.registry.conftest import credit_code, identity

from .telling import Telling

FATHER, SON = identity("19350203", 11), identity("19620809", 13)
SECOND_GRID = 370103003002001


def home(street: Street, login: str, name: str, room: str, grid: int = 0) -> Household:
    """Put a building, a flat and a household on file, by whoever answers there."""
    by = street.actor(login)
    found = reads.find_buildings(by, name)
    building = found[0] if found else actions.add_building(street=STREET, name=name, grid=grid, by=by, at=now())
    flat = actions.add_dwelling(building=building.pk, unit="1", room=room, by=by, at=now())
    return actions.add_household(street=STREET, dwelling=flat.pk, began=date(2001, 5, 1), by=by, at=now())


def test_two_persons_merged_by_mistake_are_parted(street: Street, tell: Telling) -> None:
    """Father and son bear one name, live in one flat and share a telephone; the clerk takes them for one."""
    member, head = street.actor("c1g1"), street.actor("c1head")
    with tell.at("2018-06-25 09:00"):
        flat = home(street, "c1g1", "春元里小区3号楼", "402")
        since = date(2001, 5, 1)
        father = actions.add_person(
            street=STREET, given=Given("石小桥", FATHER, "13800138000"), household=flat.pk, role="head", since=since,
            by=member, at=now(),
        )  # fmt: skip
        actions.state_fact(subject=Ref("person", father.pk), key="lives_alone", value="否", by=member, at=now())
        actions.state_fact(subject=Ref("person", father.pk), key="employment_status", value="退休", by=member, at=now())
    with tell.at("2018-06-25 10:00"):  # at the counter the son gives no number
        son = actions.add_person(
            street=STREET, given=Given("石小桥", phone="13800138000"), household=flat.pk, role="child", since=date(2015, 9, 1),
            source="hall", by=member, at=now(),
        )  # fmt: skip
        actions.state_fact(
            subject=Ref("person", son.pk), key="employment_status", value="失业求职", by=member, at=now()
        )
        actions.state_fact(subject=Ref("person", son.pk), key="veteran", value="是", by=member, at=now())
    receipt = street.report("楼道灯坏了", contact=Contact("石小桥", "13800138000"))

    (pair,) = reads.open_pairs(head, "person")
    assert (pair.score, set(pair.reasons)) == (90, {"same_name", "same_phone", "same_place"})
    with tell.at("2018-06-26 09:00"):
        with pytest.raises(NotForYourPost):
            actions.merge_persons(winner=father.pk, loser=son.pk, by=member, at=now())
        merge = actions.merge_persons(winner=father.pk, loser=son.pk, by=head, at=now())
    assert reads.get(member, Person, son.pk).pk == father.pk
    known = {fact.key: sealing.value_of(fact) for fact in reads.facts_of(member, Ref("person", father.pk))}
    assert known == {"lives_alone": "no", "employment_status": "seeking", "veteran": "yes"}
    assert len(reads.members_of(flat.pk)) == 1

    with tell.at("2018-06-27 09:00"):  # the grid member visits: a father of 83 does not seek work
        actions.confirm_fact(fact=reads.facts_of(member, Ref("person", father.pk))[0].pk, by=member, at=now())
        parted = actions.part_persons(merge=merge.pk, by=head, at=now())
        actions.change_person(person=son.pk, changes={"identity": SON}, by=member, at=now())
    assert parted.parted_at is not None
    apart = {
        father: {"lives_alone": "no", "employment_status": "retired"},
        son: {"employment_status": "seeking", "veteran": "yes"},
    }
    for person, facts in apart.items():
        shown = reads.facts_of(member, Ref("person", person.pk))
        assert {fact.key: sealing.value_of(fact) for fact in shown} == facts
    assert [member_.role for member_ in reads.members_of(flat.pk)] == ["head", "child"]
    assert [sealing.open_person(Person.objects.get(pk=row.pk)).identity for row in (father, son)] == [FATHER, SON]
    assert reads.open_pairs(head, "person") == []  # remembered
    codes = [line.code for line in lines_of(Ref("person", son.pk))]
    assert codes[-3:] == ["registry.merged", "registry.parted", "registry.person_changed"]
    told = subjects.timeline(street.actor("dispatch1"), Ref("person", father.pk))
    assert [one.url for one in told] == [f"/matters/{receipt.number}/"]


def test_a_firm_on_file_is_found_by_another_officer_who_learns_whom_to_ask(street: Street, tell: Telling) -> None:
    member, clerk, elsewhere = street.actor("c1g1"), street.actor("city1"), street.actor("c2g1")
    firm = actions.add_organisation(
        street=STREET,
        firm=Firm("春元小吃店", credit_code(7), "self_employed", "H6210", grid=FIRST_GRID),
        by=member,
        at=now(),
    )
    assert reads.find_organisations(clerk, credit_code(7)) == reads.find_organisations(elsewhere, "小吃店") == []
    with pytest.raises(NotFound):
        reads.get(elsewhere, type(firm), firm.pk)
    (keeper,) = actions.on_file(street=STREET, code=credit_code(7), reason="hall", by=clerk, at=now())
    assert (keeper.ref, keeper.community, keeper.post) == (Ref("organisation", firm.pk), FIRST_GRID // 1000, "c1.g1")
    with pytest.raises(OnFile):
        actions.add_organisation(
            street=STREET, firm=Firm("春元小吃", credit_code(7), grid=SECOND_GRID), by=elsewhere, at=now()
        )
    (line,) = log_of(street.actor("leader1"), keeper.ref)
    assert (line.field, line.reason, line.account) == ("on_file", "hall", clerk.account)


def test_a_resident_moves_to_another_community_and_the_record_goes_along(street: Street, tell: Telling) -> None:
    old, new = street.actor("c1g1"), street.actor("c2g1")
    with tell.at("2018-06-20 09:00"):
        flat = home(street, "c1g1", "春元里小区3号楼", "402")
        person = actions.add_person(
            street=STREET,
            given=Given("柳三泉", SON),
            household=flat.pk,
            role="head",
            since=date(2010, 1, 1),
            by=old,
            at=now(),
        )
        actions.state_fact(subject=Ref("person", person.pk), key="disabled", value="是", by=old, at=now())
    with tell.at("2018-06-27 09:30"):  # at the new door: the number on the card is on file in another community
        target = home(street, "c2g1", "聚善街8号楼", "101", SECOND_GRID)
        with pytest.raises(NotFound):
            reads.get(new, Person, person.pk)
        (keeper,) = actions.on_file(street=STREET, identity=SON, reason="visit", by=new, at=now())
        with pytest.raises(NotFound):
            actions.move_in(
                person=keeper.ref.id, household=target.pk, on=date(2018, 6, 27), by=street.actor("city1"), at=now()
            )
        actions.move_in(person=keeper.ref.id, household=target.pk, role="head", on=date(2018, 6, 27), by=new, at=now())
    assert reads.find_persons(new, "柳三泉")[0].pk == person.pk
    assert [fact.key for fact in reads.facts_of(new, Ref("person", person.pk))] == ["disabled"]
    assert reads.find_persons(old, "柳三泉") == []
    with pytest.raises(NotFound):
        reads.get(old, Person, person.pk)
    stays = [(stay.household_id, stay.during.lower, stay.during.upper) for stay in reads.memberships_of(person.pk)]
    assert stays == [(target.pk, date(2018, 6, 27), None), (flat.pk, date(2010, 1, 1), date(2018, 6, 27))]
