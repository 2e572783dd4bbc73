"""Who enters listings, who acts for a firm, who knows which firm it is before both have consented."""

from collections.abc import Iterable

from django.db.models import Q

from shiqiao.base.actor import Actor
from shiqiao.kernel.registry import reads as registry
from shiqiao.scenes.enterprise import seats
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


def proposes(actor: Actor) -> bool:
    """Tell whether an actor may propose counterparts to what it keeps: who enters listings, and a firm's own people."""
    return enters(actor) or bool(own_firms(actor))


def keeps_post(actor: Actor, post: int) -> bool:
    """Tell whether an actor acts for what a post keeps."""
    return leads(actor) or bool(post and post in actor.reach.posts)


def own_firms(actor: Actor) -> frozenset[int]:
    """Return the numbers under which the firm stands at whose seat an actor sits; none for officials and strangers."""
    seat = seats.seat_by(actor) if actor.kind == "resident" else None
    return (
        frozenset(registry.merged_ids("organisation", [seat.organisation])[seat.organisation]) if seat else frozenset()
    )


def keeps(actor: Actor, row: Listing) -> bool:
    """Tell whether an actor acts for the firm of a listing: its own people, the post that keeps it, or a leader."""
    return keeps_post(actor, row.post) or row.organisation in own_firms(actor)


def refuse_others(by: Actor, row: Listing) -> None:
    """Raise NotYourListing unless the actor acts for the firm of a listing."""
    if not keeps(by, row):
        raise NotYourListing


def sides(actor: Actor, row: Match, own: frozenset[int] | None = None) -> tuple[str, ...]:
    """Return the sides of a match for which an actor acts; `own` are the firm's numbers where they are known already."""
    own = own_firms(actor) if own is None else own
    both = (("offer", row.offer_post, row.offer_firm), ("ask", row.ask_post, row.ask_firm))
    return tuple(side for side, post, firm in both if keeps_post(actor, post) or firm in own)


def matches_seen(actor: Actor) -> Q | None:
    """Return which matches an actor reads: those with a side of the own posts or firm; leaders and auditors the street's."""
    if actor.street is None:
        return None
    if own := own_firms(actor):
        return Q(street=actor.street) & (Q(offer_firm__in=own) | Q(ask_firm__in=own))
    if actor.kind not in ("account", "system"):
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


def names_in(actor: Actor, row: Match, own: frozenset[int] | None = None) -> tuple[str, ...]:
    """Return the sides of a match whose firm an actor may know: the own one, both once both have consented."""
    acting = sides(actor, row, own)
    return ("offer", "ask") if acting and row.agreed_at else acting
