"""Why this time? The steps of a reckoning as codes with parameters, and the English sentence of each code.

The sentences, and the parameters `note` and `weekday`, are msgids: a surface translates them, see `tell`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from shiqiao.base.errors import fill
from shiqiao.kernel.clocks.calendar import Plan, WorkCalendar

SENTENCES = {
    "started": "The clock started on {at} ({weekday}) for {term}.",
    "started_off": "The clock started on {at} ({weekday}), a day off ({note}), for {term}.",
    "hours_begin": "Outside office hours: counting begins on {at}.",
    "hours_counted": "{day} ({weekday}): {amount} of office time counted, office hours {hours}.",
    "hours_more": "{days} further working days: {amount} of office time counted.",
    "hours_elapsed": "Clock hours pass by day and night, also on days off.",
    "start_not_counted": "The day of the start is not counted (Civil Code, article 201).",
    "days_off": "{first} to {last} are days off: {note}.",
    "day_off": "{first} is a day off: {note}.",
    "makeup": "{day} ({weekday}) is a make-up workday: {note}.",
    "days_counted": "Working day {value} after the start is {day} ({weekday}).",
    "calendar_days": "Calendar day {value} after the start is {day} ({weekday}).",
    "moved_to_workday": "The last day is a day off, so the next working day counts: {day} ({weekday}) (article 203).",
    "until_close": "A term in days ends when office hours of its last day end (Civil Code, article 203).",
    "same_day": "An answer the same day: the term ends when the day ends, at 24:00.",
    "same_day_off": "The pledge of an answer the same day holds on days off as well.",
    "due": "Due on {at}.",
    "calendar_missing": "No holidays are entered for {years}: Monday to Friday count as workdays. Enter the calendar.",
    "paused": "Paused on {at} (approved by {approver}): {reason}.",
    "resumed": "Resumed on {at}; the time that remained is kept, now due on {to}.",
    "extended": "Extended by {by} on {at} (approved by {approver}): {reason}. Now due on {to}.",
    "corrected": "Term corrected from {by} on {at}: {reason}. Now due on {to}.",
    "shortened": "Shortened from {by} by the {reason}, rule {rule} (put to use by {approver}): due on {to}, not on {from}.",
    "recalendared": "The work calendar was completed on {at}: due moved from {from} to {to}.",
    "stopped": "Stopped on {at}, in time.",
    "stopped_late": "Stopped on {at}, late.",
}
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
TERMS = {
    "wh": "{value} working hours",
    "wd": "{value} working days",
    "ch": "{value} clock hours",
    "cd": "{value} calendar days",
    "same_day": "an answer the same day",
}
LONG_HOURS, LONG = 72, "{days} days ({value} hours)"  # from here on whole days of the clock are told as days too
TRANSLATED = ("note", "weekday", "reason")
TERM_PARAMS = ("term", "by")
SHOWN_DAYS = 10  # of a long term only so many days are told one by one


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an explanation: a stable code and its parameters (text and numbers only)."""

    code: str
    params: dict[str, str | int] = field(default_factory=dict)

    def to_dict(self) -> dict[str, object]:
        """Return the step as plain data for JSON."""
        return {"code": self.code, "params": dict(self.params)}


def tell(step: Step, translate: Callable[[str], str] = str) -> str:
    """Return the sentence of a step; `translate` turns an English msgid into the reader's language."""
    params = {k: translate(str(v)) if k in TRANSLATED and v else v for k, v in step.params.items()}
    params |= {k: term_words(str(params[k]), translate) for k in TERM_PARAMS if params.get(k)}
    return fill(translate(SENTENCES[step.code]), params)


def term_words(term: str, translate: Callable[[str], str] = str) -> str:
    """Return a written term ("4wh") in words ("4 working hours")."""
    unit = term.lstrip("0123456789")
    value = term.removesuffix(unit)
    if unit == "ch" and int(value) >= LONG_HOURS and int(value) % 24 == 0:
        return fill(translate(LONG), {"value": value, "days": int(value) // 24})
    return fill(translate(TERMS[unit]), {"value": value})


def shown(cal: WorkCalendar, second: int) -> str:
    """Return a moment as local text; midnight is told as 24:00 of the day that ends, as terms do."""
    local = cal.local(second)
    if (local.hour, local.minute, local.second) == (0, 0, 0):
        return f"{date.fromordinal(local.toordinal() - 1)} 24:00"
    return f"{local:%Y-%m-%d %H:%M}" if local.second == 0 else f"{local:%Y-%m-%d %H:%M:%S}"


def amount(seconds: int) -> str:
    """Return a length of time as h:mm (or h:mm:ss when there are odd seconds)."""
    hours, rest = divmod(seconds, 3600)
    return f"{hours}:{rest // 60:02}" + (f":{rest % 60:02}" if rest % 60 else "")


def explain_term(cal: WorkCalendar, start: int, at: int, value: int, unit: str) -> list[Step]:
    """Explain why a term of `value` `unit` started at `start` is due at `at` (both seconds since 1970)."""
    tellers = {
        "wh": _working_hours,
        "wd": _working_days,
        "cd": _calendar_days,
        "ch": _clock_hours,
        "same_day": _same_day,
    }
    return [
        _started(cal, start, "same_day" if unit == "same_day" else f"{value}{unit}"),
        *tellers[unit](cal, start, at, value),
        Step("due", {"at": shown(cal, at)}),
    ]


def _started(cal: WorkCalendar, start: int, term: str) -> Step:
    local, plan = cal.local(start), cal.plan(cal.day_of(start))
    at = f"{local:%Y-%m-%d %H:%M}" if local.second == 0 else f"{local:%Y-%m-%d %H:%M:%S}"
    told: dict[str, str | int] = {"at": at, "weekday": WEEKDAYS[local.weekday()], "term": term}
    return Step("started", told) if plan.open else Step("started_off", {**told, "note": plan.note})


def _named(ordinal: int, **params: str | int) -> dict[str, str | int]:
    day = date.fromordinal(ordinal)
    return {"day": str(day), "weekday": WEEKDAYS[day.weekday()], **params}


def _off_and_makeup(cal: WorkCalendar, first: int, last: int) -> Iterator[Step]:
    """Tell the days off (neighbours with one reason together) and the make-up workdays from `first` to `last`."""

    def kind(ordinal: int) -> tuple[bool, str]:
        plan = cal.plan(ordinal)
        return bool(plan.open), plan.note if not plan.open else ""

    for (works, note), days in groupby(range(first, last + 1), kind):
        run = list(days)
        if works:
            yield from (Step("makeup", _named(d, note=cal.plan(d).note)) for d in run if cal.plan(d).makeup)
        else:
            ends: dict[str, str | int] = {"first": str(date.fromordinal(run[0])), "note": note}
            if len(run) > 1:
                ends["last"] = str(date.fromordinal(run[-1]))
            yield Step("days_off" if len(run) > 1 else "day_off", ends)


def _working_hours(cal: WorkCalendar, start: int, at: int, value: int) -> Iterator[Step]:
    first, last = cal.day_of(start), cal.day_of(at - 1)
    begin = next(low for day in range(first, last + 1) for low, high in cal.plan(day).open if high > start)
    if begin > start:
        yield Step("hours_begin", {"at": shown(cal, begin)})
    yield from _off_and_makeup(cal, first + 1, last)
    used = [(day, _used(cal.plan(day), start, at)) for day in range(first, last + 1)]
    used = [(day, seconds) for day, seconds in used if seconds]
    for day, seconds in used[:SHOWN_DAYS]:
        hours = " ".join(f"{cal.local(a):%H:%M}–{cal.local(b):%H:%M}" for a, b in cal.plan(day).open)
        yield Step("hours_counted", _named(day, amount=amount(seconds), hours=hours))
    rest = used[SHOWN_DAYS:]
    if rest:
        yield Step("hours_more", {"days": len(rest), "amount": amount(sum(seconds for _, seconds in rest))})


def _used(plan: Plan, start: int, at: int) -> int:
    return sum(max(0, min(high, at) - max(low, start)) for low, high in plan.open)


def _working_days(cal: WorkCalendar, start: int, at: int, value: int) -> Iterator[Step]:
    yield Step("start_not_counted")
    yield from _off_and_makeup(cal, cal.day_of(start) + 1, cal.day_of(at - 1))
    yield Step("days_counted", _named(cal.day_of(at - 1), value=value))
    yield Step("until_close")


def _calendar_days(cal: WorkCalendar, start: int, at: int, value: int) -> Iterator[Step]:
    last, end = cal.day_of(start) + value, cal.day_of(at - 1)
    yield Step("start_not_counted")
    yield Step("calendar_days", _named(last, value=value))
    if end != last:
        yield from _off_and_makeup(cal, last, end - 1)
        yield Step("moved_to_workday", _named(end))
    yield Step("until_close")


def _clock_hours(cal: WorkCalendar, start: int, at: int, value: int) -> Iterator[Step]:
    yield Step("hours_elapsed")


def _same_day(cal: WorkCalendar, start: int, at: int, value: int) -> Iterator[Step]:
    yield Step("same_day")
    if not cal.plan(cal.day_of(start)).open:
        yield Step("same_day_off")
