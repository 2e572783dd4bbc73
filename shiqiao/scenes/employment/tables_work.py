"""Vacancies and applications, work with its checks, courses with their places."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from shiqiao.base.classes import holds
from shiqiao.scenes.employment.rules import APPLICATION_OPEN, APPLICATION_STATES, SEAL


@holds(
    public="firm title occupation hours schooling requirements", internal="state",
)  # fmt: skip
class Vacancy(models.Model):
    """A post that a firm offers (招聘岗位). `organisation` is its number in the registry, 0 for a firm from outside.

    `taken` is kept by the database from the accepted applications and is never more than `places`.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    community = models.BigIntegerField(default=0)
    organisation = models.BigIntegerField(default=0)
    firm = models.CharField(max_length=120)
    title = models.CharField(max_length=80)
    occupation = models.CharField(max_length=30)
    wage_from = models.IntegerField()
    wage_to = models.IntegerField()
    places = models.SmallIntegerField()
    taken = models.SmallIntegerField(default=0)
    hours = models.CharField(max_length=4, default="full")
    schooling = models.CharField(max_length=8, default="none")
    requirements = models.CharField(max_length=300, default="")
    until = models.DateField()
    state = models.CharField(max_length=6, default="open")
    post = models.BigIntegerField(default=0)
    at = models.DateTimeField()
    invented = models.BooleanField(default=False)

    class Meta:
        db_table = "employment_vacancy"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(taken__gte=0, taken__lte=F("places"), places__gte=1), name="employment_places_kept"
            ),
            models.CheckConstraint(
                condition=Q(wage_from__gte=0, wage_to__gte=F("wage_from")), name="employment_wage_in_order"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["street", "-id"], name="vacancy_street"),
            models.Index(fields=["street", "until", "id"], condition=Q(state="open"), name="vacancy_open"),
        ]

    def __str__(self) -> str:
        return f"vacancy {self.pk}"


@holds(internal="state why", sealed={"reason": SEAL}, shown="the register's page of the person, and the vacancy's")
class Application(models.Model):
    """A job seeker and a vacancy: proposed, applied, accepted, refused by the firm, declined, closed by another, over.

    `why` is the code of a reason that the system knows (another was accepted, all places taken, no answer came). An answer
    is waited for since `waits_since`.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    seeker = models.BigIntegerField()
    vacancy = models.BigIntegerField()
    state = models.CharField(max_length=10)
    why = models.CharField(max_length=20, default="")
    reason = models.BinaryField(null=True)
    post = models.BigIntegerField(default=0)
    at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    waits_since = models.DateTimeField(null=True)

    class Meta:
        db_table = "employment_application"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(state__in=APPLICATION_STATES), name="employment_application_state"),
            models.UniqueConstraint(
                fields=["seeker"], condition=Q(state="accepted"), name="employment_one_accepted"
            ),
            models.UniqueConstraint(
                fields=["seeker", "vacancy"], condition=Q(state__in=(*APPLICATION_OPEN, "accepted")),
                name="employment_asked_once",
            ),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["seeker", "-id"], name="application_of_seeker"),
            models.Index(fields=["vacancy", "-id"], name="application_of_vacancy"),
            models.Index(fields=["street", "id"], condition=Q(state__in=APPLICATION_OPEN), name="application_waits"),
        ]

    def __str__(self) -> str:
        return f"application {self.pk} {self.state}"


@holds(
    internal="kind proof files occupation why", sealed={"firm": SEAL, "number": SEAL, "note": SEAL},
    shown="the register's page of the person",
)  # fmt: skip
class Job(models.Model):
    """Work that was registered (就业登记), only with evidence; `ended_on` once it is known to be over."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    community = models.BigIntegerField(default=0)
    grid = models.BigIntegerField(default=0)
    seeker = models.BigIntegerField()
    application = models.BigIntegerField(default=0)
    organisation = models.BigIntegerField(default=0)
    kind = models.CharField(max_length=14)
    occupation = models.CharField(max_length=30, default="")
    firm = models.BinaryField(null=True)
    since = models.DateField()
    proof = models.CharField(max_length=20)
    number = models.BinaryField(null=True)
    files = models.JSONField(default=list)
    ended_on = models.DateField(null=True)
    why = models.CharField(max_length=20, default="")
    note = models.BinaryField(null=True)
    post = models.BigIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        db_table = "employment_job"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(proof=""), name="employment_job_with_evidence"),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("since")), name="employment_job_in_order"
            ),
            models.UniqueConstraint(fields=["seeker"], condition=Q(ended_on=None), name="employment_one_job"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["seeker", "-id"], name="job_of_seeker"),
        ]

    def __str__(self) -> str:
        return f"job {self.pk}"


@holds(internal="result proof", sealed={"note": SEAL}, shown="the register's page of the person")
class JobCheck(models.Model):
    """Looking again after three and six months whether the work is kept: with evidence, on a clock."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    community = models.BigIntegerField(default=0)
    grid = models.BigIntegerField(default=0)
    seeker = models.BigIntegerField()
    job = models.BigIntegerField()
    months = models.SmallIntegerField()
    due_at = models.DateTimeField()
    result = models.CharField(max_length=8, default="")
    proof = models.CharField(max_length=20, default="")
    note = models.BinaryField(null=True)
    checked_at = models.DateTimeField(null=True)
    checked_by = models.BigIntegerField(default=0)
    late = models.BooleanField(default=False)

    class Meta:
        db_table = "employment_check"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["job", "months"], name="employment_check_once"),
            models.CheckConstraint(
                condition=~Q(result__in=("still", "left")) | (~Q(proof="") & Q(checked_at__isnull=False)),
                name="employment_checked_with_evidence",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["street", "due_at", "id"], condition=Q(result=""), name="check_due_street"),
            models.Index(fields=["community", "due_at", "id"], condition=Q(result=""), name="check_due_community"),
            models.Index(fields=["grid", "due_at", "id"], condition=Q(result=""), name="check_due_grid"),
            models.Index(fields=["seeker", "id"], name="check_of_seeker"),
        ]

    def __str__(self) -> str:
        return f"check {self.pk} {self.months}"


# ── training ───────────────────────────────────────────────────────────────────────────────────────────────────────


@holds(public="title occupation teacher reason", internal="state")
class Course(models.Model):
    """A training course: open, closed (no more places are given), or cancelled for a `reason` that everybody reads.

    `taken` is kept by the database from the enrolments and is never more than `places`.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    title = models.CharField(max_length=80)
    occupation = models.CharField(max_length=30, default="")
    teacher = models.CharField(max_length=120, default="")
    places = models.SmallIntegerField()
    taken = models.SmallIntegerField(default=0)
    begins = models.DateField()
    ends = models.DateField()
    state = models.CharField(max_length=9, default="open")
    reason = models.CharField(max_length=200, default="")
    post = models.BigIntegerField(default=0)
    at = models.DateTimeField()
    invented = models.BooleanField(default=False)

    class Meta:
        db_table = "employment_course"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(taken__gte=0, taken__lte=F("places"), places__gte=1), name="employment_seats_kept"
            ),
            models.CheckConstraint(condition=Q(ends__gte=F("begins")), name="employment_course_in_order"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["street", "-begins", "-id"], name="course_street"),
        ]

    def __str__(self) -> str:
        return f"course {self.pk}"


@holds(internal="state", sealed={"note": SEAL}, shown="the register's page of the person, and the course's")
class Enrolment(models.Model):
    """A place in a course: enrolled, completed, broken off, or given back before it began, or lost with a cancelled course."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    course = models.BigIntegerField()
    seeker = models.BigIntegerField()
    state = models.CharField(max_length=10)
    note = models.BinaryField(null=True)
    post = models.BigIntegerField(default=0)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "employment_enrolment"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["course", "seeker"], condition=~Q(state="given_back"), name="employment_one_seat"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["seeker", "-id"], name="enrolment_of_seeker"),
            models.Index(fields=["course", "id"], name="enrolment_of_course"),
        ]

    def __str__(self) -> str:
        return f"enrolment {self.pk}"
