"""Listings, matches and deals as an actor may see them; lists by keyset, never counted exactly, never a query a row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from shiqiao.base.actor import Actor
from shiqiao.base.paging import Page, latest, newest
from shiqiao.base.rows import the_one
from shiqiao.base.text import query_terms
from shiqiao.scenes.enterprise.exchange import listings, rights
from shiqiao.scenes.enterprise.exchange.falling import overdue
from shiqiao.scenes.enterprise.exchange.rules import KINDS, OPEN_STATES, SIDES
from shiqiao.scenes.enterprise.exchange.store import any_kind, quoted
from shiqiao.scenes.enterprise.exchange.tables import Listing, Match, MatchStep

PAGE = 25
ASKED = 6  # words of a search that count


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list of listings is narrowed to; `text` looks through valid ones."""

    tab: str = "open"
    side: str = ""
    kind: str = ""
    text: str = ""


def narrowed(query: Mapping[str, str], tabs: Sequence[str]) -> Filters:
    """Read the filters of a page's query string; what is not one is left out."""
    tab, side, kind = (query.get(name, "") for name in ("tab", "side", "kind"))
    return Filters(
        tab if tab in tabs else tabs[0], side if side in SIDES else "", kind if kind in KINDS else "",
        query.get("q", "").strip()[:40],
    )  # fmt: skip


def of_filters(rows: QuerySet[Listing], filters: Filters, day: date) -> QuerySet[Listing]:
    """Narrow listings by side, kind, day and words."""
    if filters.side:
        rows = rows.filter(side=filters.side)
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.tab == "open":
        rows = rows.filter(state="open", valid_until__gte=day)
    if not filters.text:
        return rows
    asked = [_any(term, filters) for term in query_terms(filters.text)[:ASKED]]
    return rows.extra(where=["terms @@ %s::tsquery"], params=[" & ".join(asked)]) if asked else rows.none()


def _any(term: str, filters: Filters) -> str:
    ends = ":*" if term.endswith("*") else ""
    ways = quoted(any_kind(term.removesuffix("*"), filters.side, filters.kind))
    return "(" + " | ".join(f"{one}{ends}" for one in ways) + ")"


def listed(actor: Actor, filters: Filters, day: date, *, after: str = "", limit: int = PAGE) -> Page[Listing]:
    """Return a page of the street's listings, the newest first; firms are named for those who know them."""
    rows = Listing.objects.filter(street=actor.street or 0).defer("terms")
    if filters.tab == "mine":
        rows = rows.filter(post__in=sorted(actor.reach.posts))
    return newest(of_filters(rows, filters, day), after, limit)


def on_board(street: int, filters: Filters, day: date, *, after: str = "", limit: int = PAGE) -> Page[Listing]:
    """Return a page of what everybody may see of a street: valid listings that are shown, without their firms."""
    rows = Listing.objects.filter(street=street, shown=True).defer("terms", "organisation", "family")
    return newest(of_filters(rows, filters, day), after, limit)


def access_listing(actor: Actor, number: int) -> Listing:
    """Return a listing of the actor's street; raises NotFound. Its firm is named by `rights.known` alone."""
    return the_one(Listing.objects.filter(pk=number, street=actor.street or 0))


def access_kept(actor: Actor, number: int) -> Listing:
    """Return a listing for which the actor acts; others' are the same NotFound."""
    rows = Listing.objects.filter(pk=number, street=actor.street or 0)
    return the_one(rows if rights.leads(actor) else rows.filter(post__in=sorted(actor.reach.posts)))


def own_listings(actor: Actor, *, after: str = "", limit: int = PAGE) -> Page[Listing]:
    """Return a page of the listings of the firm at whose seat somebody sits, the newest first."""
    rows = Listing.objects.filter(street=actor.street or 0, organisation__in=sorted(rights.own_firms(actor)))
    return newest(rows.defer("terms"), after, limit)


def access_own(actor: Actor, number: int) -> Listing:
    """Return a listing of the own firm; others' are the same NotFound."""
    rows = Listing.objects.filter(street=actor.street or 0, organisation__in=sorted(rights.own_firms(actor)))
    return the_one(rows.filter(pk=number))


def matched(actor: Actor) -> QuerySet[Match]:
    """Return the matches that an actor reads."""
    condition = rights.matches_seen(actor)
    return Match.objects.none() if condition is None else Match.objects.filter(condition)


def _unanswered(actor: Actor, day: date) -> Q:
    """Which matches wait for the consent of a side that one of the actor's posts keeps."""
    posts = sorted(actor.reach.posts)
    mine = Q(offer_post__in=posts, offer_consent_at=None) | Q(ask_post__in=posts, ask_consent_at=None)
    return Q(mine, state="proposed", until__gte=day)


def waiting(actor: Actor, day: date, most: int) -> int:
    """Count the matches that wait for a consent from the actor's posts, no further than `most`."""
    return len(matched(actor).filter(_unanswered(actor, day)).values_list("pk")[:most]) if actor.reach.posts else 0


def matches(actor: Actor, tab: str, day: date, *, after: str = "", limit: int = PAGE) -> Page[Match]:
    """Return a page of matches, the newest first; what has fallen by its date counts as ended."""
    conditions = {
        "open": Q(state__in=OPEN_STATES) & ~overdue(day), "waiting": _unanswered(actor, day),
        "ended": ~Q(state__in=OPEN_STATES) | overdue(day),
    }  # fmt: skip
    return newest(matched(actor).filter(conditions.get(tab, Q())), after, limit)


def deals(actor: Actor, *, after: str = "", limit: int = PAGE) -> Page[Match]:
    """Return a page of deals, the latest first."""
    return latest(matched(actor).filter(state="deal"), "ended_at", after, limit)


def access_match(actor: Actor, number: int) -> Match:
    """Return a match that the actor reads; absent and not yours are the same NotFound."""
    return the_one(matched(actor).filter(pk=number))


def matches_of(actor: Actor, row: Listing, limit: int = 30) -> list[Match]:
    """Return the matches of a listing for who reads them."""
    return list(matched(actor).filter(Q(offer=row.pk) | Q(ask=row.pk)).order_by("-pk")[:limit])


def steps_of(row: Match) -> list[MatchStep]:
    """Return the steps of a match, oldest first."""
    return list(MatchStep.objects.filter(match=row.pk).order_by("pk"))


def listings_of(rows: Sequence[Match]) -> dict[int, Listing]:
    """Return the listings of matches, in one query."""
    numbers = {number for row in rows for number in (row.offer, row.ask)}
    return Listing.objects.defer("terms").in_bulk(sorted(numbers))


def firms_known(actor: Actor, rows: Sequence[Listing]) -> dict[int, str]:
    """Return the names of the firms of those listings of which the actor may know them, by listing."""
    known = rights.known(actor, rows)
    names = listings.firms(actor.street or 0, {row.organisation for row in rows if row.pk in known}) if known else {}
    return {row.pk: names[row.organisation].name for row in rows if row.pk in known and row.organisation in names}


def seen_ids(actor: Actor, ids: Sequence[int]) -> dict[int, Match]:
    """Return those of some matches that the actor reads, in one query."""
    return {row.pk: row for row in matched(actor).filter(pk__in=list(ids))}
