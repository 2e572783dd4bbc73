"""How others show rules of the green channel, known to them by reference only."""

from django.urls import reverse
from django.utils.timezone import localtime

from shiqiao.base.actor import Actor
from shiqiao.base.sockets import SubjectKind
from shiqiao.base.time import now
from shiqiao.kernel.registry.subjects import subjects
from shiqiao.scenes.enterprise.green import granting, reads, words


def shown(actor: Actor, ids: list[int]) -> dict[int, tuple[str, str, str]]:
    """Return the rules that an actor reads."""
    day = localtime(now()).date()
    return {
        row.pk: (f"{row.number} {row.title}", reverse("desk:green:rule", args=[row.pk]), words.state(row, day)[0])
        for row in reads.rules_of(actor).filter(pk__in=ids)
    }


def fill(scene: str) -> None:
    """Fill the socket."""
    subjects.fill(scene, SubjectKind(granting.RULE, shown))
