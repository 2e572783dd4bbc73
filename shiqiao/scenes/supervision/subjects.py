"""How others show what supervision keeps, known to them by reference only."""

from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.sockets import SubjectKind
from shiqiao.kernel.registry.subjects import subjects
from shiqiao.scenes.supervision import discipline, discipline_reads, reads, rectify, rectify_reads, shown, words
from shiqiao.scenes.supervision.store import KIND


def orders(actor: Actor, ids: list[int]) -> dict[int, tuple[str, str, str]]:
    """Return the orders that an actor sees."""
    return {
        number: (shown.number_of(row), reverse("desk:supervision:order", args=[number]), row.state)
        for number, row in reads.seen_ids(actor, ids).items()
    }


def cases(actor: Actor, ids: list[int]) -> dict[int, tuple[str, str, str]]:
    """Return the environmental cases whose matters an actor sees."""
    return {
        row.matter: (row.upstream, reverse("desk:supervision:case", args=[matter.number]), matter.state)
        for row, matter in rectify_reads.seen(actor, ids)
    }


def disciplines(actor: Actor, ids: list[int]) -> dict[int, tuple[str, str, str]]:
    """Return the matters of discipline that an actor sees, without the name of the person."""
    rows = discipline_reads.matters_of(actor).filter(pk__in=ids)
    return {
        row.pk: (_(words.FAULTS[row.fault]), reverse("desk:supervision:discipline-matter", args=[row.pk]), "")
        for row in rows
    }


def fill(scene: str) -> None:
    """Fill the socket."""
    subjects.fill(scene, SubjectKind(KIND, orders))
    subjects.fill(scene, SubjectKind(rectify.KIND, cases))
    subjects.fill(scene, SubjectKind(discipline.KIND, disciplines))
