"""Calendars from memory, clocks of a subject, what a changed calendar would move, and years that nobody entered."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Max, QuerySet

from shiqiao.base.actor import Ref
from shiqiao.base.errors import NotFound, Unavailable
from shiqiao.base.paging import Page, newest
from shiqiao.base.snapshots import snapshot
from shiqiao.kernel.clocks import state as life
from shiqiao.kernel.clocks.calendar import Day, HoursRule, WorkCalendar, seconds_of
from shiqiao.kernel.clocks.facts import ClockMoved
from shiqiao.kernel.clocks.models import SHORTENED, Calendar, Clock
from shiqiao.kernel.clocks.reckoning import Term, due
from shiqiao.kernel.clocks.steps import Step

NOTICE_MONTH = 11  # the State Council's notice for the coming year usually appears in November


@dataclass
class Known:
    """Calendars in memory: the latest of each place, and former versions as they are asked for."""

    latest: dict[int, WorkCalendar]
    versions: dict[int, WorkCalendar] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Gap:
    """A year that clocks reach or will soon reach although its holidays are not entered; `place` 0 is the default."""

    place: int
    year: int


@snapshot("clocks")
def _known() -> Known:
    rows = Calendar.objects.order_by("place", "-version").distinct("place")
    latest = {row.place: row.calendar() for row in rows}
    return Known(latest, {cal.version: cal for cal in latest.values()})


def calendar_for(street: int, version: int | None = None) -> WorkCalendar:
    """Return a street's work calendar, its own or the default, or a recorded version; from memory, without a query.

    Raises NotFound for an unknown version, Unavailable when no calendar has been entered at all.
    """
    known = _known()
    if version is None:
        found = known.latest.get(street) or known.latest.get(0)
        if found is None:
            raise Unavailable("There is no work calendar; enter one before clocks can start.")
        return found
    if version not in known.versions:
        row = Calendar.objects.filter(version=version).first()
        if row is None:
            raise NotFound("There is no calendar version {version}.", version=version)
        known.versions[version] = row.calendar()
    return known.versions[version]


def after_hours(street: int, at: datetime, hours: int) -> datetime:
    """Return when `hours` of a street's office time have passed after a moment."""
    return due(calendar_for(street), at, Term.parse(f"{hours}wh")).at


def is_open(street: int, at: datetime) -> bool:
    """Tell whether a street's office is open at a moment, by its work calendar."""
    cal, second = calendar_for(street), seconds_of(at)
    return any(low <= second < high for low, high in cal.plan(cal.day_of(second)).open)


def after_days(street: int, at: datetime, days: int) -> datetime:
    """Return when `days` of a street's working days have passed after a moment."""
    return due(calendar_for(street), at, Term.parse(f"{days}wd")).at


def clocks_of(subject: Ref) -> list[Clock]:
    """Return all clocks of a subject in the order they started."""
    rows = Clock.objects.filter(kind=subject.kind, subject=subject.id)
    return list(rows.order_by("started_at", "name", "run"))


def alarmed(kind: str, subjects: Iterable[int], level: int) -> list[Clock]:
    """Return the running clocks of some subjects of a kind whose alarm has reached a level (3: the head was told)."""
    rows = Clock.objects.filter(kind=kind, subject__in=list(subjects), stopped_at=None, alarm_level__gte=level)
    return list(rows.order_by("subject", "due_at", "id"))


def shortened(
    street: int, *, rule: str = "", kinds: Iterable[str] = (), after: str = "", limit: int = 50
) -> Page[Clock]:
    """Return the clocks of a street that a rule has shortened, the newest first; of one rule, or of some kinds, if named."""
    rows = Clock.objects.filter(street=street, shifts__contains=SHORTENED)
    if rule:
        rows = rows.filter(shifts__contains=[{"rule": rule}])
    if kinds:
        rows = rows.filter(kind__in=list(kinds))
    return newest(rows, after, limit)


def handled_at(posts: Iterable[int], since: datetime, until: datetime, *, most: int = 4000) -> list[Clock]:
    """Return the clocks of handling that started at some posts in a span of time, the earliest first, at most `most`."""
    rows = Clock.objects.filter(name="handle", owner_post__in=list(posts), started_at__gte=since, started_at__lt=until)
    return list(rows.order_by("started_at", "id")[:most])


def explain(clock: Clock) -> list[Step]:
    """Answer "why this time?" on the calendar version that the clock recorded."""
    return life.explain(clock.state(), calendar_for(clock.street, clock.calendar))


def draft(
    place: int,
    *,
    days: Mapping[date, Day] | None = None,
    years: Iterable[int] = (),
    hours: tuple[HoursRule, ...] | None = None,
    zone: str = "",
) -> WorkCalendar:
    """Return what the next version of a place's calendar would be; a place without its own starts from the default."""
    base = calendar_for(place)
    newest = Calendar.objects.aggregate(newest=Max("version"))["newest"] or 0
    return WorkCalendar(
        place=place,
        version=newest + 1,
        days={**base.days, **(days or {})},
        years=base.years | frozenset(years),
        hours=hours or base.hours,
        zone=zone or base.zone,
    )


def moves(drafted: WorkCalendar, at: datetime, *, rows: QuerySet[Clock] | None = None) -> Iterator[ClockMoved]:
    """Yield each running clock that a drafted calendar would move, with its state before and after: the preview.

    Reads through the street fence of the caller. Stopped clocks never move.
    """
    first = _first_difference(calendar_for(drafted.place), drafted)
    if first is None:
        return
    running = (Clock.objects.all() if rows is None else rows).filter(stopped_at=None, due_at__gte=first)
    for clock in concerned(running, drafted.place).order_by("id").iterator(2000):
        before = clock.state()
        after = life.recalendar(before, drafted, at)
        if after.due_at != before.due_at:
            yield ClockMoved(clock.id, clock.street, clock.kind, clock.subject, before, after)


def concerned(rows: QuerySet[Clock], place: int) -> QuerySet[Clock]:
    """Keep the clocks that go by the calendar of `place`: for the default, those of streets without their own."""
    if place:
        return rows.filter(street=place)
    return rows.exclude(street__in=[street for street in _known().latest if street])


def _first_difference(old: WorkCalendar, new: WorkCalendar) -> datetime | None:
    """Return a moment before which the two calendars agree; None when they agree everywhere."""
    if old.hours != new.hours or old.zone != new.zone:
        return new.local(0)
    changed = [day for day in {*old.days, *new.days} if old.days.get(day) != new.days.get(day)]
    return new.local(new.midnight(min(changed).toordinal())) if changed else None


def same(old: WorkCalendar, new: WorkCalendar) -> bool:
    """Tell whether two calendars of one place say the same, so that no new version is needed."""
    a, b = ((cal.place, cal.days, cal.years, cal.hours, cal.zone) for cal in (old, new))
    return a == b


def calendar_gaps(at: datetime) -> list[Gap]:
    """Name the years without calendar that matter now: this year, the next from November on, years of due times."""
    known = _known().latest
    latest_due = Clock.objects.filter(stopped_at=None).values_list("street").annotate(last=Max("due_at"))
    wanted = {place: _years(cal, at, None) for place, cal in known.items()}
    for street, last in latest_due:
        place = street if street in known else 0
        if place in wanted:
            wanted[place] |= _years(known[place], at, last)
    return [Gap(p, year) for p in sorted(wanted) for year in sorted(wanted[p] - known[p].years)]


def _years(cal: WorkCalendar, at: datetime, last: datetime | None) -> set[int]:
    local = cal.local(seconds_of(at))
    until = cal.local(seconds_of(last)).year if last else local.year
    return set(range(local.year, max(until, local.year + (local.month >= NOTICE_MONTH)) + 1))
