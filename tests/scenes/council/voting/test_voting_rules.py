"""How votes are judged: exact thresholds, bases, quorum of votes, kinds, and which kinds are counted apart. No database."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiqiao.scenes.council.voting.rules import (
    CHOICES,
    SMALLEST,
    Rule,
    Tally,
    Threshold,
    counted_apart,
    judge,
    missing,
    tallies,
    unlike,
)

HALF, THIRDS = Threshold.read(">1/2"), Threshold.read(">=2/3")


@pytest.mark.parametrize(
    ("threshold", "base", "needed"),
    [
        (">1/2", 31, 16), (">1/2", 30, 16), (">=1/2", 30, 15), (">=2/3", 31, 21), (">=2/3", 30, 20), (">2/3", 30, 21),
        (">=1/1", 5, 5), (">1/2", 0, 1), (">=1/3", 1, 1),
    ],
)  # fmt: skip
def test_a_threshold_is_a_whole_number_of_votes(threshold: str, base: int, needed: int) -> None:
    assert Threshold.read(threshold).needed(base) == needed


@pytest.mark.parametrize("text", [">1/1", ">=0/1", ">=3/2", "half"])
def test_a_threshold_that_says_nothing_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        Threshold.read(text)


@given(st.integers(0, 500), st.integers(1, 40), st.integers(1, 40), st.booleans())
def test_a_threshold_is_exact(base: int, above: int, below: int, more: bool) -> None:
    part = Fraction(min(above, below), max(above, below))
    if part == 1 and more:
        return
    one = Threshold(part, more)
    needed = one.needed(base)
    assert Threshold.read(str(one)) == one
    assert needed == 1 or not (needed - 1 > part * base if more else needed - 1 >= part * base)
    assert needed > part * base if more else needed >= part * base


def tally(votes: dict[str, int], entitled: int = 31, present: int = 25, kind: str = "") -> Tally:
    return Tally(kind, entitled, present, sum(votes.values()), votes)


@pytest.mark.parametrize(
    ("base", "passed"), [("valid", True), ("cast", True), ("decided", True), ("present", False), ("entitled", False)]
)
def test_the_base_decides(base: str, passed: bool) -> None:
    votes = {"for": 12, "against": 6, "abstain": 3, "invalid": 1}
    whole = tally(votes)
    assert [whole.base(one) for one in ("valid", "cast", "decided", "present", "entitled")] == [21, 22, 18, 25, 31]
    assert judge(Rule(base=base, overall=HALF), whole, [])[-1].passed is passed


def test_nobody_came() -> None:
    whole = tally({})
    out = judge(Rule(), whole, [])[-1]
    assert (out.passed, out.quorum) == (False, 16)
    assert not judge(Rule(quorum=None), whole, [])[-1].passed


def test_the_quorum_looks_at_votes_and_not_at_electors() -> None:
    assert not judge(Rule(), tally({"for": 15}), [])[-1].passed
    assert judge(Rule(), tally({"for": 16}), [])[-1].passed


def test_a_kind_that_refuses_stops_the_whole() -> None:
    kinds = [tally({"for": 20}, 20, 20, "residents"), tally({"against": 3}, 3, 3, "teams")]
    whole = tally({"for": 20, "against": 3}, 23, 23)
    assert judge(Rule(), whole, kinds)[-1].passed
    out = judge(Rule(kind=HALF), whole, kinds)
    assert [one.passed for one in out] == [True, False, False]
    assert out[-1].refused == ("teams",)


def test_the_second_round_has_lower_thresholds() -> None:
    rule = Rule(overall=THIRDS, quorum=THIRDS, second=HALF, second_quorum=Threshold.read(">=1/3"))
    whole = tally({"for": 8, "against": 5})
    assert not judge(rule.in_round(1), whole, [])[-1].passed
    assert judge(rule.in_round(2), whole, [])[-1].passed
    assert Rule.read(rule.plain()) == rule


@given(st.dictionaries(st.sampled_from("abcdefg"), st.integers(0, 6), max_size=7))
def test_no_kind_is_counted_apart_where_it_would_show_a_vote(cast: dict[str, int]) -> None:
    apart = counted_apart(cast)
    together = sum(many for kind, many in cast.items() if kind not in apart)
    assert all(cast[kind] >= SMALLEST or not cast[kind] for kind in apart)
    # what is left over is none, or three and more, or all there are
    assert together == 0 or together >= SMALLEST or not any(cast[kind] for kind in apart)


Voters = st.lists(
    st.tuples(st.sampled_from("abc"), st.booleans(), st.sampled_from([*CHOICES, "invalid", ""])), max_size=40
)


@given(Voters)
def test_the_whole_is_the_sum_of_its_kinds(voters: list[tuple[str, bool, str]]) -> None:
    electors = [(kind, present, bool(choice)) for kind, present, choice in voters]
    whole, kinds = tallies(electors, [(kind, choice) for kind, _, choice in voters if choice])
    assert whole.cast == sum(whole.votes.values()) == sum(one.cast for one in kinds)
    assert whole.entitled == sum(one.entitled for one in kinds) == len(voters)
    assert whole.valid == sum(one.valid for one in kinds)


def test_differences_of_papers_are_named() -> None:
    one, other = {"residents": {"for": 5, "against": 3}}, {"residents": {"for": 4, "against": 4}}
    assert unlike(one, other) == [("residents", "for", 5, 4), ("residents", "against", 3, 4)]
    assert missing({"residents": 9, "core": 1}, {"residents": {"for": 8}, "core": {"for": 2}}) == {
        "residents": 1,
        "core": -1,
    }
