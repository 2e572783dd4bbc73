"""What deliberation holds of persons: who proposed a topic and its words. They go when its time is over."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Q

from shiqiao.kernel.retention.hooks import (
    TEXTS,
    Asked,
    Found,
    Holding,
    Kept,
    Order,
    Piece,
    Sought,
    Stop,
    holdings,
    kept,
)
from shiqiao.scenes.council.moves import OPEN
from shiqiao.scenes.council.store import TOPIC
from shiqiao.scenes.council.tables import CouncilEntry, CouncilTopic, CouncilVoice

LEFT = Q(text__isnull=False) | Q(name__isnull=False) | Q(phone__isnull=False)
STILL_OPEN = "This topic is still under way. Erase it after it has ended."  # msgid
KEPT = (
    "Who sat in a council, what was said and who signed prove its resolutions: sealed, masked, kept as long as these.",
    (
        "council_term",
        "council_agenda_item",
        "council_opinion",
        "council_minutes",
        "council_evaluation",
        "council_score",
    ),
)  # msgid, tables


def find(who: Sought) -> list[Found]:
    """Return nothing: a proposer is found by the topic's number and secret, not by a telephone number."""
    return []


def stops(ids: Sequence[int], at: datetime) -> Mapping[int, Stop]:
    """Return which topics are still under way."""
    rows = CouncilTopic.objects.filter(pk__in=list(ids), state__in=OPEN)
    return {number: Stop(STILL_OPEN) for number in rows.values_list("pk", flat=True)}


def due(asked: Asked) -> list[int]:
    """Return topics that are over and still say who proposed them or what was said."""
    rows = CouncilTopic.objects.filter(LEFT, street=asked.street, moved_at__lt=asked.before, pk__gt=asked.after)
    return list(rows.exclude(state__in=OPEN).order_by("pk").values_list("pk", flat=True)[: asked.limit])


def erase(order: Order) -> Mapping[str, int]:
    """Erase the proposer, the words, the comments; title, states and days stay, scores are reckoned from them."""
    number = order.subject.id
    texts = CouncilEntry.objects.filter(topic=number, text__isnull=False).update(text=None)
    texts += CouncilVoice.objects.filter(topic=number, text__isnull=False).update(text=None)
    texts += CouncilTopic.objects.filter(LEFT, pk=number).update(text=None, name=None, phone=None, secret_hash=None)
    return {"texts": texts} if texts else {}


def show(ids: Sequence[int]) -> list[str]:
    """Name topics by their numbers."""
    return [str(row) for row in CouncilTopic.objects.filter(pk__in=list(ids)).order_by("pk")]


def disclose(found: Sequence[Found]) -> list[Piece]:
    """Return nothing: nobody is found here by a number."""
    return []


def fill(scene: str) -> None:
    """Put topics into the socket of retention, and what nobody erases one by one."""
    holdings.fill(scene, Holding(
        TOPIC, "Topics of councils", ("council_topic", "council_entry", "council_voice"), frozenset({TEXTS}),
        frozenset({"closed_at"}), find, disclose, erase, due, show, stops, chained=False, on_request="",
    ))  # fmt: skip
    kept.fill(scene, Kept(KEPT[1], KEPT[0]))
