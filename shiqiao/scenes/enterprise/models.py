"""Tables of the scene `enterprise`: rules of a street, files of firms, the firms' own people. What is personal is sealed."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from shiqiao.base.classes import holds
from shiqiao.scenes.enterprise import tables as care_tables  # noqa: F401

# Tables of the packages below; Django finds models here.
from shiqiao.scenes.enterprise.exchange import tables as exchange_tables  # noqa: F401
from shiqiao.scenes.enterprise.green import tables as green_tables  # noqa: F401
from shiqiao.scenes.enterprise.investment import tables as investment_tables  # noqa: F401

SEAL = "enterprise"  # binds what is sealed here to the tables of this scene


@holds(internal="content fingerprint")
class EnterpriseVersion(models.Model):
    """A version of a street's rules for its firms: office, tiers, topics, reminders; the last one holds."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    version = models.IntegerField()
    fingerprint = models.CharField(max_length=64)
    content = models.JSONField()
    published_at = models.DateTimeField()

    class Meta:
        db_table = "enterprise_rules"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["street", "version"], name="enterprise_one_version"),
        ]

    def __str__(self) -> str:
        return f"{self.street} v{self.version}"


@holds(internal="tier size tags")
class FirmFile(models.Model):
    """A firm that the street looks after: an organisation of the registry, its tier, its size class and its tags.

    Name, credit code, industry, address and premises stand in the registry. `organisation` is as it was when the file was
    opened; one that was merged since is read as the one it was merged into. `visited_at` is when a leader or steward last
    was there; it follows from the visits.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    organisation = models.BigIntegerField()
    tier = models.CharField(max_length=30)
    size = models.CharField(max_length=8, default="")
    tags = models.JSONField(default=list)
    opened_at = models.DateTimeField()
    account = models.BigIntegerField(default=0)
    visited_at = models.DateTimeField(null=True)
    invented = models.BooleanField(default=False)

    class Meta:
        db_table = "enterprise_firm"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["street", "organisation"], name="enterprise_firm_once"),
            models.CheckConstraint(
                condition=Q(size__in=("", "large", "medium", "small", "micro")), name="enterprise_firm_sizes"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["street", "tier", "id"], name="enterprise_firm_tier"),
        ]

    def __str__(self) -> str:
        return f"firm {self.organisation}"


@holds(
    sealed={"name": SEAL, "phone": SEAL},
    keyed="phone_mark",
    shown="the firm's page for its steward, the office and leaders, masked; the person's own pages of the portal",
)
class FirmPerson(models.Model):
    """Somebody who acts for firms on the portal: a name and a telephone, found again by its number."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    name = models.BinaryField(null=True)
    phone = models.BinaryField(null=True)
    phone_mark = models.BinaryField(null=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    invented = models.BooleanField(default=False)

    class Meta:
        db_table = "enterprise_person"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["street", "phone_mark"], condition=Q(phone_mark__isnull=False), name="enterprise_person_once"
            ),
        ]

    def __str__(self) -> str:
        return f"person of firms {self.pk}"


@holds(internal="role", hashed="link_hash")
class FirmSeat(models.Model):
    """A seat of a person at a firm on the portal: invited by a secret link that opens once, entered, ended."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    organisation = models.BigIntegerField()
    person = models.BigIntegerField()
    role = models.CharField(max_length=10)
    post = models.BigIntegerField(default=0)
    account = models.BigIntegerField(default=0)
    invited_at = models.DateTimeField()
    link_hash = models.BinaryField(null=True)
    link_until = models.DateTimeField(null=True)
    tries = models.SmallIntegerField(default=0)
    entered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    invented = models.BooleanField(default=False)

    class Meta:
        db_table = "enterprise_seat"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organisation", "person"], condition=Q(ended_at=None), name="enterprise_seat_once"
            ),
            models.UniqueConstraint(
                fields=["link_hash"], condition=Q(link_hash__isnull=False), name="enterprise_seat_link"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(link_hash=None), name="enterprise_seat_ended_has_no_link"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["person"], condition=Q(ended_at=None), name="enterprise_seats_of"),
            models.Index(fields=["street", "organisation"], name="enterprise_seats_at"),
        ]

    def __str__(self) -> str:
        return f"seat {self.pk} at {self.organisation}"


@holds(hashed="key_hash")
class FirmKey(models.Model):
    """What a browser keeps after its link was opened: of one person, in one street, until a day; it can be ended."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    person = models.BigIntegerField()
    seat = models.BigIntegerField()
    key_hash = models.BinaryField(unique=True)
    begun_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "enterprise_key"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["person"], condition=Q(ended_at=None), name="enterprise_keys_of"),
        ]

    def __str__(self) -> str:
        return f"key {self.pk}"
