"""Tables of meetings: who was called, who was present from when until when, the agenda, opinions, minutes and signings."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from shiqiao.base.classes import holds
from shiqiao.scenes.council.tables import SEAL

MEETING_STATES = ("convened", "open", "closed", "failed", "confirmed")
PRESENT = (Func(F("came_at"), F("left_at"), RangeBoundary(), function="TSTZRANGE"), RangeOperators.OVERLAPS)


@holds(internal="number state title place")
class CouncilMeeting(models.Model):
    """A meeting of a body. `convocation` is 2 for a second call after `first`, which failed for want of a quorum."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    body = models.BigIntegerField()
    community = models.BigIntegerField(default=0)
    serial = models.IntegerField()
    number = models.CharField(max_length=24)
    title = models.CharField(max_length=80)
    place = models.CharField(max_length=80)
    planned_at = models.DateTimeField()
    convocation = models.SmallIntegerField(default=1)
    first = models.BigIntegerField(default=0)
    version = models.IntegerField()
    state = models.CharField(max_length=10, default="convened")
    convened_at = models.DateTimeField()
    convened_by = models.BigIntegerField(default=0)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    invented = models.BooleanField(default=False)

    class Meta:
        db_table = "council_meeting"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["street", "number"], name="council_meeting_one_number"),
            models.UniqueConstraint(fields=["first"], condition=Q(first__gt=0), name="council_meeting_one_second_call"),
            models.CheckConstraint(condition=Q(state__in=MEETING_STATES), name="council_meeting_states"),
            models.CheckConstraint(
                condition=Q(convocation=1, first=0) | Q(convocation=2, first__gt=0), name="council_meeting_convocations"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("open", "closed", "confirmed")) | Q(opened_at__isnull=False),
                name="council_meeting_opened",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["street", "-id"], name="council_meetings"),
            models.Index(fields=["body", "-planned_at"], name="council_meetings_of_body"),
        ]

    def __str__(self) -> str:
        return self.number


@holds(internal="kind how answer", hashed="secret_hash")
class CouncilCall(models.Model):
    """The call of one seat to a meeting: by a notice to a post, or by a link on paper, and what was answered.

    `term` is who holds the seat on the day; `substitute` the term of who may sit in, 0 for nobody.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    meeting = models.BigIntegerField()
    seat = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    term = models.BigIntegerField()
    substitute = models.BigIntegerField(default=0)
    how = models.CharField(max_length=8)
    secret_hash = models.BinaryField(null=True)
    answer = models.CharField(max_length=10, default="")
    told_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "council_call"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["meeting", "seat"], name="council_call_one_of_a_seat"),
            models.CheckConstraint(condition=Q(how__in=("notice", "link")), name="council_call_ways"),
            models.CheckConstraint(
                condition=Q(answer__in=("", "coming", "substitute", "away")), name="council_call_answers"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["secret_hash"], condition=Q(secret_hash__isnull=False), name="council_call_secret"),
        ]

    def __str__(self) -> str:
        return f"call of {self.seat}"


@holds(internal="who kind")
class CouncilPresence(models.Model):
    """A line of the presence ledger: a seat was there from a moment until another; nobody sits on two seats at once.

    Replayed, the lines say who was present at any moment, by which a quorum is proved.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    meeting = models.BigIntegerField()
    seat = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    term = models.BigIntegerField()
    who = models.CharField(max_length=80)
    came_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    entered_by = models.BigIntegerField(default=0)
    left_by = models.BigIntegerField(default=0)

    class Meta:
        db_table = "council_presence"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            ExclusionConstraint(
                name="council_presence_one_on_a_seat",
                expressions=[("meeting", RangeOperators.EQUAL), ("seat", RangeOperators.EQUAL), PRESENT],
            ),
            ExclusionConstraint(
                name="council_presence_one_seat_each",
                expressions=[("meeting", RangeOperators.EQUAL), ("who", RangeOperators.EQUAL), PRESENT],
            ),
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(left_at__gte=F("came_at")), name="council_presence_came_before_leaving"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["meeting", "seat"], name="council_presences")]

    def __str__(self) -> str:
        return f"presence of {self.seat}"


@holds(internal="state title", sealed={"text": SEAL}, shown="the meeting's page")
class CouncilAgendaItem(models.Model):
    """One item of a meeting's agenda: a topic, what was said of it, and whether it was decided."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    meeting = models.BigIntegerField()
    topic = models.BigIntegerField()
    serial = models.SmallIntegerField()
    title = models.CharField(max_length=80)
    state = models.CharField(max_length=10, default="planned")
    text = models.BinaryField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "council_agenda_item"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["meeting", "serial"], name="council_agenda_one_serial"),
            models.UniqueConstraint(fields=["meeting", "topic"], name="council_agenda_one_of_a_topic"),
            models.CheckConstraint(
                condition=Q(state__in=("planned", "decided", "failed", "adjourned")), name="council_agenda_states"
            ),
        ]

    def __str__(self) -> str:
        return self.title


@holds(internal="kind stance", sealed={"text": SEAL}, shown="the meeting's page and its minutes")
class CouncilOpinion(models.Model):
    """What a seat that is present says to an item: for, with reservations, against, or nothing either way."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    item = models.BigIntegerField()
    seat = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    term = models.BigIntegerField()
    stance = models.CharField(max_length=8)
    text = models.BinaryField(null=True)
    at = models.DateTimeField()
    account = models.BigIntegerField(default=0)

    class Meta:
        db_table = "council_opinion"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["item", "seat"], name="council_opinion_one_of_a_seat"),
            models.CheckConstraint(
                condition=Q(stance__in=("for", "reserved", "against", "abstain")), name="council_opinion_stances"
            ),
        ]

    def __str__(self) -> str:
        return self.stance


@holds(internal="fingerprint", sealed={"text": SEAL}, shown="the meeting's page and its minutes as PDF")
class CouncilMinutes(models.Model):
    """The minutes of a meeting: drafted, signed by one of each kind, then locked. `fingerprint` is of what was signed."""

    meeting = models.BigIntegerField(primary_key=True)
    street = models.IntegerField()
    text = models.BinaryField(null=True)
    fingerprint = models.CharField(max_length=64)
    drafted_by = models.BigIntegerField(default=0)
    drafted_at = models.DateTimeField()
    locked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "council_minutes"

    def __str__(self) -> str:
        return f"minutes of {self.meeting}"


@holds(internal="kind fingerprint")
class CouncilSigning(models.Model):
    """One kind's signing of the minutes as they stood; a later draft makes it void."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    meeting = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    seat = models.BigIntegerField()
    term = models.BigIntegerField()
    fingerprint = models.CharField(max_length=64)
    void_at = models.DateTimeField(null=True)
    at = models.DateTimeField()
    entered_by = models.BigIntegerField(default=0)

    class Meta:
        db_table = "council_signing"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["meeting", "kind"], condition=Q(void_at=None), name="council_signing_one_of_a_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} signed"
