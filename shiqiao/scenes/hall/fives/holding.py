"""What 5S holds of persons: words and pictures of findings and decisions. They go when the time of a finding is over."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from shiqiao.kernel.files.actions import erase as erase_file
from shiqiao.kernel.files.reads import attachments_of
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
from shiqiao.scenes.hall.fives.store import FINDING
from shiqiao.scenes.hall.fives.tables import FiveSEntry, FiveSFinding

CODE = "hall"
STILL_OPEN = "This finding is still open. Erase it after it has been closed."  # msgid
DECISIONS = (
    "Why records were dismissed and why a window was awarded: decisions of the office in which no resident is named."
)


def find(who: Sought) -> list[Found]:
    """Return nothing: findings are about places and name no resident."""
    return []


def stops(ids: Sequence[int], at: datetime) -> Mapping[int, Stop]:
    """Return which findings are still open."""
    rows = FiveSFinding.objects.filter(pk__in=list(ids)).exclude(state="closed")
    return {number: Stop(STILL_OPEN) for number in rows.values_list("pk", flat=True)}


def due(asked: Asked) -> list[int]:
    """Return closed findings of which words are left."""
    rows = FiveSFinding.objects.filter(
        street=asked.street, state="closed", checked_at__lt=asked.before, pk__gt=asked.after
    )
    rows = rows.filter(pk__in=FiveSEntry.objects.filter(text__isnull=False).values("finding"))
    return list(rows.order_by("pk").values_list("pk", flat=True)[: asked.limit])


def erase(order: Order) -> Mapping[str, int]:
    """Erase words and pictures; states, times and marks stay, scores are reckoned from them."""
    number, gone = order.subject.id, {}
    if texts := FiveSEntry.objects.filter(finding=number, text__isnull=False).update(text=None):
        gone["texts"] = texts
    files = attachments_of(order.subject)
    for one in files:
        erase_file(one)
    if files:
        gone["files"] = len(files)
    return gone


def show(ids: Sequence[int]) -> list[str]:
    """Name findings by their numbers."""
    return [str(row) for row in FiveSFinding.objects.filter(pk__in=list(ids)).order_by("pk")]


def disclose(found: Sequence[Found]) -> list[Piece]:
    """Return nothing: no resident is found here."""
    return []


def fill() -> None:
    """Put findings and decisions into the sockets of retention."""
    holdings.fill(CODE, Holding(
        FINDING, "5S findings", ("hall_five_s_entry",), frozenset({TEXTS}), frozenset({"closed_at"}), find, disclose, erase,
        due, show, stops, chained=False, on_request="",
    ))  # fmt: skip
    kept.fill(CODE, Kept(("hall_five_s_ground", "hall_model_window"), DECISIONS))
