"""The steps of a secretary's project: opening, evidence, parts, the gate and who decides, study visits."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from shiqiao.base.actor import Ref
from shiqiao.base.errors import Conflict, Forbidden, Invalid, NotFound
from shiqiao.base.time import now
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.scenes.party.secretary import actions, reads, visiting
from shiqiao.scenes.party.secretary.actions import Proof
from shiqiao.scenes.party.secretary.definitions import SecretaryRules
from shiqiao.scenes.party.secretary.errors import GateLacks, GateNotYours, StepNotSo
from shiqiao.scenes.party.secretary.publishing import RULES
from shiqiao.scenes.party.secretary.rules import dues, lacking, passed_share
from shiqiao.scenes.party.secretary.tables import SecretaryProject, SecretaryStep
from shiqiao.scenes.party.secretary.visiting import Guest, VisitGiven
from shiqiao.testing.street import STREET, Street

from .conftest import Open, Prove, post


def test_a_project_has_the_five_steps_one_after_the_other(begin: Open) -> None:
    row = begin()
    steps = reads.steps_of([row.pk])[row.pk]
    assert [one.code for one in steps] == ["core", "parties", "support", "guarantee", "running"]
    assert [one.state for one in steps] == ["open", *["waiting"] * 4]
    assert [str(one.due) for one in steps] == ["2018-04-15", "2018-05-15", "2018-07-14", "2018-08-28", "2018-11-26"]
    assert "形成五方".encode() not in bytes(row.aim or b"")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"title": " "}, "title"), ({"owner": 999999}, "owner"), ({"decider": 999999}, "decider"), ({"community": 7}, "community"),
     ({"begins": date(2030, 1, 1)}, "begins"), ({"aim": ""}, "aim")],
)  # fmt: skip
def test_bad_input_names_its_field(begin: Open, wrong: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as error:
        begin(**wrong)
    assert field in error.value.fields


def test_the_owner_never_decides(begin: Open) -> None:
    with pytest.raises(Invalid):
        begin(decider=post("street.secretary"))
    row = begin()
    with pytest.raises(IntegrityError), transaction.atomic():
        SecretaryProject.objects.filter(pk=row.pk).update(decider=row.owner)
    with pytest.raises(Conflict):
        begin()
    with pytest.raises(Forbidden):
        begin(by="c1g1", title="另一个")


def test_a_gate_lacks_what_it_names_and_passes_by_the_named_person_alone(
    begin: Open, prove: Prove, street: Street
) -> None:
    row, owner, deputy = begin(), street.actor("leader1"), street.actor("leader3")
    with pytest.raises(GateLacks) as error:
        actions.ask_gate(project=row.pk, by=owner, at=now())
    assert "领导小组名单和分工" in str(error.value.params)
    prove(row, "core")
    with pytest.raises(StepNotSo):
        actions.decide_gate(project=row.pk, passes=True, words="", by=deputy, at=now())
    actions.ask_gate(project=row.pk, by=owner, at=now())
    for login in ("leader1", "leader2", "general1"):
        with pytest.raises((GateNotYours, Forbidden)):
            actions.decide_gate(project=row.pk, passes=True, words="", by=street.actor(login), at=now())
    with pytest.raises(Invalid):
        actions.decide_gate(project=row.pk, passes=False, words="", by=deputy, at=now())
    actions.decide_gate(project=row.pk, passes=False, words="调研报告太薄", by=deputy, at=now())
    first = reads.steps_of([row.pk])[row.pk][0]
    assert (first.state, first.refused) == ("open", 1)
    actions.ask_gate(project=row.pk, by=owner, at=now())
    actions.decide_gate(project=row.pk, passes=True, words="", by=deputy, at=now())
    states = [one.state for one in reads.steps_of([row.pk])[row.pk]]
    assert states == ["passed", "open", "waiting", "waiting", "waiting"]
    assert passed_share(states) == 20
    codes = [line.code for line in lines_of(Ref("secretary_project", row.pk))]
    assert codes.count("party.secretary_gate_passed") == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        SecretaryStep.objects.filter(pk=first.pk).update(decided_by=first.asked_by or owner.account)


def test_the_last_gate_finishes_the_project(begin: Open, prove: Prove, street: Street) -> None:
    row = begin()
    for step in ("core", "parties", "support", "guarantee", "running"):
        prove(row, step)
        actions.ask_gate(project=row.pk, by=street.actor("leader1"), at=now())
        actions.decide_gate(project=row.pk, passes=True, words="", by=street.actor("leader3"), at=now())
    row.refresh_from_db()
    assert row.state == "finished"
    with pytest.raises(StepNotSo):
        actions.stop_project(project=row.pk, words="不做了", by=street.actor("leader1"), at=now())
    first = reads.steps_of([row.pk])[row.pk][0]
    assert first.late  # due on 15 April, passed in June


def test_evidence_is_of_something_and_has_a_file_or_a_record(begin: Open, street: Street) -> None:
    row, by = begin(), street.actor("leader1")
    other = begin(title="另一个项目（虚构）")
    photo = street.photo(by=by, purpose="evidence")
    for proof, field in (
        (Proof("deliverable", "moon", "x", (photo,)), "code"), (Proof("mark", "by_list", "", (photo,)), "words"),
        (Proof("mark", "by_list", "x"), "file"), (Proof("mark", "by_list", "x", (), Ref("secretary_project", 0)), "about"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as error:
            actions.add_evidence(project=row.pk, proof=proof, by=by, at=now())
        assert field in error.value.fields
    about = Ref("secretary_project", other.pk)
    actions.add_evidence(
        project=row.pk, proof=Proof("guarantee", "tracking", "见另一个项目", (), about), by=by, at=now()
    )
    with pytest.raises(Forbidden):
        actions.add_evidence(
            project=row.pk, proof=Proof("mark", "by_list", "x", (photo,)), by=street.actor("c1head"), at=now()
        )


def test_a_study_visit_has_guests_and_is_held_with_materials(begin: Open, street: Street) -> None:
    row, by = begin(), street.actor("leader1")
    given = VisitGiven(
        "全市党建观摩（虚构）",
        date(2018, 6, 20),
        "春元里社区党群服务站",
        post("c1.head"),
        (Guest("示例区委组织部", 12, "石甲、石乙"),),
    )
    visit = visiting.plan_visit(project=row.pk, given=given, by=by, at=now())
    visiting.add_guests(visit=visit.pk, guest=Guest("示例街道", 8), by=by, at=now())
    with pytest.raises(Conflict):
        visiting.add_guests(visit=visit.pk, guest=Guest("示例街道", 3), by=by, at=now())
    known = reads.visits(by, project=row.pk)[0]
    assert known.number == 20
    photo = street.photo(by=by, purpose="document")
    visiting.hold_visit(visit=visit.pk, words="看了议事厅", files=(photo,), by=by, at=now())
    with pytest.raises(Conflict):
        visiting.hold_visit(visit=visit.pk, words="又一次", by=by, at=now())
    guest = reads.guests_of(visit)[0]
    assert reads.open_field(by, visit.pk, "name", guest.pk).value == "石甲、石乙"
    with pytest.raises(NotFound):
        reads.open_field(street.actor("c1g1"), visit.pk, "name", guest.pk)


def test_rules_that_do_not_hold_together_are_refused(street: Street) -> None:
    with pytest.raises(Invalid):
        RULES.parse(
            "steps: [{code: one_step, title: {zh: 甲, en: A}, days: 5, "
            "deliverables: [{code: one_thing, title: {zh: 乙, en: B}}]}]"
        )
    rules = SecretaryRules.model_validate(RULES.of(STREET).model_dump())
    assert len(rules.parties) == 5
    step = rules.steps[0]
    assert lacking(rules, step, step.gate, [one.code for one in rules.parties[:4]]).parties == (rules.parties[4].code,)
    assert len(dues(date(2018, 1, 1), rules.steps)) == 5
