"""Forms in versions, the fields they brought, who is asked in which round, how answers came, ledgers, settings.

No value of anybody stands here: what is answered is a fact of the registry.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from shiqiao.base.classes import holds

STATES = ("requested", "running", "refused", "withdrawn", "ended")
ROW_STATES = ("open", "filled", "left", "missed")


@holds(internal="code department kind state")
class CollectionForm(models.Model):
    """A form (填报表): its version in force (0: none yet), from when to when it runs, and where it stands."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    code = models.CharField(max_length=40)
    department = models.CharField(max_length=40)
    kind = models.CharField(max_length=12)
    version = models.IntegerField(default=0)
    state = models.CharField(max_length=10, default="requested")
    since = models.DateField()
    until = models.DateField()
    ended_at = models.DateTimeField(null=True)
    invented = models.BooleanField(default=False)

    class Meta:
        db_table = "ledger_form"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["street", "code"], name="ledger_form_once"),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="ledger_form_in_order"),
            models.CheckConstraint(condition=Q(state__in=STATES), name="ledger_form_known_state"),
            models.CheckConstraint(condition=~Q(state="running") | Q(version__gt=0), name="ledger_form_approved"),
            models.CheckConstraint(
                condition=Q(state="ended", ended_at__isnull=False) | (~Q(state="ended") & Q(ended_at=None)),
                name="ledger_form_ends_once",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["street", "state", "-id"], name="ledger_form_list")
        ]

    def __str__(self) -> str:
        return self.code


@holds(internal="content fingerprint state answer")
class FormVersion(models.Model):
    """A version of a form as it was requested: approved by another than who requested it, or refused with the reason."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    form = models.ForeignKey(CollectionForm, on_delete=models.PROTECT, related_name="+")
    version = models.IntegerField()
    content = models.JSONField()
    fingerprint = models.CharField(max_length=64)
    state = models.CharField(max_length=10, default="requested")
    requested_by = models.BigIntegerField(default=0)
    requested_at = models.DateTimeField()
    answer = models.CharField(max_length=500, default="")
    decided_by = models.BigIntegerField(default=0)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "ledger_form_version"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["form", "version"], name="ledger_version_once"),
            models.UniqueConstraint(fields=["form"], condition=Q(state="requested"), name="ledger_one_request"),
            models.CheckConstraint(
                condition=Q(decided_by=0) | ~Q(decided_by=F("requested_by")), name="ledger_decided_by_another"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("approved", "refused")) | Q(decided_at__isnull=False), name="ledger_decided"
            ),
            models.CheckConstraint(condition=~Q(content__basis=""), name="ledger_has_a_basis"),
        ]

    def __str__(self) -> str:
        return f"{self.form_id}/{self.version}"


@holds(internal="key kind content")
class DeclaredField(models.Model):
    """A field that a form brought into the dictionary; its values are facts of the registry under `key`."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    form = models.ForeignKey(CollectionForm, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=30)
    kind = models.CharField(max_length=12)
    content = models.JSONField()
    declared_at = models.DateTimeField()

    class Meta:
        db_table = "ledger_field"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["key"], name="ledger_field_once"),
        ]

    def __str__(self) -> str:
        return self.key


@holds(internal="kind state how")
class FormRow(models.Model):
    """One subject in one round of a form: open, filled (by a person, or by itself from what was learned), out of the circle,
    or missed because the next round has begun."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    community = models.BigIntegerField(default=0)
    grid = models.BigIntegerField(default=0)
    form = models.ForeignKey(CollectionForm, on_delete=models.PROTECT, related_name="+")
    round = models.DateField()
    kind = models.CharField(max_length=12)
    subject = models.BigIntegerField()
    state = models.CharField(max_length=8, default="open")
    how = models.CharField(max_length=8, default="")
    filled_at = models.DateTimeField(null=True)
    filled_by = models.BigIntegerField(default=0)

    class Meta:
        db_table = "ledger_row"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["form", "round", "subject"], name="ledger_row_once"),
            models.CheckConstraint(
                condition=Q(state="filled", filled_at__isnull=False) | ~Q(state="filled"), name="ledger_row_filled"
            ),
            models.CheckConstraint(condition=Q(state__in=ROW_STATES), name="ledger_row_known_state"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["form", "round", "state", "community", "id"], name="ledger_row_community"),
            models.Index(fields=["form", "round", "state", "grid", "id"], name="ledger_row_grid"),
            models.Index(fields=["kind", "subject"], condition=Q(state="open"), name="ledger_row_open_of"),
        ]

    def __str__(self) -> str:
        return f"{self.form_id} {self.round} {self.kind} {self.subject}"


@holds(internal="department")
class Filling(models.Model):
    """How the answers of a row came, once each time it was filled: counts only. It never changes; burden comes from it."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    community = models.BigIntegerField(default=0)
    grid = models.BigIntegerField(default=0)
    form = models.BigIntegerField()
    row = models.BigIntegerField()
    department = models.CharField(max_length=40)
    settings = models.IntegerField(default=0)
    day = models.DateField()
    until = models.DateField()
    known = models.SmallIntegerField(default=0)
    confirmed = models.SmallIntegerField(default=0)
    changed = models.SmallIntegerField(default=0)
    asked = models.SmallIntegerField(default=0)
    account = models.BigIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        db_table = "ledger_filling"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(day__lte=F("until")), name="ledger_not_after_the_end"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["street", "day", "department"], name="ledger_filling_month"),
            models.Index(fields=["form", "day"], name="ledger_filling_form"),
        ]

    def __str__(self) -> str:
        return f"{self.row} {self.day}"


@holds(internal="code content fingerprint")
class LedgerVersion(models.Model):
    """A version of a ledger (台账): columns over the dictionary with a circle. The latest is in force; none is changed."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    code = models.CharField(max_length=40)
    version = models.IntegerField()
    content = models.JSONField()
    fingerprint = models.CharField(max_length=64)
    published_by = models.BigIntegerField(default=0)
    published_at = models.DateTimeField()

    class Meta:
        db_table = "ledger_version"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["street", "code", "version"], name="ledger_published_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code}/{self.version}"


@holds(internal="content fingerprint")
class SettingsVersion(models.Model):
    """A version of the departments and of what an answer costs."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    version = models.IntegerField()
    content = models.JSONField()
    fingerprint = models.CharField(max_length=64)
    published_at = models.DateTimeField()

    class Meta:
        db_table = "ledger_settings"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["street", "version"], name="ledger_settings_once"),
        ]

    def __str__(self) -> str:
        return str(self.version)


@holds(internal="ledger department")
class Submission(models.Model):
    """A ledger that was handed in (报送): to whom, of which place, how much of it was new, changed and gone. It never changes.

    `post` is that of the community's head; 0 for the street.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    ledger = models.CharField(max_length=40)
    place = models.BigIntegerField(default=0)
    post = models.BigIntegerField(default=0)
    department = models.CharField(max_length=40)
    rows = models.IntegerField()
    new = models.IntegerField()
    changed = models.IntegerField()
    gone = models.IntegerField()
    account = models.BigIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        db_table = "ledger_submission"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(
                    rows__gt=0, new__gte=0, changed__gte=0, gone__gte=0, new__lte=F("rows"), changed__lte=F("rows")
                ),
                name="ledger_submitted_counts",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["street", "ledger", "post", "-id"], name="ledger_submission_list"),
        ]

    def __str__(self) -> str:
        return f"{self.ledger} {self.pk}"


@holds(internal="mark")
class SubmittedRow(models.Model):
    """Of one row handed in, a keyed hash: by it the next submission tells what has changed. Gone with the next one."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="+")
    subject = models.BigIntegerField()
    mark = models.BinaryField(max_length=16)

    class Meta:
        db_table = "ledger_submitted_row"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["submission", "subject"], name="ledger_submitted_once"),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.subject}"
