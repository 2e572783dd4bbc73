"""Orders (督办件), what was said about them, and the rules by which they are raised. What a person wrote is sealed."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from shiqiao.base.classes import holds

OPEN = Q(state__in=("raised", "answered"))
SEAL = "supervision"  # binds what is sealed here to the tables of this scene


@holds(internal="table text fingerprint")
class RuleVersion(models.Model):
    """A version of a street's rules of supervision; the last one holds."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    version = models.IntegerField()
    fingerprint = models.CharField(max_length=64)
    text = models.TextField()
    table = models.JSONField()
    published_at = models.DateTimeField()

    class Meta:
        db_table = "supervision_rules"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["street", "version"], name="supervision_one_version"),
        ]

    def __str__(self) -> str:
        return f"{self.street} v{self.version}"


@holds(internal="subject_kind rule figures state term assisting")
class SupervisionOrder(models.Model):
    """An order (督办件) about any subject: who answers until when. `rule` is empty for one raised by hand.

    `occasion` tells one occasion of a rule from the next: a clock, a count of reopenings; `figures` are its numbers. Why a
    person raised it stands in the first entry. `late` is true once an answer came after its term.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    year = models.SmallIntegerField()
    serial = models.IntegerField()
    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    rule = models.CharField(max_length=30, default="")
    occasion = models.BigIntegerField(default=0)
    figures = models.JSONField(default=dict)
    raised_by = models.BigIntegerField(default=0)
    raised_post = models.BigIntegerField(default=0)
    unit = models.BigIntegerField()
    post = models.BigIntegerField()
    holder = models.BigIntegerField(default=0)
    assisting = models.JSONField(default=list)
    term = models.CharField(max_length=10)
    state = models.CharField(max_length=10)
    raised_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.BigIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.BigIntegerField(default=0)
    late = models.BooleanField(default=False)
    sent_back = models.SmallIntegerField(default=0)
    urged = models.SmallIntegerField(default=0)
    invented = models.BooleanField(default=False)

    class Meta:
        db_table = "supervision_order"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["street", "year", "serial"], name="supervision_one_number"),
            # Whoever raises by rule may ask again and again: one open order a subject and rule, one order an occasion.
            models.UniqueConstraint(
                fields=["street", "subject_kind", "subject_id", "rule"], condition=OPEN, name="supervision_one_open"
            ),
            models.UniqueConstraint(
                fields=["street", "subject_kind", "subject_id", "rule", "occasion"],
                condition=Q(occasion__gt=0), name="supervision_once_an_occasion",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(ended_by=0) | ~Q(ended_by=F("answered_by")),
                name="supervision_closed_by_another",
            ),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["street", "-id"], name="supervision_latest"),
            models.Index(fields=["street", "due_at", "id"], condition=Q(state="raised"), name="supervision_by_due"),
            models.Index(fields=["street", "state", "-id"], name="supervision_by_state"),
            models.Index(fields=["post", "-id"], name="supervision_by_post"),
            models.Index(fields=["subject_kind", "subject_id", "-id"], name="supervision_of_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.year}-{self.serial}"


@holds(internal="kind refs files", sealed={"text": SEAL}, shown="the order's page, identifiers masked")
class OrderEntry(models.Model):
    """What was said about an order: why it was raised, answers with their evidence, why one was sent back."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    order = models.BigIntegerField()
    kind = models.CharField(max_length=12)
    text = models.BinaryField(null=True)
    refs = models.JSONField(default=list)
    files = models.JSONField(default=list)
    post = models.BigIntegerField(default=0)
    account = models.BigIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        db_table = "supervision_entry"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["order", "id"], name="supervision_entries"),
        ]

    def __str__(self) -> str:
        return f"{self.order} {self.kind}"
