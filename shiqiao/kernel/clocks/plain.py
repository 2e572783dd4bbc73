"""Calendars as plain data (what a version stores, what a locality's file says) and the seed from chinesecalendar."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any

from shiqiao.base.errors import Invalid
from shiqiao.kernel.clocks.calendar import ORDINARY, Day, HoursRule, WorkCalendar, parse_ranges, show_ranges

_SEASON = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")


@cache
def seeded_days() -> tuple[dict[date, Day], frozenset[int]]:
    """Return holidays and make-up workdays and the years they cover: 2004–2026, by the notices of the State Council."""
    from chinese_calendar import constants

    days = {day: Day(False, name) for day, name in constants.holidays.items()}
    days |= {day: Day(True, name) for day, name in constants.workdays.items()}
    return days, frozenset(day.year for day in constants.holidays)


def seeded(place: int = 0, version: int = 0) -> WorkCalendar:
    """Return the calendar made of the seed alone, with ordinary office hours."""
    days, years = seeded_days()
    return WorkCalendar(place=place, version=version, days=days, years=years)


def days_to_plain(days: Mapping[date, Day]) -> dict[str, list[Any]]:
    """Return dates as `{"2018-02-11": [1, "Spring Festival", ["08:30-12:00"]]}`; hours only where they differ."""
    return {
        day.isoformat(): [int(e.is_workday), e.note, *([show_ranges(e.hours)] if e.hours else [])]
        for day, e in sorted(days.items())
    }


def days_from_plain(plain: Mapping[str, list[Any]]) -> dict[date, Day]:
    """Read `days_to_plain` back."""
    return {
        date.fromisoformat(day): Day(bool(entry[0]), entry[1], parse_ranges(entry[2]) if len(entry) > 2 else None)
        for day, entry in plain.items()
    }


def hours_to_plain(rules: Iterable[HoursRule]) -> list[dict[str, Any]]:
    """Return hours as `[{"week": {"0": [...], "5": [...]}, "season": ["06-01", "09-30"], "since": "2018-06-01"}]`."""
    return [
        {"week": {str(day): show_ranges(ranges) for day, ranges in rule.week.items()}}
        | ({"season": list(rule.season)} if rule.season else {})
        | ({"since": rule.since.isoformat()} if rule.since else {})
        for rule in rules
    ]


def hours_from_plain(plain: Any) -> tuple[HoursRule, ...]:
    """Read office hours as a locality writes them; raises Invalid that says what to write.

    Either a list of ranges for every working day, or the list of rules that `hours_to_plain` gives; `week` has ISO
    weekdays 1–7 and 0 (or "default") for the others.
    """
    if not plain:
        return (ORDINARY,)
    if not isinstance(plain, list):
        raise Invalid(fields={"hours": "Give office hours as a list, like 08:30-12:00 and 13:30-17:30."})
    if isinstance(plain[0], str):
        return (HoursRule({0: parse_ranges(plain)}),)
    return tuple(_rule(entry) for entry in plain)


def _rule(entry: Any) -> HoursRule:
    try:
        week = {_weekday(key): parse_ranges(texts) for key, texts in entry["week"].items()}
        season = tuple(entry["season"]) if entry.get("season") else None
        since = date.fromisoformat(str(entry["since"])) if entry.get("since") else None
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Invalid(fields={"hours": "A rule of office hours needs week, and may have season and since."}) from error
    if season is not None and not (len(season) == 2 and all(_SEASON.fullmatch(str(end)) for end in season)):
        raise Invalid(fields={"hours": "Write a season of office hours as two dates, like 06-01 and 09-30."})
    return HoursRule(week, season, since)


def _weekday(key: object) -> int:
    number = 0 if key == "default" else int(str(key))
    if not 0 <= number <= 7:
        raise ValueError(key)
    return number


def entered(days: Mapping[date, tuple[bool, str] | Day]) -> dict[date, Day]:
    """Return days as an administrator gave them, as `Day`s."""
    return {day: entry if isinstance(entry, Day) else Day(*entry) for day, entry in days.items()}
