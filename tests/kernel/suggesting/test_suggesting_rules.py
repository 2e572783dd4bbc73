"""Judging texts by weights: what is a sequence, how confidence joins, and that weights survive being packed."""

from collections.abc import Sequence
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiqiao.base.errors import Invalid
from shiqiao.kernel.suggesting import learning
from shiqiao.kernel.suggesting.rules import Suggestion, Weights, sequences, together

pytestmark = pytest.mark.unit

LIGHT, RUBBISH, NOISE = "01001", "06010", "04002"
SAID = {
    LIGHT: ("黑灯瞎火看不清路", "巷子里黑灯瞎火", "一到晚上黑灯瞎火的"),
    RUBBISH: ("脏东西堆着发臭", "臭味很大没人收", "堆着发臭好几天"),
    NOISE: ("半夜还在打桩", "打桩吵得睡不着", "夜里打桩震得慌"),
}


def lessons(times: int = 4) -> tuple[Sequence[str], Sequence[str]]:
    rows = [
        (f"{text}{'请尽快'[: n % 4]}", code) for n in range(times) for code, texts in SAID.items() for text in texts
    ]
    return [text for text, _ in rows], [code for _, code in rows]


def taught() -> Weights:
    weights = learning.learn(*lessons())
    assert weights
    return weights


@cache
def model() -> Weights:
    """One for all examples, taught when the first asks: whoever only collects tests does without the library."""
    return taught()


def test_sequences_are_one_to_three_characters_without_digits_and_marks() -> None:
    assert sequences("路灯，8号楼 LED") == ["路", "灯", "路灯", "号", "楼", "号楼", "l", "e", "d", "le", "ed", "led"]


def test_what_was_learnt_speaks_for_words_no_catalogue_has_and_names_them() -> None:
    best = together([], taught().shares("我们巷子黑灯瞎火"), 3)[0]
    assert (best.code, best.learnt, best.degree) == (LIGHT, True, "sure")
    assert any(word in "黑灯瞎火" for word in best.because)


def test_nothing_known_leaves_the_word_to_the_dictionary() -> None:
    assert taught().shares("xyz") == {}
    assert together([(RUBBISH, 0.6)], {}, 3) == [Suggestion(RUBBISH, 0.6)]


def test_items_with_few_matters_and_words_of_few_matters_are_not_learnt() -> None:
    texts, codes = lessons()
    weights = learning.learn([*texts, *["王二麻子的事"] * 2], [*codes, "07001", "07001"])
    assert weights
    assert "07001" not in weights.codes
    assert "王二" not in weights.by_sequence


def test_one_item_alone_teaches_nothing() -> None:
    assert learning.learn(["脏"] * 9, [RUBBISH] * 9) is None


def test_two_items_are_told_apart_as_well() -> None:
    texts, codes = lessons()
    chosen = [(text, code) for text, code in zip(texts, codes, strict=True) if code != NOISE]
    weights = learning.learn([text for text, _ in chosen], [code for _, code in chosen])
    assert weights
    for code in (LIGHT, RUBBISH):
        assert max(weights.shares(SAID[code][0]).items(), key=lambda one: one[1][0])[0] == code


def test_the_same_matters_teach_the_same() -> None:
    assert taught().pack() == taught().pack()


def test_without_the_extra_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learning, "find_spec", lambda name: None)
    with pytest.raises(Invalid) as caught:
        learning.learn(*lessons())
    assert "learn" in caught.value.fields


def test_measured_by_what_was_asked() -> None:
    answers = {
        "a": [Suggestion("1", 0.9), Suggestion("2", 0.1)],
        "b": [Suggestion("1", 0.3), Suggestion("2", 0.2)],
        "c": [],
    }
    found = learning.measure(list("abc"), ["1", "2", "3"], lambda text: answers[text])
    assert (found["asked"], found["first"], found["three"], found["five"]) == (3, 1, 2, 2)
    assert [(one["said"], one["right"]) for one in found["by_confidence"]] == [(0, 0), (1, 0), (0, 0), (0, 0), (1, 1)]


texts = st.text("路灯不亮垃圾臭味打桩半夜", min_size=1, max_size=30)


@given(texts)
def test_packed_weights_judge_the_same(text: str) -> None:
    weights = model()
    again = Weights.unpack(weights.pack())
    for code, (share, _) in weights.shares(text).items():
        assert abs(again.shares(text).get(code, (0.0, []))[0] - share) < 0.01 or share < 0.03


@given(texts)
def test_confidence_stays_between_nothing_and_certainty(text: str) -> None:
    shares = model().shares(text)
    assert sum(share for share, _ in shares.values()) <= 1.0001
    for one in together([(LIGHT, 1.0), ("99999", 0.4)], shares, 5):
        assert 0 <= one.confidence <= 1.0001
