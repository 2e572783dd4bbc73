"""Codes of supervision in the reader's words."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

# Journal code → (English msgid, icon, tone).
HAPPENED = {
    "supervision.order_raised": (gettext_noop("Supervision order: an answer is due"), "gavel", "red"),
    "supervision.order_answered": (gettext_noop("Supervision order answered"), "message-check", "blue"),
    "supervision.order_sent_back": (gettext_noop("Answer sent back: answer again"), "arrow-back-up", "yellow"),
    "supervision.order_closed": (gettext_noop("Supervision order closed"), "circle-check", "green"),
    "supervision.order_withdrawn": (gettext_noop("Supervision order taken back"), "circle-x", "grey"),
    "supervision.order_urged": (gettext_noop("Urged to answer"), "bell", "yellow"),
    "supervision.clock_moved": (gettext_noop("Term moved with the work calendar"), "calendar-event", "grey"),
    "supervision.rules_published": (gettext_noop("Rules of supervision published"), "file-check", "grey"),
}
STATES = {
    "raised": (gettext_noop("to be answered"), "yellow"),
    "answered": (gettext_noop("answered, to be accepted"), "blue"),
    "closed": (gettext_noop("struck off"), "green"),
    "withdrawn": (gettext_noop("order taken back"), "grey"),
}
TABS = {
    "mine": gettext_noop("For me to answer"),
    "open": gettext_noop("To be answered"),
    "late": gettext_noop("Past the term"),
    "answered": gettext_noop("To be accepted"),
    "closed": gettext_noop("Struck off"),
    "all": gettext_noop("All orders"),
}
BY_HAND = gettext_noop("raised by hand")


def pair(table: Mapping[str, tuple[str, str]], code: str) -> tuple[str, str]:
    """Return the words and the tone of a code."""
    title, tone = table.get(code, (code, "grey"))
    return _(title), tone
