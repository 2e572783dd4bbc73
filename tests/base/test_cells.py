"""What begins like a formula leaves the house as text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiqiao.base.cells import as_text

pytestmark = pytest.mark.unit
STARTS = ["=", "+", "-", "@", "\t", "\r", "\n", "|", "＝", "＋", "－", "＠", "−"]


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("before", ["", " ", "\u3000", "\u200b", "\ufeff", "\u202e ", "\xa0"])
def test_a_formula_gets_an_apostrophe_also_behind_what_nobody_sees(before: str, start: str) -> None:
    assert as_text(f"{before}{start}cmd|' /C calc'!A0").startswith("'")


@pytest.mark.parametrize("words", ["", "三号楼", "a=b", "1-2", "'=x", "(=1)", " 垃圾", "0531-82000000"])
def test_other_words_stay_as_they_are(words: str) -> None:
    assert as_text(words) == words


@given(st.text())
def test_whatever_comes_nothing_is_lost_and_no_formula_is_left(words: str) -> None:
    told = as_text(words)
    assert told.removeprefix("'") == words or told == words
    assert not told.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
    assert as_text(told) == told
