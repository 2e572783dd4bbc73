"""Who adds projects, who keeps one, who reads them: every official of the street reads."""

from shiqiao.base.actor import Actor
from shiqiao.base.errors import Forbidden
from shiqiao.scenes.projects.models import Project

ADDS = frozenset({"leader", "department_head", "system"})
LEADS = frozenset({"leader", "system"})


def adds(actor: Actor) -> bool:
    """Tell whether an actor adds projects."""
    return actor.street is not None and bool(actor.roles & ADDS)


def leads(actor: Actor) -> bool:
    """Tell whether an actor moves days, changes the plan and ends a project."""
    return actor.street is not None and bool(actor.roles & LEADS)


def keeps(actor: Actor, row: Project) -> bool:
    """Tell whether a project is the actor's to keep: the owner's post is held or stood in for, or a leader."""
    return actor.street == row.street and (row.post in actor.reach.posts or leads(actor))


def refuse_others(actor: Actor, row: Project) -> None:
    """Raise Forbidden for who does not keep the project."""
    if not keeps(actor, row):
        raise Forbidden(fields={"post": "Only the post that owns the project, or a leader, does this."})


def refuse_but_leaders(actor: Actor) -> None:
    """Raise Forbidden for who does not lead the street."""
    if not leads(actor):
        raise Forbidden(fields={"post": "Only a street leader does this."})
