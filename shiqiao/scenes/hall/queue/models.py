"""The queue: its rule, places of slots, bookings, tickets, timed periods, windows that are manned, and times closed off."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from shiqiao.base.classes import holds

SEAL = "hall.queue"  # binds what is sealed here to the tables of the queue
TAKES_PLACE = Q(state__in=("held", "booked", "arrived", "served", "missed"))  # a place is given once: constraint
TO_COME = Q(state__in=("held", "booked", "waitlisted"))
COUNTS = Q(state__in=("booked", "waitlisted", "arrived", "served", "missed"))  # against the limit of one day
THERE = ("called", "serving", "held")
UNENDED = Q(state__in=("waiting", "called", "serving", "held"))


@holds(internal="content fingerprint")
class QueueRuleVersion(models.Model):
    """A version of a street's rule of the queue; each ticket names the one by which it was ranked."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    version = models.IntegerField()
    fingerprint = models.CharField(max_length=64)
    content = models.JSONField()
    published_at = models.DateTimeField()

    class Meta:
        app_label = "hall"
        db_table = "hall_queue_rule"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["street", "version"], name="hall_queue_one_version"),
        ]

    def __str__(self) -> str:
        return f"{self.street} v{self.version}"


@holds(internal="line reason")
class Closure(models.Model):
    """A stretch of time in which a counter does not serve (停办); `line` empty: none of its lines."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    unit = models.BigIntegerField()
    line = models.CharField(max_length=40, default="")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=16)
    account = models.BigIntegerField(default=0)
    entered_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "hall"
        db_table = "hall_queue_closure"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="hall_closure_has_length"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["unit", "ends_at"], name="hall_closures")]

    def __str__(self) -> str:
        return f"{self.unit} {self.begins_at:%Y-%m-%d %H:%M}"


@holds(internal="line")
class BookingPlace(models.Model):
    """One place of a slot: a slot for five persons is five rows, so that the sixth has nothing to take."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    unit = models.BigIntegerField()
    line = models.CharField(max_length=40)
    day = models.DateField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    seat = models.SmallIntegerField()
    closure = models.BigIntegerField(default=0)

    class Meta:
        app_label = "hall"
        db_table = "hall_queue_place"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["unit", "line", "starts_at", "seat"], name="hall_place_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at"), seat__gte=1), name="hall_place_has_length"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["unit", "day", "line"], name="hall_places_by_day")
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.starts_at:%Y-%m-%d %H:%M} {self.seat}"


@holds(
    internal="line item channel state reason",
    sealed={"name": SEAL, "phone": SEAL, "claims": SEAL},
    keyed="phone_blind",
    sensitive="claims",
    shown="bookings of the counter, masked; whoever has its link",
)
class Booking(models.Model):
    """A booking, a hold while somebody fills in the form, or a wish on the waiting list of a day (no place yet).

    `of_day` and `of_all` number what one person has: a limit of two leaves no third number. `claims` are classes that the
    person said to belong to. `told_at` is when we told the person what we had changed.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    unit = models.BigIntegerField()
    line = models.CharField(max_length=40)
    item = models.CharField(max_length=40, default="")
    day = models.DateField()
    place = models.ForeignKey(BookingPlace, on_delete=models.PROTECT, null=True, related_name="+")
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10)
    channel = models.CharField(max_length=8)
    name = models.BinaryField(null=True)
    phone = models.BinaryField(null=True)
    phone_blind = models.BinaryField(null=True)
    claims = models.BinaryField(null=True)
    of_day = models.SmallIntegerField(default=0)
    of_all = models.SmallIntegerField(default=0)
    hold_until = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    moved_up_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=16, default="")
    told_at = models.DateTimeField(null=True)
    account = models.BigIntegerField(default=0)
    invented = models.BooleanField(default=False)

    class Meta:
        app_label = "hall"
        db_table = "hall_queue_booking"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["place"], condition=TAKES_PLACE, name="hall_booking_one_place"),
            ExclusionConstraint(
                name="hall_booking_one_time",
                expressions=[
                    ("street", RangeOperators.EQUAL), ("phone_blind", RangeOperators.EQUAL),
                    (Func(F("starts_at"), F("ends_at"), RangeBoundary(), function="TSTZRANGE"), RangeOperators.OVERLAPS),
                ],
                condition=Q(state="booked"),
            ),
            models.UniqueConstraint(
                fields=["street", "phone_blind", "day", "of_day"], condition=COUNTS, name="hall_booking_of_day"
            ),
            models.UniqueConstraint(
                fields=["street", "phone_blind", "of_all"], condition=Q(state__in=("booked", "waitlisted")),
                name="hall_booking_of_all",
            ),
            models.CheckConstraint(condition=Q(of_day__range=(0, 9), of_all__range=(0, 9)), name="hall_booking_numbers"),
            # Who books has said who it is and has a number; who holds a time keeps it until a moment.
            models.CheckConstraint(
                condition=~Q(state__in=("booked", "waitlisted")) | Q(phone_blind__isnull=False, of_day__gt=0, of_all__gt=0),
                name="hall_booking_by_somebody",
            ),
            models.CheckConstraint(condition=~Q(state="held") | Q(hold_until__isnull=False), name="hall_hold_ends"),
            models.CheckConstraint(
                condition=Q(place__isnull=False, starts_at__isnull=False, ends_at__isnull=False)
                | Q(place=None, starts_at=None, ends_at=None, state__in=("waitlisted", "cancelled", "revoked", "expired")),
                name="hall_booking_has_a_place",
            ),
            models.CheckConstraint(condition=~Q(state="revoked") | ~Q(reason=""), name="hall_revoked_says_why"),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["unit", "day", "starts_at", "id"], name="hall_bookings_by_day"),
            models.Index(
                fields=["unit", "line", "day", "id"], condition=Q(state="waitlisted"), name="hall_waiting_list"
            ),
            models.Index(fields=["hold_until"], condition=Q(state="held"), name="hall_holds"),
            models.Index(fields=["ends_at"], condition=Q(state="booked"), name="hall_booked"),
            models.Index(fields=["phone_blind"], condition=Q(phone_blind__isnull=False), name="hall_booked_by_phone"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.day} {self.state}"


@holds(internal="line state number why channel reason")
class QueueTicket(models.Model):
    """A ticket of the line: no name, no telephone. `rank` and `why` are its class by version `rules` of the rule.

    `ready_at` is from when it can be called: arrival, for who booked and came early the begin of the slot. `over` says
    whether the first call came after the limit. `ready_at`, not arrival, begins the wait.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    unit = models.BigIntegerField()
    line = models.CharField(max_length=40)
    day = models.DateField()
    serial = models.IntegerField()
    number = models.CharField(max_length=8)
    channel = models.CharField(max_length=8)
    rank = models.SmallIntegerField()
    why = models.CharField(max_length=40)
    rules = models.IntegerField()
    booking = models.BigIntegerField(default=0)
    affair = models.BigIntegerField(default=0)
    state = models.CharField(max_length=8)
    taken_at = models.DateTimeField()
    ready_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True)
    calls = models.SmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    window = models.SmallIntegerField(default=0)
    account = models.BigIntegerField(default=0)
    over = models.BooleanField(default=False)
    reason = models.CharField(max_length=16, default="")
    invented = models.BooleanField(default=False)

    class Meta:
        app_label = "hall"
        db_table = "hall_queue_ticket"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["unit", "day", "line", "serial"], name="hall_ticket_once"),
            models.UniqueConstraint(fields=["booking"], condition=Q(booking__gt=0), name="hall_ticket_of_booking"),
            # One window calls or serves one ticket.
            models.UniqueConstraint(
                fields=["unit", "window"], condition=Q(state__in=("called", "serving")), name="hall_ticket_at_window"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("called", "serving", "served", "missed"))
                | Q(called_at__isnull=False, window__gt=0),
                name="hall_ticket_called",
            ),
            models.CheckConstraint(condition=UNENDED | Q(ended_at__isnull=False), name="hall_ticket_ended"),
            models.CheckConstraint(condition=~Q(state="closed") | ~Q(reason=""), name="hall_closed_says_why"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["unit", "rank", "ready_at", "id"], condition=Q(state="waiting"), name="hall_line"),
            models.Index(fields=["unit", "called_at"], condition=Q(state__in=THERE), name="hall_called"),
            models.Index(fields=["unit", "day", "-id"], name="hall_tickets_by_day"),
            models.Index(fields=["street", "day"], name="hall_tickets_by_month"),
            models.Index(fields=["affair"], condition=Q(affair__gt=0), name="hall_tickets_of_affair"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number} {self.day}"


@holds(internal="state")
class QueuePeriod(models.Model):
    """How long a ticket was waiting, called, served or on hold; at most one period of a ticket is open."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    ticket = models.BigIntegerField()
    state = models.CharField(max_length=8)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    account = models.BigIntegerField(default=0)

    class Meta:
        app_label = "hall"
        db_table = "hall_queue_period"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["ticket"], condition=Q(ended_at=None), name="hall_one_open_period"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("began_at")), name="hall_period_runs_on"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["ticket", "id"], name="hall_periods")]

    def __str__(self) -> str:
        return f"{self.ticket} {self.state}"


@holds()
class Sitting(models.Model):
    """Somebody works at a window of a counter, from when to when."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    unit = models.BigIntegerField()
    window = models.SmallIntegerField()
    account = models.BigIntegerField()
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "hall"
        db_table = "hall_queue_sitting"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["unit", "window"], condition=Q(ended_at=None), name="hall_window_of_one"),
            models.UniqueConstraint(fields=["account"], condition=Q(ended_at=None), name="hall_one_window"),
            models.CheckConstraint(condition=Q(window__gte=1), name="hall_window_number"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["unit", "began_at"], name="hall_sittings")]

    def __str__(self) -> str:
        return f"{self.unit} {self.window}"
