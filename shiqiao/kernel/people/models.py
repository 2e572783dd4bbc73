"""Who works where: accounts, units, posts, and the dated rows that make one person accountable for grid and line.

All tables of a street stand behind the street fence, except `Account`: whoever logs in is looked up before any street
is known. A period (`during`) holds whole local days, from the first included to the last excluded.
"""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint, Value

from shiqiao.base.classes import holds
from shiqiao.base.time import now
from shiqiao.kernel.people.constraints import above_reads_only, begins, inside
from shiqiao.kernel.people.devicemodels import Device as Device
from shiqiao.kernel.people.devicemodels import FieldDevice as FieldDevice
from shiqiao.kernel.people.doormodels import FormerPassword as FormerPassword
from shiqiao.kernel.people.doormodels import SignIn as SignIn

OVERLAPS, EQUAL = RangeOperators.OVERLAPS, RangeOperators.EQUAL


def _key(to: str, **options: Any) -> Any:
    return models.ForeignKey(to, on_delete=models.PROTECT, related_name="+", **options)


class Accounts(BaseUserManager["Account"]):
    """How accounts are made and found. There are no superusers: rights come from posts."""

    def create_account(self, username: str, password: str | None = None, **fields: Any) -> "Account":
        """Make an account; without a password nobody can log in until one is set."""
        account = self.model(username=self.model.normalize_username(username), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account


@holds(
    internal="username preferred_language", staff="display_name name_en", hashed="password",
    sealed={"phone": "people.account.phone"}, shown="names beside acts of the office; the telephone masked, whole for oneself",
)  # fmt: skip
class Account(AbstractBaseUser):
    """A person who logs in. What the person may do comes from the posts held, never from the account."""

    username = models.CharField(max_length=60, unique=True)
    display_name = models.CharField(max_length=40)
    name_en = models.CharField(max_length=80, blank=True)
    phone = models.BinaryField(null=True)
    street = models.IntegerField()
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=True)
    password_set_at = models.DateTimeField(null=True)
    preferred_language = models.CharField(max_length=10, default="zh-hans")
    created_at = models.DateTimeField(default=now)

    objects: ClassVar[Accounts] = Accounts()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["display_name", "street"]

    class Meta:
        indexes = [models.Index(fields=["street"], name="people_account_street")]

    def __str__(self) -> str:
        return self.username

    def get_full_name(self) -> str:
        """Return the name as shown."""
        return self.display_name


@holds(public="code title_zh title_en kind", internal="phone")
class Unit(models.Model):
    """A unit of the street: the office itself, a department, a community, its grid work station or service station."""

    street = models.IntegerField()
    code = models.CharField(max_length=40)
    title_zh = models.CharField(max_length=80)
    title_en = models.CharField(max_length=120)
    kind = models.CharField(max_length=20)
    community = models.BigIntegerField(default=0)
    parent = _key("people.Unit", null=True, blank=True)
    phone = models.CharField(max_length=20, default="", blank=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["street", "code"], name="people_unit_code"),
            CheckConstraint(
                name="people_unit_inside", condition=Q(community=0) | Q(street=F("community") / Value(1000))
            ),
        ]

    def __str__(self) -> str:
        return self.code


@holds(public="code title_zh title_en")
class Line(models.Model):
    """A line of work (条线); the same lines for all streets, more may be added as data."""

    code = models.CharField(max_length=20, primary_key=True)
    title_zh = models.CharField(max_length=40)
    title_en = models.CharField(max_length=80)

    def __str__(self) -> str:
        return self.code


@holds(public="code title_zh title_en roles lines")
class Post(models.Model):
    """A post: a place in a unit with roles and a territory where its rights reach; held by one person at a time.

    `street` is the 9-digit number of a street, or of the district, city or province whose office the post is of.
    """

    street = models.IntegerField()
    code = models.CharField(max_length=40)
    title_zh = models.CharField(max_length=80)
    title_en = models.CharField(max_length=120)
    unit = _key("people.Unit")
    roles = ArrayField(models.CharField(max_length=20))
    territory = models.BigIntegerField()
    """15-digit number of the street, community or grid, or of the division above the streets."""
    lines = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    """Codes of lines; empty means all."""
    head_of = models.BooleanField(default=False)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["street", "code"], name="people_post_code"),
            inside("people_post_inside", "territory"),
            # That nobody holds two of the three powers through several posts is refused by the trigger powers_apart.
            CheckConstraint(
                name="people_one_power_a_post",
                condition=~Q(roles__contains=["admin", "security_admin"])
                & ~Q(roles__contains=["admin", "auditor"])
                & ~Q(roles__contains=["auditor", "security_admin"]),
            ),
            above_reads_only("people_above_reads_only"),
        ]

    def __str__(self) -> str:
        return self.code


class Holding(models.Model):
    """Who holds a post when: never two at once."""

    street = models.IntegerField()
    post = _key("people.Post")
    account = _key("people.Account")
    during = DateRangeField()

    class Meta:
        constraints = [
            ExclusionConstraint(name="people_one_holder", expressions=[("post", EQUAL), ("during", OVERLAPS)]),
            begins("people_holding_begins"),
        ]

    def __str__(self) -> str:
        return f"post {self.post_id} account {self.account_id} {self.during}"


class Responsibility(models.Model):
    """Which post answers for a grid on a line when: never two at once."""

    street = models.IntegerField()
    grid = models.BigIntegerField()
    line = _key("people.Line")
    post = _key("people.Post")
    during = DateRangeField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="people_one_responsible", expressions=[("grid", EQUAL), ("line", EQUAL), ("during", OVERLAPS)]
            ),
            begins("people_responsibility_begins"),
            inside("people_responsibility_inside", "grid"),
        ]

    def __str__(self) -> str:
        return f"grid {self.grid} {self.line_id} post {self.post_id} {self.during}"


class Deputyship(models.Model):
    """Who stands in when the holder of a post is on leave: another post's holder, or one person. Never two at once."""

    street = models.IntegerField()
    post = _key("people.Post")
    deputy_post = _key("people.Post", null=True, blank=True)
    deputy_account = _key("people.Account", null=True, blank=True)
    during = DateRangeField()

    class Meta:
        constraints = [
            ExclusionConstraint(name="people_one_deputy", expressions=[("post", EQUAL), ("during", OVERLAPS)]),
            begins("people_deputyship_begins"),
            CheckConstraint(
                name="people_deputy_is_post_or_account",
                condition=Q(deputy_post__isnull=True, deputy_account__isnull=False)
                | Q(deputy_post__isnull=False, deputy_account__isnull=True) & ~Q(deputy_post=F("post")),
            ),
        ]

    def __str__(self) -> str:
        return f"post {self.post_id} {self.during}"


@holds(internal="reason")
class Leave(models.Model):
    """When a person is away; the reason is a code, never an illness."""

    street = models.IntegerField()
    account = _key("people.Account")
    during = DateRangeField()
    reason = models.CharField(max_length=20)

    class Meta:
        constraints = [
            ExclusionConstraint(name="people_one_leave", expressions=[("account", EQUAL), ("during", OVERLAPS)]),
            begins("people_leave_begins"),
        ]

    def __str__(self) -> str:
        return f"account {self.account_id} {self.during} {self.reason}"


@holds(internal="name channel hint scopes networks", hashed="secret")
class AccessToken(models.Model):
    """A token for a machine or an outside system: acts from a post, within scopes; only its hash is kept."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    name = models.CharField(max_length=60)
    secret = models.BinaryField(unique=True)
    post = models.BigIntegerField()
    channel = models.CharField(max_length=12)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    hint = models.CharField(max_length=8, default="")  # how the secret begins, to know it again on paper
    scopes = ArrayField(models.CharField(max_length=12), default=list)
    networks = ArrayField(models.CharField(max_length=50), default=list)  # empty: from anywhere
    expires_at = models.DateTimeField(null=True)  # null: given out before tokens ended
    used_on = models.DateField(null=True)
    warned_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "people_token"

    def __str__(self) -> str:
        return self.name


class Portfolio(models.Model):
    """Which leader's post is in charge of a line or of a unit when (分工): never two at once."""

    street = models.IntegerField()
    post = _key("people.Post")
    line = _key("people.Line", null=True, blank=True)
    unit = _key("people.Unit", null=True, blank=True)
    during = DateRangeField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="people_one_in_charge_of_line",
                expressions=[("street", EQUAL), ("line", EQUAL), ("during", OVERLAPS)],
            ),
            ExclusionConstraint(
                name="people_one_in_charge_of_unit", expressions=[("unit", EQUAL), ("during", OVERLAPS)]
            ),
            CheckConstraint(
                name="people_portfolio_is_line_or_unit",
                condition=Q(line__isnull=True, unit__isnull=False) | Q(line__isnull=False, unit__isnull=True),
            ),
            begins("people_portfolio_begins"),
        ]

    def __str__(self) -> str:
        return f"post {self.post_id} {self.line_id or self.unit_id} {self.during}"


class Contact(models.Model):
    """Which post keeps contact with a community when (包联): one leads, others may help; none twice."""

    street = models.IntegerField()
    community = models.BigIntegerField()
    """12-digit number."""
    post = _key("people.Post")
    lead = models.BooleanField()
    during = DateRangeField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="people_one_lead_contact",
                expressions=[("community", EQUAL), ("during", OVERLAPS)],
                condition=Q(lead=True),
            ),
            ExclusionConstraint(
                name="people_contact_once",
                expressions=[("community", EQUAL), ("post", EQUAL), ("during", OVERLAPS)],
            ),
            CheckConstraint(name="people_contact_inside", condition=Q(street=F("community") / Value(1000))),
            begins("people_contact_begins"),
        ]

    def __str__(self) -> str:
        return f"community {self.community} post {self.post_id} {self.during}"


@holds(sealed={"note": "people.hand_over.note"}, shown="the two who hand over and the leader who asked for it")
class HandOver(models.Model):
    """The open work of a person who leaves posts, passed on: drafted, confirmed for a day, handed, seen by each."""

    street = models.IntegerField()
    giver = _key("people.Account")
    starts_on = models.DateField()
    leaves = models.BooleanField(default=False)
    """The person leaves the office: the account is shut when the work is handed."""
    note = models.BinaryField(null=True)
    """Ciphertext: what was promised and is still open, in the giver's words."""
    drafted_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    handed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["giver"], condition=Q(handed_at=None), name="people_one_hand_over_under_way"),
            CheckConstraint(
                name="people_handed_after_confirmed", condition=Q(handed_at=None) | Q(confirmed_at__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["starts_on"], condition=Q(handed_at=None), name="people_hand_over_waits")]

    def __str__(self) -> str:
        return f"account {self.giver_id} {self.starts_on}"


class HandOverPart(models.Model):
    """What one successor gets of one post's open work: the rest, or only what was picked for this part."""

    street = models.IntegerField()
    hand_over = _key("people.HandOver")
    post = _key("people.Post")
    to_post = _key("people.Post")
    """The post that has the work from then on: the same, when the successor takes the post itself."""
    successor = _key("people.Account")
    rest = models.BooleanField()
    works = models.IntegerField(default=0)
    remind_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["hand_over", "post"], condition=Q(rest=True), name="people_rest_goes_to_one"),
            UniqueConstraint(fields=["hand_over", "post", "to_post", "successor"], name="people_part_once"),
        ]
        indexes = [
            models.Index(fields=["successor", "-id"], name="people_part_successor"),
            models.Index(fields=["remind_at"], condition=Q(seen_at=None, reminded_at=None), name="people_part_unseen"),
        ]

    def __str__(self) -> str:
        return f"hand-over {self.hand_over_id} post {self.post_id} to {self.to_post_id}"


@holds(internal="kind")
class HandOverWork(models.Model):
    """One piece of open work in a hand-over: picked for a part before, listed in it afterwards; in one part only."""

    street = models.IntegerField()
    hand_over = _key("people.HandOver")
    part = _key("people.HandOverPart")
    kind = models.CharField(max_length=20)
    subject = models.BigIntegerField()
    late = models.BooleanField(default=False)  # when it was handed over: lateness stays with who let it run out

    class Meta:
        constraints = [UniqueConstraint(fields=["hand_over", "kind", "subject"], name="people_work_handed_once")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.subject}"
