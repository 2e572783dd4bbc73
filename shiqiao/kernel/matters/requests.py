"""Writes: requests and their decision, pauses that end by themselves, supervision. One function a move, as in `actions`."""

import logging
from datetime import date, datetime

from shiqiao.base.actor import Actor, system
from shiqiao.base.db import scope
from shiqiao.base.errors import ShiqiaoError
from shiqiao.base.time import now
from shiqiao.kernel.matters import asking, waiting
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.moves import ground_of, item_of, lock, move_matter, tell_moved, write_change
from shiqiao.kernel.matters.routing import Told, person
from shiqiao.kernel.matters.rules import Given, Sheet

ROUND = 200
log = logging.getLogger(__name__)
Evidence = tuple[tuple[str, str], ...]


def ask_return(*, matter: int, reason: str, by: Actor, at: datetime) -> Sheet:
    """Ask to give back what is not ours (异议退回); another decides within the term of the review."""
    return move_matter(matter=matter, do="ask_return", given=Given(reason=reason), by=by, at=at)


def ask_extension(*, matter: int, term: str, reason: str, by: Actor, at: datetime) -> Sheet:
    """Ask for more time (延期), `term` as "2wd", counted from the present due time."""
    return move_matter(matter=matter, do="ask_extension", given=Given(reason=reason, term=term), by=by, at=at)


def ask_pause(*, matter: int, until: date, reason: str, by: Actor, at: datetime, evidence: Evidence = ()) -> Sheet:
    """Ask that the clock stand still (挂账) for a reason that is not the handler's; work goes on with the day `until`."""
    given = Given(reason=reason, until=until, evidence=evidence)
    return move_matter(matter=matter, do="ask_pause", given=given, by=by, at=at)


def uphold_return(*, matter: int, by: Actor, at: datetime, reason: str = "") -> Sheet:
    """Uphold an objection: the matter falls back to who answers for its place and waits to be dispatched anew."""
    with scope.scoped(*scope.of(by)):
        row = lock(matter).row
        told = Told(row.channel, row.urgent, row.form)
        routed = person(row.grid, row.boundary, item_of(row), row.street, now(), [], told)
        return move_matter(matter=matter, do="uphold_return", given=Given(reason=reason, routed=routed), by=by, at=at)


def grant_request(
    *,
    matter: int,
    by: Actor,
    at: datetime,
    answer: str = "",
    reason: str = "",
    term: str = "",
    until: date | None = None,
) -> Sheet:
    """Grant an extension or a pause, as it was asked for, or by another `term` or `until` another day.

    A reporter is told why, in `answer` (《北京市接诉即办工作条例》第十五条). Raises MoveLacks, ConditionNotMet.
    """
    given = Given(answer=answer, reason=reason, term=term, until=until)
    return move_matter(matter=matter, do="grant", given=given, by=by, at=at)


def refuse_request(*, matter: int, reason: str, by: Actor, at: datetime) -> Sheet:
    """Refuse a request of any kind, with the reason; the handle clock has never stopped."""
    return move_matter(matter=matter, do="refuse_request", given=Given(reason=reason), by=by, at=at)


def resume_matter(*, matter: int, by: Actor, at: datetime) -> Sheet:
    """Let the paused clock go on: what remained at the pause remains now."""
    return move_matter(matter=matter, do="resume", given=Given(), by=by, at=at)


def supervise_matter(*, matter: int, reason: str, by: Actor, at: datetime) -> Sheet:
    """Press a matter from above (督办): whoever has it answers within the term, or finishes."""
    return move_matter(matter=matter, do="supervise", given=Given(reason=reason), by=by, at=at)


def report_progress(*, matter: int, progress: str, by: Actor, at: datetime) -> Sheet:
    """Answer supervision within the house (答复督办); the reporter does not read it."""
    return move_matter(matter=matter, do="report_progress", given=Given(progress=progress), by=by, at=at)


def withdraw_request(*, matter: int, by: Actor, at: datetime) -> Sheet:
    """Take one's own open request back. Locks the matter's row. Raises ConditionNotMet."""
    with scope.scoped(*scope.of(by)):
        standing, recorded = lock(matter), now()
        change = asking.withdraw(standing.sheet, ground_of(standing.sheet, by=by, at=recorded))
        sheet = write_change(standing, change, Given(), by=by, at=at, recorded=recorded)
        waiting.forget_asked(matter, by=by, at=recorded)
        tell_moved(sheet, "withdraw", at=recorded)
    return sheet


def resume_due(*, at: datetime) -> int:
    """Resume up to `ROUND` paused matters whose day has come; return how many. Over all streets."""
    rows = Matter.objects.filter(paused=True, paused_until__lte=at).order_by("paused_until")
    resumed = 0
    for identifier, street in list(rows.values_list("id", "street")[:ROUND]):
        try:
            resume_matter(matter=identifier, by=system("pauses", street=street), at=at)
            resumed += 1
        except ShiqiaoError as error:  # someone was quicker; one matter must not keep the others waiting
            log.warning("matter %s was not resumed: %s", identifier, error)
    return resumed
