"""What the town has of the exchange: the form of a listing for a firm, and a match that waits for consents."""

from django.urls import reverse

from tests.access.world import Side


def exchanged(home: Side) -> list[str]:
    """Return the pages that only a query or another act leads to."""
    match = [home.exchange_match, "consent-offer"]
    return [f"{reverse('desk:exchange:new')}?firm={home.organisation}", reverse("desk:exchange:match-act", args=match)]
