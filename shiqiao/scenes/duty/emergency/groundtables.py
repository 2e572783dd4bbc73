"""Tables of what happens on the ground: hazard points and checks, people moved and shelters, stock of material."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from shiqiao.base.classes import holds
from shiqiao.scenes.duty.emergency.rules import SEAL, STATES


@holds(
    internal="code kind title lon lat state",
    sealed={"place": SEAL, "owner": SEAL, "gone_why": SEAL},
    shown="the page of a hazard point: its owner masked",
)
class Hazard(models.Model):
    """A hazard point (隐患点): low-lying spot, dangerous house, underground space; where it is and who answers for it.

    `state` and `checked_at` are those of the last check: safe, water or closed.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    code = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=80)
    community = models.BigIntegerField()
    grid = models.BigIntegerField()
    lon = models.FloatField()
    lat = models.FloatField()
    place = models.BinaryField(null=True)
    owner = models.BinaryField(null=True)
    post = models.BigIntegerField()
    state = models.CharField(max_length=8, default="")
    checked_at = models.DateTimeField(null=True)
    checks = models.IntegerField(default=0)
    added_at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True)
    gone_why = models.BinaryField(null=True)
    invented = models.BooleanField(default=False)

    class Meta:
        db_table = "duty_emergency_hazard"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["street", "code"], name="duty_emergency_hazard_once"),
            models.CheckConstraint(condition=Q(state__in=("", *STATES)), name="duty_emergency_hazard_states"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["street", "kind", "id"], name="duty_emergency_hazards"),
        ]

    def __str__(self) -> str:
        return self.code


@holds(
    internal="state answers files",
    sealed={"note": SEAL},
    shown="the page of a hazard point, identifiers masked",
)
class HazardCheck(models.Model):
    """A check of a hazard point with its photos; what is not safe may have become a matter."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    hazard = models.BigIntegerField()
    response = models.BigIntegerField(default=0)
    state = models.CharField(max_length=8)
    answers = models.JSONField(default=list)
    depth = models.SmallIntegerField(default=0)
    note = models.BinaryField(null=True)
    files = models.JSONField(default=list)
    matter = models.BigIntegerField(default=0)
    post = models.BigIntegerField(default=0)
    account = models.BigIntegerField(default=0)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "duty_emergency_check"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="duty_emergency_check_states"),
            # What is said about a place is shown by a photo.
            models.CheckConstraint(condition=~Q(files=[]), name="duty_emergency_check_photo"),
            models.CheckConstraint(condition=Q(depth__gte=0), name="duty_emergency_check_depth"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["hazard", "-at"], name="duty_emergency_checks"),
            models.Index(fields=["response", "hazard"], name="duty_emergency_checks_in"),
        ]

    def __str__(self) -> str:
        return f"{self.hazard} {self.state}"


@holds(internal="code title place")
class Shelter(models.Model):
    """A shelter of a response with its room; `taken` never passes `capacity`, nor falls below nobody."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    response = models.BigIntegerField()
    code = models.CharField(max_length=40)
    title = models.CharField(max_length=80)
    place = models.CharField(max_length=120)
    capacity = models.IntegerField()
    taken = models.IntegerField(default=0)

    class Meta:
        db_table = "duty_emergency_shelter"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["response", "code"], name="duty_emergency_shelter_once"),
            models.CheckConstraint(
                condition=Q(taken__gte=0, taken__lte=F("capacity")), name="duty_emergency_shelter_room"
            ),
        ]

    def __str__(self) -> str:
        return self.code


@holds(
    internal="person_kind",
    sealed={"name": SEAL, "place": SEAL},
    shown="the list of people to move, for who leads the response and the community: names masked",
)
class Relocation(models.Model):
    """A household to be moved (转移): who, how many persons, from where; moved when and to which shelter; returned when.

    `person_kind` and `person` name a person or household of the registry; else the name stands here, sealed.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    response = models.BigIntegerField()
    hazard = models.BigIntegerField(default=0)
    community = models.BigIntegerField()
    person_kind = models.CharField(max_length=16, default="")
    person = models.BigIntegerField(default=0)
    name = models.BinaryField(null=True)
    place = models.BinaryField(null=True)
    persons = models.SmallIntegerField()
    shelter = models.BigIntegerField(default=0)
    listed_at = models.DateTimeField()
    moved_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    account = models.BigIntegerField(default=0)

    class Meta:
        db_table = "duty_emergency_relocation"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(persons__gte=1), name="duty_emergency_persons"),
            models.CheckConstraint(
                condition=Q(moved_at=None, shelter=0) | Q(moved_at__isnull=False, shelter__gt=0),
                name="duty_emergency_moved_somewhere",
            ),
            models.CheckConstraint(
                condition=Q(returned_at=None) | Q(returned_at__gte=F("moved_at")), name="duty_emergency_back_after"
            ),
            models.UniqueConstraint(
                fields=["response", "person_kind", "person"],
                condition=Q(person__gt=0),
                name="duty_emergency_moved_once",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["response", "id"], name="duty_emergency_relocations"),
        ]

    def __str__(self) -> str:
        return f"{self.response} {self.pk}"


@holds(internal="store store_title material title unit")
class Stock(models.Model):
    """How much of a material lies in a store; it never falls below nothing. `low` is the amount that has to be there."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    store = models.CharField(max_length=40)
    store_title = models.CharField(max_length=80)
    material = models.CharField(max_length=40)
    title = models.CharField(max_length=80)
    unit = models.CharField(max_length=20)
    low = models.IntegerField(default=0)
    balance = models.IntegerField(default=0)

    class Meta:
        db_table = "duty_emergency_stock"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["street", "store", "material"], name="duty_emergency_stock_once"),
            models.CheckConstraint(condition=Q(balance__gte=0, low__gte=0), name="duty_emergency_stock_there"),
        ]

    def __str__(self) -> str:
        return f"{self.store} {self.material}"


@holds(internal="kind place", sealed={"note": SEAL}, shown="the page of the stock, identifiers masked")
class StockLine(models.Model):
    """A move of material: positive in, negative out; `balance` is what lay there afterwards. Never changed."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    stock = models.BigIntegerField()
    response = models.BigIntegerField(default=0)
    kind = models.CharField(max_length=8)
    amount = models.IntegerField()
    balance = models.IntegerField()
    place = models.CharField(max_length=120, default="")
    note = models.BinaryField(null=True)
    account = models.BigIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        db_table = "duty_emergency_stock_line"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(balance__gte=0), name="duty_emergency_line_there"),
            models.CheckConstraint(condition=~Q(amount=0), name="duty_emergency_line_moves"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["stock", "-id"], name="duty_emergency_lines"),
            models.Index(fields=["response", "id"], name="duty_emergency_lines_in"),
        ]

    def __str__(self) -> str:
        return f"{self.stock} {self.amount}"
