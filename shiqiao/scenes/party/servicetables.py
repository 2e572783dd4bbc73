"""Tables of service projects and of double reporting: occasions, bookings, who reported in, claims and hours."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from shiqiao.base.classes import holds
from shiqiao.scenes.party.rules import BOOKING_STATES, HOURS_STATES, OCCASION_STATES, REPORT_SIDES, STARS

BOOKING_SEAL, MEMBER_SEAL = "party.booking", "party.member"
HAS_PLACE = Q(state__in=("booked", "came", "missed"))
STANDS = Q(state__in=("booked", "waiting", "came", "missed"))
BOOKED_TIME = Func(F("starts_at"), F("ends_at"), function="tstzrange", output_field=DateTimeRangeField())


@holds(public="title words theme place lon lat", internal="state")
class ServiceProject(models.Model):
    """What a unit does for residents, as a project (服务项目). It has landed once an occasion of it was delivered."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    community = models.BigIntegerField()
    unit = models.BigIntegerField()
    match = models.BigIntegerField(default=0)
    theme = models.CharField(max_length=30)
    title = models.CharField(max_length=60)
    words = models.CharField(max_length=300)
    place = models.CharField(max_length=80)
    address = models.BigIntegerField(default=0)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    from_day = models.DateField()
    until = models.DateField()
    state = models.CharField(max_length=8, default="open")
    at = models.DateTimeField()
    post = models.BigIntegerField(default=0)
    invented = models.BooleanField(default=False)

    class Meta:
        db_table = "party_project"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(until__gte=F("from_day"), state__in=("open", "ended")), name="party_project_runs"
            ),
            models.UniqueConstraint(fields=["match"], condition=Q(match__gt=0), name="party_project_of_match"),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["street", "-id"], name="party_projects"),
            models.Index(fields=["unit", "-id"], name="party_projects_of_unit"),
        ]

    def __str__(self) -> str:
        return f"project {self.pk}"


@holds(internal="state remark")
class Occasion(models.Model):
    """A time at which a service project takes place, with so many places. `taken` never passes `places`.

    Delivered, it says how many came beside those who had booked (`others`); who booked and came stands in the bookings.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    community = models.BigIntegerField()
    project = models.BigIntegerField()
    unit = models.BigIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    places = models.SmallIntegerField()
    taken = models.SmallIntegerField(default=0)
    state = models.CharField(max_length=9, default="open")
    others = models.SmallIntegerField(default=0)
    remark = models.CharField(max_length=200, default="")
    delivered_at = models.DateTimeField(null=True)
    account = models.BigIntegerField(default=0)

    class Meta:
        db_table = "party_occasion"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(taken__gte=0, taken__lte=F("places"), places__range=(1, 2000), others__gte=0),
                name="party_occasion_places",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at"), state__in=OCCASION_STATES), name="party_occasion_codes"
            ),
            models.CheckConstraint(
                condition=Q(state="delivered", delivered_at__isnull=False) | (~Q(state="delivered") & Q(delivered_at=None)),
                name="party_occasion_delivered",
            ),
            models.CheckConstraint(condition=~Q(state="cancelled") | ~Q(remark=""), name="party_cancelled_says_why"),
            models.UniqueConstraint(
                fields=["project", "starts_at"], condition=~Q(state="cancelled"), name="party_occasion_once"
            ),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["project", "starts_at"], name="party_occasions"),
            models.Index(fields=["street", "starts_at"], name="party_calendar"),
            models.Index(fields=["unit", "delivered_at"], condition=Q(state="delivered"), name="party_delivered"),
        ]

    def __str__(self) -> str:
        return f"occasion {self.pk} {self.starts_at}"


@holds(
    internal="state channel", sealed={"name": BOOKING_SEAL, "phone": BOOKING_SEAL, "said": BOOKING_SEAL},
    keyed="phone_blind", shown="the page of the occasion, masked; the own booking by its link",
)  # fmt: skip
class ServiceBooking(models.Model):
    """A place for one person at an occasion, or a turn on its waiting list. `number` is the place, 0 while waiting.

    `phone_blind` finds the same person again: nobody holds two places of an occasion, nor two places at one time.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    occasion = models.BigIntegerField()
    project = models.BigIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=9)
    number = models.SmallIntegerField(default=0)
    channel = models.CharField(max_length=6)
    name = models.BinaryField(null=True)
    phone = models.BinaryField(null=True)
    phone_blind = models.BinaryField(null=True)
    consented_at = models.DateTimeField()
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    stars = models.SmallIntegerField(null=True)
    said = models.BinaryField(null=True)
    rated_at = models.DateTimeField(null=True)
    account = models.BigIntegerField(default=0)
    invented = models.BooleanField(default=False)

    class Meta:
        db_table = "party_booking"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["occasion", "number"], condition=HAS_PLACE, name="party_place_once"),
            models.UniqueConstraint(fields=["occasion", "phone_blind"], condition=STANDS, name="party_booked_once"),
            ExclusionConstraint(
                name="party_not_twice_at_a_time",
                expressions=[
                    ("street", RangeOperators.EQUAL),
                    ("phone_blind", RangeOperators.EQUAL),
                    (BOOKED_TIME, RangeOperators.OVERLAPS),
                ],
                condition=HAS_PLACE,
            ),
            models.CheckConstraint(
                condition=Q(HAS_PLACE, number__gt=0) | (~HAS_PLACE & Q(number=0)), name="party_booking_numbered"
            ),
            models.CheckConstraint(condition=Q(state__in=BOOKING_STATES), name="party_booking_states"),
            # Only who came rates, once.
            models.CheckConstraint(
                condition=Q(stars=None, rated_at=None) | Q(state="came", stars__range=STARS, rated_at__isnull=False),
                name="party_rated_by_who_came",
            ),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["occasion", "id"], name="party_bookings"),
            models.Index(fields=["project", "phone_blind"], name="party_bookings_again"),
            models.Index(fields=["phone_blind", "state"], name="party_bookings_by_phone"),
        ]

    def __str__(self) -> str:
        return f"booking {self.pk} {self.state}"


@holds(
    internal="side", sealed={"name": MEMBER_SEAL, "phone": MEMBER_SEAL}, keyed="phone_blind",
    sensitive="name phone phone_blind",
    shown="the page of the report, masked, for the community alone; in no list and no export",
)  # fmt: skip
class ReportedIn(models.Model):
    """An organisation or an in-service member who reported in at a community (双报到).

    That somebody reports in as a member tells a political status: name and telephone are sealed as sensitive, nothing
    else of the person is kept, and lists name only the organisation.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    community = models.BigIntegerField()
    side = models.CharField(max_length=6)
    unit = models.BigIntegerField(default=0)
    name = models.BinaryField(null=True)
    phone = models.BinaryField(null=True)
    phone_blind = models.BinaryField(null=True)
    reported_on = models.DateField()
    ended_at = models.DateTimeField(null=True)
    at = models.DateTimeField()
    account = models.BigIntegerField(default=0)
    invented = models.BooleanField(default=False)

    class Meta:
        db_table = "party_reported_in"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["community", "phone_blind"], condition=Q(side="member", ended_at=None), name="party_member_once"
            ),
            models.UniqueConstraint(
                fields=["community", "unit"], condition=Q(side="unit", ended_at=None), name="party_unit_reported_once"
            ),
            models.CheckConstraint(
                condition=Q(side__in=REPORT_SIDES) & (Q(side="member") | Q(unit__gt=0, name=None, phone=None)),
                name="party_reported_codes",
            ),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["street", "community", "-id"], name="party_reported"),
            models.Index(fields=["unit", "side"], condition=Q(unit__gt=0), name="party_reported_of_unit"),
        ]

    def __str__(self) -> str:
        return f"reported {self.pk}"


@holds(internal="service")
class ServiceClaim(models.Model):
    """A class of service that somebody who reported in has claimed (认领)."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    community = models.BigIntegerField()
    reported = models.BigIntegerField()
    service = models.CharField(max_length=30)
    claimed_on = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        db_table = "party_claim"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["reported", "service"], condition=Q(ended_on=None), name="party_claimed_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.reported} {self.service}"


@holds(internal="state what why")
class ServiceHours(models.Model):
    """Hours of service on a day under a claim; they count once the community has confirmed them, never by who wrote them."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    community = models.BigIntegerField()
    claim = models.BigIntegerField()
    reported = models.BigIntegerField()
    unit = models.BigIntegerField(default=0)
    served_on = models.DateField()
    minutes = models.SmallIntegerField()
    what = models.CharField(max_length=60)
    state = models.CharField(max_length=9, default="waiting")
    why = models.CharField(max_length=120, default="")
    at = models.DateTimeField()
    account = models.BigIntegerField()
    judged_at = models.DateTimeField(null=True)
    judge = models.BigIntegerField(default=0)

    class Meta:
        db_table = "party_hours"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["claim", "served_on"], condition=~Q(state="refused"), name="party_hours_once"),
            models.CheckConstraint(
                condition=Q(minutes__range=(15, 720), state__in=HOURS_STATES) & (~Q(state="refused") | ~Q(why="")),
                name="party_hours_codes",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", judge=0) | (Q(judge__gt=0) & ~Q(judge=F("account"))),
                name="party_hours_judged_by_another",
            ),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["reported", "-id"], name="party_hours_of"),
            models.Index(fields=["community", "at"], condition=Q(state="waiting"), name="party_hours_waiting"),
            models.Index(fields=["unit", "served_on"], condition=Q(state="confirmed"), name="party_hours_of_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.reported} {self.served_on}"
