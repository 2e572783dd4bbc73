"""Monthly reports: what they say, which files were made of that, and how far the making has come."""

from django.db import models
from django.db.models import F, Q

from shiqiao.base.classes import holds

STATES = ("waiting", "making", "ready", "failed")
UNDER_WAY = ("waiting", "making")


@holds(internal="state by reason content files", public="fingerprint")
class MonthlyReport(models.Model):
    """A report of a month: closed (`period` names it) or as of a moment.

    `content` holds the chapters of each language as `base.chapters.plain` gives them, once they were collected;
    `files` what was made of them: language, kind, number and hash of the attachment, size. `by` is the code of who
    ordered it (a post or a process), `turn` how often the making has begun.
    """

    id = models.BigAutoField(primary_key=True)
    street = models.IntegerField()
    starts = models.DateField()
    ends = models.DateField()
    period = models.BigIntegerField(default=0)
    version = models.IntegerField(default=0)
    state = models.CharField(max_length=10, default="waiting")
    by = models.CharField(max_length=80)
    ordered_at = models.DateTimeField()
    turn = models.IntegerField(default=0)
    as_of = models.DateTimeField(null=True)
    content = models.JSONField(null=True)
    fingerprint = models.CharField(max_length=64, default="")
    files = models.JSONField(default=list)
    made_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=40, default="")

    class Meta:
        db_table = "monthly_report"
        constraints = [
            models.UniqueConstraint(fields=["period"], condition=Q(period__gt=0), name="monthly_once_a_period"),
            # Ordered twice, it is made once.
            models.UniqueConstraint(
                fields=["street", "starts"], condition=Q(period=0, state__in=UNDER_WAY), name="monthly_one_under_way"
            ),
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="monthly_in_order"),
            models.CheckConstraint(condition=Q(state__in=STATES), name="monthly_known_state"),
            models.CheckConstraint(
                condition=~Q(state="ready") | Q(content__isnull=False, made_at__isnull=False, as_of__isnull=False)
                & ~Q(fingerprint="") & ~Q(files=[]),
                name="monthly_ready_is_whole",
            ),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(reason=""), name="monthly_failed_says_why"),
        ]  # fmt: skip
        indexes = [models.Index(fields=["street", "-starts", "-id"], name="monthly_by_street")]

    def __str__(self) -> str:
        return f"{self.street} {self.starts:%Y-%m}"
