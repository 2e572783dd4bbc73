"""How others show responses, hazard points and calls, known to them by reference only."""

from django.urls import reverse

from shiqiao.base.actor import Actor
from shiqiao.base.sockets import SubjectKind
from shiqiao.kernel.registry.subjects import subjects
from shiqiao.scenes.duty.emergency import reads, rights, words
from shiqiao.scenes.duty.emergency.store import CALL, HAZARD, RESPONSE

Told = dict[int, tuple[str, str, str]]


def responses(actor: Actor, ids: list[int]) -> Told:
    """Return the responses of the actor's street."""
    found = reads.by_ids(actor.street or 0, ids) if rights.official(actor) else {}
    return {
        number: (f"{row.number} {row.title}", reverse("desk:emergency:board", args=[number]), words.level(row.level))
        for number, row in found.items()
    }


def hazards(actor: Actor, ids: list[int]) -> Told:
    """Return the hazard points of the actor's street."""
    rows = reads.hazards_by_ids(actor.street or 0, ids) if rights.official(actor) else []
    return {
        row.pk: (
            f"{row.code} {row.title}", reverse("desk:emergency:hazard", args=[row.pk]), words.hazard_state(row.state)[0]
        )
        for row in rows
    }  # fmt: skip


def calls(actor: Actor, ids: list[int]) -> Told:
    """Return the calls of the actor's street, each with the number of its response."""
    rows = reads.calls_by_ids(actor.street or 0, ids) if rights.official(actor) else []
    named = reads.by_ids(actor.street or 0, [row.response for row in rows]) if rows else {}
    return {
        row.pk: (
            f"{named[row.response].number} {named[row.response].title}", reverse("desk:emergency:call", args=[row.pk]),
            words.level(named[row.response].level),
        )
        for row in rows
    }  # fmt: skip


def fill(scene: str) -> None:
    """Fill the sockets."""
    subjects.fill(scene, SubjectKind(RESPONSE, responses))
    subjects.fill(scene, SubjectKind(HAZARD, hazards))
    subjects.fill(scene, SubjectKind(CALL, calls))
