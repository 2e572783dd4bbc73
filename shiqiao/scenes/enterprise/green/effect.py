"""Did the green channel push others back? Counted from clocks: the same posts, weeks with use against as many before."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.timezone import localtime

from shiqiao.kernel.clocks import reads as clocks
from shiqiao.kernel.clocks.calendar import WorkCalendar
from shiqiao.kernel.clocks.rules import shortened_by, working_seconds
from shiqiao.scenes.enterprise.green import granting
from shiqiao.scenes.enterprise.green.rules import Waits, verdict, weeks_of
from shiqiao.scenes.enterprise.green.tables import GreenRule

ZONE = ZoneInfo(settings.TIME_ZONE)
LOOKED = 400  # uses of a rule that are looked at, the newest
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Effect:
    """What became of the others: in how many weeks, from which day, how they waited before and during, what that says."""

    weeks: int
    posts: int
    uses: int
    since: date
    before: Waits
    during: Waits
    says: str


def effect_of(rows: Iterable[GreenRule], at: datetime) -> Effect | None:
    """Compare the others at the posts that handled what the versions of a rule shortened; None while it was not used."""
    found = [
        clock for row in rows
        for clock in clocks.shortened(row.street, rule=row.number, kinds=granting.kinds(), limit=LOOKED).rows
    ]  # fmt: skip
    posts = {one.owner_post for one in found if one.owner_post}
    if not posts:
        return None
    weeks = weeks_of([localtime(one.started_at).date() for one in found])
    first = _monday(weeks[0])
    earlier = clocks.handled_at(posts, first - len(weeks) * WEEK, first)
    until = min(at, _monday(weeks[-1]) + WEEK)
    inside = [one for one in clocks.handled_at(posts, first, until) if _week(one.started_at) in weeks]
    cal = clocks.calendar_for(found[0].street)
    before, during = waits(earlier, cal), waits(inside, cal)
    return Effect(len(weeks), len(posts), len(found), first.date(), before, during, verdict(before, during))


def waits(rows: Iterable[Any], cal: WorkCalendar) -> Waits:
    """Return how long the clocks of others ran, in office time; those that a rule shortened are not among the others."""
    others = [one for one in rows if not shortened_by(one.state())]
    ended = [one for one in others if one.stopped_at is not None]
    seconds = sorted(working_seconds(cal, one.started_at, one.stopped_at) for one in ended)
    return Waits(tuple(seconds), sum(bool(one.late) for one in ended), len(others) - len(ended))


def _monday(week: int) -> datetime:
    return datetime.combine(date.fromordinal(week), datetime.min.time(), ZONE)


def _week(at: datetime) -> int:
    day = localtime(at).date()
    return day.toordinal() - day.weekday()
