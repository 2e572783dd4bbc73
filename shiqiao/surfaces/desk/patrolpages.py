"""The plan of patrols and a person's own way as tables, beside what is written and stored."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from shiqiao.kernel.patrols.table import PlanTable, RoundRule
from shiqiao.kernel.territory.reads import locate
from shiqiao.surfaces.desk import words

WEEKDAYS = {
    "mon": lambda: pgettext("weekday", "Mon"), "tue": lambda: pgettext("weekday", "Tue"),
    "wed": lambda: pgettext("weekday", "Wed"), "thu": lambda: pgettext("weekday", "Thu"),
    "fri": lambda: pgettext("weekday", "Fri"), "sat": lambda: pgettext("weekday", "Sat"),
    "sun": lambda: pgettext("weekday", "Sun"),
}  # fmt: skip


@dataclass(frozen=True)
class PlanRow:
    """A rule of the plan in words: the line, where it holds, how often and on which days."""

    line: str
    where: str
    often: str
    days: str


@dataclass(frozen=True)
class WayRow:
    """A position of a person's own way: the local time, the grid in which it lies, longitude and latitude."""

    time: str
    place: str
    spot: str


def plan_rows(table: PlanTable) -> list[PlanRow]:
    """Return the rules of a plan in the order in which they are written."""
    return [
        PlanRow(
            words.line_title(rule.line), words.place(int(rule.within)) if rule.within else _("the whole street"),
            _often(rule), " ".join(WEEKDAYS[day]() for day in rule.weekdays) or _("every day"),
        )
        for rule in table.rounds
    ]  # fmt: skip


def _often(rule: RoundRule) -> str:
    if not rule.times:
        return _("not walked")
    if rule.per == "day":
        return ngettext("%(n)s time a day", "%(n)s times a day", rule.times) % {"n": rule.times}
    return ngettext("%(n)s time a week", "%(n)s times a week", rule.times) % {"n": rule.times}


def way_rows(way: str) -> list[WayRow]:
    """Return a way, a position a line, with the grids through which it leads."""
    return [_position(*line.split()) for line in way.splitlines() if len(line.split()) == 3]


def _position(time: str, lon: str, lat: str) -> WayRow:
    grid = locate(float(lon), float(lat)).grid
    return WayRow(time, words.place(grid) if grid else "—", f"{lon}, {lat}")
