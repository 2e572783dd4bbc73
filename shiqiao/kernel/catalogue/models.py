"""Catalogue versions: one immutable row holds a street's whole catalogue of one version."""

from django.db import models

from shiqiao.base.classes import holds


@holds(public="fingerprint items outcomes")
class CatalogueVersion(models.Model):
    """All items a street offers, as published at one time; matters keep the version they began with."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    version = models.IntegerField()
    fingerprint = models.CharField(max_length=64)
    items = models.JSONField()
    outcomes = models.JSONField()
    published_at = models.DateTimeField()

    class Meta:
        db_table = "catalogue_version"
        constraints = [models.UniqueConstraint(fields=["street", "version"], name="catalogue_one_version")]

    def __str__(self) -> str:
        return f"{self.street} v{self.version}"
