"""The field dictionary: strict, both languages, and every value read in the forms in which people write it."""

import pytest
from pydantic import ValidationError

from shiqiao.base.errors import Invalid
from shiqiao.kernel.registry.fields import dictionary, field_of, parse

pytestmark = pytest.mark.unit
ONE = {
    "key": "a",
    "title": {"zh": "甲", "en": "A"},
    "of": ["person"],
    "kind": "yes_no",
    "class": "personal",
    "valid": 0,
}


def test_the_shipped_dictionary_is_complete_in_both_languages() -> None:
    known = dictionary()
    assert {
        "lives_alone",
        "party_member",
        "disabled",
        "veteran",
        "employment_status",
        "nine_small_kind",
        "rented_out",
    } <= known.keys()
    assert len(known["nine_small_kind"].values) == 9
    titles = [title for spec in known.values() for title in (spec.title, *spec.values.values())]
    assert all(title.zh and title.en and not title.zh.isascii() for title in titles)
    assert all(known[key].sealed for key in ("lives_alone", "disabled", "party_member", "employment_status"))


@pytest.mark.parametrize(
    "change",
    [{"klass": "public"}, {"kind": "picture"}, {"class": "secret"}, {"of": []}, {"of": ["street"]}, {"title": {"zh": "甲"}},
     {"valid": -1}, {"kind": "choice"}, {"values": {"x": {"zh": "乙", "en": "B"}}}, {"key": "Groß"}],
)  # fmt: skip
def test_a_wrong_entry_is_refused_by_name(change: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        parse({"fields": [{**ONE, **change}]})


def test_a_key_stands_once() -> None:
    with pytest.raises(ValueError, match="stands twice"):
        parse({"fields": [ONE, ONE]})


@pytest.mark.parametrize(
    ("key", "kind", "written", "read"),
    [
        ("lives_alone", "person", "是", "yes"), ("lives_alone", "person", "无", "no"), ("lives_alone", "person", True, "yes"),
        ("nine_small_kind", "organisation", "小餐饮", "eatery"), ("nine_small_kind", "organisation", "eatery", "eatery"),
        ("employees", "organisation", 12, "12"),
    ],
)  # fmt: skip
def test_values_are_read_as_people_write_them(key: str, kind: str, written: object, read: str) -> None:
    assert field_of(key, kind).read(written) == read


@pytest.mark.parametrize(
    ("key", "kind", "written"),
    [("lives_alone", "person", ""), ("nine_small_kind", "organisation", "大餐饮"), ("employees", "organisation", "-1")],
)
def test_what_does_not_fit_is_refused_with_what_would(key: str, kind: str, written: object) -> None:
    with pytest.raises(Invalid) as refused:
        field_of(key, kind).read(written)
    assert key in refused.value.fields


def test_a_field_belongs_to_its_kinds_of_subject() -> None:
    with pytest.raises(Invalid):
        field_of("lives_alone", "organisation")
