"""The read log, its reviews, and how far the re-encryption of each column has come."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from shiqiao.base import crypto
from shiqiao.base.actor import Ref
from shiqiao.base.classes import holds
from shiqiao.kernel.privacy.rules import VERDICTS

# Contexts that bind a ciphertext to its column. The log began in the registry, and its old lines stay readable.
NOTE, REVIEW = "registry.note", "privacy.review"


@holds(
    internal="kind field reason actor unusual salt bound",
    sealed={"note": NOTE},
    shown="the read log, for auditors and leaders; without the note also to the person concerned",
)
class ReadLog(models.Model):
    """Who saw what in clear, or learned that somebody is on file, when and why. The database refuses to change it.

    `subject` is a record of `kind`, `part` tells several values of one field apart (a reporter, an identifier, a
    picture). `bound` is the commitment to the note, which alone may be sealed again with another key. `account` 0 is
    the system.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    kind = models.CharField(max_length=20)
    subject = models.BigIntegerField()
    part = models.BigIntegerField(default=0)
    field = models.CharField(max_length=30)
    reason = models.CharField(max_length=12)
    note = models.BinaryField()
    salt = models.BinaryField(default=b"")
    bound = models.CharField(max_length=64, default="")
    actor = models.CharField(max_length=80)
    account = models.BigIntegerField()
    at = models.DateTimeField()
    unusual = models.CharField(max_length=40, default="")
    odd = models.BooleanField(default=False)

    class Meta:
        db_table = "privacy_readlog"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["kind", "subject", "-id"], name="readlog_of_subject"),
            models.Index(fields=["street", "-odd", "-id"], name="readlog_of_street"),
            models.Index(fields=["account", "at"], name="readlog_of_account"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(odd=False, unusual="") | (Q(odd=True) & ~Q(unusual="")),
                name="readlog_odd_when_unusual",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} {self.field} {self.at}"

    @property
    def ref(self) -> Ref:
        """Return what was looked at."""
        return Ref(self.kind, self.subject)

    def opened(self) -> str:
        """Return the note in clear; for whoever reads the log."""
        return crypto.decrypt(self.note, context=NOTE)


@holds(
    internal="verdict actor salt bound", sealed={"note": REVIEW}, shown="the read log, for auditors and leaders"
)  # fmt: skip
class ReadReview(models.Model):
    """What an auditor found about a line of the read log; the latest of a line counts. Never the reader's own.

    `reader` is the account of the line, so that the database can compare it with the reviewer's.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    line = models.ForeignKey(ReadLog, models.PROTECT, related_name="+")
    reader = models.BigIntegerField()
    verdict = models.CharField(max_length=12)
    note = models.BinaryField()
    salt = models.BinaryField()
    bound = models.CharField(max_length=64)
    actor = models.CharField(max_length=80)
    account = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "privacy_read_review"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(account=F("reader")), name="read_review_by_another"),
            models.CheckConstraint(condition=Q(verdict__in=VERDICTS), name="read_review_verdict"),
            # Asking may be followed by a review; a second review of the same line may not.
            models.UniqueConstraint(fields=["line"], condition=Q(verdict="reviewed"), name="read_review_once"),
        ]

    def __str__(self) -> str:
        return f"{self.verdict} {self.line_id}"

    def opened(self) -> str:
        """Return the note in clear."""
        return crypto.decrypt(self.note, context=REVIEW)


@holds(internal="column")
class Resealing(models.Model):
    """How far the values of one column have moved to one key. It belongs to no street."""

    id = models.BigAutoField(primary_key=True)
    key = models.SmallIntegerField()
    column = models.CharField(max_length=90)
    last = models.BigIntegerField(default=0)
    moved = models.BigIntegerField(default=0)
    failed = models.BigIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "privacy_resealing"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["key", "column"], name="resealing_once"),
        ]

    def __str__(self) -> str:
        return f"{self.column} to key {self.key}"
