"""How others show a key project, known to them by reference only: the progress is its share of the plan of investment."""

from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.sockets import SubjectKind
from shiqiao.base.time import now
from shiqiao.kernel.registry.subjects import subjects
from shiqiao.scenes.projects import reads
from shiqiao.scenes.projects.rules import Standing
from shiqiao.scenes.projects.store import KIND, local_day


def projects(actor: Actor, ids: list[int]) -> dict[int, tuple[str, str, str]]:
    """Return the projects that an actor sees."""
    day = local_day(now())
    found = reads.known(reads.seen_ids(actor, ids).values())
    return {
        number: (one.project.title, reverse("desk:projects:project", args=[number]), told(one.standing(day)))
        for number, one in found.items()
    }


def told(standing: Standing) -> str:
    """Say how far a project is, in percent as the plan reads it; in words where nothing can be measured."""
    share = standing.share if standing.share is not None else standing.progress
    if share is None:
        return _("nothing to measure")
    return f"{min(float(share), 1) * 100:.1f}%"


def fill(scene: str) -> None:
    """Fill the socket."""
    subjects.fill(scene, SubjectKind(KIND, projects))
