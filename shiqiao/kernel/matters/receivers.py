"""Who receives a matter that is not routed by its place: a post that was named, or whoever is in a unit."""

from contextlib import suppress
from datetime import datetime

from shiqiao.base.actor import Actor
from shiqiao.base.errors import Invalid, NotFound
from shiqiao.kernel.catalogue.rules import Item
from shiqiao.kernel.matters.rules import Routed
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.people.rows import UnitRow

# Whom a unit is reached through, the first that somebody holds.
FIRST = ("department_head", "community_head", "leader", "handler", "grid_member")


def receiver_of(unit: UnitRow, at: datetime) -> tuple[int, int, int] | None:
    """Return (post, its holder, unit) through which a unit is reached at a moment; None when nobody is there."""
    posts = [post for post in people.posts(unit.street) if post.unit == unit.id]
    for role in FIRST:
        for post in posts:
            if role in post.roles and (holder := people.holder_of(post.id, at).account):
                return post.id, holder, unit.id
    return None


def routed_to_unit(item: Item, street: int, at: datetime) -> Routed:
    """Route what has no place: to the item's unit, else to whoever leads the street; with the reasons."""
    why: list[dict[str, str]] = [{"step": "item", "item": item.code, "line": item.line}]
    found = None
    with suppress(NotFound):  # a street without such a unit: its leader decides
        found = receiver_of(people.unit_by_code(item.unit, street), at) if item.unit else None
    if found:
        why.append({"code": "falls_to_department_head", "post": people.post(found[0]).code})
        return Routed(0, 0, 0, *found, unrouted=False, why=tuple(why))
    who = people.responsible_for(street * 1_000_000, item.line, at)
    return Routed(0, 0, 0, who.post, who.account or 0, who.unit, unrouted=not who.post, why=(*why, *who.why))


def handler_of(code: str, by: Actor, at: datetime) -> tuple[int, int, int]:
    """Return (post, its holder now, its unit) for a post code; raises Invalid naming the field."""
    try:
        post = people.post_by_code(code, by.street)
    except NotFound:
        raise Invalid(fields={"handler": "There is no such post; choose one from the list."}) from None
    holder = people.holder_of(post.id, at)
    if holder.account is None:
        raise Invalid(fields={"handler": "Nobody holds this post now; choose another or appoint someone."})
    return post.id, holder.account, post.unit
