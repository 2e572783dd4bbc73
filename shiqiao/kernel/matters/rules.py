"""What a move does to a matter: pure decisions, and the fold that rebuilds a matter from its journal lines.

Desk, field app, API, import and demo all decide here; `store` only writes down what was decided. A decision is a
`Change`; written as a journal line it is exactly what `apply` folds back into the same `Sheet`. The values are in
`sheets`, what single moves change in `effects`, under which conditions they may be made in `conditions`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from shiqiao.base.actor import Actor, Grant
from shiqiao.base.ids import luhn_digit
from shiqiao.kernel.clocks import rules as clock_rules
from shiqiao.kernel.clocks.hooks import shortened
from shiqiao.kernel.clocks.rules import ClockState, Term
from shiqiao.kernel.flows.rules import Move
from shiqiao.kernel.journal.rules import Line, read_stamp
from shiqiao.kernel.matters import asking
from shiqiao.kernel.matters.conditions import check, unmet
from shiqiao.kernel.matters.effects import EFFECTS
from shiqiao.kernel.matters.grades import graded
from shiqiao.kernel.matters.sheets import (
    ASSIGNED,
    CALLER,
    COLUMNS,
    MARKS,
    MOMENTS,
    NOTES,
    REOPEN_WINDOW,
    REPORTER,
    UNDOABLE,
    UNIT_ROLES,
    USUAL,
    Change,
    Given,
    Ground,
    Routed,
    Sheet,
    covered,
)

__all__ = [
    "COLUMNS", "MARKS", "NOTES", "REOPEN_WINDOW", "Change", "Given", "Ground", "Routed", "Sheet", "advance", "apply",
    "begin", "code_of", "covered", "next_due", "number_of", "rebuild", "roles_towards", "step", "unmet",
]  # fmt: skip


def number_of(identifier: int, day: str) -> str:
    """Make a matter's public number: local date as YYMMDD, the identifier, and a Luhn digit against slips of the pen."""
    body = f"{day}{identifier:05d}"
    return body + luhn_digit(body)


def identifier_in(number: str) -> int:
    """Return the identifier that stands in a public number, 0 where none does."""
    return int(number[6:-1]) if number.isascii() and number.isdigit() and len(number) > 11 else 0


def begin(sheet: Sheet, ground: Ground) -> Change:
    """Decide a report: the sheet as first written, with the clocks of the first state and of the echo."""
    state = ground.flow.states[sheet.state]  # the flow's start; a part of a matter is born with those who handle it
    names = [state.clock] if state.clock else []
    if sheet.channel in ground.flow.table.echo:
        names.append("echo")
    clocks = tuple(_begin_clock(name, 1, ground) for name in names)
    values = {
        name: value
        for name, value in zip(COLUMNS, covered(sheet), strict=True)
        if name not in USUAL or value != USUAL[name]
    }
    return Change("matters.reported", values, clocks)


def step(sheet: Sheet, do: str, given: Given, ground: Ground) -> Change:
    """Decide a move. Raises MoveNotAllowed, MoveLacks or ConditionNotMet, each saying what to do instead."""
    move = ground.flow.allow(do, state=sheet.state, roles=ground.roles)
    sheet, move = asking.as_decided(sheet, move, given)
    if not ground.recognised:
        check(move, sheet, given, ground)
    target = ground.flow.target(move, sheet.state)
    state = ground.flow.states[target]
    setting: dict[str, Any] = {}
    if target != sheet.state:
        setting.update(state=target, done=state.done, ended_at=ground.at if state.done else None)
        if state.done and sheet.done:
            setting.pop("ended_at")
    clocks = _turn_clocks(sheet, move, target, ground)
    if move.answers and sheet.echoed_at is None:
        setting["echoed_at"] = ground.at
    if do in EFFECTS:
        setting.update(EFFECTS[do](sheet, given, ground))
    if do == "correct":
        clocks = _corrected_clocks(sheet, given, ground)
    clocks = asking.turn(sheet, clocks, do, setting, ground)
    more = {**_more(given, do, ground), **asking.told(sheet, do, setting, ground)}
    setting.update(asking.leaves(sheet, do, setting))
    changed = {k: v for k, v in setting.items() if getattr(sheet, k) != v}
    return Change(code_of(do), changed, clocks, more)


_PAST = {
    "accept": "accepted", "decline": "declined", "dispatch": "dispatched", "redirect": "redirected",
    "fix_on_spot": "fixed_on_spot", "answer": "answered", "correct": "corrected", "finish": "finished",
    "send_back": "sent_back", "close": "closed", "call_back": "called_back", "rate": "rated",
    "reopen": "reopened", "archive": "archived", "record": "recorded", "withdraw": "withdrawn",
    "mediate": "mediated", "agree": "agreed", "fail_mediation": "mediation_failed", "ask_review": "review_asked",
    "answer_review": "review_answered", "ask_final_review": "final_review_asked",
    "answer_final_review": "final_review_answered",
    "merge": "merged", "part": "parted", "split": "split", "summon": "summoned", "attend": "attended", "contest": "contested",
    "excuse": "excused", "insist": "insisted", "mark_absent": "marked_absent", "assess": "assessed",
    "rate_call": "rated_call", "weigh": "weighed", "refuse": "refused", "adopt": "adopted", "try": "tried",
    "introduce": "introduced", "publish": "published", "hide": "hidden",
    "ask_return": "return_asked", "ask_extension": "extension_asked", "ask_pause": "pause_asked",
    "uphold_return": "return_upheld", "grant": "granted", "refuse_request": "request_refused", "resume": "resumed",
    "accept_result": "result_accepted", "end_publicity": "publicity_ended", "sign": "signed",
    "supervise": "supervised", "report_progress": "progress_reported",
}  # fmt: skip


def code_of(do: str) -> str:
    """Return the journal code of a move."""
    return f"matters.{_PAST.get(do, do)}"


def _more(given: Given, do: str, ground: Ground) -> dict[str, Any]:
    more: dict[str, Any] = {}
    if do in UNDOABLE and ground.by.account:  # a post may be acted for by two persons; only the same one undoes
        more["who"] = ground.by.account
    if given.evidence:
        more["files"] = [list(pair) for pair in given.evidence]
    if given.routed and given.routed.why:
        more["why"] = [dict(reason) for reason in given.routed.why]
    if do in ("call_back", "rate", "assess", "rate_call"):
        more["said"] = {k: getattr(given, k) for k in ("responded", "solved", "satisfied")} | graded(given)
    return more


# ── clocks ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _begin_clock(name: str, run: int, ground: Ground) -> ClockState:
    clock = clock_rules.start(name, Term.parse(ground.item.term(name)), ground.calendar, ground.at, run=run)
    return shortened(clock, ground.calendar, ground.at, ground.asked)


def _turn_clocks(sheet: Sheet, move: Move, target: str, ground: Ground) -> tuple[ClockState, ...]:
    """Stop the clock of the state that is left and the echo when answered; start the clock of the state entered."""
    changed = []
    leaving = ground.flow.states[sheet.state].clock if target != sheet.state else ""
    for clock in sheet.clocks:
        ends = clock.name == leaving or (clock.name == "echo" and move.answers)
        if clock.stopped_at is None and ends:
            changed.append(clock_rules.stop(clock, ground.at))
    entering = ground.flow.states[target].clock if target != sheet.state else ""
    if entering:
        runs = [clock.run for clock in sheet.clocks if clock.name == entering]
        changed.append(_begin_clock(entering, max(runs, default=0) + 1, ground))
    return tuple(changed)


def _corrected_clocks(sheet: Sheet, given: Given, ground: Ground) -> tuple[ClockState, ...]:
    """A corrected item brings its own terms: running clocks are reckoned again from where they started."""
    if given.item is None or given.item.code == sheet.item:
        return ()
    term = given.item.term
    asked = replace(ground.asked, item=given.item.code) if ground.asked else None
    return tuple(
        shortened(
            clock_rules.correct(clock, ground.calendar, Term.parse(term(clock.name)), ground.at, reason="item"),
            ground.calendar,
            ground.at,
            asked,
        )
        for clock in sheet.clocks
        if clock.stopped_at is None and str(clock.term) != term(clock.name)
    )


def next_due(sheet: Sheet) -> datetime | None:
    """Return when the first of the running clocks is due: what lists are sorted by."""
    if sheet.done:
        return None
    return min((c.due_at for c in sheet.clocks if c.stopped_at is None and c.paused_at is None), default=None)


def roles_towards(
    actor: Actor, *, post: int, unit: int, territory: int, line: str, caller: int = 0, accused: int = 0
) -> frozenset[str]:
    """Return the roles an actor has towards one matter: by territory, by unit, because it is theirs or they called.

    Whoever belongs to the unit that it complains about (`accused`) has none.
    """
    reach = actor.reach
    if accused and accused in reach.belongs:
        return frozenset()
    roles: frozenset[str] = frozenset()
    if reach.grants:
        roles = roles.union(*(_granted(one, post, unit, territory, line) for one in reach.grants))
    elif reach.span and reach.span[0] <= territory <= reach.span[1] and (reach.lines is None or line in reach.lines):
        roles = actor.roles - UNIT_ROLES
    if unit and unit in reach.units and not reach.grants:
        roles |= actor.roles & UNIT_ROLES
    if post in reach.posts:
        roles |= {ASSIGNED} if reach.grants else actor.roles | {ASSIGNED}
    if caller and caller in reach.posts:
        roles |= {CALLER}
    # An official is no matter's reporter merely by holding a reporter's post; a resident has shown the secret link.
    return roles | (actor.roles & ({"system"} if actor.kind == "account" else {"system", REPORTER}))


def _granted(grant: Grant, post: int, unit: int, territory: int, line: str) -> frozenset[str]:
    """Return the roles that one post gives towards a matter: those of another post reach no further for it."""
    if post == grant.post:
        return grant.roles
    if grant.lines is not None and line not in grant.lines:
        return frozenset()
    here = grant.span is not None and grant.span[0] <= territory <= grant.span[1]
    roles = grant.roles - UNIT_ROLES if here else frozenset[str]()
    return roles | (grant.roles & UNIT_ROLES) if unit and unit in grant.units else roles


# ── the fold ───────────────────────────────────────────────────────────────────────────────────────────────────────


def apply(sheet: Sheet | None, data: Mapping[str, Any]) -> Sheet:
    """Fold one line's data into a sheet; the first line makes the sheet."""
    values = {k: _from_json(k, v) for k, v in data.get("set", {}).items()}
    changed = [ClockState.from_dict(raw) for raw in data.get("clocks", ())]
    if sheet is None:
        return Sheet(**values, clocks=tuple(changed))
    return advance(sheet, values, changed, [(name, run) for name, run in data.get("dropped", ())])


def advance(
    sheet: Sheet, values: Mapping[str, Any], changed: Iterable[ClockState], dropped: Iterable[tuple[str, int]] = ()
) -> Sheet:
    """Return the sheet after a change."""
    clocks = {(clock.name, clock.run): clock for clock in sheet.clocks}
    clocks.update({(clock.name, clock.run): clock for clock in changed})
    for key in dropped:
        clocks.pop(key, None)
    return replace(sheet, **values, clocks=tuple(clocks.values()))


def rebuild(lines: Iterable[Line]) -> Sheet | None:
    """Rebuild a matter from its journal lines, oldest first; None when no line sets anything."""
    sheet = None
    for line in lines:
        if "set" in line.data:
            sheet = apply(sheet, line.data)
    return sheet


def _from_json(name: str, value: Any) -> Any:
    return read_stamp(value) if name in MOMENTS and value is not None else value
