"""Published versions of targets, plan and regulations; figures with their paper; what else is tied to a plan line."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from shiqiao.base.classes import holds

KINDS = ("targets", "plan", "regulations")


@holds(public="kind fingerprint content")
class Version(models.Model):
    """One version of a street's targets, plan or regulations; the latest is in force. Never changed."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    kind = models.CharField(max_length=12)
    version = models.IntegerField()
    fingerprint = models.CharField(max_length=64)
    content = models.JSONField()
    published_at = models.DateTimeField()

    class Meta:
        db_table = "plan_version"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["street", "kind", "version"], name="plan_one_version"),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="plan_known_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.street} {self.kind} v{self.version}"


@holds(public="kind code")
class Known(models.Model):
    """A code that was published once, and the number by which others refer to it; it stays when a later version drops it."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    kind = models.CharField(max_length=12)
    code = models.CharField(max_length=40)

    class Meta:
        db_table = "plan_known"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["street", "kind", "code"], name="plan_code_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"


@holds(internal="paper_title paper_number district_source reason entered_by")
class Actual(models.Model):
    """A figure of a target for a month, and the paper it was taken from. A correction is another row, one higher in `turn`.

    `district` is the whole district's figure, `share` the street's share of it in percent as the paper states it, where it
    gives no figure. A `published` paper can be read by anybody; any other lies with the row as a file.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    target = models.BigIntegerField()
    year = models.SmallIntegerField()
    month = models.SmallIntegerField()
    turn = models.SmallIntegerField(default=1)
    value = models.DecimalField(max_digits=18, decimal_places=4)
    district = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    share = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    district_source = models.CharField(max_length=120, default="")
    paper_title = models.CharField(max_length=120)
    paper_number = models.CharField(max_length=60, default="")
    paper_day = models.DateField(null=True)
    published = models.BooleanField(default=False)
    invented = models.BooleanField(default=False)
    reason = models.CharField(max_length=200, default="")
    entered_by = models.CharField(max_length=80)
    account = models.BigIntegerField(default=0)
    entered_at = models.DateTimeField()

    class Meta:
        db_table = "plan_actual"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            # Two who enter the same month at once: one of them is told.
            models.UniqueConstraint(fields=["target", "year", "month", "turn"], name="plan_one_figure_a_turn"),
            models.CheckConstraint(condition=Q(month__gte=1, month__lte=12), name="plan_a_month"),
            models.CheckConstraint(condition=Q(turn__gte=1), name="plan_a_turn"),
            models.CheckConstraint(condition=Q(district=None) | Q(share=None), name="plan_district_or_share"),
            models.CheckConstraint(condition=Q(turn=1) | ~Q(reason=""), name="plan_corrected_for_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.target} {self.year}-{self.month:02d} ({self.turn})"


@holds(internal="line kind tied_by untied_by")
class Tie(models.Model):
    """Something of another part or scene that is tied to a line of the plan, known by its kind and number only."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    line = models.CharField(max_length=40)
    kind = models.CharField(max_length=20)
    number = models.BigIntegerField()
    weight = models.DecimalField(max_digits=8, decimal_places=2)
    tied_by = models.CharField(max_length=80)
    tied_at = models.DateTimeField()
    untied_by = models.CharField(max_length=80, default="")
    untied_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "plan_tie"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["street", "line", "kind", "number"], condition=Q(untied_at=None), name="plan_tied_once"
            ),
            models.CheckConstraint(condition=Q(weight__gt=0), name="plan_a_weight"),
        ]

    def __str__(self) -> str:
        return f"{self.line} {self.kind}:{self.number}"
