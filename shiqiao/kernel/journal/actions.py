"""Writing lines and sealing days. Lines are written only inside the transaction of the act that they record."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max
from django.db.models.functions import TruncDate

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.time import now
from shiqiao.kernel.journal.models import JournalLine, Seal
from shiqiao.kernel.journal.reads import day_hashes
from shiqiao.kernel.journal.rules import GENESIS, Data, Line, canonical, chain, merkle_root, refuse_floats

COLUMNS = "street, kind, subject, seq, code, happened_at, recorded_at, actor, data, prev, hash"
INSERT = f"""INSERT INTO journal_line ({COLUMNS}) VALUES
(%s, %s, %s, %s, %s, %s, %s, %s, %s::jsonb, %s, %s)"""
# Transactions end within a minute (idle and statement limits), so a day closed ten minutes ago gets no more lines.
SETTLED = timedelta(minutes=10)


def write(code: str, *, subject: Ref, street: int, by: Actor, at: datetime, data: Data | None = None) -> Line:
    """Write the next line of a subject. Must run inside a transaction; holds the subject's advisory lock until its end.

    `at` is when the thing happened; when it was recorded is `now()`. `data` holds JSON of codes, integers and text
    without personal data; floating point raises TypeError.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a journal line is written inside the transaction of its act")
    with connection.cursor() as cursor:
        return write_by(cursor, code, subject=subject, street=street, by=by, at=at, data=data or {})


def write_by(cursor: Any, code: str, *, subject: Ref, street: int, by: Actor, at: datetime, data: Data) -> Line:
    """Write as `write` does, through a cursor in a transaction that the caller has begun: of the tables' owner, say."""
    refuse_floats(data)
    # The lock comes in its own statement: the head must be read by a snapshot taken after it.
    cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(subject)])
    cursor.execute(
        "SELECT seq, hash FROM journal_line WHERE kind = %s AND subject = %s ORDER BY seq DESC LIMIT 1",
        list(subject),
    )
    seq, prev = cursor.fetchone() or (0, GENESIS)
    line = chain(
        prev=bytes(prev), seq=seq + 1, street=street, subject=subject, code=code,
        happened_at=at, recorded_at=now(), actor=by.code, data=data,
    )  # fmt: skip
    cursor.execute(INSERT, values(line))
    return line


def write_many(lines: Sequence[Line]) -> None:
    """Write the whole lives of new subjects by COPY, already chained; nobody else can hold a line of theirs yet.

    COPY goes into a temporary table and from there into the journal: PostgreSQL refuses COPY under the street fence.
    """
    for line in lines:
        refuse_floats(line.data)
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMP TABLE IF NOT EXISTS bulk_journal AS SELECT {COLUMNS} FROM journal_line WITH NO DATA"
        )
        with cursor.copy(f"COPY bulk_journal ({COLUMNS}) FROM STDIN") as out:
            for line in lines:
                out.write_row(values(line))
        cursor.execute(f"INSERT INTO journal_line ({COLUMNS}) SELECT {COLUMNS} FROM bulk_journal")
        cursor.execute("TRUNCATE bulk_journal")


def values(line: Line) -> Sequence[Any]:
    """Return a line's column values in the order of `INSERT`."""
    return (
        line.street, line.subject.kind, line.subject.id, line.seq, line.code,
        line.happened_at, line.recorded_at, line.actor, canonical(line.data), line.prev, line.hash,
    )  # fmt: skip


def seal_closed_days(*, at: datetime) -> int:
    """Seal each local day that has closed and is not sealed yet, per street; return how many seals were made.

    Runs over all streets (the worker opens the whole fence). Days without lines get no seal.
    """
    zone = ZoneInfo(settings.TIME_ZONE)
    last = (at - SETTLED).astimezone(zone).date() - timedelta(days=1)
    sealed = dict(Seal.objects.values_list("street").annotate(last=Max("day")))
    made = 0
    for street in JournalLine.objects.order_by("street").values_list("street", flat=True).distinct():
        for day in _days_with_lines(street, sealed.get(street), last, zone):
            made += seal_day(street=street, day=day, zone=zone, at=at)
    return made


def _days_with_lines(street: int, after: date | None, last: date, zone: ZoneInfo) -> list[date]:
    """Return the local days up to `last`, after the one sealed last, on which a street's lines were recorded."""
    rows = JournalLine.objects.filter(street=street, recorded_at__lt=_midnight(last + timedelta(days=1), zone))
    if after:
        rows = rows.filter(recorded_at__gte=_midnight(after + timedelta(days=1), zone))
    days = rows.annotate(on=TruncDate("recorded_at", tzinfo=zone)).values_list("on", flat=True)
    return list(days.distinct().order_by("on"))


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


@transaction.atomic
def seal_day(*, street: int, day: date, zone: ZoneInfo, at: datetime) -> int:
    """Seal one local day of one street; return 1, or 0 when it has no lines."""
    starts, ends = _midnight(day, zone), _midnight(day + timedelta(days=1), zone)
    hashes = list(day_hashes(street, starts, ends))
    if not hashes:
        return 0
    before = Seal.objects.filter(street=street, day__lt=day).order_by("-day").first()
    Seal.objects.create(
        street=street, day=day, starts_at=starts, ends_at=ends, lines=len(hashes), root=merkle_root(hashes),
        prev=bytes(before.root) if before else GENESIS, made_at=at,
    )  # fmt: skip
    return 1
