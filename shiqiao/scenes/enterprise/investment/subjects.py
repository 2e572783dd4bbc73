"""How others show leads and premises, known to them by reference only."""

from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.sockets import SubjectKind
from shiqiao.kernel.registry.subjects import subjects
from shiqiao.scenes.enterprise.investment import leading, offering, reads, words


def leads(actor: Actor, ids: list[int]) -> dict[int, tuple[str, str, str]]:
    """Return the leads that an actor sees."""
    return {
        row.pk: (
            f"{row.number} {row.firm}",
            reverse("desk:investment:lead", args=[row.pk]),
            _(words.STAGES[row.stage][0]),
        )
        for row in reads.leads_of(actor).filter(pk__in=ids)
    }


def premises(actor: Actor, ids: list[int]) -> dict[int, tuple[str, str, str]]:
    """Return the premises that an actor sees."""
    rows = reads.premises_of(actor).filter(pk__in=ids)
    return {row.pk: (row.name, reverse("desk:investment:premises", args=[row.pk]), "") for row in rows}


def fill(scene: str) -> None:
    """Fill the socket."""
    subjects.fill(scene, SubjectKind(leading.LEAD, leads))
    subjects.fill(scene, SubjectKind(offering.PREMISES, premises))
