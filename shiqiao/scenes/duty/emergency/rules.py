"""Pure decisions of emergency response: levels, who is wanted at which, when reports and checks are due, whom alarms tell."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

SEAL = "duty.emergency"  # binds what is sealed here to the tables of emergency
LEVELS = (4, 3, 2, 1)  # Ⅳ blue, Ⅲ yellow, Ⅱ orange, Ⅰ red (济南市防汛应急预案, 2025: 四级至一级响应)
ROMAN = {4: "Ⅳ", 3: "Ⅲ", 2: "Ⅱ", 1: "Ⅰ"}
STATES = ("safe", "water", "closed")
SELF, DEPUTY, LEADER = 0, 1, 2


def severer(one: int, other: int) -> bool:
    """Tell whether a level is more severe than another; Ⅰ is the most severe."""
    return one < other


def holds_at(wanted_from: int, level: int) -> bool:
    """Tell whether what is wanted from a level on is wanted at a level: what holds at Ⅳ holds at Ⅲ, Ⅱ and Ⅰ too."""
    return level <= wanted_from


def next_due(last: datetime | None, began: datetime, hours: int) -> datetime | None:
    """Return by when the next check is due: so many hours after the last one, or after the level began; None without a rule."""
    if not hours:
        return None
    since = max(last, began) if last else began
    return since + timedelta(hours=hours)


def report_state(due_at: datetime, sent_at: datetime | None, now: datetime) -> str:
    """Return how a zero report stands: sent, late (sent after its time), missing (its time is over), or due."""
    if sent_at is not None:
        return "late" if sent_at > due_at else "sent"
    return "missing" if due_at < now else "due"


def times_due(since: datetime, hours: int, until: datetime) -> list[tuple[datetime, datetime]]:
    """Return the spans whose reports have begun by a moment, each of `hours`, the first from `since` on."""
    found, begins = [], since
    while hours and begins <= until:
        ends = begins + timedelta(hours=hours)
        found.append((begins, ends))
        begins = ends
    return found


def stages(nth: int, deputy_after: int, leader_after: int) -> tuple[int, ...]:
    """Return whom the nth telling of a call goes to: the person, after so many also the deputy, then the leader."""
    found = [SELF]
    if nth > deputy_after:
        found.append(DEPUTY)
    if nth > leader_after:
        found.append(LEADER)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Span:
    """A time at a level, for the review."""

    level: int
    begins: datetime
    ends: datetime

    @property
    def minutes(self) -> int:
        """Return how long it lasted."""
        return int((self.ends - self.begins).total_seconds() // 60)


def spans(steps: Sequence[tuple[int, datetime]], ended: datetime) -> list[Span]:
    """Return the times at each level out of the moments at which levels were ordered, oldest first."""
    ends = [at for _level, at in steps[1:]] + [ended]
    return [Span(level, at, until) for (level, at), until in zip(steps, ends, strict=True)]


def share(part: int, of: int) -> int | None:
    """Return a share in whole percent; None without a whole."""
    return round(part * 100 / of) if of else None


def minutes_between(pairs: Iterable[tuple[datetime, datetime]]) -> list[int]:
    """Return the minutes between two moments each, sorted, for medians."""
    return sorted(int((after - before).total_seconds() // 60) for before, after in pairs)


def median(values: Sequence[int]) -> int | None:
    """Return the middle of sorted values; None without any."""
    return values[len(values) // 2] if values else None
