"""What was done with the house as a whole: backed up, restored, its digests given away. Lines of street 0.

Whoever calls has opened the fence for all streets.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from shiqiao.base.actor import Actor, Ref
from shiqiao.kernel.journal.actions import write, write_by
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.kernel.journal.rules import Line

HOUSE = 0  # the street of lines about the whole installation
BACKUP, DIGESTS, MONTHS = Ref("backup", HOUSE), Ref("digests", HOUSE), Ref("months", HOUSE)


@transaction.atomic
def note_backup(*, name: str, lines: int, attachments: int, size: int, removed: int, by: Actor, at: datetime) -> Line:
    """Write down that a backup was made: its file, how many journal lines and attachments it holds, its bytes."""
    data = {"name": name, "lines": lines, "attachments": attachments, "bytes": size, "removed": removed}
    return write("journal.backed_up", subject=BACKUP, street=HOUSE, by=by, at=at, data=data)


@transaction.atomic
def note_backup_alarm(*, reason: str, by: Actor, at: datetime) -> Line:
    """Write down that the administrators were told that backups fail or are missing; `reason` is a code."""
    return write("journal.backup_alarmed", subject=BACKUP, street=HOUSE, by=by, at=at, data={"reason": reason})


@transaction.atomic
def note_restore(
    *, name: str, made_at: datetime, lines: int, erased: int, held: int, by: Actor, at: datetime
) -> Line:  # fmt: skip
    """Write down that this place was restored: from which backup, with how many lines, erasures replayed, things held."""
    data = {"name": name, "made_at": made_at.isoformat(), "lines": lines, "erased": erased, "held": held}
    return write("journal.restored", subject=BACKUP, street=HOUSE, by=by, at=at, data=data)


@transaction.atomic
def note_digests(*, street: int, first: str, last: str, seals: int, lines: int, by: Actor, at: datetime) -> Line:
    """Write down that seals of a street (0: of all) were given away, and how many journal lines with them."""
    data = {"street": street, "first": first, "last": last, "seals": seals, "lines": lines}
    return write("journal.digests_exported", subject=DIGESTS, street=HOUSE, by=by, at=at, data=data)


def note_month(
    cursor: Any, *, name: str, away: bool, matters: int, lines: int, sha256: str, by: Actor, at: datetime
) -> Line:  # fmt: skip
    """Write down, in the transaction of the tables' owner, that a month was put away or opened again: which file."""
    code = "journal.month_archived" if away else "journal.month_opened"
    data = {"month": name, "matters": matters, "lines": lines, "sha256": sha256}
    return write_by(cursor, code, subject=MONTHS, street=HOUSE, by=by, at=at, data=data)


def alarmed_since(moment: datetime) -> bool:
    """Tell whether the administrators were told about backups since `moment`."""
    rows = JournalLine.objects.filter(kind=BACKUP.kind, subject=HOUSE, code="journal.backup_alarmed")
    return rows.filter(recorded_at__gte=moment).exists()
