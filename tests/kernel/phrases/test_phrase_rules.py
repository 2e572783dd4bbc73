"""Phrases as data: filling in, gaps, what is offered and found. No database."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import shiqiao
from shiqiao.base.errors import Invalid
from shiqiao.kernel.flows.rules import Title
from shiqiao.kernel.phrases.rules import (
    PLACEHOLDERS,
    About,
    Live,
    Wording,
    fill_in,
    found_by,
    gaps,
    grams_of,
    offered,
    parse_file,
    wrong,
)

pytestmark = pytest.mark.unit
DAY = date(2018, 6, 27)
FILE = Path(shiqiao.__file__).parent / "scenes" / "grid" / "catalogue" / "phrases.yaml"


def wording(zh: str = "请问在哪里？", **more: object) -> Wording:
    return Wording.model_validate({"kind": "ask", "title": {"zh": "问", "en": "Ask"}, "zh": zh, **more})


def live(number: int, used: int = 0, **more: object) -> Live:
    made = wording(**more)  # type: ignore[arg-type]
    return Live(number, 1, used, made, grams_of(made))


def test_values_are_filled_in_and_what_is_missing_shows_as_a_gap() -> None:
    text = "编号{number}，{due}前办结，电话{street_phone}，{其他}"
    filled = fill_in(text, {"number": "180627100017", "street_phone": "0531-82000000"})
    assert filled == "编号180627100017，{办理时限}前办结，电话0531-82000000，{其他}"
    assert gaps(filled) == ["{办理时限}"]
    assert gaps(fill_in("due {due}", {}, chinese=False)) == ["{due time}"]
    assert gaps("自己写的{due}也算") == ["{due}"]
    assert gaps("{其他} { due } 没有空") == []


@given(st.text(max_size=60), st.dictionaries(st.sampled_from(sorted(PLACEHOLDERS)), st.text("甲乙1", min_size=1)))
def test_a_text_has_a_gap_exactly_where_a_value_was_missing(text: str, values: dict[str, str]) -> None:
    text = text.replace("{", "").replace("}", "")
    whole = text + "".join(f"{{{name}}}" for name in PLACEHOLDERS)
    assert len(gaps(fill_in(whole, values))) == len(PLACEHOLDERS) - len(values)


def test_what_is_nearest_is_offered_first_then_what_is_used_most() -> None:
    phrases = [
        live(1), live(2, used=9), live(3, items=["06010"]), live(4, categories=["06"], used=99),
        live(5, items=["L0101"]), live(6, kind="answer"), live(7, outcome="unlawful"),
        live(8, items=["06010"], used=3),
    ]  # fmt: skip
    about = About("06010", "06")
    assert [one.id for one in offered(phrases, ("ask",), about, DAY)] == [8, 3, 4, 2, 1]
    assert [one.id for one in offered(phrases, ("answer", "ask"), about, DAY)] == [8, 3, 4, 6, 2, 1]
    assert 7 in [one.id for one in offered(phrases, ("ask",), About("06010", "06", "unlawful"), DAY)]


@pytest.mark.parametrize(
    ("more", "there"),
    [
        ({"valid_from": DAY}, True), ({"valid_until": DAY}, True), ({"valid_from": date(2018, 6, 28)}, False),
        ({"valid_until": date(2018, 6, 26)}, False),
    ],
)  # fmt: skip
def test_a_phrase_is_offered_only_while_it_is_valid(more: dict[str, date], there: bool) -> None:
    assert bool(offered([live(1, **more)], ("ask",), About(), DAY)) is there


def test_words_find_a_phrase_by_pairs_of_characters() -> None:
    made = wording("请问垃圾堆在什么位置？", source="GB/T 30428")
    for text, there in (
        ("垃圾", True),
        ("什么 位置", True),
        ("噪声", False),
        ("ASK", True),
        ("问", True),
        ("30428", True),
    ):
        plain = made.title.zh + made.title.en + made.zh
        assert found_by(text, grams_of(made), plain) is there, text


def test_what_cannot_be_used_of_a_wording_is_named() -> None:
    bad = wording(
        "{number} {nummer}",
        items=["1"],
        categories=["2"],
        outcome="3",
        en="{x}",
        valid_from=DAY,
        valid_until=date(2018, 1, 1),
    )
    named = wrong(bad, items=["06010"], categories=["06"], outcomes=["unlawful"])
    assert set(named) == {"zh", "en", "items", "categories", "outcome", "valid_until"}
    assert not wrong(wording("{number}"), items=[], categories=[], outcomes=[])


def test_a_file_with_mistakes_is_refused_by_place() -> None:
    for text, place in (
        ("phrases: [{code: A}]", "phrases.0.code"), ("x: 1", "x"), ("phrases: [", "phrases"),
        ("phrases: [{code: a, kind: sing, title: {zh: a, en: a}, zh: a}]", "phrases.0.kind"),
    ):  # fmt: skip
        with pytest.raises(Invalid) as refused:
            parse_file(text)
        assert place in refused.value.fields
    one = "{code: a, kind: ask, title: {zh: a, en: a}, zh: a}"
    with pytest.raises(Invalid) as refused:
        parse_file(f"phrases: [{one}, {one}]")
    assert set(refused.value.fields) == {"a"}


def test_the_set_to_begin_with_is_large_enough_and_complete() -> None:
    shipped = parse_file(FILE.read_text(encoding="utf-8"))
    assert len(shipped) >= 40
    assert len({one.outcome for one in shipped if one.outcome}) == 6
    assert len({item for one in shipped if one.kind == "ask" for item in one.items}) >= 30
    assert all(isinstance(one.title, Title) and len(one.title.zh) <= 20 for one in shipped)
