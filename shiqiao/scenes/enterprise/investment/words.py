"""The words of investment: stages, reasons, sources, states of floors, what happened."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

# Journal code → (English msgid, icon, tone).
HAPPENED = {
    "enterprise.lead_found": (gettext_noop("Lead entered"), "user-plus", "blue"),
    "enterprise.lead_brought_on": (gettext_noop("Brought to the next stage"), "arrow-right", "green"),
    "enterprise.lead_planned": (gettext_noop("Next step planned"), "calendar", "blue"),
    "enterprise.lead_given": (gettext_noop("Given to another owner"), "arrows-exchange", "yellow"),
    "enterprise.lead_lost": (gettext_noop("Lead lost"), "circle-x", "red"),
    "enterprise.premises_added": (gettext_noop("Premises put on offer"), "building", "blue"),
    "enterprise.floor_added": (gettext_noop("Floor added"), "stairs", "blue"),
}  # fmt: skip
STAGES = {
    "lead": (gettext_noop("Investment lead"), "grey"), "intent": (gettext_noop("Intent to invest"), "blue"),
    "negotiation": (gettext_noop("In negotiation"), "yellow"), "signed": (gettext_noop("Contract signed"), "green"),
    "moved_in": (gettext_noop("Firm moved in"), "green"), "lost": (gettext_noop("Lead lost"), "red"),
}  # fmt: skip
REASONS = {
    "rent": gettext_noop("Rent too high"), "area": gettext_noop("No fitting area"), "site": gettext_noop("Site or traffic"),
    "timing": gettext_noop("Not ready in time"), "policy": gettext_noop("Better terms of policy elsewhere"),
    "elsewhere": gettext_noop("Settled elsewhere"), "other": gettext_noop("another reason"),
}  # fmt: skip
SOURCES = {
    "visit": gettext_noop("From a visit"), "offer": gettext_noop("Asked by itself"), "recommended": gettext_noop("Recommended"),
    "fair": gettext_noop("From a fair"), "online": gettext_noop("From the newspaper or on-line"),
    "other": gettext_noop("From elsewhere"),
}  # fmt: skip
FLOORS = {
    "free": (gettext_noop("floor free"), "green"), "reserved": (gettext_noop("floor reserved"), "yellow"),
    "let": (gettext_noop("floor let"), "blue"), "own": (gettext_noop("floor in own use"), "grey"),
}  # fmt: skip
TABS = {
    "mine": gettext_noop("My leads"), "due": gettext_noop("Next step due"), "open": gettext_noop("Open leads"),
    "won": gettext_noop("Signed or moved in"), "lost": gettext_noop("Lost leads"), "all": gettext_noop("All leads"),
}  # fmt: skip
DOS = {
    "bring-on": (gettext_noop("Bring to the next stage"), "arrow-right"),
    "plan": (gettext_noop("Plan the next step"), "calendar"),
    "give": (gettext_noop("Give to another owner"), "arrows-exchange"),
    "lose": (gettext_noop("The firm does not come"), "circle-x"),
}  # fmt: skip


def price(cents: int) -> str:
    """Say a price in yuan a square metre a day."""
    return _("{yuan} yuan/m²/day").format(yuan=f"{Decimal(cents) / 100:.2f}") if cents else "—"
