"""Reports of a street, for leaders and auditors, and with which eyes they are made."""

from collections.abc import Sequence
from datetime import date

from shiqiao.base.actor import Actor, Reach, Ref
from shiqiao.base.errors import NotFound
from shiqiao.kernel.files import reads as files
from shiqiao.kernel.files.models import Attachment
from shiqiao.kernel.monthly.models import MonthlyReport
from shiqiao.kernel.scoring import reads as scoring
from shiqiao.kernel.scoring.models import Period

KIND = "monthly_report"
SEES = frozenset({"leader", "auditor"})
ORDERS = frozenset({"leader"})
LISTED = 60


def subject_of(row: MonthlyReport) -> Ref:
    """Return what journal, files and notices call a report."""
    return Ref(KIND, row.id)


def reports(actor: Actor) -> Sequence[MonthlyReport]:
    """Return the newest reports an actor sees, the latest month first, without what they say; none for who may not."""
    if not actor.roles & SEES:
        return []
    rows = MonthlyReport.objects.filter(street=actor.street or 0).defer("content")
    return list(rows.order_by("-starts", "-id")[:LISTED])


def access_report(actor: Actor, number: int) -> MonthlyReport:
    """Return a report that an actor sees; absent and not to be seen are the same NotFound."""
    row = MonthlyReport.objects.filter(pk=number, street=actor.street or 0).defer("content").first()
    if row is None or not actor.roles & SEES:
        raise NotFound
    return row


def file_of(actor: Actor, number: int, file: int) -> Attachment:
    """Return one of a report's present files; raises NotFound."""
    row = access_report(actor, number)
    if file not in {one["file"] for one in row.files}:
        raise NotFound
    return files.attachment(file, subject=subject_of(row))


def months(street: int, today: date) -> list[tuple[date, Period | None]]:
    """Return the last 24 months up to the present one, the latest first, each with its closed period if there is one."""
    known = {one.starts: one for one in scoring.periods(street)}
    number = today.year * 12 + today.month - 1
    starts = [date(month // 12, month % 12 + 1, 1) for month in range(number, number - 24, -1)]
    return [(month, known.get(month)) for month in starts]


def eyes(street: int) -> Actor:
    """Return as whom a report is collected: the system, reaching over the whole street, with no post and no right to act."""
    span = (street * 1_000_000, street * 1_000_000 + 999_999)
    return Actor("system", "system.monthly", street=street, roles=frozenset({"auditor"}), reach=Reach(span=span))
