"""Tables of the secretary's projects (书记项目): rules by version, projects, their steps, parts and evidence, study visits."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from shiqiao.base.classes import holds

SEAL = "party"
STATES = ("running", "finished", "stopped")
STEP_STATES = ("waiting", "open", "asked", "passed")


@holds(internal="file fingerprint content")
class LeadingRules(models.Model):
    """A version of a street's rules of leading work; `file` says which: of the secretary's projects, of honours."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    file = models.CharField(max_length=20)
    version = models.IntegerField()
    fingerprint = models.CharField(max_length=64)
    content = models.JSONField()
    published_at = models.DateTimeField()

    class Meta:
        db_table = "party_leading_rules"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["street", "file", "version"], name="party_leading_one_version"),
        ]

    def __str__(self) -> str:
        return f"{self.street} {self.file} v{self.version}"


@holds(internal="title state", sealed={"aim": SEAL}, shown="the project's page and its dossier, identifiers masked")
class SecretaryProject(models.Model):
    """A secretary's project of a year: who owns it, who decides at its gates, where it is carried out (0: the street).

    `owner` and `decider` are posts; the database refuses that they are the same.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    year = models.SmallIntegerField()
    title = models.CharField(max_length=80)
    community = models.BigIntegerField(default=0)
    owner = models.BigIntegerField()
    decider = models.BigIntegerField()
    version = models.IntegerField()
    aim = models.BinaryField(null=True)
    state = models.CharField(max_length=8, default="running")
    opened_by = models.BigIntegerField(default=0)
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    invented = models.BooleanField(default=False)

    class Meta:
        db_table = "party_secretary_project"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(owner=F("decider")), name="party_secretary_by_another"),
            models.CheckConstraint(condition=Q(state__in=STATES), name="party_secretary_states"),
            models.CheckConstraint(
                condition=Q(state="running", ended_at=None) | ~Q(state="running") & ~Q(ended_at=None),
                name="party_secretary_ended",
            ),
            models.UniqueConstraint(fields=["street", "year", "title"], name="party_secretary_once_a_year"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["street", "-year", "-id"], name="party_secretary_board"),
        ]

    def __str__(self) -> str:
        return self.title


@holds(internal="code state")
class SecretaryStep(models.Model):
    """A step of a project with its gate: when it is due, who asked to pass, who decided; the two are different accounts."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    project = models.BigIntegerField()
    code = models.CharField(max_length=40)
    place = models.SmallIntegerField()
    state = models.CharField(max_length=8, default="waiting")
    due = models.DateField()
    opened_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    asked_by = models.BigIntegerField(default=0)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(default=0)
    refused = models.SmallIntegerField(default=0)
    late = models.BooleanField(default=False)

    class Meta:
        db_table = "party_secretary_step"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["project", "code"], name="party_secretary_step_once"),
            models.UniqueConstraint(fields=["project", "place"], name="party_secretary_step_place"),
            models.CheckConstraint(condition=Q(state__in=STEP_STATES), name="party_secretary_step_states"),
            # One step at a time.
            models.UniqueConstraint(
                fields=["project"], condition=Q(state__in=("open", "asked")), name="party_secretary_one_open"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=0) | ~Q(decided_by=F("asked_by")), name="party_secretary_gate_by_another"
            ),
            models.CheckConstraint(
                condition=~Q(state="passed") | ~Q(decided_at=None), name="party_secretary_step_passed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.code}"


@holds(internal="step party", sealed={"text": SEAL}, shown="the project's page and its dossier, identifiers masked")
class SecretaryPart(models.Model):
    """What one of the parties does in a step."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    project = models.BigIntegerField()
    step = models.CharField(max_length=40)
    party = models.CharField(max_length=40)
    text = models.BinaryField(null=True)
    account = models.BigIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        db_table = "party_secretary_part"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["project", "step", "party"], name="party_secretary_part_once"),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.step} {self.party}"


@holds(
    internal="step kind code files about_kind",
    sealed={"text": SEAL},
    shown="the project's page and its dossier, identifiers masked",
)
class SecretaryEntry(models.Model):
    """Evidence of a deliverable, a guarantee or a mark, or what was said at a gate; it may name a record of another field."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    project = models.BigIntegerField()
    step = models.CharField(max_length=40, default="")
    kind = models.CharField(max_length=12)
    code = models.CharField(max_length=40, default="")
    text = models.BinaryField(null=True)
    files = models.JSONField(default=list)
    about_kind = models.CharField(max_length=30, default="")
    about_id = models.BigIntegerField(default=0)
    account = models.BigIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        db_table = "party_secretary_entry"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["project", "id"], name="party_secretary_entries"),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.kind} {self.code}"


@holds(
    internal="title files",
    sealed={"place": SEAL, "words": SEAL},
    shown="the visit's page, identifiers masked",
)
class StudyVisit(models.Model):
    """An on-site study visit (观摩) to a project: when, where, who receives the guests, what was shown to them."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    project = models.BigIntegerField()
    title = models.CharField(max_length=80)
    day = models.DateField()
    place = models.BinaryField(null=True)
    host = models.BigIntegerField()
    words = models.BinaryField(null=True)
    files = models.JSONField(default=list)
    planned_by = models.BigIntegerField(default=0)
    planned_at = models.DateTimeField()
    held_at = models.DateTimeField(null=True)
    held_by = models.BigIntegerField(default=0)
    invented = models.BooleanField(default=False)

    class Meta:
        db_table = "party_study_visit"
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["project", "day"], name="party_study_visits")]

    def __str__(self) -> str:
        return self.title


@holds(internal="organisation", sealed={"names": SEAL}, shown="the visit's page: names masked, in clear for a reason")
class StudyGuest(models.Model):
    """Guests of a study visit: from which organisation, how many, by name where the host wrote names down."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    visit = models.BigIntegerField()
    organisation = models.CharField(max_length=80)
    number = models.SmallIntegerField()
    names = models.BinaryField(null=True)

    class Meta:
        db_table = "party_study_guest"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(number__gt=0), name="party_study_guest_number"),
            models.UniqueConstraint(fields=["visit", "organisation"], name="party_study_guest_once"),
        ]

    def __str__(self) -> str:
        return f"{self.visit} {self.organisation}"
