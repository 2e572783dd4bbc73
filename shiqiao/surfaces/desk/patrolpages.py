"""The plan of patrols as a table, beside what is written."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from shiqiao.kernel.patrols.table import PlanTable, RoundRule
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
