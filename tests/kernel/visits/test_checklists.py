"""Checklists as data: mistakes are named by their place, versions stay, answers are checked, bad ones become findings."""

from copy import deepcopy
from typing import Any

import pytest
import yaml

from shiqiao.base.actor import system
from shiqiao.base.errors import Forbidden, Invalid
from shiqiao.base.text import masked
from shiqiao.base.time import now
from shiqiao.kernel.visits import actions, reads
from shiqiao.kernel.visits.answers import Brought, check_answers
from shiqiao.kernel.visits.checklists import Found, VisitKind, parse
from shiqiao.kernel.visits.errors import ChecklistUnfit, VisitRefused
from shiqiao.testing.street import STREET, Street

from .conftest import GOOD

TITLE = {"zh": "检查", "en": "Check"}
KIND: dict[str, Any] = {
    "visit_kind": "trial", "title": TITLE, "subjects": ["place"], "cycle": {"every": 1, "unit": "month"},
    "who": {"line": "safety"},
    "questions": [
        {"key": "clear", "title": TITLE, "kind": "yes_no", "finding": {"when": False, "item": "S0104"}},
        {"key": "count", "title": TITLE, "kind": "number", "finding": {"below": 2, "above": 9, "item": "S0101"}},
        {
            "key": "gas", "title": TITLE, "kind": "choice", "required": False,
            "choices": [{"code": "none", "title": TITLE}, {"code": "bad", "title": TITLE}],
            "finding": {"when": ["bad"], "item": "S0109", "severity": "serious"},
        },
        {"key": "said", "title": TITLE, "kind": "text", "required": False},
        {"key": "front", "title": TITLE, "kind": "photo"},
    ],
}  # fmt: skip


def changed(path: str, value: Any) -> dict[str, Any]:
    table: Any = deepcopy(KIND)
    here, *rest = path.split(".")
    node = table
    for part in rest:
        node = node[int(here) if here.isdigit() else here]
        here = part
    node[int(here) if here.isdigit() else here] = value
    return dict(table)


@pytest.mark.unit
@pytest.mark.parametrize(
    ("path", "value", "where"),
    [
        ("colour", "red", "colour"),
        ("questions.0.finding.severe", True, "questions.0.finding.severe"),
        ("subjects", ["shop"], "subjects.0"),
        ("cycle.every", 5, "cycle"),
        ("cycle.unit", "day", "cycle.unit"),
        ("questions.1.key", "clear", "questions.clear"),
        ("questions.0.finding.when", ["no"], "questions.clear"),
        ("questions.2.choices", [], "questions.gas"),
        ("questions.2.finding.when", ["unknown"], "questions.gas"),
        ("questions.4.finding", {"when": True, "item": "S0101"}, "questions.front"),
        ("recheck", {"role": "nobody"}, "recheck.role"),
        ("questions", [], "questions"),
    ],
)
def test_a_mistake_is_named_by_its_place(path: str, value: Any, where: str) -> None:
    with pytest.raises(Invalid) as told:
        parse(changed(path, value))
    assert where in told.value.fields


@pytest.mark.unit
def test_bad_answers_are_findings_and_good_ones_are_not() -> None:
    kind = VisitKind(parse(KIND))
    assert kind.findings({"clear": True, "count": 2, "gas": "none"}) == []
    assert kind.findings({"clear": False, "count": 1, "gas": "bad"}) == [
        Found("clear", "S0104", "ordinary"), Found("count", "S0101", "ordinary"), Found("gas", "S0109", "serious"),
    ]  # fmt: skip
    assert kind.findings({"count": 10}) == [Found("count", "S0101", "ordinary")]


@pytest.mark.unit
def test_answers_are_taken_in_plain_types_and_every_wrong_one_is_named() -> None:
    kind = VisitKind(parse(KIND))
    photo = (("front", "0" * 64),)
    assert check_answers(kind, {"clear": "yes", "count": "3", "gas": ""}, photo) == {"clear": True, "count": 3}
    with pytest.raises(VisitRefused) as told:
        check_answers(kind, {"clear": "perhaps", "count": "many", "gas": "x", "said": "很" * 2001, "more": 1}, ())
    assert set(told.value.fields) == {f"answers.{key}" for key in ("clear", "count", "gas", "said", "front", "more")}


@pytest.mark.unit
def test_what_was_brought_is_read_back_and_identifiers_are_masked_on_the_screen() -> None:
    brought = Brought(
        {"clear": True, "count": 3}, "联系13800138000", (("front", "a"), ("", "b")), "116.9830700,36.6552900"
    )
    assert Brought.read(brought.text()).text() == brought.text()
    assert masked(brought.note) == "联系138****8000"


def test_a_checklist_that_names_unknown_items_or_lines_does_not_fit(street: Street) -> None:
    by = system("office", street=STREET)
    for table in (changed("questions.0.finding.item", "X9999"), changed("who.line", "nowhere")):
        with pytest.raises(ChecklistUnfit):
            actions.publish_checklist(street=STREET, text=yaml.safe_dump(table), by=by, at=now())
    with pytest.raises(Forbidden):
        actions.publish_checklist(street=STREET, text=yaml.safe_dump(KIND), by=street.actor("c1safe"), at=now())
    with pytest.raises(Invalid, match="YAML"):
        actions.publish_checklist(street=STREET, text="a: [", by=by, at=now())
    assert actions.publish_checklist(street=STREET, text=yaml.safe_dump(KIND), by=by, at=now()).version == 1


def test_the_scene_grid_brings_inspections_and_entries(street: Street) -> None:
    kinds = {kind.code: kind for kind in reads.kinds(STREET)}
    inspections = {"fire_safety": False, "living_alone": True, "nine_small": False, "rented_room": False}
    entries = {"enter_firm": False, "enter_party_member": True, "enter_hardship": True}
    assert {code: kinds[code].personal for code in (*inspections, *entries)} == inspections | entries
    assert {kinds[code].table.entry for code in entries} == {"firms", "party_members", "hardship_workers"}
    assert reads.kind(STREET, "nine_small").findings(GOOD) == []
