"""Pure rules of 5S: scores of months, the standard of a window, checklists that are refused."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from shiqiao.base.errors import Invalid
from shiqiao.scenes.hall.fives.checklists import CriterionSaid, fingerprint, parse
from shiqiao.scenes.hall.fives.rules import (
    Criterion,
    Stand,
    deduction,
    half_before,
    half_of,
    half_span,
    missed,
    month_score,
    standing,
)
from shiqiao.scenes.hall.fives.windowshown import criterion_row

pytestmark = pytest.mark.unit
FILE = Path(__file__).resolve().parents[4] / "localities" / "ganshiqiao" / "five_s.yaml"
AT = datetime(2018, 6, 27, 2, tzinfo=UTC)


def test_only_what_is_left_open_or_late_takes_points_off() -> None:
    closed, late, waiting = Stand(True, False), Stand(True, True), Stand(False, True)
    assert [deduction([one], 2, 3) for one in (closed, late, waiting)] == [0, 3, 5]
    assert month_score(120, 125, 5) == 910
    assert month_score(1, 125, 50) == 0
    assert month_score(0, 0, 5) is None
    assert (missed("open", False, AT, AT), missed("fixed", False, AT, AT), missed("closed", True, AT, AT)) == (
        True,
        False,
        True,
    )


@given(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=8), st.integers(0, 125))
def test_closing_a_finding_never_lowers_a_score(stands: list[tuple[bool, bool]], points: int) -> None:
    rows = [Stand(*one) for one in stands]
    before = month_score(points, 125, deduction(rows, 2, 2))
    for n, one in enumerate(rows):
        after = month_score(points, 125, deduction([*rows[:n], Stand(True, one.late), *rows[n + 1 :]], 2, 2))
        assert after is not None
        assert before is not None
        assert after >= before


def criterion(hit: int, of: int, **more: object) -> Criterion:
    return Criterion(**{"code": "c", "weight": 10, "thousandths": 900, "hit": hit, "of": of, **more})  # type: ignore[arg-type]


def test_a_criterion_gives_as_much_as_was_reached_and_says_what_lacks() -> None:
    assert (criterion(9, 10).met, criterion(9, 10).lacking) == (True, 0)
    half = criterion(45, 100)
    assert (half.points, half.lacking) == (5, 45)
    assert standing([criterion(9, 10), half], 900).score == 750
    assert not criterion(3, 3, least=20).measured


def test_a_criterion_that_is_nearly_reached_is_not_shown_with_all_its_points_and_lacks_points_not_records() -> None:
    row = Criterion("five_s", 15, 850, 763, 900)
    said = CriterionSaid(
        code="five_s", measure="five_s", title={"zh": "5S巡查得分", "en": "5S score"}, weight=15, share=0.85
    )  # fmt: skip
    with override("en"):
        shown = criterion_row(said, row, 1, "2018-1")
        others = criterion_row(said.model_copy(update={"measure": "satisfied"}), row, 1, "2018-1")
    assert (shown.points, shown.lacking, others.lacking) == ("14.9", "2 more points needed", "2 more needed")


def test_what_could_not_be_counted_shares_its_weight_out_and_what_must_be_reached_holds_the_award_back() -> None:
    assert standing([criterion(10, 10), criterion(0, 0, weight=90)], 900).proposed
    held = standing([criterion(10, 10, weight=99), criterion(0, 0, code="must", weight=1, must=True)], 900)
    assert (held.score, held.proposed, held.missing) == (1000, False, ("must",))
    assert standing([criterion(0, 0)], 900).score is None


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50), st.integers(1, 100)), max_size=6))
def test_a_window_has_between_none_and_all_points(rows: list[tuple[int, int, int]]) -> None:
    found = standing([criterion(min(hit, of), of, weight=weight) for hit, of, weight in rows], 900)
    assert found.score is None or 0 <= found.score <= 1000
    assert found.gap == max(0, 900 - (found.score or 0))


def test_half_years_follow_each_other() -> None:
    assert (half_of(half_span("2018-1")[0]), half_before("2018-1"), half_before("2018-2")) == (
        "2018-1",
        "2017-2",
        "2018-1",
    )
    assert half_span("2017-2")[1] == half_span("2018-1")[0]
    with pytest.raises(ValueError, match="2018-3"):
        half_span("2018-3")


def test_the_shipped_checklists_are_whole() -> None:
    table = parse(FILE.read_text(encoding="utf-8"))
    assert {one.code for one in table.areas} == {"counter", "waiting", "self_service", "archive", "outside", "conduct"}
    assert sum(one.weight for one in table.standard.criteria) == 100 if table.standard else False
    assert fingerprint(table) == fingerprint(parse(FILE.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("term: 1wd", "term: soon", "areas"), ("good: 80", "good: 800", "good"), ("code: waiting", "code: counter", ""),
        ("{zh: 完全没有做到, en: Not done at all}", "", "marks"), ("measure: waits", "measure: weights", "standard"),
        ("recheck: 3wd", "recheck: 3", "recheck"),
    ],
)  # fmt: skip
def test_a_file_with_mistakes_is_refused_and_names_the_place(old: str, new: str, place: str) -> None:
    text = FILE.read_text(encoding="utf-8")
    broken = text.replace(f"  - {old}\n", "") if not new else text.replace(old, new, 1)
    assert broken != text
    with pytest.raises(Invalid) as refused:
        parse(broken)
    assert any(place in f"{name} {said}" for name, said in refused.value.fields.items()), refused.value.fields
