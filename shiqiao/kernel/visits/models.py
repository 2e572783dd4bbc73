"""Checklists, places, plans, visits and findings. State columns are the fold of the journal; what is personal is encrypted."""

from django.db import models
from django.db.models import F, Q

from shiqiao.base import crypto
from shiqiao.base.classes import holds
from shiqiao.kernel.visits.rules import OPEN, STATES

CONTENT, TITLE, ADDRESS, SECOND = (
    "visits.content",
    "visits.title",
    "visits.address",
    "visits.second",
)  # bind encrypted values to their columns
PLANNED = Q(state="planned")


@holds(public="kind fingerprint table")
class Checklist(models.Model):
    """One published version of a kind of visit; never changed afterwards. As text, to keep the order of questions."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    kind = models.CharField(max_length=30)
    version = models.IntegerField()
    fingerprint = models.CharField(max_length=64)
    table = models.TextField()
    published_at = models.DateTimeField()

    class Meta:
        db_table = "visits_checklist"
        constraints = [models.UniqueConstraint(fields=["street", "kind", "version"], name="checklist_one_version")]

    def __str__(self) -> str:
        return f"{self.street} {self.kind} v{self.version}"


@holds(
    sealed={"title": "visits.title", "address": "visits.address"},
    keyed="mark",
    internal="salt",
    bound="lon lat",
    shown="the plan's and visit's page for those who go there; masked for others",
)
class Place(models.Model):
    """Where one goes, and what the door is called: a free place, or the label of a subject that the registry keeps.

    `mark` is the keyed hash of label and grid, by which the same line pasted twice is one place.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    grid = models.BigIntegerField()
    personal = models.BooleanField()
    title = models.BinaryField()
    address = models.BinaryField()
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    mark = models.BinaryField()
    salt = models.BinaryField()

    class Meta:
        db_table = "visits_place"
        constraints = [models.UniqueConstraint(fields=["street", "mark"], name="place_known_once")]

    def __str__(self) -> str:
        return f"place {self.id}"

    def words(self) -> tuple[str, str]:
        """Return title and address, decrypted."""
        return (
            crypto.decrypt(bytes(self.title), context=TITLE),
            crypto.decrypt(bytes(self.address), context=ADDRESS),
        )


@holds(internal="line kind subject_kind cycle head")
class VisitPlan(models.Model):
    """Somebody is visited again and again. `cycle` empty: that of the kind; `post` 0: whoever the kind names.

    `visit`, `next_from` and `next_until` are derived: the visit that is open, and the window that comes next.
    """

    id = models.BigIntegerField(primary_key=True)
    street = models.IntegerField()
    community = models.BigIntegerField()
    grid = models.BigIntegerField()
    line = models.CharField(max_length=20)
    unit = models.BigIntegerField()
    post = models.BigIntegerField()
    kind = models.CharField(max_length=30)
    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    place = models.BigIntegerField()
    cycle = models.CharField(max_length=30)
    made_at = models.DateTimeField()
    active = models.BooleanField()
    visit = models.BigIntegerField(default=0)
    next_from = models.DateField()
    next_until = models.DateField()
    seq = models.IntegerField()
    head = models.BinaryField()

    class Meta:
        db_table = "visits_plan"
        constraints = [
            models.UniqueConstraint(
                fields=["street", "kind", "subject_kind", "subject_id"],
                condition=Q(active=True),
                name="plan_once_active",
            ),
            models.CheckConstraint(condition=Q(next_until__gte=F("next_from")), name="plan_window_has_days"),
        ]
        indexes = [
            models.Index(fields=["next_from", "id"], condition=Q(active=True, visit=0), name="plan_to_open"),
            models.Index(fields=["street", "kind"], condition=Q(active=True), name="plan_by_street"),
            models.Index(fields=["community", "kind"], condition=Q(active=True), name="plan_by_community"),
            models.Index(fields=["grid", "kind"], condition=Q(active=True), name="plan_by_grid"),
            models.Index(fields=["unit", "kind"], condition=Q(active=True), name="plan_by_unit"),
            models.Index(fields=["subject_kind", "subject_id"], name="plan_of_subject"),
        ]

    def __str__(self) -> str:
        return f"plan {self.id} {self.kind}"


@holds(
    internal="line kind subject_kind state head salt",
    sealed={"content": "visits.content"},
    bound="client_id",
    sensitive="content",
    shown="the visit's page for those who may see it, identifiers masked",
)
class Visit(models.Model):
    """One going there (走访), planned or made. `plan` 0: once only, or a re-check (`recheck_of`) of what was found.

    `first_post` and `first_holder` are who made the visit that is re-checked. `content` holds answers, note, photos and
    point, encrypted; the commitment to it and to `client_id` stands in the journal.
    """

    id = models.BigIntegerField(primary_key=True)
    street = models.IntegerField()
    community = models.BigIntegerField()
    grid = models.BigIntegerField()
    line = models.CharField(max_length=20)
    unit = models.BigIntegerField()
    post = models.BigIntegerField()
    kind = models.CharField(max_length=30)
    version = models.IntegerField()
    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    place = models.BigIntegerField()
    earliest = models.DateTimeField()
    latest = models.DateTimeField()
    plan = models.BigIntegerField(default=0)
    attempt = models.SmallIntegerField(default=1)
    recheck_of = models.BigIntegerField(default=0)
    first_post = models.BigIntegerField(default=0)
    first_holder = models.BigIntegerField(default=0)
    state = models.CharField(max_length=10, default="planned")
    done_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField(null=True)
    done_post = models.BigIntegerField(default=0)
    done_holder = models.BigIntegerField(default=0)
    open_findings = models.SmallIntegerField(default=0)
    seq = models.IntegerField()
    head = models.BinaryField()
    content = models.BinaryField(null=True)
    client_id = models.CharField(max_length=80, default="")
    salt = models.BinaryField()

    class Meta:
        db_table = "visits_visit"
        constraints = [
            models.UniqueConstraint(fields=["plan"], condition=PLANNED & Q(plan__gt=0), name="visit_one_open_a_plan"),
            models.UniqueConstraint(
                fields=["recheck_of"], condition=PLANNED & Q(recheck_of__gt=0), name="visit_one_open_recheck"
            ),
            models.UniqueConstraint(fields=["street", "client_id"], condition=~Q(client_id=""), name="visit_sent_once"),
            models.CheckConstraint(condition=Q(state__in=STATES), name="visit_known_state"),
            models.CheckConstraint(condition=Q(latest__gt=F("earliest")), name="visit_window_has_time"),
            # 谁检查谁不复查: a re-check is never made by who made the visit, neither by post nor as a person.
            models.CheckConstraint(
                condition=Q(recheck_of=0)
                | ~Q(state="done")
                | (~Q(done_post=F("first_post")) & ~Q(done_holder=F("first_holder"))),
                name="visit_rechecked_by_another",
            ),
            models.CheckConstraint(
                condition=Q(recheck_of=0) | Q(first_post__gt=0) | Q(first_holder__gt=0),
                name="visit_recheck_names_first",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("planned", "cancelled")) | Q(done_at__isnull=False, recorded_at__isnull=False),
                name="visit_made_has_times",
            ),
        ]
        indexes = [
            models.Index(fields=["street", "latest", "id"], condition=PLANNED, name="visit_open_street"),
            models.Index(fields=["community", "latest", "id"], condition=PLANNED, name="visit_open_community"),
            models.Index(fields=["grid", "latest", "id"], condition=PLANNED, name="visit_open_grid"),
            models.Index(fields=["unit", "latest", "id"], condition=PLANNED, name="visit_open_unit"),
            models.Index(fields=["post", "latest", "id"], condition=PLANNED, name="visit_open_post"),
            models.Index(fields=["street", "-id"], condition=Q(open_findings__gt=0), name="visit_with_findings"),
            models.Index(fields=["subject_kind", "subject_id", "-id"], name="visit_of_subject"),
            models.Index(fields=["plan", "earliest"], condition=Q(plan__gt=0), name="visit_of_plan"),
            models.Index(fields=["recheck_of"], condition=Q(recheck_of__gt=0), name="visit_rechecks"),
            models.Index(fields=["street", "kind", "done_at"], condition=Q(state="done"), name="visit_done_of_kind"),
        ]

    def __str__(self) -> str:
        return f"visit {self.id} {self.kind}"

    def opened(self) -> str:
        """Return the content, decrypted; empty when nothing was recorded or it was erased."""
        return crypto.decrypt(bytes(self.content), context=CONTENT) if self.content else ""


@holds(internal="question item severity state")
class Finding(models.Model):
    """A bad answer of a visit: the item it is, the matter it became, and whether a re-check found it fixed."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    visit = models.BigIntegerField()
    question = models.CharField(max_length=30)
    item = models.CharField(max_length=10)
    severity = models.CharField(max_length=10)
    matter = models.BigIntegerField(default=0)
    state = models.CharField(max_length=10, default=OPEN)
    rechecks = models.SmallIntegerField(default=0)

    class Meta:
        db_table = "visits_finding"
        constraints = [models.UniqueConstraint(fields=["visit", "question"], name="finding_once_a_question")]
        indexes = [models.Index(fields=["matter"], condition=Q(matter__gt=0), name="finding_of_matter")]

    def __str__(self) -> str:
        return f"finding {self.question} of visit {self.visit}"


@holds(public="door_kind")
class Budget(models.Model):
    """How often a month we knock at one door of a kind (household, organisation …): configuration of a street."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    door_kind = models.CharField(max_length=20)
    most = models.SmallIntegerField()

    class Meta:
        db_table = "visits_budget"
        constraints = [
            models.UniqueConstraint(fields=["street", "door_kind"], name="budget_once"),
            models.CheckConstraint(condition=Q(most__gte=1, most__lte=31), name="budget_of_a_month"),
        ]

    def __str__(self) -> str:
        return f"{self.street} {self.door_kind} {self.most}"


@holds(internal="door_kind beyond")
class Knock(models.Model):
    """One going to a door (一次敲门), for all the visits that are due there: a household, a firm, a dwelling, a free place.

    `turn` counts the knocks at a door in a month, from 1 to `most`; 0: beyond the budget, for the reason in `beyond`.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    door_kind = models.CharField(max_length=20)
    door_id = models.BigIntegerField()
    month = models.DateField()
    turn = models.SmallIntegerField()
    most = models.SmallIntegerField()
    beyond = models.CharField(max_length=10, default="")

    class Meta:
        db_table = "visits_knock"
        constraints = [
            models.UniqueConstraint(
                fields=["street", "door_kind", "door_id", "month", "turn"],
                condition=Q(turn__gt=0),
                name="knock_one_a_turn",
            ),
            # 一户一月至多若干次: nobody plans more, whichever way the knock is written.
            models.CheckConstraint(
                condition=Q(turn__gte=1, turn__lte=F("most"), beyond="") | (Q(turn=0) & ~Q(beyond="")),
                name="knock_within_budget",
            ),
        ]
        indexes = [models.Index(fields=["door_id", "-month"], name="knocks_of_door")]

    def __str__(self) -> str:
        return f"knock {self.turn} at {self.door_kind}:{self.door_id} {self.month:%Y-%m}"


@holds()
class Errand(models.Model):
    """A visit is made with a knock: several visits, of several lines of work, may share one."""

    visit = models.BigIntegerField(primary_key=True)
    street = models.IntegerField()
    knock = models.BigIntegerField()

    class Meta:
        db_table = "visits_errand"
        indexes = [models.Index(fields=["knock"], name="errands_of_knock")]

    def __str__(self) -> str:
        return f"visit {self.visit} with knock {self.knock}"


@holds(
    internal="line kind outcome state choice salt client_id",
    sealed={"content": "visits.second"},
    sensitive="content",
    shown="the page of the conflict, for those who may read the visit",
)
class Second(models.Model):
    """A record of a visit that came when the visit had been recorded by another: kept whole until a person decides.

    Its lines stand in the visit's own chain; the commitment to its content stands in the first of them.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    community = models.BigIntegerField()
    grid = models.BigIntegerField()
    line = models.CharField(max_length=20)
    unit = models.BigIntegerField()
    post = models.BigIntegerField()
    kind = models.CharField(max_length=30)
    visit = models.BigIntegerField()
    outcome = models.CharField(max_length=10)
    account = models.BigIntegerField()
    sent_post = models.BigIntegerField()
    done_at = models.DateTimeField()
    came_at = models.DateTimeField()
    content = models.BinaryField(null=True)
    client_id = models.CharField(max_length=80)
    salt = models.BinaryField()
    state = models.CharField(max_length=8, default="open")
    choice = models.CharField(max_length=8, default="")
    decided_by = models.BigIntegerField(default=0)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "visits_second"
        constraints = [
            models.UniqueConstraint(fields=["street", "client_id"], name="second_sent_once"),
            # 谁报的不由谁定: another person decides.
            models.CheckConstraint(
                condition=Q(state="open", decided_by=0, choice="")
                | (Q(state="decided", decided_at__isnull=False) & ~Q(choice="") & ~Q(decided_by=F("account"))),
                name="second_decided_by_another",
            ),
        ]
        indexes = [
            models.Index(fields=["street", "id"], condition=Q(state="open"), name="second_open"),
            models.Index(fields=["visit"], name="second_of_visit"),
        ]

    def __str__(self) -> str:
        return f"second record {self.id} of visit {self.visit}"

    def opened(self) -> str:
        """Return what was sent, decrypted; empty when it was erased."""
        return crypto.decrypt(bytes(self.content), context=SECOND) if self.content else ""
