"""Who leads a response, who does what at a post, at a hazard point, for a report, and who sees whose names."""

from collections.abc import Iterable

from shiqiao.base.actor import Actor
from shiqiao.base.errors import Forbidden, NotFound
from shiqiao.kernel.people import reads as people
from shiqiao.scenes.duty.emergency.publishing import plan_of

COMMANDERS = frozenset({"leader"})
GROUND = frozenset({"community_head", "grid_member"})
NOT_LEADING = "Only a leader or the office that keeps the emergency plan does this."
NOT_YOURS = "Only who answers for it, the deputy, or the office that keeps the emergency plan does this."


def official(actor: Actor) -> bool:
    """Tell whether an actor is of a street's office."""
    return actor.street is not None and actor.kind in ("account", "system")


def own_posts(actor: Actor) -> set[int]:
    """Return the posts for which an actor acts: those held, and those in which the actor stands in."""
    return set(actor.reach.posts)


def office_of(street: int) -> int:
    """Return the post that keeps the emergency plan; 0 where the street does not have it."""
    try:
        return people.post_by_code(plan_of(street).office, street).id
    except NotFound:
        return 0


def commands(actor: Actor) -> bool:
    """Tell whether an actor leads responses: a leader, or who holds the post that keeps the plan."""
    if not official(actor):
        return False
    return bool(actor.roles & (COMMANDERS | {"system"})) or office_of(actor.street or 0) in own_posts(actor)


def acts_for(actor: Actor, posts: Iterable[int]) -> bool:
    """Tell whether an actor acts for one of some posts, or leads the response."""
    return official(actor) and (commands(actor) or bool(own_posts(actor) & {one for one in posts if one}))


def grounds(actor: Actor, grid: int) -> bool:
    """Tell whether a place lies on an actor's ground: a head of community, a grid member."""
    span = actor.reach.span
    return bool(official(actor) and actor.roles & GROUND and span and span[0] <= grid <= span[1])


def keeps_people(actor: Actor, community: int) -> bool:
    """Tell whether an actor sees and moves the people of a community: who leads the response, or its head."""
    return commands(actor) or ("community_head" in actor.roles and grounds(actor, community * 1000 + 1))


def refuse_commander(by: Actor) -> None:
    """Raise Forbidden for who does not lead responses."""
    if not commands(by):
        raise Forbidden(fields={"post": NOT_LEADING})


def refuse_other(by: Actor, posts: Iterable[int], grid: int = 0) -> None:
    """Raise Forbidden for who neither acts for one of some posts, has the ground, nor leads the response."""
    if not acts_for(by, posts) and not (grid and grounds(by, grid)):
        raise Forbidden(fields={"post": NOT_YOURS})
