"""Who sees which affairs, and who acts on them."""

from django.db.models import Q

from shiqiao.base.actor import Actor
from shiqiao.base.errors import Forbidden
from shiqiao.scenes.hall.counters import Counter, counters, mine, posted
from shiqiao.scenes.hall.models import Affair

READS_ALL = frozenset({"leader", "auditor"})
HEADS = frozenset({"community_head"})  # of a community: any resident of the street may come to its counter (通办)
HALL_HEADS = frozenset({"department_head"})  # of the hall: they answer for every counter


def whole_street(actor: Actor) -> bool:
    """Tell whether an actor reads every affair: leaders, auditors, the staff of counters, heads of communities."""
    if actor.street is None:
        return False
    if "system" in actor.roles or (actor.roles & READS_ALL and _spans(actor)):
        return True
    return bool(posted(actor) or (mine(actor) and actor.roles & HEADS))


def _spans(actor: Actor) -> bool:
    span, street = actor.reach.span, actor.street or 0
    return bool(span and span[0] <= street * 1_000_000 and span[1] >= street * 1_000_000 + 999_999)


def seen(actor: Actor) -> Q | None:
    """Return the condition under which an actor sees affairs; None for nothing. Others see those of their own counters."""
    if actor.street is None:
        return None
    if whole_street(actor):
        return Q(street=actor.street)
    here = mine(actor)
    if not here:
        return None
    units, communities = sorted(here), sorted({one.community for one in here.values() if one.community})
    own = Q(at__in=units) | Q(station__in=units) | Q(community__in=communities)
    return own & Q(street=actor.street)


def works(actor: Actor) -> bool:
    """Tell whether an actor works at a counter."""
    return bool(mine(actor))


def looks_after(actor: Actor, counter: Counter) -> bool:
    """Tell whether an actor sees what each person at a counter did: leaders, auditors, the hall's head, the community's."""
    if actor.street is None:
        return False
    if "system" in actor.roles or (actor.roles & READS_ALL and _spans(actor)):
        return True
    if actor.roles & HALL_HEADS and any(
        one.hall and one.unit in posted(actor) for one in counters(actor.street).values()
    ):
        return True
    return bool(actor.roles & HEADS and counter.unit in mine(actor))


def at(actor: Actor, counter: Counter) -> bool:
    """Tell whether an actor is of the full-time staff of a counter."""
    return counter.unit in posted(actor)


def refuse_elsewhere(by: Actor, street: int, station: int) -> None:
    """Let only those act at a counter who work there; raises Forbidden."""
    if by.kind == "system" and by.street in (None, street):
        if station in counters(street):
            return
    elif by.street == street and station in mine(by):
        return
    raise Forbidden(fields={"station": "You do not work at this counter; choose one of yours."})


def refuse_others(by: Actor, row: Affair) -> None:
    """Let only the counter that has the affair, or the hall, decide about it; raises Forbidden."""
    if by.kind == "system" and by.street in (None, row.street):
        return
    here = mine(by) if by.street == row.street else {}
    if row.at not in here and not any(one.hall for one in here.values()):
        raise Forbidden(fields={"station": "Another counter has this affair; it decides, or hands it over to you."})
