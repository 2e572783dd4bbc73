"""Tables of green (绿色通道): dated rules that shorten terms, and which firm a matter is about."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from shiqiao.base.classes import holds

STANDING = Q(ended_at=None)


@holds(internal="number title who mark items term parallel reason ended_reason")
class GreenRule(models.Model):
    """A version of a rule: for whom, which items, how much shorter, from when until when, by whom and why. Never changed.

    `number` is "3.2" for the second version of the third rule; clocks keep it. `items` are written kind:code. What remains
    of the term is a `share` of a hundred, or a `term` of its own. The texts are the office's and name no resident.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    serial = models.IntegerField()
    version = models.SmallIntegerField(default=1)
    number = models.CharField(max_length=12)
    title = models.CharField(max_length=60)
    who = models.CharField(max_length=12)
    organisation = models.BigIntegerField(default=0)
    mark = models.CharField(max_length=80, default="")
    items = models.JSONField(default=list)
    share = models.SmallIntegerField(default=0)
    term = models.CharField(max_length=10, default="")
    parallel = models.JSONField(default=list)
    since = models.DateField()
    until = models.DateField()
    reason = models.CharField(max_length=300)
    granted_at = models.DateTimeField()
    granted_by = models.BigIntegerField(default=0)
    granted_post = models.BigIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.BigIntegerField(default=0)
    ended_post = models.BigIntegerField(default=0)
    ended_reason = models.CharField(max_length=300, default="")
    invented = models.BooleanField(default=False)

    class Meta:
        db_table = "enterprise_green_rule"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["street", "serial", "version"], name="green_one_version"),
            models.UniqueConstraint(fields=["street", "number"], name="green_one_number"),
            # Two versions of a rule never hold at once: a change ends the former one.
            models.UniqueConstraint(fields=["street", "serial"], condition=STANDING, name="green_one_standing"),
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="green_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(share__range=(10, 90), term="") | Q(share=0) & ~Q(term=""), name="green_share_or_term"
            ),
            models.CheckConstraint(
                condition=Q(who="firm", organisation__gt=0, mark="")
                | Q(who="mark", organisation=0) & ~Q(mark="")
                | Q(who__in=("firms", "anyone"), organisation=0, mark=""),
                name="green_for_whom",
            ),
            models.CheckConstraint(condition=~Q(reason="") & ~Q(items=[]), name="green_says_why_and_what"),
            models.CheckConstraint(condition=STANDING | ~Q(ended_reason=""), name="green_ended_with_reason"),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["street", "-id"], name="green_latest")]

    def __str__(self) -> str:
        return self.number


@holds(internal="kind")
class GreenSubject(models.Model):
    """Which firm a matter is about, as an officer said when putting the green channel to use on it."""

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    kind = models.CharField(max_length=20)
    subject = models.BigIntegerField()
    organisation = models.BigIntegerField()
    account = models.BigIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        db_table = "enterprise_green_subject"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "subject"], name="green_one_firm"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organisation", "-id"], name="green_by_firm"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.subject}"
