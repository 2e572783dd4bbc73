"""Who sees the line of a counter, and who acts in it."""

from shiqiao.base.actor import Actor
from shiqiao.base.errors import Forbidden, NotFound
from shiqiao.scenes.hall import rights as hall
from shiqiao.scenes.hall.counters import counters, mine
from shiqiao.scenes.hall.queue.publishing import plans

WITH_LINK = "reporter"  # the role of a resident who has shown a secret link


def units_seen(actor: Actor) -> list[int]:
    """Return the counters with a queue that an actor may look at: the own ones; all for leaders, auditors and the hall."""
    if actor.street is None:
        return []
    here = counters(actor.street) if hall.whole_street(actor) else mine(actor)
    return [unit for unit in plans(actor.street) if unit in here]


def access_unit(actor: Actor, unit: int) -> int:
    """Return a counter that the actor may look at; absent and not yours are the same NotFound."""
    if unit not in units_seen(actor):
        raise NotFound
    return unit


def units_worked(actor: Actor) -> list[int]:
    """Return the counters with a queue at which an actor works."""
    return [unit for unit in plans(actor.street or 0) if unit in mine(actor)]


def refuse_other_streets(by: Actor, street: int) -> None:
    """Let nobody act in another street than the own; raises Forbidden."""
    if by.street not in (None, street):
        raise Forbidden


def refuse_elsewhere(by: Actor, street: int, unit: int) -> None:
    """Let only those act at a counter who work there, or the system; raises Forbidden."""
    refuse_other_streets(by, street)
    if by.kind == "system" or (by.kind == "account" and unit in mine(by)):
        return
    raise Forbidden(fields={"station": "You do not work at this counter; choose one of yours."})


def refuse_strangers(by: Actor, street: int, unit: int) -> None:
    """Let residents act who have shown the link, and whoever works at the counter; raises Forbidden."""
    if by.kind == "resident" and by.street == street and WITH_LINK in by.roles:
        return
    refuse_elsewhere(by, street, unit)
