"""What a move does to a matter: pure decisions, and the fold that rebuilds a matter from its journal lines.

Desk, field app, API, import and demo all decide here; `store` only writes down what was decided. A decision is a
`Change`; written as a journal line it is exactly what `apply` folds back into the same `Sheet`.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any

from shiqiao.base.actor import Actor
from shiqiao.base.ids import luhn_digit
from shiqiao.kernel.catalogue.rules import Item
from shiqiao.kernel.clocks import rules as clock_rules
from shiqiao.kernel.clocks.rules import ClockState, Term, WorkCalendar
from shiqiao.kernel.flows.rules import Flow, Move
from shiqiao.kernel.journal.rules import Line, read_stamp, stamp
from shiqiao.kernel.matters.errors import ConditionNotMet, MoveLacks
from shiqiao.kernel.matters.needs import lacking

# What a person writes with a move, and whether the reporter reads it.
NOTES = {"answer": True, "result": True, "reason": False}
REOPEN_WINDOW = timedelta(days=30)
# Roles that an actor has towards a matter only because of where the matter stands.
ASSIGNED, REPORTER = "assigned", "reporter"
# Roles that reach a matter through its unit rather than through its territory.
UNIT_ROLES = frozenset({"handler", "department_head"})


@dataclass(frozen=True, slots=True)
class Sheet:
    """The state of a matter that the journal covers; see models.Matter for the columns."""

    number: str
    street: int
    community: int
    grid: int
    boundary: int
    line: str
    item: str
    catalogue: int
    flow: str
    flow_version: int
    state: str
    done: bool
    channel: str
    urgent: bool
    post: int
    holder: int
    unit: int
    reported_at: datetime
    echoed_at: datetime | None = None
    ended_at: datetime | None = None
    outcome: str = ""
    finished_by: int = 0
    finished_holder: int = 0
    reopened: int = 0
    sent_back: int = 0
    on_spot: bool = False
    responded: bool | None = None
    solved: bool | None = None
    satisfied: bool | None = None
    duplicate_of: int = 0
    unrouted: bool = False
    parent: int = 0
    repeat_of: int = 0
    asked: str = ""
    asked_for: str = ""
    asked_by: int = 0
    asked_holder: int = 0
    paused: bool = False
    returned: int = 0
    extended: int = 0
    supervised: int = 0
    clocks: tuple[ClockState, ...] = ()


COLUMNS = tuple(f.name for f in fields(Sheet) if f.name != "clocks")
# What a line need not say: the fold puts it in by itself.
_USUAL = {f.name: f.default for f in fields(Sheet) if f.default is not MISSING}
covered: Callable[[Sheet], tuple[Any, ...]] = attrgetter(*COLUMNS)  # the values of COLUMNS, in their order
# Columns by which a search is narrowed in the text index itself, and the marks that their values bear there.
MARKS = {"community": "@c", "grid": "@g", "line": "@l", "item": "@i", "post": "@p", "unit": "@u"}
_MOMENTS = frozenset({"reported_at", "echoed_at", "ended_at"})


@dataclass(frozen=True, slots=True)
class Routed:
    """Where a matter belongs and whose it is, with the reasons."""

    community: int
    grid: int
    boundary: int
    post: int
    holder: int
    unit: int
    unrouted: bool
    why: tuple[Mapping[str, Any], ...] = ()
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Given:
    """What the one who moves brings along; each move says what it needs."""

    answer: str = ""
    result: str = ""
    reason: str = ""
    outcome: str = ""
    handler: tuple[int, int, int] | None = None  # post, its holder, its unit
    evidence: tuple[tuple[str, str], ...] = ()  # purpose, content hash
    responded: bool | None = None
    solved: bool | None = None
    satisfied: bool | None = None
    item: Item | None = None
    routed: Routed | None = None
    place: tuple[str, float | None, float | None] | None = None  # the right address and point (WGS84)


@dataclass(frozen=True, slots=True)
class Ground:
    """What a decision stands on: the matter's own flow version and item, the street's calendar, who and when.

    `at` is the moment that starts and stops clocks: when it was recorded, or, for recognised history, when it happened.
    """

    flow: Flow
    item: Item
    calendar: WorkCalendar
    at: datetime
    by: Actor
    roles: frozenset[str]
    recognised: bool = False
    outcomes: Collection[str] = ()  # the legal grounds for declining in the matter's own catalogue version


@dataclass(frozen=True, slots=True)
class Change:
    """A decision: the journal code, the columns set, the clocks changed, and further codes for the line."""

    code: str
    set: Mapping[str, Any]
    clocks: tuple[ClockState, ...] = ()
    more: Mapping[str, Any] = field(default_factory=dict)

    def data(self) -> dict[str, Any]:
        """Return the journal line's data: JSON of codes, numbers and moments."""
        data: dict[str, Any] = {"set": {k: _to_json(v) for k, v in self.set.items()}, **self.more}
        if self.clocks:
            data["clocks"] = [clock.to_dict() for clock in self.clocks]
        return data


def number_of(identifier: int, day: str) -> str:
    """Make a matter's public number: local date as YYMMDD, the identifier, and a Luhn digit against slips of the pen."""
    body = f"{day}{identifier:05d}"
    return body + luhn_digit(body)


def begin(sheet: Sheet, ground: Ground) -> Change:
    """Decide a report: the sheet as first written, with the clocks of the first state and of the echo."""
    state = ground.flow.states[ground.flow.table.start]
    names = [state.clock] if state.clock else []
    if sheet.channel in ground.flow.table.echo:
        names.append("echo")
    clocks = tuple(_begin_clock(name, 1, ground) for name in names)
    values = {
        name: value
        for name, value in zip(COLUMNS, covered(sheet), strict=True)
        if name not in _USUAL or value != _USUAL[name]
    }
    return Change("matters.reported", values, clocks)


def step(sheet: Sheet, do: str, given: Given, ground: Ground) -> Change:
    """Decide a move. Raises MoveNotAllowed, MoveLacks or ConditionNotMet, each saying what to do instead."""
    move = ground.flow.allow(do, state=sheet.state, roles=ground.roles)
    if not ground.recognised:
        _check(move, sheet, given, ground)
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
    changed = {k: v for k, v in setting.items() if getattr(sheet, k) != v}
    return Change(f"matters.{_PAST.get(do, do)}", changed, clocks, _more(given, do))


_PAST = {
    "accept": "accepted", "decline": "declined", "dispatch": "dispatched", "redirect": "redirected",
    "fix_on_spot": "fixed_on_spot", "answer": "answered", "correct": "corrected", "finish": "finished",
    "send_back": "sent_back", "close": "closed", "call_back": "called_back", "rate": "rated",
    "reopen": "reopened", "archive": "archived", "record": "recorded",
}  # fmt: skip


def _more(given: Given, do: str) -> dict[str, Any]:
    more: dict[str, Any] = {}
    if given.evidence:
        more["files"] = [list(pair) for pair in given.evidence]
    if given.routed and given.routed.why:
        more["why"] = [dict(reason) for reason in given.routed.why]
    if do in ("call_back", "rate"):
        more["said"] = {k: getattr(given, k) for k in ("responded", "solved", "satisfied")}
    return more


# ── clocks ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _begin_clock(name: str, run: int, ground: Ground) -> ClockState:
    return clock_rules.start(name, Term.parse(ground.item.term(name)), ground.calendar, ground.at, run=run)


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
    return tuple(
        clock_rules.correct(clock, ground.calendar, Term.parse(term(clock.name)), ground.at, reason="item")
        for clock in sheet.clocks
        if clock.stopped_at is None and str(clock.term) != term(clock.name)
    )


def next_due(sheet: Sheet) -> datetime | None:
    """Return when the first of the running clocks is due: what lists are sorted by."""
    if sheet.done:
        return None
    return min((c.due_at for c in sheet.clocks if c.stopped_at is None and c.paused_at is None), default=None)


# ── what single moves change ───────────────────────────────────────────────────────────────────────────────────────


def _handler(sheet: Sheet, given: Given, ground: Ground) -> dict[str, Any]:
    if given.handler is None:  # recognised history may be silent about who handled
        return {}
    post, holder, unit = given.handler
    return {"post": post, "holder": holder, "unit": unit, "unrouted": False}  # somebody has it now


def _finished(sheet: Sheet, given: Given, ground: Ground) -> dict[str, Any]:
    return {"finished_by": ground.by.post or 0, "finished_holder": ground.by.account or 0, "unrouted": False}


def _fixed(sheet: Sheet, given: Given, ground: Ground) -> dict[str, Any]:
    return {**_finished(sheet, given, ground), "on_spot": True}


def _said(sheet: Sheet, given: Given, ground: Ground) -> dict[str, Any]:
    return {k: v for k in ("responded", "solved", "satisfied") if (v := getattr(given, k)) is not None}


def _reopened(sheet: Sheet, given: Given, ground: Ground) -> dict[str, Any]:
    return {"reopened": sheet.reopened + 1, "ended_at": None, "solved": None, "satisfied": None, "responded": None}


def _corrected(sheet: Sheet, given: Given, ground: Ground) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if given.item:
        changes.update(item=given.item.code, line=given.item.line, urgent=sheet.urgent or given.item.urgent)
    if given.routed:
        r = given.routed
        changes.update(community=r.community, grid=r.grid, boundary=r.boundary, post=r.post, holder=r.holder,
                       unit=r.unit, unrouted=r.unrouted, urgent=changes.get("urgent", sheet.urgent) or r.urgent)  # fmt: skip
    return changes


EFFECTS: Mapping[str, Callable[[Sheet, Given, Ground], dict[str, Any]]] = {
    "dispatch": _handler,
    "redirect": _handler,
    "finish": _finished,
    "fix_on_spot": _fixed,
    "send_back": lambda sheet, given, ground: {"sent_back": sheet.sent_back + 1},
    "decline": lambda sheet, given, ground: {"outcome": given.outcome},
    "call_back": _said,
    "rate": _said,
    "reopen": _reopened,
    "correct": _corrected,
    # History that ended long ago waits for nobody: without a place it does not ring the alarm of the unrouted list.
    "record": lambda sheet, given, ground: {"unrouted": False},
}


# ── under which conditions ────────────────────────────────────────────────────────────────────────────────────────


def _check(move: Move, sheet: Sheet, given: Given, ground: Ground) -> None:
    if wrong := lacking(move.needs, given, given.evidence, ground.item, ground.outcomes):
        raise MoveLacks(fields=wrong)
    for condition in move.when:
        if remedy := _unmet(condition, sheet, ground):
            raise ConditionNotMet(remedy, condition=condition)


def unmet(move: Move, sheet: Sheet, ground: Ground) -> str:
    """Return why a move cannot be made although the role allows it, as a sentence with its remedy; empty when it can."""
    return next((remedy for condition in move.when if (remedy := _unmet(condition, sheet, ground))), "")


def _unmet(name: str, sheet: Sheet, ground: Ground) -> str:
    by = ground.by
    closed = sheet.ended_at or ground.at
    met, remedy = {
        # 监督与指挥分开: the one who handled may not check (CJ/T 292, two axes; see docs/why).
        "checked_by_another": (
            not ((by.post and by.post == sheet.finished_by) or (by.account and by.account == sheet.finished_holder)),
            "Who handled a matter does not check it: ask another checker.",
        ),
        "within_reopen_window": (
            ground.at <= closed + REOPEN_WINDOW,
            "This matter was closed more than 30 days ago: please make a new report.",
        ),
        "after_reopen_window": (ground.at > closed + REOPEN_WINDOW, "It can still be reopened."),
        "may_be_fixed_on_the_spot": (ground.item.on_the_spot, "This item cannot be fixed on the spot: dispatch it."),
    }[name]
    return "" if met else remedy


def roles_towards(actor: Actor, *, post: int, unit: int, territory: int, line: str) -> frozenset[str]:
    """Return the roles an actor has towards one matter: by territory, by unit, or because it is theirs."""
    reach = actor.reach
    roles: frozenset[str] = frozenset()
    if reach.span and reach.span[0] <= territory <= reach.span[1] and (reach.lines is None or line in reach.lines):
        roles = actor.roles - UNIT_ROLES
    if unit and unit in reach.units:
        roles |= actor.roles & UNIT_ROLES
    if post in reach.posts:
        roles |= actor.roles | {ASSIGNED}
    # An official is no matter's reporter merely by holding a reporter's post; a resident has shown the secret link.
    return roles | (actor.roles & ({"system"} if actor.kind == "account" else {"system", REPORTER}))


# ── the fold ───────────────────────────────────────────────────────────────────────────────────────────────────────


def apply(sheet: Sheet | None, data: Mapping[str, Any]) -> Sheet:
    """Fold one line's data into a sheet; the first line makes the sheet."""
    values = {k: _from_json(k, v) for k, v in data.get("set", {}).items()}
    changed = [ClockState.from_dict(raw) for raw in data.get("clocks", ())]
    if sheet is None:
        return Sheet(**values, clocks=tuple(changed))
    return advance(sheet, values, changed)


def advance(sheet: Sheet, values: Mapping[str, Any], changed: Iterable[ClockState]) -> Sheet:
    """Return the sheet after a change."""
    clocks = {(clock.name, clock.run): clock for clock in sheet.clocks}
    clocks.update({(clock.name, clock.run): clock for clock in changed})
    return replace(sheet, **values, clocks=tuple(clocks.values()))


def rebuild(lines: Iterable[Line]) -> Sheet | None:
    """Rebuild a matter from its journal lines, oldest first; None when no line sets anything."""
    sheet = None
    for line in lines:
        if "set" in line.data:
            sheet = apply(sheet, line.data)
    return sheet


def _to_json(value: Any) -> Any:
    return stamp(value) if isinstance(value, datetime) else value


def _from_json(name: str, value: Any) -> Any:
    return read_stamp(value) if name in _MOMENTS and value is not None else value
