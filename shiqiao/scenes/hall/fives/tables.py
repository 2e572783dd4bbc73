"""5S of hall and stations: checklists, rounds, marks, findings, what was said about them, proposals, windows decided upon."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from shiqiao.base.classes import holds

SEAL = "hall"  # binds what is sealed here to the tables of this scene
FIVE = ("sort", "arrange", "sweep", "keep", "smile")
MOST = 5  # the best mark


@holds(internal="content fingerprint")
class FiveSVersion(models.Model):
    """A version of a street's checklists and of its standard for model windows; a round keeps the one it began with."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    version = models.IntegerField()
    fingerprint = models.CharField(max_length=64)
    content = models.JSONField()
    published_at = models.DateTimeField()

    class Meta:
        db_table = "hall_five_s"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["street", "version"], name="hall_five_s_one_version"),
        ]

    def __str__(self) -> str:
        return f"{self.street} v{self.version}"


@holds()
class FiveSRound(models.Model):
    """Somebody walked through a hall or station and gave marks. It counts once it is finished.

    `own`: whoever walked works there, so that it is looked at and not scored. `points` of `possible` are the sum of its marks.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    station = models.BigIntegerField()
    community = models.BigIntegerField(default=0)
    version = models.IntegerField()
    own = models.BooleanField()
    good = models.BooleanField(default=False)
    points = models.SmallIntegerField(default=0)
    possible = models.SmallIntegerField(default=0)
    post = models.BigIntegerField(default=0)
    account = models.BigIntegerField(default=0)
    begun_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    invented = models.BooleanField(default=False)

    class Meta:
        db_table = "hall_five_s_round"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["station", "account"], condition=Q(finished_at=None), name="hall_five_s_one_open_round"
            ),
            models.CheckConstraint(
                condition=Q(points__gte=0) & Q(points__lte=F("possible")), name="hall_five_s_points"
            ),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["street", "finished_at"], name="hall_five_s_rounds"),
            models.Index(fields=["station", "-id"], name="hall_five_s_by_station"),
        ]

    def __str__(self) -> str:
        return f"{self.station} {self.begun_at:%Y-%m-%d}"


@holds(internal="area")
class FiveSMark(models.Model):
    """Five marks for an area in a round, each from 0 to 5: 整理, 整顿, 清扫, 清洁, 微笑."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    round = models.BigIntegerField()
    area = models.CharField(max_length=40)
    sort = models.SmallIntegerField()
    arrange = models.SmallIntegerField()
    sweep = models.SmallIntegerField()
    keep = models.SmallIntegerField()
    smile = models.SmallIntegerField()

    class Meta:
        db_table = "hall_five_s_mark"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["round", "area"], name="hall_five_s_area_once"),
            models.CheckConstraint(
                condition=Q(sort__range=(0, MOST), arrange__range=(0, MOST), sweep__range=(0, MOST))
                & Q(keep__range=(0, MOST), smile__range=(0, MOST)),
                name="hall_five_s_marks",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.round} {self.area} {self.total}"

    @property
    def total(self) -> int:
        """Return the sum of the five marks, 0 to 25."""
        return self.sort + self.arrange + self.sweep + self.keep + self.smile


@holds(internal="number area sense state term ground")
class FiveSFinding(models.Model):
    """What was found: put right within its term by the post that answers, looked at again by another person.

    `ground` is the kind of records that a proposal came from, empty when it was seen in a round. `fixed_by` and `checked_by`
    are accounts; the database refuses that they are the same.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    year = models.SmallIntegerField()
    serial = models.IntegerField()
    number = models.CharField(max_length=16)
    round = models.BigIntegerField(default=0)
    station = models.BigIntegerField()
    community = models.BigIntegerField(default=0)
    area = models.CharField(max_length=40)
    sense = models.CharField(max_length=8)
    version = models.IntegerField()
    ground = models.CharField(max_length=20, default="")
    own = models.BooleanField(default=False)
    state = models.CharField(max_length=8, default="open")
    post = models.BigIntegerField()
    holder = models.BigIntegerField(default=0)
    term = models.CharField(max_length=10)
    found_at = models.DateTimeField()
    found_by = models.BigIntegerField(default=0)
    found_post = models.BigIntegerField(default=0)
    due_at = models.DateTimeField()
    fixed_at = models.DateTimeField(null=True)
    fixed_by = models.BigIntegerField(default=0)
    checked_at = models.DateTimeField(null=True)
    checked_by = models.BigIntegerField(default=0)
    late = models.BooleanField(default=False)
    sent_back = models.SmallIntegerField(default=0)
    invented = models.BooleanField(default=False)

    class Meta:
        db_table = "hall_five_s_finding"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["street", "year", "serial"], name="hall_five_s_one_number"),
            # Who put it right does not look at it again.
            models.CheckConstraint(
                condition=Q(checked_by=0) | ~Q(checked_by=F("fixed_by")), name="hall_five_s_checked_by_another"
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(checked_by__gt=0, fixed_by__gt=0, checked_at__isnull=False),
                name="hall_five_s_closed_when_checked",
            ),
            models.CheckConstraint(condition=Q(state__in=("open", "fixed", "closed")), name="hall_five_s_states"),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["street", "-id"], name="hall_five_s_latest"),
            models.Index(fields=["station", "state", "-id"], name="hall_five_s_at"),
            models.Index(
                fields=["street", "due_at", "id"], condition=Q(state="open"), name="hall_five_s_by_due"
            ),
            models.Index(fields=["street", "found_at"], name="hall_five_s_by_month"),
            models.Index(fields=["round"], condition=Q(round__gt=0), name="hall_five_s_of_round"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number


@holds(internal="kind files", sealed={"text": SEAL}, shown="the finding's page, identifiers masked")
class FiveSEntry(models.Model):
    """What was said about a finding, with its pictures: found, fixed, sent back, closed."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    finding = models.BigIntegerField()
    kind = models.CharField(max_length=10)
    text = models.BinaryField(null=True)
    files = models.JSONField(default=list)
    account = models.BigIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        db_table = "hall_five_s_entry"
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["finding", "id"], name="hall_five_s_entries")]

    def __str__(self) -> str:
        return f"{self.finding} {self.kind}"


@holds(internal="ground key subject", sealed={"text": SEAL}, shown="proposals of the month, for who decides about them")
class FiveSGround(models.Model):
    """A record that was proposed and decided upon: it gave a finding, or it was dismissed for a reason (`finding` 0)."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    ground = models.CharField(max_length=20)
    key = models.CharField(max_length=60)
    station = models.BigIntegerField()
    subject = models.CharField(max_length=60, default="")
    happened_at = models.DateTimeField()
    finding = models.BigIntegerField(default=0)
    text = models.BinaryField(null=True)
    account = models.BigIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        db_table = "hall_five_s_ground"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["street", "ground", "key"], name="hall_five_s_decided_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["finding"], condition=Q(finding__gt=0), name="hall_five_s_grounds_of"),
        ]

    def __str__(self) -> str:
        return f"{self.ground} {self.key}"


@holds(internal="half counted", sealed={"text": SEAL}, shown="the page of the window")
class ModelWindow(models.Model):
    """What a person decided about a window in a half-year: awarded or not, with the counts as they stood (优质服务窗口).

    `score` and `needed` are tenths of a point of a hundred; an award below what is needed is refused.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    station = models.BigIntegerField()
    half = models.CharField(max_length=6)
    version = models.IntegerField()
    awarded = models.BooleanField()
    score = models.SmallIntegerField()
    needed = models.SmallIntegerField()
    counted = models.JSONField(default=list)
    text = models.BinaryField(null=True)
    post = models.BigIntegerField(default=0)
    account = models.BigIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        db_table = "hall_model_window"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["street", "station", "half"], name="hall_model_window_once"),
            models.CheckConstraint(
                condition=Q(awarded=False) | Q(score__gte=F("needed")), name="hall_model_window_reaches_it"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.station} {self.half}"
