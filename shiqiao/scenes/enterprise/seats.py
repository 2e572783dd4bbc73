"""Who of a firm's own people asks on the portal. The front door for pages of the portal that belong to firms.

A browser keeps a random key after its link was opened: of one person, in one street, until a day, ended by the steward, by
the person, or with the last seat. `seat_of(request)` gives the seat at the firm that is chosen, `firms_of(seat)` all seats
of that person, `seat_page` is the gate of a page that needs one, `seat_by(actor)` is for actions.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from shiqiao.base.actor import Actor
from shiqiao.base.db import scope
from shiqiao.base.ids import secret_hash
from shiqiao.base.time import now
from shiqiao.kernel.registry import reads as registry
from shiqiao.scenes.enterprise.models import FirmKey, FirmPerson, FirmSeat
from shiqiao.scenes.enterprise.store import unseal
from shiqiao.surfaces.kit.entries import EVERYBODY, entry
from shiqiao.surfaces.portal.gate import open_page
from shiqiao.surfaces.portal.street import street_number

COOKIE, CHOSEN = f"{settings.COOKIE_PREFIX}shiqiao_firm", f"{settings.COOKIE_PREFIX}shiqiao_firm_chosen"
ROLE = "firm"  # of the actor who acts from a seat


@dataclass(frozen=True, slots=True)
class Seat:
    """A person's seat at one firm; `organisation` is the one that stands today, whatever was merged since."""

    id: int
    street: int
    person: int
    organisation: int
    role: str

    @property
    def actor(self) -> Actor:
        """Return who acts from this seat, as the journal names it."""
        return Actor(kind="resident", code=f"firm.{self.id}", street=self.street, roles=frozenset({ROLE}))


def seat_of(request: HttpRequest) -> Seat | None:
    """Return the seat from which a browser asks, at the firm it chose last; None for a stranger.

    The street is the portal's: the page runs inside `open_page`, and a key of another street opens nothing.
    """
    key = request.COOKIES.get(COOKIE, "")
    seats = seats_of_key(key, street_number(), now()) if key else []
    chosen = request.COOKIES.get(CHOSEN, "")
    return next((one for one in seats if str(one.id) == chosen), seats[0] if seats else None)


def seats_of_key(key: str, street: int, at: datetime) -> list[Seat]:
    """Return the seats of the person whose browser keeps a key; none for one that is over or of another street."""
    rows = FirmKey.objects.filter(key_hash=secret_hash(key[:60]), street=street, ended_at=None, until__gt=at)
    person = rows.values_list("person", flat=True).first()
    return _seats(street, person) if person else []


def firms_of(seat: Seat) -> list[Seat]:
    """Return all seats of the person who sits here, this one among them."""
    return _seats(seat.street, seat.person)


def _seats(street: int, person: int) -> list[Seat]:
    """Return the seats that were entered, in their order; one firm once, when two of them were merged."""
    rows = list(FirmSeat.objects.filter(street=street, person=person, ended_at=None).order_by("pk"))
    rows = [row for row in rows if row.entered_at is not None]
    live = registry.resolved("organisation", [row.organisation for row in rows])
    found: dict[int, Seat] = {}
    for row in rows:
        own = live[row.organisation]
        found.setdefault(own, Seat(row.pk, street, person, own, row.role))
    return list(found.values())


def seat_by(actor: Actor) -> Seat | None:
    """Return the seat that an actor acts from; None for others and for a seat that has ended. For actions."""
    head, _, number = actor.code.partition(".")
    if actor.kind != "resident" or ROLE not in actor.roles or head != "firm" or not number.isdigit():
        return None
    row = FirmSeat.objects.filter(pk=int(number), street=actor.street or 0, ended_at=None).first()
    if row is None:
        return None
    own = registry.resolved("organisation", [row.organisation])[row.organisation]
    return Seat(row.pk, row.street, row.person, own, row.role)


def names_of(seats: list[Seat]) -> dict[int, str]:
    """Return the names of the firms at which somebody sits, by organisation."""
    table: Any = registry.KINDS["organisation"]
    rows = table.objects.filter(pk__in=[one.organisation for one in seats])
    return dict(rows.values_list("pk", "name"))


def person_name(seat: Seat) -> str:
    """Return the name of the person who sits here, for the own pages."""
    row = FirmPerson.objects.filter(pk=seat.person).first()
    return unseal(row.name) if row else ""


def seat_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Run a page of the portal for who has a seat, found in `request.seat`; a stranger is led to the page that explains it.

    What it shows is kept by nobody on the way.
    """

    def inside(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        seat = seat_of(request)
        if seat is None:
            return HttpResponseRedirect(reverse("portal:firm:home"))
        request.seat = seat  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    inner = open_page(inside)

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = inner(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    run.entry = entry(EVERYBODY, "own")  # type: ignore[attr-defined]
    return run


def street_of(secret: str, at: datetime) -> int:
    """Return the street of the seat that a link opens, 0 for a wrong one; over all streets, before one is chosen."""
    with scope.whole():
        rows = FirmSeat.objects.filter(link_hash=secret_hash(secret[:60]), link_until__gt=at, ended_at=None)
        found: int | None = rows.values_list("street", flat=True).first()
    return found or 0
