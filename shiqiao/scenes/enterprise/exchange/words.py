"""The words of the exchange: sides, kinds, states, reasons, what happened, in the reader's language."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shiqiao.scenes.enterprise.exchange.rules import SECTIONS

# Journal code or kind of a notice → (English msgid, icon, tone).
HAPPENED = {
    "enterprise.listing_entered": (gettext_noop("Listing entered"), "plus", "blue"),
    "enterprise.listing_renewed": (gettext_noop("Listing renewed"), "refresh", "blue"),
    "enterprise.listing_closed": (gettext_noop("Listing closed"), "lock", "grey"),
    "enterprise.listing_expired": (
        gettext_noop("The last day of a listing has passed: renew or withdraw it"),
        "calendar-off",
        "yellow",
    ),
    "enterprise.parent_entered": (gettext_noop("Entered that a firm belongs to another"), "link", "grey"),
    "enterprise.match_proposed": (
        gettext_noop("Match proposed: does the firm consent to be named?"),
        "arrows-join",
        "blue",
    ),
    "enterprise.match_consented": (gettext_noop("One side of a match has consented"), "user-check", "blue"),
    "enterprise.match_agreed": (gettext_noop("Both have consented: introduce them"), "users", "green"),
    "enterprise.match_refused": (gettext_noop("Match refused"), "circle-x", "grey"),
    "enterprise.match_fallen": (gettext_noop("Match fallen: no consent of both in time"), "calendar-off", "yellow"),
    "enterprise.match_introduced": (gettext_noop("The two firms were introduced"), "users", "blue"),
    "enterprise.match_talking": (gettext_noop("The two firms talked"), "message-circle", "blue"),
    "enterprise.match_deal": (gettext_noop("Deal closed"), "circle-check", "green"),
    "enterprise.match_failed": (gettext_noop("Nothing came of the match"), "circle-x", "grey"),
}
SIDES = {"offer": (gettext_noop("offers"), "green"), "ask": (gettext_noop("asks"), "blue")}
KINDS = {
    "product": gettext_noop("Product"),
    "premises": gettext_noop("Premises to let or wanted"),
    "people": gettext_noop("Skilled people"),
    "finance": gettext_noop("Finance"),
    "technology": gettext_noop("Technology"),
}
LISTINGS = {
    "open": (gettext_noop("valid"), "green"),
    "expired": (gettext_noop("expired"), "yellow"),
    "withdrawn": (gettext_noop("listing withdrawn"), "grey"),
    "done": (gettext_noop("taken"), "blue"),
}
MATCHES = {
    "proposed": (gettext_noop("waits for consent"), "yellow"),
    "agreed": (gettext_noop("both consented"), "blue"),
    "introduced": (gettext_noop("introduced"), "blue"),
    "talking": (gettext_noop("in talks"), "blue"),
    "deal": (gettext_noop("deal"), "green"),
    "refused": (gettext_noop("refused by a side"), "grey"),
    "fallen": (gettext_noop("fallen"), "grey"),
    "failed": (gettext_noop("nothing came of it"), "grey"),
}
STEPS = {
    "proposed": gettext_noop("Match proposed"),
    "consent": gettext_noop("Consented"),
    "introduced": gettext_noop("Brought together"),
    "talking": gettext_noop("Talked"),
    "deal": gettext_noop("Deal closed"),
    "refused": gettext_noop("Refused by a side"),
    "fallen": gettext_noop("Fallen"),
    "failed": gettext_noop("Nothing came of it"),
}
WHY = {
    "price": gettext_noop("the price"),
    "terms": gettext_noop("terms and conditions"),
    "distance": gettext_noop("too far"),
    "quality": gettext_noop("quality does not suit"),
    "timing": gettext_noop("timing does not suit"),
    "other_partner": gettext_noop("has found another partner"),
    "no_need": gettext_noop("no longer needed"),
    "no_answer": gettext_noop("no answer came"),
    "other": gettext_noop("another reason"),
    "expired": gettext_noop("a listing expired before both had consented"),
    "withdrawn": gettext_noop("the listing was withdrawn"),
    "done": gettext_noop("the listing is taken"),
    "one_family": gettext_noop("the two firms belong together"),
}
CLOSED_BY = {"us": gettext_noop("closed by us"), "them": gettext_noop("closed by themselves")}
REASONS = {
    "kind": gettext_noop("same kind"),
    "words": gettext_noop("words in common: %(said)s"),
    "wanted_industry": gettext_noop("the industry that is looked for: %(said)s"),
    "same_industry": gettext_noop("same industry: %(said)s"),
    "distance": gettext_noop("%(said)s km apart"),
    "same_community": gettext_noop("same community"),
    "same_street": gettext_noop("same street"),
    "enough": gettext_noop("the quantity suffices"),
    "half_of_it": gettext_noop("half of the quantity or more"),
    "inexhaustible": gettext_noop("does not run out"),
}
INDUSTRIES = dict(
    zip(
        SECTIONS,
        (
            gettext_noop("Agriculture"),
            gettext_noop("Mining"),
            gettext_noop("Manufacturing"),
            gettext_noop("Power and water"),
            gettext_noop("Building trade"),
            gettext_noop("Trade"),
            gettext_noop("Transport and post"),
            gettext_noop("Hotels and catering"),
            gettext_noop("Software and information"),
            gettext_noop("Banking and insurance"),
            gettext_noop("Real estate"),
            gettext_noop("Leasing and business services"),
            gettext_noop("Research and technical services"),
            gettext_noop("Environment and public facilities"),
            gettext_noop("Household and repair services"),
            gettext_noop("Education as an industry"),
            gettext_noop("Health and social work"),
            gettext_noop("Culture and sport"),
            gettext_noop("Public administration"),
            gettext_noop("International organisations"),
        ),
        strict=True,
    )
)
TABS = {
    "open": gettext_noop("Valid listings"),
    "mine": gettext_noop("Kept by me"),
    "all": gettext_noop("All listings"),
}
MATCH_TABS = {
    "open": gettext_noop("Matches under way"),
    "waiting": gettext_noop("Waits for my consent"),
    "ended": gettext_noop("Ended"),
    "all": gettext_noop("All matches"),
}


def pair(table: Mapping[str, tuple[str, str]], code: str) -> tuple[str, str]:
    """Return what a code is called, and its tone."""
    title, tone = table[code]
    return _(title), tone


def choices(table: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return a table as choices of a form."""
    return [(code, _(one if isinstance(one, str) else one[0])) for code, one in table.items()]


def industry(code: str) -> str:
    """Say the section of an industry code; empty where none is on file."""
    return _(INDUSTRIES[code[:1]]) if code[:1] in INDUSTRIES else ""


def reason(code: str, points: int, said: str) -> str:
    """Say why points were given."""
    told = industry(said) if "industry" in code else said
    return f"{_(REASONS[code]) % {'said': told}} +{points}"


def amount(number: Decimal | None) -> str:
    """Write a number without needless zeros."""
    return f"{number:,.2f}".rstrip("0").rstrip(".") if number is not None else ""


def size(quantity: Decimal | None, taken: Decimal, unit: str, inexhaustible: bool) -> str:
    """Say how much there is, or is asked."""
    if inexhaustible:
        return _("does not run out")
    if quantity is None:
        return _("not said")
    left = f"{amount(quantity - taken)} / {amount(quantity)}" if taken else amount(quantity)
    return f"{left} {unit}"


def yuan(value: int | None) -> str:
    """Write a value in yuan."""
    return f"{value:,}" if value is not None else "—"
