"""Who sees rosters, who keeps them, who approves swaps, who writes into a shift's log."""

from shiqiao.base.actor import Actor
from shiqiao.base.errors import Forbidden
from shiqiao.kernel.people import reads as people
from shiqiao.scenes.duty.publishing import rules_of

READS_ALL = frozenset({"leader", "auditor"})


def official(actor: Actor) -> bool:
    """Tell whether an actor is of a street's office."""
    return actor.street is not None and actor.kind in ("account", "system")


def _posts_named(actor: Actor, codes: tuple[str, ...]) -> bool:
    """Tell whether the actor acts for one of some posts."""
    own = {row.code for row in people.posts(actor.street or 0) if row.id in actor.reach.posts} if codes else set()
    return bool(own & set(codes))


def keeps(actor: Actor) -> bool:
    """Tell whether an actor keeps the rosters: makes, checks and publishes them, names who takes over."""
    if not official(actor):
        return False
    return bool(actor.roles & {"leader", "system"}) or _posts_named(actor, rules_of(actor.street or 0).keepers)


def approves(actor: Actor) -> bool:
    """Tell whether an actor approves swaps (of others)."""
    if not official(actor):
        return False
    return "system" in actor.roles or _posts_named(actor, rules_of(actor.street or 0).approvers)


def refuse_keeping(by: Actor) -> None:
    """Raise Forbidden for who does not keep rosters."""
    if not keeps(by):
        raise Forbidden(fields={"post": "A leader or the office that keeps the rosters does this."})
