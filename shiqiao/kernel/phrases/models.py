"""Phrases and their versions. A version is never changed; approving it makes it the one in use."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from shiqiao.base.classes import holds


@holds(internal="code")
class Phrase(models.Model):
    """One phrase: which of its versions is in use (`live`, 0 none yet), and how often it was inserted."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    code = models.CharField(max_length=40, blank=True)
    """Of a phrase that came from a file."""
    live = models.IntegerField(default=0)
    latest = models.IntegerField(default=1)
    used = models.IntegerField(default=0)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "phrases_phrase"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["street", "code"], condition=~Q(code=""), name="phrases_one_code"),
            models.CheckConstraint(name="phrases_live_there", condition=Q(live__lte=F("latest"))),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["street", "-id"], name="phrases_by_street")]

    def __str__(self) -> str:
        return f"phrase {self.id}"


@holds(internal="wording written_by approved_by")
class PhraseVersion(models.Model):
    """What a phrase says in one version, who wrote it, and who else approved it."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    phrase = models.BigIntegerField()
    version = models.IntegerField()
    wording = models.JSONField()
    written_by = models.CharField(max_length=80)
    writer = models.BigIntegerField()
    """Account, 0 for the product's own set."""
    written_at = models.DateTimeField()
    approved_by = models.CharField(max_length=80, blank=True)
    approver = models.BigIntegerField(default=0)
    approved_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "phrases_version"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["phrase", "version"], name="phrases_one_version"),
            models.CheckConstraint(
                name="phrases_approved_by_another",
                condition=Q(approved_at=None)
                | ~Q(approved_by=F("written_by")) & (Q(writer=0) | ~Q(approver=F("writer"))),
            ),
        ]

    def __str__(self) -> str:
        return f"phrase {self.phrase} v{self.version}"


@holds(public="phone")
class StreetPhone(models.Model):
    """The office's own telephone, which phrases name."""

    street = models.IntegerField(primary_key=True)
    phone = models.CharField(max_length=30)

    class Meta:
        db_table = "phrases_phone"

    def __str__(self) -> str:
        return self.phone
