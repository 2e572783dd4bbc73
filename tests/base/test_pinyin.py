"""A quick typist writes letters; names are found by them, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiqiao.base.pinyin import initials, letters, likeness, sounding, syllables

pytestmark = pytest.mark.unit
LISTED = ["春元里小区", "春元里", "重庆路小区", "乐山小区", "春元里小区3号楼", "乐长里"]
NAMES = st.text(alphabet="春元里小区乐山七一路号楼菜市场幼儿园3号", min_size=1, max_size=10)


@pytest.mark.parametrize("asked", ["cyl", "cylxq", "chunyuan", "chunyuanl", "yl", "xiaoqu"])
def test_letters_find_a_name_by_initials_or_syllables_from_any_word_on(asked: str) -> None:
    assert likeness(asked, "春元里小区") > 0.5


@pytest.mark.parametrize("asked", ["cyx", "chuny uan9", "lyc", "chunli"])
def test_other_letters_find_nothing(asked: str) -> None:
    assert likeness(letters(asked) or asked, "春元里小区") == 0


def test_the_beginning_counts_more_than_the_middle_and_the_whole_most() -> None:
    assert likeness("cylxq", "春元里小区") > likeness("cyl", "春元里小区") > likeness("xq", "春元里小区")


@pytest.mark.parametrize(
    ("text", "typed"), [("CYL", "cyl"), (" c y l ", "cyl"), ("cyl3", "cyl3"), ("春元里", ""), ("123", ""), ("", "")]
)
def test_only_letters_are_taken_for_pinyin(text: str, typed: str) -> None:
    assert letters(text) == typed


@pytest.mark.parametrize(
    ("typed", "first"),
    [("cyl", "春元里"), ("CYLXQ", "春元里小区"), ("chunyuan", "春元里"), ("cql", "重庆路小区"), ("lsxq", "乐山小区"),
     ("cylxq3", "春元里小区3号楼"), ("yl", "春元里"), ("lcl", "乐长里"), ("lzl", "乐长里")],
)  # fmt: skip
def test_a_list_of_names_gives_the_best_first_in_any_reading(typed: str, first: str) -> None:
    assert sounding(typed, LISTED, 5)[0] == first


@pytest.mark.parametrize("typed", ["", "c", "12", "春元里", "c?l", "xyzzy"])
def test_a_list_of_names_gives_nothing_for_what_is_no_pinyin(typed: str) -> None:
    assert sounding(typed, LISTED, 5) == []


@given(NAMES)
def test_every_beginning_of_the_initials_and_of_the_spelling_finds_its_name(name: str) -> None:
    short, whole = initials(name), "".join(syllables(name))
    for end in range(1, len(short) + 1):
        assert 0 < likeness(short[:end], name) <= 1
    for end in range(1, len(whole) + 1):
        assert 0 < likeness(whole[:end], name) <= 1
