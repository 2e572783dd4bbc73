"""The words of emergency: levels, states, what happened, in the reader's language."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shiqiao.scenes.duty.emergency import rules
from shiqiao.scenes.duty.emergency.publishing import plan_of
from shiqiao.surfaces.desk.words import said

# Journal code or kind of notice → (English msgid, icon, tone).
HAPPENED = {
    "duty.emergency_plan_published": (gettext_noop("Emergency plan published"), "file-check", "grey"),
    "duty.emergency_started": (gettext_noop("Emergency response started"), "bell", "red"),
    "duty.emergency_raised": (gettext_noop("Level of the response raised"), "arrow-up", "red"),
    "duty.emergency_lowered": (gettext_noop("Level of the response lowered"), "arrow-down", "blue"),
    "duty.emergency_ended": (gettext_noop("Emergency response ended"), "circle-check", "green"),
    "duty.emergency_reviewed": (gettext_noop("Review of the response written"), "clipboard-check", "green"),
    "duty.post_manned": (gettext_noop("Post manned"), "map-pin", "green"),
    "duty.post_relieved": (gettext_noop("Relieved at the post"), "refresh", "blue"),
    "duty.post_left": (gettext_noop("Post left"), "logout", "yellow"),
    "duty.post_stood_down": (gettext_noop("Post stood down"), "circle-x", "grey"),
    "duty.post_answered_for": (gettext_noop("Another answers for the post"), "user", "blue"),
    "duty.hazard_added": (gettext_noop("Hazard point entered into the register"), "map-pin", "yellow"),
    "duty.hazard_retired": (gettext_noop("Hazard point taken off the register"), "circle-x", "grey"),
    "duty.hazard_checked": (gettext_noop("Hazard point checked"), "camera", "blue"),
    "duty.hazard_checked_in": (gettext_noop("Hazard point checked"), "camera", "blue"),
    "duty.alarm_sounded": (gettext_noop("Alarm: each is called until an answer comes"), "bell", "red"),
    "duty.call_escalated": (gettext_noop("No answer yet: another was told"), "alert-triangle", "red"),
    "duty.call_answered": (gettext_noop("Call answered"), "check", "green"),
    "duty.call_relieved": (gettext_noop("No answer: another was put in the place"), "refresh", "yellow"),
    "duty.report_sent": (gettext_noop("Zero report sent"), "send", "blue"),
    "duty.household_listed": (gettext_noop("On the list of those to be moved"), "list-check", "yellow"),
    "duty.household_moved": (gettext_noop("Moved into a shelter"), "home", "blue"),
    "duty.household_returned": (gettext_noop("Back home"), "home", "green"),
    "duty.stock_moved": (gettext_noop("Material moved"), "package", "blue"),
    "duty.stock_brought": (gettext_noop("Material moved"), "package", "blue"),
    "duty.emergency_called": (gettext_noop("You are called: answer now"), "bell", "red"),
    "duty.emergency_deputy": (gettext_noop("Somebody does not answer; you are the deputy: answer for the post"), "bell", "red"),
    "duty.emergency_unanswered": (
        gettext_noop("Neither the one called nor the deputy answers: put another in the place"), "alert-triangle", "red"
    ),
    "duty.emergency_report_missing": (gettext_noop("A zero report is missing"), "clock", "red"),
}  # fmt: skip
COLOURS = {
    4: gettext_noop("Level Ⅳ (blue)"), 3: gettext_noop("Level Ⅲ (yellow)"), 2: gettext_noop("Level Ⅱ (orange)"),
    1: gettext_noop("Level Ⅰ (red)"),
}  # fmt: skip
TONES = {4: "blue", 3: "yellow", 2: "yellow", 1: "red"}
STATES = {
    "safe": (gettext_noop("safe"), "green"), "water": (gettext_noop("under water or in danger"), "red"),
    "closed": (gettext_noop("closed off"), "yellow"), "": (gettext_noop("not checked yet"), "grey"),
}  # fmt: skip
REPORTS = {
    "sent": (gettext_noop("sent in time"), "green"), "late": (gettext_noop("sent late"), "yellow"),
    "missing": (gettext_noop("not sent"), "red"), "due": (gettext_noop("to come"), "grey"),
}  # fmt: skip
FIGURES = {
    "flooded": gettext_noop("Places under water"), "trapped": gettext_noop("People trapped"),
    "injured": gettext_noop("People hurt"), "moved": gettext_noop("People moved"), "damaged": gettext_noop("Houses damaged"),
}  # fmt: skip
STOCK_KINDS = {
    "in": gettext_noop("Comes in"), "out": gettext_noop("Goes out"), "back": gettext_noop("Comes back"),
    "count": gettext_noop("Counted again"),
}  # fmt: skip
STAGES = {
    0: (gettext_noop("called"), "yellow"), 1: (gettext_noop("deputy told"), "yellow"), 2: (gettext_noop("leader told"), "red"),
}  # fmt: skip


def level(number: int) -> str:
    """Say a level."""
    return _(COLOURS[number])


def kind(street: int, version: int, code: str) -> str:
    """Return the title of a kind of emergency."""
    found = plan_of(street, version).kind(code)
    return said(found.title) if found else code


def hazard_kind(street: int, code: str) -> str:
    """Return the title of a kind of hazard point."""
    found = plan_of(street).hazard(code)
    return said(found.title) if found else code


def hazard_state(code: str) -> tuple[str, str]:
    """Return what a state of a hazard point is called, and its tone."""
    title, tone = STATES[code]
    return _(title), tone


def minutes(number: int | None) -> str:
    """Say a length of time."""
    if number is None:
        return "–"
    hours, rest = divmod(number, 60)
    if not hours:
        return _("%(m)s min") % {"m": rest}
    return _("%(h)s h %(m)s min") % {"h": hours, "m": rest}


def roman(number: int) -> str:
    """Return the sign of a level."""
    return rules.ROMAN[number]
