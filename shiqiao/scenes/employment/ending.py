"""What ends without the person: a course that is closed or cancelled, an application that nobody answers."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from shiqiao.base.actor import Actor, Ref, system
from shiqiao.base.db import scope
from shiqiao.kernel.notices.actions import notify
from shiqiao.kernel.people import reads as people
from shiqiao.scenes.employment import rights
from shiqiao.scenes.employment.errors import NotSo
from shiqiao.scenes.employment.models import Application, Course, Enrolment, JobSeeker
from shiqiao.scenes.employment.publishing import rules_of
from shiqiao.scenes.employment.registering import move
from shiqiao.scenes.employment.rules import APPLICATION_OPEN
from shiqiao.scenes.employment.store import COURSE, SEEKER, day_of, locked, note, term_begun, written

LINE = "livelihood"
CHUNK = 200
LEAST = timedelta(days=1)  # no answer is due sooner: narrows what the round looks at


def close_course(*, course: int, by: Actor, at: datetime) -> Course:
    """Give no more places in a course; it takes place with those who have one. Raises OfficeOnly, NotSo, NotFound."""
    with scope.scoped(*scope.of(by)):
        row = _open(course, by, ("open",), at)
        row.state = "closed"
        row.save(update_fields=["state"])
        note(Ref(COURSE, row.pk), row.street, "employment.course_closed", by=by, at=at, taken=row.taken)
        return row


def cancel_course(*, course: int, reason: str, by: Actor, at: datetime) -> Course:
    """Say that a course does not take place, and why: everybody who has a place is on the register again as before.

    Whoever keeps their entry is told, so that they learn it. Raises Invalid, OfficeOnly, NotSo, NotFound.
    """
    with scope.scoped(*scope.of(by)):
        told = written(reason, "reason", "Say why it is cancelled: those enrolled are told.")[:200]
        _hold_seekers(course)
        row = _open(course, by, ("open", "closed"), at)
        row.state, row.reason = "cancelled", told
        row.save(update_fields=["state", "reason"])
        seats = list(Enrolment.objects.select_for_update().filter(course=row.pk, state="enrolled").order_by("pk"))
        for seat in seats:
            _free(seat, row, by, at)
        note(Ref(COURSE, row.pk), row.street, "employment.course_cancelled", by=by, at=at, enrolments=len(seats))
        return row


def _hold_seekers(course: int) -> None:
    """Lock those enrolled before the course: who enrols somebody locks the person first."""
    enrolled = Enrolment.objects.filter(course=course, state="enrolled").values("seeker")
    list(JobSeeker.objects.select_for_update().filter(pk__in=enrolled).order_by("pk").values_list("pk"))


def _open(course: int, by: Actor, states: tuple[str, ...], at: datetime) -> Course:
    row = locked(Course, course)
    rights.refuse_outside(by, row.street)
    if row.state not in states or row.ends < day_of(at):
        raise NotSo
    return row


def _free(seat: Enrolment, course: Course, by: Actor, at: datetime) -> None:
    seat.state, seat.ended_at = "cancelled", at
    seat.save(update_fields=["state", "ended_at"])
    seeker = locked(JobSeeker, seat.seeker)
    note(Ref(SEEKER, seeker.pk), seeker.street, "employment.seat_cancelled", by=by, at=at, enrolment=seat.pk,
         course=course.pk)  # fmt: skip
    if seeker.state == "training" and not Enrolment.objects.filter(seeker=seeker.pk, state="enrolled").exists():
        move(seeker, "helped", by, at, proof="record", refs=[Ref(COURSE, course.pk)])
    tell_keeper(seeker, "employment.seat_cancelled", at)


def tell_keeper(row: JobSeeker, kind: str, at: datetime) -> None:
    """Leave a notice with whoever keeps somebody's entry, so that the person learns it: the grid, else the office."""
    post = people.responsible_for(row.grid, LINE, at).post if row.grid else 0
    for one in [post] if post else rights.office_posts(row.street):
        notify(street=row.street, post=one, kind=kind, subject=Ref(SEEKER, row.pk), at=at)


# ── applications without an answer ─────────────────────────────────────────────────────────────────────────────────


def end_unanswered(*, at: datetime) -> int:
    """Close the applications that nobody answered within the street's term; the worker's round. Returns how many."""
    return sum(_of_street(street, at) for street in people.streets())


def _of_street(street: int, at: datetime) -> int:
    term, closed, after = rules_of(street).terms.application, 0, 0
    while True:
        with transaction.atomic(), scope.scoped(street):
            waiting = Application.objects.select_for_update(skip_locked=True).filter(
                street=street, state__in=APPLICATION_OPEN, waits_since__lt=at - LEAST, pk__gt=after
            )
            rows = list(waiting.order_by("pk")[:CHUNK])
            late = [row for row in rows if term_begun("answer", term, street, row.waits_since).due_at <= at]
            for row in late:
                _unanswered(row, at)
        closed += len(late)
        if len(rows) < CHUNK:
            return closed
        after = rows[-1].pk


def _unanswered(row: Any, at: datetime) -> None:
    row.state, row.why, row.decided_at = "closed", "no_answer", at
    row.save(update_fields=["state", "why", "decided_at"])
    by, seeker = system("employment", street=row.street), JobSeeker.objects.get(pk=row.seeker)
    note(Ref(SEEKER, row.seeker), row.street, "employment.application_unanswered", by=by, at=at, application=row.pk,
         vacancy=row.vacancy)  # fmt: skip
    tell_keeper(seeker, "employment.application_unanswered", at)
