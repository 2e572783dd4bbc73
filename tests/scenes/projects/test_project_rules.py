"""A project is late by the days of its milestones and by its plan of investment; the reason is told."""

from datetime import date
from fractions import Fraction

import pytest

from shiqiao.scenes.projects import gantt, rules
from shiqiao.scenes.projects.rules import Due

pytestmark = pytest.mark.unit
PLAN = {date(2018, month, 1): Fraction(100) for month in (3, 4, 5, 6)}
TODAY = date(2018, 6, 27)


def test_a_milestone_is_late_from_the_day_after_its_day_until_it_is_reached() -> None:
    assert not rules.standing(TODAY, [Due(1, TODAY)], {}, {}).late
    found = rules.standing(TODAY, [Due(1, date(2018, 6, 25)), Due(2, date(2018, 6, 1), date(2018, 6, 20))], {}, {})
    assert [(one.code, one.milestone, one.days) for one in found.whys] == [("milestone", 1, 2)]
    assert (found.reached, found.milestones, found.progress) == (1, 2, Fraction(1, 2))


@pytest.mark.parametrize(("spent", "late"), [("270", False), ("269.99", True), ("0", True)])
def test_investment_is_asked_up_to_the_last_full_month(spent: str, late: bool) -> None:
    found = rules.standing(TODAY, [], PLAN, {date(2018, 3, 1): Fraction(spent)})
    assert (found.late, found.asked) == (late, 300)


def test_what_the_running_month_brought_counts_and_what_comes_later_does_not() -> None:
    early = {date(2018, 6, 1): Fraction(280)}
    assert not rules.standing(TODAY, [], PLAN, early).late
    assert rules.standing(date(2018, 5, 31), [], PLAN, early).late


def test_months_without_an_entry_are_named() -> None:
    found = rules.standing(TODAY, [], PLAN, {date(2018, 4, 1): Fraction(300)})
    assert found.silent == (date(2018, 3, 1), date(2018, 5, 1))


def test_an_ended_project_is_judged_on_the_day_it_ended() -> None:
    dues = [Due(1, date(2018, 5, 1))]
    assert not rules.standing(TODAY, dues, {}, {}, open_until=date(2018, 5, 1)).late


def test_the_curve_sums_month_by_month_and_ends_with_the_last_entry() -> None:
    found = rules.curve(PLAN, {date(2018, 3, 1): Fraction(50), date(2018, 5, 1): Fraction(70)})
    assert [one.planned for one in found] == [100, 200, 300, 400]
    assert [one.invested for one in found] == [50, 50, 120, None]
    assert rules.curve({}, {}) == []


def test_a_plan_is_read_line_by_line_and_wrong_lines_are_named() -> None:
    found, wrong = rules.parse_plan(
        "2018-03 120.5\n\n2018-04，80\n2018-04 1\n2018-13 1\n2018-05\n2018-06 1/0\n2018-07 -3"
    )
    assert found == {date(2018, 3, 1): Fraction("120.5"), date(2018, 4, 1): 80}
    assert wrong == [4, 5, 6, 7, 8]


def test_a_month_is_entered_late_from_its_end_on() -> None:
    assert not rules.entered_late(date(2018, 5, 1), date(2018, 5, 31))
    assert rules.entered_late(date(2018, 5, 1), date(2018, 6, 1))


def test_stages_are_laid_out_in_percent_of_the_whole_span() -> None:
    line = gantt.Line("施工", date(2018, 1, 1), date(2018, 1, 11), date(2018, 1, 3), None, ((date(2018, 1, 11), None),))
    found = gantt.lay_out([line], date(2018, 1, 6))
    assert found is not None
    assert found.bars[0].planned == (0.0, 100.0)
    assert found.bars[0].actual == (20.0, 30.0)
    assert found.today == 50.0
    assert gantt.lay_out([], TODAY) is None
