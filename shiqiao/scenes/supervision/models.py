"""Orders (督办件), what was said about them, and the rules by which they are raised. What a person wrote is sealed."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from shiqiao.base.classes import holds

OPEN = Q(state__in=("raised", "answered"))
SEAL = "supervision"  # binds what is sealed here to the tables of this scene


@holds(internal="table text fingerprint")
class RuleVersion(models.Model):
    """A version of a street's rules of supervision; the last one holds."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    version = models.IntegerField()
    fingerprint = models.CharField(max_length=64)
    text = models.TextField()
    table = models.JSONField()
    published_at = models.DateTimeField()

    class Meta:
        db_table = "supervision_rules"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["street", "version"], name="supervision_one_version"),
        ]

    def __str__(self) -> str:
        return f"{self.street} v{self.version}"


@holds(internal="subject_kind rule figures state term assisting")
class SupervisionOrder(models.Model):
    """An order (督办件) about any subject: who answers until when. `rule` is empty for one raised by hand.

    `occasion` tells one occasion of a rule from the next: a clock, a count of reopenings; `figures` are its numbers. Why a
    person raised it stands in the first entry. `late` is true once an answer came after its term.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    year = models.SmallIntegerField()
    serial = models.IntegerField()
    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    rule = models.CharField(max_length=30, default="")
    occasion = models.BigIntegerField(default=0)
    figures = models.JSONField(default=dict)
    raised_by = models.BigIntegerField(default=0)
    raised_post = models.BigIntegerField(default=0)
    unit = models.BigIntegerField()
    post = models.BigIntegerField()
    holder = models.BigIntegerField(default=0)
    assisting = models.JSONField(default=list)
    term = models.CharField(max_length=10)
    state = models.CharField(max_length=10)
    raised_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.BigIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.BigIntegerField(default=0)
    late = models.BooleanField(default=False)
    sent_back = models.SmallIntegerField(default=0)
    urged = models.SmallIntegerField(default=0)
    invented = models.BooleanField(default=False)

    class Meta:
        db_table = "supervision_order"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["street", "year", "serial"], name="supervision_one_number"),
            # Whoever raises by rule may ask again and again: one open order a subject and rule, one order an occasion.
            models.UniqueConstraint(
                fields=["street", "subject_kind", "subject_id", "rule"], condition=OPEN, name="supervision_one_open"
            ),
            models.UniqueConstraint(
                fields=["street", "subject_kind", "subject_id", "rule", "occasion"],
                condition=Q(occasion__gt=0), name="supervision_once_an_occasion",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(ended_by=0) | ~Q(ended_by=F("answered_by")),
                name="supervision_closed_by_another",
            ),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["street", "-id"], name="supervision_latest"),
            models.Index(fields=["street", "due_at", "id"], condition=Q(state="raised"), name="supervision_by_due"),
            models.Index(fields=["street", "state", "-id"], name="supervision_by_state"),
            models.Index(fields=["post", "-id"], name="supervision_by_post"),
            models.Index(fields=["subject_kind", "subject_id", "-id"], name="supervision_of_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.year}-{self.serial}"


@holds(internal="kind refs files", sealed={"text": SEAL}, shown="the order's page, identifiers masked")
class OrderEntry(models.Model):
    """What was said about an order: why it was raised, answers with their evidence, why one was sent back."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    order = models.BigIntegerField()
    kind = models.CharField(max_length=12)
    text = models.BinaryField(null=True)
    refs = models.JSONField(default=list)
    files = models.JSONField(default=list)
    post = models.BigIntegerField(default=0)
    account = models.BigIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        db_table = "supervision_entry"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["order", "id"], name="supervision_entries"),
        ]

    def __str__(self) -> str:
        return f"{self.order} {self.kind}"


@holds(
    internal="upstream team source", sealed={"where_public": SEAL}, shown="the file of the case",
)  # fmt: skip
class Rectification(models.Model):
    """What a case of the environmental inspection (环保督察件) has beyond its matter: where it came from, and its publicity."""

    matter = models.BigIntegerField(primary_key=True)
    street = models.IntegerField()
    upstream = models.CharField(max_length=40)
    team = models.CharField(max_length=80)
    source = models.CharField(max_length=10)
    handed_on = models.DateField()
    rectify_by = models.DateField()
    public_from = models.DateField(null=True)
    public_until = models.DateField(null=True)
    where_public = models.BinaryField(null=True)
    invented = models.BooleanField(default=False)

    class Meta:
        db_table = "supervision_rectification"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["street", "upstream"], name="rectification_once"),
            models.CheckConstraint(
                condition=Q(public_from=None, public_until=None) | Q(public_until__gt=F("public_from")),
                name="rectification_publicity_has_an_end",
            ),
            models.CheckConstraint(condition=Q(rectify_by__gte=F("handed_on")), name="rectification_term_after_start"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["street", "-matter"], name="rectification_latest"),
        ]

    def __str__(self) -> str:
        return self.upstream


@holds(internal="kind number", sealed={"text": SEAL, "answer": SEAL}, shown="the file of the case, identifiers masked")
class DossierPaper(models.Model):
    """A paper in the file of a case (卷宗): its kind, number and date; an objection is settled by its `answer`."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    matter = models.BigIntegerField()
    kind = models.CharField(max_length=24)
    number = models.CharField(max_length=60, default="")
    dated = models.DateField()
    text = models.BinaryField(null=True)
    answer = models.BinaryField(null=True)
    answered_at = models.DateTimeField(null=True)
    attachment = models.BigIntegerField(default=0)
    post = models.BigIntegerField(default=0)
    account = models.BigIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        db_table = "supervision_paper"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["matter", "dated", "id"], name="supervision_papers"),
        ]

    def __str__(self) -> str:
        return f"{self.matter} {self.kind}"


@holds(internal="subject_kind")
class DossierTie(models.Model):
    """A record that belongs to a case: a matter found with it, an order about it."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    matter = models.BigIntegerField()
    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "supervision_tie"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["matter", "subject_kind", "subject_id"], name="supervision_tied_once"),
        ]

    def __str__(self) -> str:
        return f"{self.matter} {self.subject_kind}:{self.subject_id}"


RUNGS = ("reminder", "order", "yellow_card", "red_card", "talk")
DECIDED = Q(state__in=("imposed", "dropped"))


@holds(
    internal="fault rule",
    sealed={"reason": SEAL},
    shown="its page, for leaders, whom they name, and the person concerned",
)
class DisciplineMatter(models.Model):
    """A matter of discipline (责任意识不强、办事效率低) about one person; never on lists that others see."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    person = models.BigIntegerField()
    post = models.BigIntegerField()
    fault = models.CharField(max_length=24)
    rule = models.CharField(max_length=30, default="")
    reason = models.BinaryField(null=True)
    opened_by = models.BigIntegerField(default=0)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    invented = models.BooleanField(default=False)

    class Meta:
        db_table = "supervision_discipline"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["street", "person", "fault"], condition=Q(closed_at=None), name="discipline_one_open"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["street", "-id"], name="discipline_latest"),
            models.Index(fields=["person", "-id"], name="discipline_of_person"),
        ]

    def __str__(self) -> str:
        return str(self.id)


@holds(
    internal="rung state refs rule", sealed={"reason": SEAL, "answer": SEAL, "decision": SEAL},
    shown="the page of the matter, for leaders, whom they name, and the person concerned",
)  # fmt: skip
class DisciplineStep(models.Model):
    """A rung of the ladder: proposed with its evidence, answered by the person, then imposed or dropped with a reason."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    matter = models.BigIntegerField()
    rung = models.CharField(max_length=12)
    state = models.CharField(max_length=10)
    refs = models.JSONField(default=list)
    rule = models.CharField(max_length=30, default="")
    reason = models.BinaryField(null=True)
    proposed_by = models.BigIntegerField(default=0)
    proposed_at = models.DateTimeField()
    answer = models.BinaryField(null=True)
    answered_at = models.DateTimeField(null=True)
    decision = models.BinaryField(null=True)
    decided_by = models.BigIntegerField(default=0)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "supervision_rung"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["matter"], condition=~DECIDED, name="discipline_one_step_at_a_time"),
            models.UniqueConstraint(
                fields=["matter", "rung"], condition=Q(state="imposed"), name="discipline_rung_once"
            ),
            # The person answers before anybody decides, and who proposed does not decide.
            models.CheckConstraint(condition=~DECIDED | Q(answered_at__isnull=False), name="discipline_heard_first"),
            models.CheckConstraint(
                condition=Q(decided_by=0) | ~Q(decided_by=F("proposed_by")), name="discipline_decided_by_another"
            ),
            models.CheckConstraint(condition=~Q(refs=[]), name="discipline_rests_on_something"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["matter", "id"], name="discipline_steps")]

    def __str__(self) -> str:
        return f"{self.matter} {self.rung}"


@holds()
class DisciplineReader(models.Model):
    """Whom a leader has named to see one matter of discipline."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    matter = models.BigIntegerField()
    account = models.BigIntegerField()
    named_by = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "supervision_reader"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["matter", "account"], name="discipline_named_once"),
        ]

    def __str__(self) -> str:
        return f"{self.matter} {self.account}"
