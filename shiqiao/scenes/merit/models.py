"""Rules in force, what follows from records for whom, the ledger of points, appeals, bulletins and remarks."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from shiqiao.base.classes import holds

SEAL = "merit.text"
DECIDED = Q(state__in=("confirmed", "changed", "turned_down"))
CARDS = ("", "flag", "yellow_card", "red_card")


@holds(internal="content fingerprint")
class RulesVersion(models.Model):
    """A published version of a street's rules; the latest is in force, none is ever changed."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    version = models.IntegerField()
    fingerprint = models.CharField(max_length=64)
    content = models.JSONField()
    published_at = models.DateTimeField()

    class Meta:
        db_table = "merit_version"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["street", "version"], name="merit_one_version"),
        ]

    def __str__(self) -> str:
        return f"{self.street} {self.version}"


@holds()
class MonthLooked(models.Model):
    """A closed month that was looked at by the rules, once."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    month = models.DateField()
    version = models.IntegerField()
    proposed = models.IntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "merit_month"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["street", "month"], name="merit_month_once"),
        ]

    def __str__(self) -> str:
        return str(self.month)


@holds(
    internal="rule kind state card asked_card evidence", sealed={"reason": SEAL, "decision": SEAL},
    shown="its page, for leaders, auditors and whom it concerns",
)  # fmt: skip
class Consequence(models.Model):
    """What follows (奖惩) for a subject from the records of a month: proposed with evidence, decided with a reason.

    `asked_*` is what was proposed, `points` and `card` what holds since the decision. `concerned` is who is told and may
    appeal: the person, or who answers for the grid, community or unit.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    rule = models.CharField(max_length=40, default="")
    version = models.IntegerField(default=0)
    kind = models.CharField(max_length=10)
    subject = models.BigIntegerField()
    month = models.DateField()
    asked_points = models.DecimalField(max_digits=4, decimal_places=1)
    asked_card = models.CharField(max_length=12, default="")
    points = models.DecimalField(max_digits=4, decimal_places=1)
    card = models.CharField(max_length=12, default="")
    evidence = models.JSONField(default=list)
    state = models.CharField(max_length=12, default="proposed")
    concerned = models.BigIntegerField(default=0)
    reason = models.BinaryField(null=True)
    proposed_by = models.BigIntegerField(default=0)
    proposed_at = models.DateTimeField()
    decision = models.BinaryField(null=True)
    decided_by = models.BigIntegerField(default=0)
    decided_at = models.DateTimeField(null=True)
    invented = models.BooleanField(default=False)

    class Meta:
        db_table = "merit_consequence"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["street", "rule", "kind", "subject", "month"], condition=~Q(rule=""), name="merit_proposed_once"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=0) | ~Q(decided_by=F("concerned")), name="merit_not_about_oneself"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=0) | ~Q(decided_by=F("proposed_by")), name="merit_decided_by_another"
            ),
            models.CheckConstraint(
                condition=~DECIDED | Q(decided_by__gt=0, decided_at__isnull=False), name="merit_decided_by_somebody"
            ),
            models.CheckConstraint(condition=~Q(evidence=[]), name="merit_rests_on_something"),
            models.CheckConstraint(condition=Q(card__in=CARDS), name="merit_known_card"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["street", "-month", "-id"], name="merit_of_month"),
            models.Index(fields=["street", "concerned", "-id"], name="merit_concerning"),
        ]

    def __str__(self) -> str:
        return str(self.id)


@holds(internal="kind card")
class LedgerEntry(models.Model):
    """A row of the ledger (积分台账). Rows never change: what is taken back is another row (`turn` 2), and what stands in
    its place a third."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    consequence = models.BigIntegerField()
    turn = models.SmallIntegerField(default=1)
    kind = models.CharField(max_length=10)
    subject = models.BigIntegerField()
    concerned = models.BigIntegerField(default=0)
    month = models.DateField()
    points = models.DecimalField(max_digits=4, decimal_places=1)
    card = models.CharField(max_length=12, default="")
    sign = models.SmallIntegerField(default=1)
    booked_by = models.BigIntegerField()
    booked_at = models.DateTimeField()

    class Meta:
        db_table = "merit_entry"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["consequence", "turn"], name="merit_booked_once"),
            models.CheckConstraint(
                condition=Q(turn__in=(1, 3), sign=1) | Q(turn=2, sign=-1), name="merit_turns_and_signs"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["street", "month", "kind", "subject"], name="merit_account_of"),
        ]

    def __str__(self) -> str:
        return f"{self.consequence}/{self.turn}"


@holds(
    internal="state card", sealed={"reason": SEAL, "answer": SEAL},
    shown="the page of what it is about, for leaders, auditors and who raised it",
)  # fmt: skip
class MeritAppeal(models.Model):
    """An appeal (申诉) against a decision: once, within a term, decided by another than who decided first."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    consequence = models.BigIntegerField()
    against = models.BigIntegerField()
    reason = models.BinaryField(null=True)
    raised_by = models.BigIntegerField()
    raised_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="open")
    points = models.DecimalField(max_digits=4, decimal_places=1, default=0)
    card = models.CharField(max_length=12, default="")
    answer = models.BinaryField(null=True)
    decided_by = models.BigIntegerField(default=0)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "merit_appeal"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["consequence"], name="merit_appealed_once"),
            models.CheckConstraint(
                condition=Q(decided_by=0) | ~(Q(decided_by=F("against")) | Q(decided_by=F("raised_by"))),
                name="merit_appeal_by_another",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


@holds(internal="content fingerprint")
class Bulletin(models.Model):
    """A month's bulletin (月度通报) as it was published: units and places by name, persons by post. It never changes."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    month = models.DateField()
    content = models.JSONField()
    fingerprint = models.CharField(max_length=64)
    published_by = models.BigIntegerField()
    published_at = models.DateTimeField()

    class Meta:
        db_table = "merit_bulletin"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["street", "month"], name="merit_one_bulletin"),
        ]

    def __str__(self) -> str:
        return str(self.month)


@holds()
class BulletinEntry(models.Model):
    """Which rows of the ledger a bulletin told: each row is told once."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    bulletin = models.BigIntegerField()
    entry = models.BigIntegerField()

    class Meta:
        db_table = "merit_bulletin_entry"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["entry"], name="merit_told_once"),
        ]

    def __str__(self) -> str:
        return f"{self.bulletin} {self.entry}"


@holds(
    internal="period",
    sealed={"text": SEAL},
    shown="the person's own page of cadre assessment, for leaders and auditors",
)
class Remark(models.Model):
    """A leader's remark on a person's period: words with their reason, never a mark."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    person = models.BigIntegerField()
    period = models.CharField(max_length=8)
    text = models.BinaryField(null=True)
    written_by = models.BigIntegerField()
    written_at = models.DateTimeField()

    class Meta:
        db_table = "merit_remark"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(written_by=F("person")), name="merit_no_remark_on_oneself"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["street", "person", "-id"], name="merit_remarks_of"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.period}"
