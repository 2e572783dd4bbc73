"""How often one goes there: cycles of whole weeks or months, and the window of each period. Local days only; pure.

Periods stand on the calendar, not on the last visit: every month has exactly one window and windows never overlap, so
that a round done late does not push the next one away, and coverage of a period can be told for all subjects alike.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from shiqiao.base.errors import Invalid

MONTHS = (1, 2, 3, 4, 6, 12)  # they divide the year, so that periods begin in January
MOST_WEEKS = 26
SHORTEST = {"week": 7, "month": 28}  # days
_WRITTEN = re.compile(r"([0-9]{1,2}) (week|month)s?(?: \+([0-9]{1,3}))?(?: -([0-9]{1,3}))?")


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """The local days on which a visit of one period may be made, both included."""

    opens: date
    closes: date

    def begins_at(self, zone: tzinfo) -> datetime:
        """Return the moment at which the first day begins."""
        return datetime.combine(self.opens, time(), zone)

    def ends_at(self, zone: tzinfo) -> datetime:
        """Return the moment at which the last day ends."""
        return datetime.combine(self.closes + timedelta(days=1), time(), zone)

    @property
    def hours(self) -> int:
        """Return the length in clock hours: local days in China have 24 of them."""
        return ((self.closes - self.opens).days + 1) * 24


@dataclass(frozen=True, slots=True)
class Cycle:
    """Every so many weeks or months; the window opens some days into the period and closes some days before its end."""

    every: int
    unit: str
    opens: int = 0
    closes: int = 0

    def __post_init__(self) -> None:
        known = MONTHS if self.unit == "month" else range(1, MOST_WEEKS + 1) if self.unit == "week" else ()
        if self.every not in known:
            raise Invalid(
                fields={"cycle": "A cycle is every 1 to 26 weeks, or every 1, 2, 3, 4, 6 or 12 months, not {text}."},
                text=f"{self.every} {self.unit}",
            )
        if min(self.opens, self.closes) < 0 or self.opens + self.closes >= self.every * SHORTEST[self.unit]:
            raise Invalid(fields={"cycle": "The window of the cycle must have at least one day in every period."})

    @classmethod
    def parse(cls, text: str) -> "Cycle":
        """Read `1 month`, `2 weeks` or `3 months +10 -5` back; raises Invalid."""
        found = _WRITTEN.fullmatch(text)
        if found is None:
            raise Invalid(
                fields={"cycle": "{text} is not a cycle; write 1 month, 2 weeks or 3 months +10 -5."}, text=text
            )
        return cls(int(found[1]), found[2], int(found[3] or 0), int(found[4] or 0))

    def __str__(self) -> str:
        edge = f"{f' +{self.opens}' if self.opens else ''}{f' -{self.closes}' if self.closes else ''}"
        return f"{self.every} {self.unit}{'s' if self.every > 1 else ''}{edge}"

    def window_of(self, day: date) -> Window:
        """Return the window of the period in which a day lies; the day itself may lie outside the window."""
        return self._window(self._number(day))

    def next_window(self, day: date) -> Window:
        """Return the first window that has not closed before a day."""
        window = self.window_of(day)
        return window if window.closes >= day else self._window(self._number(day) + 1)

    def after(self, window: Window) -> Window:
        """Return the window that follows."""
        return self._window(self._number(window.opens) + 1)

    def _number(self, day: date) -> int:
        if self.unit == "month":
            return (day.year * 12 + day.month - 1) // self.every
        return (day.toordinal() - 1) // (7 * self.every)  # day 1 was a Monday

    def _start(self, number: int) -> date:
        if self.unit == "month":
            year, month = divmod(number * self.every, 12)
            return date(year, month + 1, 1)
        return date.fromordinal(number * 7 * self.every + 1)

    def _window(self, number: int) -> Window:
        start, end = self._start(number), self._start(number + 1)
        return Window(start + timedelta(days=self.opens), end - timedelta(days=self.closes + 1))
