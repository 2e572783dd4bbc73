"""Pure decisions of the green channel."""

from datetime import date

import pytest

from shiqiao.kernel.clocks.reckoning import Term
from shiqiao.scenes.enterprise.green.rules import Standing, Waits, verdict, weeks_of

pytestmark = pytest.mark.unit
DAY = date(2018, 6, 27)


def rule(**more: object) -> Standing:
    values: dict[str, object] = {
        "number": "1.1", "who": "firm", "organisation": 7, "mark": "", "items": frozenset({"matter:06010"}), "share": 50,
        "term": "", "since": DAY, "until": date(2018, 7, 1),
    }  # fmt: skip
    return Standing(**{**values, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(("day", "holds"), [
    (date(2018, 6, 26), False), (DAY, True), (date(2018, 7, 1), True), (date(2018, 7, 2), False),
])  # fmt: skip
def test_a_rule_holds_on_its_days_alone(day: date, holds: bool) -> None:
    assert rule().covers("matter:06010", day) is holds
    assert not rule().covers("matter:06011", day)


@pytest.mark.parametrize(("who", "firm", "marks", "fits"), [
    ("firm", 7, (), True), ("firm", 8, (), False), ("firm", 0, (), False), ("mark", 8, ("tier=gold",), True),
    ("mark", 8, ("tier=silver",), False), ("firms", 8, (), True), ("firms", 0, (), False), ("anyone", 0, (), True),
])  # fmt: skip
def test_a_rule_is_for_whom_it_says(who: str, firm: int, marks: tuple[str, ...], fits: bool) -> None:
    assert rule(who=who, mark="tier=gold").fits(firm, marks) is fits


@pytest.mark.parametrize(
    ("term", "share", "left"), [("10wd", 50, "5wd"), ("5wd", 30, "2wd"), ("1wd", 50, "1wd"), ("4wh", 70, "3wh")]
)
def test_a_share_is_rounded_up_to_whole_units(term: str, share: int, left: str) -> None:
    assert str(rule(share=share).remains(Term.parse(term))) == left


def test_an_answer_the_same_day_has_no_share_but_a_term_of_its_own_holds() -> None:
    assert rule().remains(Term.parse("same_day")) is None
    assert str(rule(share=0, term="2wd").remains(Term.parse("10wd"))) == "2wd"


def test_few_tell_nothing() -> None:
    assert verdict(Waits((1,) * 9, 0, 0), Waits((9,) * 50, 50, 0)) == "few"


@pytest.mark.parametrize(
    ("during", "late", "says"), [(100, 1, "kept"), (110, 1, "kept"), (112, 1, "longer"), (100, 3, "later")]
)
def test_the_others_are_compared(during: int, late: int, says: str) -> None:
    assert verdict(Waits((100,) * 20, 2, 0), Waits((during,) * 20, late, 3)) == says


def test_percentiles_are_nearest_ranks() -> None:
    waits = Waits(tuple(range(1, 11)), 1, 0)
    assert (waits.at(50), waits.at(90), Waits((), 0, 0).at(50)) == (5, 9, 0)


def test_days_of_one_week_are_one_week() -> None:
    assert len(weeks_of([date(2018, 6, 25), date(2018, 7, 1), date(2018, 7, 2)])) == 2
