"""Adding and changing: what is checked, what the database refuses, what the journal says, who may."""

import threading
from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from shiqiao.base.actor import Ref
from shiqiao.base.db.scope import scoped
from shiqiao.base.errors import Invalid, NotFound
from shiqiao.base.time import now
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.kernel.privacy.errors import MayNotReveal, RevealRefused
from shiqiao.kernel.privacy.models import ReadLog
from shiqiao.kernel.privacy.reads import log_of
from shiqiao.kernel.registry import actions, reads, sealing
from shiqiao.kernel.registry.errors import AlreadyLives, NotForYourPost, OnFile, RecordRefused
from shiqiao.kernel.registry.models import Fact, Household, Membership, Organisation, Person
from shiqiao.kernel.registry.store import new_id
from shiqiao.testing.street import FIRST_GRID, STREET, Street

from .conftest import BY, OTHER_GRID, Corner, credit_code, identity

NUMBER, PHONE = identity("19500203", 11), "13800138000"
Proof = Callable[[], list[str]]


def test_a_person_is_sealed_and_lies_where_the_household_lies(corner: Corner, proven: Proof) -> None:
    row = corner.person("石小桥", identity=NUMBER, phone="138-0013-8000", household=corner.home.pk, role="head")
    row = Person.objects.get(pk=row.pk)
    assert sealing.open_person(row) == ("石小桥", NUMBER, PHONE, "1950-02-03")
    assert (row.sex, row.birth_year, row.grid, row.community) == (1, 1950, FIRST_GRID, FIRST_GRID // 1000)
    with connection.cursor() as cursor:
        cursor.execute("SELECT p::text FROM registry_person p WHERE id = %s", [row.pk])
        stored = cursor.fetchone()[0]
    for value in ("石小桥", NUMBER, PHONE, "1950-02-03"):
        assert value not in stored
        assert value.encode().hex() not in stored
    assert proven() == []


def test_the_journal_of_a_person_says_no_name_number_or_telephone(corner: Corner) -> None:
    row = corner.person("石小桥", identity=NUMBER, phone=PHONE, household=corner.home.pk)
    actions.change_person(person=row.pk, changes={"phone": "13900139000"}, by=BY, at=now())
    actions.state_fact(subject=Ref("person", row.pk), key="lives_alone", value="是", by=BY, at=now())
    told = str([line.data for line in lines_of(Ref("person", row.pk))])
    for value in ("石小桥", NUMBER, PHONE, "13900139000", "1950", "yes"):
        assert value not in told


def test_every_wrong_field_is_named_at_once(corner: Corner) -> None:
    with pytest.raises(RecordRefused) as refused:
        corner.person("", identity="3701", phone="12", born=date(2030, 1, 1))
    assert refused.value.fields.keys() == {"name", "identity", "phone", "born"}
    assert not Person.objects.exists()


def test_an_identity_number_is_on_file_once_in_a_street(corner: Corner) -> None:
    corner.person("石小桥", identity=NUMBER)
    with pytest.raises(OnFile) as refused, transaction.atomic():
        corner.person("石大桥", identity=NUMBER)
    assert "identity" in refused.value.fields
    assert Person.objects.count() == 1
    assert JournalLine.objects.filter(kind="person").count() == 1


def test_a_credit_code_is_checked_and_on_file_once(corner: Corner, proven: Proof) -> None:
    firm = corner.firm(code=credit_code(1).lower(), industry="h6210")
    assert (firm.code, firm.industry) == (credit_code(1), "H6210")
    with pytest.raises(OnFile), transaction.atomic():
        corner.firm("另一家", code=credit_code(1))
    with pytest.raises(RecordRefused) as refused:
        corner.firm("第三家", code=credit_code(1)[:-1] + "?", industry="99")
    assert refused.value.fields.keys() == {"code", "industry"}
    corner.firm("没有证照的摊点")
    corner.firm("也没有证照的摊点")
    assert proven() == []


def test_the_database_itself_refuses_a_second_residence(corner: Corner) -> None:
    row = corner.person(household=corner.home.pk)
    _, _, other = corner.house("聚善街1号楼")
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(
            id=new_id(), street=STREET, person=row, household=other, role="other", kind="lives",
            during=DateRange(date(2018, 7, 1), None),
        )  # fmt: skip


def test_a_person_moves_to_another_community_with_all_that_is_known(corner: Corner, proven: Proof) -> None:
    row = corner.person(household=corner.home.pk, since=date(2015, 1, 1))
    actions.state_fact(subject=Ref("person", row.pk), key="lives_alone", value="yes", by=BY, at=now())
    _, _, other = corner.house("聚善街1号楼")
    actions.move_in(person=row.pk, household=other.pk, role="lodger", on=date(2018, 6, 27), by=BY, at=now())
    row = Person.objects.get(pk=row.pk)
    assert (row.household, row.grid) == (other.pk, OTHER_GRID)
    assert Fact.objects.get(subject=row.pk).grid == OTHER_GRID
    stays = reads.memberships_of(row.pk)
    assert [(stay.household_id, stay.during.upper) for stay in stays] == [
        (other.pk, None),
        (corner.home.pk, date(2018, 6, 27)),
    ]
    assert proven() == []
    with pytest.raises(AlreadyLives):
        actions.move_in(person=row.pk, household=corner.home.pk, on=date(2018, 6, 27), by=BY, at=now())


def test_who_moves_out_stays_in_the_grid_until_a_new_home_is_known(corner: Corner, proven: Proof) -> None:
    row = corner.person(household=corner.home.pk, since=date(2015, 1, 1))
    with pytest.raises(RecordRefused):
        actions.end_household(household=corner.home.pk, on=date(2018, 6, 27), by=BY, at=now())
    actions.move_out(person=row.pk, on=date(2018, 6, 27), by=BY, at=now())
    row = Person.objects.get(pk=row.pk)
    assert (row.household, row.grid, row.state) == (0, FIRST_GRID, "moved_away")
    actions.end_household(household=corner.home.pk, on=date(2018, 6, 27), by=BY, at=now())
    with pytest.raises(RecordRefused):
        actions.move_out(person=row.pk, on=date(2018, 6, 28), by=BY, at=now())
    assert proven() == []


def test_a_building_takes_everything_in_it_along(corner: Corner, proven: Proof) -> None:
    row = corner.person(household=corner.home.pk)
    firm = corner.firm(dwelling=corner.flat.pk)
    for ref in (Ref("person", row.pk), Ref("organisation", firm.pk), Ref("dwelling", corner.flat.pk)):
        key = {"person": "veteran", "organisation": "fire_gear", "dwelling": "rented_out"}[ref.kind]
        actions.state_fact(subject=ref, key=key, value="yes", by=BY, at=now())
    actions.change_building(building=corner.building.pk, grid=OTHER_GRID, by=BY, at=now())
    assert {Person.objects.get(pk=row.pk).grid, Organisation.objects.get(pk=firm.pk).grid} == {OTHER_GRID}
    assert set(Fact.objects.values_list("grid", flat=True)) == {OTHER_GRID}
    assert Household.objects.get(pk=corner.home.pk).grid == OTHER_GRID
    assert proven() == []


# ── facts ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_new_value_ends_the_old_one_and_the_same_value_confirms_it(corner: Corner, proven: Proof) -> None:
    ref = Ref("person", corner.person().pk)
    for day, value in ((1, "就业"), (5, "employed"), (9, "retired")):
        actions.state_fact(subject=ref, key="employment_status", value=value, source="hall", by=BY, at=corner.at(day))
    (now_,) = reads.facts_of(BY, ref)
    (before,) = reads.facts_of(BY, ref, ended=True)
    assert (sealing.value_of(now_), sealing.value_of(before)) == ("retired", "employed")
    assert (before.stated_at, before.confirmed_at, before.ended_at) == (corner.at(1), corner.at(5), corner.at(9))
    assert now_.value == ""
    actions.confirm_fact(fact=now_.pk, by=BY, at=corner.at(20))
    (again,) = reads.facts_of(BY, ref)
    assert (again.confirmed_at, (again.valid_until - again.confirmed_at).days) == (corner.at(20), 180)
    actions.end_fact(fact=again.pk, by=BY, at=corner.at(21))
    assert reads.facts_of(BY, ref) == []
    assert proven() == []


@pytest.mark.parametrize(
    ("key", "value"), [("lives_alone", "vielleicht"), ("nine_small_kind", "shop"), ("elderly_over_80", "yes")]
)
def test_what_the_dictionary_does_not_know_is_refused_by_name(corner: Corner, key: str, value: str) -> None:
    with pytest.raises(Invalid) as refused:
        actions.state_fact(subject=Ref("person", corner.person().pk), key=key, value=value, by=BY, at=now())
    assert refused.value.fields
    assert not Fact.objects.exists()


def test_equal_values_are_found_without_reading_them(corner: Corner) -> None:
    one, two = corner.person("石小桥"), corner.person("杨柳", grid=OTHER_GRID)
    for row, value in ((one, "yes"), (two, "no")):
        actions.state_fact(subject=Ref("person", row.pk), key="lives_alone", value=value, by=BY, at=now())
    assert reads.with_fact(BY, "person", "lives_alone", "yes").rows == [one]
    assert reads.with_fact(corner.street.actor("c2head"), "person", "lives_alone", "yes").rows == []


def test_facts_that_have_expired_are_listed_by_place(corner: Corner) -> None:
    row = corner.person()
    actions.state_fact(subject=Ref("person", row.pk), key="lives_alone", value="yes", by=BY, at=corner.at(1))
    assert reads.facts_due(BY, corner.at(27)).rows == []
    late = corner.at(1).replace(month=10)
    assert [fact.subject for fact in reads.facts_due(corner.street.actor("c1g1"), late).rows] == [row.pk]
    assert reads.facts_due(corner.street.actor("c2g1"), late).rows == []


# ── who may ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_absent_and_not_yours_are_the_same(corner: Corner, street: Street) -> None:
    row = corner.person("石小桥", identity=NUMBER, phone=PHONE)
    for login in ("c1g1", "c1head", "leader1", "dispatch1"):
        assert reads.get(street.actor(login), Person, row.pk) == row
        assert reads.find_persons(street.actor(login), "石小桥") == [row]
        assert reads.find_persons(street.actor(login), PHONE) == [row]
        assert reads.find_persons(street.actor(login), NUMBER) == [row]
    for login in ("c2g1", "c2head", "city1"):
        other = street.actor(login)
        assert reads.find_persons(other, "石小桥") == reads.find_persons(other, PHONE) == []
        assert reads.records(other, "person").rows == []
        for number in (row.pk, 1):
            with pytest.raises(NotFound):
                reads.get(other, Person, number)
        with pytest.raises((NotFound, NotForYourPost)):
            actions.change_person(person=row.pk, changes={"phone": "13900139000"}, by=other, at=now())
    with pytest.raises(NotForYourPost):
        corner.person("杨柳", by=street.actor("c2g1"))


def test_a_street_is_fenced_from_another(corner: Corner, street: Street) -> None:
    row = corner.person()
    street.fence(370103006)
    with pytest.raises(NotFound):
        reads.get(street.actor("leader1"), Person, row.pk)
    assert Person.objects.count() == 0


def test_sensitive_facts_are_shown_to_roles_that_need_them(corner: Corner, street: Street) -> None:
    ref = Ref("person", corner.person().pk)
    actions.state_fact(subject=ref, key="disabled", value="yes", by=street.actor("c1g1"), at=now())
    actions.state_fact(subject=ref, key="employment_status", value="retired", by=street.actor("c1g1"), at=now())
    shown = {login: {fact.key for fact in reads.facts_of(street.actor(login), ref)} for login in ("c1g1", "dispatch1")}
    assert shown == {"c1g1": {"disabled", "employment_status"}, "dispatch1": {"employment_status"}}


def test_a_value_in_clear_leaves_a_line_that_nobody_can_change(corner: Corner, street: Street) -> None:
    row = corner.person("石小桥", identity=NUMBER, phone=PHONE)
    member, dispatcher = street.actor("c1g1"), street.actor("dispatch1")
    assert (
        actions.reveal_person(person=row.pk, field="phone", reason="call", note="回访", by=dispatcher, at=now())
        == PHONE
    )
    assert actions.reveal_person(person=row.pk, field="identity", reason="visit", by=member, at=now()) == NUMBER
    with pytest.raises(MayNotReveal):
        actions.reveal_person(person=row.pk, field="identity", reason="call", by=dispatcher, at=now())
    with pytest.raises(RevealRefused):
        actions.reveal_person(person=row.pk, field="phone", reason="", by=member, at=now())
    with pytest.raises(NotFound):
        actions.reveal_person(person=row.pk, field="phone", reason="visit", by=street.actor("c2g1"), at=now())
    log = log_of(street.actor("leader1"), Ref("person", row.pk))
    assert [(line.field, line.reason, line.account) for line in log] == [
        ("identity", "visit", member.account), ("phone", "call", dispatcher.account),
    ]  # fmt: skip
    for change in (ReadLog.objects.all().delete, lambda: ReadLog.objects.update(reason="x")):
        with pytest.raises(Exception, match="append-only"), transaction.atomic():
            change()


def test_an_official_may_learn_that_somebody_is_on_file_and_with_whom(corner: Corner, street: Street) -> None:
    row, firm = corner.person("石小桥", identity=NUMBER), corner.firm(code=credit_code(3))
    handler = street.actor("city1")
    (keeper,) = actions.on_file(street=STREET, identity=NUMBER, reason="hall", by=handler, at=now())
    assert (keeper.ref, keeper.community, keeper.mine) == (Ref("person", row.pk), FIRST_GRID // 1000, False)
    assert keeper.name
    (kept,) = actions.on_file(street=STREET, code=credit_code(3), reason="hall", by=handler, at=now())
    assert kept.ref == Ref("organisation", firm.pk)
    assert actions.on_file(street=STREET, identity=identity("19600101"), reason="hall", by=handler, at=now()) == []
    assert ReadLog.objects.filter(field="on_file").count() == 3
    with pytest.raises(RecordRefused):
        actions.on_file(street=STREET, identity="370103", reason="hall", by=handler, at=now())


# ── a race ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_two_who_move_a_person_in_at_once_leave_one_residence(live_street: Street) -> None:
    with scoped(STREET):
        building = actions.add_building(street=STREET, name="春元里小区3号楼", by=BY, at=now())
        rooms = [actions.add_dwelling(building=building.pk, room=room, by=BY, at=now()) for room in ("101", "102")]
        homes = [
            actions.add_household(street=STREET, dwelling=room.pk, began=date(2010, 1, 1), by=BY, at=now()).pk
            for room in rooms
        ]
        person = actions.add_person(street=STREET, given=actions.Given("石小桥"), grid=FIRST_GRID, by=BY, at=now()).pk
    told: list[str] = []
    start = threading.Barrier(2)

    def move(home: int) -> None:
        try:
            start.wait(20)
            with scoped(STREET):
                actions.move_in(person=person, household=home, on=date(2018, 6, 27), by=BY, at=now())
            told.append("moved")
        except AlreadyLives:
            told.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=move, args=[home]) for home in homes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(told) == ["moved", "refused"]
    with scoped(STREET):
        stay = Membership.objects.get(person=person, kind="lives")
        assert Person.objects.get(pk=person).household == stay.household_id
