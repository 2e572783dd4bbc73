"""Tables of honours and learning (荣誉与学习): the register, pursuits with their criteria, themes of study, meetings."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from shiqiao.base.classes import holds

SEAL = "party"
HOLDERS = ("street", "community", "unit", "account", "other")
PURSUED = ("open", "applied", "won", "missed")


@holds(
    internal="title giver level holder_kind ref_kind files",
    sealed={"words": SEAL},
    shown="the honour's page, identifiers masked",
)
class Honour(models.Model):
    """An honour that is held: who gave it, on which level and day, until when it is valid, who holds it.

    The holder is the street, a community, a unit, an official, or a record of another field (`ref_kind`, a team for one).
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    title = models.CharField(max_length=80)
    giver = models.CharField(max_length=80)
    level = models.CharField(max_length=40)
    holder_kind = models.CharField(max_length=10)
    holder = models.BigIntegerField(default=0)
    ref_kind = models.CharField(max_length=30, default="")
    given_on = models.DateField()
    valid_until = models.DateField(null=True)
    words = models.BinaryField(null=True)
    files = models.JSONField(default=list)
    withdrawn_at = models.DateTimeField(null=True)
    recorded_by = models.BigIntegerField(default=0)
    recorded_at = models.DateTimeField()
    invented = models.BooleanField(default=False)

    class Meta:
        db_table = "party_honour"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(holder_kind__in=HOLDERS), name="party_honour_holders"),
            models.CheckConstraint(
                condition=Q(holder_kind="street") | Q(holder__gt=0), name="party_honour_somebody_holds_it"
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("given_on")), name="party_honour_days"
            ),
            models.UniqueConstraint(
                fields=["street", "title", "holder_kind", "holder", "given_on"], name="party_honour_once"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["street", "-given_on", "-id"], name="party_honours"),
            models.Index(fields=["street", "valid_until"], name="party_honours_lapse"),
        ]

    def __str__(self) -> str:
        return self.title


@holds(internal="award title level holder_kind state")
class Pursuit(models.Model):
    """An honour that is pursued (争创): by whom, until when, by the criteria of a version of the rules."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    award = models.CharField(max_length=40)
    title = models.CharField(max_length=80)
    level = models.CharField(max_length=40)
    version = models.IntegerField()
    holder_kind = models.CharField(max_length=10)
    holder = models.BigIntegerField(default=0)
    owner = models.BigIntegerField()
    due = models.DateField()
    state = models.CharField(max_length=8, default="open")
    honour = models.BigIntegerField(default=0)
    opened_by = models.BigIntegerField(default=0)
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    invented = models.BooleanField(default=False)

    class Meta:
        db_table = "party_pursuit"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(state__in=PURSUED), name="party_pursuit_states"),
            models.CheckConstraint(condition=~Q(state="won") | Q(honour__gt=0), name="party_pursuit_won"),
            models.UniqueConstraint(
                fields=["street", "award", "holder_kind", "holder"], condition=Q(state__in=("open", "applied")),
                name="party_pursuit_once",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title


@holds(internal="code state", sealed={"gap": SEAL}, shown="the pursuit's page and dossier, identifiers masked")
class PursuitCriterion(models.Model):
    """A criterion of a pursuit: who sees to it until when, what is lacking; met once evidence is there and a person said so."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    pursuit = models.BigIntegerField()
    code = models.CharField(max_length=40)
    place = models.SmallIntegerField()
    owner = models.BigIntegerField()
    due = models.DateField()
    gap = models.BinaryField(null=True)
    state = models.CharField(max_length=5, default="open")
    evidence = models.SmallIntegerField(default=0)
    met_at = models.DateTimeField(null=True)
    met_by = models.BigIntegerField(default=0)

    class Meta:
        db_table = "party_pursuit_criterion"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["pursuit", "code"], name="party_pursuit_criterion_once"),
            models.CheckConstraint(
                condition=Q(state="open", met_at=None) | Q(state="met", evidence__gt=0) & ~Q(met_at=None),
                name="party_pursuit_met_with_evidence",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["street", "due"], condition=Q(state="open"), name="party_pursuit_gaps"),
        ]

    def __str__(self) -> str:
        return f"{self.pursuit} {self.code}"


@holds(
    internal="kind files about_kind", sealed={"text": SEAL}, shown="the pursuit's page and dossier, identifiers masked"
)
class PursuitEntry(models.Model):
    """Evidence for a criterion, or what was said about it; it may name a record of another field."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    pursuit = models.BigIntegerField()
    criterion = models.BigIntegerField(default=0)
    kind = models.CharField(max_length=10)
    text = models.BinaryField(null=True)
    files = models.JSONField(default=list)
    about_kind = models.CharField(max_length=30, default="")
    about_id = models.BigIntegerField(default=0)
    account = models.BigIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        db_table = "party_pursuit_entry"
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["pursuit", "id"], name="party_pursuit_entries")]

    def __str__(self) -> str:
        return f"{self.pursuit} {self.kind}"


@holds(internal="title plan_kind plan_label")
class StudyTheme(models.Model):
    """A theme of a month in the study plan of a year, below the line of the work plan that it serves (by kind and number)."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    month = models.DateField()
    title = models.CharField(max_length=80)
    lead = models.BigIntegerField()
    plan_kind = models.CharField(max_length=30, default="")
    plan_id = models.BigIntegerField(default=0)
    plan_label = models.CharField(max_length=80, default="")
    planned_by = models.BigIntegerField(default=0)
    planned_at = models.DateTimeField()
    invented = models.BooleanField(default=False)

    class Meta:
        db_table = "party_study_theme"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["street", "month", "title"], name="party_study_theme_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="party_study_theme_month"),
        ]

    def __str__(self) -> str:
        return self.title


@holds(internal="kind files", sealed={"names": SEAL, "matter": SEAL}, shown="the meeting's page: names masked")
class PartyMeeting(models.Model):
    """A meeting or lesson (三会一课) kept light: kind, day, whose, how many of how many came, what it was about, a photo."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    kind = models.CharField(max_length=40)
    day = models.DateField()
    community = models.BigIntegerField(default=0)
    unit = models.BigIntegerField(default=0)
    theme = models.BigIntegerField(default=0)
    expected = models.SmallIntegerField()
    came = models.SmallIntegerField()
    names = models.BinaryField(null=True)
    matter = models.BinaryField(null=True)
    files = models.JSONField(default=list)
    recorded_by = models.BigIntegerField(default=0)
    recorded_at = models.DateTimeField()
    invented = models.BooleanField(default=False)

    class Meta:
        db_table = "party_meeting"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(came__gt=0, came__lte=F("expected")), name="party_meeting_came"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["street", "-day", "-id"], name="party_meetings_by_day"),
            models.Index(fields=["theme"], condition=Q(theme__gt=0), name="party_meetings_of_theme"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"
