"""Buildings, dwellings, households, persons, organisations, what is known of them, and who looked.

Every record's `id` comes from one sequence. `grid` (15 digits) and `community` (12) say where a record lies, 0 where
nobody knows; below a building they follow it, so that one indexed condition serves every list. `seq` and `head` are
the record's last journal line. What is personal is sealed and bound by the salted commitment in that line.
"""

from typing import Any, ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q, UniqueConstraint, Value

from shiqiao.base.classes import holds
from shiqiao.base.ids import Blocks

IDS = Blocks("registry_ids", size=200)
OVERLAPS, EQUAL = RangeOperators.OVERLAPS, RangeOperators.EQUAL
LIVE = Q(merged_into=0)


def _key(to: str, **options: Any) -> Any:
    return models.ForeignKey(f"registry.{to}", on_delete=models.PROTECT, related_name="+", **options)


class Dated(models.Model):
    """What every row has: a street, and where it lies."""

    id = models.BigIntegerField(primary_key=True)
    street = models.IntegerField()
    community = models.BigIntegerField(default=0)
    grid = models.BigIntegerField(default=0)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{type(self).__name__.lower()} {self.pk}"


class Record(Dated):
    """A row with a chain of its own in the journal. `KIND` is its name there and in every `Ref`."""

    KIND: ClassVar[str] = ""
    source = models.CharField(max_length=10)
    confirmed_at = models.DateTimeField()
    salt = models.BinaryField()
    seq = models.IntegerField(default=0)
    head = models.BinaryField(default=b"")

    class Meta:
        abstract = True


def _lies(name: str) -> list[models.Index]:
    """The lists of a street, a community and a grid, each walked in the order of ids."""
    return [
        models.Index(fields=["street", "id"], name=f"{name}_street"),
        models.Index(fields=["community", "id"], name=f"{name}_community"),
        models.Index(fields=["grid", "id"], name=f"{name}_grid"),
    ]


def _inside(name: str) -> models.CheckConstraint:
    """A grid and a community lie in the row's street: nobody steps over the fence by a number."""
    return models.CheckConstraint(
        name=name,
        condition=(Q(grid=0) | Q(street=F("grid") / Value(1_000_000)))
        & (Q(community=0) | Q(street=F("community") / Value(1_000))),
    )


@holds(internal="source salt head", public="name kind terms")
class Building(Record):
    """A building. `address` is its entry in the address book, 0 without one."""

    KIND = "building"
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12)
    address = models.BigIntegerField(default=0)
    floors = models.SmallIntegerField(default=0)
    terms = SearchVectorField()

    class Meta:
        db_table = "registry_building"
        constraints = [
            UniqueConstraint(fields=["street", "name"], name="registry_building_once"),
            _inside("registry_building_inside"),
        ]
        indexes = [*_lies("building"), GinIndex(fields=["terms"], name="building_terms")]


@holds(internal="source salt head unit room use")
class Dwelling(Record):
    """A flat, shop or room of a building: its unit (单元, may be empty) and room."""

    KIND = "dwelling"
    building = _key("Building")
    unit = models.CharField(max_length=10)
    room = models.CharField(max_length=20)
    floor = models.SmallIntegerField(default=0)
    use = models.CharField(max_length=10)
    area = models.DecimalField(max_digits=8, decimal_places=2, null=True)

    class Meta:
        db_table = "registry_dwelling"
        constraints = [
            UniqueConstraint(fields=["building", "unit", "room"], name="registry_dwelling_once"),
            _inside("registry_dwelling_inside"),
        ]
        indexes = _lies("dwelling")


@holds(internal="source salt head kind number")
class Household(Record):
    """Persons who live or are registered together. `number` is the office's own number of it, if it has one."""

    KIND = "household"
    dwelling = _key("Dwelling", null=True)
    kind = models.CharField(max_length=10)
    number = models.CharField(max_length=30)
    began = models.DateField()
    ended = models.DateField(null=True)

    class Meta:
        db_table = "registry_household"
        constraints = [
            UniqueConstraint(fields=["street", "number"], condition=~Q(number=""), name="registry_household_number"),
            models.CheckConstraint(
                condition=Q(ended=None) | Q(ended__gte=F("began")), name="registry_household_in_order"
            ),
            _inside("registry_household_inside"),
        ]
        indexes = _lies("household")


@holds(
    internal="source salt head state",
    sealed={
        "name": "registry.name",
        "identity": "registry.identity",
        "phone": "registry.phone",
        "born": "registry.born",
    },
    keyed="name_blind name_terms identity_blind phone_blind born_blind mark",
    sensitive="identity identity_blind",
    shown="the registry of the own territory, masked; in clear for a reason, with a line in the read log",
)
class Person(Record):
    """A person. Sealed columns are read by `reads.open_person`; `household` is where the person lives, 0 unknown."""

    KIND = "person"
    household = models.BigIntegerField(default=0)
    state = models.CharField(max_length=10)
    sex = models.SmallIntegerField(default=0)
    birth_year = models.SmallIntegerField(default=0)
    name = models.BinaryField()
    name_blind = models.BinaryField()
    name_terms = SearchVectorField()
    identity = models.BinaryField(null=True)
    identity_blind = models.BinaryField(null=True)
    phone = models.BinaryField(null=True)
    phone_blind = models.BinaryField(null=True)
    born = models.BinaryField(null=True)
    born_blind = models.BinaryField(null=True)
    mark = models.BinaryField(null=True)
    merged_into = models.BigIntegerField(default=0)

    class Meta:
        db_table = "registry_person"
        constraints = [
            UniqueConstraint(
                fields=["street", "identity_blind"],
                condition=LIVE & Q(identity_blind__isnull=False),
                name="registry_identity_once",
            ),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="registry_person_not_into_itself"),
            _inside("registry_person_inside"),
        ]
        indexes = [
            *_lies("person"),
            models.Index(fields=["household"], condition=Q(household__gt=0), name="person_household"),
            models.Index(fields=["born_blind"], condition=Q(born_blind__isnull=False), name="person_born"),
            models.Index(fields=["phone_blind"], condition=Q(phone_blind__isnull=False), name="person_phone"),
            models.Index(fields=["mark"], condition=Q(mark__isnull=False), name="person_mark"),
            models.Index(fields=["merged_into"], condition=Q(merged_into__gt=0), name="person_merged"),
            GinIndex(fields=["name_terms"], name="person_name_terms"),
        ]


@holds(internal="role kind")
class Membership(models.Model):
    """A person belongs to a household, from a day to a day: lives there, or is registered there (户籍)."""

    id = models.BigIntegerField(primary_key=True)
    street = models.IntegerField()
    person = _key("Person")
    household = _key("Household")
    role = models.CharField(max_length=12)
    kind = models.CharField(max_length=10)
    during = DateRangeField()

    class Meta:
        db_table = "registry_membership"
        constraints = [
            ExclusionConstraint(
                name="registry_one_residence",
                expressions=[("person", EQUAL), ("kind", EQUAL), ("during", OVERLAPS)],
            ),
            models.CheckConstraint(
                name="registry_membership_begins", condition=Q(during__isempty=False, during__lower_inf=False)
            ),
        ]

    def __str__(self) -> str:
        return f"person {self.person_id} household {self.household_id} {self.during}"


@holds(internal="source salt head", public="name code kind industry state address terms")
class Organisation(Record):
    """A firm, shop, school, association or office. `code` is its 统一社会信用代码, empty where it has none."""

    KIND = "organisation"
    name = models.CharField(max_length=120)
    code = models.CharField(max_length=18)
    kind = models.CharField(max_length=14)
    industry = models.CharField(max_length=5)
    state = models.CharField(max_length=10)
    dwelling = models.BigIntegerField(default=0)
    building = models.BigIntegerField(default=0)
    address = models.CharField(max_length=200)
    terms = SearchVectorField()
    merged_into = models.BigIntegerField(default=0)

    class Meta:
        db_table = "registry_organisation"
        constraints = [
            UniqueConstraint(fields=["street", "code"], condition=LIVE & ~Q(code=""), name="registry_code_once"),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="registry_organisation_not_into_itself"),
            _inside("registry_organisation_inside"),
        ]
        indexes = [
            *_lies("organisation"),
            models.Index(fields=["street", "name"], name="organisation_name"),
            models.Index(fields=["dwelling"], condition=Q(dwelling__gt=0), name="organisation_dwelling"),
            models.Index(fields=["building"], condition=Q(building__gt=0), name="organisation_building"),
            models.Index(fields=["merged_into"], condition=Q(merged_into__gt=0), name="organisation_merged"),
            GinIndex(fields=["terms"], name="organisation_terms"),
        ]


@holds(internal="role")
class Contact(models.Model):
    """Whom to ask at an organisation, from a day to a day; one person has one role there at a time."""

    id = models.BigIntegerField(primary_key=True)
    street = models.IntegerField()
    organisation = _key("Organisation")
    person = _key("Person")
    role = models.CharField(max_length=14)
    during = DateRangeField()

    class Meta:
        db_table = "registry_contact"
        constraints = [
            ExclusionConstraint(
                name="registry_one_contact",
                expressions=[("organisation", EQUAL), ("person", EQUAL), ("role", EQUAL), ("during", OVERLAPS)],
            ),
            models.CheckConstraint(
                name="registry_contact_begins", condition=Q(during__isempty=False, during__lower_inf=False)
            ),
        ]

    def __str__(self) -> str:
        return f"organisation {self.organisation_id} person {self.person_id} {self.during}"


@holds(
    internal="kind key value source salt",
    sealed={"sealed": "registry.fact"},
    keyed="blind",
    sensitive="sealed blind",
    shown="the record's page, sensitive facts only to grid members, community heads and leaders",
)
class Fact(Dated):
    """One thing known of a subject: `key` of the field dictionary, its value, who said so and until when it is fresh.

    `value` is clear for public and internal fields; personal and sensitive ones are in `sealed`. `blind` finds equal values
    of fields with few values. A new value ends the old one; only one is current.
    """

    kind = models.CharField(max_length=12)
    subject = models.BigIntegerField()
    key = models.CharField(max_length=30)
    value = models.CharField(max_length=200)
    sealed = models.BinaryField(null=True)
    blind = models.BinaryField(null=True)
    source = models.CharField(max_length=10)
    stated_at = models.DateTimeField()
    confirmed_at = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    salt = models.BinaryField()

    class Meta:
        db_table = "registry_fact"
        constraints = [
            UniqueConstraint(
                fields=["kind", "subject", "key"], condition=Q(ended_at=None), name="registry_one_current_fact"
            ),
            _inside("registry_fact_inside"),
        ]
        indexes = [
            models.Index(fields=["kind", "subject", "key"], name="fact_of_subject"),
            *(
                models.Index(fields=[place, "valid_until", "id"], condition=Q(ended_at=None), name=f"fact_due_{place}")
                for place in ("street", "community", "grid")
            ),
            models.Index(
                fields=["street", "key", "blind", "subject"],
                condition=Q(ended_at=None, blind__isnull=False),
                name="fact_by_value",
            ),
        ]


@holds(internal="kind reasons state decided_by")
class Pair(models.Model):
    """Two persons or organisations that may be the same: open, merged, or judged distinct and never suggested again."""

    id = models.BigIntegerField(primary_key=True)
    street = models.IntegerField()
    kind = models.CharField(max_length=12)
    first = models.BigIntegerField()
    second = models.BigIntegerField()
    score = models.SmallIntegerField()
    reasons = models.JSONField()
    state = models.CharField(max_length=8)
    decided_by = models.CharField(max_length=80)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "registry_pair"
        constraints = [
            UniqueConstraint(fields=["kind", "first", "second"], name="registry_pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="registry_pair_in_order"),
        ]
        indexes = [
            models.Index(fields=["street", "kind", "-score", "id"], condition=Q(state="open"), name="pair_open"),
            models.Index(fields=["second"], name="pair_second"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.first} {self.second} {self.state}"


@holds(internal="kind before copied made_by")
class Merge(models.Model):
    """One merge: what was moved from the loser and copied to the winner, with how it was before, so it can be undone."""

    id = models.BigIntegerField(primary_key=True)
    street = models.IntegerField()
    kind = models.CharField(max_length=12)
    winner = models.BigIntegerField(db_index=True)
    loser = models.BigIntegerField(db_index=True)
    before = models.JSONField()
    """{table: {id: {column: value before}}}: numbers, days and codes; of the winner's personal columns only the names."""
    copied = models.JSONField()
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    parted_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "registry_merge"
        constraints = [
            UniqueConstraint(fields=["kind", "loser"], condition=Q(parted_at=None), name="registry_merged_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.loser} into {self.winner}"
