"""Rules that shorten terms: what a clock keeps of them, and what stays when more happens to it."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from shiqiao.kernel.clocks import rules
from shiqiao.kernel.clocks.hooks import Asked, Shorter, TermRule, shortened, term_rules
from shiqiao.kernel.clocks.plain import seeded
from shiqiao.kernel.clocks.rules import ClockState, Term, tell

pytestmark = pytest.mark.unit
CAL = seeded(version=1)
ASKED = Asked(370103003, "service_affair", "licence", "post.7")


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai"))


AT = local("2018-06-27 10:00")


def begun(term: str = "10wd") -> ClockState:
    return rules.start("handle", Term.parse(term), CAL, AT)


@pytest.fixture
def half(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two rules and no others: one that halves the term of licences, one that says nothing."""
    monkeypatch.setattr(term_rules, "_items", [])

    def look(asked: Asked, clock: str, term: Term, at: datetime) -> Shorter | None:
        fits = asked.item == "licence" and clock == "handle"
        return Shorter(Term(term.value // 2, term.unit), "G2018-1", "green channel") if fits else None

    term_rules.fill("test", TermRule("half", look))
    term_rules.fill("test", TermRule("none", lambda asked, clock, term, at: None))


def test_a_rule_shortens_the_clock_that_starts_and_stands_in_it(half: None) -> None:
    state = shortened(begun(), CAL, AT, ASKED)
    assert (str(state.term), state.due_at) == ("5wd", local("2018-07-04 17:30"))
    assert rules.shortened_by(state) == "G2018-1"
    assert rules.reckoned(state, CAL) == state.due_at
    assert ClockState.from_dict(state.to_dict()) == state


def test_why_this_time_names_the_rule_and_both_dates(half: None) -> None:
    told = [tell(step) for step in rules.explain(shortened(begun(), CAL, AT, ASKED), CAL)]
    assert told[-1] == (
        "Shortened from 10 working days by the green channel, rule G2018-1 (put to use by post.7): "
        "due on 2018-07-04 17:30, not on 2018-07-11 17:30."
    )


def test_other_items_and_other_clocks_keep_their_terms(half: None) -> None:
    other = Asked(370103003, "service_affair", "card", "post.7")
    assert shortened(begun(), CAL, AT, other) == begun()
    assert shortened(rules.start("echo", Term.parse("10wd"), CAL, AT), CAL, AT, ASKED).shifts == ()
    assert shortened(begun(), CAL, AT, None) == begun()


def test_a_clock_is_shortened_once(half: None) -> None:
    once = shortened(begun(), CAL, AT, ASKED)
    assert shortened(once, CAL, AT, ASKED) is once


def test_a_term_that_is_no_shorter_changes_nothing() -> None:
    same = rules.shorten(begun("1wd"), CAL, Term.parse("2wd"), AT, rule="G", reason="green channel", approver="post.7")
    assert same == begun("1wd")


def test_pauses_and_extensions_hold_for_a_shortened_clock(half: None) -> None:
    state = shortened(begun(), CAL, AT, ASKED)
    state = rules.pause(state, local("2018-06-28 10:00"), reason="papers")
    state = rules.resume(state, CAL, local("2018-07-02 10:00"))
    state = rules.extend(state, CAL, Term.parse("1wd"), local("2018-07-03 10:00"), reason="asked", approver="post.1")
    assert rules.reckoned(state, CAL) == state.due_at > local("2018-07-04 17:30")


def test_a_corrected_item_may_be_shortened_anew(half: None) -> None:
    state = shortened(begun(), CAL, AT, ASKED)
    state = rules.correct(state, CAL, Term.parse("20wd"), local("2018-06-28 10:00"), reason="item")
    assert rules.shortened_by(state) == ""
    assert str(shortened(state, CAL, local("2018-06-28 10:00"), ASKED).term) == "10wd"
