"""The words of the queue: states, acts, reasons, what happened, in the reader's language."""

from collections.abc import Mapping

from django.utils.translation import gettext_noop

# Journal code → (English msgid, icon, tone).
HAPPENED = {
    "hall.queue_published": (gettext_noop("Rule of the queue published"), "file-check", "grey"),
    "hall.place_held": (gettext_noop("Time kept while the form is filled in"), "clock-hour-4", "grey"),
    "hall.booked": (gettext_noop("Time booked"), "calendar", "blue"),
    "hall.waitlisted": (gettext_noop("Put on the waiting list"), "list", "grey"),
    "hall.moved_up": (gettext_noop("Moved up from the waiting list"), "arrow-up", "green"),
    "hall.booking_cancelled": (gettext_noop("Cancelled by the person"), "arrow-back-up", "grey"),
    "hall.booking_revoked": (gettext_noop("Cancelled by the office"), "circle-x", "red"),
    "hall.booking_expired": (gettext_noop("Given back, time over"), "clock-exclamation", "grey"),
    "hall.booker_told": (gettext_noop("Person told"), "phone", "blue"),
    "hall.arrived": (gettext_noop("Came to the booked time"), "walk", "blue"),
    "hall.no_show": (gettext_noop("Did not come to the booked time"), "user-off", "yellow"),
    "hall.ticket_taken": (gettext_noop("Ticket taken"), "ticket", "blue"),
    "hall.called": (gettext_noop("Called to the window"), "speakerphone", "blue"),
    "hall.called_again": (gettext_noop("Called again"), "speakerphone", "grey"),
    "hall.serving": (gettext_noop("At the window"), "user-check", "blue"),
    "hall.not_there": (gettext_noop("Did not come when called"), "user-off", "yellow"),
    "hall.put_back": (gettext_noop("Put back into the line"), "arrow-back-up", "grey"),
    "hall.on_hold": (gettext_noop("On hold"), "player-pause", "yellow"),
    "hall.resumed": (gettext_noop("Goes on at the window"), "player-play", "blue"),
    "hall.served": (gettext_noop("Served"), "circle-check", "green"),
    "hall.left_line": (gettext_noop("Left the line"), "arrow-back-up", "grey"),
    "hall.not_served": (gettext_noop("Not served: the office closed"), "circle-x", "red"),
    "hall.ticket_tied": (gettext_noop("Ticket tied to an affair"), "link", "grey"),
    "hall.closed_off": (gettext_noop("Time closed off"), "calendar-off", "yellow"),
    "hall.lifted": (gettext_noop("Time opened again"), "calendar", "green"),
    "hall.sat_down": (gettext_noop("Works at a window"), "user-check", "blue"),
    "hall.got_up": (gettext_noop("Left the window"), "user-off", "grey"),
}
TICKETS = {
    "waiting": (gettext_noop("waiting"), "blue"), "called": (gettext_noop("called, come to the window"), "yellow"),
    "serving": (gettext_noop("at the window"), "green"), "held": (gettext_noop("set aside"), "yellow"),
    "served": (gettext_noop("served"), "green"), "missed": (gettext_noop("did not come when called"), "yellow"),
    "left": (gettext_noop("left the line"), "grey"), "closed": (gettext_noop("not served, we closed"), "red"),
}  # fmt: skip
BOOKINGS = {
    "held": (gettext_noop("kept for you"), "yellow"), "waitlisted": (gettext_noop("on the waiting list"), "yellow"),
    "booked": (gettext_noop("booked"), "blue"), "arrived": (gettext_noop("has come"), "green"),
    "served": (gettext_noop("served"), "green"), "missed": (gettext_noop("did not come"), "yellow"),
    "cancelled": (gettext_noop("cancelled by the person"), "grey"), "revoked": (gettext_noop("cancelled by the office"), "red"),
    "expired": (gettext_noop("given back, time over"), "grey"),
}  # fmt: skip
REASONS = {
    "station_closed": gettext_noop("the counter closes"), "staff_away": gettext_noop("our people are away"),
    "system_down": gettext_noop("the system is down"), "moved": gettext_noop("the service moves to another counter"),
    "end_of_day": gettext_noop("the day was over"),
}  # fmt: skip
CHANNELS = {
    "portal": gettext_noop("in the portal"), "phone": gettext_noop("on the telephone"), "desk": gettext_noop("at the desk"),
    "kiosk": gettext_noop("at the kiosk"),
}  # fmt: skip
# What a clerk does with a ticket: (button, icon).
ACTS: Mapping[str, tuple[str, str]] = {
    "begin": (gettext_noop("Has come, begin"), "user-check"), "again": (gettext_noop("Call again"), "speakerphone"),
    "miss": (gettext_noop("Did not come"), "user-off"), "finish": (gettext_noop("Finish"), "circle-check"),
    "pause": (gettext_noop("Put on hold"), "player-pause"), "resume": (gettext_noop("Go on with it"), "player-play"),
    "put_back": (gettext_noop("Put back into the line"), "arrow-back-up"), "leave": (gettext_noop("Has left"), "logout"),
}  # fmt: skip
ACTS_IN = {"called": ("begin", "again", "miss", "put_back"), "serving": ("finish", "pause"), "held": ("resume", "leave"),
           "missed": ("put_back",), "waiting": ("leave",)}  # fmt: skip
