"""Reading the journal, and proving it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from shiqiao.base.actor import Ref
from shiqiao.kernel.journal.models import JournalLine, Seal
from shiqiao.kernel.journal.rules import GENESIS, Line, merkle_root, rehash

Progress = Callable[[int], None]
HASH = 32  # bytes
# The matters of a month are a range of ids: in this order its lines stand together, from its first id on.
_HASHES = """SELECT hash FROM (
  SELECT kind, subject, seq, hash FROM journal_line WHERE street = %s AND recorded_at >= %s AND recorded_at < %s
  UNION ALL
  SELECT 'matter', first_id, 0, hashes FROM journal_away WHERE street = %s AND starts_at >= %s AND ends_at <= %s
) one ORDER BY kind, subject, seq"""


@dataclass(frozen=True, slots=True)
class Finding:
    """A place where the records do not prove themselves."""

    subject: str
    what: str

    def __str__(self) -> str:
        return f"{self.subject}: {self.what}"


def lines_of(subject: Ref) -> list[Line]:
    """Return all lines of a subject, oldest first."""
    rows = JournalLine.objects.filter(kind=subject.kind, subject=subject.id).order_by("seq")
    return [row.line() for row in rows]


def chains(kind: str | None = None, among: tuple[int, int] | None = None) -> Iterator[list[Line]]:
    """Stream every subject's lines, one list a subject, by a server-side cursor; `among` takes subjects of [first, end)."""
    rows = JournalLine.objects.order_by("kind", "subject", "seq")
    if kind:
        rows = rows.filter(kind=kind)
    if among:
        rows = rows.filter(subject__gte=among[0], subject__lt=among[1])
    yield from chained(row.line() for row in rows.iterator(chunk_size=5000))


def chained(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Group lines that come in the order of their subjects: one list a subject."""
    current: list[Line] = []
    for line in lines:
        if current and current[-1].subject != line.subject:
            yield current
            current = []
        current.append(line)
    if current:
        yield current


def check_chain(lines: list[Line]) -> Iterator[Finding]:
    """Prove one subject's chain: numbers without a hole, each hash right, each line naming its predecessor."""
    prev = GENESIS
    for number, line in enumerate(lines, start=1):
        where = f"{line.subject} #{line.seq}"
        if line.seq != number:
            yield Finding(where, f"line {number} is missing from the journal")
            return
        if line.prev != prev:
            yield Finding(where, "does not follow from the line before it")
        if rehash(line) != line.hash:
            yield Finding(where, "was changed after it was written")
        prev = line.hash


def check_seals() -> Iterator[Finding]:
    """Prove every seal against the lines of its day, and the order of the seals."""
    before: dict[int, bytes] = {}
    for seal in Seal.objects.order_by("street", "day").iterator():
        hashes = day_hashes(seal.street, seal.starts_at, seal.ends_at)
        where = f"seal {seal.street} {seal.day}"
        if len(hashes) != seal.lines:
            yield Finding(where, f"sealed {seal.lines} lines, the journal now has {len(hashes)}")
        elif merkle_root(hashes) != bytes(seal.root):
            yield Finding(where, "the lines of this day differ from what was sealed")
        if bytes(seal.prev) != before.get(seal.street, GENESIS):
            yield Finding(where, "does not follow from the seal before it")
        before[seal.street] = bytes(seal.root)


def day_hashes(street: int, starts: datetime, ends: datetime) -> list[bytes]:
    """Return the hashes of a street's lines recorded in [starts, ends), in the order that a seal uses.

    Lines of months that were put away count by the hashes that were kept of them.
    """
    with connection.cursor() as cursor:
        cursor.execute(_HASHES, [street, starts, ends] * 2)
        return [
            run[at : at + HASH]
            for (held,) in cursor.fetchall()
            for run in [bytes(held)]
            for at in range(0, len(run), HASH)
        ]


def lines_away(street: int, starts: datetime, ends: datetime) -> int:
    """Return how many lines that were sealed in [starts, ends) lie in months that were put away."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(lines), 0) FROM journal_away WHERE street = %s AND starts_at >= %s AND ends_at <= %s",
            [street, starts, ends],
        )
        return int(cursor.fetchone()[0])
