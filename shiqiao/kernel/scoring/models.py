"""Versions of indicators, counts by day and dimension, closed periods with what stood in them, corrections, appeals."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from shiqiao.base.classes import holds


@holds(public="fingerprint table")
class TableVersion(models.Model):
    """One version of a street's indicators, in force for periods that begin on `starts` or later; never changed."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    version = models.IntegerField()
    starts = models.DateField()
    fingerprint = models.CharField(max_length=64)
    table = models.JSONField()
    published_at = models.DateTimeField()

    class Meta:
        db_table = "scoring_table"
        constraints = [models.UniqueConstraint(fields=["street", "version"], name="scoring_one_version")]

    def __str__(self) -> str:
        return f"{self.street} v{self.version}"


@holds(internal="part hits counts")
class Cell(models.Model):
    """Counts of one day, place, person and unit: `hits` and `counts` in the order of the part's indicators in the version."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    version = models.IntegerField()
    part = models.CharField(max_length=40)
    day = models.DateField()
    community = models.BigIntegerField()
    grid = models.BigIntegerField()
    person = models.BigIntegerField()
    unit = models.BigIntegerField()
    hits = ArrayField(models.IntegerField())
    counts = ArrayField(models.IntegerField())

    class Meta:
        db_table = "scoring_cell"
        indexes = [
            models.Index(fields=["street", "grid", "day"], name="scoring_cell_place"),
            models.Index(fields=["street", "day"], name="scoring_cell_day"),
        ]


@holds(internal="part axis hits counts")
class Month(models.Model):
    """The sums of a month's cells in a grid, by person or by unit (`axis` says which the subject is)."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    version = models.IntegerField()
    part = models.CharField(max_length=40)
    month = models.DateField()
    axis = models.CharField(max_length=6)
    community = models.BigIntegerField()
    grid = models.BigIntegerField()
    subject = models.BigIntegerField()
    hits = ArrayField(models.IntegerField())
    counts = ArrayField(models.IntegerField())

    class Meta:
        db_table = "scoring_month"
        constraints = [
            models.UniqueConstraint(
                fields=["street", "part", "month", "axis", "community", "grid", "subject"], name="scoring_one_month"
            ),
        ]


@holds()
class Reckoning(models.Model):
    """An order to count a street anew from a day on; parts that are done are not done again after a restart."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    since = models.DateField()
    asked_at = models.DateTimeField()
    part = models.IntegerField(default=0)
    done_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "scoring_reckoning"
        indexes = [models.Index(fields=["id"], condition=Q(done_at=None), name="scoring_to_reckon")]


@holds()
class Period(models.Model):
    """A closed month: its counts stay as they were; what changes later is booked as a correction in an open one."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    starts = models.DateField()
    ends = models.DateField()
    version = models.IntegerField()
    closed_at = models.DateTimeField()
    rows = models.IntegerField()

    class Meta:
        db_table = "scoring_period"
        constraints = [
            models.UniqueConstraint(fields=["street", "starts"], name="scoring_closed_once"),
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="scoring_period_in_order"),
        ]


@holds(internal="part number")
class Evidence(models.Model):
    """What stood behind a closed period's counts: one row of a source, with the indicators it counted for and hit."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    period = models.BigIntegerField()
    part = models.CharField(max_length=40)
    record = models.BigIntegerField()
    number = models.CharField(max_length=20)
    day = models.DateField()
    community = models.BigIntegerField()
    grid = models.BigIntegerField()
    person = models.BigIntegerField()
    unit = models.BigIntegerField()
    hits = models.BigIntegerField()
    counts = models.BigIntegerField()

    class Meta:
        db_table = "scoring_evidence"
        constraints = [models.UniqueConstraint(fields=["period", "part", "record"], name="scoring_evidence_once")]
        indexes = [models.Index(fields=["street", "number"], name="scoring_evidence_of")]


@holds(internal="part number indicator")
class Correction(models.Model):
    """A contra entry: what a row of a closed period would count today, less what it counted; booked on `day`."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    period = models.BigIntegerField()
    part = models.CharField(max_length=40)
    record = models.BigIntegerField()
    number = models.CharField(max_length=20)
    indicator = models.CharField(max_length=40)
    day = models.DateField()
    community = models.BigIntegerField()
    grid = models.BigIntegerField()
    person = models.BigIntegerField()
    unit = models.BigIntegerField()
    hits = models.SmallIntegerField()
    counts = models.SmallIntegerField()
    booked_at = models.DateTimeField()

    class Meta:
        db_table = "scoring_correction"
        indexes = [models.Index(fields=["street", "day"], name="scoring_corrected_on"),
                   models.Index(fields=["period", "part", "record"], name="scoring_corrected_row")]  # fmt: skip


@holds(internal="base")
class Size(models.Model):
    """How many households or heads a grid had when a month was closed: a number for so many of them stays as it was."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    period = models.BigIntegerField()
    base = models.CharField(max_length=40)
    community = models.BigIntegerField()
    grid = models.BigIntegerField()
    many = models.IntegerField()

    class Meta:
        db_table = "scoring_size"
        constraints = [
            models.UniqueConstraint(fields=["period", "base", "community", "grid"], name="scoring_size_once")
        ]


@holds(
    internal="kind indicator number state",
    sealed={"reason": "scoring.appeal.reason", "answer": "scoring.appeal.answer"},
    shown="who appealed, who decides, and whoever reviews",
)
class Appeal(models.Model):
    """Somebody asks that a matter be left out of an indicator (剔除). While it is upheld, the matter does not count."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    indicator = models.CharField(max_length=40)
    number = models.CharField(max_length=20)
    """Of the matter."""
    kind = models.CharField(max_length=10)
    """Whose number it was that led here, with `subject`."""
    subject = models.BigIntegerField()
    month = models.DateField()
    reason = models.BinaryField()
    raised_by = models.BigIntegerField()
    raised_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="open")
    answer = models.BinaryField(null=True)
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "scoring_appeal"
        constraints = [
            models.UniqueConstraint(
                fields=["street", "indicator", "number"],
                condition=Q(state__in=["open", "upheld"]),
                name="scoring_one_appeal",
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None)
                | Q(state="withdrawn")
                | Q(state__in=["upheld", "dismissed"], decided_at__isnull=False, answer__isnull=False)
                & ~Q(decided_by=F("raised_by")),
                name="scoring_appeal_decided_by_another",
            ),
        ]
        indexes = [models.Index(fields=["street", "month"], name="scoring_appeals_of")]


@holds(public="fingerprint")
class Publication(models.Model):
    """A closed month that was made public in the house, with the fingerprint of all its scores."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    starts = models.DateField()
    fingerprint = models.CharField(max_length=64)
    published_by = models.BigIntegerField()
    published_at = models.DateTimeField()

    class Meta:
        db_table = "scoring_publication"
        constraints = [models.UniqueConstraint(fields=["street", "starts"], name="scoring_published_once")]


@holds(public="code title bodies ours")
class League(models.Model):
    """Among whom a street, or its district, is ranked: who they are, what we are called, how many there are."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    code = models.CharField(max_length=40)
    title = models.JSONField()
    bodies = models.JSONField()
    ours = models.CharField(max_length=40)
    many = models.IntegerField()

    class Meta:
        db_table = "scoring_league"
        constraints = [models.UniqueConstraint(fields=["street", "code"], name="scoring_one_league")]


@holds(public="league span rows source")
class StandingTable(models.Model):
    """A published table of a month or year as it was entered; the latest of a time is the one that holds."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    league = models.CharField(max_length=40)
    span = models.CharField(max_length=5)
    starts = models.DateField()
    many = models.IntegerField()
    rows = models.JSONField()
    """[rank, name, score or null] of each body."""
    ours = models.IntegerField()
    source = models.CharField(max_length=200)
    source_on = models.DateField()
    invented = models.BooleanField(default=False)
    entered_by = models.BigIntegerField()
    entered_at = models.DateTimeField()

    class Meta:
        db_table = "scoring_standing"
        constraints = [
            models.CheckConstraint(condition=Q(ours__gte=1) & Q(ours__lte=F("many")), name="scoring_rank_within"),
            models.CheckConstraint(condition=Q(span__in=["month", "year"]), name="scoring_span_known"),
        ]
        indexes = [models.Index(fields=["street", "league", "starts"], name="scoring_standing_of")]
