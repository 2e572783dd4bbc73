"""Tables of campaigns (专项行动): rules by version, campaigns, their ledger of items, what was said, what was found again."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from shiqiao.base.classes import holds
from shiqiao.scenes.projects.campaigns.moves import STATES, STRUCK

SEAL = "projects"  # binds what is sealed here to the tables of this scene


@holds(internal="content fingerprint")
class CampaignVersion(models.Model):
    """A version of a street's rules of campaigns; a campaign keeps the one it began with."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    version = models.IntegerField()
    fingerprint = models.CharField(max_length=64)
    content = models.JSONField()
    published_at = models.DateTimeField()

    class Meta:
        db_table = "projects_campaign_rules"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["street", "version"], name="projects_campaign_one_version"),
        ]

    def __str__(self) -> str:
        return f"{self.street} v{self.version}"


@holds(internal="kind title origin_kind")
class Campaign(models.Model):
    """A campaign: what it is about, who leads it, from when until when, by which day its ledger had to be complete.

    `origin_kind` and `origin_id` name the record that called for it, an environmental case for one; it is not written again.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=80)
    version = models.IntegerField()
    lead = models.BigIntegerField()
    since = models.DateField()
    until = models.DateField()
    baseline = models.DateField()
    origin_kind = models.CharField(max_length=30, default="")
    origin_id = models.BigIntegerField(default=0)
    opened_by = models.BigIntegerField(default=0)
    opened_at = models.DateTimeField()
    invented = models.BooleanField(default=False)

    class Meta:
        db_table = "projects_campaign"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(since__lte=F("baseline"), baseline__lte=F("until")), name="projects_campaign_days"
            ),
            # A record opens one ledger of a kind, no second one.
            models.UniqueConstraint(
                fields=["street", "kind", "origin_kind", "origin_id"], condition=Q(origin_id__gt=0),
                name="projects_campaign_one_of_origin",
            ),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["street", "-id"], name="projects_campaigns")]

    def __str__(self) -> str:
        return self.title


@holds(
    internal="number kind basis owner_kind state how decision notice purpose term lon lat",
    sealed={"place": SEAL, "what": SEAL, "owner": SEAL},
    shown="the item's page and the ledger: the owner masked, in clear for a reason",
)
class CampaignItem(models.Model):
    """A line of the ledger: one structure, board or place, from finding to what its ground is used for.

    `late_found` follows from the day it was found and the campaign's day of completeness: nobody sets it or takes it away.
    `first` is the item of which this one is a recurrence, `again` which one. `fixed_by` and `checked_by` are accounts; the
    database refuses that they are the same.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    campaign = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    serial = models.IntegerField()
    number = models.CharField(max_length=24)
    community = models.BigIntegerField()
    grid = models.BigIntegerField()
    lon = models.FloatField()
    lat = models.FloatField()
    place = models.BinaryField(null=True)
    what = models.BinaryField(null=True)
    area = models.DecimalField(max_digits=9, decimal_places=1)
    built = models.SmallIntegerField(default=0)
    owner_kind = models.CharField(max_length=8)
    owner = models.BinaryField(null=True)
    organisation = models.BigIntegerField(default=0)
    basis = models.CharField(max_length=40, default="")
    lead = models.BigIntegerField()
    post = models.BigIntegerField()
    found_on = models.DateField()
    baseline = models.DateField()
    late_found = models.GeneratedField(
        expression=Q(found_on__gt=F("baseline")),  # type: ignore[arg-type]
        output_field=models.BooleanField(),
        db_persist=True,
    )
    first = models.BigIntegerField(default=0)
    again = models.SmallIntegerField(default=0)
    reopened = models.SmallIntegerField(default=0)
    state = models.CharField(max_length=10, default="found")
    how = models.CharField(max_length=8, default="")
    term = models.CharField(max_length=10, default="")
    due_at = models.DateTimeField(null=True)
    late = models.BooleanField(default=False)
    sent_back = models.SmallIntegerField(default=0)
    notice = models.CharField(max_length=40, default="")
    notified_at = models.DateTimeField(null=True)
    notice_due = models.DateTimeField(null=True)
    decision = models.CharField(max_length=60, default="")
    before = models.SmallIntegerField(default=0)
    after = models.SmallIntegerField(default=0)
    fixed_at = models.DateTimeField(null=True)
    fixed_by = models.BigIntegerField(default=0)
    checked_at = models.DateTimeField(null=True)
    checked_by = models.BigIntegerField(default=0)
    struck_at = models.DateTimeField(null=True)
    struck_by = models.BigIntegerField(default=0)
    purpose = models.CharField(max_length=40, default="")
    used_at = models.DateTimeField(null=True)
    recorded_by = models.BigIntegerField(default=0)
    recorded_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    invented = models.BooleanField(default=False)

    class Meta:
        db_table = "projects_campaign_item"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["campaign", "serial"], name="projects_campaign_item_number"),
            models.UniqueConstraint(
                fields=["first", "again"], condition=Q(first__gt=0), name="projects_campaign_item_recurrence"
            ),
            models.CheckConstraint(condition=Q(state__in=STATES), name="projects_campaign_item_states"),
            # Who put it right does not re-check it.
            models.CheckConstraint(
                condition=Q(checked_by=0) | ~Q(checked_by=F("fixed_by")), name="projects_campaign_item_by_another"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=STRUCK)
                | Q(before__gt=0, after__gt=0, fixed_by__gt=0, checked_by__gt=0, struck_at__isnull=False),
                name="projects_campaign_item_struck",
            ),
            models.CheckConstraint(
                condition=~Q(state="enforcing") | ~Q(decision=""), name="projects_campaign_item_decision"
            ),
            models.CheckConstraint(condition=Q(area__gte=0), name="projects_campaign_item_area"),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["campaign", "-id"], name="projects_campaign_item_list"),
            models.Index(fields=["campaign", "community", "state"], name="projects_campaign_item_board"),
            models.Index(
                fields=["street", "lon", "lat"], condition=Q(state__in=STRUCK), name="projects_campaign_item_near"
            ),
            models.Index(
                fields=["street", "due_at", "id"], condition=Q(due_at__isnull=False), name="projects_campaign_item_due"
            ),
            models.Index(fields=["first"], condition=Q(first__gt=0), name="projects_campaign_item_first"),
            models.Index(fields=["organisation"], condition=Q(organisation__gt=0), name="projects_campaign_item_firm"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number


@holds(internal="kind files", sealed={"text": SEAL}, shown="the item's page, identifiers masked")
class CampaignEntry(models.Model):
    """What was done with an item and said about it, with its pictures."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    item = models.BigIntegerField()
    kind = models.CharField(max_length=12)
    text = models.BinaryField(null=True)
    files = models.JSONField(default=list)
    account = models.BigIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        db_table = "projects_campaign_entry"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["item", "id"], name="projects_campaign_entries"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.item} {self.kind}"


@holds(internal="meant")
class CampaignSighting(models.Model):
    """A matter found where an item was struck off, and what a person decided: reopened, recurrence, other (not the same)."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    item = models.BigIntegerField()
    matter = models.BigIntegerField()
    meant = models.CharField(max_length=10)
    became = models.BigIntegerField(default=0)
    account = models.BigIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        db_table = "projects_campaign_sighting"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["item", "matter"], name="projects_campaign_sighting_once"),
            models.UniqueConstraint(
                fields=["matter"], condition=~Q(meant="other"), name="projects_campaign_sighting_counts_once"
            ),
            models.CheckConstraint(
                condition=Q(meant__in=("reopened", "recurrence", "other")), name="projects_campaign_sighting_meant"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.item} {self.matter} {self.meant}"
