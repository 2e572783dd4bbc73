"""Who enters listings, who acts for a firm, who knows which firm it is before both have consented."""

from collections.abc import Iterable

from django.db.models import Q

from shiqiao.base.actor import Actor
from shiqiao.scenes.enterprise.exchange.errors import NotYourListing
from shiqiao.scenes.enterprise.exchange.tables import Listing, Match

ENTERS = frozenset({"leader", "department_head", "handler", "community_head"})
READS_ALL = frozenset({"leader", "auditor"})


def whole_street(actor: Actor) -> bool:
    """Tell whether an actor reaches over the own street."""
    span, street = actor.reach.span, actor.street or 0
    return bool(span and span[0] <= street * 1_000_000 and span[1] >= street * 1_000_000 + 999_999)


def leads(actor: Actor) -> bool:
    """Tell whether an actor is the system or a leader of the whole street."""
    return actor.has("system") or (actor.has("leader") and whole_street(actor))


def enters(actor: Actor) -> bool:
    """Tell whether an actor enters listings on behalf of firms and proposes matches."""
    return actor.kind in ("account", "system") and bool(actor.roles & (ENTERS | {"system"}))


def keeps_post(actor: Actor, post: int) -> bool:
    """Tell whether an actor acts for what a post keeps."""
    return leads(actor) or bool(post and post in actor.reach.posts)


def keeps(actor: Actor, row: Listing) -> bool:
    """Tell whether an actor acts for the firm of a listing: the post that keeps it, or a leader."""
    return keeps_post(actor, row.post)


def refuse_others(by: Actor, post: int) -> None:
    """Raise NotYourListing unless the actor acts for what a post keeps."""
    if not keeps_post(by, post):
        raise NotYourListing


def sides(actor: Actor, row: Match) -> tuple[str, ...]:
    """Return the sides of a match for which an actor acts."""
    posts = (("offer", row.offer_post), ("ask", row.ask_post))
    return tuple(side for side, post in posts if keeps_post(actor, post))


def matches_seen(actor: Actor) -> Q | None:
    """Return which matches an actor reads: those with a side of the own posts; leaders and auditors all of the street."""
    if actor.street is None or actor.kind not in ("account", "system"):
        return None
    if actor.has("system") or (actor.roles & READS_ALL and whole_street(actor)):
        return Q(street=actor.street)
    posts = sorted(actor.reach.posts)
    return Q(street=actor.street) & (Q(offer_post__in=posts) | Q(ask_post__in=posts)) if posts else None


def known(actor: Actor, rows: Iterable[Listing]) -> set[int]:
    """Return of which listings an actor knows the firm: those the actor keeps, and the other side once both consented."""
    rows = list(rows)
    mine = {row.pk for row in rows if keeps(actor, row)}
    rest = [row.pk for row in rows if row.pk not in mine]
    posts = sorted(actor.reach.posts)
    if not rest or not posts:
        return mine
    agreed = Match.objects.filter(agreed_at__isnull=False).filter(
        Q(offer__in=rest, ask_post__in=posts) | Q(ask__in=rest, offer_post__in=posts)
    )
    found = {number for pair in agreed.values_list("offer", "ask") for number in pair}
    return mine | (found & set(rest))


def names_in(actor: Actor, row: Match) -> tuple[str, ...]:
    """Return the sides of a match whose firm an actor may know: the own one, both once both have consented."""
    own = sides(actor, row)
    return ("offer", "ask") if own and row.agreed_at else own
