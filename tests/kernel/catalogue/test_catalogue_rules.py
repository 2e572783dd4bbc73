"""Items as data: what an item does not say it takes from its category, then from its file, then from the house."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiqiao.base.errors import Invalid
from shiqiao.kernel.catalogue.reads import Catalogue
from shiqiao.kernel.catalogue.rules import (
    FALLBACK_TERMS,
    Item,
    check_answers,
    fingerprint,
    merge,
    parse,
    parse_outcomes,
)

pytestmark = pytest.mark.unit

TITLE = {"zh": "某事", "en": "Something"}
FILE: dict[str, Any] = {
    "catalogue": {
        "title": TITLE, "line": "city", "standard_ref": "GB/T 1",
        "defaults": {"terms": {"handle": "3wd", "check": "2wd"}, "evidence": ["photo"], "unit": "file_unit", "urgent": False},
        "categories": [
            {"code": "06", "title": TITLE, "defaults": {"terms": {"handle": "1wd"}, "on_the_spot": True}},
            {"code": "0601", "title": {"zh": "细类", "en": "Finer"}},
        ],
    },
    "items": [
        {"code": "06001", "title": TITLE},
        {"code": "06002", "title": TITLE, "terms": {"handle": "4wh"}, "on_the_spot": False, "evidence": ["none"], "unit": ""},
        {"code": "06010", "title": TITLE},
        {"code": "09001", "title": TITLE},
    ],
}  # fmt: skip


def items(**changed: Any) -> dict[str, Item]:
    raw = copy.deepcopy(FILE)
    raw.update(changed)
    return {item.code: item for item in parse(raw)}


def test_an_item_takes_what_it_does_not_say_from_category_file_and_house() -> None:
    found = items()
    assert found["06001"].terms == {**FALLBACK_TERMS, "check": "2wd", "handle": "1wd"}
    assert found["09001"].terms == {**FALLBACK_TERMS, "check": "2wd", "handle": "3wd"}
    assert (found["06001"].on_the_spot, found["09001"].on_the_spot) == (True, False)
    assert (found["06001"].unit, found["06001"].evidence) == ("file_unit", ("photo",))


def test_what_an_item_says_counts_even_when_it_says_no_or_nothing() -> None:
    item = items()["06002"]
    assert (item.terms["handle"], item.on_the_spot, item.evidence, item.unit) == ("4wh", False, ("none",), "")


def test_the_category_is_the_longest_whose_code_the_items_code_begins_with() -> None:
    found = items()
    assert {code: item.category for code, item in found.items()} == {
        "06001": "06", "06002": "06", "06010": "0601", "09001": "city",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"items": [{"code": "06001", "title": {"zh": "某"}}]}, "items.0.title.en"),
        ({"items": [{"code": "06001", "title": TITLE, "terms": {"handel": "1wd"}}]}, "items.0.terms"),
        ({"items": [{"code": "06001", "title": TITLE, "terms": {"handle": "3 days"}}]}, "items.0.terms"),
        ({"items": [{"code": "6-1", "title": TITLE}]}, "items.0.code"),
        ({"items": [{"code": "06001", "title": TITLE, "evidence": ["video"]}]}, "items.0.evidence.0"),
        ({"items": [{"code": "06001", "title": TITLE, "color": "red"}]}, "items.0.color"),
        ({"items": [{"code": "06001", "title": TITLE, "category": "77"}]}, "06001"),
    ],
)
def test_a_mistake_in_a_file_is_named_by_its_place(change: dict[str, Any], where: str) -> None:
    with pytest.raises(Invalid) as refused:
        items(**change)
    assert where in refused.value.fields


def test_the_same_code_in_two_files_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        merge([list(items().values()), list(items().values())[:1]])
    assert refused.value.fields == {"06001": "this code stands twice"}


def test_the_fingerprint_follows_the_content() -> None:
    whole = list(items().values())
    assert fingerprint(whole, []) == fingerprint(list(items().values()), [])
    assert fingerprint(whole[1:], []) != fingerprint(whole, [])
    grounds = parse_outcomes({"outcomes": [{"code": "x", "title": TITLE, "when": TITLE, "answer": TITLE}]})
    assert fingerprint(whole, grounds) != fingerprint(whole, [])
    with pytest.raises(Invalid):
        parse_outcomes({"outcomes": [{"code": "x", "title": TITLE, "when": TITLE}]})


FORM = [
    {"key": "shop", "title": TITLE, "kind": "text", "required": True},
    {"key": "floors", "title": TITLE, "kind": "number"},
    {"key": "kind", "title": TITLE, "kind": "choice", "choices": [{"code": "a", "title": TITLE}]},
    {"key": "open", "title": TITLE, "kind": "yes_no"},
    {"key": "since", "title": TITLE, "kind": "date"},
]


def asking() -> Item:
    return items(items=[{"code": "06001", "title": TITLE, "form": FORM}])["06001"]


def test_answers_become_plain_values() -> None:
    given_answers = {"shop": " 张记 ", "floors": "3", "kind": "a", "open": "yes", "since": "2018-06-27"}
    assert check_answers(asking(), given_answers) == {
        "shop": "张记", "floors": 3, "kind": "a", "open": True, "since": "2018-06-27",
    }  # fmt: skip
    assert check_answers(asking(), {"shop": "张记", "floors": "", "kind": None}) == {"shop": "张记"}


def test_every_wrong_answer_is_named_at_once() -> None:
    wrong = {"floors": "three", "kind": "z", "open": "perhaps", "since": "27/6", "colour": "red"}
    with pytest.raises(Invalid) as refused:
        check_answers(asking(), wrong)
    assert set(refused.value.fields) == {f"form.{key}" for key in (*wrong, "shop")}
    with pytest.raises(Invalid):
        check_answers(asking(), {"shop": "长" * 501})


@given(st.dictionaries(st.sampled_from(["shop", "floors", "kind", "open", "since", "x"]), st.text(max_size=12)))
def test_answers_either_pass_twice_or_never(answers: dict[str, str]) -> None:
    try:
        clean = check_answers(asking(), answers)
    except Invalid:
        return
    assert check_answers(asking(), clean) == clean


def test_suggestions_put_the_item_first_whose_word_stands_in_the_text() -> None:
    told = items(
        items=[
            {"code": "06001", "title": {"zh": "暴露垃圾", "en": "Rubbish"}, "synonyms": ["垃圾成堆"]},
            {"code": "06002", "title": {"zh": "油烟污染", "en": "Fumes"}, "synonyms": ["油烟大"]},
            {"code": "06003", "title": {"zh": "垃圾箱异常", "en": "Bin"}},
        ]
    )
    street = Catalogue(1, 1, told)
    assert street.suggest("门口垃圾成堆没人管")[0][0].code == "06001"
    assert [item.code for item, _ in street.suggest("饭店油烟大得很")] == ["06002"]
    assert street.suggest("") == street.suggest("?") == []
    assert all(0 < score <= 100 for _, score in street.suggest("垃圾箱异常暴露垃圾", limit=9))
    assert len(street.suggest("垃圾", limit=1)) <= 1
    with pytest.raises(Invalid) as refused:
        street.item("99999")
    assert set(refused.value.fields) == {"item"}
