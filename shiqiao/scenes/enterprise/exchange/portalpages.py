"""What the portal's pages of the exchange share, for a firm's own people: its listings, counterparts, consents."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from shiqiao.base.actor import Actor
from shiqiao.base.errors import NotFound, ShiqiaoError
from shiqiao.base.text import number_in
from shiqiao.base.time import now
from shiqiao.scenes.enterprise.exchange import forms, listings, matches, pages, reads, rights, shown
from shiqiao.scenes.enterprise.exchange.store import day_of
from shiqiao.scenes.enterprise.exchange.tables import Listing, Match
from shiqiao.scenes.enterprise.seats import Seat
from shiqiao.surfaces.desk.actforms import ActForm, acted
from shiqiao.surfaces.desk.forms import cursor
from shiqiao.surfaces.kit.errors import describe

OWN_ACTS = ("consent-offer", "consent-ask", "refuse")  # what follows is entered by the office


class OwnForm(forms.ListingForm):
    """What the own firm offers or asks."""

    def act(self, row: Any, by: Actor, at: datetime) -> Any:
        """Enter it."""
        return listings.enter_own(given=self.given(), by=by, at=at)


def seat_of(request: HttpRequest) -> Seat:
    """Return the seat from which a page is asked."""
    seat: Seat = request.seat  # type: ignore[attr-defined]
    return seat


def own_page(request: HttpRequest) -> dict[str, Any]:
    """Return the firm's listings, and its matches that are under way."""
    actor, day = seat_of(request).actor, day_of(now())
    page = reads.own_listings(actor, after=cursor(request.GET.get("after", "")))
    open_ones = reads.matches(actor, "open", day).rows
    ended = reads.matches(actor, "ended", day, limit=10).rows
    return {
        "rows": [shown.listing_row(row, day) for row in page.rows], "next": page.next, "hidden": shown.hidden(),
        "matches": shown.match_rows(actor, open_ones, day), "ended": shown.match_rows(actor, ended, day),
    }  # fmt: skip


def new_form(request: HttpRequest) -> tuple[OwnForm, int]:
    """Return the form of a listing of the own firm, and the number of what was entered, 0 for nothing."""
    seat = seat_of(request)
    sent = request.POST if request.method == "POST" else None
    form = OwnForm(sent, communities=pages.communities(seat.street), until=day_of(now()) + pages.USUAL)
    made = acted(form, None, seat.actor)
    return form, made.pk if made else 0


def listing_page(request: HttpRequest, number: int) -> dict[str, Any]:
    """Return a listing of the own firm with counterparts and matches; raises NotFound."""
    actor = seat_of(request).actor
    row = reads.access_own(actor, number)
    return {**shown.listing_page(actor, row, now()), "back": reverse("portal:exchange:own")}


def proposed(request: HttpRequest, number: int) -> tuple[str, str]:
    """Propose a counterpart to an own listing; return where to go on, or what was said against it."""
    actor = seat_of(request).actor
    row = reads.access_own(actor, number)
    try:
        made = matches.propose_match(one=row.pk, other=number_in(request.POST.get("other", "")), by=actor, at=now())
    except ShiqiaoError as error:
        return "", describe(error)["message"]
    return reverse("portal:exchange:own-match", args=[made.pk]), ""


def kept_form(request: HttpRequest, number: int, do: str) -> tuple[ActForm, Listing]:
    """Return the form of what can be done with an own listing; raises NotFound."""
    row = reads.access_own(seat_of(request).actor, number)
    return pages.kept_form(request, row, do), row


def match_page(request: HttpRequest, number: int) -> dict[str, Any]:
    """Return a match of the own firm; raises NotFound."""
    actor = seat_of(request).actor
    page = shown.match_page(actor, reads.access_match(actor, number), now())
    return {
        **page,
        "acts": [one for one in page["acts"] if one[0] in OWN_ACTS],
        "own": rights.sides(actor, page["row"]),
    }


def act_form(request: HttpRequest, number: int, do: str) -> tuple[ActForm, Match]:
    """Return the form of what a firm can do with a match; raises NotFound."""
    row = reads.access_match(seat_of(request).actor, number)
    if do not in OWN_ACTS:
        raise NotFound
    request.actor = seat_of(request).actor  # type: ignore[attr-defined]
    return pages.act_form(request, row, do), row
