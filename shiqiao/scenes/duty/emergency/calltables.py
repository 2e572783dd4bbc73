"""Tables of who is called and who reports: zero reports, alarms until each answers, acts of a device."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from shiqiao.base.classes import holds
from shiqiao.scenes.duty.emergency.rules import SEAL


@holds(internal="figures", sealed={"note": SEAL}, shown="the board of a response, identifiers masked")
class ZeroReport(models.Model):
    """A report that a post owes by a time (零报告): nothing to report, or figures. Late and missing follow from the times."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    response = models.BigIntegerField()
    post = models.BigIntegerField()
    community = models.BigIntegerField(default=0)
    since = models.DateTimeField()
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField(null=True)
    figures = models.JSONField(default=dict)
    note = models.BinaryField(null=True)
    account = models.BigIntegerField(default=0)
    told_at = models.DateTimeField(null=True)
    late = models.GeneratedField(
        expression=Q(sent_at__gt=F("due_at")),  # type: ignore[arg-type]
        output_field=models.BooleanField(null=True),
        db_persist=True,
    )

    class Meta:
        db_table = "duty_emergency_report"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["response", "post", "due_at"], name="duty_emergency_report_once"),
            models.UniqueConstraint(fields=["response", "post", "since"], name="duty_emergency_report_of_time"),
            models.CheckConstraint(condition=Q(due_at__gt=F("since")), name="duty_emergency_report_due_after"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["street", "due_at"], condition=Q(sent_at=None), name="duty_emergency_reports_due"),
            models.Index(fields=["response", "-due_at"], name="duty_emergency_reports"),
        ]

    def __str__(self) -> str:
        return f"{self.response} {self.post} {self.due_at:%m-%d %H:%M}"


@holds(sealed={"text": SEAL}, shown="the board of a response and the call itself")
class Alarm(models.Model):
    """An alarm (叫应): what named people are told again and again until each answers."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    response = models.BigIntegerField()
    level = models.SmallIntegerField()
    text = models.BinaryField(null=True)
    repeat = models.SmallIntegerField()
    deputy_after = models.SmallIntegerField()
    leader_after = models.SmallIntegerField()
    account = models.BigIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        db_table = "duty_emergency_alarm"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(repeat__gte=1, deputy_after__gte=1, leader_after__gte=F("deputy_after")),
                name="duty_emergency_alarm_steps",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["response", "id"], name="duty_emergency_alarms")]

    def __str__(self) -> str:
        return f"{self.response} {self.pk}"


@holds()
class AlarmCall(models.Model):
    """One who has to answer an alarm: told so often, next at; answered when and by whom, or relieved by another call."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    response = models.BigIntegerField()
    alarm = models.BigIntegerField()
    post = models.BigIntegerField()
    deputy = models.BigIntegerField(default=0)
    leader = models.BigIntegerField(default=0)
    holder = models.BigIntegerField(default=0)
    told = models.SmallIntegerField(default=0)
    stage = models.SmallIntegerField(default=0)
    called_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.BigIntegerField(default=0)
    recorded_at = models.DateTimeField(null=True)
    relieved_at = models.DateTimeField(null=True)
    relieved_by = models.BigIntegerField(default=0)

    class Meta:
        db_table = "duty_emergency_call"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["alarm", "post"], name="duty_emergency_called_once"),
            models.CheckConstraint(condition=Q(stage__in=(0, 1, 2)), name="duty_emergency_call_stages"),
            # Nobody is told any more who has answered or was relieved.
            models.CheckConstraint(
                condition=Q(next_at=None) | Q(answered_at=None, relieved_at=None), name="duty_emergency_call_ends"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="duty_emergency_calls_next"),
            models.Index(fields=["response", "id"], name="duty_emergency_calls"),
        ]

    def __str__(self) -> str:
        return f"{self.alarm} {self.post}"


@holds()
class AlarmTelling(models.Model):
    """One telling of a call: the how-manieth, to whom (0 the post itself, 1 the deputy, 2 the leader), when."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    call = models.BigIntegerField()
    nth = models.SmallIntegerField()
    stage = models.SmallIntegerField()
    post = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "duty_emergency_telling"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["call", "nth", "stage"], name="duty_emergency_told_once"),
        ]

    def __str__(self) -> str:
        return f"{self.call} {self.nth}/{self.stage}"


@holds(internal="client_id kind")
class EmergencyAct(models.Model):
    """An act that a device sent, known by its key: sent again it is answered and not done twice."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    account = models.BigIntegerField()
    client_id = models.CharField(max_length=80)
    kind = models.CharField(max_length=16)
    made = models.BigIntegerField(default=0)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "duty_emergency_act"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["account", "client_id"], name="duty_emergency_act_once"),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.client_id}"
