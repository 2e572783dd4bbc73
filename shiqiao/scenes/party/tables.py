"""Tables of stationed units: seats in the joint meeting, meetings, lists of resources and needs, matches, assessments."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from shiqiao.base.classes import holds
from shiqiao.scenes.party.rules import ITEM_STATES, MATCH_STATES, SEAT_ROLES, SIDES

SEAL = "party"


@holds(internal="content fingerprint")
class PartyVersion(models.Model):
    """What a street has published of its regional Party building; the highest version holds."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    version = models.IntegerField()
    fingerprint = models.CharField(max_length=64)
    content = models.JSONField()
    published_at = models.DateTimeField()

    class Meta:
        db_table = "party_version"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["street", "version"], name="party_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.street} {self.version}"


@holds(
    internal="kind", sealed={"contact": SEAL, "phone": SEAL}, keyed="phone_blind",
    shown="the page of the unit, masked, for whoever acts there",
)  # fmt: skip
class StationedUnit(models.Model):
    """An organisation of the registry that is stationed here; name and code are read there. `contact` is whom to call."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    community = models.BigIntegerField()
    organisation = models.BigIntegerField()
    kind = models.CharField(max_length=30)
    contact = models.BinaryField(null=True)
    phone = models.BinaryField(null=True)
    phone_blind = models.BinaryField(null=True)
    at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    invented = models.BooleanField(default=False)

    class Meta:
        db_table = "party_unit"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["street", "organisation"], name="party_unit_once")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["street", "community", "-id"], name="party_units")
        ]

    def __str__(self) -> str:
        return f"unit {self.pk}"


@holds(internal="role")
class JointSeat(models.Model):
    """A unit's seat in the joint meeting, from a day to a day; never two at a time."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    unit = models.BigIntegerField()
    role = models.CharField(max_length=8)
    during = DateRangeField()
    at = models.DateTimeField()
    account = models.BigIntegerField(default=0)

    class Meta:
        db_table = "party_joint_seat"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            ExclusionConstraint(
                name="party_one_seat",
                expressions=[("unit", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(condition=Q(role__in=SEAT_ROLES, during__isempty=False), name="party_seat_codes"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.during}"


@holds(internal="topic agreed")
class JointMeeting(models.Model):
    """A joint meeting (党建联席会议): when, about what, and what was agreed."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    community = models.BigIntegerField(default=0)
    held_on = models.DateField()
    topic = models.CharField(max_length=60)
    agreed = models.CharField(max_length=600)
    at = models.DateTimeField()
    account = models.BigIntegerField(default=0)
    invented = models.BooleanField(default=False)

    class Meta:
        db_table = "party_joint_meeting"
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["street", "-id"], name="party_meetings")]

    def __str__(self) -> str:
        return f"{self.held_on} {self.topic}"


@holds()
class JointPresence(models.Model):
    """A unit that came to a joint meeting."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    meeting = models.BigIntegerField()
    unit = models.BigIntegerField()

    class Meta:
        db_table = "party_joint_presence"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["meeting", "unit"], name="party_present_once")
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["unit"], name="party_presence_of_unit")]

    def __str__(self) -> str:
        return f"{self.meeting} {self.unit}"


@holds(internal="side theme title words state why")
class ListItem(models.Model):
    """A line of the list of resources (`unit` has it) or of needs (`community` asks it; `unit` is 0)."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    community = models.BigIntegerField()
    unit = models.BigIntegerField(default=0)
    side = models.CharField(max_length=8)
    theme = models.CharField(max_length=30)
    title = models.CharField(max_length=60)
    words = models.CharField(max_length=300)
    until = models.DateField()
    state = models.CharField(max_length=9, default="open")
    why = models.CharField(max_length=120, default="")
    at = models.DateTimeField()
    post = models.BigIntegerField(default=0)
    invented = models.BooleanField(default=False)

    class Meta:
        db_table = "party_list_item"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(side__in=SIDES, state__in=ITEM_STATES), name="party_item_codes"),
            models.CheckConstraint(condition=Q(side="resource", unit__gt=0) | Q(side="need", unit=0), name="party_item_of"),
            models.CheckConstraint(condition=~Q(state="withdrawn") | ~Q(why=""), name="party_withdrawn_says_why"),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["street", "side", "-id"], name="party_items"),
            models.Index(fields=["unit", "-id"], condition=Q(unit__gt=0), name="party_items_of_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.side} {self.pk}"


@holds(internal="reasons state why")
class ListMatch(models.Model):
    """A need, the unit that may answer it, and the resource by which (0: without one). Claimed, it becomes a project."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    community = models.BigIntegerField()
    need = models.BigIntegerField()
    unit = models.BigIntegerField()
    resource = models.BigIntegerField(default=0)
    score = models.SmallIntegerField(default=0)
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=9, default="proposed")
    why = models.CharField(max_length=120, default="")
    project = models.BigIntegerField(default=0)
    proposed_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    account = models.BigIntegerField(default=0)

    class Meta:
        db_table = "party_match"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["need", "unit", "resource"], name="party_match_once"),
            # A need has one unit that claimed it: what comes later is refused by the database.
            models.UniqueConstraint(
                fields=["need"], condition=Q(state__in=("claimed", "project")), name="party_need_claimed_once"
            ),
            models.CheckConstraint(condition=Q(state__in=MATCH_STATES), name="party_match_states"),
            models.CheckConstraint(condition=~Q(state="project") | Q(project__gt=0), name="party_match_project"),
            models.CheckConstraint(condition=~Q(state="declined") | ~Q(why=""), name="party_declined_says_why"),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["unit", "-id"], name="party_matches_of_unit"),
            models.Index(fields=["resource"], condition=Q(resource__gt=0), name="party_matches_of_resource"),
            models.Index(fields=["street", "proposed_at"], condition=Q(state="proposed"), name="party_to_claim"),
        ]

    def __str__(self) -> str:
        return f"match {self.pk} {self.state}"


@holds(internal="points shown remark")
class UnitAssessment(models.Model):
    """How a community scores a unit for a year: points by criterion of a version, and what the records showed then."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    community = models.BigIntegerField()
    unit = models.BigIntegerField()
    year = models.SmallIntegerField()
    version = models.IntegerField()
    points = models.JSONField()
    shown = models.JSONField()
    total = models.SmallIntegerField()
    remark = models.CharField(max_length=200, default="")
    at = models.DateTimeField()
    account = models.BigIntegerField(default=0)
    invented = models.BooleanField(default=False)

    class Meta:
        db_table = "party_assessment"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["community", "unit", "year"], name="party_assessed_once"),
            models.CheckConstraint(condition=Q(total__range=(0, 100)), name="party_assessment_total"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["street", "year", "-total"], name="party_assessed"),
            models.Index(fields=["unit", "-year"], name="party_assessed_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.year} {self.total}"
