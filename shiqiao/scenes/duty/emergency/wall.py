"""The running response as a tile on the wall: level, posts, answers, reports, points, people; no names."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from shiqiao.base.plugs import WallLine
from shiqiao.scenes.duty.emergency import reads, words
from shiqiao.scenes.duty.emergency.figures import figures


def lines(street: int, at: datetime) -> Iterator[WallLine]:
    """Yield how the most severe running response stands; nothing when calm."""
    running = reads.running(street)
    if not running:
        return
    row = running[0]
    told, places = figures(row, at), reads.places(row)
    manned = sum(one.manning is not None for one in places)
    tone = {"blue": "", "yellow": "yellow", "red": "red"}[words.TONES[row.level]]
    yield WallLine(words.kind(street, row.version, row.kind), words.level(row.level), tone=tone)
    yield _part(_("Posts manned"), manned, len(places))
    yield _part(_("Calls answered"), told.answered + told.relieved, told.called)
    yield _part(_("Zero reports sent"), told.in_time + told.late, told.reports)
    yield _part(_("Hazard points checked"), told.points_checked, told.points)
    if told.people.listed:
        yield _part(_("People moved"), told.people.moved, told.people.listed)


def _part(title: str, n: int, of: int) -> WallLine:
    return WallLine(title, f"{n} / {of}", n / of if of else None, "green" if n >= of else "red")
