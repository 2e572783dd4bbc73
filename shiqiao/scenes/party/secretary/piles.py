"""What waits in the secretary's projects for somebody, for the strip above "my work"."""

from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.scenes.party.secretary.tables import SecretaryProject, SecretaryStep
from shiqiao.surfaces.desk.sockets import Pile


def items(actor: Actor, at: datetime) -> list[Pile]:
    """Return the gates at which the actor decides, and the own steps past their day."""
    posts = sorted(actor.reach.posts)
    if not posts or actor.street is None:
        return []
    projects = SecretaryProject.objects.filter(street=actor.street, state="running")
    deciding = projects.filter(decider__in=posts).values_list("pk", flat=True)
    owning = projects.filter(owner__in=posts).values_list("pk", flat=True)
    waits = Q(project__in=deciding, state="asked") | Q(project__in=owning, state="open", due__lt=localdate(at))
    rows = list(SecretaryStep.objects.filter(waits).values_list("project", "state")[:200])
    asked, over = ([project for project, state in rows if state == name] for name in ("asked", "open"))
    told = ((asked, _("Gates to decide at"), "yellow"), (over, _("Steps of projects past their day"), "red"))
    return [Pile(title, len(found), _where(found), "flag", tone) for found, title, tone in told if found]


def _where(projects: list[int]) -> str:
    if len(set(projects)) == 1:
        return reverse("desk:secretary:project", args=[projects[0]])
    return reverse("desk:secretary:list")
