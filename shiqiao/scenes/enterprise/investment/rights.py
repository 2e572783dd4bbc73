"""Who keeps leads and premises: the office for the economy; leaders and auditors read all; an owner works on the own leads."""

from shiqiao.base.actor import Actor
from shiqiao.base.errors import Forbidden
from shiqiao.scenes.enterprise.investment.tables import Lead
from shiqiao.scenes.enterprise.publishing import office_of

READS_ALL = frozenset({"leader", "auditor"})


def keeps(actor: Actor) -> bool:
    """Tell whether an actor keeps the leads of the own street: the people of the office for the economy."""
    if actor.street is None:
        return False
    if "system" in actor.roles:
        return True
    office = office_of(actor.street)
    return bool(office) and (office in actor.reach.units or office in actor.reach.belongs)


def reads_all(actor: Actor) -> bool:
    """Tell whether an actor reads every lead of the own street."""
    return actor.street is not None and (bool(actor.roles & READS_ALL) or keeps(actor))


def refuse_keep(by: Actor) -> int:
    """Return the street whose premises and leads an actor keeps; raises Forbidden."""
    if by.street is None or not (keeps(by) or by.has("leader")):
        raise Forbidden("The office for the economy and leaders keep leads and premises.")
    return by.street


def works_on(actor: Actor, row: Lead) -> bool:
    """Tell whether an actor works on a lead: the office, leaders, and whoever holds the post that owns it."""
    if actor.street != row.street:
        return False
    return keeps(actor) or actor.has("leader") or row.owner_post in actor.reach.posts
