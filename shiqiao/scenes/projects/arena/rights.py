"""Who leads contests, who enters figures, who verifies them, who judges, who appeals; every official of the street reads."""

from shiqiao.base.actor import Actor
from shiqiao.base.errors import Forbidden
from shiqiao.scenes.projects.arena.tables import Entrant
from shiqiao.scenes.projects.models import Project
from shiqiao.scenes.projects.store import KIND

LEADS = frozenset({"leader", "system"})
ENTERS = frozenset({"leader", "department_head", "checker", "system"})
JUDGES = frozenset({"leader", "department_head", "auditor", "system"})


def has(actor: Actor, roles: frozenset[str]) -> bool:
    """Tell whether an actor of a street has one of the roles."""
    return actor.street is not None and bool(actor.roles & roles)


def refuse_without(actor: Actor, roles: frozenset[str]) -> None:
    """Raise Forbidden for who has none of the roles."""
    if not has(actor, roles):
        raise Forbidden(fields={"post": "Your post does not do this in a contest."})


def owns(actor: Actor, row: Entrant) -> bool:
    """Tell whether an entrant is the actor's own: its project's post is held or stood in for."""
    if row.subject_kind != KIND:
        return False
    post = Project.objects.filter(pk=row.subject_id).values_list("post", flat=True).first()
    return post in actor.reach.posts
