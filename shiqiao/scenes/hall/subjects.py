"""How others show affairs, known to them by reference only; and on the page of a person, what the person applied for."""

from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.sockets import Happened, SubjectKind, SubjectTimeline
from shiqiao.kernel.registry.subjects import subjects, timelines
from shiqiao.scenes.hall import reads, shown
from shiqiao.scenes.hall.work import KIND

MOST = 50


def affairs(actor: Actor, ids: list[int]) -> dict[int, tuple[str, str, str]]:
    """Return the affairs that an actor sees."""
    return {
        number: (
            f"{shown.number_of(row)} {shown.item_title(row)}",
            reverse("desk:hall:affair", args=[number]),
            row.state,
        )
        for number, row in reads.seen_ids(actor, ids).items()
    }


def of_person(actor: Actor, ref: Ref) -> list[Happened]:
    """Return what a person on file applied for, as far as the actor sees the affairs."""
    rows = reads.affairs_of(actor).filter(person=ref.id).order_by("-id")[:MOST]
    return [
        Happened(
            row.taken_at, _("Applied for: %(item)s") % {"item": shown.item_title(row)},
            url=reverse("desk:hall:affair", args=[row.pk]), icon="inbox", tone="blue",
        )
        for row in rows
    ]  # fmt: skip


def fill(scene: str) -> None:
    """Fill the sockets."""
    subjects.fill(scene, SubjectKind(KIND, affairs))
    timelines.fill(scene, SubjectTimeline("affairs", "Affairs", frozenset({"person"}), of_person))
