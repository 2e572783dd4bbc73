"""Reading the journal, and proving it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from shiqiao.base.actor import Ref
from shiqiao.kernel.journal.models import JournalLine, Seal
from shiqiao.kernel.journal.rules import GENESIS, Line, merkle_root, rehash

Progress = Callable[[int], None]


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


def chains(kind: str | None = None) -> Iterator[list[Line]]:
    """Stream every subject's lines, one list a subject, by a server-side cursor."""
    rows = JournalLine.objects.order_by("kind", "subject", "seq")
    if kind:
        rows = rows.filter(kind=kind)
    current: list[Line] = []
    for row in rows.iterator(chunk_size=5000):
        line = row.line()
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
    """Return the hashes of a street's lines recorded in [starts, ends), in the order that a seal uses."""
    rows = JournalLine.objects.filter(street=street, recorded_at__gte=starts, recorded_at__lt=ends)
    return [bytes(h) for h in rows.order_by("kind", "subject", "seq").values_list("hash", flat=True)]
