"""Tables of deliberation: rules by version, bodies, council seats with their terms, topics, entries and voices."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from shiqiao.base.classes import holds
from shiqiao.scenes.council.moves import STATES

SEAL = "council"  # binds what is sealed here to the tables of this scene
HOLDERS = ("post", "organisation", "resident")


@holds(internal="content fingerprint")
class CouncilVersion(models.Model):
    """A version of a street's rules of deliberation; a meeting keeps the one under which it was convened."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    version = models.IntegerField()
    fingerprint = models.CharField(max_length=64)
    content = models.JSONField()
    published_at = models.DateTimeField()

    class Meta:
        db_table = "council_rules"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["street", "version"], name="council_one_version"),
        ]

    def __str__(self) -> str:
        return f"{self.street} v{self.version}"


@holds(internal="title")
class CouncilBody(models.Model):
    """A body that deliberates: of a community, or of the street (`community` 0). `convener` is the post of its core."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    community = models.BigIntegerField(default=0)
    title = models.CharField(max_length=80)
    convener = models.BigIntegerField()
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    invented = models.BooleanField(default=False)

    class Meta:
        db_table = "council_body"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["street", "community"], condition=Q(ended_at=None), name="council_one_body_of_a_place"
            ),
        ]

    def __str__(self) -> str:
        return self.title


@holds(internal="kind")
class CouncilSeat(models.Model):
    """A seat of a body, of one of the kinds of the rules; who sits on it is a matter of terms."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    body = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    serial = models.SmallIntegerField()
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "council_seat"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["body", "kind", "serial"], name="council_seat_one_serial"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.serial}"


@holds(
    internal="role holder_kind who", sealed={"name": SEAL, "phone": SEAL},
    shown="the body's page: the name masked for who does not keep the body",
)  # fmt: skip
class CouncilTerm(models.Model):
    """Who holds a seat, or may sit in for its holder, on the days of `during`; one holder and one substitute at a time.

    A holder is an account's post, an organisation of the registry with a person that it names, or a resident. `who` says in
    codes who it is (a post, or the mark of a telephone), so that nobody holds two seats of a body at once.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    body = models.BigIntegerField()
    seat = models.BigIntegerField()
    role = models.CharField(max_length=10, default="holder")
    during = DateRangeField()
    holder_kind = models.CharField(max_length=12)
    post = models.BigIntegerField(default=0)
    organisation = models.BigIntegerField(default=0)
    name = models.BinaryField(null=True)
    phone = models.BinaryField(null=True)
    who = models.CharField(max_length=80)
    entered_at = models.DateTimeField()
    entered_by = models.BigIntegerField(default=0)
    invented = models.BooleanField(default=False)

    class Meta:
        db_table = "council_term"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            ExclusionConstraint(
                name="council_one_holder_of_a_seat",
                expressions=[
                    ("seat", RangeOperators.EQUAL), ("role", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS),
                ],
            ),
            ExclusionConstraint(
                name="council_one_seat_of_a_person",
                expressions=[
                    ("body", RangeOperators.EQUAL), ("who", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(role="holder"),
            ),
            models.CheckConstraint(condition=Q(role__in=("holder", "substitute")), name="council_term_roles"),
            models.CheckConstraint(
                condition=Q(holder_kind="post", post__gt=0) | Q(holder_kind="organisation", organisation__gt=0)
                | Q(holder_kind="resident"),
                name="council_term_holders",
            ),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["body", "seat"], name="council_terms_of_body"),
            models.Index(fields=["post"], condition=Q(post__gt=0), name="council_terms_of_post"),
        ]

    def __str__(self) -> str:
        return f"term {self.pk}"


@holds(
    internal="number source origin_kind state grade advice term", public="title answer", hashed="secret_hash",
    sealed={"text": SEAL, "name": SEAL, "phone": SEAL},
    shown="the topic's page for the community's officials; who proposed it masked, in clear for a reason",
)  # fmt: skip
class CouncilTopic(models.Model):
    """Something to be deliberated: where it comes from, how it was reviewed and graded, and how far it is.

    `advice` is what was recommended, apart from what was decided: the state. `origin_kind` and `origin_id` name the record
    from which it was made. `refused_after` tells that it was refused after it had been accepted, which is shown.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    community = models.BigIntegerField(default=0)
    body = models.BigIntegerField()
    serial = models.IntegerField()
    number = models.CharField(max_length=24)
    source = models.CharField(max_length=8)
    origin_kind = models.CharField(max_length=30, default="")
    origin_id = models.BigIntegerField(default=0)
    title = models.CharField(max_length=80)
    text = models.BinaryField(null=True)
    name = models.BinaryField(null=True)
    phone = models.BinaryField(null=True)
    secret_hash = models.BinaryField(null=True)
    state = models.CharField(max_length=10, default="submitted")
    grade = models.CharField(max_length=8, default="")
    advice = models.CharField(max_length=8, default="")
    merged_into = models.BigIntegerField(default=0)
    answer = models.CharField(max_length=500, default="")
    shown = models.BooleanField(default=False)
    refused_after = models.BooleanField(default=False)
    term = models.CharField(max_length=10, default="")
    due_at = models.DateTimeField(null=True)
    late = models.BooleanField(default=False)
    made_by = models.BigIntegerField(default=0)
    made_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    moved_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    invented = models.BooleanField(default=False)

    class Meta:
        db_table = "council_topic"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["street", "number"], name="council_topic_one_number"),
            models.UniqueConstraint(
                fields=["street", "origin_kind", "origin_id"],
                condition=Q(origin_id__gt=0),
                name="council_topic_one_of_origin",
            ),
            models.CheckConstraint(condition=Q(state__in=STATES), name="council_topic_states"),
            models.CheckConstraint(condition=Q(grade__in=("", "quick", "depth")), name="council_topic_grades"),
            models.CheckConstraint(
                condition=~Q(state="merged") | Q(merged_into__gt=0), name="council_topic_merged_into_one"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["street", "-id"], name="council_topics"),
            models.Index(fields=["street", "community", "state"], name="council_topics_of_place"),
            models.Index(fields=["secret_hash"], condition=Q(secret_hash__isnull=False), name="council_topic_secret"),
            models.Index(
                fields=["street", "due_at", "id"], condition=Q(due_at__isnull=False), name="council_topics_due"
            ),
        ]

    def __str__(self) -> str:
        return self.number


@holds(internal="kind", sealed={"text": SEAL}, shown="the topic's page; what is said in public also on the portal")
class CouncilEntry(models.Model):
    """What was done with a topic, with the words said: the history that residents follow where `shown`."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    topic = models.BigIntegerField()
    kind = models.CharField(max_length=16)
    text = models.BinaryField(null=True)
    shown = models.BooleanField(default=False)
    account = models.BigIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        db_table = "council_entry"
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["topic", "id"], name="council_entries")]

    def __str__(self) -> str:
        return self.kind


@holds(internal="kind state reason mark", sealed={"text": SEAL}, shown="the portal once it was let through")
class CouncilVoice(models.Model):
    """What a resident says to a topic on the portal: a comment that waits to be let through, or support.

    `mark` is the keyed hash of a browser: who supports is nobody's business, that one browser supports once is.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    topic = models.BigIntegerField()
    kind = models.CharField(max_length=8)
    mark = models.CharField(max_length=64)
    text = models.BinaryField(null=True)
    state = models.CharField(max_length=8, default="waiting")
    reason = models.CharField(max_length=40, default="")
    at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(default=0)
    invented = models.BooleanField(default=False)

    class Meta:
        db_table = "council_voice"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["topic", "mark"], condition=Q(kind="support"), name="council_voice_supports_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=("comment", "support")), name="council_voice_kinds"),
            models.CheckConstraint(condition=Q(state__in=("waiting", "shown", "refused")), name="council_voice_states"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["topic", "kind", "state"], name="council_voices"),
            models.Index(fields=["street", "id"], condition=Q(state="waiting"), name="council_voices_waiting"),
        ]

    def __str__(self) -> str:
        return self.kind
