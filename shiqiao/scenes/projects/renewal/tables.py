"""Renewal (棚改旧改): terms, projects, plots, household files, signatures by number, flats, what was said of each file."""

from typing import ClassVar

from django.db import models
from django.db.models import DateField, ExpressionWrapper, F, Q

from shiqiao.base.classes import holds
from shiqiao.scenes.projects.renewal.rules import CHOICES, CONSULTATION_DAYS, SIGNED, STATES

SEAL = "renewal"  # binds what is sealed here to these tables
THIRTY_DAYS = ExpressionWrapper(F("consult_from") + CONSULTATION_DAYS, output_field=DateField())
FLAT_STATES = ("free", "reserved", "signed", "void")


@holds(internal="content fingerprint")
class RenewalTerms(models.Model):
    """A version of terms: of a project, or (project 0) those with which a new one begins. Offers keep their version."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    renewal = models.BigIntegerField(default=0)
    version = models.IntegerField()
    fingerprint = models.CharField(max_length=64)
    content = models.JSONField()
    published_at = models.DateTimeField()

    class Meta:
        db_table = "projects_renewal_terms"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["street", "renewal", "version"], name="projects_terms_one_version"),
        ]

    def __str__(self) -> str:
        return f"{self.renewal} v{self.version}"


@holds(public="code title")
class Renewal(models.Model):
    """A project of renewal. `project` is the key project that it is (a Ref by number, 0: none).

    The dates follow each other, and the database keeps them: consultation of thirty days, a hearing where most object,
    the decision after both, signing after the decision.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    code = models.CharField(max_length=20)
    title = models.CharField(max_length=60)
    community = models.BigIntegerField(default=0)
    project = models.BigIntegerField(default=0)
    old_town = models.BooleanField(default=False)
    terms = models.IntegerField(default=1)
    consult_from = models.DateField(null=True)
    consult_until = models.DateField(null=True)
    asked = models.IntegerField(default=0)
    objecting = models.IntegerField(default=0)
    hearing_on = models.DateField(null=True)
    decided_on = models.DateField(null=True)
    sign_from = models.DateField(null=True)
    bonus_until = models.DateField(null=True)
    sign_until = models.DateField(null=True)
    published_at = models.DateTimeField(null=True)
    files = models.IntegerField(default=0)
    last_number = models.IntegerField(default=0)
    created_at = models.DateTimeField()
    invented = models.BooleanField(default=False)

    class Meta:
        db_table = "projects_renewal"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["street", "code"], name="projects_renewal_one_code"),
            models.CheckConstraint(
                condition=Q(consult_until=None) | Q(consult_until__gte=THIRTY_DAYS),
                name="projects_renewal_thirty_days",
            ),
            models.CheckConstraint(
                condition=Q(decided_on=None) | Q(consult_until__isnull=False, decided_on__gt=F("consult_until")),
                name="projects_renewal_decided_after",
            ),
            models.CheckConstraint(
                condition=Q(decided_on=None) | Q(old_town=False) | Q(hearing_on__isnull=False, hearing_on__lte=F("decided_on"))
                | Q(objecting__lte=F("asked") - F("objecting")),
                name="projects_renewal_hearing",
            ),
            models.CheckConstraint(
                condition=Q(sign_from=None)
                | Q(decided_on__isnull=False, sign_from__gte=F("decided_on"), sign_until__gte=F("sign_from"),
                    bonus_until__gte=F("sign_from"), bonus_until__lte=F("sign_until")),
                name="projects_renewal_signing",
            ),
            models.CheckConstraint(condition=Q(objecting__gte=0, objecting__lte=F("asked")), name="projects_renewal_asked"),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["street", "-id"], name="projects_renewal_latest")]

    def __str__(self) -> str:
        return self.title


@holds(public="code title")
class Plot(models.Model):
    """A plot (地块) of a renewal, with the thresholds by which its agreements take effect, in thousandths."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    renewal = models.BigIntegerField()
    code = models.CharField(max_length=6)
    title = models.CharField(max_length=60)
    by_households = models.SmallIntegerField()
    by_area = models.SmallIntegerField()

    class Meta:
        db_table = "projects_renewal_plot"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["renewal", "code"], name="projects_plot_one_code"),
            models.CheckConstraint(
                condition=Q(by_households__range=(1, 1000), by_area__range=(1, 1000)), name="projects_plot_shares"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title


@holds(internal="kind choice state agreement items", sealed={"name": SEAL},
       shown="the household's file, masked; in clear for a reason")  # fmt: skip
class RenewalFile(models.Model):
    """A household's file. Area in hundredths of a square metre, money in fen. `signed_by` and `audited_by` are accounts."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    community = models.BigIntegerField(default=0)
    renewal = models.BigIntegerField()
    plot = models.BigIntegerField()
    serial = models.IntegerField()
    household = models.BigIntegerField(null=True)
    dwelling = models.BigIntegerField(null=True)
    name = models.BinaryField(null=True)
    kind = models.CharField(max_length=20)
    area = models.IntegerField()
    value = models.BigIntegerField(default=0)
    choice = models.CharField(max_length=8, default="")
    terms = models.IntegerField(default=0)
    supplement = models.BigIntegerField(default=0)
    items = models.JSONField(default=dict)
    extra = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    state = models.CharField(max_length=8, default="surveyed")
    number = models.IntegerField(null=True)
    agreement = models.CharField(max_length=30, default="")
    disputed = models.BooleanField(default=False)
    signed_at = models.DateTimeField(null=True)
    signed_by = models.BigIntegerField(default=0)
    audited_at = models.DateTimeField(null=True)
    audited_by = models.BigIntegerField(default=0)
    failures = models.SmallIntegerField(default=0)
    decided_at = models.DateTimeField(null=True)
    vacated_at = models.DateTimeField(null=True)
    paid_at = models.DateTimeField(null=True)
    housed_at = models.DateTimeField(null=True)
    surveyed_at = models.DateTimeField()
    invented = models.BooleanField(default=False)

    class Meta:
        db_table = "projects_renewal_file"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["renewal", "serial"], name="projects_file_one_serial"),
            models.UniqueConstraint(fields=["renewal", "dwelling"], name="projects_file_one_dwelling"),
            models.UniqueConstraint(fields=["renewal", "household"], name="projects_file_one_household"),
            models.UniqueConstraint(fields=["renewal", "number"], name="projects_file_one_number"),
            # Who signed does not audit.
            models.CheckConstraint(
                condition=Q(audited_by=0) | ~Q(audited_by=F("signed_by")), name="projects_file_another_audits"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("surveyed", "valued", "offered", "decided"), number=None)
                | Q(state__in=sorted(SIGNED), number__isnull=False, signed_at__isnull=False)
                | Q(state__in=("vacated", "paid", "housed"), decided_at__isnull=False),
                name="projects_file_signed_by_number",
            ),
            models.CheckConstraint(
                condition=~Q(state="audited") | Q(audited_at__isnull=False, audited_by__gt=0), name="projects_file_audited"
            ),
            models.CheckConstraint(condition=Q(state__in=STATES), name="projects_file_states"),
            models.CheckConstraint(condition=Q(area__gt=0, value__gte=0, total__gte=0), name="projects_file_amounts"),
            models.CheckConstraint(condition=Q(choice__in=("", *CHOICES)), name="projects_file_choice"),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["renewal", "plot", "state", "-id"], name="projects_files_of_plot"),
            models.Index(fields=["renewal", "-id"], name="projects_files_latest"),
            models.Index(fields=["street", "signed_at"], name="projects_files_signed"),
        ]

    def __str__(self) -> str:
        return f"{self.renewal}-{self.serial}"


@holds(sealed={"reason": SEAL}, shown="the series of numbers, for who reads the project")
class Signature(models.Model):
    """A number of a project's one series of signatures. A void number stays; a new signature has the next one.

    No gap is possible: `before` is the number before, which must be there (a foreign key of the table onto itself, made in
    the migration), and rows are never deleted.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    renewal = models.BigIntegerField()
    number = models.IntegerField()
    before = models.IntegerField(null=True)
    file = models.BigIntegerField()
    account = models.BigIntegerField(default=0)
    at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)
    voided_by = models.BigIntegerField(default=0)
    reason = models.BinaryField(null=True)

    class Meta:
        db_table = "projects_renewal_signature"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["renewal", "number"], name="projects_signature_one_number"),
            models.UniqueConstraint(
                fields=["file"], condition=Q(voided_at=None), name="projects_signature_one_standing"
            ),
            models.CheckConstraint(
                condition=Q(number=1, before=None) | Q(number__gt=1, before=F("number") - 1), name="projects_signature_no_gap"
            ),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["file"], name="projects_signatures_of")]

    def __str__(self) -> str:
        return f"{self.renewal} {self.number}"


@holds(public="code type state")
class Flat(models.Model):
    """A flat of the house stock (房源): free, reserved for a file, signed, or void."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    renewal = models.BigIntegerField()
    code = models.CharField(max_length=30)
    type = models.CharField(max_length=20)
    area = models.IntegerField()
    state = models.CharField(max_length=8, default="free")
    file = models.BigIntegerField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "projects_renewal_flat"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["renewal", "code"], name="projects_flat_one_code"),
            # One household, one flat.
            models.UniqueConstraint(fields=["file"], name="projects_flat_one_household"),
            models.CheckConstraint(
                condition=Q(state__in=("free", "void"), file=None) | Q(state__in=("reserved", "signed"), file__isnull=False),
                name="projects_flat_states",
            ),
            models.CheckConstraint(condition=Q(area__gt=0), name="projects_flat_area"),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["renewal", "state", "-id"], name="projects_flats_of")
        ]

    def __str__(self) -> str:
        return self.code


@holds(internal="kind code", sealed={"text": SEAL}, shown="the household's file, for who reads it")
class RenewalEntry(models.Model):
    """What was said of a file: why an audit failed, a signature is void, terms differ; a dispute and its settlement."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    file = models.BigIntegerField()
    kind = models.CharField(max_length=12)
    code = models.CharField(max_length=20, default="")
    text = models.BinaryField(null=True)
    account = models.BigIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        db_table = "projects_renewal_entry"
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["file", "id"], name="projects_entries_of")]

    def __str__(self) -> str:
        return f"{self.file} {self.kind}"
