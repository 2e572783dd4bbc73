"""The life of one clock as a value: start, stop, pause, resume, extend, correct, return, new calendar. Pure, no Django.

Invariant: `due_at` is a function of term, start, shifts and calendar version (`reckoned`), so that anyone can prove
it again from the journal. Moments are whole seconds in UTC. Lateness is judged at the stop, never at "now".
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from shiqiao.base.errors import Invalid
from shiqiao.kernel.clocks.calendar import WorkCalendar, moment_of, seconds_of
from shiqiao.kernel.clocks.errors import ClockRefused
from shiqiao.kernel.clocks.reckoning import Term, advance, calendar_warning, close_from, due, due_second, office_seconds
from shiqiao.kernel.clocks.steps import Step, shown

_TOLD = ("by", "reason", "approver", "rule")


@dataclass(frozen=True, slots=True)
class Shift:
    """What happened to a clock: `do` is pause, resume, extend, correct, shorten or recalendar; reason and approver are codes.

    `by` is the extension, or the former term of a correction or shortening; `rule` is the number of the rule that shortens;
    `due_from` → `due_to` is how the due time moved.
    """

    do: str
    at: datetime
    due_from: datetime
    due_to: datetime
    by: str = ""
    reason: str = ""
    approver: str = ""
    rule: str = ""

    def to_dict(self) -> dict[str, str]:
        """Return plain data: strings only, empty ones left out."""
        plain = {"do": self.do, "at": iso(self.at), "from": iso(self.due_from), "to": iso(self.due_to)}
        return plain | {k: v for k in _TOLD if (v := getattr(self, k))}

    @classmethod
    def from_dict(cls, plain: Mapping[str, str]) -> "Shift":
        """Read `to_dict` back."""
        told = {k: plain.get(k, "") for k in _TOLD}
        return cls(plain["do"], parse_iso(plain["at"]), parse_iso(plain["from"]), parse_iso(plain["to"]), **told)


@dataclass(frozen=True, slots=True)
class ClockState:
    """One run of one clock (echo, accept, handle …) of one subject."""

    name: str
    run: int
    term: Term
    calendar: int
    started_at: datetime
    due_at: datetime
    stopped_at: datetime | None = None
    paused_at: datetime | None = None
    shifts: tuple[Shift, ...] = ()

    @property
    def running(self) -> bool:
        """Tell whether the clock has not stopped; a paused clock counts as running."""
        return self.stopped_at is None

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for the journal: strings, whole numbers and lists of such; what is not set is left out."""
        plain: dict[str, Any] = {"name": self.name, "run": self.run, "term": str(self.term), "calendar": self.calendar}
        plain |= {"started": iso(self.started_at), "due": iso(self.due_at)}
        if self.stopped_at:
            plain["stopped"] = iso(self.stopped_at)
        if self.paused_at:
            plain["paused"] = iso(self.paused_at)
        if self.shifts:
            plain["shifts"] = [shift.to_dict() for shift in self.shifts]
        return plain

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> "ClockState":
        """Read `to_dict` back."""
        return cls(
            name=plain["name"],
            run=plain["run"],
            term=Term.parse(plain["term"]),
            calendar=plain["calendar"],
            started_at=parse_iso(plain["started"]),
            due_at=parse_iso(plain["due"]),
            stopped_at=parse_iso(plain["stopped"]) if "stopped" in plain else None,
            paused_at=parse_iso(plain["paused"]) if "paused" in plain else None,
            shifts=tuple(Shift.from_dict(shift) for shift in plain.get("shifts", ())),
        )


def iso(moment: datetime) -> str:
    """Return a moment as ISO 8601 in UTC, whole seconds."""
    return moment.astimezone(UTC).isoformat()[:19] + "Z"


def parse_iso(text: str) -> datetime:
    """Read `iso` back."""
    return datetime.fromisoformat(text)


def start(name: str, term: Term, cal: WorkCalendar, at: datetime, *, run: int = 1) -> ClockState:
    """Start a clock at a moment (aware, cut to the second)."""
    second = seconds_of(at)
    return ClockState(name, run, term, cal.version, moment_of(second), moment_of(due_second(cal, second, term)))


def stop(state: ClockState, at: datetime) -> ClockState:
    """Stop a clock. A clock stopped while paused is judged at the pause."""
    return replace(state, stopped_at=_next(state, at))


def pause(state: ClockState, at: datetime, *, reason: str, approver: str = "") -> ClockState:
    """Let a clock stand still (挂账); due stays until it is resumed."""
    moment = _next(state, at)
    if state.paused_at:
        raise ClockRefused("The clock is already paused.")
    shift = Shift("pause", moment, state.due_at, state.due_at, reason=reason, approver=approver)
    return replace(state, paused_at=moment, shifts=(*state.shifts, shift))


def resume(state: ClockState, cal: WorkCalendar, at: datetime) -> ClockState:
    """Let a paused clock go on: the time that remained at the pause remains now (office time for wh and wd)."""
    moment = _next(state, at)
    if state.paused_at is None:
        raise ClockRefused("The clock is not paused.")
    return _shifted(_on(state, cal, moment), cal, Shift("resume", moment, state.due_at, state.due_at))


def extend(state: ClockState, cal: WorkCalendar, by: Term, at: datetime, *, reason: str, approver: str) -> ClockState:
    """Move due by a further term counted from the present due (延期); needs a reason and an approver."""
    moment = _next(state, at)
    missing = {
        name: "An extension needs a reason and an approver."
        for name, v in (("reason", reason), ("approver", approver))
        if not v
    }
    if by.unit == "same_day":
        missing["by"] = "Extend by working hours, working days, clock hours or calendar days (wh, wd, ch, cd)."
    if missing:
        raise Invalid(fields=missing)
    shift = Shift("extend", moment, state.due_at, state.due_at, by=str(by), reason=reason, approver=approver)
    return _shifted(_on(state, cal, moment), cal, shift)


def correct(state: ClockState, cal: WorkCalendar, term: Term, at: datetime, *, reason: str) -> ClockState:
    """Give a clock the term of the right item (纠正): reckoned from its own start, pauses and extensions kept."""
    moment = _next(state, at)
    shift = Shift("correct", moment, state.due_at, state.due_at, by=str(state.term), reason=reason)
    return _shifted(replace(_on(state, cal, moment), term=term), cal, shift)


def shorten(
    state: ClockState, cal: WorkCalendar, term: Term, at: datetime, *, rule: str, reason: str, approver: str
) -> ClockState:
    """Give a clock the shorter term of a rule, reckoned from its own start; the clock itself when that is no earlier.

    `rule` is the rule's number, `approver` who put it to use. A clock is shortened once: by which rule stays with it.
    """
    if shortened_by(state):
        return state
    shift = Shift("shorten", _next(state, at), state.due_at, state.due_at, str(state.term), reason, approver, rule)
    shorter = _shifted(replace(_on(state, cal, shift.at), term=term), cal, shift)
    return shorter if shorter.due_at < state.due_at else state


def shortened_by(state: ClockState) -> str:
    """Return the number of the rule by which a clock runs shorter, empty when none does; a corrected term ends it."""
    turned = [shift for shift in state.shifts if shift.do in ("shorten", "correct")]
    return turned[-1].rule if turned else ""


def restart_for_return(
    state: ClockState, cal: WorkCalendar, at: datetime, *, term: Term | None = None
) -> tuple[ClockState, ClockState]:
    """Return work (回退, 返工): the old run, stopped if it was not, and a new run with the full term.

    Every run is judged on its own, and the number of the run shows how often work came back.
    """
    old = state if state.stopped_at else stop(state, at)
    return old, start(state.name, term or state.term, cal, at, run=state.run + 1)


def recalendar(state: ClockState, cal: WorkCalendar, at: datetime) -> ClockState:
    """Reckon a running clock anew on a newer calendar; a stopped clock never changes."""
    return _on(state, cal, at) if state.running else state


def reckoned(state: ClockState, cal: WorkCalendar) -> datetime:
    """Reckon due again from term, start and shifts; equals `due_at` on the calendar version the clock recorded."""
    end, paused = due_second(cal, seconds_of(state.started_at), state.term), 0
    for shift in state.shifts:
        second = seconds_of(shift.at)
        if shift.do == "pause":
            paused = second
        elif shift.do == "resume":
            end = _kept(cal, state.term, paused, end, second)
        elif shift.do == "extend":
            end = due_second(cal, end, Term.parse(shift.by))
    return moment_of(end)


def late(state: ClockState, at: datetime | None = None) -> bool:
    """Tell whether the clock broke its term: judged at the stop; while it runs, at the pause or at `at`."""
    judged = state.paused_at or state.stopped_at or at
    return judged is not None and judged.replace(microsecond=0) > state.due_at


def explain(state: ClockState, cal: WorkCalendar) -> list[Step]:
    """Answer "why this time?" for a clock with all that happened to it; `cal` is the version the clock recorded."""
    steps = due(cal, state.started_at, state.term).steps
    names = {
        "pause": "paused",
        "resume": "resumed",
        "extend": "extended",
        "correct": "corrected",
        "shorten": "shortened",
    }
    for shift in state.shifts:
        params: dict[str, str | int] = {"at": shown(cal, seconds_of(shift.at)), "by": shift.by}
        params |= {"from": shown(cal, seconds_of(shift.due_from)), "to": shown(cal, seconds_of(shift.due_to))}
        params |= {"reason": shift.reason or "–", "approver": shift.approver or "–"}
        if shift.rule:
            params["rule"] = shift.rule
        steps.append(Step(names.get(shift.do, "recalendared"), params))
    if state.stopped_at:
        code = "stopped_late" if late(state) else "stopped"
        steps.append(Step(code, {"at": shown(cal, seconds_of(state.stopped_at))}))
    return steps


def warning(state: ClockState, cal: WorkCalendar) -> Step | None:
    """Return the warning that a clock's due time rests on a year whose holidays nobody entered, if it does."""
    return calendar_warning(cal, seconds_of(state.started_at), seconds_of(state.due_at), state.term)


def _next(state: ClockState, at: datetime) -> datetime:
    """Return `at` in whole seconds if the clock still runs and time has not gone backwards."""
    if state.stopped_at:
        raise ClockRefused("The clock has already stopped.")
    moment = moment_of(seconds_of(at))
    before = state.shifts[-1].at if state.shifts else state.started_at
    if moment < before:
        raise Invalid(fields={"at": "The time lies before what the clock already recorded; correct the time."})
    return moment


def _on(state: ClockState, cal: WorkCalendar, at: datetime) -> ClockState:
    """Bring a running clock onto a newer calendar; only if due moves does that become a shift of its own."""
    if cal.version == state.calendar:
        return state
    moved = reckoned(state, cal)
    if moved == state.due_at:
        return replace(state, calendar=cal.version)
    shift = Shift("recalendar", moment_of(seconds_of(at)), state.due_at, moved)
    return replace(state, calendar=cal.version, due_at=moved, shifts=(*state.shifts, shift))


def _shifted(state: ClockState, cal: WorkCalendar, shift: Shift) -> ClockState:
    """Add a shift and reckon due again, so that the invariant holds by construction."""
    paused = None if shift.do == "resume" else state.paused_at
    grown = replace(state, shifts=(*state.shifts, shift), paused_at=paused)
    to = reckoned(grown, cal)
    final = replace(shift, due_from=state.due_at, due_to=to)
    return replace(grown, due_at=to, shifts=(*state.shifts, final))


def _kept(cal: WorkCalendar, term: Term, paused: int, end: int, resumed: int) -> int:
    """Return the end such that after `resumed` remains what remained at `paused`; what was already late stays late."""
    if end <= paused:
        return end
    left = office_seconds(cal, paused, end) if term.working else 0
    if left:
        return advance(cal, resumed, left)
    moved = resumed + end - paused
    if term.unit == "cd" and not cal.plan(cal.day_of(moved)).open:
        return close_from(cal, cal.day_of(moved))  # a last day that is a day off gives way: 第二百零三条第一款
    return moved
