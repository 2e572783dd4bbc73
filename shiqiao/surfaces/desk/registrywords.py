"""Codes of the registry in the reader's words."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

SEXES = {0: gettext_noop("unknown"), 1: gettext_noop("male"), 2: gettext_noop("female")}
PERSON_STATES = {
    "present": gettext_noop("Lives here"), "away": gettext_noop("Away for long"), "moved_away": gettext_noop("Moved away"),
    "died": gettext_noop("Died"),
}  # fmt: skip
ORGANISATION_STATES = {
    "operating": gettext_noop("Operating"), "suspended": gettext_noop("Out of business for now"),
    "moved_away": gettext_noop("Moved away"), "closed": gettext_noop("Closed down"),
}  # fmt: skip
ORGANISATION_KINDS = {
    "enterprise": gettext_noop("Enterprise"), "self_employed": gettext_noop("Self-employed business"),
    "public_body": gettext_noop("Public body"), "social": gettext_noop("Social organisation"),
    "cooperative": gettext_noop("Cooperative"), "other": gettext_noop("Other"),
}  # fmt: skip
BUILDING_KINDS = {
    "residential": gettext_noop("Residential"), "business": gettext_noop("Business"),
    "mixed": gettext_noop("Homes and shops"), "public": gettext_noop("Public building"), "other": gettext_noop("Other"),
}  # fmt: skip
USES = {
    "owned": gettext_noop("Lived in by its owner"), "rented": gettext_noop("Let"), "empty": gettext_noop("Empty"),
    "business": gettext_noop("Used for business"), "other": gettext_noop("Other"),
}  # fmt: skip
HOUSEHOLD_KINDS = {
    "family": gettext_noop("Family"), "collective": gettext_noop("Collective household"),
    "lodging": gettext_noop("Lodgers"),
}  # fmt: skip
ROLES = {
    "head": gettext_noop("Head of the household"), "spouse": gettext_noop("Spouse"), "child": gettext_noop("Child"),
    "parent": gettext_noop("Parent"), "grandchild": gettext_noop("Grandchild"),
    "grandparent": gettext_noop("Grandparent"), "sibling": gettext_noop("Sibling"),
    "relative": gettext_noop("Other relative"), "lodger": gettext_noop("Lodger"), "other": gettext_noop("Other"),
}  # fmt: skip
MEMBER_KINDS = {"lives": gettext_noop("lives here"), "registered": gettext_noop("registered here only")}
CONTACT_ROLES = {
    "legal_person": gettext_noop("Legal representative"), "manager": gettext_noop("Person in charge"),
    "safety_officer": gettext_noop("Safety officer"), "contact": gettext_noop("Contact"),
}  # fmt: skip
SOURCES = {
    "visit": gettext_noop("Visit"), "hall": gettext_noop("Service hall"), "import": gettext_noop("Import"),
    "matter": gettext_noop("A matter"), "self": gettext_noop("Own statement"), "office": gettext_noop("Office"),
}  # fmt: skip
REASONS = {
    "visit": gettext_noop("Visit at home"), "call": gettext_noop("Telephone call"),
    "matter": gettext_noop("Handling a matter"), "hall": gettext_noop("Service at the counter"),
    "check": gettext_noop("Checking the register"), "statutory": gettext_noop("Statutory duty"),
}  # fmt: skip
COLUMNS = {
    "name": gettext_noop("Name of the person"), "identity": gettext_noop("Identity number"), "phone": gettext_noop("Telephone"),
    "born": gettext_noop("Birth date"), "on_file": gettext_noop("Whether on file"),
    "employment": gettext_noop("Page of the register of job seekers"),
    "entitled": gettext_noop("List of who is entitled to benefits"),
}  # fmt: skip
LIKE = {
    "same_number": gettext_noop("same number"), "same_name": gettext_noop("same name"),
    "near_name": gettext_noop("one character of the name differs"), "same_born": gettext_noop("same birth date"),
    "same_phone": gettext_noop("same telephone"), "same_place": gettext_noop("same address"),
    "other_born": gettext_noop("another birth date"), "other_sex": gettext_noop("another sex"),
}  # fmt: skip
FRESH = {
    "fresh": (gettext_noop("fresh"), "green"), "ageing": (gettext_noop("ask again soon"), "yellow"),
    "expired": (gettext_noop("out of date"), "red"),
}  # fmt: skip
# Journal code → (English msgid, icon, tone).
HAPPENED = {
    "registry.person_added": (gettext_noop("Put on file"), "user-plus", "blue"),
    "registry.person_changed": (gettext_noop("Changed"), "edit", "blue"),
    "registry.person_confirmed": (gettext_noop("Confirmed as still right"), "checks", "green"),
    "registry.moved_in": (gettext_noop("Moved in"), "home", "blue"),
    "registry.moved_out": (gettext_noop("Moved out"), "home-move", "yellow"),
    "registry.fact_stated": (gettext_noop("Stated"), "pencil", "blue"),
    "registry.fact_confirmed": (gettext_noop("Confirmed as still right"), "checks", "green"),
    "registry.fact_ended": (gettext_noop("No longer holds"), "circle-x", "grey"),
    "registry.merged": (gettext_noop("Merged into another record"), "arrow-merge", "yellow"),
    "registry.absorbed": (gettext_noop("Another record was merged into this one"), "arrow-merge", "yellow"),
    "registry.parted": (gettext_noop("Parted again"), "arrows-split", "yellow"),
    "registry.released": (gettext_noop("A merged record was parted off again"), "arrows-split", "yellow"),
    "registry.judged_distinct": (gettext_noop("Judged not to be the same as another"), "user", "grey"),
    "registry.organisation_added": (gettext_noop("Put on file"), "building-store", "blue"),
    "registry.organisation_changed": (gettext_noop("Changed"), "edit", "blue"),
    "registry.contact_named": (gettext_noop("Contact named"), "user-plus", "blue"),
    "registry.contact_ended": (gettext_noop("Contact ended"), "user", "grey"),
    "registry.contact_moved": (gettext_noop("Contact is another record now"), "user", "grey"),
}


def say(words: Mapping[str, str], code: str) -> str:
    """Return a code in the reader's words, the code itself when it has none."""
    return _(words[code]) if code in words else code


def choices(words: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the choices of a form field."""
    return [(code, _(word)) for code, word in words.items()]


def joined(words: Mapping[str, str], codes: Iterable[str]) -> str:
    """Return several codes in the reader's words."""
    return _(", ").join(say(words, code) for code in codes)
