"""Rules in versions, holds, runs, the list of erasures, and what persons ask about their data."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from shiqiao.base.classes import holds

NOTE, PERSON, WORDS, PACKAGE = "retention.note", "retention.person", "retention.words", "retention.package"


@holds(public="fingerprint table text", internal="published_by")
class RetentionVersion(models.Model):
    """A street's retention rules as published at one time; runs and erasures name the version they went by."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    version = models.IntegerField()
    fingerprint = models.CharField(max_length=64)
    table = models.JSONField()
    text = models.TextField()
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=80)

    class Meta:
        db_table = "retention_version"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["street", "version"], name="retention_one_version")
        ]

    def __str__(self) -> str:
        return f"{self.street} v{self.version}"


@holds(internal="kind reason set_by lifted_by", sealed={"note": NOTE}, shown="security administrators")
class Hold(models.Model):
    """A legal hold: one subject is not erased until a day, or until it is lifted. The note says why, sealed."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    kind = models.CharField(max_length=20)
    subject = models.BigIntegerField()
    reason = models.CharField(max_length=20)
    note = models.BinaryField()
    until = models.DateTimeField()
    set_at = models.DateTimeField()
    set_by = models.CharField(max_length=80)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.CharField(max_length=80, default="")

    class Meta:
        db_table = "retention_hold"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "subject"], condition=Q(lifted_at=None), name="retention_one_hold"),
            models.CheckConstraint(condition=Q(until__gt=F("set_at")), name="retention_hold_lasts"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["street", "-id"], name="retention_holds"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} until {self.until}"


@holds(internal="rules counted state proposed_by decided_by cursor done")
class Run(models.Model):
    """One carrying out of rules: proposed with what a dry run counted, approved by another, done in blocks by the worker.

    `as_of` is the moment at which terms must have run out. `cursor` is the last id done, by rule; `done` counts by rule.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    version = models.IntegerField()
    rules = models.JSONField()
    counted = models.JSONField()
    as_of = models.DateTimeField()
    state = models.CharField(max_length=10)
    proposed_by = models.CharField(max_length=80)
    proposed_account = models.BigIntegerField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=80, default="")
    decided_account = models.BigIntegerField(default=0)
    cursor = models.JSONField(default=dict)
    done = models.JSONField(default=dict)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "retention_run"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(state__in=("proposed", "refused")) | ~Q(decided_account=F("proposed_account")),
                name="retention_two_persons",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("proposed", "refused", "approved", "done")), name="retention_run_state"
            ),
            models.UniqueConstraint(
                fields=["street"], condition=Q(state__in=("proposed", "approved")), name="retention_one_open_run"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.street} run {self.id} {self.state}"


@holds(internal="mark kind act tokens basis rule by counts")
class Erasure(models.Model):
    """That something was erased: a reference, the act, why; no personal data. Its copy in the data folder is replayed."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    mark = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=20)
    subject = models.BigIntegerField()
    act = models.CharField(max_length=12)
    tokens = models.JSONField(default=list)
    basis = models.CharField(max_length=10)
    rule = models.CharField(max_length=40, default="")
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    counts = models.JSONField()
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "retention_erasure"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["kind", "subject", "-id"], name="erasure_of_subject"),
            models.Index(fields=["street", "-id"], name="erasure_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} {self.act}"


@holds(
    internal="kind checked checked_by answer ground answered_by counts",
    sealed={"person": PERSON, "words": WORDS, "package": PACKAGE},
    hashed="secret",
    shown="those who work personal data requests off; the package to the applicant, by a secret link that ends",
)
class DataRequest(models.Model):
    """What a person asks about the own data: disclosure, correction or erasure, with the matter that it is (0: none).

    `person` (name, telephone, identity number) and `words` are sealed, `package` is what is handed out, sealed, until
    `expires_at`; `secret` is the hash of the link to it. All are taken out a while after the answer.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    kind = models.CharField(max_length=12)
    matter = models.BigIntegerField(default=0)
    person = models.BinaryField(null=True)
    words = models.BinaryField(null=True)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    checked = models.CharField(max_length=10, default="")
    checked_at = models.DateTimeField(null=True)
    checked_by = models.CharField(max_length=80, default="")
    checked_account = models.BigIntegerField(default=0)
    answer = models.CharField(max_length=10, default="")
    ground = models.CharField(max_length=20, default="")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=80, default="")
    counts = models.JSONField(default=dict)
    package = models.BinaryField(null=True)
    secret = models.BinaryField(null=True)
    expires_at = models.DateTimeField(null=True)
    fetched_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "retention_request"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["matter"], condition=Q(matter__gt=0), name="retention_request_once"),
            models.CheckConstraint(
                condition=Q(answer="") | Q(answered_at__isnull=False), name="retention_answered_has_time"
            ),
            models.CheckConstraint(
                condition=Q(answer__in=("", "refused")) | ~Q(checked=""), name="retention_checked_first"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["street", "due_at"], condition=Q(answer=""), name="retention_requests_open"),
            models.Index(fields=["street", "-id"], name="retention_requests"),
            models.Index(fields=["secret"], condition=Q(secret__isnull=False), name="retention_package"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"
