"""When to warn, when to climb the ladder, and which light a clock shows. Pure, no Django."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shiqiao.kernel.clocks.calendar import WorkCalendar, moment_of, seconds_of
from shiqiao.kernel.clocks.reckoning import advance, due_second, office_seconds, retreat
from shiqiao.kernel.clocks.state import ClockState, late

WARN_SHARE = 0.75  # of the term: the handler is warned when so much has passed
HEAD_SHARE = 0.25  # of the term after due: then the head learns of it
HOUR = 3600
QUIET, WARNED, DEPUTY, HEAD = 0, 1, 2, 3  # alarm levels a clock has reached


@dataclass(frozen=True, slots=True)
class Light:
    """`colour` green, yellow, red or grey (stopped or paused); `remaining` seconds (office time if `working`)."""

    colour: str
    remaining: int
    working: bool
    late: bool


def alarm_for(state: ClockState, cal: WorkCalendar, level: int, share: float = WARN_SHARE) -> datetime | None:
    """Return when a clock at `level` reaches the next one; None when it never will (stopped, paused, head told)."""
    if not state.running or state.paused_at or level >= HEAD:
        return None
    if level == QUIET:
        return warn_at(state, cal, share)
    return state.due_at if level == WARNED else head_at(state, cal)


def level_at(state: ClockState, cal: WorkCalendar, at: datetime, level: int = QUIET, share: float = WARN_SHARE) -> int:
    """Return the level a clock has reached by `at`; a scan that comes late skips what is overtaken."""
    while (alarm := alarm_for(state, cal, level, share)) is not None and alarm <= at:
        level += 1
    return level


def warn_at(state: ClockState, cal: WorkCalendar, share: float = WARN_SHARE) -> datetime:
    """Return the moment from which only 1 - `share` of the term is left, never before the start of the clock."""
    begin, due = seconds_of(state.started_at), seconds_of(state.due_at)
    left = max(1, round(_length(state, cal) * (1 - share)))
    return moment_of(max(begin, retreat(cal, due, left) if state.term.working else due - left))


def head_at(state: ClockState, cal: WorkCalendar) -> datetime:
    """Return when the head is told: a quarter of the term after due, at least one hour (of office time unless `ch`)."""
    due, more = seconds_of(state.due_at), round(_length(state, cal) * HEAD_SHARE)
    if state.term.working:
        return moment_of(advance(cal, due, max(more, HOUR)))
    least = due + HOUR if state.term.unit == "ch" else advance(cal, due, HOUR)
    return moment_of(max(due + more, least))


def light(state: ClockState, now: datetime, cal: WorkCalendar, share: float = WARN_SHARE) -> Light:
    """Show how a clock stands at `now`: red once late, yellow from the warning on, grey while it stands still."""
    judged = seconds_of(state.paused_at or state.stopped_at or now)
    due, working = seconds_of(state.due_at), state.term.working
    remaining = office_seconds(cal, judged, due) if working else due - judged
    broken = late(state, now)
    if not state.running or state.paused_at:
        colour = "grey"
    elif broken:
        colour = "red"
    else:
        colour = "yellow" if now >= warn_at(state, cal, share) else "green"
    return Light(colour, remaining, working, broken)


def _length(state: ClockState, cal: WorkCalendar) -> int:
    begin = seconds_of(state.started_at)
    due = due_second(cal, begin, state.term)
    return office_seconds(cal, begin, due) if state.term.working else due - begin


def columns(state: ClockState, cal: WorkCalendar, level: int = QUIET, *, alarms: bool = True) -> dict[str, Any]:
    """Return a clock's state as values of its table's columns; `shifts` as plain lists, `late` None until the stop.

    With `alarms` off (history that was imported) the clock never warns.
    """
    return {
        "name": state.name,
        "run": state.run,
        "term": str(state.term),
        "calendar": state.calendar,
        "started_at": state.started_at,
        "due_at": state.due_at,
        "stopped_at": state.stopped_at,
        "paused_at": state.paused_at,
        "late": late(state) if state.stopped_at else None,
        "shifts": [shift.to_dict() for shift in state.shifts],
        "alarm_at": alarm_for(state, cal, level) if alarms else None,
        "alarm_level": level,
    }
