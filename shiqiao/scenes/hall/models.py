"""Guides, affairs (办件), what was said about them, comings, and papers that are known. What is personal is sealed."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from shiqiao.base.classes import holds
from shiqiao.scenes.hall.queue import models as queue  # noqa: F401  the tables of the queue belong to this scene

SEAL = "hall"  # binds what is sealed here to the tables of this scene
OPEN = Q(state__in=("incomplete", "handling"))


@holds(internal="content fingerprint")
class GuideVersion(models.Model):
    """A version of a street's guides; affairs finish by the one they began with."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    version = models.IntegerField()
    fingerprint = models.CharField(max_length=64)
    content = models.JSONField()
    published_at = models.DateTimeField()

    class Meta:
        db_table = "hall_guides"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["street", "version"], name="hall_one_version"),
        ]

    def __str__(self) -> str:
        return f"{self.street} v{self.version}"


@holds(
    internal="number item channel manner state papers delivery term rated_way outside_number",
    sealed={"name": SEAL, "phone": SEAL, "identity": SEAL, "proxy_name": SEAL, "proxy_phone": SEAL},
    keyed="name_blind phone_blind identity_blind",
    sensitive="identity identity_blind",
    shown="the affair's page, masked; at the counters of the street",
)
class Affair(models.Model):
    """An affair (办件): who applied for what, where it was taken in (`station`), which counter has it (`at`), how far it is.

    `papers` is the state of each paper by its code. From `trips` on all is reckoned from the comings (`Trip`) and entries;
    `near` is None where nothing can be measured. A rating knows its way (`rated_way`) and who entered it (`rated_by`, 0 for
    the resident's own link): never who took the affair in, decided or delivered it.
    `ticket` is for the queue: the ticket with which somebody came, 0 without. `organisation` is the firm or shop that
    applies through this person, as on file; 0 for people.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    year = models.SmallIntegerField()
    serial = models.IntegerField()
    number = models.CharField(max_length=14)
    item = models.CharField(max_length=40)
    guides = models.IntegerField()
    channel = models.CharField(max_length=8)
    manner = models.CharField(max_length=8)
    station = models.BigIntegerField()
    at = models.BigIntegerField()
    post = models.BigIntegerField(default=0)
    holder = models.BigIntegerField(default=0)
    community = models.BigIntegerField(default=0)
    grid = models.BigIntegerField(default=0)
    person = models.BigIntegerField(default=0)
    name = models.BinaryField(null=True)
    name_blind = models.BinaryField(null=True)
    phone = models.BinaryField(null=True)
    phone_blind = models.BinaryField(null=True)
    identity = models.BinaryField(null=True)
    identity_blind = models.BinaryField(null=True)
    proxy_name = models.BinaryField(null=True)
    proxy_phone = models.BinaryField(null=True)
    state = models.CharField(max_length=10)
    papers = models.JSONField(default=dict)
    term = models.CharField(max_length=10, default="")
    taken_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    granted = models.BooleanField(null=True)
    late = models.BooleanField(default=False)
    delivery = models.CharField(max_length=8, default="")
    delivered_from = models.BigIntegerField(default=0)
    stars = models.SmallIntegerField(null=True)
    outside_number = models.CharField(max_length=40, default="")
    rated_at = models.DateTimeField(null=True)
    rated_way = models.CharField(max_length=8, default="")
    rated_by = models.BigIntegerField(default=0)
    taken_by = models.BigIntegerField(default=0)
    delivered_by = models.BigIntegerField(default=0)
    ticket = models.BigIntegerField(default=0)
    organisation = models.BigIntegerField(default=0)
    trips = models.SmallIntegerField(default=0)
    own_trips = models.SmallIntegerField(default=0)
    staff_trips = models.SmallIntegerField(default=0)
    our_trips = models.SmallIntegerField(default=0)
    asked = models.SmallIntegerField(default=0)
    near = models.BooleanField(null=True)
    at_once = models.BooleanField(default=False)
    invented = models.BooleanField(default=False)

    class Meta:
        db_table = "hall_affair"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["street", "year", "serial"], name="hall_one_number"),
            models.CheckConstraint(
                condition=Q(stars=None) | Q(stars__range=(1, 5), state__in=("granted", "declined", "delivered")),
                name="hall_stars",
            ),
            # `counter`: typed at a counter before ratings had a way; such ratings are kept and counted nowhere.
            models.CheckConstraint(
                condition=Q(stars=None, rated_way="")
                | Q(stars__isnull=False, rated_way__in=("link", "phone", "paper", "counter")),
                name="hall_rated_in_a_way",
            ),
            # On-line means by the city's site, under its number there; else a trip fewer would be made of nothing.
            models.CheckConstraint(
                condition=~Q(channel="online") | ~Q(outside_number=""), name="hall_online_has_its_number"
            ),
            # Who is rated does not enter the rating (好差评).
            models.CheckConstraint(
                condition=~Q(rated_way__in=("phone", "paper"))
                | Q(rated_by__gt=0)
                & ~Q(rated_by=F("taken_by"))
                & ~Q(rated_by=F("decided_by"))
                & ~Q(rated_by=F("delivered_by")),
                name="hall_rated_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state="delivered") | (~Q(delivery="") & Q(granted__isnull=False)), name="hall_delivered_how"
            ),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["street", "-id"], name="hall_latest"),
            models.Index(fields=["number"], name="hall_by_number"),  # scores ask for rows by what they open onto
            models.Index(fields=["street", "due_at", "id"], condition=Q(state="handling"), name="hall_by_due"),
            models.Index(fields=["street", "state", "-id"], name="hall_by_state"),
            models.Index(fields=["at", "state", "-id"], name="hall_by_counter"),
            models.Index(fields=["community", "-id"], name="hall_by_community"),
            models.Index(fields=["street", "taken_at"], name="hall_by_month"),
            models.Index(fields=["name_blind"], condition=Q(name_blind__isnull=False), name="hall_by_name"),
            models.Index(fields=["phone_blind"], condition=Q(phone_blind__isnull=False), name="hall_by_phone"),
            models.Index(fields=["identity_blind"], condition=Q(identity_blind__isnull=False), name="hall_by_identity"),
            models.Index(fields=["person", "-id"], condition=Q(person__gt=0), name="hall_by_person"),
            models.Index(fields=["street", "decided_at"], condition=Q(late=True), name="hall_decided_late"),
            models.Index(fields=["street", "rated_at"], condition=Q(stars__lte=2), name="hall_rated_badly"),
        ]

    def __str__(self) -> str:
        return self.number

    def numbered(self, year: int, serial: int) -> None:
        """Give the affair its number within a year."""
        self.year, self.serial, self.number = year, serial, f"{year}-{serial}"


@holds(internal="kind codes", sealed={"text": SEAL}, shown="the affair's page, identifiers masked")
class AffairEntry(models.Model):
    """What was said about an affair: the one-time notice with its list, papers asked later, reasons, the words of a rating."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    affair = models.BigIntegerField()
    kind = models.CharField(max_length=12)
    text = models.BinaryField(null=True)
    codes = models.JSONField(default=list)
    unit = models.BigIntegerField(default=0)
    account = models.BigIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        db_table = "hall_entry"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            # What is missing is said once (一次性告知): a second notice does not exist, only papers asked later.
            models.UniqueConstraint(fields=["affair"], condition=Q(kind="noticed"), name="hall_one_notice"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["affair", "id"], name="hall_entries")]

    def __str__(self) -> str:
        return f"{self.affair} {self.kind}"


@holds(internal="who reason")
class Trip(models.Model):
    """Somebody came for an affair, or our people went to somebody (`who` is staff, `station` from where).

    `place` numbers the comings of applicant and proxy from 1; `reason` says why it was not the first. Distances are metres as
    the crow flies from the middle of the home grid; where somebody lives is not kept here.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    affair = models.BigIntegerField()
    place = models.SmallIntegerField()
    who = models.CharField(max_length=6)
    reason = models.CharField(max_length=14, default="")
    station = models.BigIntegerField()
    metres = models.IntegerField(default=-1)
    nearest = models.BigIntegerField(default=0)
    nearest_metres = models.IntegerField(default=-1)
    account = models.BigIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        db_table = "hall_trip"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["affair", "place"], condition=Q(place__gt=0), name="hall_trip_once"),
            # The first coming needs no reason; every further one, and every errand of ours, has one.
            models.CheckConstraint(
                condition=Q(who="staff", place=0) & ~Q(reason="")
                | Q(who__in=("own", "proxy"), place=1, reason="")
                | Q(who__in=("own", "proxy"), place__gt=1) & ~Q(reason=""),
                name="hall_trip_has_a_reason",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["affair", "id"], name="hall_trips"),
            models.Index(fields=["street", "station", "at"], name="hall_trips_by_station"),
            models.Index(
                fields=["street", "at"],
                name="hall_trips_at_fault",
                condition=Q(reason__in=("our_notice", "approver_away", "system_down", "counter_closed")),
            ),
            models.Index(fields=["reason", "affair"], condition=Q(place__gt=1), name="hall_trips_by_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.affair} {self.who} {self.place}"


@holds(internal="kind", keyed="owner", sensitive="owner", shown="as known at the counters when the same person applies")
class HeldDocument(models.Model):
    """A paper that a person once handed in: known until a day. `owner` is the keyed identity number, never the number."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    owner = models.BinaryField()
    kind = models.CharField(max_length=40)
    affair = models.BigIntegerField()
    unit = models.BigIntegerField()
    seen_at = models.DateTimeField()
    valid_until = models.DateField()

    class Meta:
        db_table = "hall_document"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["street", "owner", "kind"], name="hall_document_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.valid_until}"


# Tables of the packages below; Django finds models here.
from shiqiao.scenes.hall.fives import tables as five_s_tables  # noqa: E402, F401
