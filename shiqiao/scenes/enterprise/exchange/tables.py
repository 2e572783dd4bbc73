"""Tables of exchange (经济生态圈): listings of firms, which firms belong together, matches and their steps."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q

from shiqiao.base.classes import holds
from shiqiao.scenes.enterprise.exchange.rules import CLOSED_BY, ENDED_STATES, KINDS, LISTING_STATES, OPEN_STATES, SIDES

SEAL = "enterprise.exchange"


@holds(public="title words unit industry wanted", internal="side kind state source terms")
class Listing(models.Model):
    """What a firm offers or asks. `organisation` is its number in the registry; who it is stays hidden until both consent.

    Title and words name nobody: numbers and the firm's name are refused. Expiry follows from `valid_until`. `family` is the
    head of the firms that belong together (itself for one alone). `post` keeps the listing at the office, 0: the firm itself.
    `terms` are the pairs of its words, each marked with side and kind, so that one index finds counterparts alone.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    community = models.BigIntegerField(default=0)
    grid = models.BigIntegerField(default=0)
    organisation = models.BigIntegerField()
    family = models.BigIntegerField()
    side = models.CharField(max_length=5)
    kind = models.CharField(max_length=10)
    title = models.CharField(max_length=60)
    words = models.CharField(max_length=600)
    industry = models.CharField(max_length=5, default="")
    wanted = models.CharField(max_length=1, default="")
    quantity = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    taken = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    unit = models.CharField(max_length=12, default="")
    inexhaustible = models.BooleanField(default=False)
    valid_until = models.DateField()
    state = models.CharField(max_length=9, default="open")
    shown = models.BooleanField(default=True)
    source = models.CharField(max_length=6, default="office")
    post = models.BigIntegerField(default=0)
    at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    terms = SearchVectorField()
    invented = models.BooleanField(default=False)

    class Meta:
        db_table = "enterprise_listing"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(side__in=SIDES, kind__in=KINDS, state__in=LISTING_STATES), name="enterprise_listing_codes"
            ),
            # No more goes than there is; what does not run out has no number.
            models.CheckConstraint(
                condition=Q(inexhaustible=True, quantity=None) | Q(inexhaustible=False, quantity=None)
                | Q(inexhaustible=False, quantity__gt=0, taken__gte=0, taken__lte=F("quantity")),
                name="enterprise_listing_quantity",
            ),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["street", "-id"], name="enterprise_listing_latest"),
            models.Index(
                fields=["street", "side", "kind", "-id"], condition=Q(state="open"), name="enterprise_listing_open"
            ),
            models.Index(fields=["organisation", "-id"], name="enterprise_listing_of_firm"),
            models.Index(fields=["family"], name="enterprise_listing_family"),
            models.Index(fields=["post", "-id"], name="enterprise_listing_kept"),
            models.Index(
                fields=["valid_until", "id"], condition=Q(state="open", told_at=None), name="enterprise_listing_to_tell"
            ),
            GinIndex(fields=["terms"], name="enterprise_listing_terms", fastupdate=False),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"listing {self.pk} {self.side} {self.kind}"


@holds()
class ParentFirm(models.Model):
    """A firm belongs to another one (子公司, 关联企业): between firms of one family nothing is proposed."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    organisation = models.BigIntegerField()
    parent = models.BigIntegerField()
    post = models.BigIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        db_table = "enterprise_parent_firm"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["street", "organisation"], name="enterprise_one_parent"),
            models.CheckConstraint(condition=~Q(parent=F("organisation")), name="enterprise_not_its_own_parent"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["parent"], name="enterprise_parent_of")]

    def __str__(self) -> str:
        return f"{self.organisation} of {self.parent}"


@holds(internal="kind state why closed_by reasons refused_side")
class Match(models.Model):
    """An offer and an ask that are proposed to each other: consent of both, introduction, talks, a deal with its value.

    The row stays whatever came of it, so that what was refused is not proposed again. `until` is the last day on which both
    listings are valid; consents given by then hold. `value` is in yuan. Who the firms are is told once `agreed_at` is set.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    kind = models.CharField(max_length=10)
    offer = models.BigIntegerField()
    ask = models.BigIntegerField()
    offer_firm = models.BigIntegerField()
    ask_firm = models.BigIntegerField()
    offer_family = models.BigIntegerField()
    ask_family = models.BigIntegerField()
    offer_post = models.BigIntegerField(default=0)
    ask_post = models.BigIntegerField(default=0)
    score = models.SmallIntegerField()
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=10, default="proposed")
    until = models.DateField()
    proposed_at = models.DateTimeField()
    proposed_by = models.BigIntegerField(default=0)
    offer_consent_at = models.DateTimeField(null=True)
    ask_consent_at = models.DateTimeField(null=True)
    agreed_at = models.DateTimeField(null=True)
    introduced_on = models.DateField(null=True)
    talked_on = models.DateField(null=True)
    dealt_on = models.DateField(null=True)
    value = models.BigIntegerField(null=True)
    quantity = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    closed_by = models.CharField(max_length=4, default="")
    why = models.CharField(max_length=14, default="")
    refused_side = models.CharField(max_length=5, default="")
    ended_at = models.DateTimeField(null=True)
    invented = models.BooleanField(default=False)

    class Meta:
        db_table = "enterprise_match"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            # What was refused or ended otherwise stays known; only what fell with its listing may be proposed again.
            models.UniqueConstraint(fields=["offer", "ask"], condition=~Q(state="fallen"), name="enterprise_match_once"),
            models.CheckConstraint(condition=Q(state__in=(*OPEN_STATES, *ENDED_STATES)), name="enterprise_match_states"),
            models.CheckConstraint(
                condition=Q(state__in=ENDED_STATES) | (~Q(offer_family=F("ask_family")) & ~Q(offer_firm=F("ask_firm"))),
                name="enterprise_no_match_in_one_family",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("proposed", "refused", "fallen"))
                | Q(offer_consent_at__isnull=False, ask_consent_at__isnull=False, agreed_at__isnull=False),
                name="enterprise_match_both_consented",
            ),
            models.CheckConstraint(
                condition=~Q(state="deal") | Q(value__gte=0, closed_by__in=CLOSED_BY, dealt_on__isnull=False),
                name="enterprise_deal_with_value",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("refused", "failed", "fallen")) | ~Q(why=""), name="enterprise_match_with_reason"
            ),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["street", "-id"], name="enterprise_match_latest"),
            models.Index(fields=["offer", "-id"], name="enterprise_match_of_offer"),
            models.Index(fields=["ask", "-id"], name="enterprise_match_of_ask"),
            models.Index(fields=["offer_firm", "-proposed_at"], name="enterprise_match_offer_firm"),
            models.Index(fields=["ask_firm", "-proposed_at"], name="enterprise_match_ask_firm"),
            models.Index(fields=["offer_post", "-id"], name="enterprise_match_offer_kept"),
            models.Index(fields=["ask_post", "-id"], name="enterprise_match_ask_kept"),
            models.Index(fields=["until", "id"], condition=Q(state="proposed"), name="enterprise_match_to_fall"),
            models.Index(fields=["street", "dealt_on"], condition=Q(state="deal"), name="enterprise_deals"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"match {self.pk} {self.state}"


@holds(internal="step side", sealed={"text": SEAL}, shown="the page of the match, for those who keep one of its sides")
class MatchStep(models.Model):
    """One step of a match, with the day on which it happened and what was said."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    match = models.BigIntegerField()
    step = models.CharField(max_length=10)
    side = models.CharField(max_length=5, default="")
    on = models.DateField()
    at = models.DateTimeField()
    account = models.BigIntegerField(default=0)
    text = models.BinaryField(null=True)

    class Meta:
        db_table = "enterprise_match_step"
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["match", "id"], name="enterprise_match_steps")]

    def __str__(self) -> str:
        return f"{self.match} {self.step}"
