"""What a score is made of: exact, monotone, fair to small bases, and mistakes in indicators named with their place."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shiqiao.base.errors import Invalid
from shiqiao.kernel.scoring import reads, rules
from shiqiao.kernel.scoring.rules import Indicator, Known, Table

pytestmark = pytest.mark.unit
TITLE = {"zh": "指标", "en": "Indicator"}
KNOWN = {"matter": Known(frozenset({"ended"}), {"done": frozenset({True, False}), "item": None})}


def share(code: str = "solved", **more: object) -> Indicator:
    values = {
        "code": code, "title": TITLE, "rule": "local", "source": "matter", "of": {"by": "ended"}, "hit": {"done": True},
        "weight": 10, "points": {"none": "0.5", "full": 1},
    }  # fmt: skip
    return Indicator.model_validate({**values, **more})


def table(*indicators: Indicator) -> Table:
    return Table(indicators=indicators)


def total(counts: dict[str, tuple[int, int]], *indicators: Indicator) -> str:
    return str(rules.score(1, table(*indicators), "grid", counts).total)


def test_points_rise_by_a_straight_line_and_stop_at_both_ends() -> None:
    assert [total({"solved": (n, 100)}, share()) for n in (0, 50, 75, 100)] == ["0.00", "0.00", "50.00", "100.00"]


def test_less_is_better_where_full_lies_below_none() -> None:
    rework = share("rework", points={"none": "0.2", "full": 0})
    assert rework.better == "down"
    assert [total({"rework": (n, 100)}, rework) for n in (0, 10, 20, 90)] == ["100.00", "50.00", "0.00", "0.00"]


def test_what_has_no_base_is_left_out_and_the_others_weigh_more() -> None:
    assert total({"solved": (75, 100)}, share(), share("other", weight=90)) == "50.00"
    assert rules.score(1, table(share()), "grid", {}).total is None


def test_a_third_is_a_third_to_the_last_digit() -> None:
    one = rules.measure(share(points={"none": 0, "full": 1}, weight=1), 1, 3)
    assert (one.value, one.points) == (Fraction(1, 3), Fraction(1, 3))
    assert total({"solved": (1, 3)}, share(points={"none": 0, "full": 1})) == "33.33"


STEPS = [{"at": "0.6", "share": "0.3"}, {"at": "0.8", "share": "0.7"}, {"at": "0.95", "share": 1}]
FALLING = [{"at": 0, "share": 1}, {"at": "0.05", "share": "0.6"}, {"at": "0.1", "share": "0.2"}]


def test_steps_give_the_share_of_the_last_one_that_is_reached() -> None:
    stepped = share(points=None, steps=STEPS)
    assert stepped.better == "up"
    found = [total({"solved": (n, 100)}, stepped) for n in (59, 60, 79, 80, 94, 95, 100)]
    assert found == ["0.00", "30.00", "30.00", "70.00", "70.00", "100.00", "100.00"]
    fewer = share("rework", points=None, steps=FALLING)
    assert fewer.better == "down"
    found = [total({"rework": (n, 100)}, fewer) for n in (0, 1, 5, 6, 10, 11)]
    assert found == ["100.00", "60.00", "60.00", "20.00", "20.00", "0.00"]


@pytest.mark.parametrize(
    "more",
    [
        {"points": {"none": 0, "full": 1}, "steps": STEPS},
        {"points": None, "steps": STEPS[::-1]},
        {"points": None, "steps": [*STEPS, {"at": 1, "share": "0.5"}]},
        {"points": None, "steps": [{"at": 1, "share": 2}]},
    ],
)
def test_steps_that_cannot_be_meant_are_refused(more: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"steps|share"):
        share(**more)


def test_an_indicator_of_a_scene_that_is_off_is_kept_and_one_of_nobody_is_a_mistake() -> None:
    one = "code: orders, title: {zh: 督, en: O}, rule: local, source: order, of: {by: due}, hit: {in_time: true}"
    with pytest.raises(Invalid) as caught:
        rules.parse(f"indicators: [{{{one}}}]", KNOWN, ())
    assert set(caught.value.fields) == {"orders.source"}
    kept = rules.parse(f"indicators: [{{{one}, scene: supervision}}]", KNOWN, ())
    assert reads.uncounted(kept) == list(kept.indicators)
    both = Table(indicators=(share(), *kept.indicators))
    assert rules.score(1, both, "grid", {"solved": (75, 100)}).total == Decimal("50.00")
    assert rules.parse(rules.written(kept), KNOWN, ()) == kept


def test_points_for_each_row_are_taken_off_and_have_a_limit() -> None:
    off = share("supervised", hit=None, weight=0, points=None, each={"points": "-0.5", "most": 5})
    assert total({"solved": (100, 100), "supervised": (3, 3)}, share(), off) == "98.50"
    assert total({"solved": (100, 100), "supervised": (99, 99)}, share(), off) == "95.00"
    assert total({"solved": (50, 100), "supervised": (99, 99)}, share(), off) == "0.00"
    more = share("praised", hit=None, weight=0, points=None, each={"points": 2, "most": 3})
    assert (more.better, off.better) == ("up", "down")
    assert total({"solved": (75, 100), "praised": (1, 1)}, share(), more) == "52.00"
    assert total({"solved": (100, 100), "praised": (9, 9)}, share(), more) == "103.00", (
        "a bonus may lead above a hundred"
    )


def test_a_guard_holds_the_whole_down_but_not_for_a_handful_of_rows() -> None:
    guarded = share(guard={"least": "0.6", "most": 60}), share("other", weight=990)
    assert total({"solved": (55, 100), "other": (100, 100)}, *guarded) == "60.00"
    assert rules.score(1, table(*guarded), "grid", {"solved": (55, 100), "other": (9, 9)}).capped == "solved"
    assert total({"solved": (1, 3), "other": (100, 100)}, *guarded) == "99.00"


def test_a_number_for_a_base_is_per_so_many() -> None:
    per = share("complaints", hit=None, per="household", per_many=1000, weight=0, points=None, subjects=["grid"])
    assert rules.measure(per, 12, 400).value == 30
    assert rules.measure(per, 12, 0).value is None


def test_a_grid_with_three_households_does_not_top_the_ranking_by_luck() -> None:
    counts = {1: (3, 3), 2: (190, 200), 3: (150, 200)}
    placed = rules.ranked([rules.score(one, table(share()), "grid", {"solved": by}) for one, by in counts.items()])
    assert [(one.subject, one.rank) for one in placed] == [(2, 1), (3, 2), (1, 0)]
    low, high = rules.between(3, 3)
    assert (low < 0.5, high) == (True, 1.0)


def test_the_same_total_has_the_same_rank_and_the_next_rank_is_left_out() -> None:
    counts = {1: (80, 100), 2: (90, 100), 3: (90, 100), 4: (60, 100)}
    placed = rules.ranked([rules.score(one, table(share()), "grid", {"solved": by}) for one, by in counts.items()])
    assert [(one.subject, one.rank) for one in placed] == [(2, 1), (3, 1), (1, 3), (4, 4)]


COUNTS = st.integers(1, 10_000).flatmap(lambda d: st.tuples(st.integers(0, d), st.just(d)))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(COUNTS, st.integers(1, 99), st.integers(0, 100))
def test_one_hit_more_never_costs_points_and_points_stay_within_the_weight(
    counts: tuple[int, int], weight: int, none: int
) -> None:
    one = share(weight=weight, points={"none": Decimal(none) / 101, "full": 1})
    n, d = counts
    now, more = rules.measure(one, n, d), rules.measure(one, min(n + 1, d), d)
    assert 0 <= now.points <= more.points <= weight
    assert now.low is not None
    assert now.high is not None
    assert 0 <= now.low <= float(now.value or 0) + 1e-12
    assert float(now.value or 0) - 1e-12 <= now.high <= 1


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(1, 40), COUNTS), min_size=1, max_size=12, unique_by=lambda one: one[0]))
def test_ranks_do_not_depend_on_the_order_in_which_subjects_come(
    given_counts: list[tuple[int, tuple[int, int]]],
) -> None:
    made = [rules.score(one, table(share()), "grid", {"solved": by}) for one, by in given_counts]
    assert rules.ranked(made) == rules.ranked(made[::-1])


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ("source: matters", "solved.source"),
        ("of: {by: closed}", "solved.of.by"),
        ("of: {by: ended, where: {finished: true}}", "solved.of.where.finished"),
        ("of: {by: ended, where: {done: maybe}}", "solved.of.where.done"),
        ("hit: {done: {not: [true, perhaps]}}", "solved.hit.done"),
        ("per: house", "indicators.0"),
        ("points: {none: 1, full: 1}", "indicators.0.points"),
        ("weight: -1", "indicators.0.weight"),
        ("weigth: 5", "indicators.0.weigth"),
    ],
)
def test_a_mistake_is_named_with_its_place(change: str, place: str) -> None:
    lines = {
        "code": "code: solved", "title": "title: {zh: 解决率, en: Solved}", "rule": "rule: local", "source": "source: matter",
        "of": "of: {by: ended}", "hit": "hit: {done: true}", "weight": "weight: 1", "points": "points: {none: 0, full: 1}",
    }  # fmt: skip
    lines[change.partition(":")[0]] = change
    text = "indicators:\n  - " + "\n    ".join(lines.values())
    with pytest.raises(Invalid) as caught:
        rules.parse(text, KNOWN, {"household"})
    assert place in caught.value.fields


def test_an_indicator_twice_and_an_empty_file_are_mistakes() -> None:
    with pytest.raises(Invalid):
        rules.parse("indicators: []", KNOWN, ())
    one = "{code: solved, title: {zh: 解, en: S}, rule: local, source: matter, of: {by: ended}, hit: {done: true}}"
    with pytest.raises(Invalid) as caught:
        rules.parse(f"indicators: [{one}, {one}]", KNOWN, ())
    assert any("solved" in sentence for sentence in map(str, caught.value.fields.values()))


def test_the_mark_of_a_table_does_not_depend_on_how_it_is_written() -> None:
    title = "title: {en: S, zh: 解}"
    one = f"[{{code: solved, {title}, rule: local, source: matter, of: {{by: ended}}, hit: {{done: true}}, weight: 0}}]"
    lines = "\n    ".join(("rule: local", "source: matter", title, "hit: {done: true}", "of: {by: ended}"))
    tables = [rules.parse(f"indicators: {text}", KNOWN, ()) for text in (one, f"\n  - code: solved\n    {lines}")]
    assert rules.fingerprint(tables[0]) == rules.fingerprint(tables[1])
