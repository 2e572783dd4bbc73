"""Filling: what is known is confirmed by a tap, what changes is a fact of the registry, what is learned fills by itself."""

import pytest

from shiqiao.base.actor import Ref
from shiqiao.base.errors import Invalid, NotFound
from shiqiao.base.time import now
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.kernel.registry import actions as registry
from shiqiao.kernel.registry import reads, sealing
from shiqiao.kernel.registry.models import Fact, Person
from shiqiao.scenes.ledger import admission, filling
from shiqiao.scenes.ledger import reads as ledger
from shiqiao.scenes.ledger.errors import FormOver
from shiqiao.scenes.ledger.models import CollectionForm, DeclaredField, Filling, FormRow
from shiqiao.scenes.ledger.rounds import keep_forms
from shiqiao.testing.street import Street
from tests.stories.telling import Telling

from .conftest import row_of, spec


def test_everybody_of_the_circle_has_a_row_with_what_is_known_to_confirm(
    form: CollectionForm, persons: list[Person]
) -> None:
    rows = FormRow.objects.filter(form=form)
    assert {row.subject for row in rows} == {one.pk for one in persons}
    declared = f"person.{DeclaredField.objects.get().key}"
    judged = filling.states(form.street, filling.spec_of(form.pk), rows[0].round, [persons[0].pk, persons[2].pk], now())
    assert judged[persons[0].pk] == {
        "person.name": "confirm", "person.phone": "confirm", "person.lives_alone": "confirm", "person.needs_care": "ask",
        declared: "ask",
    }  # fmt: skip
    assert judged[persons[2].pk]["person.phone"] == "ask"


def test_answers_are_facts_of_the_registry_and_the_form_holds_counts_alone(
    street: Street, form: CollectionForm, persons: list[Person], tell: Telling
) -> None:
    member, key = street.actor("c1g1"), DeclaredField.objects.get().key
    with tell.at("2018-06-28 09:00"):
        found = filling.fill_row(
            row=row_of(persons[0]).pk, by=member, at=now(),
            given={"person.phone": "13700137000", "person.needs_care": "no", f"person.{key}": "yes"},
        )  # fmt: skip
    assert found.left == ()
    assert found.counts == (0, 2, 1, 2)
    row = reads.get(member, Person, persons[0].pk)
    assert sealing.open_person(row).phone == "13700137000"
    facts = {fact.key: fact for fact in reads.facts_of(member, Ref("person", row.pk))}
    assert sealing.value_of(facts[key]) == "yes"
    assert facts["lives_alone"].source == "visit"
    assert facts["lives_alone"].confirmed_at == facts[key].stated_at
    assert row_of(persons[0]).state == "filled"
    filled = Filling.objects.get()
    assert (filled.confirmed, filled.changed, filled.asked, filled.department) == (2, 1, 2, "civil_affairs")
    assert "13700137000" not in str([line.data for line in lines_of(Ref("ledger_row", row_of(persons[0]).pk))])


def test_one_tap_confirms_what_is_known_and_leaves_the_rest_open(
    street: Street, form: CollectionForm, persons: list[Person], tell: Telling
) -> None:
    with tell.at("2018-06-28 09:00"):
        found = filling.fill_row(row=row_of(persons[1]).pk, by=street.actor("c1g1"), at=now())
    assert found.counts.confirmed == 3
    assert len(found.left) == 2
    assert row_of(persons[1]).state == "open"


def test_what_a_visit_learns_fills_the_form_by_itself(
    street: Street, form: CollectionForm, persons: list[Person], tell: Telling
) -> None:
    member, ref, key = street.actor("c1g1"), Ref("person", persons[0].pk), DeclaredField.objects.get().key
    with tell.at("2018-06-28 09:00"):
        registry.confirm_person(person=ref.id, by=member, at=now())
        for fact, value in (("lives_alone", "yes"), ("needs_care", "yes")):
            registry.state_fact(subject=ref, key=fact, value=value, by=member, at=now())
        assert row_of(persons[0]).state == "open"
        registry.state_fact(subject=ref, key=key, value="no", by=member, at=now())
    row = row_of(persons[0])
    assert (row.state, row.how) == ("filled", "self")
    assert Filling.objects.get().known == 5


def test_an_answer_to_one_form_fills_another_that_asks_the_same(
    street: Street, form: CollectionForm, persons: list[Person], tell: Telling
) -> None:
    with tell.at("2018-06-28 08:00"):
        other = spec(code="care", new=[], fields=["person.name", "person.needs_care"])
        made = admission.request_form(spec=other, by=street.actor("leader1"), at=now())
        admission.decide(form=made.form_id, approve=True, by=street.actor("leader2"), at=now())
    with tell.at("2018-06-28 09:00"):
        row = FormRow.objects.get(form=form, subject=persons[0].pk)
        filling.fill_row(row=row.pk, given={"person.needs_care": "no"}, by=street.actor("c1g1"), at=now())
    assert FormRow.objects.get(form=made.form_id, subject=persons[0].pk).how == "self"


def test_several_rows_are_confirmed_at_once_those_with_questions_stay(
    street: Street, persons: list[Person], tell: Telling
) -> None:
    with tell.at("2018-06-27 09:00"):
        made = admission.request_form(
            spec=spec(new=[], fields=["person.name", "person.phone"]), by=street.actor("leader1"), at=now()
        )
        admission.decide(form=made.form_id, approve=True, by=street.actor("leader2"), at=now())
        rows = [row.pk for row in FormRow.objects.order_by("pk")]
        assert filling.confirm_rows(rows=rows, by=street.actor("c1g1"), at=now()) == (2, 1)
    assert FormRow.objects.filter(state="open").get().subject == persons[2].pk, "no telephone is known"


def test_what_is_wrong_is_named_and_nothing_is_kept(
    street: Street, form: CollectionForm, persons: list[Person]
) -> None:
    member, row = street.actor("c1g1"), row_of(persons[0])
    with pytest.raises(Invalid) as told:
        filling.fill_row(row=row.pk, given={"person.needs_care": "no", "person.phone": "12"}, by=member, at=now())
    assert "phone" in told.value.fields
    assert not Fact.objects.filter(key="needs_care").exists()
    with pytest.raises(Invalid):
        filling.fill_row(row=row.pk, given={"person.veteran": "no"}, by=member, at=now())
    assert not Filling.objects.exists()


def test_nobody_fills_another_ground(street: Street, form: CollectionForm, persons: list[Person]) -> None:
    row = row_of(persons[0])
    for login in ("c2g1", "dispatch1", "city1"):
        with pytest.raises(NotFound):
            filling.fill_row(row=row.pk, by=street.actor(login), at=now())
    with pytest.raises(NotFound):
        ledger.access_row(street.actor("c2g1"), row.pk)
    assert not ledger.seen_rows(street.actor("c2g1")).exists()


def test_an_ended_form_takes_no_more_answers(
    street: Street, form: CollectionForm, persons: list[Person], tell: Telling
) -> None:
    with tell.at("2018-06-29 09:00"):
        admission.end_form(form=form.pk, by=street.actor("leader1"), at=now())
        with pytest.raises(FormOver):
            filling.fill_row(row=row_of(persons[0]).pk, by=street.actor("c1g1"), at=now())


def test_a_form_ends_on_its_last_day_and_the_next_month_is_a_round_of_its_own(
    street: Street, persons: list[Person], tell: Telling
) -> None:
    with tell.at("2018-06-27 09:00"):
        monthly = spec(every="month", until="2018-07-31")
        made = admission.request_form(spec=monthly, by=street.actor("leader1"), at=now())
        admission.decide(form=made.form_id, approve=True, by=street.actor("leader2"), at=now())
    with tell.at("2018-07-02 09:00"):
        assert keep_forms(at=now()) == 3
        assert FormRow.objects.filter(state="missed").count() == 3
    with tell.at("2018-08-01 09:00"):
        keep_forms(at=now())
    assert CollectionForm.objects.get(pk=made.form_id).state == "ended"


def test_whoever_leaves_the_circle_leaves_the_work_list_and_whoever_comes_stands_in_it(
    street: Street, form: CollectionForm, persons: list[Person], tell: Telling
) -> None:
    member = street.actor("c1g1")
    with tell.at("2018-06-28 09:00"):
        registry.state_fact(subject=Ref("person", persons[0].pk), key="lives_alone", value="no", by=member, at=now())
        keep_forms(at=now())
        assert row_of(persons[0]).state == "left"
        registry.state_fact(subject=Ref("person", persons[0].pk), key="lives_alone", value="yes", by=member, at=now())
        keep_forms(at=now())
    assert row_of(persons[0]).state == "open"
