"""Stewards of firms, what firms need, who answers how, what they were promised. What a person wrote is sealed."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from shiqiao.base.classes import holds

SEAL = "enterprise"


@holds(
    internal="promises needs", sealed={"facts": SEAL}, shown="the firm's page, for its steward, the office and leaders"
)
class FirmSteward(models.Model):
    """A post is a firm's steward (金管家) from a moment to a moment; never two at once.

    `promises` and `needs` are what was open when the term began, `next_visit` the day by which the next visit was due,
    `facts` what the former steward or the office wrote for the successor. `seen_at`: the holder has read it.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    organisation = models.BigIntegerField()
    post = models.BigIntegerField()
    during = DateTimeRangeField()
    former = models.BigIntegerField(default=0)
    promises = models.JSONField(default=list)
    needs = models.JSONField(default=list)
    next_visit = models.DateField(null=True)
    facts = models.BinaryField(null=True)
    account = models.BigIntegerField(default=0)
    seen_at = models.DateTimeField(null=True)
    seen_account = models.BigIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "enterprise_steward"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            ExclusionConstraint(
                name="enterprise_one_steward",
                expressions=[("organisation", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["post"], condition=Q(ended_at=None), name="enterprise_stewards_of"),
        ]

    def __str__(self) -> str:
        return f"steward of {self.organisation}"


@holds(
    internal="number topic source source_kind state client_id", sealed={"text": SEAL, "praise": SEAL},
    shown="the need's page for who may read it; the firm's own pages",
)  # fmt: skip
class FirmNeed(models.Model):
    """Something a firm needs. `state` is computed from the positions; `abandoned_at`: nobody took it in time.

    `earlier` is a need of the same firm and topic that was abandoned before, so that nobody walks that loop twice.
    `useful` is what the firm said of the help, 1 to 5.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    year = models.SmallIntegerField()
    serial = models.IntegerField()
    number = models.CharField(max_length=20)
    organisation = models.BigIntegerField()
    topic = models.CharField(max_length=30)
    source = models.CharField(max_length=10)
    source_kind = models.CharField(max_length=20, default="")
    source_id = models.BigIntegerField(default=0)
    client_id = models.CharField(max_length=40, default="")
    text = models.BinaryField(null=True)
    state = models.CharField(max_length=12, default="waiting")
    earlier = models.BigIntegerField(default=0)
    seat = models.BigIntegerField(default=0)
    account = models.BigIntegerField(default=0)
    made_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    abandoned_at = models.DateTimeField(null=True)
    useful = models.SmallIntegerField(null=True)
    praise = models.BinaryField(null=True)
    rated_at = models.DateTimeField(null=True)
    invented = models.BooleanField(default=False)

    class Meta:
        db_table = "enterprise_need"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["street", "year", "serial"], name="enterprise_need_one_number"),
            models.UniqueConstraint(
                fields=["source_kind", "source_id", "topic"], condition=Q(source_id__gt=0), name="enterprise_need_once"
            ),
            models.UniqueConstraint(
                fields=["street", "client_id"], condition=~Q(client_id=""), name="enterprise_need_sent_once"
            ),
            models.CheckConstraint(
                condition=Q(useful=None) | Q(useful__range=(1, 5), settled_at__isnull=False),
                name="enterprise_need_rated_when_settled",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["street", "state", "-id"], name="enterprise_needs_in"),
            models.Index(fields=["organisation", "-id"], name="enterprise_needs_of"),
        ]

    def __str__(self) -> str:
        return self.number


@holds(internal="state")
class FirmPosition(models.Model):
    """How one unit stands to a need: its own position, whatever others say, with the step of its reminders."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    need = models.BigIntegerField()
    unit = models.BigIntegerField()
    post = models.BigIntegerField(default=0)
    state = models.CharField(max_length=12, default="waiting")
    escalated = models.BooleanField(default=False)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    account = models.BigIntegerField(default=0)
    abandoned_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "enterprise_position"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["need", "unit"], name="enterprise_position_once"),
            models.CheckConstraint(
                condition=Q(state__in=("waiting", "taken", "refused", "done", "no_help", "unreachable")),
                name="enterprise_position_states",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting") | Q(answered_at__isnull=False), name="enterprise_position_answered"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["street", "asked_at"], condition=Q(state="waiting"), name="enterprise_silent"),
            models.Index(fields=["unit", "state", "-id"], name="enterprise_positions_of"),
        ]

    def __str__(self) -> str:
        return f"position of {self.unit}"


@holds()
class FirmReminder(models.Model):
    """A reminder of a position: steps 1, 2 and 3, each once; the third counts it as abandoned."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    position = models.BigIntegerField()
    step = models.SmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "enterprise_reminder"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["position", "step"], name="enterprise_reminded_once"),
            models.CheckConstraint(condition=Q(step__range=(1, 3)), name="enterprise_reminder_steps"),
        ]

    def __str__(self) -> str:
        return f"reminder {self.step}"


@holds(
    internal="kind", sealed={"text": SEAL}, shown="the need's page for who may read it; answers on the firm's own pages"
)
class FirmEntry(models.Model):
    """What was said about a need: by a unit with its position (`position` 0: about the need as a whole)."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    need = models.BigIntegerField()
    position = models.BigIntegerField(default=0)
    kind = models.CharField(max_length=12)
    text = models.BinaryField(null=True)
    account = models.BigIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        db_table = "enterprise_entry"
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["need", "id"], name="enterprise_entries")]

    def __str__(self) -> str:
        return f"{self.need} {self.kind}"


@holds(
    sealed={"text": SEAL, "outcome": SEAL},
    shown="the promise ledger for who reads the firm's file; the firm's own pages",
)
class FirmPromise(models.Model):
    """What the street promised a firm: due on a day; kept, kept late or broken follows from the days.

    `post` keeps it: the steward's, passed on with the firm. `broken_at`: it was said that it will not be kept, and why.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    organisation = models.BigIntegerField()
    need = models.BigIntegerField(default=0)
    visit = models.BigIntegerField(default=0)
    text = models.BinaryField(null=True)
    due = models.DateField()
    post = models.BigIntegerField(default=0)
    account = models.BigIntegerField(default=0)
    made_at = models.DateTimeField()
    kept_at = models.DateTimeField(null=True)
    broken_at = models.DateTimeField(null=True)
    outcome = models.BinaryField(null=True)
    invented = models.BooleanField(default=False)

    class Meta:
        db_table = "enterprise_promise"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(kept_at=None) | Q(broken_at=None), name="enterprise_promise_kept_or_broken"
            ),
            models.CheckConstraint(
                condition=Q(kept_at=None) | Q(kept_at__gte=F("made_at")), name="enterprise_promise_in_order"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["street", "due", "id"],
                condition=Q(kept_at=None, broken_at=None),
                name="enterprise_promises_open",
            ),
            models.Index(fields=["organisation", "-id"], name="enterprise_promises_of"),
        ]

    def __str__(self) -> str:
        return f"promise {self.pk}"
