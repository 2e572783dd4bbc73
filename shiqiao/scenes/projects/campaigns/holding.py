"""What campaigns hold of persons: owner, place and words of an item, and its pictures. They go when its time is over."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Q

from shiqiao.kernel.files.actions import erase as erase_file
from shiqiao.kernel.files.reads import attachments_of
from shiqiao.kernel.retention.hooks import TEXTS, Asked, Found, Holding, Order, Piece, Sought, Stop, holdings
from shiqiao.scenes.projects.campaigns.moves import OPEN
from shiqiao.scenes.projects.campaigns.store import ITEM
from shiqiao.scenes.projects.campaigns.tables import CampaignEntry, CampaignItem

LEFT = Q(owner__isnull=False) | Q(what__isnull=False) | Q(place__isnull=False)
STILL_OPEN = "This item is still on the ledger. Erase it after it has been struck off."  # msgid


def find(who: Sought) -> list[Found]:
    """Return nothing: an owner is written as a name alone, without a number by which a person is found."""
    return []


def stops(ids: Sequence[int], at: datetime) -> Mapping[int, Stop]:
    """Return which items are still on the ledger."""
    rows = CampaignItem.objects.filter(pk__in=list(ids), state__in=OPEN)
    return {number: Stop(STILL_OPEN) for number in rows.values_list("pk", flat=True)}


def due(asked: Asked) -> list[int]:
    """Return items that are over and still say whose they were."""
    rows = CampaignItem.objects.filter(LEFT, street=asked.street, moved_at__lt=asked.before, pk__gt=asked.after)
    return list(rows.exclude(state__in=OPEN).order_by("pk").values_list("pk", flat=True)[: asked.limit])


def erase(order: Order) -> Mapping[str, int]:
    """Erase owner, place, words and pictures; states, days and areas stay, scores are reckoned from them."""
    number, gone = order.subject.id, {}
    texts = CampaignEntry.objects.filter(item=number, text__isnull=False).update(text=None)
    texts += CampaignItem.objects.filter(LEFT, pk=number).update(owner=None, what=None, place=None)
    if texts:
        gone["texts"] = texts
    files = attachments_of(order.subject)
    for one in files:
        erase_file(one)
    if files:
        gone["files"] = len(files)
    return gone


def show(ids: Sequence[int]) -> list[str]:
    """Name items by their numbers."""
    return [str(row) for row in CampaignItem.objects.filter(pk__in=list(ids)).order_by("pk")]


def disclose(found: Sequence[Found]) -> list[Piece]:
    """Return nothing: nobody is found here by a number."""
    return []


def fill(scene: str) -> None:
    """Put items into the socket of retention."""
    holdings.fill(scene, Holding(
        ITEM, "Items of campaigns", ("projects_campaign_item", "projects_campaign_entry"), frozenset({TEXTS}),
        frozenset({"closed_at"}), find, disclose, erase, due, show, stops, chained=False, on_request="",
    ))  # fmt: skip
