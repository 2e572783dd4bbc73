"""Rules of reward and penalty ask for what stands in the records, and nothing else; sides are fractions."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiqiao.base.errors import Invalid
from shiqiao.kernel.flows.rules import Title
from shiqiao.scenes.merit.definitions import Codes, Line, MeritRule, Share, When, parse
from shiqiao.scenes.merit.rules import Asked, Measure, Month, Seen, Standing, asked, side

pytestmark = pytest.mark.unit
KNOWN = Codes(None, frozenset({"order_answered", "discipline"}), frozenset({"discipline"}))
FILE = """
since: 2018-01-01
rules:
  - {code: a_rule, title: {zh: 甲, en: A}, subject: grid, when: WHEN, points: 1}
"""


def rule(subject: str = "grid", points: int = 1, **when: object) -> MeritRule:
    return MeritRule(
        code="a_rule", title=Title(zh="甲", en="A"), subject=subject, when=When(**when), points=Decimal(points)
    )


def month(*totals: int, code: str = "2018-05", counts: dict[int, tuple[int, int]] | None = None) -> Month:
    """Subjects 1, 2, … in the order of their ranks."""
    rows = {
        number: Standing(number, number, Decimal(total), {"kept": (counts or {}).get(number, (0, 0))})
        for number, total in enumerate(totals, start=1)
    }
    return Month(code, rows)


def who(found: list[Asked]) -> list[int]:
    return [one.subject for one in found]


def test_the_first_and_the_last_are_named_with_rank_and_score() -> None:
    seen = {"grid": Seen([month(90, 80, 70, 60)])}
    first = asked([rule(first=2)], seen)
    assert who(first) == [1, 2]
    assert first[0].evidence == ({"kind": "rank", "month": "2018-05", "rank": 1, "of": 4, "total": "90"},)
    assert who(asked([rule(last=1)], seen)) == [4]


def test_a_place_among_too_few_says_nothing() -> None:
    assert asked([rule(first=3)], {"grid": Seen([month(90, 80, 70, 60)])}) == []


def test_three_months_on_end_means_every_one_of_them() -> None:
    last, other = month(90, 80, 70, 60), Month("2018-04", {**month(90, 80, 70, 60).standings})
    other.standings[4], other.standings[1] = Standing(4, 1, Decimal(90)), Standing(1, 4, Decimal(60))  # type: ignore[index]
    assert who(asked([rule(last=1, months=3)], {"grid": Seen([last, last, last])})) == [4]
    assert asked([rule(last=1, months=3)], {"grid": Seen([last, other, last])}) == []
    assert asked([rule(last=1, months=3)], {"grid": Seen([last, last])}) == [], "two closed months are not three"


def test_who_did_not_rise_did_not_improve_most() -> None:
    now, before = month(90, 80, 70, 60), month(85, 80, 75, 70)
    found = asked([rule(improved=1)], {"grid": Seen([now, before])})
    assert who(found) == [1]
    assert found[0].evidence[0]["before"] == "85"
    assert asked([rule(improved=2)], {"grid": Seen([before, before])}) == []


def test_a_share_counts_only_on_enough_rows_and_its_edge_is_exact() -> None:
    share = Share(code="kept", below=Decimal("0.8"), rows=5)
    counts = {1: (4, 5), 2: (3, 5), 3: (0, 4)}
    found = asked([rule(indicator=share)], {"grid": Seen([month(90, 80, 70, counts=counts)])})
    assert who(found) == [2], "four of five is not below 80 %, and four rows are too few"
    assert found[0].evidence[0]["n"] == 3


def test_facts_of_conduct_are_the_evidence() -> None:
    conduct = {"order_answered": {7: ["supervision_order:3"], 8: []}}
    found = asked([rule("person", conduct={"code": "order_answered"})], {"person": Seen([month(90)], conduct)})
    assert [(one.subject, one.evidence[0]["refs"]) for one in found] == [(7, ["supervision_order:3"])]


@pytest.mark.parametrize(
    ("when", "place"),
    [
        ("{}", "rules.0.when"),
        ("{first: 1, below: 60}", "rules.0.when"),
        ("{below: 60, months: 2}", "rules.0.when"),
        ("{first: 1, places: 2}", "rules.0.when.places"),
        ("{indicator: {code: kept, below: 0.5}}", "a_rule.when.indicator"),
        ("{conduct: {code: order_answered}}", "rules.0"),
    ],
)
def test_a_mistake_is_named_by_its_place(when: str, place: str) -> None:
    with pytest.raises(Invalid) as told:
        parse(FILE.replace("WHEN", when), KNOWN)
    assert list(told.value.fields) == [place]


def test_what_few_may_see_is_not_for_rules() -> None:
    text = FILE.replace("WHEN", "{conduct: {code: discipline}}").replace("subject: grid", "subject: person")
    with pytest.raises(Invalid) as told:
        parse(text, KNOWN)
    assert list(told.value.fields) == ["a_rule.when.conduct"]
    assert parse(text.replace("discipline", "order_answered"), KNOWN).rules[0].code == "a_rule"


def test_a_term_that_is_none_and_a_rule_without_consequence_are_refused() -> None:
    with pytest.raises(Invalid):
        parse(FILE.replace("WHEN", "{first: 1}").replace("points: 1", "points: 0"), KNOWN)
    with pytest.raises(Invalid):
        parse(FILE.replace("WHEN", "{first: 1}") + "appeal: {within: soon}\n", KNOWN)


# ── sides ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_weights_are_normalised_over_what_can_be_measured() -> None:
    found = side([Measure(3, 8, 10), Measure(2, 0, 0), Measure(1, 5, 10)], least=5, work=0)
    assert (found.share, found.rows, found.little) == (Fraction(29, 40), 20, False)


def test_a_small_base_says_too_little_and_no_base_says_nothing() -> None:
    assert side([Measure(1, 2, 2)], least=5, work=100).little, "a side of shares stands on its own rows"
    assert side([Measure(1, 0, 0)], least=5, work=100).share is None
    bad = Measure(1, 0, 0, Line(none=3, full=0))
    assert side([bad], least=5, work=0).little, "nothing against somebody who did nothing is no praise"
    assert side([bad], least=5, work=9) == side([bad], least=5, work=9)
    assert side([bad], least=5, work=9).share == 1


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(0, 50), st.integers(1, 50)), min_size=1, max_size=4))
def test_a_side_lies_between_its_worst_and_its_best_row(rows: list[tuple[int, int, int]]) -> None:
    measures = [Measure(weight, min(n, d), d) for weight, n, d in rows]
    shares = [one.share for one in measures if one.share is not None]
    found = side(measures, least=1, work=0)
    assert found.share is not None
    assert min(shares) <= found.share <= max(shares)


@given(st.integers(0, 20), st.integers(0, 20), st.integers(0, 40))
def test_a_line_never_leaves_nought_and_one_and_goes_one_way(none: int, full: int, n: int) -> None:
    if none == full:
        return
    here, more = (Measure(1, at, at, Line(none=none, full=full)).share for at in (n, n + 1))
    assert here is not None
    assert more is not None
    assert 0 <= here <= 1
    assert (more >= here) if full > none else (more <= here)
