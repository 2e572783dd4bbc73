"""Zero reports (零报告): who owes one by when, sending it; the worker opens the next ones and tells of what is missing."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from shiqiao.base.actor import Actor
from shiqiao.base.db import scope
from shiqiao.base.errors import Invalid, NotFound
from shiqiao.base.time import now
from shiqiao.kernel.people import reads as people
from shiqiao.scenes.duty.emergency import rights
from shiqiao.scenes.duty.emergency.calltables import ZeroReport
from shiqiao.scenes.duty.emergency.definitions import KindSaid
from shiqiao.scenes.duty.emergency.publishing import kind_of
from shiqiao.scenes.duty.emergency.rules import times_due
from shiqiao.scenes.duty.emergency.store import enter, lock, once, seal, tell, written
from shiqiao.scenes.duty.emergency.tables import Response

FIGURES = (
    "flooded",
    "trapped",
    "injured",
    "moved",
    "damaged",
)  # places under water, people trapped, hurt, moved; houses
MOST, AT_ONCE = 99_999, 48
MISSING = "duty.emergency_report_missing"  # the kind of the notice


def follow_level(row: Response, said: KindSaid, at: datetime) -> None:
    """Let the times of reports follow the level: what is not due yet goes, the first of the new times begins now."""
    stop(row, at)
    level = said.level(row.level)
    for code in said.reporters if level and level.report else ():
        post = people.post_by_code(code, row.street)
        _open(row, post.id, at, level.report if level else 0)


def stop(row: Response, at: datetime) -> None:
    """Drop the reports that are neither sent nor due yet."""
    ZeroReport.objects.filter(response=row.pk, sent_at=None, due_at__gt=at).delete()


def _open(row: Response, post: int, since: datetime, hours: int) -> None:
    ZeroReport.objects.get_or_create(
        response=row.pk, post=post, since=since,
        defaults={
            "street": row.street, "community": people.post(post).territory // 1000, "due_at": since + timedelta(hours=hours)
        },
    )  # fmt: skip


def open_next(row: Response, at: datetime) -> int:
    """Open the reports whose time has begun by a moment; returns how many. The caller is in a transaction."""
    said = kind_of(row.street, row.version, row.kind)
    level = said.level(row.level)
    if level is None or not level.report:
        return 0
    before = ZeroReport.objects.filter(response=row.pk).count()
    for code in said.reporters:
        post = people.post_by_code(code, row.street).id
        last = ZeroReport.objects.filter(response=row.pk, post=post).order_by("-since").first()
        begins = last.due_at if last else row.levelled_at
        if last and last.due_at <= row.levelled_at:
            begins = row.levelled_at
        for since, _due in times_due(begins, level.report, at)[:AT_ONCE]:
            _open(row, post, since, level.report)
    return ZeroReport.objects.filter(response=row.pk).count() - before


@transaction.atomic
def send_report(
    *,
    report: int,
    by: Actor,
    at: datetime,
    figures: Mapping[str, int] | None = None,
    note: str = "",
    client_id: str = "",
) -> tuple[ZeroReport, bool]:
    """Send a report: nothing to report, or figures. Sent again it stays as it was first sent; `at` decides whether it is late.

    Locks the report. Returns it and whether it had been sent before. Raises NotFound, Forbidden, Invalid, ResponseOver.
    """
    with scope.scoped(*scope.of(by)):
        found = ZeroReport.objects.filter(pk=report, street=by.street or 0).first()
        if found is None:
            raise NotFound
        rights.refuse_other(by, (found.post,))
        row = lock(found.response, by, running=False)
        one = ZeroReport.objects.select_for_update().get(pk=report)
        given = _figures(figures or {})
        text = written(note, "note", most=500)
        _made, again = once(client_id, "report", by, at, lambda: _send(row, one, given, text, by, max(at, one.since)))
        return one, again


def _send(row: Response, one: ZeroReport, given: dict[str, int], text: str, by: Actor, at: datetime) -> int:
    if one.sent_at is not None:
        return one.pk
    one.sent_at, one.recorded_at, one.figures, one.note, one.account = at, now(), given, seal(text), by.account or 0
    one.save(update_fields=["sent_at", "recorded_at", "figures", "note", "account"])
    one.refresh_from_db(fields=["late"])
    enter(row, "reported", by=by, at=at, post=one.post, amount=sum(given.values()), text=text, report=one.pk,
          late=(at > one.due_at) or None, **given)  # fmt: skip
    return one.pk


def _figures(given: Mapping[str, int]) -> dict[str, int]:
    wrong = {name: "Write a whole number." for name, n in given.items() if name not in FIGURES or not 0 <= n <= MOST}
    if wrong:
        raise Invalid(fields=wrong)
    return {name: n for name, n in given.items() if n}


@transaction.atomic
def remind_missing(*, at: datetime) -> int:
    """Open the next reports of all running responses, and tell who has missed one and the office, once. Run by the worker."""
    count = 0
    with scope.whole():
        for row in Response.objects.select_for_update(skip_locked=True).filter(ended_at=None).order_by("pk")[:100]:
            open_next(row, at)
            rows = ZeroReport.objects.select_for_update().filter(
                response=row.pk, sent_at=None, told_at=None, due_at__lt=at
            )
            for one in rows.order_by("pk"):
                one.told_at = at
                one.save(update_fields=["told_at"])
                for post in dict.fromkeys((one.post, row.office)):
                    tell(row, MISSING, at, post, report=one.pk)
                count += 1
    return count
