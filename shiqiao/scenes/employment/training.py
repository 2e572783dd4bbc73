"""Training courses with their places: never overbooked, by the database."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import NotFound
from shiqiao.base.text import clean
from shiqiao.scenes.employment import rights
from shiqiao.scenes.employment.errors import EmploymentRefused, NoPlace, NotSo
from shiqiao.scenes.employment.models import Course, Enrolment
from shiqiao.scenes.employment.publishing import rules_of
from shiqiao.scenes.employment.registering import mine, move
from shiqiao.scenes.employment.rules import WITHOUT
from shiqiao.scenes.employment.store import COURSE, SEEKER, day_of, locked, note, seal, written

ENDS = ("completed", "broken_off", "given_back")


def offer_course(
    *, street: int, title: str, occupation: str, teacher: str, places: int, begins: date, ends: date,
    invented: bool = False, by: Actor, at: datetime,
) -> Course:  # fmt: skip
    """Offer a course. Raises EmploymentRefused naming each field, OfficeOnly."""
    with scope.scoped(*scope.of(by)):
        rights.refuse_outside(by, street)
        wrong: dict[str, str] = {}
        if not 0 < len(clean(title).strip()) <= 80:
            wrong["title"] = "Fill this in, shortly."
        if occupation and occupation not in {one.code for one in rules_of(street).occupations}:
            wrong["occupation"] = "Choose one of those offered."
        if not 1 <= places <= 500:
            wrong["places"] = "Give a number of places from 1 to 500."
        if ends < begins:
            wrong["ends"] = "The last day lies before the first; correct it."
        if wrong:
            raise EmploymentRefused(fields=wrong)
        row = Course.objects.create(
            street=street, title=clean(title).strip(), occupation=occupation, teacher=clean(teacher).strip()[:120],
            places=places, begins=begins, ends=ends, post=by.post or 0, at=at, invented=invented,
        )  # fmt: skip
        note(Ref(COURSE, row.pk), street, "employment.course_offered", by=by, at=at, places=places, begins=begins,
             ends=ends)  # fmt: skip
        return row


def enrol(*, course: int, seeker: int, by: Actor, at: datetime) -> Enrolment:
    """Give a job seeker a place in a course, before it ends. Raises NoPlace when all are taken, NotSo, NotFound."""
    with scope.scoped(*scope.of(by)):
        row, offer = mine(seeker, by), locked(Course, course)
        if offer.street != row.street:
            raise NotFound
        if row.state not in WITHOUT or offer.state != "open" or offer.ends < day_of(at):
            raise NotSo
        try:
            with transaction.atomic():
                made = Enrolment.objects.create(
                    street=row.street, course=offer.pk, seeker=row.pk, state="enrolled", post=by.post or 0, at=at
                )
        except IntegrityError as error:
            if "employment_seats_kept" in str(error):
                raise NoPlace from None
            if "employment_one_seat" in str(error):
                raise NotSo from None
            raise
        note(Ref(SEEKER, row.pk), row.street, "employment.enrolled", by=by, at=at, course=offer.pk, enrolment=made.pk)
        if row.state != "training":
            move(row, "training", by, at, proof="enrolment", refs=[Ref(COURSE, offer.pk)])
        return made


def end_enrolment(*, enrolment: int, state: str, remark: str = "", by: Actor, at: datetime) -> Enrolment:
    """Enter how a course went for somebody: completed, broken off for a reason, or the place given back before it began.

    Raises EmploymentRefused, NotSo, NotFound.
    """
    with scope.scoped(*scope.of(by)):
        row = locked(Enrolment, enrolment)
        seeker, offer = mine(row.seeker, by), locked(Course, row.course)
        if row.state != "enrolled" or state not in ENDS:
            raise NotSo
        today = day_of(at)
        if (state == "completed" and today < offer.ends) or (state == "given_back" and today >= offer.begins):
            raise EmploymentRefused(
                fields={"state": "A course is completed when it has ended; a place is given back before it begins."}
            )
        if state != "completed":
            row.note = seal(written(remark, "note", "Say in a few words why."))
        row.state, row.ended_at = state, at
        row.save()
        note(Ref(SEEKER, row.seeker), row.street, "employment.enrolment_ended", by=by, at=at, enrolment=row.pk,
             course=row.course, state=state)  # fmt: skip
        others = Enrolment.objects.filter(seeker=row.seeker, state="enrolled").exists()
        if seeker.state == "training" and not others:
            move(seeker, "helped", by, at, proof="record", refs=[Ref(COURSE, row.course)])
        return row
