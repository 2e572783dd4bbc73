"""Pure rules of emergency, and the plan file."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as some

from shiqiao.base.errors import Invalid
from shiqiao.scenes.duty.emergency import rules
from shiqiao.scenes.duty.emergency.definitions import parse

UNDECLARED = (
    "kinds: [{code: flood, title: {zh: 汛, en: f}, sign: 汛, hazards: [moon], "
    "levels: [{level: 4, trigger: {zh: 雨, en: r}}]}]"
)
T = datetime(2018, 6, 26, 20, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_what_is_wanted_from_a_level_on_is_wanted_at_the_severer_ones() -> None:
    assert [rules.holds_at(3, level) for level in rules.LEVELS] == [False, True, True, True]
    assert [rules.severer(2, 3), rules.severer(3, 3), rules.severer(4, 1)] == [True, False, False]


@pytest.mark.parametrize(
    ("sent", "now", "state"),
    [
        (None, T, "due"),
        (None, T + HOUR, "missing"),
        (T - HOUR, T, "sent"),
        (T, T, "sent"),
        (T + HOUR, T + HOUR, "late"),
    ],
)
def test_a_report_is_sent_late_missing_or_due(sent: datetime | None, now: datetime, state: str) -> None:
    assert rules.report_state(T, sent, now) == state


def test_a_check_is_due_so_long_after_the_last_one_or_after_the_level_began() -> None:
    assert rules.next_due(None, T, 6) == T + 6 * HOUR
    assert rules.next_due(T - 9 * HOUR, T, 6) == T + 6 * HOUR
    assert rules.next_due(T + HOUR, T, 6) == T + 7 * HOUR
    assert rules.next_due(T, T, 0) is None


@given(some.integers(1, 12), some.integers(0, 100))
def test_the_times_of_reports_follow_each_other_without_a_gap(hours: int, later: int) -> None:
    spans = rules.times_due(T, hours, T + later * HOUR)
    assert spans[0][0] == T
    assert all(one[1] == other[0] for one, other in pairwise(spans))
    assert spans[-1][0] <= T + later * HOUR < spans[-1][1]


@given(some.integers(1, 30), some.integers(1, 10), some.integers(0, 10))
def test_who_has_been_told_once_is_told_every_time_after(nth: int, deputy: int, more: int) -> None:
    told = rules.stages(nth, deputy, deputy + more)
    assert told[0] == rules.SELF
    assert set(told) <= set(rules.stages(nth + 1, deputy, deputy + more))
    assert (rules.LEADER in told) <= (rules.DEPUTY in told)


def test_times_at_each_level_add_up() -> None:
    spans = rules.spans([(4, T), (2, T + HOUR), (3, T + 4 * HOUR)], T + 6 * HOUR)
    assert [(one.level, one.minutes) for one in spans] == [(4, 60), (2, 180), (3, 120)]


def test_the_shipped_plan_holds_together() -> None:
    plan = parse((Path(settings.LOCALITIES) / "ganshiqiao" / "emergency.yaml").read_text(encoding="utf-8"))
    flood = plan.kind("flood")
    assert flood is not None
    assert [len(flood.posts_at(level)) for level in rules.LEVELS] == [1, 3, 5, 6]
    assert {one.code for one in plan.kinds} == {"flood", "snow", "fire", "gas"}
    assert len(flood.called_at(1)) > len(flood.called_at(4))


@pytest.mark.parametrize(
    "text",
    [
        "kinds: [{code: flood, title: {zh: 汛, en: f}, sign: 汛, levels: [{level: 5, trigger: {zh: 雨, en: r}}]}]",
        UNDECLARED,
        "alarm: {repeat: 5, deputy_after: 4, leader_after: 2}",
        "shelters: [{code: one, title: {zh: 甲, en: a}, place: {zh: 甲, en: a}, capacity: 0}]",
        "moon: 1",
    ],
)
def test_a_plan_with_mistakes_is_refused_by_its_place(text: str) -> None:
    with pytest.raises(Invalid) as error:
        parse(text)
    assert error.value.fields
