"""The words of duty: roles, states, reasons, what happened, in the reader's language."""

from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shiqiao.scenes.duty.publishing import rules_of
from shiqiao.surfaces.desk.words import person_name, said

# Journal code or kind of notice → (English msgid, icon, tone).
HAPPENED = {
    "duty.rules_published": (gettext_noop("Rules of duty published"), "file-check", "grey"),
    "duty.roster_made": (gettext_noop("Draft of a roster made"), "calendar-event", "grey"),
    "duty.roster_checked": (gettext_noop("Roster checked"), "checks", "blue"),
    "duty.roster_published": (gettext_noop("Roster published: look at your turns"), "calendar-event", "green"),
    "duty.roster_dropped": (gettext_noop("Roster dropped"), "circle-x", "grey"),
    "duty.swap_asked": (gettext_noop("Somebody asks you to swap turns"), "arrows-exchange", "yellow"),
    "duty.swap_agreed": (gettext_noop("A swap of turns waits for approval"), "arrows-exchange", "yellow"),
    "duty.swap_declined": (gettext_noop("Your swap of turns was declined"), "circle-x", "grey"),
    "duty.swap_withdrawn": (gettext_noop("Swap of turns withdrawn"), "circle-x", "grey"),
    "duty.swap_approved": (gettext_noop("Swap of turns approved"), "circle-check", "green"),
    "duty.swap_refused": (gettext_noop("Swap of turns refused"), "circle-x", "red"),
    "duty.turn_replaced": (gettext_noop("Somebody takes over a turn of duty"), "refresh", "yellow"),
    "duty.checked_in": (gettext_noop("Checked in for duty"), "check", "green"),
    "duty.check_in_missed": (gettext_noop("Nobody has checked in for a turn of duty"), "alert-octagon", "red"),
    "duty.log_written": (gettext_noop("Line of the hand-over log"), "list-check", "grey"),
    "duty.log_closed": (gettext_noop("Line of the hand-over log closed"), "check", "green"),
    "duty.passed_on": (gettext_noop("Shift handed over: acknowledge the open lines"), "arrow-back-up", "yellow"),
    "duty.acknowledged": (gettext_noop("Open lines of the former shift acknowledged"), "checks", "green"),
    "duty.availability_entered": (gettext_noop("Entered when one cannot take duty, or wishes"), "calendar-event", "grey"),
    "duty.availability_ended": (gettext_noop("Entry about taking duty ended"), "calendar-event", "grey"),
}  # fmt: skip
ROLES = {"leader": gettext_noop("Leader on duty"), "officer": gettext_noop("Officer on duty")}
ROSTERS = {
    "draft": (gettext_noop("draft of a roster"), "grey"), "checked": (gettext_noop("checked, to be published"), "blue"),
    "published": (gettext_noop("roster in force"), "green"), "dropped": (gettext_noop("roster dropped"), "grey"),
}  # fmt: skip
SWAPS = {
    "asked": (gettext_noop("waits for the other's consent"), "yellow"),
    "agreed": (gettext_noop("waits for approval"), "yellow"),
    "approved": (gettext_noop("swap approved"), "green"), "declined": (gettext_noop("swap declined"), "grey"),
    "refused": (gettext_noop("swap refused"), "red"), "withdrawn": (gettext_noop("swap withdrawn"), "grey"),
}  # fmt: skip
ANSWERS = {
    "agree": (gettext_noop("Agree to the swap"), "check"), "decline": (gettext_noop("Decline the swap"), "circle-x"),
    "approve": (gettext_noop("Approve the swap"), "circle-check"), "refuse": (gettext_noop("Refuse the swap"), "circle-x"),
    "withdraw": (gettext_noop("Withdraw the swap"), "arrow-back-up"),
}  # fmt: skip
ENTRIES = {
    "call": gettext_noop("call on duty"), "visitor": gettext_noop("visitor on duty"), "event": gettext_noop("event on duty"),
    "order": gettext_noop("instruction from above"), "note": gettext_noop("note in the log"),
}  # fmt: skip
KINDS = {
    "away": gettext_noop("cannot take duty"), "avoid": gettext_noop("would rather not"),
    "prefer": gettext_noop("would like to"),
}  # fmt: skip
WHY = {
    "leave": gettext_noop("leave from work"), "travel": gettext_noop("travel on business"),
    "training": gettext_noop("training course"),
    "family": gettext_noop("family affairs"), "other": gettext_noop("another reason"),
}  # fmt: skip
SIDES = {
    "turns": gettext_noop("Turns"), "nights": gettext_noop("Nights"), "weekends": gettext_noop("Weekends"),
    "holidays": gettext_noop("Holidays"),
}  # fmt: skip
CHOSEN = {
    "only": gettext_noop("the only one who could"), "wished": gettext_noop("wished for this day"),
    "fewest_holiday": gettext_noop("the fewest holidays of all who could"),
    "fewest_weekend": gettext_noop("the fewest weekends of all who could"),
    "fewest_night": gettext_noop("the fewest nights of all who could"),
    "fewest_turn": gettext_noop("the fewest turns of all who could"),
    "alike": gettext_noop("as good as others; drawn by lot"),
    "moved": gettext_noop("moved afterwards, so that the whole became more even"),
    "nobody": gettext_noop("nobody could"),
}  # fmt: skip
PASSED = {
    "away": gettext_noop("is away then"), "rest": gettext_noop("would not have rested"),
    "double": gettext_noop("is on duty then"),
    "close": gettext_noop("has another turn close by"), "avoid": gettext_noop("would rather not on this day"),
    "equal": gettext_noop("just as good; not drawn"),
}  # fmt: skip
PROBLEMS = {
    "nobody": gettext_noop("A place is empty: nobody could take it"), "away": gettext_noop("is entered as away"),
    "near": gettext_noop("has a turn of another roster too near"),
}  # fmt: skip


def kind_title(street: int, code: str, *, short: bool = False) -> str:
    """Return what a kind of shift is called."""
    found = rules_of(street).kind(code)
    return said(found.short if short else found.title) if found else code


def span(during: Any) -> str:
    """Say from when until when, in local time."""
    begin, end = localtime(during.lower), localtime(during.upper)
    tail = f"{end:%H:%M}" if end.date() == begin.date() else f"{end:%m-%d %H:%M}"
    return f"{begin:%m-%d %H:%M} – {tail}"


def hours(during: Any) -> str:
    """Say the local times of day alone."""
    return f"{localtime(during.lower):%H:%M}–{localtime(during.upper):%H:%M}"


def why(reasons: dict[str, Any]) -> list[str]:
    """Say why somebody was chosen."""
    return [_(CHOSEN[code]) for code in reasons.get("why", ()) if code in CHOSEN]


def passed_over(reasons: dict[str, Any]) -> list[tuple[str, str]]:
    """Say who was passed over, and for what."""
    return [
        (person_name(person), _(PASSED[code]) + (f" ({day})" if day else ""))
        for person, code, day in reasons.get("passed", ()) if code in PASSED
    ]  # fmt: skip
