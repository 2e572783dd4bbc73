"""Who keeps the orders of a street, who reads all of them, who answers one."""

from datetime import datetime

from shiqiao.base.actor import Actor
from shiqiao.base.errors import Forbidden, NotFound
from shiqiao.kernel.people import belonging
from shiqiao.kernel.people import reads as people
from shiqiao.scenes.supervision.models import SupervisionOrder
from shiqiao.scenes.supervision.publishing import rules_of

LEADS = frozenset({"leader"})
READS_ALL = frozenset({"leader", "auditor"})


def whole_street(actor: Actor, street: int) -> bool:
    """Tell whether an actor reaches over a whole street."""
    span = actor.reach.span
    return bool(span and span[0] <= street * 1_000_000 and span[1] >= street * 1_000_000 + 999_999)


def leads(actor: Actor, street: int | None = None) -> bool:
    """Tell whether an actor is a leader of the street."""
    street = actor.street if street is None else street
    return (
        bool(street)
        and actor.street in (None, street)
        and bool(actor.roles & LEADS)
        and whole_street(actor, street or 0)
    )


def keeps(actor: Actor, street: int | None = None) -> bool:
    """Tell whether an actor keeps the orders: a leader, or the head of the office that the street's rules name."""
    street = actor.street if street is None else street
    if leads(actor, street):
        return True
    if "department_head" not in actor.roles:
        return False
    office = rules_of(street or 0).office
    return bool(office) and any(_heads(post, office) for post in actor.reach.posts)


def _heads(post: int, office: str) -> bool:
    try:
        row = people.post(post)
        return "department_head" in row.roles and people.unit(row.unit).code == office
    except NotFound:
        return False


def reads_all(actor: Actor) -> bool:
    """Tell whether an actor reads all orders of the street: whoever keeps them, and the auditor."""
    street = actor.street
    if street is None:
        return False
    return keeps(actor) or (bool(actor.roles & READS_ALL) and whole_street(actor, street))


def refuse_others(by: Actor, street: int) -> None:
    """Let only those act who keep the orders of a street; raises Forbidden."""
    if by.kind == "system" or (by.street in (None, street) and keeps(by, street)):
        return
    raise Forbidden(fields={"post": "Only a leader or the head of the supervision office does this."})


def answers(actor: Actor, row: SupervisionOrder) -> bool:
    """Tell whether an order waits for this actor."""
    return row.post in actor.reach.posts


def answering(post: int, to: str, accused: int, at: datetime) -> int:
    """Return the post that answers: whoever has the matter, or the head above; nobody of the unit complained about."""
    chosen = people.head_above(post, at) or post if to == "head" and post else post
    if not accused:
        return chosen
    for one in (chosen, *(people.ladder(post, at) if post else ())):
        if one and not belonging.is_part(people.post(one).unit, accused):
            return one
    return 0
