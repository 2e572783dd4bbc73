"""The words of campaigns: states, moves, owners, what happened, in the reader's language."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shiqiao.scenes.projects.campaigns.publishing import rules_of
from shiqiao.scenes.projects.campaigns.tables import CampaignItem
from shiqiao.surfaces.desk.words import said

# Journal code → (English msgid, icon, tone).
HAPPENED = {
    "projects.campaign_rules_published": (gettext_noop("Rules of campaigns published"), "file-check", "grey"),
    "projects.campaign_opened": (gettext_noop("Campaign opened"), "flag", "blue"),
    "projects.item_found": (gettext_noop("Entered into the ledger"), "map-pin", "yellow"),
    "projects.item_identified": (gettext_noop("Identified"), "list-check", "blue"),
    "projects.item_dismissed": (gettext_noop("Not one of these: left out"), "circle-x", "grey"),
    "projects.item_notified": (gettext_noop("Notice served: to be put right within the term"), "mail", "yellow"),
    "projects.item_fixed": (gettext_noop("Removed or put right: to be re-checked by another"), "check", "blue"),
    "projects.item_enforced": (gettext_noop("Enforcement decided"), "gavel", "red"),
    "projects.item_rechecked": (gettext_noop("Re-checked: in order"), "checks", "blue"),
    "projects.item_sent_back": (gettext_noop("Re-checked: not in order yet"), "arrow-back-up", "red"),
    "projects.item_struck_off": (gettext_noop("Struck off the ledger"), "circle-check", "green"),
    "projects.item_used": (gettext_noop("The ground has a new use"), "star", "green"),
    "projects.item_reopened": (gettext_noop("Found again: reopened"), "refresh", "red"),
    "projects.item_photographed": (gettext_noop("Photo added"), "camera", "grey"),
    "projects.item_sighted": (gettext_noop("A matter found at this place was decided upon"), "eye", "yellow"),
}  # fmt: skip
STATES = {
    "found": (gettext_noop("found, to be identified"), "yellow"),
    "identified": (gettext_noop("identified, to be notified"), "yellow"),
    "notified": (gettext_noop("notified, the term runs"), "yellow"), "enforcing": (gettext_noop("being enforced"), "red"),
    "fixed": (gettext_noop("put right, to be re-checked"), "blue"),
    "checked": (gettext_noop("in order, to be struck off"), "blue"),
    "struck_off": (gettext_noop("struck off"), "green"), "used": (gettext_noop("struck off, in new use"), "green"),
    "dismissed": (gettext_noop("left out"), "grey"),
}  # fmt: skip
MOVES = {
    "identify": (gettext_noop("Identify"), "list-check"), "dismiss": (gettext_noop("Leave out"), "circle-x"),
    "notify": (gettext_noop("Serve the notice"), "mail"), "self_fix": (gettext_noop("Removed by the owner"), "check"),
    "enforce": (gettext_noop("Decide on enforcement"), "gavel"), "enforced": (gettext_noop("Enforced"), "check"),
    "recheck": (gettext_noop("Re-checked, in order"), "checks"),
    "send_back": (gettext_noop("Not in order: send back"), "arrow-back-up"),
    "strike_off": (gettext_noop("Strike off"), "circle-check"), "use": (gettext_noop("Enter the new use"), "star"),
    "photo": (gettext_noop("Add photos"), "camera"),
}  # fmt: skip
OWNERS = {
    "firm": gettext_noop("a firm or shop"), "person": gettext_noop("a person"), "public": gettext_noop("a public unit"),
    "unknown": gettext_noop("not known yet"),
}  # fmt: skip
TABS = {
    "open": gettext_noop("On the ledger"), "late": gettext_noop("Past their term"), "fixed": gettext_noop("To be re-checked"),
    "struck": gettext_noop("Struck off"), "late_found": gettext_noop("Found late"), "again": gettext_noop("Found again"),
    "all": gettext_noop("All items"),
}  # fmt: skip
STEPS = {
    "identify": gettext_noop("Identification"), "notify": gettext_noop("Notice"),
    "self_fix": gettext_noop("Removal by the owner"),
    "enforce": gettext_noop("Enforcement"), "recheck": gettext_noop("Re-check"), "strike_off": gettext_noop("Striking off"),
}  # fmt: skip
MEANT = {
    "reopened": gettext_noop("reopened"), "recurrence": gettext_noop("recurrence"), "other": gettext_noop("another thing"),
}  # fmt: skip


def state(code: str) -> tuple[str, str]:
    """Return what a state is called, and its tone."""
    title, tone = STATES[code]
    return _(title), tone


def kind(street: int, version: int, code: str) -> str:
    """Return the title of a kind of campaign."""
    found = rules_of(street, version).kind(code)
    return said(found.title) if found else code


def named(row: CampaignItem, version: int, rows: str, code: str) -> str:
    """Return the title of a basis or a use; empty for none."""
    found = rules_of(row.street, version).kind(row.kind) if code else None
    return said(found.named(rows, code)) if found else code


def share(tenths: int | None) -> str:
    """Say tenths of a percent."""
    return "–" if tenths is None else f"{tenths // 10}.{tenths % 10}%"
