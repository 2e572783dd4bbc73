"""Tables of resolutions: what was decided, its tasks as matters, and their evaluation by those who sat."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from shiqiao.base.classes import holds
from shiqiao.scenes.council.tables import SEAL

RESOLUTION_STATES = ("adopted", "executing", "evaluating", "closed")


@holds(internal="number how state kinds", public="title text")
class CouncilResolution(models.Model):
    """What a meeting decided on an item. `kinds` is how each kind stood, as it was when it was decided.

    It is on public notice from `notice_from` until `notice_until`, and closed only by an evaluation that passes.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    body = models.BigIntegerField()
    community = models.BigIntegerField(default=0)
    topic = models.BigIntegerField()
    item = models.BigIntegerField()
    meeting = models.BigIntegerField()
    serial = models.IntegerField()
    number = models.CharField(max_length=24)
    title = models.CharField(max_length=80)
    text = models.CharField(max_length=2000)
    how = models.CharField(max_length=10)
    kinds = models.JSONField(default=list)
    state = models.CharField(max_length=10, default="adopted")
    adopted_at = models.DateTimeField()
    adopted_by = models.BigIntegerField(default=0)
    notice_from = models.DateTimeField(null=True)
    notice_until = models.DateTimeField(null=True)
    rounds = models.SmallIntegerField(default=0)
    returned = models.SmallIntegerField(default=0)
    closed_at = models.DateTimeField(null=True)
    invented = models.BooleanField(default=False)

    class Meta:
        db_table = "council_resolution"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["street", "number"], name="council_resolution_one_number"),
            models.UniqueConstraint(fields=["item"], name="council_resolution_one_of_an_item"),
            models.UniqueConstraint(fields=["topic"], name="council_resolution_one_of_a_topic"),
            models.CheckConstraint(condition=Q(how__in=("vote", "consensus")), name="council_resolution_ways"),
            models.CheckConstraint(condition=Q(state__in=RESOLUTION_STATES), name="council_resolution_states"),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_at__isnull=False, rounds__gt=0),
                name="council_resolution_evaluated",
            ),
            models.CheckConstraint(
                condition=Q(notice_until=None) | Q(notice_until__gt=F("notice_from")), name="council_resolution_notice"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["street", "-id"], name="council_resolutions"),
            models.Index(fields=["meeting"], name="council_resolutions_meeting"),
        ]

    def __str__(self) -> str:
        return self.number


@holds(internal="number", public="title")
class CouncilTask(models.Model):
    """A task of a resolution, carried out as a matter; its progress is the matter's. `instead_of` is one that failed."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    resolution = models.BigIntegerField()
    serial = models.SmallIntegerField()
    title = models.CharField(max_length=80)
    weight = models.SmallIntegerField(default=1)
    matter = models.BigIntegerField()
    number = models.CharField(max_length=20)
    round = models.SmallIntegerField(default=1)
    instead_of = models.BigIntegerField(default=0)
    replaced = models.BooleanField(default=False)
    reopened = models.SmallIntegerField(default=0)
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField(default=0)

    class Meta:
        db_table = "council_task"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["resolution", "serial"], name="council_task_one_serial"),
            models.UniqueConstraint(fields=["matter"], name="council_task_one_of_a_matter"),
            models.CheckConstraint(condition=Q(weight__range=(1, 100)), name="council_task_weights"),
        ]

    def __str__(self) -> str:
        return self.title


@holds(internal="outcome", sealed={"text": SEAL}, shown="the resolution's page")
class CouncilEvaluation(models.Model):
    """One round of evaluation by those who sat; `average` is in hundredths, 500 the best. One is open at a time."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    resolution = models.BigIntegerField()
    round = models.SmallIntegerField()
    opened_at = models.DateTimeField()
    opened_by = models.BigIntegerField(default=0)
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=8, default="")
    average = models.SmallIntegerField(default=0)
    scored = models.SmallIntegerField(default=0)
    entitled = models.SmallIntegerField(default=0)
    text = models.BinaryField(null=True)

    class Meta:
        db_table = "council_evaluation"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["resolution", "round"], name="council_evaluation_one_round"),
            models.UniqueConstraint(
                fields=["resolution"], condition=Q(closed_at=None), name="council_evaluation_one_open"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=("", "passed", "failed")), name="council_evaluation_outcomes"
            ),
            models.CheckConstraint(condition=Q(scored__lte=F("entitled")), name="council_evaluation_by_the_same"),
        ]

    def __str__(self) -> str:
        return f"round {self.round}"


@holds(internal="kind", sealed={"text": SEAL}, shown="the resolution's page")
class CouncilScore(models.Model):
    """What one who sat says in a round: 1 to 5, and words. Each seat once a round."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    evaluation = models.BigIntegerField()
    seat = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    term = models.BigIntegerField()
    score = models.SmallIntegerField()
    text = models.BinaryField(null=True)
    at = models.DateTimeField()
    account = models.BigIntegerField(default=0)

    class Meta:
        db_table = "council_score"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["evaluation", "seat"], name="council_score_once"),
            models.CheckConstraint(condition=Q(score__range=(1, 5)), name="council_score_range"),
        ]

    def __str__(self) -> str:
        return f"{self.score}"
