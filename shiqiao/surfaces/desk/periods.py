"""Periods that lists offer by name; working days are those of the street's own calendar."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext_noop

from shiqiao.kernel.clocks.calendar import WorkCalendar
from shiqiao.kernel.clocks.reads import calendar_for
from shiqiao.surfaces.desk.forms import ZONE

PERIODS = {
    "today": gettext_noop("today"),
    "workday": gettext_noop("since the last working day"),
    "workdays": gettext_noop("the last five working days"),
    "week": gettext_noop("this week"),
    "month": gettext_noop("this month"),
    "last_month": gettext_noop("last month"),
}
Days = tuple[date, date]  # the first day, and the first that is no more part of it


def bounds(code: str, street: int, at: datetime) -> tuple[datetime | None, datetime | None]:
    """Return where a period begins and ends, in local days; nothing for a name that is not known."""
    if code not in PERIODS:
        return None, None
    today, calendar = at.astimezone(ZONE).date(), calendar_for(street)
    first, end = SPANS[code](today, calendar)
    return datetime.combine(first, time(), ZONE), datetime.combine(end, time(), ZONE)


def worked(calendar: WorkCalendar, today: date, count: int) -> date:
    """Return the working day from which on, today included, there were `count` working days."""
    day, left = today, count
    for _ in range(60):  # no holiday is longer
        left -= calendar.is_workday(day)
        if left <= 0:
            break
        day -= timedelta(days=1)
    return day


def _last_month(today: date, calendar: WorkCalendar) -> Days:
    end = today.replace(day=1)
    return (end - timedelta(days=1)).replace(day=1), end


TOMORROW = timedelta(days=1)
SPANS: dict[str, Callable[[date, WorkCalendar], Days]] = {
    "today": lambda today, calendar: (today, today + TOMORROW),
    "workday": lambda today, calendar: (worked(calendar, today - TOMORROW, 1), today + TOMORROW),
    "workdays": lambda today, calendar: (worked(calendar, today, 5), today + TOMORROW),
    "week": lambda today, calendar: (today - timedelta(days=today.weekday()), today + TOMORROW),
    "month": lambda today, calendar: (today.replace(day=1), today + TOMORROW),
    "last_month": _last_month,
}
