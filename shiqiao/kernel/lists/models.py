"""Saved views, and how a person looks at lists."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from shiqiao.base.classes import holds


@holds(internal="name query")
class SavedView(models.Model):
    """Filters under a name. `unit` is the unit that may use it, too; 0 keeps it to its owner."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    account = models.BigIntegerField()
    unit = models.BigIntegerField(default=0)
    name = models.CharField(max_length=24)
    query = models.CharField(max_length=600)
    """Codes of filters as they stand in an address; no words that were searched, which may name a person."""
    place = models.SmallIntegerField(default=0)
    first = models.BooleanField(default=False)
    """The list opens with it when nothing else is asked for; of the owner's alone."""

    class Meta:
        db_table = "lists_view"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["account", "name"], name="lists_one_name"),
            models.UniqueConstraint(fields=["account"], condition=Q(first=True), name="lists_one_first"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["unit"], condition=Q(unit__gt=0), name="lists_shared")
        ]

    def __str__(self) -> str:
        return self.name


@holds(internal="columns density")
class Look(models.Model):
    """How one person has lists shown, and when the person last looked at the own work."""

    account = models.BigIntegerField(primary_key=True)
    street = models.IntegerField()
    columns = models.CharField(max_length=120, default="")
    """Codes of the columns shown, by blanks; empty for the usual ones."""
    density = models.CharField(max_length=12, default="")
    looked_at = models.DateTimeField(null=True)
    """When the present visit was last seen."""
    before = models.DateTimeField(null=True)
    """When the visit before it ended: what came since then is new."""

    class Meta:
        db_table = "lists_look"

    def __str__(self) -> str:
        return f"look of {self.account}"
