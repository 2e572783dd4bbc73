"""The words of the scene: journal lines, tabs, size classes, roles, states, in the reader's language."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

# Journal code → (English msgid, icon, tone).
HAPPENED = {
    "enterprise.rules_published": (gettext_noop("Rules for firms published"), "file-check", "grey"),
    "enterprise.file_opened": (gettext_noop("File of a firm opened"), "building-store", "blue"),
    "enterprise.file_changed": (gettext_noop("File of a firm changed"), "edit", "grey"),
    "enterprise.seat_invited": (gettext_noop("Person of a firm invited to the portal"), "mail", "blue"),
    "enterprise.seat_link_drawn": (gettext_noop("New link for a person of a firm"), "link", "grey"),
    "enterprise.seat_entered": (gettext_noop("Person of a firm came in by the link"), "login", "green"),
    "enterprise.seat_left": (gettext_noop("Person of a firm signed out"), "logout", "grey"),
    "enterprise.seat_ended": (gettext_noop("Seat of a person of a firm ended"), "user-off", "yellow"),
    "enterprise.steward_named": (gettext_noop("Steward of a firm named"), "user-check", "blue"),
    "enterprise.firm_passed_on": (gettext_noop("Firm passed on with its post"), "arrows-exchange", "blue"),
    "enterprise.hand_over_seen": (gettext_noop("Hand-over of a firm read"), "eye", "grey"),
    "enterprise.need_recorded": (gettext_noop("Need of a firm recorded"), "message-2", "blue"),
    "enterprise.unit_asked": (gettext_noop("Unit asked about a firm's need"), "send", "blue"),
    "enterprise.need_escalated": (gettext_noop("Need of a firm escalated to a further unit"), "arrow-up", "yellow"),
    "enterprise.position_taken": (gettext_noop("Unit took its position on a firm's need"), "flag", "blue"),
    "enterprise.need_refused": (gettext_noop("All units refused a firm's need"), "alert-octagon", "red"),
    "enterprise.unit_reminded": (gettext_noop("Unit reminded of a firm's need"), "bell", "yellow"),
    "enterprise.need_abandoned": (gettext_noop("Firm's need left lying: counted as abandoned"), "alert-octagon", "red"),
    "enterprise.need_rated": (gettext_noop("Firm said how useful the help was"), "star", "green"),
    "enterprise.promised": (gettext_noop("Promise to a firm entered"), "checkbox", "blue"),
    "enterprise.promise_kept": (gettext_noop("Promise to a firm kept"), "circle-check", "green"),
    "enterprise.promise_broken": (gettext_noop("Promise to a firm will not be kept"), "circle-x", "red"),
}
SIZES = {
    "": gettext_noop("not said"), "large": gettext_noop("large firm"), "medium": gettext_noop("medium-sized firm"),
    "small": gettext_noop("small firm"), "micro": gettext_noop("micro firm"),
}  # fmt: skip
ROLES = {
    "owner": gettext_noop("owner or legal representative"), "manager": gettext_noop("manager"),
    "contact": gettext_noop("contact person"),
}  # fmt: skip
TABS = {
    "mine": gettext_noop("My firms"), "unled": gettext_noop("Without a steward"), "overdue": gettext_noop("Visit overdue"),
    "all": gettext_noop("All firms"),
}  # fmt: skip
NEED_TABS = {
    "asked": gettext_noop("Waits for my unit"), "open": gettext_noop("Open needs"), "refused": gettext_noop("Refused by all"),
    "abandoned": gettext_noop("Left lying"), "settled": gettext_noop("Settled"), "all": gettext_noop("All needs"),
}  # fmt: skip
PROMISE_TABS = {
    "open": gettext_noop("Open promises"), "late": gettext_noop("Past their day"), "ended": gettext_noop("Kept or broken"),
    "all": gettext_noop("All promises"),
}  # fmt: skip
STATES = {
    "waiting": (gettext_noop("waits for an answer"), "yellow"), "taken": (gettext_noop("is being taken care of"), "blue"),
    "refused": (gettext_noop("not taken"), "red"), "done": (gettext_noop("need met"), "green"),
    "no_help": (gettext_noop("could not be helped"), "grey"), "unreachable": (gettext_noop("firm not reached"), "grey"),
}  # fmt: skip
PROMISES = {
    "open": (gettext_noop("promise open"), "blue"), "late": (gettext_noop("past its promised day"), "red"),
    "kept": (gettext_noop("promise kept"), "green"), "kept_late": (gettext_noop("kept late"), "yellow"),
    "broken": (gettext_noop("will not be kept"), "red"),
}  # fmt: skip
SOURCES = {
    "visit": gettext_noop("on a visit"), "hotline": gettext_noop("by the hotline"),
    "portal": gettext_noop("by the firm itself"),
    "green": gettext_noop("through the green channel"), "desk": gettext_noop("told to the office"),
}  # fmt: skip
TAKES = {
    "taken": (gettext_noop("We take it"), "user-check"), "refused": (gettext_noop("Not ours"), "circle-x"),
    "done": (gettext_noop("The need is met"), "circle-check"), "no_help": (gettext_noop("We could not help"), "heart-broken"),
    "unreachable": (gettext_noop("Firm cannot be reached"), "phone-off"),
    "waiting": (gettext_noop("Look at it again"), "refresh"),
}  # fmt: skip
USEFUL = {
    "5": gettext_noop("very useful"), "4": gettext_noop("useful"), "3": gettext_noop("partly useful"),
    "2": gettext_noop("of little use"), "1": gettext_noop("of no use"),
}  # fmt: skip
SEATS = {
    "invited": (gettext_noop("invited, link not opened yet"), "yellow"), "late": (gettext_noop("link is over"), "red"),
    "entered": (gettext_noop("has come in"), "green"), "ended": (gettext_noop("seat ended"), "grey"),
}  # fmt: skip


def word(words: Mapping[str, str], code: str) -> str:
    """Say a code; one that nobody knows any more stands as it is."""
    return _(words[code]) if code in words else code


def pair(words: Mapping[str, tuple[str, str]], code: str) -> tuple[str, str]:
    """Say a code with its tone."""
    said, tone = words.get(code, (code, "grey"))
    return _(said), tone
