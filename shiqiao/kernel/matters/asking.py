"""Requests (申请) to return a matter, for more time or for a pause, their decision, and supervision (督办). Pure.

One request stands at a time. While it is decided the state stays and the handle clock runs on; a clock of its own
(`review`) sees to it that nobody sits on it. What the matter leaves behind ends by itself: its request and its pause.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from shiqiao.base.errors import Invalid, fill
from shiqiao.kernel.clocks import rules as clock_rules
from shiqiao.kernel.clocks.calendar import moment_of, seconds_of
from shiqiao.kernel.clocks.rules import ClockState, Term, WorkCalendar
from shiqiao.kernel.flows.rules import Flow, Move
from shiqiao.kernel.matters.errors import ConditionNotMet
from shiqiao.kernel.matters.sheets import Change, Given, Ground, Sheet

RETURN, EXTENSION, PAUSE = "return", "extension", "pause"
ASKS = {"ask_return": RETURN, "ask_extension": EXTENSION, "ask_pause": PAUSE}
DECISIONS = {"uphold_return": "upheld", "grant": "granted", "refuse_request": "refused"}
NO_REQUEST: Mapping[str, Any] = {"asked": "", "asked_for": "", "asked_by": 0, "asked_holder": 0}
NO_PAUSE: Mapping[str, Any] = {"paused": False, "paused_until": None}
# One extension adds at most about a month, all pauses of one handling together last at most a year.
LONGEST = {"wh": 160, "wd": 22, "ch": 720, "cd": 30}
PAUSED_MOST = timedelta(days=365)
REASON = "on request"  # msgid  (on the clock's shift; the reason itself is a note of the line that asked)


def waits(channel: str, flow: Flow) -> bool:
    """Tell whether a reporter waits for answers: the channels that the flow names for the echo."""
    return channel in flow.table.echo


def needs_of(move: Move, channel: str, flow: Flow) -> tuple[str, ...]:
    """Return what a move needs on a matter: later terms are told to the reporter (《北京市接诉即办工作条例》第十五条)."""
    return (*move.needs, "answer") if move.do == "grant" and waits(channel, flow) else move.needs


# ── conditions ─────────────────────────────────────────────────────────────────────────────────────────────────────


def conditions(sheet: Sheet, ground: Ground) -> dict[str, tuple[bool, str]]:
    """Return the conditions of requests and supervision: whether each is met, and the remedy when it is not."""
    time = sheet.asked in (EXTENSION, PAUSE)
    return {
        "nothing_asked": (not sheet.asked, "Another request is open: wait for its decision or withdraw it."),
        "return_asked": (sheet.asked == RETURN, "Nobody asks to return this matter."),
        "time_asked": (time, "Nobody asks for an extension or a pause."),
        "something_asked": (bool(sheet.asked), "There is no open request."),
        "asked_by_me": (mine(sheet, ground), "Only who asked can withdraw the request."),
        "decided_by_another": (
            not mine(sheet, ground) and not _whose(sheet.post, sheet.holder, ground),
            "Who asked or has the matter does not decide the request: ask another.",
        ),
        "higher_approver": (
            not needs_leader(sheet, ground.at) or "leader" in ground.roles,
            "A second extension, or one after the term has passed, is for a leader of the street to grant.",
        ),
        # 《信访工作条例》: a petition is extended once, by 30 days at most.
        "not_extended": (sheet.extended == 0, "Matters of this kind are extended once only: finish it."),
        "extendable": (ground.item.extendable, "Matters of this kind are not extended: finish it, or ask for a pause."),
        "paused": (sheet.paused, "The clocks are not paused."),
        "not_paused": (not sheet.paused, "The clocks are paused: resume first."),
        "supervised": (running(sheet, "supervise") is not None, "No supervision waits for an answer."),
    }


# Conditions that say what the situation is: a move that does not fit it has no button at all.
SITUATIONS = frozenset({
    "nothing_asked", "return_asked", "time_asked", "something_asked", "paused", "not_paused", "supervised",
})  # fmt: skip


def mine(sheet: Sheet, ground: Ground) -> bool:
    """Tell whether the actor, or the actor's post, made the open request."""
    return bool(sheet.asked) and _whose(sheet.asked_by, sheet.asked_holder, ground)


def _whose(post: int, holder: int, ground: Ground) -> bool:
    return bool((ground.by.post and ground.by.post == post) or (ground.by.account and ground.by.account == holder))


def needs_leader(sheet: Sheet, at: datetime) -> bool:
    """Tell whether the open request is one that only a leader may grant: a second or a late extension."""
    return sheet.asked == EXTENSION and (sheet.extended > 0 or _overdue(sheet, at))


def _overdue(sheet: Sheet, at: datetime) -> bool:
    handle = running(sheet, "handle")
    return handle is not None and clock_rules.late(handle, at)


def running(sheet: Sheet, name: str) -> ClockState | None:
    """Return the run of a clock that has not stopped."""
    return next((clock for clock in sheet.clocks if clock.name == name and clock.running), None)


def as_decided(sheet: Sheet, move: Move, given: Given) -> tuple[Sheet, Move]:
    """Return sheet and move as the decision takes them.

    Who grants may give another term, or another day, than was asked for; and who then tells the reporter why it takes
    longer has answered.
    """
    if move.do != "grant":
        return sheet, move
    wish = {EXTENSION: given.term, PAUSE: given.until.isoformat() if given.until else ""}.get(sheet.asked, "")
    sheet = replace(sheet, asked_for=wish) if wish else sheet
    return sheet, move.model_copy(update={"answers": True}) if given.answer else move


# ── what is wrong with what was given ──────────────────────────────────────────────────────────────────────────────


def wrong(move: Move, sheet: Sheet, given: Given, ground: Ground) -> dict[str, str]:
    """Return what cannot be used of what a request or its decision brings, by field."""
    found: dict[str, str] = {}
    if "term" in move.needs and given.term:
        found.update(_wrong_term(given.term))
    if "until" in move.needs and given.until:
        found.update(_wrong_until(sheet, given.until, ground))
    if move.do == "grant":
        if sheet.asked == EXTENSION and given.term:
            found.update(_wrong_term(given.term))
        if sheet.asked == PAUSE and sheet.asked_for:
            found.update(_wrong_until(sheet, date.fromisoformat(sheet.asked_for), ground))
        if not given.answer and "answer" in needs_of(move, sheet.channel, ground.flow):
            found["answer"] = "Tell the reporter in one sentence why it takes longer, and until when."
    return found


def _wrong_term(text: str) -> dict[str, str]:
    try:
        term = Term.parse(text)
    except Invalid as error:
        return {"term": fill(error.fields["term"], error.params)}
    if term.unit not in LONGEST:
        return {"term": "Extend by working hours, working days, clock hours or calendar days (wh, wd, ch, cd)."}
    if term.value > LONGEST[term.unit]:
        return {"term": "An extension is at most 22 working days (or 30 calendar days): ask for less, or for a pause."}
    return {}


def _wrong_until(sheet: Sheet, until: date, ground: Ground) -> dict[str, str]:
    today = ground.calendar.local(seconds_of(ground.at)).date()
    if until <= today:
        return {"until": "This day has come already: choose a later one."}
    handle = running(sheet, "handle")
    pauses = [shift.at for shift in handle.shifts if shift.do == "pause"] if handle else []
    first = ground.calendar.local(seconds_of(pauses[0])).date() if pauses else today
    if until - first > PAUSED_MOST:
        return {"until": "All pauses together last at most a year: choose an earlier day."}
    return {}


# ── effects ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _ask(kind: str) -> Callable[[Sheet, Given, Ground], dict[str, Any]]:
    def asked(sheet: Sheet, given: Given, ground: Ground) -> dict[str, Any]:
        wish = {EXTENSION: given.term, PAUSE: given.until.isoformat() if given.until else ""}.get(kind, "")
        who = {"asked_by": ground.by.post or 0, "asked_holder": ground.by.account or 0}
        return {"asked": kind, "asked_for": wish, **who}

    return asked


def _upheld(sheet: Sheet, given: Given, ground: Ground) -> dict[str, Any]:
    """The handler is freed: the matter falls back to the person who answers for its grid and line."""
    r = given.routed
    return {"post": r.post, "holder": r.holder, "unit": r.unit} if r else {}


def _granted(sheet: Sheet, given: Given, ground: Ground) -> dict[str, Any]:
    if sheet.asked == EXTENSION:
        return {"extended": sheet.extended + 1}
    if not sheet.asked_for:  # recognised history may be silent about the day
        return {}
    return {"paused": True, "paused_until": begin_of(ground.calendar, date.fromisoformat(sheet.asked_for))}


EFFECTS: Mapping[str, Callable[[Sheet, Given, Ground], dict[str, Any]]] = {
    **{do: _ask(kind) for do, kind in ASKS.items()},
    "uphold_return": _upheld,
    "grant": _granted,
    "supervise": lambda sheet, given, ground: {"supervised": sheet.supervised + 1},
}


def begin_of(calendar: WorkCalendar, day: date) -> datetime:
    """Return the moment at which a local day begins, in UTC."""
    return moment_of(calendar.midnight(day.toordinal()))


def ended(sheet: Sheet, do: str, setting: Mapping[str, Any]) -> str:
    """Return how the open request ends with a move, "" when it stays open.

    upheld, granted, refused: decided; withdrawn: whoever asked finished all the same; lapsed: the matter went on without it.
    """
    if not sheet.asked or do in ASKS:
        return ""
    if do in DECISIONS:
        return DECISIONS[do]
    if setting.get("state", sheet.state) != sheet.state:
        return "withdrawn" if do == "finish" else "lapsed"
    if setting.get("post", sheet.post) != sheet.post:
        return "upheld" if sheet.asked == RETURN else "lapsed"
    return ""


def leaves(sheet: Sheet, do: str, setting: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a move ends besides what it sets: the open request, a pause that the matter leaves behind."""
    found: dict[str, Any] = {}
    if how := ended(sheet, do, setting):
        found.update(NO_REQUEST)
        if how == "upheld":
            found["returned"] = sheet.returned + 1
    if sheet.paused and (do == "resume" or setting.get("state", sheet.state) != sheet.state):
        found.update(NO_PAUSE)
    return found


def told(sheet: Sheet, do: str, setting: Mapping[str, Any], ground: Ground) -> dict[str, Any]:
    """Return further codes for the line: which request, for what, how it ended; and an extension granted too late."""
    if do in ASKS:
        return {"request": [ASKS[do], setting.get("asked_for", ""), "asked"]}
    found: dict[str, Any] = {}
    if how := ended(sheet, do, setting):
        found["request"] = [sheet.asked, sheet.asked_for, how]
        if how == "granted" and sheet.asked == EXTENSION and _overdue(sheet, ground.at):
            found["late"] = True
    return found


# ── clocks ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def begin_clock(name: str, clocks: Iterable[ClockState], ground: Ground) -> ClockState:
    """Start the next run of a clock with the item's term for it."""
    run = max((clock.run for clock in clocks if clock.name == name), default=0) + 1
    return clock_rules.start(name, Term.parse(ground.item.term(name)), ground.calendar, ground.at, run=run)


def turn(
    sheet: Sheet, changed: Iterable[ClockState], do: str, setting: Mapping[str, Any], ground: Ground
) -> tuple[ClockState, ...]:
    """Turn the clocks that a request, a pause or supervision turns, after those that the state has turned."""
    new = {(clock.name, clock.run): clock for clock in changed}
    clocks = {(clock.name, clock.run): clock for clock in sheet.clocks} | new
    for key, clock in clocks.items():
        if clock.running and (turned := _turned(clock, sheet, do, setting, ground)) is not clock:
            new[key] = turned
    if do in ASKS:
        new["review", 0] = begin_clock("review", clocks.values(), ground)
    if do == "supervise" and running(sheet, "supervise") is None:  # pressing again gives no more time
        new["supervise", 0] = begin_clock("supervise", clocks.values(), ground)
    return tuple(new.values())


def _turned(clock: ClockState, sheet: Sheet, do: str, setting: Mapping[str, Any], ground: Ground) -> ClockState:
    state, cal = setting.get("state", sheet.state), ground.calendar
    if (clock.name == "review" and ended(sheet, do, setting)) or (
        clock.name == "supervise" and (do == "report_progress" or not _answerable(ground.flow, state))
    ):
        return clock_rules.stop(clock, ground.at)
    if clock.name != ground.flow.states[state].clock:
        return clock
    if do == "resume" and clock.paused_at:
        return clock_rules.resume(clock, cal, ground.at)
    if do == "grant" and sheet.asked_for:
        return _with_time(clock, sheet, ground)
    return clock


def _with_time(clock: ClockState, sheet: Sheet, ground: Ground) -> ClockState:
    approver = ground.by.code
    if sheet.asked == PAUSE:
        return clock_rules.pause(clock, ground.at, reason=REASON, approver=approver)
    term = Term.parse(sheet.asked_for)
    return clock_rules.extend(clock, ground.calendar, term, ground.at, reason=REASON, approver=approver)


def _answerable(flow: Flow, state: str) -> bool:
    """Tell whether supervision can be answered in a state; elsewhere the move that led there was the answer."""
    return any(move.do == "report_progress" and state in move.sources for move in flow.table.moves)


# ── taking back ────────────────────────────────────────────────────────────────────────────────────────────────────


def withdraw(sheet: Sheet, ground: Ground) -> Change:
    """Decide that whoever asked takes the open request back. It belongs to the asker, so no flow has a line for it."""
    known = conditions(sheet, ground)
    for name in ("something_asked", "asked_by_me"):
        met, remedy = known[name]
        if not met:
            raise ConditionNotMet(remedy, condition=name)
    review = running(sheet, "review")
    clocks = (clock_rules.stop(review, ground.at),) if review else ()
    more = {"request": [sheet.asked, sheet.asked_for, "withdrawn"]}
    return Change("matters.request_withdrawn", NO_REQUEST, clocks, more)
