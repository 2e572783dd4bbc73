"""Tables of arena (擂台赛): rules, contests, entrants, readings, judges' marks, appeals, contra entries."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from shiqiao.base.classes import holds

SEAL = "projects"
STATES = ("open", "frozen")
APPEALS = ("raised", "upheld", "rejected")


@holds(internal="code fingerprint content")
class ArenaRules(models.Model):
    """A published version of the rules of an arena; never changed, a contest keeps the version it began with."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    code = models.CharField(max_length=40)
    version = models.IntegerField()
    fingerprint = models.CharField(max_length=64)
    content = models.JSONField()
    published_at = models.DateTimeField()

    class Meta:
        db_table = "projects_arena_rules"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["street", "code", "version"], name="projects_arena_rules_version"),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"


@holds(internal="code title state snapshot fingerprint")
class Arena(models.Model):
    """A contest between two days by one version of rules; frozen with all its scores in `snapshot`."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    code = models.CharField(max_length=40)
    title = models.CharField(max_length=80)
    rules = models.BigIntegerField()
    begins = models.DateField()
    ends = models.DateField()
    state = models.CharField(max_length=8, default="open")
    begun_at = models.DateTimeField()
    frozen_at = models.DateTimeField(null=True)
    snapshot = models.JSONField(null=True)
    fingerprint = models.CharField(max_length=64, default="")
    invented = models.BooleanField(default=False)

    class Meta:
        db_table = "projects_arena"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["street", "code"], name="projects_arena_once"),
            models.CheckConstraint(condition=Q(ends__gte=F("begins")), name="projects_arena_ends_after_begin"),
            models.CheckConstraint(
                condition=Q(state="open", frozen_at=None, snapshot=None)
                | Q(state="frozen", frozen_at__isnull=False, snapshot__isnull=False),
                name="projects_arena_frozen_with_scores",
            ),
        ]

    def __str__(self) -> str:
        return self.code


@holds(internal="code title of_street difficulty subject_kind")
class Entrant(models.Model):
    """What takes part: one of our own records, or somebody of another street; with its base figures."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    arena = models.BigIntegerField()
    code = models.CharField(max_length=40)
    title = models.CharField(max_length=80)
    of_street = models.CharField(max_length=40, default="")
    subject_kind = models.CharField(max_length=20, default="")
    subject_id = models.BigIntegerField(default=0)
    households = models.IntegerField()
    staff = models.IntegerField()
    difficulty = models.CharField(max_length=20, default="")
    invented = models.BooleanField(default=False)

    class Meta:
        db_table = "projects_entrant"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["arena", "code"], name="projects_entrant_once"),
            models.UniqueConstraint(
                fields=["arena", "subject_kind", "subject_id"],
                condition=~Q(subject_id=0),
                name="projects_record_enters_once",
            ),
            # Our own entrant is a record of ours; one of another street has a name of that street and no record here.
            models.CheckConstraint(
                condition=Q(of_street="", subject_id__gt=0) | ~Q(of_street="") & Q(subject_id=0),
                name="projects_entrant_own_or_other",
            ),
            models.CheckConstraint(condition=Q(households__gt=0, staff__gt=0), name="projects_entrant_has_base"),
        ]

    def __str__(self) -> str:
        return self.code


@holds(internal="indicator files")
class Reading(models.Model):
    """A figure entered with evidence, where no record of ours gives it; it counts once another person has verified it."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    arena = models.BigIntegerField()
    entrant = models.BigIntegerField()
    indicator = models.CharField(max_length=40)
    turn = models.SmallIntegerField(default=1)
    value = models.DecimalField(max_digits=16, decimal_places=4)
    day = models.DateField()
    files = models.JSONField()
    account = models.BigIntegerField(default=0)
    entered_at = models.DateTimeField()
    verified_by = models.BigIntegerField(default=0)
    verified_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "projects_reading"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["entrant", "indicator", "day", "turn"], name="projects_reading_once"),
            models.CheckConstraint(condition=~Q(files=[]), name="projects_reading_with_evidence"),
            models.CheckConstraint(
                condition=Q(verified_at=None, verified_by=0)
                | Q(verified_at__isnull=False) & ~Q(verified_by=F("account")),
                name="projects_reading_verified_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entrant} {self.indicator} {self.day}"


@holds(internal="indicator")
class Mark(models.Model):
    """A judge's mark, 0 to 100, for an entrant; one a judge, entrant and indicator."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    arena = models.BigIntegerField()
    entrant = models.BigIntegerField()
    indicator = models.CharField(max_length=40)
    judge = models.BigIntegerField()
    value = models.DecimalField(max_digits=5, decimal_places=2)
    at = models.DateTimeField()

    class Meta:
        db_table = "projects_mark"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["entrant", "indicator", "judge"], name="projects_mark_once"),
            models.CheckConstraint(condition=Q(value__range=(0, 100)), name="projects_mark_in_range"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["arena"], name="projects_marks")]

    def __str__(self) -> str:
        return f"{self.entrant} {self.indicator}"


@holds(
    internal="indicator state",
    sealed={"text": SEAL, "answer": SEAL},
    shown="the entrant's page, for officials of the street",
)
class Appeal(models.Model):
    """An appeal against a score before the freeze; answered by another person than who raised it."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    arena = models.BigIntegerField()
    entrant = models.BigIntegerField()
    indicator = models.CharField(max_length=40)
    state = models.CharField(max_length=10, default="raised")
    text = models.BinaryField(null=True)
    raised_by = models.BigIntegerField(default=0)
    raised_at = models.DateTimeField()
    answer = models.BinaryField(null=True)
    answered_by = models.BigIntegerField(default=0)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "projects_arena_appeal"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["entrant", "indicator"], condition=Q(state="raised"), name="projects_one_open_appeal"
            ),
            models.CheckConstraint(condition=Q(state__in=APPEALS), name="projects_appeal_state"),
            models.CheckConstraint(
                condition=Q(state="raised", answered_at=None)
                | ~Q(state="raised") & Q(answered_at__isnull=False) & ~Q(answered_by=F("raised_by")),
                name="projects_appeal_answered_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entrant} {self.indicator}"


@holds(sealed={"reason": SEAL}, shown="the contest's page, for officials of the street")
class Contra(models.Model):
    """Points added or taken after the freeze, with the reason; the frozen score stays as it was."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    arena = models.BigIntegerField()
    entrant = models.BigIntegerField()
    points = models.DecimalField(max_digits=7, decimal_places=2)
    reason = models.BinaryField(null=True)
    account = models.BigIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        db_table = "projects_contra"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(points=0), name="projects_contra_moves_points"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["arena", "id"], name="projects_contras")]

    def __str__(self) -> str:
        return f"{self.entrant} {self.points}"
