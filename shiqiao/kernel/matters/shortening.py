"""A rule that shortens terms, put to use on a matter that runs already."""

from datetime import datetime

from shiqiao.base.actor import Actor
from shiqiao.base.db import scope
from shiqiao.base.errors import Forbidden
from shiqiao.base.time import now
from shiqiao.kernel.clocks.hooks import shortened
from shiqiao.kernel.matters.errors import NothingShorter
from shiqiao.kernel.matters.moves import ground_of, lock, roles_of, tell_moved, write_change
from shiqiao.kernel.matters.rules import Change, Given, Sheet

MAY = frozenset({"assigned", "dispatcher", "leader", "system"})


def shorten_matter(*, matter: int, by: Actor, at: datetime) -> Sheet:
    """Ask the rules that shorten terms about a matter's running clocks, from where these started. Locks the matter's row.

    Raises Forbidden for whoever neither has, dispatches nor leads it, NothingShorter when no rule gives a shorter term.
    """
    with scope.scoped(*scope.of(by)):
        standing, recorded = lock(matter), now()
        if not roles_of(by, standing.row) & MAY:
            raise Forbidden
        ground = ground_of(standing.sheet, by=by, at=recorded)
        running = [one for one in standing.sheet.clocks if one.running and not one.paused_at]
        clocks = tuple(
            new for one in running if (new := shortened(one, ground.calendar, recorded, ground.asked)) is not one
        )
        if not clocks:
            raise NothingShorter
        change = Change("matters.shortened", {}, clocks)
        sheet = write_change(standing, change, Given(), by=by, at=at, recorded=recorded)
        tell_moved(sheet, "shorten", at=recorded)
    return sheet
