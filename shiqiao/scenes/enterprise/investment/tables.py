"""Tables of investment (招商): premises with their floors, leads with their stages, and who has which floor when."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from shiqiao.base.classes import holds


@holds(internal="name address")
class Premises(models.Model):
    """Premises on offer (载体): a building, yard or site with its floors. `project` is the key project they come from."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    name = models.CharField(max_length=60)
    address = models.CharField(max_length=120, default="")
    community = models.BigIntegerField(default=0)
    project = models.BigIntegerField(default=0)
    invented = models.BooleanField(default=False)

    class Meta:
        db_table = "enterprise_premises"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["street", "name"], name="investment_premises_once"),
        ]

    def __str__(self) -> str:
        return self.name


@holds(internal="title")
class PremisesFloor(models.Model):
    """A floor or part: square metres, price asked in cents a square metre a day. Who has it follows from `FloorTaken`."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    premises = models.BigIntegerField()
    title = models.CharField(max_length=30)
    area = models.IntegerField()
    price = models.IntegerField(default=0)
    own_use = models.BooleanField(default=False)

    class Meta:
        db_table = "enterprise_premises_floor"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["premises", "title"], name="investment_floor_once"),
            models.CheckConstraint(condition=Q(area__gt=0, price__gte=0), name="investment_floor_measures"),
        ]

    def __str__(self) -> str:
        return self.title


@holds(internal="number firm wants source stage next_step lost_reason lost_text")
class Lead(models.Model):
    """A firm that may come: what it wants, how far it is, whose it is, what is done next and on which day.

    `organisation` is its number in the registry, 0 while it is not on file. `amount` is the investment in 10,000 yuan.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    number = models.CharField(max_length=16)
    firm = models.CharField(max_length=80)
    organisation = models.BigIntegerField(default=0)
    project = models.BigIntegerField(default=0)
    premises = models.BigIntegerField(default=0)
    wants = models.CharField(max_length=200, default="")
    area = models.IntegerField(default=0)
    amount = models.IntegerField(default=0)
    source = models.CharField(max_length=12)
    stage = models.CharField(max_length=12)
    stage_at = models.DateTimeField()
    found_at = models.DateTimeField()
    owner_post = models.BigIntegerField()
    owner = models.BigIntegerField(default=0)
    next_step = models.CharField(max_length=200, default="")
    next_on = models.DateField(null=True)
    lost_reason = models.CharField(max_length=12, default="")
    lost_text = models.CharField(max_length=300, default="")
    invented = models.BooleanField(default=False)

    class Meta:
        db_table = "enterprise_lead"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["street", "number"], name="investment_one_number"),
            models.CheckConstraint(
                condition=~Q(stage="lost") & Q(lost_reason="") | Q(stage="lost") & ~Q(lost_reason=""),
                name="investment_lost_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(lost_reason="other") | ~Q(lost_text=""), name="investment_other_reason_is_written"
            ),
            # Whoever has an open lead knows what is done next and when; one that is over has nothing to do.
            models.CheckConstraint(
                condition=Q(stage__in=("moved_in", "lost"), next_on=None) | Q(next_on__isnull=False) & ~Q(next_step=""),
                name="investment_has_a_next_step",
            ),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["street", "stage", "-id"], name="investment_by_stage"),
            models.Index(
                fields=["street", "next_on", "id"], condition=Q(next_on__isnull=False), name="investment_by_next"
            ),
            models.Index(fields=["owner_post", "next_on"], name="investment_by_owner"),
        ]

    def __str__(self) -> str:
        return self.number


@holds(internal="stage note")
class LeadStage(models.Model):
    """A stage of a lead from when until when; the open one is where it stands (at most one, by the index)."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    lead = models.BigIntegerField()
    stage = models.CharField(max_length=12)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    account = models.BigIntegerField(default=0)
    note = models.CharField(max_length=300, default="")

    class Meta:
        db_table = "enterprise_lead_stage"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["lead"], condition=Q(until=None), name="investment_one_open_stage"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["lead", "id"], name="investment_stages")]

    def __str__(self) -> str:
        return f"{self.lead} {self.stage}"


@holds(internal="how")
class FloorTaken(models.Model):
    """A floor is reserved for a lead, or let to it, from a day to a day; never to two at once."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    floor = models.BigIntegerField()
    lead = models.BigIntegerField()
    how = models.CharField(max_length=8)
    during = DateRangeField()

    class Meta:
        db_table = "enterprise_floor_taken"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            ExclusionConstraint(
                name="investment_floor_once_at_a_time",
                expressions=[("floor", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(condition=Q(how__in=("reserved", "let")), name="investment_how_taken"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["lead"], name="investment_taken_by_lead")]

    def __str__(self) -> str:
        return f"{self.floor} {self.how} {self.lead}"
