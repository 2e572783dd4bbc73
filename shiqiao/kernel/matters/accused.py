"""Complaints about a unit of the office itself: its people neither see nor get them.

《信访工作条例》第三十条: what was reported is not passed on to whom it accuses. Such a matter is, for whoever belongs to the
unit, as if it were not there: on every surface, because every surface asks the same two questions (`roles_towards`,
`branches`). What is left for this file: that no road leads to the unit.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from shiqiao.base.actor import Actor
from shiqiao.base.errors import NotFound
from shiqiao.kernel.catalogue.rules import Item
from shiqiao.kernel.matters.errors import MoveLacks, ReportRefused
from shiqiao.kernel.matters.receivers import receiver_of
from shiqiao.kernel.matters.rules import Routed, Sheet
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.people.belonging import belongs, is_part

NOT_THERE = "The matter complains about this unit: give it to another one."


def unit_named(code: str, street: int) -> int:
    """Return the unit that a report complains about, 0 for none; raises ReportRefused naming the field."""
    if not code:
        return 0
    try:
        return people.unit_by_code(code, street).id
    except NotFound:
        raise ReportRefused(
            fields={"complains_about": "There is no such unit in this street; choose one from the list."}
        ) from None


def touches(post: int, holder: int, accused: int, at: datetime) -> bool:
    """Tell whether a post or the person who has it belongs to the accused unit."""
    if not accused:
        return False
    return bool(post and is_part(people.post(post).unit, accused)) or bool(holder and belongs(holder, accused, at))


def clear(routed: Routed, accused: int, item: Item, street: int, at: datetime) -> Routed:
    """Lead a matter round the accused unit: to the item's own unit, a leader, or a dispatcher; else it is unrouted."""
    if not touches(routed.post, routed.holder, accused, at):
        return routed
    step = {"step": "accused", "unit": people.unit(accused).code}
    for post, holder, unit in _others(item, street, at):
        if not touches(post, holder, accused, at):
            code = people.post(post).code
            return replace(
                routed,
                post=post,
                holder=holder,
                unit=unit,
                why=(*routed.why, step, {"step": "led_round", "post": code}),
            )
    return replace(routed, post=0, holder=0, unit=0, unrouted=True, why=(*routed.why, step))


def _others(item: Item, street: int, at: datetime) -> Iterator[tuple[int, int, int]]:
    own = next((unit for unit in people.units(street) if unit.code == item.unit), None) if item.unit else None
    if own and (found := receiver_of(own, at)):
        yield found
    for role in ("leader", "dispatcher"):
        for post in sorted(people.posts(street, roles=[role]), key=lambda one: (not one.head_of, one.code)):
            if holder := people.holder_of(post.id, at).account:
                yield post.id, holder, post.unit


def guard(sheet: Sheet, at: datetime) -> None:
    """Refuse that a matter comes to the unit it complains about, by whatever move; raises MoveLacks."""
    if touches(sheet.post, sheet.holder, sheet.accused, at):
        raise MoveLacks(fields={"handler": NOT_THERE})


def is_accused(actor: Actor, accused: int) -> bool:
    """Tell whether an actor belongs to the unit that a matter complains about."""
    return bool(accused) and accused in actor.reach.belongs


def tellable(posts: list[int], accused: int, at: datetime) -> list[int]:
    """Leave out the posts of the accused unit from those that are told of something."""
    return [
        post for post in posts if not touches(post, people.holder_of(post, at).account or 0, accused, at)
    ] if accused else posts  # fmt: skip
