"""Who walks where, who puts right, who looks again, who decides about windows."""

from shiqiao.base.actor import Actor
from shiqiao.base.errors import Forbidden, NotFound
from shiqiao.scenes.hall import rights as hall
from shiqiao.scenes.hall.counters import Counter, counters, mine
from shiqiao.scenes.hall.fives.tables import FiveSFinding

INSPECTORS = frozenset({"leader", "dispatcher", "checker"})  # walk through every counter of the street
DECIDES = frozenset({"leader"})  # about model windows


def stations(actor: Actor) -> dict[int, Counter]:
    """Return the counters whose 5S an actor reads: all for inspectors and who reads all affairs, else the own ones."""
    if actor.street is None:
        return {}
    return counters(actor.street) if inspects(actor) or hall.whole_street(actor) else mine(actor)


def inspects(actor: Actor) -> bool:
    """Tell whether an actor walks through counters at which others work: inspectors, and the people of the hall."""
    if actor.street is None or actor.kind not in ("account", "system"):
        return False
    return bool(actor.roles & (INSPECTORS | {"system"})) or any(one.hall for one in mine(actor).values())


def walks(actor: Actor) -> dict[int, Counter]:
    """Return the counters through which an actor may walk; at the own ones it is looked at and not scored."""
    return counters(actor.street or 0) if inspects(actor) else mine(actor)


def refuse_walk(by: Actor, station: int) -> Counter:
    """Return the counter through which an actor may walk; one that the actor does not see is not there."""
    found = walks(by).get(station)
    if found is None:
        if station in stations(by):
            raise Forbidden(fields={"station": "You walk through your own counter only; choose one of yours."})
        raise NotFound
    return found


def own(by: Actor, station: int) -> bool:
    """Tell whether an actor works at a counter."""
    return station in mine(by)


def answers(actor: Actor, row: FiveSFinding) -> bool:
    """Tell whether a finding is the actor's to put right: the post that answers is held or stood in for."""
    return row.post in actor.reach.posts


def rechecks(actor: Actor, row: FiveSFinding) -> bool:
    """Tell whether an actor may look at a finding again, but for having put it right: an inspector, or who found it."""
    if actor.street != row.street:
        return False
    return inspects(actor) or bool(actor.account and actor.account == row.found_by)
