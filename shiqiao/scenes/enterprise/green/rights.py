"""Who grants the green channel, who reads its rules and uses, who puts it to use."""

from shiqiao.base.actor import Actor
from shiqiao.base.errors import Forbidden

GRANTS = frozenset({"leader", "system"})
READS = frozenset({"leader", "department_head", "dispatcher", "checker", "auditor"})


def grants(actor: Actor) -> bool:
    """Tell whether an actor grants and withdraws rules of the own street."""
    return actor.street is not None and bool(actor.roles & GRANTS)


def refuse_grant(by: Actor) -> int:
    """Return the street whose rules an actor grants; raises Forbidden."""
    if by.street is None or not by.roles & GRANTS:
        raise Forbidden("Only a leader of the street grants or withdraws the green channel.")
    return by.street


def reads(actor: Actor) -> bool:
    """Tell whether an actor reads rules and uses of the own street."""
    return actor.street is not None and bool(actor.roles & READS | actor.roles & {"system"})
