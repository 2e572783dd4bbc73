"""Writes: clocks of subjects, calendars, and the alarms that a scan raises."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from time import monotonic
from typing import Any

from django.db import connection, transaction

from shiqiao.base.actor import Actor, Ref, system
from shiqiao.base.db.scope import scoped, whole
from shiqiao.base.errors import Conflict, Forbidden, NotFound
from shiqiao.base.snapshots import drop, touch
from shiqiao.kernel.clocks import alarms, plain, reads
from shiqiao.kernel.clocks.calendar import Day, WorkCalendar
from shiqiao.kernel.clocks.facts import ClockMoved
from shiqiao.kernel.clocks.hooks import line_of, moved_clock, warned
from shiqiao.kernel.clocks.models import Calendar, Clock
from shiqiao.kernel.clocks.state import ClockState, iso
from shiqiao.kernel.journal import actions as journal
from shiqiao.kernel.notices import actions as notices
from shiqiao.kernel.people import reads as people

RETRY = timedelta(minutes=10)
LONGEST = 2.0  # seconds of one round: others wait meanwhile, and the worker tells that it lives between them
logger = logging.getLogger(__name__)


def new_clock(
    *,
    id: int,
    street: int,
    subject: Ref,
    state: ClockState,
    owner_post: int | None,
    community: int,
    alarms_on: bool = True,
) -> Clock:
    """Return an unsaved clock; its owner inserts it (in bulk) and writes the line of the act that started it."""
    values = alarms.columns(state, reads.calendar_for(street), alarms=alarms_on)
    place = {"street": street, "kind": subject.kind, "subject": subject.id, "community": community}
    return Clock(id=id, owner_post=owner_post, **place, **values)


def put_new(clocks: Sequence[Clock]) -> None:
    """Insert the clocks of many new subjects; the caller writes the lines of the acts that started them."""
    Clock.objects.bulk_create(clocks, batch_size=500)


def put(*, clock: Clock, state: ClockState, alarms_on: bool = True) -> Clock:
    """Write a clock's new state; the caller holds the subject's lock and writes the journal line.

    After an extension the warnings begin again from the new due time; a pause keeps what has been told.
    """
    cal, level = reads.calendar_for(clock.street, state.calendar), clock.alarm_level
    if state.shifts and state.running and not state.paused_at:
        level = min(level, alarms.level_at(state, cal, state.shifts[-1].at))
    return _save(clock, alarms.columns(state, cal, level, alarms=alarms_on))


def _save(clock: Clock, values: Mapping[str, Any]) -> Clock:
    for name, value in values.items():
        setattr(clock, name, value)
    clock.save(update_fields=list(values), force_update=True)
    return clock


def seed_calendar(*, place: int, by: Actor, at: datetime, hours: Any = None) -> WorkCalendar:
    """Enter the holidays that chinesecalendar knows for a street or the default (0); days set by hand stay as they are.

    `hours` as in a locality's file (see `plain.hours_from_plain`). Does nothing when the calendar already says so.
    """
    days, years = plain.seeded_days()
    known = reads.calendar_for(place).days
    fresh = {day: entry for day, entry in days.items() if day not in known}
    return set_days(place=place, days=fresh, years=years, hours=hours, by=by, at=at)


def set_days(
    *,
    place: int,
    by: Actor,
    at: datetime,
    days: Mapping[date, tuple[bool, str] | Day] | None = None,
    years: Iterable[int] = (),
    hours: Any = None,
    former: int | None = None,
) -> WorkCalendar:
    """Make a new version of a calendar: override days, declare `years` complete, change office hours; move clocks.

    The preview is `reads.moves(reads.draft(…), at)`. Running clocks whose due changes are moved, each with a line of
    its subject through the socket `moved_clock`; stopped ones never. One change at a time (an advisory lock). `former`
    is the version that a preview was made of. Raises Forbidden for the calendar of another place, Conflict when
    another change came in between.
    """
    if not by.roles & {"admin", "system"}:
        raise Forbidden
    if by.street is not None and by.street != place:
        raise Forbidden("The calendar of another place is not yours to change.")
    rules = plain.hours_from_plain(hours) if hours else None
    with scoped(place) if place else whole():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('clocks.calendar', 0))")
        drop("clocks")  # another process may have made a version within the last second
        old = reads.calendar_for(place)
        if former is not None and former != old.version:
            raise Conflict("The calendar was changed meanwhile; look at the preview again.")
        new = reads.draft(place, days=plain.entered(days or {}), years=years, hours=rules)
        if reads.same(old, new):
            return old
        _publish(old, new, by, at)
    return reads.calendar_for(place)


def _publish(old: WorkCalendar, new: WorkCalendar, by: Actor, at: datetime) -> None:
    moved = list(reads.moves(new, at, rows=Clock.objects.select_for_update()))
    changed = {day: entry for day, entry in new.days.items() if old.days.get(day) != entry}
    Calendar.objects.create(
        version=new.version,
        place=new.place,
        zone=new.zone,
        hours=plain.hours_to_plain(new.hours),
        years=sorted(new.years),
        days=plain.days_to_plain(new.days),
        created_by=by.code,
        created_at=at,
    )
    touch("clocks")
    data: dict[str, Any] = {"version": new.version, "former": old.version, "moved": len(moved)}
    data |= {"days": plain.days_to_plain(changed), "years": sorted(new.years - old.years)}
    subject = Ref("calendar", new.version)
    journal.write("clocks.calendar_changed", subject=subject, street=new.place, by=by, at=at, data=data)
    for fact in moved:
        _move(fact, new, by, at)


def _move(fact: ClockMoved, cal: WorkCalendar, by: Actor, at: datetime) -> None:
    clock = Clock.objects.get(id=fact.clock)
    level = min(clock.alarm_level, alarms.level_at(fact.after, cal, at))
    _save(clock, alarms.columns(fact.after, cal, level, alarms=clock.alarm_at is not None or clock.alarm_level > 0))
    for listener in moved_clock:
        if listener.kind == fact.kind:
            listener.react(fact, by, at)


def scan_alarms(*, at: datetime, limit: int = 200) -> int:
    """Warn and escalate every clock whose alarm is reached by `at`, over all streets; return how many were advanced.

    Works in transactions of `limit` rows, skips rows that others hold, and advances or postpones each row it takes, so
    that none can keep others waiting. Begins none after `LONGEST`: what is left is taken at the next call.
    """
    advanced, until = 0, monotonic() + LONGEST
    while True:
        with whole():
            rows = Clock.objects.select_for_update(skip_locked=True).filter(stopped_at=None, alarm_at__lte=at)
            batch = list(rows.order_by("alarm_at")[:limit])
            for clock in batch:
                _advance(clock, at)
        advanced += len(batch)
        if len(batch) < limit or monotonic() >= until:
            return advanced


def _advance(clock: Clock, at: datetime) -> None:
    try:
        with transaction.atomic():
            _alarm(clock, at)
    except Exception:  # one broken row must not stop the alarms of all others; it is tried again soon
        logger.exception("the alarm of clock %s could not be raised", clock.id)
        Clock.objects.filter(id=clock.id).update(alarm_at=at + RETRY)


def _alarm(clock: Clock, at: datetime) -> None:
    state, cal = clock.state(), reads.calendar_for(clock.street, clock.calendar)
    level = alarms.level_at(state, cal, at, clock.alarm_level)
    if level > clock.alarm_level:
        _tell(clock, level, at)
    _save(clock, {"alarm_level": level, "alarm_at": alarms.alarm_for(state, cal, level)})


def _tell(clock: Clock, level: int, at: datetime) -> None:
    chosen = (one.posts(clock.subject, clock.name, level, at) for one in warned if one.kind == clock.kind)
    posts = next((found for found in chosen if found is not None), None)
    posts = recipients(clock.owner_post, level, at, line=line_of(clock.kind, clock.subject)) if posts is None else posts
    code = "clocks.warned" if level == alarms.WARNED else "clocks.escalated"
    subject = Ref(clock.kind, clock.subject)
    told: dict[str, str | int] = {"clock": clock.name, "run": clock.run, "level": level, "due": iso(clock.due_at)}
    for post in posts:
        notices.notify(street=clock.street, post=post, kind=code, subject=subject, params=told, at=at)
    # A line of the clock's own chain: the subject's chain belongs to whoever moves the subject.
    data = {**told, "of": str(subject), "posts": posts}
    by = system("clocks", street=clock.street)
    journal.write(code, subject=Ref("clock", clock.id), street=clock.street, by=by, at=at, data=data)


def recipients(owner: int | None, level: int, at: datetime, line: str = "") -> list[int]:
    """Return the posts to tell: the handler; when due the deputy and the handler; at last the head. Empty if nobody.

    `line` is the subject's line of work: above the heads it climbs to the leader in charge of it.
    """
    if not owner:
        return []
    if level <= alarms.WARNED:
        return [owner]
    try:
        ladder = people.ladder(owner, at, line)
    except NotFound:  # an unknown post climbs nowhere; the coverage report names it
        return [owner]
    if level == alarms.DEPUTY:
        return [owner, *(post for post in ladder[:1] if post != owner)]
    return ladder[1:2] or ladder[-1:] or [owner]
