"""The work calendar of a place: office hours, holidays and make-up workdays. Pure, no Django.

Times inside are whole seconds since 1970 (UTC); a day is its ordinal (`date.toordinal()`) in the calendar's zone.
What is known of a day is reckoned once and kept, because an import asks for the same days a hundred thousand times.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from shiqiao.base.errors import Invalid

Ranges = tuple[tuple[int, int], ...]  # minutes of the local day, ascending: ((510, 720), (810, 1050))

ZONE = "Asia/Shanghai"
OFFICE_HOURS: Ranges = ((8 * 60 + 30, 12 * 60), (13 * 60 + 30, 17 * 60 + 30))
FRIDAY = 5
DAY_MINUTES = 24 * 60


class Day(NamedTuple):
    """What a calendar says about one date. `hours` None means the ordinary hours; `note` is an English msgid."""

    is_workday: bool
    note: str = ""
    hours: Ranges | None = None


class Plan(NamedTuple):
    """A day made ready for reckoning: `open` in seconds since 1970, `seconds` of office time in all."""

    open: Ranges
    seconds: int
    note: str
    makeup: bool

    @property
    def close(self) -> int:
        """The end of office hours; only a working day has one."""
        return self.open[-1][1]


@dataclass(frozen=True, slots=True)
class HoursRule:
    """Office hours by ISO weekday (0 = any other), in a season ("MM-DD", both ends included), since a date.

    Of several rules that fit a day, the last one holds.
    """

    week: Mapping[int, Ranges]
    season: tuple[str, str] | None = None
    since: date | None = None

    def fits(self, day: date) -> bool:
        """Tell whether the rule speaks about `day`; a season may run over the turn of the year."""
        if self.since is not None and day < self.since:
            return False
        if self.season is None:
            return True
        low, high = self.season
        here = f"{day:%m-%d}"
        return low <= here <= high if low <= high else here >= low or here <= high


ORDINARY = HoursRule({0: OFFICE_HOURS})


@dataclass(frozen=True, eq=False)
class WorkCalendar:
    """One version of a place's calendar; it never changes, so that every due time can be reckoned again later.

    `place` is a street (9 digits) or 0 for the installation's default, `version` is unique in the installation,
    `days` are the dates that differ from Monday–Friday, `years` those whose holidays are known. In any other year
    Monday–Friday is assumed, and what is reckoned there carries a warning.
    """

    place: int = 0
    version: int = 0
    days: Mapping[date, Day] = field(default_factory=dict)
    years: frozenset[int] = frozenset()
    hours: tuple[HoursRule, ...] = (ORDINARY,)
    zone: str = ZONE
    tz: ZoneInfo = field(init=False, repr=False)
    _plans: dict[int, Plan] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "tz", ZoneInfo(self.zone))

    def local(self, second: int) -> datetime:
        """Return a moment as local wall time."""
        return datetime.fromtimestamp(second, self.tz)

    def day_of(self, second: int) -> int:
        """Return the local day in which a moment lies."""
        return datetime.fromtimestamp(second, self.tz).toordinal()

    def midnight(self, ordinal: int) -> int:
        """Return the moment at which a local day begins."""
        return self._moment(ordinal, 0)

    def is_workday(self, day: date) -> bool:
        """Tell whether the office works on `day`."""
        return bool(self.plan(day.toordinal()).open)

    def plan(self, ordinal: int) -> Plan:
        """Return what is known of a day."""
        known = self._plans.get(ordinal)
        if known is None:
            known = self._plans[ordinal] = self._make(ordinal)
        return known

    def _make(self, ordinal: int) -> Plan:
        day = date.fromordinal(ordinal)
        weekend = day.isoweekday() > FRIDAY
        entry = self.days.get(day) or Day(not weekend, "weekend" if weekend else "")
        if not entry.is_workday:
            return Plan((), 0, entry.note or "day off", False)
        minutes = entry.hours or self._ordinary(day)
        opened = tuple((self._moment(ordinal, low), self._moment(ordinal, high)) for low, high in minutes)
        return Plan(opened, sum(high - low for low, high in opened), entry.note, weekend)

    def _ordinary(self, day: date) -> Ranges:
        week = next((rule.week for rule in reversed(self.hours) if rule.fits(day)), ORDINARY.week)
        return week.get(day.isoweekday()) or week.get(0) or OFFICE_HOURS

    def _moment(self, ordinal: int, minute: int) -> int:
        days, minute = divmod(minute, DAY_MINUTES)
        day = date.fromordinal(ordinal + days)
        return int(datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=self.tz).timestamp())


def seconds_of(moment: datetime) -> int:
    """Return an aware moment as whole seconds since 1970, cut down; raises ValueError without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return int(moment.timestamp() // 1)


def moment_of(second: int) -> datetime:
    """Return whole seconds since 1970 as an aware moment in UTC."""
    return datetime.fromtimestamp(second, UTC)


def days_between(first: date, last: date) -> Iterable[date]:
    """Yield every date from `first` to `last`, both included."""
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def parse_ranges(texts: Iterable[str]) -> Ranges:
    """Read office hours like ["08:30-12:00", "13:30-17:30"]; raises Invalid naming what is wrong."""
    ranges = []
    for text in texts:
        low, _, high = str(text).replace("–", "-").partition("-")
        ranges.append((_minute(low, str(text)), _minute(high, str(text))))
    edges = [edge for pair in ranges for edge in pair]
    if not edges or any(low >= high for low, high in pairwise(edges)):
        raise Invalid(fields={"hours": "Give office hours in ascending order that do not overlap, like 08:30-12:00."})
    return tuple(ranges)


def _minute(text: str, whole: str) -> int:
    try:
        hour, minute = (int(part) for part in text.strip().split(":"))
    except ValueError:
        hour, minute = -1, -1
    if not (0 <= hour <= 24 and 0 <= minute < 60 and hour * 60 + minute <= DAY_MINUTES):
        raise Invalid(fields={"hours": "{text} is not a range of hours; write it like 08:30-12:00."}, text=whole)
    return hour * 60 + minute


def show_ranges(ranges: Ranges) -> list[str]:
    """Return office hours as text, the reverse of `parse_ranges`."""
    return [f"{a // 60:02}:{a % 60:02}-{b // 60:02}:{b % 60:02}" for a, b in ranges]
