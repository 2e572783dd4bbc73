"""Tables of emergency (应急响应): plans by version, responses with their levels and timeline, posts and who mans them."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from shiqiao.base.classes import holds

# Tables of what happens on the ground and who is called; Django finds models here.
from shiqiao.scenes.duty.emergency import calltables, groundtables  # noqa: F401
from shiqiao.scenes.duty.emergency.rules import LEVELS, SEAL

MANNED = Func(F("since"), F("until"), RangeBoundary(), function="TSTZRANGE")


@holds(internal="content fingerprint")
class EmergencyPlan(models.Model):
    """A version of a street's plan file (预案); a response keeps the one it began with."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    version = models.IntegerField()
    fingerprint = models.CharField(max_length=64)
    content = models.JSONField()
    published_at = models.DateTimeField()

    class Meta:
        db_table = "duty_emergency_plan"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["street", "version"], name="duty_emergency_one_version"),
        ]

    def __str__(self) -> str:
        return f"{self.street} v{self.version}"


@holds(
    internal="kind number title trigger",
    sealed={"words": SEAL, "review": SEAL},
    shown="the board and the review of a response, identifiers masked",
)
class Response(models.Model):
    """An emergency response (应急响应) of a kind: one of a kind at a time. `level` 4 (blue) to 1 (red) as it stands.

    `peak` is the most severe level that it reached; `leader` the post that ordered it, `office` the post that keeps it.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=80)
    year = models.SmallIntegerField()
    serial = models.SmallIntegerField()
    number = models.CharField(max_length=24)
    version = models.IntegerField()
    level = models.SmallIntegerField()
    peak = models.SmallIntegerField()
    leader = models.BigIntegerField()
    office = models.BigIntegerField()
    trigger = models.CharField(max_length=200)
    words = models.BinaryField(null=True)
    started_at = models.DateTimeField()
    levelled_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    review = models.BinaryField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.BigIntegerField(default=0)
    invented = models.BooleanField(default=False)

    class Meta:
        db_table = "duty_emergency_response"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["street", "kind"], condition=Q(ended_at=None), name="duty_emergency_one_running"
            ),
            models.UniqueConstraint(fields=["street", "year", "serial"], name="duty_emergency_number"),
            models.CheckConstraint(condition=Q(level__in=LEVELS, peak__lte=F("level")), name="duty_emergency_level"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")), name="duty_emergency_ends_after"
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at=None) | Q(ended_at__isnull=False), name="duty_emergency_reviewed_after"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["street", "-id"], name="duty_emergency_latest"),
        ]

    def __str__(self) -> str:
        return self.number


@holds(internal="kind code", sealed={"text": SEAL}, shown="the timeline of a response, identifiers masked")
class ResponseEntry(models.Model):
    """A line of a response's timeline: what happened, of which post or place (`code`), at which level, by whom.

    `at` is when it happened, `recorded_at` when the server heard of it: what was told without a network comes later.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    response = models.BigIntegerField()
    kind = models.CharField(max_length=16)
    level = models.SmallIntegerField(default=0)
    code = models.CharField(max_length=120, default="")
    amount = models.IntegerField(default=0)
    post = models.BigIntegerField(default=0)
    text = models.BinaryField(null=True)
    account = models.BigIntegerField(default=0)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "duty_emergency_entry"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["response", "at", "id"], name="duty_emergency_entries"),
        ]

    def __str__(self) -> str:
        return f"{self.response} {self.kind}"


@holds(internal="code title place lon lat")
class ResponsePost(models.Model):
    """A post to be manned in a response (值守点位): who answers for it and who is the deputy, from which level on.

    It is wanted while `until` is empty; a lower level stands it down.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    response = models.BigIntegerField()
    code = models.CharField(max_length=40)
    title = models.CharField(max_length=80)
    place = models.CharField(max_length=120)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    level = models.SmallIntegerField()
    post = models.BigIntegerField()
    deputy = models.BigIntegerField(default=0)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    first_manned = models.DateTimeField(null=True)

    class Meta:
        db_table = "duty_emergency_post"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["response", "code"], condition=Q(until=None), name="duty_emergency_post_once"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["response", "id"], name="duty_emergency_posts")]

    def __str__(self) -> str:
        return f"{self.response} {self.code}"


@holds()
class Manning(models.Model):
    """Who stood at a post from when until when; one at a post, and nobody at two posts at once: the database refuses it."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    response = models.BigIntegerField()
    place = models.BigIntegerField()
    post = models.BigIntegerField()
    account = models.BigIntegerField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "duty_emergency_manning"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            ExclusionConstraint(
                name="duty_emergency_one_at_a_post",
                expressions=[("place", RangeOperators.EQUAL), (MANNED, RangeOperators.OVERLAPS)],
            ),
            ExclusionConstraint(
                name="duty_emergency_one_post_each",
                expressions=[
                    ("street", RangeOperators.EQUAL), ("account", RangeOperators.EQUAL), (MANNED, RangeOperators.OVERLAPS),
                ],
            ),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["response", "id"], name="duty_emergency_mannings"),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.account}"
