"""Orders of the city's hotline and what was exchanged about them. What is personal is sealed; the rest are codes and times."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from shiqiao.base.classes import holds
from shiqiao.scenes.hotline.rules import ENDED

OUT, IN = "out", "in"


@holds(
    internal="number matter_number kind category item_how suggested state upstream_state mark",
    sealed={"contact": "hotline"},
    shown="the order's panel for those who talk with reporters, masked; in clear for a reason",
)
class Order(models.Model):
    """An order (12345工单): one round of an upstream number, and the matter that does its work.

    `deadline` is theirs, ours runs in the clocks of the matter. `mark` tells repeated content from other, `contact` is
    sealed and only filled for a confidential order; otherwise the reporter stands with the matter.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    number = models.CharField(max_length=40)
    round = models.SmallIntegerField()
    previous = models.BigIntegerField(default=0)
    matter = models.BigIntegerField()
    matter_number = models.CharField(max_length=20)
    kind = models.CharField(max_length=12)
    category = models.CharField(max_length=120)
    item_how = models.CharField(max_length=10)
    suggested = models.CharField(max_length=10, default="")
    confidential = models.BooleanField(default=False)
    contact = models.BinaryField(null=True)
    received_at = models.DateTimeField()
    issued_at = models.DateTimeField()
    deadline = models.DateTimeField(null=True)
    respond_by = models.DateTimeField()
    object_by = models.DateTimeField()
    state = models.CharField(max_length=12)
    upstream_state = models.CharField(max_length=12, default="")
    changed = models.BooleanField(default=False)
    mark = models.BinaryField()
    alarm_at = models.DateTimeField(null=True)
    alarm_level = models.SmallIntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "hotline_order"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["street", "number", "round"], name="hotline_one_round"),
            models.UniqueConstraint(fields=["matter"], name="hotline_one_order_a_matter"),
            # A number is only dispatched again after its former round has ended.
            models.UniqueConstraint(
                fields=["street", "number"], condition=~Q(state__in=ENDED), name="hotline_one_open_round"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["street", "-issued_at", "-id"], name="hotline_latest"),
            models.Index(fields=["street", "state", "deadline", "id"], name="hotline_by_deadline"),
            models.Index(fields=["street", "received_at"], name="hotline_by_month"),
            models.Index(fields=["street", "matter_number"], name="hotline_by_matter"),
            models.Index(fields=["alarm_at"], condition=Q(alarm_at__isnull=False), name="hotline_alarms"),
            models.Index(fields=["street", "-issued_at", "-id"], condition=Q(changed=True), name="hotline_changed"),
        ]

    def __str__(self) -> str:
        return f"{self.number}/{self.round}"


@holds(
    internal="number direction kind key state error created_by",
    sealed={"payload": "hotline"},
    shown="the order's page, masked; sent to the hotline's platform",
)
class Letter(models.Model):
    """What goes to 12345 or came from it about an order. `key` makes sending again harmless; `payload` is sealed."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    order = models.BigIntegerField()
    number = models.CharField(max_length=40)
    round = models.SmallIntegerField(default=1)
    direction = models.CharField(max_length=3)
    kind = models.CharField(max_length=12)
    key = models.CharField(max_length=60)
    payload = models.BinaryField()
    state = models.CharField(max_length=12)
    tries = models.SmallIntegerField(default=0)
    next_try = models.DateTimeField(null=True)
    error = models.CharField(max_length=60, default="")
    batch = models.BigIntegerField(default=0)
    created_by = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "hotline_letter"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["street", "key"], name="hotline_letter_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["order", "id"], name="hotline_letters_of_order"),
            models.Index(fields=["street", "next_try"], condition=Q(state="waiting"), name="hotline_letters_waiting"),
            models.Index(fields=["street", "-created_at", "-id"], name="hotline_letters_latest"),
            models.Index(fields=["street", "state", "-created_at", "-id"], name="hotline_letters_by_state"),
            models.Index(fields=["batch"], condition=Q(batch__gt=0), name="hotline_letters_of_batch"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


@holds(internal="created_by")
class Export(models.Model):
    """A file of letters made for uploading by hand; `confirmed_at` is when somebody said that it was uploaded."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField(db_index=True)
    letters = models.IntegerField()
    created_by = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "hotline_export"

    def __str__(self) -> str:
        return str(self.id)


@holds(internal="satisfied")
class UpstreamResult(models.Model):
    """What 12345's own call-back said about an order; the last word counts."""

    order = models.BigIntegerField(primary_key=True)
    street = models.IntegerField(db_index=True)
    contacted = models.BooleanField(null=True)
    solved = models.BooleanField(null=True)
    satisfied = models.CharField(max_length=8, default="")
    called_at = models.DateTimeField(null=True)
    excluded = models.BooleanField(default=False)
    told_at = models.DateTimeField()

    class Meta:
        db_table = "hotline_result"

    def __str__(self) -> str:
        return str(self.order)


@holds(internal="reason", sealed={"note": "hotline"}, shown="the list of exclusions, identifiers masked")
class Exclusion(models.Model):
    """Asking that an order does not count in the rates (剔除), with its decision by another person."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField(db_index=True)
    order = models.BigIntegerField()
    reason = models.CharField(max_length=20)
    note = models.BinaryField()
    asked_by = models.BigIntegerField()
    asked_at = models.DateTimeField()
    approved = models.BooleanField(null=True)
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "hotline_exclusion"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")), name="hotline_decided_by_another"
            ),
            models.UniqueConstraint(
                fields=["order"], condition=Q(approved=None) | Q(approved=True), name="hotline_one_exclusion"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order} {self.reason}"


@holds(internal="counts created_by")
class Reconciliation(models.Model):
    """A comparison of their list with ours (对账) for a period; `counts` are the differences found, by kind."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField(db_index=True)
    since = models.DateTimeField()
    until = models.DateTimeField()
    rows = models.IntegerField()
    rejected = models.IntegerField(default=0)
    counts = models.JSONField()
    created_by = models.CharField(max_length=80)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "hotline_reconciliation"

    def __str__(self) -> str:
        return str(self.id)


@holds(
    internal="kind number theirs ours settled_by",
    sealed={"row": "hotline"},
    shown="the page of the comparison, masked",
)
class Difference(models.Model):
    """One difference of a comparison; `theirs` and `ours` hold codes and moments, `row` is their row, sealed."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    run = models.BigIntegerField(db_index=True)
    kind = models.CharField(max_length=24)
    number = models.CharField(max_length=40)
    order = models.BigIntegerField(default=0)
    theirs = models.CharField(max_length=60, default="")
    ours = models.CharField(max_length=60, default="")
    row = models.BinaryField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=80, default="")

    class Meta:
        db_table = "hotline_difference"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["run", "kind", "number"], name="hotline_difference_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


@holds(internal="error")
class Circuit(models.Model):
    """Whether the way to 12345 is open: after failures nothing is sent until `open_until`."""

    street = models.IntegerField(primary_key=True)
    failures = models.IntegerField(default=0)
    open_until = models.DateTimeField(null=True)
    error = models.CharField(max_length=60, default="")
    failed_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "hotline_circuit"

    def __str__(self) -> str:
        return str(self.street)
