"""How others show what supervision keeps, known to them by reference only."""

from django.urls import reverse

from shiqiao.base.actor import Actor
from shiqiao.base.sockets import SubjectKind
from shiqiao.kernel.registry.subjects import subjects
from shiqiao.scenes.supervision import reads, shown
from shiqiao.scenes.supervision.store import KIND


def orders(actor: Actor, ids: list[int]) -> dict[int, tuple[str, str, str]]:
    """Return the orders that an actor sees."""
    return {
        number: (shown.number_of(row), reverse("desk:supervision:order", args=[number]), row.state)
        for number, row in reads.seen_ids(actor, ids).items()
    }


def fill(scene: str) -> None:
    """Fill the socket."""
    subjects.fill(scene, SubjectKind(KIND, orders))
