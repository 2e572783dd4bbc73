"""Who acts for the street and for a community, who sees members who reported in. Everybody in office reads the lists."""

from shiqiao.base.actor import Actor
from shiqiao.base.errors import Forbidden
from shiqiao.kernel.registry.reads import covers

STREET = frozenset({"leader", "department_head"})
COMMUNITY = frozenset({"community_head"})
ENTERS = COMMUNITY | {"grid_member", "handler"}


def office(actor: Actor) -> bool:
    """Tell whether an actor acts for the whole street: the system, leaders, heads of departments."""
    return actor.has("system") or (actor.kind == "account" and bool(actor.roles & STREET))


def acts(actor: Actor, community: int) -> bool:
    """Tell whether an actor enters units, lists and projects for a community (0: for the street)."""
    if office(actor):
        return True
    return bool(community and actor.kind == "account" and actor.roles & COMMUNITY and covers(actor, community * 1000))


def heads(actor: Actor, community: int) -> bool:
    """Tell whether an actor speaks for a community: its head; scores units, confirms hours, sees members."""
    return bool(actor.has("system") or (actor.roles & COMMUNITY and covers(actor, community * 1000)))


def writes_hours(actor: Actor, community: int) -> bool:
    """Tell whether an actor writes down hours and claims of service in a community: everybody who works there."""
    if actor.has("system"):
        return True
    return bool(actor.roles & ENTERS and actor.reach.span and _community_of(actor) == community)


def _community_of(actor: Actor) -> int:
    low, high = actor.reach.span or (0, 0)
    return low // 1000 if low // 1000 == high // 1000 else 0


def own_communities(actor: Actor, codes: list[int]) -> list[int]:
    """Return the communities for which an actor acts."""
    return [code for code in codes if acts(actor, code)]


def headed(actor: Actor, codes: list[int]) -> list[int]:
    """Return the communities for which an actor speaks."""
    return [code for code in codes if heads(actor, code)]


def refuse(allowed: bool) -> None:
    """Raise Forbidden unless allowed."""
    if not allowed:
        raise Forbidden
