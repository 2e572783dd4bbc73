"""How posts of a district, city or province look at the streets below: figures of all, pages of one, acting in none.

A view says by `above` how it is open to them; what does not say it refuses them, whatever the method.

    own   what is the person's own, such as the password: the fence stands round the office itself
    home  the page after signing in: leads to the overview
    all   the fence stands round all streets below
    list  likewise, for a list to take away: who took it is written into the office's own journal
    one   the fence stands round one street, which was chosen on the overview; without a choice it leads there

All but the first only show: anything but GET is refused, and on pages the database itself refuses to write.
"""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from shiqiao.base.actor import Actor
from shiqiao.base.db import scope
from shiqiao.base.errors import Forbidden, NotFound
from shiqiao.kernel.people.roles import ABOVE
from shiqiao.kernel.territory.profiles import StreetProfile, profiles

BELOW_KEY = "below"  # session key of the street that a post above the streets looks into
OVERVIEW = "desk:district"
SAFE = ("GET", "HEAD")
REFUSED = "This page belongs to the work of a street. Posts of a district or city see its figures on the overview."


def look_below(request: HttpRequest, actor: Actor, above: str) -> HttpResponse | None:
    """Set the fence for a person above the streets, or say where to go instead; raises Forbidden where it is not open."""
    if above == "own":
        return None
    if not above or not actor.roles & ABOVE or request.method not in SAFE:
        raise Forbidden(REFUSED)
    if above == "home":
        return HttpResponseRedirect(reverse(OVERVIEW))
    request.shows_only = above != "list"  # type: ignore[attr-defined]
    if above in ("all", "list"):
        request.fence = scope.reading(actor)  # type: ignore[attr-defined]
        return None
    chosen = chosen_below(request, actor)
    if chosen is None:
        return HttpResponseRedirect(reverse(OVERVIEW))
    request.actor = actor.within(chosen.street)  # type: ignore[attr-defined]
    return None


def streets_below(actor: Actor) -> list[StreetProfile]:
    """Return the streets of this installation below the division that an actor's office is of, by number."""
    low, high = scope.reading(actor)
    return [one for one in profiles() if low <= one.street <= high]


def chosen_below(request: HttpRequest, actor: Actor) -> StreetProfile | None:
    """Return the street that was chosen on the overview, None when none was or it is not below (any more)."""
    wanted = request.session.get(BELOW_KEY)
    return next((one for one in streets_below(actor) if one.street == wanted), None)


def choose_below(request: HttpRequest, actor: Actor, street: int) -> None:
    """Remember the street that is looked into; one elsewhere and none at all are the same NotFound."""
    if all(one.street != street for one in streets_below(actor)):
        raise NotFound
    request.session[BELOW_KEY] = street
