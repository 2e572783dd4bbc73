"""What a stranger needs to check the journal: seals, lines as plain values, and that one line is among the sealed."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from shiqiao.base.actor import Ref
from shiqiao.base.errors import Conflict, NotFound
from shiqiao.kernel.journal.models import JournalLine, Seal
from shiqiao.kernel.journal.reads import day_hashes, lines_away
from shiqiao.kernel.journal.rules import Line, merkle_path, stamp

DIGESTS, JOURNAL = "shiqiao-digests-1", "shiqiao-journal-1"


def seals_of(street: int | None, first: date | None = None, last: date | None = None) -> list[dict[str, Any]]:
    """Return the seals of a street (None: of all) from a day to a day, as plain values."""
    return [
        {
            "street": seal.street, "day": seal.day.isoformat(), "from": stamp(seal.starts_at), "until": stamp(seal.ends_at),
            "lines": seal.lines, "root": bytes(seal.root).hex(), "prev": bytes(seal.prev).hex(),
        }
        for seal in _seals(street, first, last)
    ]  # fmt: skip


def sealed_lines(street: int | None, first: date | None = None, last: date | None = None) -> Iterator[dict[str, Any]]:
    """Stream the lines under these seals as plain values, seal by seal, each in the order that its seal uses.

    Raises Conflict where lines of a day lie in a month that was put away: what is given away is whole.
    """
    for seal in _seals(street, first, last):
        if lines_away(seal.street, seal.starts_at, seal.ends_at):
            raise Conflict(
                "Lines of {day} lie in the archive.",
                fields={
                    "journal": "Open the months first that were put away (shiqiao months list), or choose other days."
                },
                day=seal.day,
            )
        rows = JournalLine.objects.filter(
            street=seal.street, recorded_at__gte=seal.starts_at, recorded_at__lt=seal.ends_at
        )
        for row in rows.order_by("kind", "subject", "seq").iterator(chunk_size=2000):
            yield {"day": seal.day.isoformat(), **plain(row.line())}


def plain(line: Line) -> dict[str, Any]:
    """Return a line as values that JSON holds; from them its hash can be reckoned again."""
    return {
        "street": line.street, "kind": line.subject.kind, "subject": line.subject.id, "seq": line.seq, "code": line.code,
        "happened": stamp(line.happened_at), "recorded": stamp(line.recorded_at), "actor": line.actor,
        "data": line.data, "prev": line.prev.hex(), "hash": line.hash.hex(),
    }  # fmt: skip


def proofs_of(subject: Ref, seq: int | None = None) -> list[dict[str, Any]]:
    """Return for each sealed line of a subject (or one of them) the way from its hash up to the root of its day.

    Raises NotFound when the subject has no such line, or none that is sealed yet.
    """
    rows = JournalLine.objects.filter(kind=subject.kind, subject=subject.id).order_by("seq")
    found = [proof for row in (rows.filter(seq=seq) if seq else rows) if (proof := _proof(row.line()))]
    if not found:
        raise NotFound("No line of {subject} is sealed yet: a day is sealed after it has ended.", subject=subject)
    return found


def _proof(line: Line) -> dict[str, Any] | None:
    seal = Seal.objects.filter(
        street=line.street, starts_at__lte=line.recorded_at, ends_at__gt=line.recorded_at
    ).first()  # fmt: skip
    if seal is None:
        return None
    hashes = day_hashes(seal.street, seal.starts_at, seal.ends_at)
    way = merkle_path(hashes, hashes.index(line.hash))
    steps = [[side, other.hex()] for side, other in way]
    return {"line": plain(line), "street": seal.street, "day": seal.day.isoformat(), "path": steps}


def _seals(street: int | None, first: date | None, last: date | None) -> Iterator[Seal]:
    rows = Seal.objects.order_by("street", "day")
    if street is not None:
        rows = rows.filter(street=street)
    if first:
        rows = rows.filter(day__gte=first)
    if last:
        rows = rows.filter(day__lte=last)
    return rows.iterator(chunk_size=500)
