"""Which rule speaks: the first that fits. Asked for every report, so each item's candidates are found once. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from shiqiao.kernel.catalogue.rules import Item
from shiqiao.kernel.clocks.calendar import WorkCalendar
from shiqiao.kernel.routing.rules.table import WEEKDAYS, Conditions, Rule, Table, minute_of


class Facts(NamedTuple):
    """What rules go by: the item, where (`grid` 15 digits, 0 unknown), the channel, whether urgent, when, the answers."""

    item: Item
    grid: int
    channel: str
    urgent: bool
    at: datetime
    answers: Mapping[str, Any]


class Spoken(NamedTuple):
    """The rule that speaks, with its number in the table as readers count."""

    number: int
    rule: Rule


Calendar = Callable[[], WorkCalendar]  # asked only by rules that go by time
Test = Callable[[Facts, Calendar], bool]


@dataclass(frozen=True, eq=False)
class Rules:
    """A table of one version, ready to be asked."""

    table: Table
    version: int = 0
    fingerprint: str = ""
    _candidates: dict[str, tuple[tuple[Spoken, tuple[Test, ...]], ...]] = field(default_factory=dict, repr=False)

    def speak(self, facts: Facts, calendar: Calendar) -> Spoken | None:
        """Return the first rule that fits, None when none does."""
        item = facts.item
        key = f"{item.code}/{item.category}/{item.line}"
        candidates = self._candidates.get(key)
        if candidates is None:
            candidates = self._candidates[key] = self._narrow(item)
        for spoken, tests in candidates:
            for test in tests:
                if not test(facts, calendar):
                    break
            else:
                return spoken
        return None

    def _narrow(self, item: Item) -> tuple[tuple[Spoken, tuple[Test, ...]], ...]:
        return tuple(
            (Spoken(number, rule), tuple(_tests(rule.conditions)))
            for number, rule in enumerate(self.table.rules, 1)
            if fits_item(rule.conditions, item)
        )


def fits_item(asked: Conditions, item: Item) -> bool:
    """Tell whether a rule speaks about an item at all."""
    return (
        (not asked.items or item.code in asked.items)
        and (not asked.categories or item.category in asked.categories)
        and (not asked.lines or item.line in asked.lines)
    )


def _tests(asked: Conditions) -> list[Test]:
    """Return the tests beyond the item, the cheapest first."""
    tests: list[Test] = []
    if asked.urgent is not None:
        tests.append(lambda facts, _: facts.urgent == asked.urgent)
    if asked.channels:
        tests.append(lambda facts, _: facts.channel in asked.channels)
    if asked.communities or asked.grids:
        tests.append(lambda facts, _: fits_place(asked, facts.grid))
    if asked.answers:
        tests.append(lambda facts, _: fits_answers(asked, facts.answers))
    if asked.weekdays or asked.between or asked.season or asked.since or asked.until:
        tests.append(lambda facts, calendar: fits_date(asked, facts.at.astimezone(calendar().tz)))
    if asked.hours or asked.days:
        tests.append(lambda facts, calendar: fits_working(asked, working(facts.at, calendar())))
    return tests


def fits_place(asked: Conditions, grid: int) -> bool:
    """Tell whether a grid (15 digits) is meant; an unknown place is never meant by a rule that names places."""
    if not grid:
        return not (asked.communities or asked.grids)
    return (not asked.communities or str(grid // 1000) in asked.communities) and (
        not asked.grids or str(grid) in asked.grids
    )


def fits_answers(asked: Conditions, answers: Mapping[str, Any]) -> bool:
    """Tell whether every question that the rule names was answered as it says."""
    return all(said(answers.get(key)) in {said(value) for value in values} for key, values in asked.answers.items())


def said(value: Any) -> str:
    """Return an answer as text, by which answers are compared: `yes` and true are the same, no answer is empty."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def working(at: datetime, calendar: WorkCalendar) -> str:
    """Return `office` within office hours, `out` outside them on a working day, `off` on a day off."""
    plan = calendar.plan(at.astimezone(calendar.tz).toordinal())
    if not plan.open:
        return "off"
    second = at.timestamp()
    return "office" if any(low <= second < high for low, high in plan.open) else "out"


def fits_working(asked: Conditions, now: str) -> bool:
    """Tell whether `office`, `out` or `off` is meant."""
    if asked.hours and (asked.hours == "office") != (now == "office"):
        return False
    return not asked.days or (asked.days == "day_off") == (now == "off")


def fits_date(asked: Conditions, local: datetime) -> bool:
    """Tell whether a local moment is meant by weekday, time of day, season and dates."""
    return (
        (not asked.weekdays or WEEKDAYS[local.weekday()] in asked.weekdays)
        and fits_minute(asked, local.hour * 60 + local.minute)
        and fits_season(asked, f"{local:%m-%d}")
        and fits_day(asked, local.date())
    )


def fits_minute(asked: Conditions, minute: int) -> bool:
    """Tell whether a minute of the day is meant; a window may run over midnight."""
    if not asked.between:
        return True
    low, high = (minute_of(text) for text in asked.between)
    return low <= minute < high if low < high else minute >= low or minute < high


def fits_season(asked: Conditions, day: str) -> bool:
    """Tell whether a day of the year (MM-DD) is meant; a season may run over the turn of the year."""
    if not asked.season:
        return True
    low, high = asked.season
    return low <= day <= high if low <= high else day >= low or day <= high


def fits_day(asked: Conditions, day: date) -> bool:
    """Tell whether a date is meant."""
    return (not asked.since or asked.since <= day) and (not asked.until or day <= asked.until)
