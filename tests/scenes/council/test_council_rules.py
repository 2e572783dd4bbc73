"""Pure rules of deliberation: the table of moves, the file, quorum and its replay, consensus, progress, evaluation."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from shiqiao.base.errors import Invalid
from shiqiao.scenes.council import moves, rules
from shiqiao.scenes.council.definitions import parse
from shiqiao.scenes.council.moves import Move
from shiqiao.scenes.council.rules import Stay

TABLE = parse((Path(settings.LOCALITIES) / "ganshiqiao" / "council.yaml").read_text(encoding="utf-8"))
AT = datetime.fromisoformat("2018-06-27T15:00:00+08:00")
FULL = ["party_organisation", "party_members", "party_members", "professionals", "stationed_units", *["residents"] * 3]


def test_the_table_of_moves_is_whole() -> None:
    assert moves.faults(moves.MOVES) == []
    assert moves.faults([*moves.MOVES, Move("again", "closed", "submitted")]) == ["again leads out of closed"]


def test_a_quorum_is_there_when_no_kind_is_short() -> None:
    assert rules.quorum(TABLE, FULL, {}).there
    short = rules.quorum(TABLE, FULL[:-1], {}).short
    assert [(one.kind, one.present, one.needed, one.missing) for one in short] == [("residents", 2, 3, 1)]
    # Twenty of another kind do not stand in for the one who is missing; a second call asks for fewer.
    assert not rules.quorum(TABLE, [*FULL[:-1], *["party_members"] * 20], {}).there
    assert rules.quorum(TABLE, FULL[:-1], {}, convocation=2).there


def test_nobody_came() -> None:
    assert not rules.quorum(TABLE, [], {}).there
    assert not rules.quorum(parse("kinds: []"), ["residents"], {}).there


def test_the_ledger_is_replayed_to_any_moment() -> None:
    stays = [Stay(n, kind, AT) for n, kind in enumerate(FULL)]
    stays[-1] = Stay(7, "residents", AT, AT + timedelta(minutes=30))
    stays.append(Stay(7, "residents", AT + timedelta(minutes=50)))
    assert [(turn.at - AT, turn.quorum.there) for turn in rules.replay(stays, TABLE, {}, 1, None)] == [
        (timedelta(0), True), (timedelta(minutes=30), False), (timedelta(minutes=50), True),
    ]  # fmt: skip
    assert 7 not in rules.present_at(stays, AT + timedelta(minutes=30))  # who leaves at a moment is not there then


def test_a_consensus_needs_half_and_nobody_against() -> None:
    present = {"residents": 3, "professionals": 2}
    assert rules.consensus([("residents", "for")] * 3, present) == ""
    assert rules.consensus([("residents", "for")] * 2, present) == "silent"
    assert rules.consensus([("residents", "for")] * 3 + [("professionals", "against")], present) == "against"


def test_how_a_kind_stands() -> None:
    told = [("residents", "for"), ("residents", "reserved"), ("professionals", "against")]
    first, second = rules.stands(told, {"residents": 3, "professionals": 1}, ["residents", "professionals"])
    assert (first.yes, first.present, first.agrees) == (2, 3, True)
    assert (second.yes, second.no, second.agrees) == (0, 1, False)


@given(st.lists(st.tuples(st.integers(1, 100), st.integers(-50, 200)), max_size=12))
def test_progress_never_passes_a_hundred(tasks: list[tuple[int, int]]) -> None:
    assert 0 <= rules.progress(tasks) <= 100


def test_progress_is_divided_by_the_weights() -> None:
    assert rules.progress([(3, 100), (1, 0)]) == 75
    assert rules.progress([(3, 100), (1, 100)]) == 100
    assert rules.progress([]) == 0


def test_an_evaluation_waits_for_enough_scores() -> None:
    assert rules.evaluation([5, 5], 10, TABLE) == ""
    assert rules.evaluation([5] * 6, 10, TABLE) == "passed"
    assert rules.evaluation([3] * 10, 10, TABLE) == "failed"
    assert rules.evaluation([], 0, TABLE) == ""


@pytest.mark.parametrize(
    "text",
    [
        "kinds: [{code: one_kind, title: {zh: 一, en: One}}]",  # no core
        "kinds: [{code: one_kind, title: {zh: 一, en: One}, core: true, seats: 1, present: 2}]",
        "terms: {review: soon}",
        'vote: {overall: "half"}',
    ],
)
def test_a_wrong_file_names_its_place(text: str) -> None:
    with pytest.raises(Invalid) as error:
        parse(text)
    assert error.value.fields
