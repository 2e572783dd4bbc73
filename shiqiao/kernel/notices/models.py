"""Notices to posts and persons: what waits to be seen."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from shiqiao.base.classes import holds


@holds(internal="kind subject_kind params")
class Notice(models.Model):
    """One notice to a post, or to one person; the surfaces turn `kind` and `params` into a sentence."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    post = models.BigIntegerField(null=True)
    account = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    params = models.JSONField(default=dict)
    """Codes and numbers only, no personal data."""
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["post", "-id"], name="notices_post"),
            models.Index(fields=["account", "-id"], name="notices_account", condition=Q(account__isnull=False)),
            # What every page counts.
            models.Index(fields=["post", "-id"], name="notices_post_unread", condition=Q(read_at=None)),
            models.Index(
                fields=["account", "-id"],
                name="notices_account_unread",
                condition=Q(account__isnull=False, read_at=None),
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="notices_someone", condition=Q(post__isnull=False) | Q(account__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_kind}:{self.subject_id}"
