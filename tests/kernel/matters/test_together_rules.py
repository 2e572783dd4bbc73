"""Pure decisions about matters that go together, and their algebra."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shiqiao.kernel.matters import together
from shiqiao.kernel.matters.rules import Given, Sheet, advance

from .test_matter_rules import ALL, AT, CHECKER, MEMBER, after, ground, reported

pytestmark = pytest.mark.unit

MAIN = 7


def joined(main: Sheet) -> Sheet:
    sheet = reported()
    change = together.join(sheet, main, Given(main=MAIN), ground(5))
    return advance(sheet, change.set, change.clocks)


def running(sheet: Sheet) -> set[str]:
    return {clock.name for clock in sheet.clocks if clock.running}


def test_a_merged_matter_keeps_only_the_clock_of_the_answer_it_owes() -> None:
    assert running(joined(reported())) == {"echo"}


def test_merged_into_a_closed_one_it_has_ended_with_it() -> None:
    closed = after(reported(), "record")
    assert joined(closed).ended_at == closed.ended_at


@pytest.mark.parametrize(
    ("moves", "code"),
    [
        (("answer",), "answered_together"), (("dispatch",), "given_together"), (("accept",), ""),
        (("decline",), "ended_together"), (("dispatch", "finish"), "answered_together"),
    ],
)  # fmt: skip
def test_what_a_move_of_the_main_one_is_for_the_merged_one(moves: tuple[str, ...], code: str) -> None:
    before = after(reported(), *moves[:-1])
    one = joined(before)
    change = together.follow(
        one, before, after(before, moves[-1], minutes=20), answers=moves[-1] != "dispatch" and moves[-1] != "accept",
        at=AT + timedelta(minutes=25),
    )  # fmt: skip
    assert (change.code if change else "") == (f"matters.{code}" if code else "")


def test_a_place_is_repeated_within_60_metres_and_180_days_of_the_end() -> None:
    ended = AT - timedelta(days=30)
    assert together.repeats([(1, 59, ended, False), (2, 61, AT, False)], AT) == 1
    assert together.repeats([(1, None, ended, True)], AT) == 1
    assert together.repeats([(1, None, ended, False), (2, 0, None, True), (3, 61, ended, True)], AT) is None
    assert together.repeats([(1, 0, AT - timedelta(days=181), False)], AT) is None
    assert together.repeats([(1, 5, AT - timedelta(days=90), False), (3, 60, ended, False)], AT) == 3


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"duplicate_of": 3}, "itself handled"), ({"parent": 3}, "part of another"),
        ({"state": "declined", "done": True, "ended_at": AT}, "ended for good"),
        ({"state": "closed", "done": True, "ended_at": AT - timedelta(days=31)}, "more than 30 days"),
    ],
)  # fmt: skip
def test_into_what_nothing_can_be_merged(wrong: dict[str, object], said: str) -> None:
    assert said in together.wrong_main(replace(reported(), **wrong), AT)  # type: ignore[arg-type]


STEPS = st.lists(st.sampled_from(("merge", "part", "answer", "close", "reopen")), max_size=25)


@given(STEPS)
def test_whatever_happens_a_reporter_has_one_main_or_none_and_an_owed_answer_is_not_lost(walk: list[str]) -> None:
    """One reporter's matter against a main one: the state machine of merging, without a database."""
    main, one, minutes, own = reported(), reported(), 0.0, True
    for do in walk:
        minutes += 7
        at = AT + timedelta(minutes=minutes)
        before = main
        if do == "merge" and not one.duplicate_of and not together.wrong_main(main, at) and one.state != "closed":
            change = together.join(one, main, Given(main=MAIN), ground(minutes))
            one = advance(one, change.set, change.clocks)
        elif do == "part" and one.duplicate_of:
            change = together.part(one, ALL, ground(minutes), owed=one.echoed_at is not None and not own)
            one, own = advance(one, change.set, change.clocks), True
        elif do in ("answer", "close", "reopen"):
            main, answers = _moved(main, do, minutes)
            followed = together.follow(one, before, main, answers=answers, at=at) if one.duplicate_of else None
            if followed:
                own = own and "echoed_at" not in followed.set
                one = advance(one, followed.set, followed.clocks)
        assert one.duplicate_of in (0, MAIN)
        assert (one.state == "merged") == (one.duplicate_of == MAIN)
        assert (one.echoed_at is None) == ("echo" in running(one)), "owed means that a clock runs"
        assert not one.duplicate_of or one.ended_at == main.ended_at
        assert not one.duplicate_of or (one.post, one.holder, one.unit) == (main.post, main.holder, main.unit)


def _moved(main: Sheet, do: str, minutes: float) -> tuple[Sheet, bool]:
    """Lead the main matter on towards its end, answer it or take it up again; tells whether that was an answer."""
    on = {"reported": "record", "handling": "finish", "checking": "close"}
    made = {"close": on.get(main.state), "reopen": "reopen" if main.state == "closed" else None, "answer": "answer"}[do]
    if made is None:
        return main, False
    by = CHECKER if made == "close" else MEMBER
    return after(main, made, by=by, minutes=minutes - 5), made in ("answer", "record", "finish")
