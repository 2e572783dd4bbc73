"""How others show front teams, known to them by reference only; what is kept of persons."""

from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.sockets import SubjectKind
from shiqiao.kernel.registry.subjects import subjects
from shiqiao.kernel.retention.hooks import Kept, kept
from shiqiao.scenes.party.fronts import reads
from shiqiao.scenes.party.fronts.actions import TEAM

WHY = "Work of officials at a front, counted as theirs; labels of households go when the team is dissolved."  # msgid


def teams(actor: Actor, ids: list[int]) -> dict[int, tuple[str, str, str]]:
    """Return the teams that an actor sees."""
    return {
        row.pk: (row.title, reverse("desk:fronts:team", args=[row.pk]), _("Dissolved") if row.ended else row.number)
        for row in reads.teams_of(actor).filter(pk__in=ids)
    }


def fill(scene: str) -> None:
    """Fill the sockets."""
    subjects.fill(scene, SubjectKind(TEAM, teams))
    kept.fill(scene, Kept(("party_front_team", "party_front_charge", "party_front_entry"), WHY))
