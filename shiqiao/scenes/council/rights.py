"""Who sees which bodies, topics and meetings, who keeps them, who sits."""

from datetime import date

from django.db.models import Q

from shiqiao.base.actor import Actor
from shiqiao.base.errors import Forbidden
from shiqiao.scenes.council.tables import CouncilBody, CouncilTerm

READS_ALL = frozenset({"leader", "auditor", "dispatcher", "checker"})
PLACE = frozenset({"community_head", "grid_member"})
PROPOSES = frozenset({"leader", "department_head", "community_head", "grid_member", "dispatcher", "handler"})
NOT_KEEPER = "Only the post that convenes this body, the community's head or a leader does this."


def official(actor: Actor) -> bool:
    """Tell whether an actor is of a street's office."""
    return actor.street is not None and actor.kind in ("account", "system")


def reads_all(actor: Actor) -> bool:
    """Tell whether an actor reads everything of the street."""
    return official(actor) and bool(actor.roles & (READS_ALL | {"system"}))


def community_of(actor: Actor) -> int:
    """Return the one community in which an actor works, 0 for wider reach or none."""
    span = actor.reach.span
    return span[0] // 1000 if span and span[0] // 1000 == span[1] // 1000 else 0


def own_bodies(actor: Actor, on: date) -> list[int]:
    """Return the bodies that an actor's posts convene, or in which one of them holds a seat or may sit in for a holder."""
    posts = sorted(actor.reach.posts)
    if not posts:
        return []
    held = CouncilTerm.objects.filter(post__in=posts, during__contains=on).values_list("body", flat=True)
    convened = CouncilBody.objects.filter(convener__in=posts).values_list("pk", flat=True)
    return sorted({*held, *convened})


def seen(actor: Actor, on: date) -> Q | None:
    """Return the condition on rows with `street`, `community` and `body` under which an actor sees them; None for nothing."""
    if not official(actor):
        return None
    if reads_all(actor):
        return Q(street=actor.street)
    found = Q(body__in=own_bodies(actor, on))
    if place := community_of(actor):
        found |= Q(community=place)
    return found & Q(street=actor.street)


def keeps(actor: Actor, body: CouncilBody) -> bool:
    """Tell whether an actor keeps a body: its convener, the head of its community, a leader."""
    if not official(actor) or actor.street != body.street:
        return False
    if actor.roles & {"leader", "system"} or body.convener in actor.reach.posts:
        return True
    return "community_head" in actor.roles and bool(body.community) and community_of(actor) == body.community


def refuse(by: Actor, body: CouncilBody) -> None:
    """Raise Forbidden for who does not keep a body."""
    if not keeps(by, body):
        raise Forbidden(fields={"post": NOT_KEEPER})


def founds(actor: Actor) -> bool:
    """Tell whether an actor may found bodies: a leader, or the head of an office."""
    return official(actor) and bool(actor.roles & {"leader", "department_head", "system"})


def proposes(actor: Actor) -> bool:
    """Tell whether an actor may propose topics at the desk."""
    return official(actor) and bool(actor.roles & (PROPOSES | {"system"}))


def reveals(actor: Actor, body: CouncilBody) -> bool:
    """Tell whether an actor may see a proposer or a member in clear, for a reason."""
    return keeps(actor, body)
