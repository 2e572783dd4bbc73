"""Tables of rosters (值班表): rules by version, rosters, shifts, turns, who is away, swaps, the hand-over log."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from shiqiao.base.classes import holds

SEAL = "duty"  # binds what is sealed here to the tables of this scene
ROLES = ("leader", "officer")
ROSTER_STATES = ("draft", "checked", "published", "dropped")
TURN_STATES = ("standing", "changed", "relieved")  # changed: never began; relieved: somebody took over on the way
SWAP_STATES = ("asked", "agreed", "approved", "declined", "refused", "withdrawn")
OPEN_SWAPS = ("asked", "agreed")
AVAILABILITY = ("away", "avoid", "prefer")
ENTRY_KINDS = ("call", "visitor", "event", "order", "note")
EQUAL, OVERLAPS = RangeOperators.EQUAL, RangeOperators.OVERLAPS


@holds(internal="content fingerprint")
class DutyVersion(models.Model):
    """A version of a street's rules of duty; a roster keeps the one by which it was made."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    version = models.IntegerField()
    fingerprint = models.CharField(max_length=64)
    content = models.JSONField()
    published_at = models.DateTimeField()

    class Meta:
        db_table = "duty_rules"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["street", "version"], name="duty_one_version"),
        ]

    def __str__(self) -> str:
        return f"{self.street} v{self.version}"


@holds(internal="state figures")
class Roster(models.Model):
    """A roster of a span of days, `days` with its end not included: draft, checked, published, or dropped.

    `figures` are those of fairness when it was made. Of several versions for the same days one is published, never two.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    days = DateRangeField()
    version = models.SmallIntegerField()
    rules = models.IntegerField()
    seed = models.IntegerField(default=0)
    state = models.CharField(max_length=9, default="draft")
    figures = models.JSONField(default=dict)
    made_by = models.BigIntegerField(default=0)
    made_at = models.DateTimeField()
    checked_by = models.BigIntegerField(default=0)
    checked_at = models.DateTimeField(null=True)
    published_by = models.BigIntegerField(default=0)
    published_at = models.DateTimeField(null=True)
    invented = models.BooleanField(default=False)

    class Meta:
        db_table = "duty_roster"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["street", "days", "version"], name="duty_roster_version"),
            models.CheckConstraint(condition=Q(state__in=ROSTER_STATES), name="duty_roster_states"),
            # Who made a roster does not check it.
            models.CheckConstraint(
                condition=Q(checked_by=0) | ~Q(checked_by=F("made_by")), name="duty_roster_by_another"
            ),
            ExclusionConstraint(
                name="duty_one_published", condition=Q(state="published"),
                expressions=[("street", EQUAL), ("days", OVERLAPS)],
            ),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["street", "-id"], name="duty_rosters")]

    def __str__(self) -> str:
        return f"{self.days.lower} v{self.version}"


@holds(internal="kind")
class Shift(models.Model):
    """A shift: from when until when, how many officers it needs beside its one leader; `live` once it is published."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    roster = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    day = models.DateField()
    during = DateTimeRangeField()
    officers = models.SmallIntegerField(default=1)
    night = models.BooleanField(default=False)
    weekend = models.BooleanField(default=False)
    holiday = models.BooleanField(default=False)
    live = models.BooleanField(default=False)
    passed_on_at = models.DateTimeField(null=True)
    passed_on_by = models.BigIntegerField(default=0)

    class Meta:
        db_table = "duty_shift"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(officers__gte=0, officers__lte=9), name="duty_shift_officers"),
            ExclusionConstraint(
                name="duty_one_shift", condition=Q(live=True), expressions=[("street", EQUAL), ("during", OVERLAPS)]
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["roster", "day"], name="duty_shifts")]

    def __str__(self) -> str:
        return f"{self.day} {self.kind}"


@holds(
    internal="role state ended_why reasons",
    sealed={"words": SEAL},
    shown="the turn's page: why somebody took over, for those of the shift, leaders and who keeps the roster",
)
class Turn(models.Model):
    """One person's turn in a shift, as leader or officer; `rested` reaches from its begin to when the next one may begin.

    `during` is cut where somebody took over on the way. `reasons` say why this person and who was passed over for what.
    `former` is the turn in whose place this one stands. Double duty and broken rest are refused by the database.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    roster = models.BigIntegerField()
    shift = models.BigIntegerField()
    role = models.CharField(max_length=7)
    place = models.SmallIntegerField(default=0)
    person = models.BigIntegerField()
    post = models.BigIntegerField()
    during = DateTimeRangeField()
    rested = DateTimeRangeField()
    live = models.BooleanField(default=False)
    state = models.CharField(max_length=8, default="standing")
    reasons = models.JSONField(default=dict)
    former = models.BigIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.BigIntegerField(default=0)
    ended_why = models.CharField(max_length=12, default="")
    words = models.BinaryField(null=True)
    checked_in_at = models.DateTimeField(null=True)
    late_minutes = models.SmallIntegerField(default=0)
    missed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "duty_turn"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(role__in=ROLES), name="duty_turn_roles"),
            models.CheckConstraint(condition=Q(state__in=TURN_STATES), name="duty_turn_states"),
            models.CheckConstraint(condition=Q(late_minutes__gte=0), name="duty_turn_late"),
            # One leader; each officer's place is taken once.
            models.UniqueConstraint(
                fields=["shift", "role", "place"], condition=Q(state="standing"), name="duty_turn_one_place"
            ),
            models.CheckConstraint(condition=~Q(role="leader") | Q(place=0), name="duty_turn_one_leader"),
            ExclusionConstraint(
                name="duty_no_double_duty", condition=Q(live=True) & ~Q(state="changed"),
                expressions=[("person", EQUAL), ("during", OVERLAPS)],
            ),
            ExclusionConstraint(
                name="duty_rest", condition=Q(live=True) & ~Q(state="changed"),
                expressions=[("person", EQUAL), ("rested", OVERLAPS)],
            ),
            ExclusionConstraint(
                name="duty_rest_in_draft", condition=~Q(state="changed"),
                expressions=[("roster", EQUAL), ("person", EQUAL), ("rested", OVERLAPS)],
            ),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["shift"], name="duty_turns"),
            models.Index(fields=["person", "-id"], condition=Q(live=True), name="duty_turns_of"),
        ]

    def __str__(self) -> str:
        return f"{self.shift} {self.role}"


@holds(internal="kind why")
class Availability(models.Model):
    """When a person cannot take duty (away), would rather not (avoid) or would like to (prefer); reasons are codes alone."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    person = models.BigIntegerField()
    kind = models.CharField(max_length=6)
    why = models.CharField(max_length=12)
    days = DateRangeField()
    entered_by = models.BigIntegerField(default=0)
    entered_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "duty_availability"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(kind__in=AVAILABILITY), name="duty_availability_kinds"),
            ExclusionConstraint(
                name="duty_availability_once", condition=Q(ended_at=None),
                expressions=[("person", EQUAL), ("days", OVERLAPS)],
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.person} {self.kind}"


@holds(
    internal="state",
    sealed={"words": SEAL, "answer": SEAL},
    shown="the swap's page, for both, leaders and who approves",
)
class Swap(models.Model):
    """One asks another to swap turns, the other agrees, a third person approves; `turn` is the asker's, `against` theirs."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    turn = models.BigIntegerField()
    against = models.BigIntegerField()
    asker = models.BigIntegerField()
    asked = models.BigIntegerField()
    state = models.CharField(max_length=9, default="asked")
    words = models.BinaryField(null=True)
    answer = models.BinaryField(null=True)
    asked_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    approved_by = models.BigIntegerField(default=0)

    class Meta:
        db_table = "duty_swap"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(state__in=SWAP_STATES), name="duty_swap_states"),
            models.CheckConstraint(condition=~Q(asker=F("asked")), name="duty_swap_two"),
            # Approved only what both wanted, by a third person.
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(agreed_at__isnull=False, approved_by__gt=0),
                name="duty_swap_approved",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=0) | ~(Q(approved_by=F("asker")) | Q(approved_by=F("asked"))),
                name="duty_swap_by_another",
            ),
            models.UniqueConstraint(fields=["turn"], condition=Q(state__in=OPEN_SWAPS), name="duty_swap_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["street", "-id"], name="duty_swaps")]

    def __str__(self) -> str:
        return f"{self.turn} {self.against}"


@holds(internal="kind client_id", sealed={"text": SEAL, "result": SEAL}, shown="the hand-over log, identifiers masked")
class LogEntry(models.Model):
    """A line of a shift's log: a call, a visitor, an event, an order from above, a note; open until somebody closes it.

    `matter` is the matter that came of it.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    shift = models.BigIntegerField()
    kind = models.CharField(max_length=8)
    text = models.BinaryField(null=True)
    at = models.DateTimeField()
    account = models.BigIntegerField(default=0)
    open = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.BigIntegerField(default=0)
    result = models.BinaryField(null=True)
    matter = models.BigIntegerField(default=0)
    client_id = models.CharField(max_length=40, default="")

    class Meta:
        db_table = "duty_log"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(kind__in=ENTRY_KINDS), name="duty_log_kinds"),
            models.UniqueConstraint(
                fields=["street", "client_id"], condition=~Q(client_id=""), name="duty_log_sent_once"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["shift", "id"], name="duty_log_of"),
            models.Index(fields=["street", "id"], condition=Q(open=True), name="duty_log_open"),
        ]

    def __str__(self) -> str:
        return f"{self.shift} {self.kind}"


class Passing(models.Model):
    """An open line passed on to the next shift; somebody of that shift acknowledges it."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    entry = models.BigIntegerField()
    shift = models.BigIntegerField()
    passed_at = models.DateTimeField()
    passed_by = models.BigIntegerField(default=0)
    seen_at = models.DateTimeField(null=True)
    seen_by = models.BigIntegerField(default=0)

    class Meta:
        db_table = "duty_passing"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["entry", "shift"], name="duty_passing_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["shift"], condition=Q(seen_at=None), name="duty_passing_unseen"),
        ]

    def __str__(self) -> str:
        return f"{self.entry} {self.shift}"
