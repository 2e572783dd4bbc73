"""Ordering reports: by a leader for any month, by the worker for a month that was closed; and making one again."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.timezone import localdate

from shiqiao.base.actor import Actor, system
from shiqiao.base.db import scope
from shiqiao.base.errors import Conflict, Forbidden, Invalid
from shiqiao.kernel.journal.actions import write
from shiqiao.kernel.monthly.models import UNDER_WAY, MonthlyReport
from shiqiao.kernel.monthly.reads import ORDERS, access_report, subject_of
from shiqiao.kernel.monthly.tasks import make
from shiqiao.kernel.scoring import reads as scoring
from shiqiao.kernel.scoring.models import Period
from shiqiao.kernel.scoring.rules import next_month

LATELY = timedelta(days=62)  # a month that ended longer ago gets a report when somebody orders it
EARLIEST = date(2000, 1, 1)


@transaction.atomic
def order_report(*, street: int, starts: date, by: Actor, at: datetime) -> MonthlyReport:
    """Order the report of a month, closed or not; ordered again while it is under way, or of a closed month, it is the same.

    Raises Forbidden, Invalid naming the field.
    """
    if not by.roles & (ORDERS | {"system"}) or by.street not in (None, street):
        raise Forbidden("Only a leader of the street orders monthly reports.")
    if starts.day != 1 or not EARLIEST <= starts <= localdate(at):
        raise Invalid(fields={"month": "Choose a month that has begun."})
    ends = next_month(starts)
    period = scoring.closed(street, starts, ends)
    fresh = {"ends": ends, "by": by.code, "ordered_at": at}
    if period:
        row, made = MonthlyReport.objects.get_or_create(period=period.id, street=street, starts=starts, defaults=fresh)
    else:
        row, made = MonthlyReport.objects.get_or_create(
            period=0, street=street, starts=starts, state__in=UNDER_WAY, defaults=fresh
        )
    if made:
        _put_off(row, by, at)
    return row


@transaction.atomic
def make_again(*, report: int, by: Actor, at: datetime) -> MonthlyReport:
    """Let the worker make a report's files once more from the same figures; of one that failed before it had any, collect them.

    Raises NotFound, Forbidden, Conflict while it is under way.
    """
    access_report(by, report)
    if not by.roles & ORDERS:
        raise Forbidden("Only a leader of the street orders monthly reports.")
    row = MonthlyReport.objects.select_for_update().get(pk=report)
    if row.state in UNDER_WAY:
        raise Conflict("This report is being made already.")
    _only_one(row)
    row.state, row.reason = "waiting", ""
    row.save(update_fields=["state", "reason"])
    _put_off(row, by, at)
    return row


def _only_one(row: MonthlyReport) -> None:
    others = MonthlyReport.objects.filter(street=row.street, starts=row.starts, period=0, state__in=UNDER_WAY)
    if row.period == 0 and others.exists():
        raise Conflict("A report of this month is being made already.")


def _put_off(row: MonthlyReport, by: Actor, at: datetime) -> None:
    data = {"starts": str(row.starts), "closed": row.period > 0}
    write("monthly.ordered", subject=subject_of(row), street=row.street, by=by, at=at, data=data)
    make.defer(report=row.id)


def order_closed(*, at: datetime) -> int:
    """Order the report of every closed month of late that has none; the worker's round. Returns how many."""
    lacking = Period.objects.filter(ends__gt=localdate(at) - LATELY).exclude(
        Exists(MonthlyReport.objects.filter(period=OuterRef("pk")))
    )
    asked = list(lacking.order_by("id").values_list("street", "starts"))
    for street, starts in asked:
        with scope.scoped(street):
            order_report(street=street, starts=starts, by=system("monthly", street=street), at=at)
    return len(asked)
