"""Codes become numbers, and every division is a range of them."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shiqiao.kernel.territory.errors import CodeInvalid
from shiqiao.kernel.territory.rules import codes

pytestmark = pytest.mark.unit
STREET, COMMUNITY, GRID = 370103003, 370103003001, 370103003001001
part = st.integers(1, 999)


@st.composite
def grid_codes(draw: st.DrawFn) -> int:
    province = draw(st.sampled_from(sorted(codes.PROVINCES)))
    city, district = draw(st.integers(1, 99)), draw(st.integers(1, 99))
    return int(f"{province:02}{city:02}{district:02}{draw(part):03}{draw(part):03}{draw(part):03}")


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("37", "province"), ("3701", "city"), ("370103", "district"), (STREET, "street"), ("370103003000", "street"),
        (COMMUNITY, "community"), (GRID, "grid"), ("370103003001000", "community"), ("441900003000", "street"),
    ],
)  # fmt: skip
def test_a_code_tells_its_level(code: int | str, level: str) -> None:
    assert codes.level(code) == level


@pytest.mark.parametrize(
    ("code", "remedy"),
    [
        ("3701030030010", "12 digits"),
        ("37010300300101", "CJ/T 213"),
        ("37010300300100000101", "20-digit"),
        ("37010300300A", "digits only"),
        ("", "digits only"),
        ("990103003001", "two digits of a province"),
        ("370103003000001", "without a community"),
        ("370103000001", "without a street"),
        ("３７０１０３", "digits only"),
    ],
)
def test_a_wrong_code_is_refused_with_its_remedy(code: str, remedy: str) -> None:
    with pytest.raises(CodeInvalid, match=remedy) as refused:
        codes.number(code)
    assert remedy in refused.value.fields["code"]


def test_the_span_of_a_street_holds_its_grids_and_no_others() -> None:
    low, high = codes.span(STREET)
    assert (low, high) == (370103003000000, 370103003999999)
    assert codes.span(GRID) == (GRID, GRID)
    assert GRID in codes.span(STREET)
    assert 370103004001001 not in codes.span(STREET)


def test_a_street_directly_below_a_city_has_the_city_as_parent() -> None:
    assert codes.short(codes.parent("441900003000")) == 4419


@settings(deadline=None)
@given(grid_codes())
def test_spans_nest_along_the_ancestors(grid: int) -> None:
    chain = [*codes.ancestors(grid), grid]
    assert [codes.level(code) for code in chain] == list(codes.LEVELS)
    for above, below in pairwise(chain):
        assert codes.span(above).covers(codes.span(below))
        assert codes.parent(below) == above


@settings(deadline=None)
@given(grid_codes(), grid_codes())
def test_spans_of_two_divisions_nest_or_do_not_touch(one: int, other: int) -> None:
    for a in codes.ancestors(one):
        for b in codes.ancestors(other):
            first, second = codes.span(a), codes.span(b)
            apart = first.high < second.low or second.high < first.low
            assert apart or first.covers(second) or second.covers(first)


@settings(deadline=None)
@given(grid_codes())
def test_number_and_short_form_are_inverse(grid: int) -> None:
    for code in [*codes.ancestors(grid), grid]:
        assert codes.number(codes.short(code)) == code == codes.number(str(codes.short(code)))
    assert codes.street_of(grid) == grid // 10**6
    assert codes.community_of(grid) == grid // 1000


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("春元里社区居民委员会", "春元里社区"),
        ("某某村村民委员会", "某某村"),
        ("谷庄居民委员会", "谷庄"),
        ("杆石桥街道办事处", "杆石桥街道"),
        ("经二路居委会", "经二路社区"),
        ("市中区", "市中区"),
    ],
)
def test_the_everyday_name_drops_the_committee(name: str, title: str) -> None:
    assert codes.short_title(name) == title
