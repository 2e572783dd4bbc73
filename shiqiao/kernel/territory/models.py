"""Divisions, grids, their dated boundaries, and the address book of each street.

Only the address book is fenced: it is an office's own working paper. Divisions and boundaries are public maps, and a
report must find its grid before anyone knows whose street it is.
"""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F
from django.db.models.functions import Cast, Substr

from shiqiao.base.classes import holds
from shiqiao.kernel.territory.rules import codes


def _first(digits: int, field: models.Field) -> models.GeneratedField:  # type: ignore[type-arg]
    return models.GeneratedField(
        expression=Cast(Substr("code", 1, digits), output_field=field), output_field=field, db_persist=True
    )


@holds(public="code name level parent class_code terms")
class Division(models.Model):
    """A province, city, district, street or community by its 12-digit statistical code."""

    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=120, db_index=True)
    level = models.CharField(max_length=9, choices=[(level, level) for level in codes.LEVELS[:-1]])
    parent = models.CharField(max_length=12, blank=True, default="", db_index=True)
    depth = models.SmallIntegerField(default=0)  # 0 province … 4 community: what lies higher is listed first
    terms = SearchVectorField(null=True)  # of the name, as everywhere: see base.text
    class_code = models.CharField(max_length=3, blank=True, default="")  # 城乡分类, 111 = 主城区
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)  # first day on which it no longer exists

    class Meta:
        db_table = "territory_division"
        constraints = [
            models.CheckConstraint(condition=models.Q(code__regex=r"^\d{12}$"), name="division_code_12_digits"),
        ]
        indexes = [
            GinIndex(fields=["terms"], name="division_terms"),
            models.Index(fields=["depth", "code"], name="division_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def number(self) -> int:
        """Return the 15-digit territory number."""
        return codes.number(self.code)


@holds(public="code name")
class Grid(models.Model):
    """A grid (网格): the smallest piece of territory, and what posts answer for."""

    code = models.CharField(max_length=15, unique=True)
    name = models.CharField(max_length=120)
    community = _first(12, models.BigIntegerField())
    street = _first(9, models.IntegerField())
    retired_on = models.DateField(null=True)  # first day on which it no longer exists

    class Meta:
        db_table = "territory_grid"
        constraints = [
            models.CheckConstraint(condition=models.Q(code__regex=r"^\d{15}$"), name="grid_code_15_digits"),
        ]
        indexes = [models.Index(fields=["street", "code"], name="grid_street")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def number(self) -> int:
        """Return the 15-digit territory number."""
        return int(self.code)


@holds(public="shape source")
class Boundary(models.Model):
    """The area of a grid or division from one day to another; never changed, only followed by the next version."""

    number = models.BigIntegerField()  # 15-digit territory number
    street = models.GeneratedField(
        expression=Cast(F("number") / 1_000_000, output_field=models.IntegerField()),
        output_field=models.IntegerField(),
        db_persist=True,
    )
    shape = models.JSONField()  # GeoJSON Polygon or MultiPolygon, CGCS2000 degrees
    valid = DateRangeField()  # [first day, first day of the next version)
    source = models.CharField(max_length=200, blank=True, default="")
    illustrative = models.BooleanField(default=False)  # drawn to show something, not surveyed

    class Meta:
        db_table = "territory_boundary"
        constraints = [
            ExclusionConstraint(
                name="boundary_one_at_a_time",
                expressions=[("number", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(condition=models.Q(valid__isempty=False), name="boundary_some_day"),
        ]
        indexes = [models.Index(fields=["street", "number"], name="boundary_street")]

    def __str__(self) -> str:
        return f"{self.number} {self.valid}"


@holds(public="code title_zh title_en office_zh office_en lon lat phone hours stations accent")
class Profile(models.Model):
    """How a street shows itself to the public: one row a street of this installation; the map opens at a point in WGS84."""

    street = models.IntegerField(primary_key=True)
    code = models.CharField(max_length=40, unique=True)
    title_zh = models.CharField(max_length=80)
    title_en = models.CharField(max_length=120)
    office_zh = models.CharField(max_length=80)
    office_en = models.CharField(max_length=120)
    lon = models.FloatField()
    lat = models.FloatField()
    zoom = models.SmallIntegerField()
    phone = models.CharField(max_length=30, default="", blank=True)
    hours = models.JSONField(default=list)  # ["08:30-12:00", "13:30-17:30"], on workdays
    stations = models.JSONField(
        default=list
    )  # service stations: title_zh, title_en, phone, hours, address_zh, address_en
    accent = models.CharField(max_length=20, default="azurite")  # one of rules.accents.ACCENTS

    class Meta:
        db_table = "territory_profile"
        constraints = [
            models.CheckConstraint(condition=models.Q(accent__regex=r"^[a-z]+$"), name="profile_accent_named"),
        ]

    def __str__(self) -> str:
        return self.title_zh


@holds(public="name kind aliases lon lat side source")
class Address(models.Model):
    """An estate, road, building or landmark by which people say where something is; fenced by street.

    `first`..`last` and `side` narrow a road to house numbers and an estate to building numbers; 0 and "" mean all.
    """

    street = models.IntegerField()
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=8, choices=[(k, k) for k in ("estate", "road", "building", "landmark")])
    aliases = models.JSONField(default=list)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    grid = models.BigIntegerField(default=0)  # 15 digits; where there is a point, the map of the day decides
    first = models.IntegerField(default=0)
    last = models.IntegerField(default=0)
    side = models.CharField(max_length=4, blank=True, default="", choices=[("odd", "odd"), ("even", "even")])
    source = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        db_table = "territory_address"
        constraints = [
            models.UniqueConstraint(fields=["street", "name", "kind", "first", "side"], name="address_once"),
        ]

    def __str__(self) -> str:
        return self.name


@holds(public="token")
class PlaceCode(models.Model):
    """A code on a poster (地点码): the address that it stands for opens the report form with this place chosen.

    `token` is random and says nothing. `grid` is where the poster hangs, `address` the estate, 0 for the grid as a whole.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    token = models.CharField(max_length=12, unique=True)
    grid = models.BigIntegerField()
    address = models.BigIntegerField(default=0)
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "territory_place_code"
        constraints = [
            models.UniqueConstraint(
                fields=["street", "grid", "address"],
                condition=models.Q(withdrawn_at=None),
                name="place_code_one_in_use",
            ),
            models.CheckConstraint(
                condition=models.Q(street=F("grid") / models.Value(1_000_000)), name="place_code_inside"
            ),
        ]

    def __str__(self) -> str:
        return self.token
