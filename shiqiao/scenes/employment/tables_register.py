"""The register: the street's rules, job seekers with their status history, what was brought to them."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from shiqiao.base.classes import holds
from shiqiao.scenes.employment.rules import ANSWERS, SEAL, SETTLED_ANSWERS, STATES, TOPICS

FOLLOWS = Q(follow_up="open")


@holds(internal="fingerprint text table")
class Rules(models.Model):
    """A version of a street's file of employment; the last one holds."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    version = models.IntegerField()
    fingerprint = models.CharField(max_length=64)
    text = models.TextField()
    table = models.JSONField()
    published_at = models.DateTimeField()

    class Meta:
        db_table = "employment_rules"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["street", "version"], name="employment_one_version"),
        ]

    def __str__(self) -> str:
        return f"{self.street} v{self.version}"


@holds(
    internal="state hours schooling occupations", keyed="marks", sealed={"categories": SEAL, "wishes": SEAL},
    sensitive="categories marks", shown="the register's page of the person, for those who keep it",
)  # fmt: skip
class JobSeeker(models.Model):
    """A person on the register (求职登记). `state` and `since` are the last line of the status history.

    `person` and `household` are numbers of the registry. `categories` are codes of hardship, `marks` their keyed hashes;
    `zero` is derived: the household is a zero-employment household.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    community = models.BigIntegerField(default=0)
    grid = models.BigIntegerField(default=0)
    person = models.BigIntegerField()
    household = models.BigIntegerField(default=0)
    state = models.CharField(max_length=10)
    since = models.DateField()
    registered_on = models.DateField()
    categories = models.BinaryField(null=True)
    marks = ArrayField(models.BinaryField(), default=list)
    wishes = models.BinaryField(null=True)
    occupations = models.JSONField(default=list)
    wage = models.IntegerField(default=0)
    hours = models.CharField(max_length=4, default="any")
    schooling = models.CharField(max_length=8, default="none")
    zero = models.BooleanField(default=False)
    returned = models.SmallIntegerField(default=0)
    post = models.BigIntegerField(default=0)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    invented = models.BooleanField(default=False)

    class Meta:
        db_table = "employment_seeker"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["street", "person"], name="employment_person_once"),
            models.CheckConstraint(condition=Q(state__in=STATES), name="employment_known_state"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["street", "-id"], name="seeker_street"),
            models.Index(fields=["community", "-id"], name="seeker_community"),
            models.Index(fields=["grid", "-id"], name="seeker_grid"),
            models.Index(fields=["street", "state", "-id"], name="seeker_state"),
            models.Index(fields=["household"], condition=Q(household__gt=0), name="seeker_household"),
            models.Index(fields=["street", "-id"], condition=Q(zero=True), name="seeker_zero"),
        ]

    def __str__(self) -> str:
        return f"seeker {self.pk}"


@holds(internal="state proof refs", sealed={"note": SEAL}, shown="the register's page of the person")
class StatusLine(models.Model):
    """One line of a status history: from which day what holds, and by which evidence. Never edited; only a note goes."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    seeker = models.BigIntegerField()
    seq = models.SmallIntegerField()
    state = models.CharField(max_length=10)
    since = models.DateField()
    proof = models.CharField(max_length=20)
    refs = models.JSONField(default=list)
    note = models.BinaryField(null=True)
    post = models.BigIntegerField(default=0)
    account = models.BigIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        db_table = "employment_status"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["seeker", "seq"], name="employment_status_in_order"),
            models.CheckConstraint(condition=~Q(proof=""), name="employment_status_with_evidence"),
        ]

    def __str__(self) -> str:
        return f"{self.seeker} {self.seq} {self.state}"


@holds(internal="channel", sealed={"note": SEAL}, shown="the register's page of the person")
class Round(models.Model):
    """One time that the five were brought (一走五送): at a visit, at the station, by telephone."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    seeker = models.BigIntegerField()
    channel = models.CharField(max_length=8)
    visit = models.BigIntegerField(default=0)
    note = models.BinaryField(null=True)
    post = models.BigIntegerField(default=0)
    account = models.BigIntegerField(default=0)
    happened_at = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        db_table = "employment_round"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["visit"], condition=Q(visit__gt=0), name="employment_visit_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["seeker", "-id"], name="round_of_seeker"),
        ]

    def __str__(self) -> str:
        return f"round {self.pk}"


@holds(
    internal="topic answer follow_up",
    sealed={"reason": SEAL, "outcome": SEAL},
    shown="the register's page of the person",
)
class Delivery(models.Model):
    """One of the five: what was said to it, why, and what is to follow until when. A no has its reason (until erased)."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    community = models.BigIntegerField(default=0)
    grid = models.BigIntegerField(default=0)
    seeker = models.BigIntegerField()
    round = models.BigIntegerField()
    topic = models.CharField(max_length=10)
    answer = models.CharField(max_length=12)
    reason = models.BinaryField(null=True)
    follow_up = models.CharField(max_length=4, default="none")
    due_at = models.DateTimeField(null=True)
    outcome = models.BinaryField(null=True)
    followed_at = models.DateTimeField(null=True)
    followed_by = models.BigIntegerField(default=0)
    late = models.BooleanField(default=False)
    post = models.BigIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        db_table = "employment_delivery"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["round", "topic"], name="employment_topic_once"),
            models.CheckConstraint(condition=Q(topic__in=TOPICS, answer__in=ANSWERS), name="employment_known_topic"),
            models.CheckConstraint(
                condition=(Q(answer__in=SETTLED_ANSWERS, follow_up="none") | ~Q(answer__in=SETTLED_ANSWERS))
                & (~Q(follow_up="open") | Q(due_at__isnull=False)),
                name="employment_follow_up_has_a_term",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["seeker", "id"], name="delivery_of_seeker"),
            models.Index(fields=["street", "due_at", "id"], condition=FOLLOWS, name="delivery_due_street"),
            models.Index(fields=["community", "due_at", "id"], condition=FOLLOWS, name="delivery_due_community"),
            models.Index(fields=["grid", "due_at", "id"], condition=FOLLOWS, name="delivery_due_grid"),
        ]

    def __str__(self) -> str:
        return f"{self.round} {self.topic} {self.answer}"
