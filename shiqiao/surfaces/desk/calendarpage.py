"""The work calendar as a page: twelve months, the days that differ in words, and what a change would move."""

import calendar as weeks
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shiqiao.base.actor import Actor
from shiqiao.kernel.clocks.calendar import WorkCalendar, show_ranges
from shiqiao.kernel.clocks.facts import ClockMoved
from shiqiao.surfaces.desk import records, words

SHOWN = 50  # moved clocks that a preview lists


@dataclass(frozen=True)
class DayShown:
    """A day in a month's table; `mark` is a word, so that colour is not the only sign."""

    number: int
    look: str
    mark: str
    note: str


@dataclass(frozen=True)
class MonthShown:
    """A month: weeks from Monday to Sunday, None outside of it."""

    number: int
    first: date
    weeks: Sequence[Sequence[DayShown | None]]

    @property
    def told(self) -> str:
        """Say how many days differ from the week as it usually is, empty when none does."""
        looks = [day.look for week in self.weeks for day in week if day]
        off, made = looks.count("holiday"), looks.count("makeup")
        said = [
            ngettext("%(n)d holiday", "%(n)d holidays", off) % {"n": off} if off else "",
            ngettext("%(n)d made up", "%(n)d made up", made) % {"n": made} if made else "",
        ]
        return " · ".join(filter(None, said))


@dataclass(frozen=True)
class Run:
    """Days next to each other of which the calendar says the same."""

    first: date
    last: date
    note: str
    works: bool
    hours: str

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def months(cal: WorkCalendar, year: int) -> list[MonthShown]:
    """Return the twelve months of a year."""
    plan = weeks.Calendar()
    return [
        MonthShown(month, date(year, month, 1), [
            [_day(cal, day) if day.month == month else None for day in week]
            for week in plan.monthdatescalendar(year, month)
        ])
        for month in range(1, 13)
    ]  # fmt: skip


def shown_first(year: int, at: datetime) -> date:
    """Return the month that a telephone shows unfolded: the present one, in another year its first."""
    today = localdate(at)
    return today.replace(day=1) if year == today.year else date(year, 1, 1)


def _day(cal: WorkCalendar, day: date) -> DayShown:
    entry, weekend, works = cal.days.get(day), day.isoweekday() > 5, cal.is_workday(day)
    if works:
        look, mark = ("makeup", _("work")) if weekend else ("work", "")
    else:
        look, mark = ("off", "") if weekend and entry is None else ("holiday", _("off"))
    return DayShown(day.day, look, mark, _(entry.note) if entry and entry.note else "")


def runs(cal: WorkCalendar, year: int) -> list[Run]:
    """Return the days of a year that differ from Monday to Friday, joined where they say the same."""
    found: list[Run] = []
    for day, entry in sorted(cal.days.items()):
        if day.year != year:
            continue
        hours = " ".join(show_ranges(entry.hours)) if entry.hours else ""
        one = Run(day, day, _(entry.note) if entry.note else "", entry.is_workday, hours)
        last = found[-1] if found else None
        same = last and (last.note, last.works, last.hours) == (one.note, one.works, one.hours)
        if last and same and day - last.last == timedelta(days=1):
            found[-1] = Run(last.first, day, last.note, last.works, last.hours)
        else:
            found.append(one)
    return found


def office_hours(cal: WorkCalendar, at: date) -> list[tuple[str, str]]:
    """Return the office hours that hold on a day, by weekday in words; the ordinary ones first."""
    rule = next((one for one in reversed(cal.hours) if one.fits(at)), cal.hours[0])
    names = {
        0: _("every working day"),
        1: _("Monday"),
        2: _("Tuesday"),
        3: _("Wednesday"),
        4: _("Thursday"),
        5: _("Friday"),
    }
    return [(names.get(day, str(day)), " ".join(show_ranges(ranges))) for day, ranges in sorted(rule.week.items())]


@dataclass(frozen=True)
class MovedShown:
    """A running clock that would be due at another time."""

    number: str
    url: str
    title: str
    clock: str
    before: datetime
    after: datetime


@dataclass(frozen=True)
class Preview:
    """What a change would move: how many clocks, how many of them earlier, and the first in words."""

    count: int
    earlier: int
    rows: Sequence[MovedShown]


def preview(facts: Iterable[ClockMoved], actor: Actor) -> Preview:
    """Return the clocks that a drafted calendar would move, in words."""
    moved = list(facts)
    first = sorted(moved, key=lambda fact: fact.after.due_at)[:SHOWN]
    known = records.numbers_of(actor, [fact.subject for fact in first if fact.kind == records.KIND])
    return Preview(len(moved), sum(f.after.due_at < f.before.due_at for f in moved), [_moved(f, known) for f in first])


def _moved(fact: ClockMoved, known: dict[int, object]) -> MovedShown:
    row = known.get(fact.subject) if fact.kind == records.KIND else None
    number = getattr(row, "number", "")
    return MovedShown(
        number, reverse("desk:matter", args=[number]) if number else "", getattr(row, "title", ""),
        _(words.CLOCKS.get(fact.after.name, fact.after.name)), fact.before.due_at, fact.after.due_at,
    )  # fmt: skip
