"""Making a report: begin, collect what it says, make the files, keep both in one transaction; or say why not.

Killed anywhere it begins again: nothing but the state is written before all is there. Of two that run at once the one
that began last is kept.
"""

import hashlib
import json
import logging
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction

from shiqiao.base.actor import system
from shiqiao.base.chapters import Asked
from shiqiao.base.db import scope
from shiqiao.base.errors import ShiqiaoError, Unavailable
from shiqiao.kernel.files import actions as files
from shiqiao.kernel.files.models import Attachment
from shiqiao.kernel.journal.actions import write
from shiqiao.kernel.monthly.hooks import Content, Cover, Made, Maker, makers
from shiqiao.kernel.monthly.models import MonthlyReport
from shiqiao.kernel.monthly.reads import SEES, subject_of
from shiqiao.kernel.notices.actions import notify
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.scoring import reads as scoring
from shiqiao.kernel.scoring.models import Period

log = logging.getLogger("shiqiao.monthly")
AWAY = (OperationalError, InterfaceError)  # the database does not answer: the job tries again
UNEXPECTED = "unexpected"


def make_report(*, report: int, at: datetime) -> bool:
    """Make a report and tell the leaders; returns whether it is ready now. Raises only when the database is away."""
    begun = _begin(report)
    if begun is None:
        return False
    try:
        row, content = _collected(begun, at)
        made = _maker().render(content, cover_of(row))
    except AWAY:
        raise
    except ShiqiaoError as refused:
        return _fail(begun, refused.code, at)
    except Exception:
        log.exception("monthly report %d could not be made", report)
        return _fail(begun, UNEXPECTED, at)
    return _keep(row, content, made, at)


def fingerprint(content: Any) -> str:
    """Return a mark of what a report says: the same for the same figures and words."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def cover_of(row: MonthlyReport) -> Cover:
    """Return what stands on a report's first page; the caller stands behind the fence."""
    with scope.scoped(row.street):
        period = Period.objects.filter(pk=row.period).first() if row.period else None
    if row.as_of is None:
        raise ValueError(f"report {row.id} has no figures yet")
    return Cover(row.street, row.starts.strftime("%Y-%m"), row.version, period.closed_at if period else None, row.as_of)


def _begin(report: int) -> MonthlyReport | None:
    """Take a report in hand, whoever had it before; None when there is nothing to make."""
    with scope.whole():
        row = MonthlyReport.objects.select_for_update().filter(pk=report).first()
        if row is None or row.state in ("ready", "failed"):
            return None
        row.state, row.turn = "making", row.turn + 1
        row.save(update_fields=["state", "turn"])
    return row


def _maker() -> Maker:
    found = next(iter(makers), None)
    if found is None:
        raise Unavailable("Nothing that makes reports is installed.")
    return found


def _collected(row: MonthlyReport, at: datetime) -> tuple[MonthlyReport, Content]:
    """Return what a report says: as it was kept, or read now, all at one moment of the database."""
    if row.content is not None:
        return row, row.content
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:  # figures of different chapters must be of the same moment
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        with scope.scoped(row.street):
            version = scoring.in_force(row.street, row.starts)
            content = _maker().collect(Asked(row.street, row.starts, row.ends, at))
    row.as_of, row.version = at, version.version if version else 0
    return row, content


def _keep(row: MonthlyReport, content: Content, made: Iterable[Made], at: datetime) -> bool:
    """Keep what was made, unless another began after us; the leaders are told."""
    by = system("monthly", street=row.street)
    with scope.scoped(row.street):
        held = MonthlyReport.objects.select_for_update().get(pk=row.id)
        if (held.state, held.turn) != ("making", row.turn):
            return False
        kept = [(one, _store(row, one, at)) for one in made]
        _drop_others(row, {file.id for _, file in kept})
        held.state, held.reason, held.made_at, held.content = "ready", "", at, content
        held.as_of, held.version, held.fingerprint = row.as_of, row.version, fingerprint(content)
        held.files = [
            {"language": one.language, "kind": one.kind, "file": file.id, "sha256": file.sha256, "size": file.size}
            for one, file in kept
        ]
        held.save()
        data = {"starts": str(row.starts), "version": held.version, "fingerprint": held.fingerprint,
                "files": [one["sha256"] for one in held.files]}  # fmt: skip
        write("monthly.made", subject=subject_of(row), street=row.street, by=by, at=at, data=data)
        _tell(row, "monthly.made", at)
    return True


def _store(row: MonthlyReport, one: Made, at: datetime) -> Attachment:
    return files.store(
        one.content, name=one.name, subject=subject_of(row), purpose="report", street=row.street,
        by=system("monthly", street=row.street), at=at, data_class="internal", field="files",
    )  # fmt: skip


def _drop_others(row: MonthlyReport, present: set[int]) -> None:
    """Files of a former making that differ (another font, say) give way."""
    subject = subject_of(row)
    former = Attachment.objects.filter(subject_kind=subject.kind, subject_id=subject.id).exclude(id__in=present)
    for one in former:
        files.erase(one)


def _fail(row: MonthlyReport, reason: str, at: datetime) -> bool:
    with scope.scoped(row.street):
        failed = MonthlyReport.objects.filter(pk=row.id, state="making", turn=row.turn)
        if failed.update(state="failed", reason=reason):
            data = {"starts": str(row.starts), "reason": reason}
            by = system("monthly", street=row.street)
            write("monthly.failed", subject=subject_of(row), street=row.street, by=by, at=at, data=data)
            _tell(row, "monthly.failed", at)
    return False


def _tell(row: MonthlyReport, kind: str, at: datetime) -> None:
    for post in people.posts(row.street, roles=SEES - {"auditor"}):
        notify(street=row.street, post=post.id, kind=kind, subject=subject_of(row), at=at)
