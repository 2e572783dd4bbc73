"""The words of honours and learning: how things stand, what happened, in the reader's language."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shiqiao.base.actor import Actor
from shiqiao.kernel.registry.subjects import show
from shiqiao.scenes.party.honours.publishing import rules_of
from shiqiao.scenes.party.honours.store import Holder
from shiqiao.surfaces.desk.words import person_name, said, unit_title
from shiqiao.surfaces.desk.words import place as place_title

# Journal code → (English msgid, icon, tone).
HAPPENED = {
    "party.honour_entered": (gettext_noop("Honour entered into the register"), "medal", "green"),
    "party.honour_withdrawn": (gettext_noop("Honour withdrawn"), "circle-x", "red"),
    "party.pursuit_opened": (gettext_noop("Pursuit of an honour opened"), "target", "blue"),
    "party.pursuit_gap_named": (gettext_noop("Gap named, with who closes it"), "alert-circle", "yellow"),
    "party.pursuit_proved": (gettext_noop("Evidence of a criterion added"), "paperclip", "blue"),
    "party.pursuit_met": (gettext_noop("Criterion met"), "circle-check", "green"),
    "party.pursuit_unmet": (gettext_noop("Criterion no longer met"), "arrow-back-up", "red"),
    "party.pursuit_applied": (gettext_noop("Application handed in"), "send", "blue"),
    "party.pursuit_won": (gettext_noop("Honour won"), "trophy", "green"),
    "party.pursuit_missed": (gettext_noop("Honour not won"), "circle-x", "grey"),
    "party.theme_planned": (gettext_noop("Theme of study planned"), "book", "blue"),
    "party.meeting_recorded": (gettext_noop("Party meeting recorded"), "users-group", "blue"),
}  # fmt: skip
STANDING = {
    "held": (gettext_noop("honour held"), "green"), "lapsing": (gettext_noop("lapses soon"), "yellow"),
    "lapsed": (gettext_noop("lapsed"), "grey"), "withdrawn": (gettext_noop("honour withdrawn"), "red"),
}  # fmt: skip
PURSUITS = {
    "open": (gettext_noop("being pursued"), "blue"), "applied": (gettext_noop("applied for"), "yellow"),
    "won": (gettext_noop("won"), "green"), "missed": (gettext_noop("not won"), "grey"),
}  # fmt: skip
TABS = {
    "held": gettext_noop("Honour in force"), "lapsing": gettext_noop("Lapsing soon"),
    "lapsed": gettext_noop("Lapsed or withdrawn"),
    "all": gettext_noop("All honours"),
}  # fmt: skip


def standing(code: str) -> tuple[str, str]:
    """Return how an honour stands, in words, and its tone."""
    title, tone = STANDING[code]
    return _(title), tone


def pursuit(code: str) -> tuple[str, str]:
    """Return how a pursuit stands, in words, and its tone."""
    title, tone = PURSUITS[code]
    return _(title), tone


def titled(street: int, kind: str, code: str) -> str:
    """Return the title of a level or of a kind of meeting."""
    return said(rules_of(street).titled(kind, code))


def holder(actor: Actor, told: Holder) -> str:
    """Return who holds an honour, in words."""
    if told.kind == "street":
        return _("The street's office")
    if told.kind == "community":
        return place_title(told.id)
    if told.kind == "unit":
        return unit_title(told.id)
    if told.kind == "account":
        return person_name(told.id)
    found = show(actor, [told.ref]) if told.ref else {}
    return next((one.title for one in found.values()), _("a record of another field"))
