"""The words of 5S: states, tabs, what happened, in the reader's language."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shiqiao.scenes.hall.fives.checklists import FiveSTable
from shiqiao.scenes.hall.fives.rules import SENSES
from shiqiao.surfaces.desk.words import said

# Journal code → (English msgid, icon, tone).
HAPPENED = {
    "hall.five_s_published": (gettext_noop("Checklists of 5S published"), "file-check", "grey"),
    "hall.round_begun": (gettext_noop("5S round begun"), "walk", "blue"),
    "hall.area_marked": (gettext_noop("Marks given for an area"), "list-check", "blue"),
    "hall.round_finished": (gettext_noop("5S round finished"), "circle-check", "green"),
    "hall.round_dropped": (gettext_noop("5S round given up"), "circle-x", "grey"),
    "hall.finding_found": (gettext_noop("Found: to be put right"), "flag", "yellow"),
    "hall.finding_fixed": (gettext_noop("Put right: to be looked at again by another"), "check", "blue"),
    "hall.finding_sent_back": (gettext_noop("Looked at again: not right yet"), "arrow-back-up", "red"),
    "hall.finding_closed": (gettext_noop("Looked at again: closed"), "checks", "green"),
    "hall.grounds_dismissed": (gettext_noop("What records proposed was dismissed"), "circle-x", "grey"),
    "hall.window_awarded": (gettext_noop("Model service window awarded"), "star", "green"),
    "hall.window_not_awarded": (gettext_noop("Model service window not awarded"), "circle-x", "grey"),
}  # fmt: skip
STATES = {
    "open": (gettext_noop("to be put right"), "yellow"), "fixed": (gettext_noop("put right, to be looked at again"), "blue"),
    "closed": (gettext_noop("looked at again, closed"), "green"),
}  # fmt: skip
TABS = {
    "mine": gettext_noop("Mine to put right"), "check": gettext_noop("To be looked at again"),
    "open": gettext_noop("Not put right yet"), "late": gettext_noop("Past the term"),
    "closed": gettext_noop("Closed findings"), "all": gettext_noop("All findings"),
}  # fmt: skip
TERMS = ("4wh", "1wd", "2wd", "3wd", "5wd", "10wd")


def score(tenths: int | None) -> str:
    """Say tenths of a point."""
    return _("not walked") if tenths is None else f"{tenths // 10}.{tenths % 10}"


def tone(tenths: int | None, good: int) -> str:
    """Return the tone of a score: good, under way, low, or nothing to say."""
    if tenths is None:
        return "grey"
    if tenths >= good * 10:
        return "green"
    return "yellow" if tenths >= good * 10 - 100 else "red"


def area(table: FiveSTable, code: str) -> str:
    """Return the title of an area."""
    return said(table.title("areas", code))


def sense(table: FiveSTable, code: str) -> str:
    """Return the name of one of the five."""
    return said(table.title("senses", code))


def senses(table: FiveSTable) -> list[tuple[str, str]]:
    """Return the five with their names."""
    return [(code, sense(table, code)) for code in SENSES]


def half(code: str) -> str:
    """Say a half-year."""
    year, _dash, part = code.partition("-")
    first = _("first half of %(year)s") % {"year": year}
    return first if part == "1" else _("second half of %(year)s") % {"year": year}
