"""Matters that go together: what is decided for one because of another. Pure.

A matter that is merged into a main one follows it: its reporter is answered when the main one is answered, it ends and
is taken up again with it, and it lies with whoever has the main one. What its reporter says of the work stays its own.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from shiqiao.kernel.clocks import rules as clock_rules
from shiqiao.kernel.clocks.rules import ClockState, Term
from shiqiao.kernel.matters.rules import REOPEN_WINDOW, Change, Given, Ground, Sheet, step

MOST_PARTS = 20
HANDS = ("post", "holder", "unit")
SAY_DONE = frozenset({"matters.finished", "matters.fixed_on_spot"})


def wrong_main(main: Sheet, at: datetime) -> str:
    """Return why nothing can be merged into a matter, as a sentence with its remedy; empty when it can."""
    if main.duplicate_of:
        return "The chosen matter is itself handled together with another: choose that one."
    if main.parent:
        return "The chosen matter is part of another: choose the one that it belongs to."
    if main.done and main.state != "closed":
        return "The chosen matter has ended for good: choose one that is open or closed within 30 days."
    if main.done and at > (main.ended_at or at) + REOPEN_WINDOW:
        return "The chosen matter was closed more than 30 days ago: choose one that is open."
    return ""


def wrong_other(other: Sheet, main: Sheet, divided: bool) -> str:
    """Return why a matter cannot be merged into another, as a sentence with its remedy; empty when it can."""
    if other.street != main.street:
        return "Matters of two streets are not merged; hand one over first."
    if other.flow != main.flow:
        return "These matters follow different flows: only matters of one kind are handled together."
    if other.accused != main.accused:
        return "Only matters that complain about the same unit of the office are handled together."
    if other.duplicate_of:
        return "Matter {number} is already handled together with another: part it first."
    if other.parent:
        return "Matter {number} is part of another and has no reporter of its own: close it instead."
    if divided:
        return "Matter {number} has parts that are still open: make it the main one, or wait until they are closed."
    return ""


def join(sheet: Sheet, main: Sheet, given: Given, ground: Ground) -> Change:
    """Decide that a matter is merged (并案) into `main`; its echo clock runs on: its reporter is owed an answer."""
    change = step(sheet, "merge", given, ground)
    return _bound_to(sheet, main, given, change)


def rejoin(sheet: Sheet, main: Sheet, given: Given) -> Change:
    """Decide that a matter merged into one that is now itself merged follows the new main one."""
    return _bound_to(sheet, main, given, Change("matters.merged", {}))


def _bound_to(sheet: Sheet, main: Sheet, given: Given, change: Change) -> Change:
    after: dict[str, Any] = {**change.set, "duplicate_of": given.main, "ended_at": main.ended_at}
    after.update({name: getattr(main, name) for name in HANDS})
    return replace(change, set={k: v for k, v in after.items() if getattr(sheet, k) != v})


def part(sheet: Sheet, given: Given, ground: Ground, *, owed: bool) -> Change:
    """Decide that a wrongly merged matter becomes its own again (拆并), routed to its responsible person.

    `owed` tells that its reporter was answered only by what was said about the other matter: the echo is owed anew.
    """
    change = step(sheet, "part", given, ground)
    setting = {**change.set, "ended_at": None}
    if given.routed:
        setting.update({name: getattr(given.routed, name) for name in HANDS})
    clocks = change.clocks
    if owed:
        setting["echoed_at"] = None
        runs = [clock.run for clock in sheet.clocks if clock.name == "echo"]
        term = Term.parse(ground.item.term("echo"))
        clocks += (clock_rules.start("echo", term, ground.calendar, ground.at, run=max(runs) + 1),)
    return replace(change, set={k: v for k, v in setting.items() if getattr(sheet, k) != v}, clocks=clocks)


def follow(sheet: Sheet, before: Sheet, after: Sheet, *, answers: bool, at: datetime) -> Change | None:
    """Decide what a move of the main matter (`before` → `after`) changes in one that is merged into it; None: nothing.

    `answers` tells that the move gave the reporters a person's substantive answer.
    """
    setting = {name: getattr(after, name) for name in (*HANDS, "ended_at")}
    taken_up = before.done and not after.done
    if after.done:
        setting["outcome"] = after.outcome
    if taken_up:
        setting.update(reopened=sheet.reopened + 1, responded=None, solved=None, satisfied=None)
    clocks: tuple[ClockState, ...] = ()
    if answers and sheet.echoed_at is None:
        setting["echoed_at"] = at
        clocks = tuple(clock_rules.stop(c, at) for c in sheet.clocks if c.name == "echo" and c.stopped_at is None)
    changed = {k: v for k, v in setting.items() if getattr(sheet, k) != v}
    code = _code(taken_up, after.done and not before.done, answers, bool(changed))
    return Change(code, changed, clocks) if code else None


def _code(taken_up: bool, ended: bool, answers: bool, changed: bool) -> str:
    if taken_up:
        return "matters.reopened_together"
    if ended:
        return "matters.ended_together"
    if answers:
        return "matters.answered_together"
    return "matters.given_together" if changed else ""


def ends(before: Sheet, change: Change) -> bool:
    """Tell whether a change says that the work is done: parts that go on must then be known to whoever says so."""
    return not before.done and (bool(change.set.get("done")) or change.code in SAY_DONE)


# ── repeats ────────────────────────────────────────────────────────────────────────────────────────────────────────

REPEAT_WITHIN = timedelta(days=180)
SAME_PLACE = 60  # metres


def repeats(earlier: Iterable[tuple[int, int | None, datetime | None, bool]], reported_at: datetime) -> int | None:
    """Return the latest of earlier matters about the same thing that a new one at the same place repeats.

    Each is (id, metres between them or None, when it ended, same address); it counts when it was closed at most 180
    days before, and within 60 metres, or at the same address where a point is not known: a road is an address, too.
    """
    near = [
        (ended, identifier)
        for identifier, metres, ended, same_address in earlier
        if ended is not None
        and timedelta(0) <= reported_at - ended <= REPEAT_WITHIN
        and (same_address if metres is None else metres <= SAME_PLACE)
    ]
    return max(near)[1] if near else None
