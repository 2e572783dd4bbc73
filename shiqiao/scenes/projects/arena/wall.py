"""The board of the running contest, or of the one frozen last, as a tile on the wall: entrants and totals, no persons."""

from collections.abc import Iterator
from datetime import datetime

from shiqiao.base.plugs import WallLine
from shiqiao.scenes.projects.arena import reads, shown
from shiqiao.scenes.projects.arena.tables import Arena

MOST = 6


def lines(street: int, at: datetime) -> Iterator[WallLine]:
    """Yield the first entrants with their totals."""
    row = Arena.objects.filter(street=street).order_by("-state", "-id").first()  # open before frozen
    if row is None:
        return
    for one in shown.board(reads.standings(row, at))[:MOST]:
        tone = "red" if one.lost else ""
        yield WallLine(f"{one.place}. {one.row.title}", one.total, one.share / 100, tone)
