"""Work calendars, one immutable row a version, and clocks, one row a run."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from shiqiao.base.classes import holds
from shiqiao.kernel.clocks.calendar import WorkCalendar
from shiqiao.kernel.clocks.plain import days_from_plain, hours_from_plain
from shiqiao.kernel.clocks.reckoning import Term
from shiqiao.kernel.clocks.state import ClockState, Shift

SHORTENED = [{"do": "shorten"}]  # what the shifts of a clock hold that a rule has shortened


@holds(public="zone hours years days", internal="created_by")
class Calendar(models.Model):
    """One version of a place's work calendar. The database refuses to change it; editing makes a new version."""

    version = models.IntegerField(primary_key=True)
    place = models.IntegerField()
    """Street, 9 digits; 0 for the default of all streets that have none of their own."""
    zone = models.CharField(max_length=40)
    hours = models.JSONField()
    years = models.JSONField()
    """Years whose holidays are completely known."""
    days = models.JSONField()
    """Days that differ from Monday–Friday: {"2018-02-11": [1, "Spring Festival"]}."""
    created_by = models.CharField(max_length=80)
    created_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["place", "-version"], name="clocks_calendar_place")
        ]

    def __str__(self) -> str:
        return f"{self.place} v{self.version}"

    def calendar(self) -> WorkCalendar:
        """Return the version as the value that rules work on."""
        return WorkCalendar(
            place=self.place,
            version=self.version,
            days=days_from_plain(self.days),
            years=frozenset(self.years),
            hours=hours_from_plain(self.hours),
            zone=self.zone,
        )


@holds(internal="kind name term shifts")
class Clock(models.Model):
    """One run of one clock of a subject. No foreign keys: intake writes in one round trip; the caller gives the id."""

    id = models.BigIntegerField(primary_key=True)
    street = models.IntegerField()
    kind = models.CharField(max_length=20)
    subject = models.BigIntegerField()
    name = models.CharField(max_length=20)
    run = models.SmallIntegerField(default=1)
    term = models.CharField(max_length=10)
    calendar = models.IntegerField()
    """The calendar version due was reckoned on."""
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    late = models.BooleanField(null=True)
    """Judged at the stop; null while the clock runs."""
    shifts = models.JSONField(default=list)
    owner_post = models.BigIntegerField(null=True)
    community = models.BigIntegerField(default=0)
    alarm_at = models.DateTimeField(null=True)
    alarm_level = models.SmallIntegerField(default=0)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["alarm_at"],
                name="clocks_clock_alarm",
                condition=Q(stopped_at__isnull=True, alarm_at__isnull=False),
            ),
            # The few that ran again: scores ask of every clock whether another run followed.
            models.Index(
                fields=["subject"],
                include=["kind", "name", "run", "street"],
                name="clocks_run_again",
                condition=Q(run__gt=1),
            ),
            # The few that a rule has shortened: which uses a rule was put to.
            models.Index(
                fields=["street", "-id"],
                name="clocks_shortened",
                condition=Q(shifts__contains=SHORTENED),
            ),
            # What was handled at a post in some weeks, for the report on how long the others waited.
            models.Index(fields=["owner_post", "started_at"], name="clocks_by_post", condition=Q(name="handle")),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            # Also serves to find the clocks of a subject.
            models.UniqueConstraint(fields=["kind", "subject", "name", "run"], name="clocks_one_run"),
            models.CheckConstraint(
                name="clocks_stopped_after_start", condition=Q(stopped_at=None) | Q(stopped_at__gte=F("started_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.subject} {self.name} {self.run}"

    def state(self) -> ClockState:
        """Return the row as the value that rules work on."""
        return ClockState(
            self.name,
            self.run,
            Term.parse(self.term),
            self.calendar,
            self.started_at,
            self.due_at,
            self.stopped_at,
            self.paused_at,
            tuple(Shift.from_dict(shift) for shift in self.shifts),
        )
