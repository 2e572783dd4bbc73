"""Points, plans, check-ins, squares and trails. Only trails and the place of a check-in are about a person, and sealed."""

from django.db import models
from django.db.models import F, Q

from shiqiao.base.classes import holds
from shiqiao.kernel.patrols.rules import GOOD, STATES

POSITION, WAY = "patrols.position", "patrols.way"  # bind encrypted values to their columns


@holds(internal="name seed", public="lon lat", hashed="mark")
class Point(models.Model):
    """Where one checks in: a place in a grid with the radius within which one is there.

    `mark` is the hash of its code, `seed` what the code is made from together with the keys. `seen_at` is derived: the
    last check-in that counts.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    community = models.BigIntegerField()
    grid = models.BigIntegerField()
    number = models.SmallIntegerField()
    name = models.CharField(max_length=60)
    lon = models.FloatField()
    lat = models.FloatField()
    radius = models.SmallIntegerField()
    seed = models.BinaryField()
    mark = models.BinaryField()
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "patrols_point"
        constraints = [
            models.UniqueConstraint(fields=["grid", "number"], name="point_numbered_once"),
            models.UniqueConstraint(fields=["mark"], name="point_code_once"),
            models.CheckConstraint(condition=Q(radius__gte=20, radius__lte=300), name="point_has_radius"),
        ]
        indexes = [models.Index(fields=["street", "grid", "number"], name="point_of_street")]

    def __str__(self) -> str:
        return f"{self.grid}-{self.number} {self.name}"


@holds(internal="fingerprint table text")
class PlanVersion(models.Model):
    """One version of a street's plan of patrols; never changed afterwards."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    version = models.IntegerField()
    fingerprint = models.CharField(max_length=64)
    table = models.JSONField()
    text = models.TextField()
    published_at = models.DateTimeField()

    class Meta:
        db_table = "patrols_plan"
        constraints = [models.UniqueConstraint(fields=["street", "version"], name="patrol_plan_one_version")]

    def __str__(self) -> str:
        return f"{self.street} v{self.version}"


@holds(
    internal="lines state why",
    keyed="mark",
    sealed={"position": POSITION},
    sensitive="position",
    shown="nowhere: it is judged when it comes, and kept for the days of the plan in case of a dispute",
)
class CheckIn(models.Model):
    """Somebody was at a point, as far as the device tells; see rules.judge. `lines` are those whose rounds it serves.

    `mark` is the keyed hash of person and client's number, so that it comes once only.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    community = models.BigIntegerField()
    grid = models.BigIntegerField()
    point = models.BigIntegerField()
    post = models.BigIntegerField()
    account = models.BigIntegerField()
    device = models.BigIntegerField(default=0)
    lines = models.CharField(max_length=120, default="")
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    offline = models.BooleanField(default=False)
    state = models.CharField(max_length=10)
    why = models.CharField(max_length=12, default="")
    metres = models.IntegerField(null=True)
    mark = models.BinaryField()
    position = models.BinaryField(null=True)
    decided_account = models.BigIntegerField(default=0)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "patrols_check_in"
        constraints = [
            models.UniqueConstraint(fields=["street", "mark"], name="check_in_sent_once"),
            models.CheckConstraint(condition=Q(state__in=STATES), name="check_in_known_state"),
            models.CheckConstraint(condition=Q(happened_at__lte=F("recorded_at")), name="check_in_not_ahead"),
            models.CheckConstraint(
                condition=~Q(state__in=("recognised", "declined"))
                | (Q(decided_account__gt=0, decided_at__isnull=False) & ~Q(decided_account=F("account"))),
                name="check_in_decided_by_another",
            ),
        ]
        indexes = [
            models.Index(fields=["point", "-happened_at"], condition=Q(state__in=GOOD), name="check_in_of_point"),
            models.Index(fields=["account", "-happened_at"], name="check_in_of_person"),
            models.Index(fields=["street", "-id"], condition=Q(state="waiting"), name="check_in_waiting"),
            models.Index(fields=["grid", "-happened_at"], name="check_in_of_grid"),
        ]

    def __str__(self) -> str:
        return f"check-in {self.id} {self.state}"


class Square(models.Model):
    """That a square of about 50 m was walked in a grid on a day, by whomever."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    grid = models.BigIntegerField()
    day = models.DateField()
    square = models.BigIntegerField()

    class Meta:
        db_table = "patrols_square"
        constraints = [models.UniqueConstraint(fields=["grid", "day", "square"], name="square_once_a_day")]

    def __str__(self) -> str:
        return f"{self.grid} {self.day} {self.square}"


@holds(
    keyed="mark",
    sealed={"way": WAY},
    sensitive="way",
    shown="to the person; to the community head and the leader for a reason, with a line in the read log",
)
class Trail(models.Model):
    """The thinned way of a person during one stretch of a patrol, sealed; deleted after the days of the plan."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    community = models.BigIntegerField()
    grid = models.BigIntegerField()
    post = models.BigIntegerField()
    account = models.BigIntegerField()
    device = models.BigIntegerField(default=0)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    spots = models.SmallIntegerField()
    mark = models.BinaryField()
    way = models.BinaryField()

    class Meta:
        db_table = "patrols_trail"
        constraints = [models.UniqueConstraint(fields=["street", "mark"], name="trail_sent_once")]
        indexes = [
            models.Index(fields=["account", "-begins_at"], name="trail_of_person"),
            models.Index(fields=["street", "recorded_at"], name="trail_by_age"),
        ]

    def __str__(self) -> str:
        return f"trail {self.id}"
