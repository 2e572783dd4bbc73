"""Visits as other parts show them, which know them by reference only."""

from shiqiao.base.actor import Actor
from shiqiao.base.sockets import SubjectKind
from shiqiao.kernel.registry.subjects import subjects
from shiqiao.kernel.visits import reads
from shiqiao.kernel.visits.rules import VISIT
from shiqiao.kernel.visits.subjects import shown


def _visits(actor: Actor, ids: list[int]) -> dict[int, tuple[str, str, str]]:
    rows = reads.access_several(actor, ids)
    titles = shown(actor, rows)
    return {row.pk: (titles[row.pk].title, f"/visits/{row.pk}/", row.state) for row in rows}


def fill() -> None:
    """Put visits into the socket of subjects."""
    subjects.fill("visits", SubjectKind(VISIT, _visits))
