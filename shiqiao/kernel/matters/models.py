"""Matters and what hangs on them. State columns are covered by the journal; texts are bound to it by commitments."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q

from shiqiao.base.classes import holds

OPEN = Q(done=False)


@holds(
    internal="number line item flow state channel outcome asked asked_for head salt",
    bound="title text address lon lat form source source_id sent_mark",
    shown="the matter's page, lists, papers and the portal; identifiers in it masked",
)
class Matter(models.Model):
    """A matter (事件/工单/办件). `grid` 0 means unrouted: no grid is known, and the unrouted list shows it.

    The columns from `number` to `unrouted` can be rebuilt from the journal (rules.Sheet); `title` to `form` are
    personal and bound by the salted commitment `body`.
    """

    id = models.BigIntegerField(primary_key=True)
    number = models.CharField(max_length=20, unique=True)
    street = models.IntegerField()
    community = models.BigIntegerField()
    grid = models.BigIntegerField()
    boundary = models.IntegerField()
    line = models.CharField(max_length=20)
    item = models.CharField(max_length=10)
    catalogue = models.IntegerField()
    flow = models.CharField(max_length=40)
    flow_version = models.IntegerField()
    state = models.CharField(max_length=20)
    done = models.BooleanField()
    channel = models.CharField(max_length=12)
    urgent = models.BooleanField()
    post = models.BigIntegerField()
    holder = models.BigIntegerField()
    unit = models.BigIntegerField()
    reported_at = models.DateTimeField()
    echoed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=30)
    finished_by = models.BigIntegerField()
    finished_holder = models.BigIntegerField()
    reopened = models.SmallIntegerField()
    sent_back = models.SmallIntegerField()
    on_spot = models.BooleanField()
    responded = models.BooleanField(null=True)
    solved = models.BooleanField(null=True)
    satisfied = models.BooleanField(null=True)
    duplicate_of = models.BigIntegerField()
    unrouted = models.BooleanField()
    # The matter that this one was split from or summoned for; the earlier one that it repeats (0: none).
    parent = models.BigIntegerField(default=0)
    repeat_of = models.BigIntegerField(default=0)
    # What whoever handles asks for and waits for: return, extension or pause; for how long; by which post and person.
    asked = models.CharField(max_length=12, default="")
    asked_for = models.CharField(max_length=12, default="")
    asked_by = models.BigIntegerField(default=0)
    asked_holder = models.BigIntegerField(default=0)
    paused = models.BooleanField(default=False)
    returned = models.SmallIntegerField(default=0)
    extended = models.SmallIntegerField(default=0)
    supervised = models.SmallIntegerField(default=0)
    # A person found the title fit to be shown to everybody (proposals).
    published = models.BooleanField(default=False)
    # When the paused clocks go on by themselves.
    paused_until = models.DateTimeField(null=True)
    # The unit that the matter complains about: its people do not see it, and it is never given to them (0: none).
    accused = models.BigIntegerField(default=0)
    # Derived from the running clocks, so that lists can be sorted by what breaks first.
    next_due = models.DateTimeField(null=True)
    # The journal's head for this matter: a cut-off tail is noticed.
    seq = models.IntegerField()
    head = models.BinaryField()
    # Personal: bound by the commitment `body`; the salt is erased with them.
    title = models.CharField(max_length=80)
    text = models.TextField()
    address = models.CharField(max_length=200)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    # Where it lies as one number, kept by the database, for maps (see mapcells).
    spot = models.GeneratedField(
        expression=Func(F("lon"), F("lat"), F("grid"), function="shiqiao_spot"),
        output_field=models.BigIntegerField(), db_persist=True,
    )  # fmt: skip
    form = models.JSONField()
    salt = models.BinaryField()
    # Idempotence: the sender's own identifier, and a mark of the content sent with it.
    source = models.CharField(max_length=40)
    source_id = models.CharField(max_length=80)
    sent_mark = models.BinaryField()

    class Meta:
        db_table = "matters_matter"
        constraints = [
            models.UniqueConstraint(fields=["street", "source", "source_id"], name="matter_sent_once"),
        ]
        indexes = [
            models.Index(fields=["street", "-id"], name="matter_by_street"),
            models.Index(fields=["community", "-id"], name="matter_by_community"),
            models.Index(fields=["grid", "-id"], name="matter_by_grid"),
            models.Index(fields=["unit", "-id"], name="matter_by_unit"),
            models.Index(fields=["post", "-id"], name="matter_by_post"),
            models.Index(fields=["holder", "-id"], name="matter_by_holder"),
            models.Index(fields=["street", "next_due", "id"], condition=OPEN, name="open_by_street"),
            models.Index(fields=["community", "next_due", "id"], condition=OPEN, name="open_by_community"),
            models.Index(fields=["grid", "next_due", "id"], condition=OPEN, name="open_by_grid"),
            models.Index(fields=["unit", "next_due", "id"], condition=OPEN, name="open_by_unit"),
            models.Index(fields=["post", "next_due", "id"], condition=OPEN, name="open_by_post"),
            models.Index(fields=["street", "-id"], condition=Q(unrouted=True), name="matter_unrouted"),
            models.Index(fields=["reported_at"], name="matter_by_time"),
            # A street's days and months among those of hundreds of streets.
            models.Index(fields=["street", "reported_at"], name="matter_by_street_time"),
            models.Index(fields=["street", "ended_at"], condition=Q(state="closed"), name="closed_by_street_time"),
            models.Index(fields=["parent"], condition=Q(parent__gt=0), name="matter_children"),
            models.Index(fields=["duplicate_of"], condition=Q(duplicate_of__gt=0), name="matter_merged"),
            models.Index(fields=["repeat_of"], condition=Q(repeat_of__gt=0), name="matter_repeats"),
            models.Index(fields=["street", "-id"], condition=~Q(asked=""), name="matter_asked"),
            models.Index(fields=["ended_at"], condition=Q(state="closed"), name="closed_to_archive"),
            models.Index(fields=["ended_at"], condition=Q(state="merged"), name="merged_to_archive"),
            models.Index(fields=["ended_at"], condition=Q(state="reviewed"), name="reviewed_to_archive"),
            models.Index(fields=["street", "-id"], condition=Q(published=True), name="matter_published"),
            models.Index(fields=["accused"], condition=Q(accused__gt=0), name="matter_accused"),
            models.Index(fields=["paused_until"], condition=Q(paused=True), name="paused_to_resume"),
            # All that the public list asks, so that a page is found in the index alone.
            models.Index(
                fields=["street", "-reported_at", "-id"],
                include=["community", "item", "done"],
                condition=Q(line="city", accused=0),
                name="matter_public",
            ),
            models.Index(fields=["spot"], name="matter_by_spot"),
            models.Index(fields=["spot"], condition=OPEN, name="open_by_spot"),
            # Whether somebody asked before we found it (scoring).
            models.Index(
                fields=["grid", "item", "reported_at"],
                condition=Q(channel__in=["resident", "phone", "counter", "hotline"]),
                name="matter_asked_about",
            ),
        ]

    def __str__(self) -> str:
        return self.number


@holds(
    sealed={"name": "", "phone": ""},
    keyed="phone_blind name_grams",
    hashed="secret",
    internal="salt",
    shown="the matter's page for those who talk with the reporter, masked; in clear for a reason",
)
class Reporter(models.Model):
    """Who reported a matter, as far as known; sensitive, encrypted. The secret link is kept only as its hash."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    matter = models.BigIntegerField(db_index=True)
    name = models.BinaryField(null=True)
    phone = models.BinaryField(null=True)
    phone_blind = models.BinaryField(null=True)
    name_grams = ArrayField(models.CharField(max_length=16), default=list)
    secret = models.BinaryField(unique=True)
    salt = models.BinaryField()
    created_at = models.DateTimeField()

    class Meta:
        db_table = "matters_reporter"
        indexes = [
            models.Index(fields=["phone_blind"], condition=Q(phone_blind__isnull=False), name="reporter_phone"),
            GinIndex(fields=["name_grams"], name="reporter_name"),
        ]


@holds(hashed="secret")
class SecretLink(models.Model):
    """What stands in the place of a reporter's first secret link: another one, or (without a secret) none."""

    reporter = models.BigIntegerField(primary_key=True)
    street = models.IntegerField()
    matter = models.BigIntegerField(db_index=True)
    secret = models.BinaryField(unique=True, null=True)
    issued_at = models.DateTimeField()

    class Meta:
        db_table = "matters_secret_link"


@holds(
    internal="kind written_by salt",
    bound="text",
    shown="the matter's page, papers; answers also in the portal; identifiers in it masked",
)
class Note(models.Model):
    """What a person wrote with a move: an answer, a result, a reason. Public notes are shown to the reporter."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    matter = models.BigIntegerField()
    seq = models.IntegerField()
    kind = models.CharField(max_length=12)
    text = models.TextField()
    public = models.BooleanField()
    written_by = models.CharField(max_length=80)
    written_at = models.DateTimeField()
    salt = models.BinaryField()

    class Meta:
        db_table = "matters_note"
        indexes = [models.Index(fields=["matter", "seq"], name="note_of_matter")]


@holds(
    internal="token kind",
    sealed={"value": ""},
    keyed="blind",
    sensitive="value blind",
    shown="masked in the place where it was written; in clear for a reason",
)
class Identifier(models.Model):
    """A phone, identity or plate number that someone typed into a text; the text holds only its token."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    matter = models.BigIntegerField(db_index=True)
    token = models.CharField(max_length=30)
    kind = models.CharField(max_length=12)
    value = models.BinaryField()
    blind = models.BinaryField(db_index=True)

    class Meta:
        db_table = "matters_identifier"


@holds(internal="kind")
class CallBack(models.Model):
    """An answer to "were you contacted, is it solved, are you satisfied": by phone (called_back) or by the reporter (rated)."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    matter = models.BigIntegerField(db_index=True)
    seq = models.IntegerField()
    kind = models.CharField(max_length=12)
    responded = models.BooleanField(null=True)
    solved = models.BooleanField(null=True)
    satisfied = models.BooleanField(null=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "matters_callback"


@holds(sealed={"place": ""}, shown="nowhere; read when a correction is taken back")
class FormerPlace(models.Model):
    """Where a matter was thought to lie before its place was corrected: sealed, kept a few minutes for an undoing."""

    matter = models.BigIntegerField(primary_key=True)
    street = models.IntegerField()
    seq = models.IntegerField()
    place = models.BinaryField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "matters_former_place"


@holds(bound="terms", shown="nowhere; searched only")
class SearchRow(models.Model):
    """Bigrams of a matter's text, address and number, apart from the matter so that imports can build them later."""

    matter = models.BigIntegerField(primary_key=True)
    street = models.IntegerField()
    terms = SearchVectorField()

    class Meta:
        db_table = "matters_search"
        indexes = [
            GinIndex(fields=["terms"], name="search_terms"),
            # The newest of one street among many.
            models.Index(fields=["street", "-matter"], name="search_by_street"),
        ]


@holds(internal="number")
class SpareNumber(models.Model):
    """A number set aside for a person who reports without a network: the next report of theirs that names it has it."""

    id = models.BigIntegerField(primary_key=True)  # of the matter to come
    street = models.IntegerField()
    account = models.BigIntegerField()
    number = models.CharField(max_length=24, unique=True)
    given_at = models.DateTimeField()

    class Meta:
        db_table = "matters_spare_number"
        indexes = [models.Index(fields=["account", "id"], name="spare_of_account")]


@holds(internal="client_id do", hashed="mark")
class SentAct(models.Model):
    """An act that a person's device sent, by which it is known when it comes again; `do` is empty for a report."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    account = models.BigIntegerField()
    client_id = models.CharField(max_length=80)
    do = models.CharField(max_length=40)
    mark = models.BinaryField()  # of the content
    matter = models.BigIntegerField(default=0)
    seq = models.IntegerField(default=0)  # the matter's journal line after the act
    at = models.DateTimeField()

    class Meta:
        db_table = "matters_sent_act"
        constraints = [models.UniqueConstraint(fields=["account", "client_id"], name="act_sent_once")]
        indexes = [models.Index(fields=["account", "-id"], name="acts_of_account")]
