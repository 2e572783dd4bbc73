"""Filing closed matters once they can no longer be reopened; the worker does it in small rounds."""

from datetime import datetime

from shiqiao.base.actor import system
from shiqiao.kernel.matters.actions import archive_matter
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.rules import REOPEN_WINDOW

ROUND = 200


def archive_old(*, at: datetime) -> int:
    """Archive up to `ROUND` matters whose window for reopening has passed; return how many. Over all streets."""
    rows = [*_ended(at, "closed"), *_ended(at, "reviewed"), *_left_behind(at)]
    for identifier, street in rows:
        archive_matter(matter=identifier, by=system("filing", street=street), at=at)
    return len(rows)


def _ended(at: datetime, state: str) -> list[tuple[int, int]]:
    """Each of these states has an index of its own."""
    old = Matter.objects.filter(state=state, ended_at__lt=at - REOPEN_WINDOW).order_by("ended_at")
    return list(old.values_list("id", "street")[:ROUND])


def _left_behind(at: datetime) -> list[tuple[int, int]]:
    """Merged matters are filed with the main one, save those whose main one was never closed but declined."""
    old = Matter.objects.filter(state="merged", ended_at__lt=at - REOPEN_WINDOW).order_by("ended_at")
    rows = list(old.values_list("id", "street", "duplicate_of")[:ROUND])
    mains = Matter.objects.in_bulk({main for _, _, main in rows})
    return [(identifier, street) for identifier, street, main in rows if mains[main].state != "closed"]
