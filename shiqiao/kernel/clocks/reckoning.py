"""When is it due? Pure reckoning of terms on a work calendar, in whole seconds; no Django.

The rules, and where they come from:
- hours (`wh`, `ch`) count from the moment itself: 《民法典》第二百零一条第二款; working hours only inside office hours.
- days (`wd`, `cd`) do not count the day of the start: 第二百零一条第一款.
- a term in calendar days whose last day is a day off ends on the next working day: 第二百零三条第一款.
- a term in days ends when office hours of its last day end: 第二百零三条第二款, 有业务时间的.
- `same_day` is the street's own pledge 当天有回音: until the local day ends, at 24:00, on holidays too.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from shiqiao.base.errors import Invalid
from shiqiao.kernel.clocks.calendar import WorkCalendar, moment_of, seconds_of
from shiqiao.kernel.clocks.steps import Step, explain_term

UNITS = ("wh", "wd", "ch", "cd", "same_day")
LONGEST = 9999
_WRITTEN = re.compile(r"([0-9]{1,4})(wh|wd|ch|cd)")


@dataclass(frozen=True, slots=True)
class Term:
    """A length of time that work may take: working hours, working days, clock hours, calendar days, or the same day."""

    value: int
    unit: str

    def __post_init__(self) -> None:
        if self.unit not in UNITS or not 1 <= self.value <= LONGEST:
            raise _unreadable(f"{self.value}{self.unit}")

    @classmethod
    def parse(cls, text: str) -> "Term":
        """Read "4wh", "5wd", "24ch", "7cd" or "same_day"; raises Invalid with the remedy."""
        return _parsed(text)

    @property
    def working(self) -> bool:
        """Tell whether office time counts; otherwise time passes by day and night."""
        return self.unit in {"wh", "wd"}

    def __str__(self) -> str:
        return "same_day" if self.unit == "same_day" else f"{self.value}{self.unit}"


@lru_cache(maxsize=1024)
def _parsed(text: str) -> Term:
    if text == "same_day":
        return Term(1, "same_day")
    found = _WRITTEN.fullmatch(text)
    if found is None:
        raise _unreadable(text)
    return Term(int(found[1]), found[2])


def _unreadable(text: str) -> Invalid:
    return Invalid(
        fields={"term": "{text} is not a term; write 4wh, 5wd, 24ch, 7cd (1 to 9999) or same_day."}, text=text
    )


@dataclass(frozen=True, slots=True)
class Due:
    """The answer: `at` (UTC), a `warning` if a year without calendar was met, and `steps` that explain on demand."""

    at: datetime
    warning: Step | None
    _cal: WorkCalendar
    _start: int
    _term: Term

    @property
    def steps(self) -> list[Step]:
        """Explain why it is due at this time, step by step; reckoned only when asked for."""
        told = explain_term(self._cal, self._start, seconds_of(self.at), self._term.value, self._term.unit)
        return [*told, self.warning] if self.warning else told


def due(cal: WorkCalendar, start: datetime, term: Term) -> Due:
    """Reckon when a term that starts at `start` (aware; cut to the second) is due; see the module for the rules."""
    second = seconds_of(start)
    at = due_second(cal, second, term)
    return Due(moment_of(at), calendar_warning(cal, second, at, term), cal, second, term)


def due_second(cal: WorkCalendar, second: int, term: Term) -> int:
    """Reckon `due` in seconds since 1970."""
    if term.unit == "wh":
        return advance(cal, second, term.value * 3600)
    if term.unit == "ch":
        return second + term.value * 3600
    day = cal.day_of(second)
    if term.unit == "same_day":
        return cal.midnight(day + 1)
    if term.unit == "cd":
        return close_from(cal, day + term.value)
    left = term.value
    while left:
        day += 1
        if cal.plan(day).seconds:
            left -= 1
    return cal.plan(day).close


def close_from(cal: WorkCalendar, day: int) -> int:
    """Return the end of office hours of `day`, or of the next working day after it when it is a day off."""
    while not cal.plan(day).seconds:
        day += 1
    return cal.plan(day).close


def advance(cal: WorkCalendar, second: int, seconds: int) -> int:
    """Return the first moment by which `seconds` (more than 0) of office time have passed since `second`."""
    day = cal.day_of(second)
    while True:
        for low, high in cal.plan(day).open:
            begin = max(low, second)
            if begin >= high:
                continue
            if seconds <= high - begin:
                return begin + seconds
            seconds -= high - begin
        day += 1


def retreat(cal: WorkCalendar, second: int, seconds: int) -> int:
    """Return the last moment from which `seconds` (more than 0) of office time pass until `second`."""
    day = cal.day_of(second)
    while True:
        for low, high in reversed(cal.plan(day).open):
            end = min(high, second)
            if end <= low:
                continue
            if seconds <= end - low:
                return end - seconds
            seconds -= end - low
        day -= 1


def office_seconds(cal: WorkCalendar, a: int, b: int) -> int:
    """Return the office time between two moments in seconds since 1970; negative when `b` lies before `a`."""
    if b < a:
        return -office_seconds(cal, b, a)
    first, last = cal.day_of(a), cal.day_of(b)
    ends = sum(max(0, min(high, b) - max(low, a)) for day in {first, last} for low, high in cal.plan(day).open)
    return ends + sum(cal.plan(day).seconds for day in range(first + 1, last))


def working_seconds(cal: WorkCalendar, a: datetime, b: datetime) -> int:
    """Return the office time between two aware moments in whole seconds: additive, monotone, negative backwards."""
    return office_seconds(cal, seconds_of(a), seconds_of(b))


def calendar_warning(cal: WorkCalendar, start: int, at: int, term: Term) -> Step | None:
    """Name the years without calendar between start and due (seconds since 1970) that the due time rests on."""
    if term.unit in {"ch", "same_day"}:
        return None
    last = date.fromordinal(cal.day_of(at - 1)).year
    # Only the end of a term in calendar days depends on the calendar; the others look at every day on the way.
    first = last if term.unit == "cd" else date.fromordinal(cal.day_of(start)).year
    missing = [year for year in range(first, last + 1) if year not in cal.years]
    return Step("calendar_missing", {"years": ", ".join(map(str, missing))}) if missing else None
