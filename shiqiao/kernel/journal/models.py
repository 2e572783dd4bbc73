"""The journal: append-only lines, chained per subject, sealed per closed day."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models

from shiqiao.base.actor import Ref
from shiqiao.base.classes import holds
from shiqiao.kernel.journal import rules


@holds(internal="kind code actor data prev hash")
class JournalLine(models.Model):
    """One line; the database refuses to change or delete it."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    kind = models.CharField(max_length=20)
    subject = models.BigIntegerField()
    seq = models.IntegerField()
    code = models.CharField(max_length=60)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    data = models.JSONField()
    prev = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        db_table = "journal_line"
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject", "seq"], name="journal_one_chain"),
        ]
        indexes = [BrinIndex(fields=["recorded_at"], name="journal_recorded", pages_per_range=32)]

    def __str__(self) -> str:
        return f"{self.kind}:{self.subject} #{self.seq} {self.code}"

    def line(self) -> rules.Line:
        """Return the row as the pure value that rules work on."""
        return rules.Line(
            self.street, Ref(self.kind, self.subject), self.seq, self.code, self.happened_at, self.recorded_at,
            self.actor, self.data, bytes(self.prev), bytes(self.hash),
        )  # fmt: skip


@holds(internal="root prev")
class Seal(models.Model):
    """The Merkle root over one street's lines recorded on one closed local day; each seal names its predecessor."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    day = models.DateField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    lines = models.IntegerField()
    root = models.BinaryField()
    prev = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        db_table = "journal_seal"
        constraints = [models.UniqueConstraint(fields=["street", "day"], name="journal_one_seal_a_day")]

    def __str__(self) -> str:
        return f"{self.street} {self.day}"
