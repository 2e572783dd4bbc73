"""Tables of front teams (攻坚党小组、党员先锋队): teams, members by dates, charges, the day log."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from shiqiao.base.classes import holds

SEAL = "party"
KINDS = ("task_group", "vanguard")
FIELDS = ("renewal", "demolition", "project", "city", "flood", "environment", "other")
DONE = ("household", "talk", "clear", "guard", "help")


@holds(internal="number title kind field front_kind front_name", sealed={"aim": SEAL}, shown="the team's page")
class FrontTeam(models.Model):
    """A team at a front: a record of another field (by kind and number), or a front that only has a name."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    number = models.CharField(max_length=16)
    title = models.CharField(max_length=60)
    kind = models.CharField(max_length=12)
    field = models.CharField(max_length=12)
    front_kind = models.CharField(max_length=30, default="")
    front_id = models.BigIntegerField(default=0)
    front_name = models.CharField(max_length=80, default="")
    community = models.BigIntegerField(default=0)
    aim = models.BinaryField(null=True)
    since = models.DateField()
    ended = models.DateField(null=True)
    formed_by = models.BigIntegerField(default=0)
    formed_at = models.DateTimeField()
    invented = models.BooleanField(default=False)

    class Meta:
        db_table = "party_front_team"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["street", "number"], name="party_front_number"),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="party_front_kinds"),
            models.CheckConstraint(condition=Q(field__in=FIELDS), name="party_front_fields"),
            models.CheckConstraint(condition=Q(front_id__gt=0) | ~Q(front_name=""), name="party_front_has_a_front"),
            models.CheckConstraint(condition=Q(ended=None) | Q(ended__gte=models.F("since")), name="party_front_days"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["front_kind", "front_id"], name="party_fronts_of"),
        ]

    def __str__(self) -> str:
        return self.title


@holds(internal="role")
class FrontMember(models.Model):
    """A member of a team over days, an official by account. A team has one leader a day, and nobody stands in it twice."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    team = models.BigIntegerField()
    account = models.BigIntegerField()
    role = models.CharField(max_length=8, default="member")
    during = DateRangeField()

    class Meta:
        db_table = "party_front_member"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            ExclusionConstraint(
                name="party_front_one_leader",
                expressions=[("team", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(role="leader"),
            ),
            ExclusionConstraint(
                name="party_front_member_once",
                expressions=[
                    ("team", RangeOperators.EQUAL), ("account", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(condition=Q(role__in=("leader", "member")), name="party_front_roles"),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["account"], name="party_front_of_account")]

    def __str__(self) -> str:
        return f"{self.team} {self.account}"


@holds(
    internal="about_kind",
    sealed={"label": SEAL},
    shown="the team's page: identifiers masked; a label goes when the team is dissolved",
)
class FrontCharge(models.Model):
    """What a member has charge of (包户、包项): a record of another field, or a label; until it is done or given up."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    team = models.BigIntegerField()
    account = models.BigIntegerField()
    about_kind = models.CharField(max_length=30, default="")
    about_id = models.BigIntegerField(default=0)
    label = models.BinaryField(null=True)
    since = models.DateField()
    done_at = models.DateTimeField(null=True)
    done_by = models.BigIntegerField(default=0)
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "party_front_charge"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(done_at=None) | Q(dropped_at=None), name="party_front_charge_ends_once"),
            # A record is in one member's charge in a team.
            models.UniqueConstraint(
                fields=["team", "about_kind", "about_id"], condition=Q(about_id__gt=0, dropped_at=None),
                name="party_front_charge_once",
            ),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["team", "account"], name="party_front_charges")]

    def __str__(self) -> str:
        return f"{self.team} {self.pk}"


@holds(internal="done files", sealed={"text": SEAL}, shown="the team's page, identifiers masked")
class FrontEntry(models.Model):
    """A line of the day log: who, on which day, did what how often. `key` comes from the sender: sent twice it counts once."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    team = models.BigIntegerField()
    account = models.BigIntegerField()
    charge = models.BigIntegerField(default=0)
    day = models.DateField()
    done = models.CharField(max_length=10)
    times = models.SmallIntegerField(default=1)
    text = models.BinaryField(null=True)
    files = models.JSONField(default=list)
    key = models.UUIDField()
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "party_front_entry"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["street", "key"], name="party_front_entry_once"),
            models.CheckConstraint(condition=Q(done__in=DONE), name="party_front_entry_done"),
            models.CheckConstraint(condition=Q(times__gt=0, times__lte=99), name="party_front_entry_times"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["team", "-day", "-id"], name="party_front_log"),
            models.Index(fields=["account", "day"], name="party_front_log_of"),
        ]

    def __str__(self) -> str:
        return f"{self.team} {self.day}"
