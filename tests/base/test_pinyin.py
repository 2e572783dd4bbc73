"""Names are found by the letters people type on a telephone."""

import pytest

from shiqiao.base.pinyin import Spoken, letters, sounding

pytestmark = pytest.mark.unit
NAMES = [Spoken(name) for name in ("春元里小区", "春元里", "重庆路小区", "乐山小区", "春元里小区3号楼")]


@pytest.mark.parametrize(
    ("typed", "first"),
    [("cyl", "春元里"), ("CYLXQ", "春元里小区"), ("chunyuan", "春元里"), ("cql", "重庆路小区"), ("lsxq", "乐山小区"),
     ("cylxq3", "春元里小区3号楼"), ("yl", "春元里")],
)  # fmt: skip
def test_initials_and_syllables_find_a_name(typed: str, first: str) -> None:
    assert sounding(typed, NAMES, 5)[0].name == first


@pytest.mark.parametrize("typed", ["", "c", "12", "春元里", "c?l", "xyzzy"])
def test_what_is_no_pinyin_finds_nothing(typed: str) -> None:
    assert sounding(typed, NAMES, 5) == []
    assert letters(typed) in ("", "xyzzy")
