"""Who opens a secretary's project, who carries it, who decides at its gates, who receives guests."""

from django.db.models import Q

from shiqiao.base.actor import Actor
from shiqiao.base.errors import Forbidden
from shiqiao.scenes.party import leading
from shiqiao.scenes.party.secretary.tables import SecretaryProject

OPENS = frozenset({"leader", "department_head", "community_head"})
SECRETARIES = ("leader", "community_head")  # roles of posts that own a project


def seen(actor: Actor) -> Q | None:
    """Return the condition under which an actor sees projects: those of the own street; None for nothing."""
    return Q(street=actor.street) if leading.official(actor) else None


def opens(actor: Actor) -> bool:
    """Tell whether an actor may open a project."""
    return leading.official(actor) and bool(actor.roles & (OPENS | {"system"}))


def keeps(actor: Actor, row: SecretaryProject) -> bool:
    """Tell whether an actor carries a project on: a leader, or who is of the owner's office."""
    return actor.street == row.street and (leading.leads(actor) or row.owner in leading.own_posts(actor))


def decides(actor: Actor, row: SecretaryProject) -> bool:
    """Tell whether an actor is the named one who decides at the gates; the owner never is."""
    holds = leading.holds_post(actor, row.decider) and not leading.holds_post(actor, row.owner)
    return actor.street == row.street and holds


def refuse(by: Actor, row: SecretaryProject) -> None:
    """Raise Forbidden for who does not carry the project."""
    if not keeps(by, row):
        raise Forbidden(fields={"post": "Only a leader or the office of the project's owner does this."})
