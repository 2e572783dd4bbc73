"""Which files of the lake hold: one of a source, a street and a month; how far each street was written."""

from django.db import models
from django.db.models import Q

from shiqiao.base.classes import holds


@holds(public="source definition file digest spans")
class Partition(models.Model):
    """The file in which a source's facts of a street and month stand. Only what a row names is part of the lake."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    source = models.CharField(max_length=40)
    month = models.DateField()
    definition = models.CharField(max_length=64)
    """Mark of the columns and of the SQL that made them."""
    file = models.CharField(max_length=200, unique=True)
    rows = models.IntegerField()
    spans = models.JSONField()
    """First and last local day of each moment."""
    digest = models.CharField(max_length=64)
    written_at = models.DateTimeField()

    class Meta:
        db_table = "lake_partition"
        constraints = [
            models.UniqueConstraint(fields=["street", "source", "month"], name="lake_one_file"),
            models.CheckConstraint(condition=Q(rows__gt=0), name="lake_file_with_rows"),
        ]


@holds()
class Mark(models.Model):
    """How far a street's journal was followed into the lake, and when."""

    street = models.IntegerField(primary_key=True)
    line = models.BigIntegerField()
    written_at = models.DateTimeField()

    class Meta:
        db_table = "lake_mark"
