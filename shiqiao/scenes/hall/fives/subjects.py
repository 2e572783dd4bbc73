"""How others show findings, rounds and windows, known to them by reference only."""

from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.sockets import SubjectKind
from shiqiao.kernel.registry.subjects import subjects
from shiqiao.scenes.hall import words as hall_words
from shiqiao.scenes.hall.fives import reads, words
from shiqiao.scenes.hall.fives.publishing import five_s_of
from shiqiao.scenes.hall.fives.store import FINDING, ROUND
from shiqiao.surfaces.desk.words import unit_title


def findings(actor: Actor, ids: list[int]) -> dict[int, tuple[str, str, str]]:
    """Return the findings that an actor sees."""
    return {
        number: (
            f"{row.number} {unit_title(row.station)} {words.area(five_s_of(row.street, row.version), row.area)}",
            reverse("desk:hall:finding", args=[number]), hall_words.pair(words.STATES, row.state)[0],
        )
        for number, row in reads.seen_ids(actor, ids).items()
    }  # fmt: skip


def rounds(actor: Actor, ids: list[int]) -> dict[int, tuple[str, str, str]]:
    """Return the finished rounds that an actor sees."""
    return {
        number: (
            f"{_('5S round')} {unit_title(row.station)}", reverse("desk:hall:round", args=[number]),
            f"{row.points} / {row.possible}",
        )
        for number, row in reads.seen_rounds(actor, ids).items()
    }  # fmt: skip


def fill(scene: str) -> None:
    """Fill the sockets."""
    subjects.fill(scene, SubjectKind(FINDING, findings))
    subjects.fill(scene, SubjectKind(ROUND, rounds))
