"""The words of the scene: states, sides, reasons, what happened, in the reader's language."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shiqiao.scenes.party.rules import Named
from shiqiao.surfaces.desk.words import said

# Journal code or kind of a notice → (English msgid, icon, tone).
HAPPENED = {
    "party.rules_published": (gettext_noop("Rules of regional Party building published"), "file-text", "grey"),
    "party.unit_stationed": (gettext_noop("Unit put on the list of stationed units"), "building-community", "blue"),
    "party.contact_changed": (gettext_noop("Contact of the unit changed"), "phone", "grey"),
    "party.seat_given": (gettext_noop("Seat in the joint meeting given"), "armchair", "blue"),
    "party.joint_meeting_recorded": (gettext_noop("Joint meeting recorded"), "users", "blue"),
    "party.item_entered": (gettext_noop("Line of a list entered"), "plus", "blue"),
    "party.item_withdrawn": (gettext_noop("Line taken off its list"), "circle-x", "grey"),
    "party.match_proposed": (gettext_noop("Resource proposed for a need"), "arrows-join", "blue"),
    "party.need_claimed": (gettext_noop("Need claimed by a unit"), "hand-stop", "green"),
    "party.match_declined": (gettext_noop("Match let go"), "circle-x", "grey"),
    "party.match_became_project": (gettext_noop("Match became a project"), "circle-check", "green"),
    "party.project_begun": (gettext_noop("Service project begun"), "heart-handshake", "blue"),
    "party.project_ended": (gettext_noop("Service project ended"), "lock", "grey"),
    "party.occasion_added": (gettext_noop("Time with places added"), "calendar-plus", "blue"),
    "party.occasion_cancelled": (gettext_noop("Time cancelled"), "calendar-off", "yellow"),
    "party.occasion_delivered": (gettext_noop("Took place"), "circle-check", "green"),
    "party.booked": (gettext_noop("Place booked"), "ticket", "blue"),
    "party.booking_cancelled": (gettext_noop("Booking cancelled"), "ticket-off", "grey"),
    "party.booking_moved_up": (gettext_noop("Moved up from the waiting list"), "arrow-up", "green"),
    "party.booking_rated": (gettext_noop("Rated by who came"), "star", "green"),
    "party.unit_assessed": (gettext_noop("Unit scored by a community"), "clipboard-check", "blue"),
    "party.reported_in": (gettext_noop("Reported in at the community"), "user-check", "blue"),
    "party.signed_off": (gettext_noop("Report in ended"), "lock", "grey"),
    "party.service_claimed": (gettext_noop("Class of service claimed"), "hand-stop", "blue"),
    "party.hours_written": (gettext_noop("Hours of service written down"), "clock", "blue"),
    "party.hours_confirmed": (gettext_noop("Hours of service confirmed"), "circle-check", "green"),
    "party.hours_refused": (gettext_noop("Hours of service refused"), "circle-x", "grey"),
}
SIDES = {"resource": gettext_noop("Resource"), "need": gettext_noop("Need of a community")}
LISTS = {"resource": gettext_noop("List of resources"), "need": gettext_noop("List of needs")}
ITEMS = {
    "open": (gettext_noop("stands on the list"), "blue"),
    "claimed": (gettext_noop("claimed"), "yellow"),
    "done": (gettext_noop("became a project"), "green"),
    "withdrawn": (gettext_noop("taken off"), "grey"),
    "over": (gettext_noop("day has passed"), "grey"),
}
MATCHES = {
    "proposed": (gettext_noop("proposed"), "yellow"),
    "claimed": (gettext_noop("claimed"), "blue"),
    "project": (gettext_noop("became a project"), "green"),
    "declined": (gettext_noop("let go"), "grey"),
}
PROJECTS = {
    "planned": (gettext_noop("not landed yet"), "grey"),
    "landed": (gettext_noop("landed"), "green"),
    "ended": (gettext_noop("project ended"), "grey"),
}
OCCASIONS = {
    "open": (gettext_noop("can be booked"), "blue"),
    "full": (gettext_noop("full"), "yellow"),
    "due": (gettext_noop("record is missing"), "red"),
    "delivered": (gettext_noop("took place"), "green"),
    "cancelled": (gettext_noop("time cancelled"), "grey"),
}
BOOKINGS = {
    "booked": (gettext_noop("place booked"), "blue"),
    "waiting": (gettext_noop("on the waiting list"), "yellow"),
    "came": (gettext_noop("came"), "green"),
    "missed": (gettext_noop("did not come"), "grey"),
    "cancelled": (gettext_noop("booking cancelled"), "grey"),
}
HOURS = {
    "waiting": (gettext_noop("waits to be confirmed"), "yellow"),
    "confirmed": (gettext_noop("confirmed"), "green"),
    "refused": (gettext_noop("not confirmed"), "grey"),
}
CHANNELS = {"portal": gettext_noop("on the portal"), "desk": gettext_noop("by the community")}
ROLES = {"member": gettext_noop("Member"), "deputy": gettext_noop("Part-time member of the committee")}
REPORTS = {"unit": gettext_noop("Organisation"), "member": gettext_noop("In-service member")}
REASONS = {
    "theme": gettext_noop("same theme"),
    "community": gettext_noop("same community"),
    "words": gettext_noop("words in common: %(said)s"),
    "reported": gettext_noop("the unit has reported in there"),
}
PROJECT_TABS = {
    "open": gettext_noop("Running projects"),
    "landed": gettext_noop("Landed"),
    "due": gettext_noop("Record is missing"),
    "all": gettext_noop("All projects"),
}
ITEM_TABS = {"open": gettext_noop("On the list"), "all": gettext_noop("Every line")}
STARS = {
    5: gettext_noop("very good"),
    4: gettext_noop("quite good"),
    3: gettext_noop("fair"),
    2: gettext_noop("poor"),
    1: gettext_noop("bad"),
}
BASES = {
    "projects": gettext_noop("projects landed in the year"),
    "came": gettext_noop("residents who came"),
    "stars": gettext_noop("mean of the residents' stars"),
    "meetings": gettext_noop("joint meetings attended"),
    "hours": gettext_noop("confirmed hours"),
    "claims": gettext_noop("services claimed"),
}


def pair(table: Mapping[str, tuple[str, str]], code: str) -> tuple[str, str]:
    """Return what a code is called, and its tone."""
    title, tone = table[code]
    return _(title), tone


def choices(table: Mapping[Any, Any]) -> list[tuple[str, str]]:
    """Return a table as choices of a form."""
    return [(str(code), _(one if isinstance(one, str) else one[0])) for code, one in table.items()]


def named(rows: Iterable[Named]) -> list[tuple[str, str]]:
    """Return what a street named as choices of a form."""
    return [(one.code, said(one.title)) for one in rows]


def title_of(rows: Iterable[Named], code: str) -> str:
    """Return what a street calls a code; the code itself for one that is no longer in its rules."""
    return next((said(one.title) for one in rows if one.code == code), code)


def reason(code: str, points: int, text: str, themes: Iterable[Named] = ()) -> str:
    """Say one reason of a match with its points."""
    told = _(REASONS[code]) % {"said": text}
    shown = f"{told}（{title_of(themes, text)}）" if code == "theme" and text else told
    return f"{shown} +{points}"
