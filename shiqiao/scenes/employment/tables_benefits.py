"""Benefits: what excludes what, claims with their periods, what an approved one keeps others from, appeals."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from shiqiao.base.classes import holds
from shiqiao.scenes.employment.rules import APPEAL_STATES, CLAIM_STATES, SEAL

OVERLAPS, EQUAL, DIFFERENT = RangeOperators.OVERLAPS, RangeOperators.EQUAL, RangeOperators.NOT_EQUAL


@holds(internal="first second scope")
class Excluding(models.Model):
    """Two benefits of a street that exclude each other now: what the database goes by. `first` < `second`."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    first = models.CharField(max_length=30)
    second = models.CharField(max_length=30)
    scope = models.CharField(max_length=9)

    class Meta:
        db_table = "employment_excluding"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["street", "first", "second"], name="employment_pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="employment_pair_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first} {self.second}"


@holds(
    internal="benefit scope state proof files why unmet", sealed={"note": SEAL, "decision": SEAL},
    shown="the page of the claim, and the register's page of the person",
)  # fmt: skip
class Claim(models.Model):
    """A benefit that was applied for (补贴申请), for a person or a household. Approved, it is received `during` a period.

    `unmet` are the conditions that the records did not show when it was entered. `excluded_by` is the claim that stood in
    its way when it was refused. Who entered it does not decide. `clashes_since`: the person has moved to where another
    benefit excludes this one; `household` is still that of before.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    community = models.BigIntegerField(default=0)
    grid = models.BigIntegerField(default=0)
    seeker = models.BigIntegerField()
    person = models.BigIntegerField()
    household = models.BigIntegerField(default=0)
    benefit = models.CharField(max_length=30)
    scope = models.CharField(max_length=9)
    during = DateRangeField()
    state = models.CharField(max_length=10)
    proof = models.CharField(max_length=20)
    files = models.JSONField(default=list)
    unmet = models.JSONField(default=list)
    note = models.BinaryField(null=True)
    made_post = models.BigIntegerField(default=0)
    made_by = models.BigIntegerField(default=0)
    at = models.DateTimeField()
    why = models.CharField(max_length=14, default="")
    excluded_by = models.BigIntegerField(default=0)
    decision = models.BinaryField(null=True)
    decided_by = models.BigIntegerField(default=0)
    decided_at = models.DateTimeField(null=True)
    clashes_since = models.DateTimeField(null=True)

    class Meta:
        db_table = "employment_claim"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(state__in=CLAIM_STATES), name="employment_claim_state"),
            models.CheckConstraint(condition=~Q(proof=""), name="employment_claim_with_evidence"),
            models.CheckConstraint(
                condition=Q(decided_by=0) | ~Q(decided_by=F("made_by")), name="employment_claim_decided_by_another"
            ),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(why=""), name="employment_refused_for_a_reason"),
            models.CheckConstraint(
                condition=Q(during__lower_inf=False, during__upper_inf=False), name="employment_claim_has_a_period"
            ),
            models.UniqueConstraint(
                fields=["seeker", "benefit"], condition=Q(state="applied"), name="employment_one_open_claim"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["street", "state", "-id"], name="claim_state"),
            models.Index(fields=["street", "-id"], name="claim_street"),
            models.Index(fields=["seeker", "-id"], name="claim_of_seeker"),
            models.Index(fields=["household"], condition=Q(household__gt=0), name="claim_of_household"),
            models.Index(
                fields=["street", "clashes_since"], condition=Q(clashes_since__isnull=False), name="claim_clashes"
            ),
        ]

    def __str__(self) -> str:
        return f"claim {self.pk}"


@holds(internal="pair side holder_kind")
class Bar(models.Model):
    """What an approved claim keeps others from, written by the database alone: one row a pair of excluding benefits.

    Two rows of one holder, one pair and different sides never overlap; of one benefit (`pair` is its code twice) never two.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    claim = models.BigIntegerField()
    pair = models.CharField(max_length=62)
    side = models.CharField(max_length=40)
    holder_kind = models.CharField(max_length=9)
    holder = models.BigIntegerField()
    during = DateRangeField()

    class Meta:
        db_table = "employment_bar"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            ExclusionConstraint(
                name="employment_never_two_excluding",
                expressions=[
                    ("street", EQUAL), ("pair", EQUAL), ("holder_kind", EQUAL), ("holder", EQUAL), ("side", DIFFERENT),
                    ("during", OVERLAPS),
                ],
            ),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["claim"], name="bar_of_claim")]

    def __str__(self) -> str:
        return f"{self.claim} {self.pair}"


@holds(internal="state", sealed={"reason": SEAL, "decision": SEAL}, shown="the page of the claim")
class BenefitAppeal(models.Model):
    """An appeal against a refusal: on a clock, decided by another than who refused."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    claim = models.BigIntegerField()
    state = models.CharField(max_length=10)
    reason = models.BinaryField(null=True)
    raised_at = models.DateTimeField()
    raised_post = models.BigIntegerField(default=0)
    due_at = models.DateTimeField()
    refused_by = models.BigIntegerField(default=0)
    decision = models.BinaryField(null=True)
    decided_by = models.BigIntegerField(default=0)
    decided_at = models.DateTimeField(null=True)
    late = models.BooleanField(default=False)

    class Meta:
        db_table = "employment_appeal"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(state__in=APPEAL_STATES), name="employment_appeal_state"),
            models.UniqueConstraint(fields=["claim"], name="employment_appealed_once"),
            models.CheckConstraint(
                condition=Q(decided_by=0) | ~Q(decided_by=F("refused_by")), name="employment_appeal_decided_by_another"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["street", "due_at", "id"], condition=Q(state="raised"), name="appeal_due"),
        ]

    def __str__(self) -> str:
        return f"appeal {self.pk}"
