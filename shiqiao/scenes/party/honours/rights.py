"""Who keeps the register of honours, who carries a pursuit, who enters meetings. All officials of the street read."""

from django.db.models import Q

from shiqiao.base.actor import Actor
from shiqiao.base.errors import Forbidden
from shiqiao.scenes.party import leading
from shiqiao.scenes.party.honours.tables import Pursuit, PursuitCriterion

KEEPS = frozenset({"leader", "department_head", "community_head", "system"})
NOT_KEEPER = "A leader, or the head of a department or a community, does this."


def seen(actor: Actor) -> Q | None:
    """Return the condition under which an actor sees rows: those of the own street; None for nothing."""
    return Q(street=actor.street) if leading.official(actor) else None


def keeps(actor: Actor) -> bool:
    """Tell whether an actor enters honours, pursuits, themes and meetings."""
    return leading.official(actor) and bool(actor.roles & KEEPS)


def carries(actor: Actor, row: Pursuit) -> bool:
    """Tell whether an actor carries a pursuit on: a leader, or who is of its owner's office."""
    return actor.street == row.street and (leading.leads(actor) or row.owner in leading.own_posts(actor))


def proves(actor: Actor, row: Pursuit, criterion: PursuitCriterion) -> bool:
    """Tell whether an actor gives evidence of a criterion: who carries the pursuit, or whose office the criterion is."""
    return carries(actor, row) or (actor.street == row.street and criterion.owner in leading.own_posts(actor))


def refuse(by: Actor) -> None:
    """Raise Forbidden for who keeps no register."""
    if not keeps(by):
        raise Forbidden(fields={"post": NOT_KEEPER})
