"""Versions of a street's rules, the rehearsals that went before them, and alarms about matters that nobody has."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from shiqiao.base.classes import holds


@holds(public="fingerprint table text", internal="published_by")
class RoutingVersion(models.Model):
    """A street's rules as published at one time; a matter's reasons name the version and rule that led it."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    version = models.IntegerField()
    fingerprint = models.CharField(max_length=64)
    table = models.JSONField()
    text = models.TextField()
    """The file as written, with its comments."""
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=80)

    class Meta:
        db_table = "routing_version"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["street", "version"], name="routing_one_version")
        ]

    def __str__(self) -> str:
        return f"{self.street} v{self.version}"


@holds(internal="fingerprint by")
class Rehearsal(models.Model):
    """That a draft was tried on past matters, against which version, and what came out: figures only."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    fingerprint = models.CharField(max_length=64)
    against = models.IntegerField()
    """The version in force then, 0 for none."""
    matters = models.IntegerField()
    changed = models.IntegerField()
    unrouted = models.IntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=80)

    class Meta:
        db_table = "routing_rehearsal"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["street", "fingerprint"], name="routing_rehearsed")
        ]

    def __str__(self) -> str:
        return f"{self.street} {self.fingerprint[:8]}"


class RoutingAlarm(models.Model):
    """A matter for which nobody was found: told at once, after a working hour to the leaders, over when it is placed."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    matter = models.BigIntegerField()
    raised_at = models.DateTimeField()
    escalate_at = models.DateTimeField()
    escalated_at = models.DateTimeField(null=True)
    cleared_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "routing_alarm"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["matter"], condition=Q(cleared_at=None), name="routing_one_alarm"),
            models.CheckConstraint(name="routing_alarm_rises", condition=Q(escalate_at__gte=F("raised_at"))),
        ]

    def __str__(self) -> str:
        return f"matter {self.matter}"
