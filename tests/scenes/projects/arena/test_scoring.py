"""How an arena scores: per base on a published scale, judges made comparable, guards, weights, places. No database."""

from fractions import Fraction
from pathlib import Path

import pytest

from shiqiao.base.errors import Invalid
from shiqiao.scenes.projects.arena import scoring
from shiqiao.scenes.projects.arena.definitions import Judges, Rules, fingerprint, parse
from shiqiao.scenes.projects.arena.scoring import Based, Counted

pytestmark = pytest.mark.unit
FILE = Path(__file__).parents[4] / "localities" / "ganshiqiao" / "arena.yaml"
SIGNED = {
    "code": "signed", "title": {"zh": "签约", "en": "Signed"}, "kind": "reading", "weight": 30, "per": "household", "full": 1,
}  # fmt: skip
JUDGED = {"code": "manner", "title": {"zh": "口碑", "en": "Manner"}, "kind": "judged", "weight": 10}
GUARD = {
    "code": "complaints", "title": {"zh": "投诉", "en": "Complaints"}, "most": "0.02", "per": "household", "costs": ["signed"],
}  # fmt: skip


def rules(**more: object) -> Rules:
    told = {"arena": "a_b", "title": {"zh": "赛", "en": "A"}, "indicators": [SIGNED, JUDGED], "guards": [GUARD], **more}
    return Rules.model_validate(told)


BIG, SMALL, TINY = Based("big", 1000, 40), Based("small", 100, 4), Based("tiny", 20, 2)


def counted(**values: dict[str, int]) -> Counted:
    return Counted({code: {name: Fraction(one) for name, one in row.items()} for code, row in values.items()})


def test_a_small_entrant_wins_by_its_share_where_the_large_one_has_more() -> None:
    found = scoring.standing(rules(), [BIG, SMALL], counted(signed={"big": 600, "small": 90}), counted(signed={}))
    assert [(one.entrant, one.place, one.raw_place) for one in found] == [("small", 1, 2), ("big", 2, 1)]
    assert found[0].parts[0].points == 90
    assert found[0].total == 90 * Fraction(30, 40)


def test_another_entrant_shifts_nobodys_points() -> None:
    values = counted(signed={"big": 600, "small": 90, "tiny": 20})
    alone = scoring.totals(rules(), [BIG], values)[0].total
    assert alone == scoring.totals(rules(), [BIG, SMALL, TINY], values)[0].total


def test_a_guard_beyond_its_limit_costs_the_gain_and_at_the_limit_does_not() -> None:
    at = counted(signed={"big": 600}, complaints={"big": 20})
    over = counted(signed={"big": 600}, complaints={"big": 21})
    assert scoring.totals(rules(), [BIG], at)[0].total == 45
    lost = scoring.totals(rules(), [BIG], over)[0]
    assert (lost.total, lost.parts[0].lost_to, lost.parts[0].raw) == (0, "complaints", 600)


def test_a_small_base_says_what_one_household_moves() -> None:
    part = scoring.totals(rules(small=50), [TINY], counted(signed={"tiny": 10}))[0].parts[0]
    assert (part.note, part.each) == ("small_base", 5)


def test_less_is_better_where_full_lies_below_zero() -> None:
    one = {**SIGNED, "per": "none", "zero": 10, "full": 0}
    found = rules(indicators=[one], guards=[]).indicators[0]
    assert [scoring.points(Fraction(value), found) for value in (0, 5, 10, 12)] == [100, 50, 0, 0]


def marks(*rows: dict[int, int]) -> dict[str, dict[int, Fraction]]:
    return {f"e{n}": {judge: Fraction(mark) for judge, mark in row.items()} for n, row in enumerate(rows)}


def test_a_strict_judge_drags_nobody_down() -> None:
    mild, strict = {1: 90, 2: 80, 3: 70}, {1: 50, 2: 40, 3: 30}
    given = {f"e{n}": {1: Fraction(mild[n]), 2: Fraction(strict[n]), 3: Fraction(mild[n])} for n in (1, 2, 3)}
    # e1 was not marked by the strict judge: by plain means it would lead by far, by distance it stays where it was.
    del given["e1"][2]
    found = scoring.judged(given, ["e1", "e2", "e3"], Judges())
    assert found["e1"][1] > found["e2"][1] > found["e3"][1]
    again = {
        code: {judge: mark + (20 if judge == 2 else 0) for judge, mark in row.items()} for code, row in given.items()
    }
    assert {code: row[1] for code, row in scoring.judged(again, ["e1", "e2", "e3"], Judges()).items()} == {
        code: row[1] for code, row in found.items()
    }


def test_a_panel_that_is_too_small_keeps_plain_means_and_says_so() -> None:
    few = scoring.judged(
        marks({1: 80, 2: 90}, {1: 60, 2: 70}, {1: 50, 2: 40}), ["e0", "e1", "e2", "e3"], Judges(least=3)
    )
    assert few["e0"] == (85, 85, "few_judges")
    assert few["e3"] == (None, 0, "no_value")
    two = scoring.judged(marks({1: 80, 2: 90, 3: 70}, {1: 60, 2: 70, 3: 50}), ["e0", "e1"], Judges())
    assert two["e0"] == (80, 80, "few_marked")


def test_by_rank_equal_marks_share_a_place_and_a_judge_without_differences_ranks_nobody() -> None:
    given = marks({1: 80, 2: 70, 3: 60}, {1: 80, 2: 70, 3: 50}, {1: 60, 2: 70, 3: 40})
    by_rank = scoring.judged(given, ["e0", "e1", "e2"], Judges(method="rank"))
    assert [by_rank[code][1] for code in ("e0", "e1", "e2")] == [75, Fraction(175, 3), Fraction(50, 3)]
    flat = scoring.judged(marks({1: 80, 2: 5, 3: 9}, {1: 80, 2: 5, 3: 9}, {1: 80, 2: 5, 3: 9}), ["e0"], Judges())
    assert flat["e0"][1] == 70


def test_most_improved_is_told_without_judges() -> None:
    now, before = counted(signed={"big": 600, "small": 90}), counted(signed={"big": 100, "small": 80})
    now = Counted(now.values, {"manner": {"small": {1: Fraction(100)}}})
    found = {one.entrant: one for one in scoring.standing(rules(), [BIG, SMALL], now, before)}
    assert (found["big"].improved, found["big"].improved_place) == (Fraction(75, 2), 1)
    assert (found["small"].improved, found["small"].improved_place) == (Fraction(15, 2), 2)


def test_frozen_scores_come_back_to_the_last_digit() -> None:
    values = Counted(counted(signed={"big": 601, "small": 7}).values, {"manner": {"big": {1: Fraction(1, 3)}}})
    found = scoring.standing(rules(), [BIG, SMALL, TINY], values, counted(signed={}))
    assert scoring.read(scoring.plain(found)) == found


def test_the_localitys_rules_are_read_and_wrong_ones_named() -> None:
    text = FILE.read_text(encoding="utf-8")
    assert parse(text).weight == 120
    assert fingerprint(parse(text)) == fingerprint(parse(f"# 注\n{text}"))
    for wrong in ("costs: [nothing]", "weight: 0"):
        broken = text.replace("costs: [signed]", wrong) if "costs" in wrong else text.replace("weight: 40", wrong)
        with pytest.raises(Invalid):
            parse(broken)
    with pytest.raises(Invalid):
        parse(text.replace("measure: project_milestones, ", ""))


@pytest.mark.parametrize("value", [0, 1, 2, Fraction(1, 4), 12345])
def test_a_root_is_the_same_everywhere(value: int) -> None:
    found = scoring.root(Fraction(value))
    assert abs(found * found - value) < Fraction(1, 1000)
