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
}
SIZES = {
    "": gettext_noop("not said"), "large": gettext_noop("large firm"), "medium": gettext_noop("medium-sized firm"),
    "small": gettext_noop("small firm"), "micro": gettext_noop("micro firm"),
}  # fmt: skip
ROLES = {
    "owner": gettext_noop("owner or legal representative"), "manager": gettext_noop("manager"),
    "contact": gettext_noop("contact person"),
}  # fmt: skip
TABS = {"all": gettext_noop("All firms")}
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
