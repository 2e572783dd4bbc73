"""Notices to posts and persons: what waits to be seen."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from shiqiao.base.classes import holds
from shiqiao.kernel.notices.rules import STATES


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


ADDRESS, LINK = "notices.address", "notices.link"  # bind encrypted values to their columns


@holds(
    internal="means subject_kind language", keyed="who", sealed={"address": ADDRESS, "link": LINK},
    shown="nowhere: what goes out is sent to it",
)  # fmt: skip
class Follower(models.Model):
    """A resident who wants news of one report, by which means and where; gone when it is ended or forgotten.

    `link` is the path of the report with its secret, `who` the keyed address by which sendings a day are counted.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    means = models.CharField(max_length=10)
    language = models.CharField(max_length=10)
    address = models.BinaryField()
    link = models.BinaryField()
    who = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        db_table = "notices_follower"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["subject_kind", "subject_id"], name="follower_once"),
        ]

    def __str__(self) -> str:
        return f"follower {self.id}"


@holds(internal="means digest", sealed={"address": ADDRESS}, shown="the person's own page, masked")
class Choice(models.Model):
    """By which means an official also gets notices, when, and from which notice on (`after`)."""

    account = models.BigIntegerField(primary_key=True)
    street = models.IntegerField()
    means = models.CharField(max_length=10)
    digest = models.CharField(max_length=10)
    address = models.BinaryField()
    quiet_from = models.TimeField()
    quiet_until = models.TimeField()
    after = models.BigIntegerField()
    next_at = models.DateTimeField()

    class Meta:
        db_table = "notices_choice"
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["next_at"], name="choice_due")]

    def __str__(self) -> str:
        return f"choice of {self.account}"


@holds(internal="means kind subject_kind number state why key")
class Sending(models.Model):
    """Something that leaves the house: to a follower or an official, by which means, about what; no address, no text."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    follower = models.BigIntegerField(default=0)
    account = models.BigIntegerField(default=0)
    means = models.CharField(max_length=10)
    kind = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=20, default="")
    subject_id = models.BigIntegerField(default=0)
    number = models.CharField(max_length=40, default="")
    count = models.IntegerField(default=1)
    urgent = models.BooleanField(default=False)
    key = models.CharField(max_length=80)
    state = models.CharField(max_length=10)
    why = models.CharField(max_length=40, default="")
    tries = models.SmallIntegerField(default=0)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "notices_sending"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["key"], name="sending_once"),
            models.CheckConstraint(condition=Q(state__in=STATES), name="sending_known_state"),
            models.CheckConstraint(
                condition=Q(follower__gt=0, account=0) | Q(follower=0, account__gt=0), name="sending_to_one"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="sending_due"),
            models.Index(fields=["street", "-id"], condition=Q(state__in=("failed", "held")), name="sending_failed"),
            models.Index(fields=["account", "-ended_at"], condition=Q(state="sent"), name="sending_to_account"),
            models.Index(fields=["follower", "-ended_at"], condition=Q(state="sent"), name="sending_to_follower"),
        ]

    def __str__(self) -> str:
        return f"sending {self.id} {self.state}"
