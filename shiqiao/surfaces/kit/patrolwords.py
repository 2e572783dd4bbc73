"""How what came of a check-in is said, on every surface."""

from django.utils.translation import gettext_noop

STATES = {
    "counted": (gettext_noop("Counts"), "green"),
    "repeated": (gettext_noop("Counted before"), "grey"),
    "waiting": (gettext_noop("To be recognised"), "yellow"),
    "recognised": (gettext_noop("Recognised"), "green"),
    "declined": (gettext_noop("Left out"), "grey"),
}
WHY = {
    "far": gettext_noop("Too far from the point"),
    "no_position": gettext_noop("The device could not tell where it was"),
    "too_fast": gettext_noop("Sooner there than anybody can walk"),
    "late": gettext_noop("Sent more than three days later"),
    "not_yours": gettext_noop("Not your ground"),
    "unknown_code": gettext_noop("This code is not in use: scan the one that hangs there now."),
    "old": gettext_noop("This was more than thirty days ago and is not taken any more."),
    "repeated": gettext_noop("Counted at this point within the last quarter of an hour"),
}
REASONS = {
    "no_signal": gettext_noop("no reception there"),
    "no_location": gettext_noop("the telephone finds no place there"),
    "code_damaged": gettext_noop("the code was damaged or moved"),
    "helped_out": gettext_noop("helped out in another's grid"),
    "seen_there": gettext_noop("was seen there"),
}
