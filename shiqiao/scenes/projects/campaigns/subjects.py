"""How others show campaigns and items, known to them by reference only."""

from django.urls import reverse

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.sockets import Happened, SubjectKind, SubjectTimeline
from shiqiao.kernel.registry.subjects import subjects, timelines
from shiqiao.scenes.projects.campaigns import reads, words
from shiqiao.scenes.projects.campaigns.rules import progress
from shiqiao.scenes.projects.campaigns.store import CAMPAIGN, ITEM


def campaigns(actor: Actor, ids: list[int]) -> dict[int, tuple[str, str, str]]:
    """Return the campaigns of the actor's street."""
    rows = [row for row in reads.campaigns(actor) if row.pk in ids]
    cells = reads.cells(actor, [row.pk for row in rows]) if rows else {}
    return {
        row.pk: (
            row.title, reverse("desk:campaigns:board", args=[row.pk]), words.share(progress(cells.get(row.pk, [])).share),
        )
        for row in rows
    }  # fmt: skip


def items(actor: Actor, ids: list[int]) -> dict[int, tuple[str, str, str]]:
    """Return the items that an actor sees."""
    return {
        number: (row.number, reverse("desk:campaigns:item", args=[number]), words.state(row.state)[0])
        for number, row in reads.seen_ids(actor, ids).items()
    }


def of_firm(actor: Actor, ref: Ref) -> list[Happened]:
    """Tell on a firm's page which of its items stand in a ledger."""
    return [
        Happened(
            row.moved_at, words.state(row.state)[0], row.number, reverse("desk:campaigns:item", args=[row.pk]), "map-pin",
            words.state(row.state)[1],
        )
        for row in reads.of_firm(actor, ref.id)
    ]  # fmt: skip


def fill(scene: str) -> None:
    """Fill the sockets."""
    subjects.fill(scene, SubjectKind(CAMPAIGN, campaigns))
    subjects.fill(scene, SubjectKind(ITEM, items))
    timelines.fill(scene, SubjectTimeline("campaigns", "Campaigns", frozenset({"organisation"}), of_firm))
