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
HAPPENED |= {
    "supervision.discipline_opened": (gettext_noop("Matter of discipline opened"), "alert-triangle", "yellow"),
    "supervision.discipline_carried": (
        gettext_noop("Reminder and order taken over from the orders"),
        "file-check",
        "grey",
    ),
    "supervision.discipline_proposed": (
        gettext_noop("A step is proposed: the person's answer is due"),
        "alert-triangle",
        "yellow",
    ),
    "supervision.discipline_answered": (gettext_noop("The person answered"), "message-check", "blue"),
    "supervision.discipline_decided": (gettext_noop("Decided about the step"), "gavel", "red"),
    "supervision.discipline_closed": (gettext_noop("Matter of discipline closed"), "circle-check", "grey"),
    "supervision.discipline_reader_named": (gettext_noop("A person was named to see it"), "eye", "grey"),
    "supervision.case_taken_in": (gettext_noop("Environmental case taken in"), "leaf", "blue"),
    "supervision.paper_filed": (gettext_noop("Paper filed"), "file-plus", "grey"),
    "supervision.made_public": (gettext_noop("Publicity entered"), "speakerphone", "blue"),
    "supervision.objection_settled": (gettext_noop("Objection settled"), "message-check", "green"),
    "supervision.record_tied": (gettext_noop("Record tied to the case"), "link", "grey"),
    "matters.result_accepted": (gettext_noop("Accepted by the district"), "circle-check", "green"),
    "matters.publicity_ended": (gettext_noop("Publicity ended"), "speakerphone", "grey"),
    "matters.signed": (gettext_noop("Signed by the leader"), "signature", "green"),
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

FAULTS = {
    "weak_responsibility": gettext_noop("Weak sense of responsibility"), "slow_work": gettext_noop("Slow work"),
    "false_report": gettext_noop("False report"), "other": gettext_noop("Another fault"),
}  # fmt: skip
RUNGS = {
    "reminder": (gettext_noop("Reminder"), "grey"), "order": (gettext_noop("Supervision order"), "blue"),
    "yellow_card": (gettext_noop("Yellow card"), "yellow"), "red_card": (gettext_noop("Red card"), "red"),
    "talk": (gettext_noop("Talk"), "red"),
}  # fmt: skip
STEP_STATES = {
    "proposed": (gettext_noop("the person's answer is due"), "yellow"),
    "answered": (gettext_noop("to be decided"), "blue"),
    "imposed": (gettext_noop("imposed"), "red"), "dropped": (gettext_noop("dropped"), "grey"),
}  # fmt: skip


def pair(table: Mapping[str, tuple[str, str]], code: str) -> tuple[str, str]:
    """Return the words and the tone of a code."""
    title, tone = table.get(code, (code, "grey"))
    return _(title), tone


SOURCES = {
    "central": gettext_noop("central inspection"),
    "provincial": gettext_noop("provincial inspection"),
    "city": gettext_noop("city inspection"),
}
LEVELS = {
    "street": gettext_noop("street level"), "district": gettext_noop("district level"), "city": gettext_noop("city level"),
}  # fmt: skip
PAPERS = {
    "assignment": gettext_noop("Paper that hands it on"),
    "ledger": gettext_noop("Entry of the ledger"),
    "plan": gettext_noop("Plan of rectification"),
    "rectified": gettext_noop("Report that it is rectified"),
    "district_acceptance": gettext_noop("Acceptance by the district"),
    "publicity": gettext_noop("Proof of publicity"),
    "objection": gettext_noop("Objection in publicity"),
    "signature": gettext_noop("Signed sheet"),
    "city_review": gettext_noop("Review by the city"),
    "strike_off": gettext_noop("Report that it is struck off"),
    "other": gettext_noop("Another paper"),
}
