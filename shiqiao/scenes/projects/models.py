"""Tables of the scene `projects`: key projects, their stages, milestones, plan of investment, months, problems.

A milestone keeps the day it was first planned for; a plan of investment is never overwritten, a later turn takes its place.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from shiqiao.base.classes import holds

# Tables of the packages below; Django finds models here.
from shiqiao.scenes.projects.arena import tables as arena_tables  # noqa: F401
from shiqiao.scenes.projects.campaigns import tables as campaigns_tables  # noqa: F401
from shiqiao.scenes.projects.renewal import tables as renewal_tables  # noqa: F401

SEAL = "projects"  # binds what is sealed here to the tables of this scene
STATES = ("open", "finished", "stopped")


@holds(internal="code number title kind place state")
class Project(models.Model):
    """A key project: where it is, which post owns it. `turn` is the plan of investment in force, 0 before there is one."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    code = models.CharField(max_length=40)
    year = models.SmallIntegerField()
    serial = models.IntegerField()
    number = models.CharField(max_length=16)
    title = models.CharField(max_length=80)
    kind = models.CharField(max_length=16)
    place = models.CharField(max_length=120, default="")
    community = models.BigIntegerField(default=0)
    post = models.BigIntegerField()
    unit = models.BigIntegerField()
    begins = models.DateField()
    ends = models.DateField()
    turn = models.SmallIntegerField(default=0)
    state = models.CharField(max_length=10, default="open")
    ended_on = models.DateField(null=True)
    added_at = models.DateTimeField()
    invented = models.BooleanField(default=False)

    class Meta:
        db_table = "projects_project"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["street", "code"], name="projects_code_once"),
            models.UniqueConstraint(fields=["street", "year", "serial"], name="projects_number_once"),
            models.CheckConstraint(condition=Q(ends__gte=F("begins")), name="projects_ends_after_begin"),
            models.CheckConstraint(condition=Q(state__in=STATES), name="projects_known_state"),
            models.CheckConstraint(
                condition=Q(state="open", ended_on=None) | ~Q(state="open") & Q(ended_on__isnull=False),
                name="projects_ended_on_a_day",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["street", "-id"], name="projects_latest")]

    def __str__(self) -> str:
        return self.number


@holds(internal="title")
class Stage(models.Model):
    """A stage of a project: planned from and until; begun on the day it did, done when all its milestones are reached."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    project = models.BigIntegerField()
    serial = models.SmallIntegerField()
    title = models.CharField(max_length=60)
    begins = models.DateField()
    ends = models.DateField()
    begun = models.DateField(null=True)

    class Meta:
        db_table = "projects_stage"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["project", "serial"], name="projects_stage_once"),
            models.CheckConstraint(condition=Q(ends__gte=F("begins")), name="projects_stage_ends_after_begin"),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.serial}"


@holds(internal="title files", sealed={"reason": SEAL}, shown="the project's page, for officials of the street")
class Milestone(models.Model):
    """A milestone: first planned for `planned`, due on `due` after `moved` moves, reached on a day with its evidence."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    project = models.BigIntegerField()
    stage = models.BigIntegerField()
    title = models.CharField(max_length=80)
    planned = models.DateField()
    due = models.DateField()
    moved = models.SmallIntegerField(default=0)
    reason = models.BinaryField(null=True)
    reached = models.DateField(null=True)
    files = models.JSONField(default=list)
    account = models.BigIntegerField(default=0)

    class Meta:
        db_table = "projects_milestone"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["project", "title"], name="projects_milestone_once"),
            models.CheckConstraint(condition=Q(reached=None) | ~Q(files=[]), name="projects_reached_with_evidence"),
            models.CheckConstraint(
                condition=Q(moved=0, due=F("planned")) | Q(moved__gt=0), name="projects_moved_counted"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["street", "due"], condition=Q(reached=None), name="projects_milestones_due"),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.title}"


@holds()
class PlanMonth(models.Model):
    """What is planned to be invested in a month, in 10,000 yuan; the highest turn of the project is in force."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    project = models.BigIntegerField()
    turn = models.SmallIntegerField()
    month = models.DateField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        db_table = "projects_plan_month"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["project", "turn", "month"], name="projects_plan_month_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="projects_plan_of_a_month"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="projects_plan_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.month:%Y-%m} ({self.turn})"


@holds(internal="files", sealed={"note": SEAL}, shown="the project's page, for officials of the street")
class Progress(models.Model):
    """What was done and invested in a month, in 10,000 yuan, with evidence; once a month, `late` after the month's end.

    A negative amount takes back what an earlier month had too much.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    project = models.BigIntegerField()
    month = models.DateField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    note = models.BinaryField(null=True)
    files = models.JSONField()
    late = models.BooleanField(default=False)
    account = models.BigIntegerField(default=0)
    entered_at = models.DateTimeField()

    class Meta:
        db_table = "projects_progress"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["project", "month"], name="projects_progress_once_a_month"),
            models.CheckConstraint(condition=Q(month__day=1), name="projects_progress_of_a_month"),
            models.CheckConstraint(condition=~Q(files=[]), name="projects_progress_with_evidence"),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.month:%Y-%m}"


@holds()
class Problem(models.Model):
    """A problem of a project that became a matter; a matter stands at one project only."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    project = models.BigIntegerField()
    milestone = models.BigIntegerField(default=0)
    matter = models.BigIntegerField()
    account = models.BigIntegerField(default=0)
    raised_at = models.DateTimeField()

    class Meta:
        db_table = "projects_problem"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["matter"], name="projects_matter_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["project", "id"], name="projects_problems")]

    def __str__(self) -> str:
        return f"{self.project} {self.matter}"
