"""What the actions of 5S share: texts, numbers, the clocks of a finding, journal and entries."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.timezone import localtime

from shiqiao.base import text as texts
from shiqiao.base.actor import Actor, Ref
from shiqiao.kernel.clocks import rules as clocks
from shiqiao.kernel.clocks.actions import new_clock, put
from shiqiao.kernel.clocks.ids import CLOCK_IDS
from shiqiao.kernel.clocks.reads import calendar_for, clocks_of
from shiqiao.kernel.clocks.rules import Term
from shiqiao.kernel.files.actions import adopt
from shiqiao.kernel.journal import actions as journal
from shiqiao.kernel.journal.rules import stamp
from shiqiao.kernel.people import reads as people
from shiqiao.scenes.hall.fives.tables import FiveSEntry, FiveSFinding
from shiqiao.scenes.hall.work import seal

FINDING, ROUND, WINDOW, GROUND = "five_s_finding", "five_s_round", "model_window", "five_s_ground"
FIX, RECHECK = "handle", "check"  # the clocks of a finding
TEXT_MOST = 300
Files = Sequence[tuple[str, str]]


def written(text: str, name: str = "words", sentence: str = "") -> str:
    """Return what was written, cleaned; raises Invalid under `name` when it is too long, or missing with `sentence`."""
    return texts.written(text, name, sentence, most=TEXT_MOST)


def next_serial(street: int, at: datetime) -> tuple[int, int]:
    """Return the year and the next serial number of a street's findings; holds a lock until the transaction ends."""
    year = localtime(at).year
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"five_s {street} {year}"])
    last = FiveSFinding.objects.filter(street=street, year=year).order_by("-serial").values_list("serial", flat=True)
    return year, (last.first() or 0) + 1


def note(code: str, subject: Ref, street: int, by: Actor, at: datetime, **data: Any) -> None:
    """Write a line: codes, numbers, references and moments alone."""
    plain = {k: stamp(v) if isinstance(v, datetime) else v for k, v in data.items() if v not in (None, "", [])}
    journal.write(code, subject=subject, street=street, by=by, at=at, data=plain)


def enter(
    row: FiveSFinding, kind: str, *, by: Actor, at: datetime, text: str = "", files: Files = (), **data: Any
) -> FiveSEntry:
    """Write what was said about a finding with its pictures, and its line of the journal."""
    subject = Ref(FINDING, row.pk)
    if files:
        adopt(files, subject=subject, street=row.street, by=by, at=at, field="photo")
    entry = FiveSEntry.objects.create(
        street=row.street, finding=row.pk, kind=kind, text=seal(text), files=[sha for _, sha in files],
        account=by.account or 0, at=at,
    )  # fmt: skip
    note(CODES[kind], subject, row.street, by, at, entry=entry.pk, files=entry.files, **data)
    return entry


CODES = {
    "found": "hall.finding_found", "fixed": "hall.finding_fixed", "sent_back": "hall.finding_sent_back",
    "closed": "hall.finding_closed",
}  # fmt: skip


def holder(post: int, at: datetime) -> int:
    """Return who holds a post at a moment, 0 for nobody."""
    return people.holder_of(post, at).account or 0 if post else 0


def begin_clock(row: FiveSFinding, name: str, term: str, post: int, at: datetime) -> datetime:
    """Start the next run of a clock of a finding; returns when it is due. It warns and climbs as all clocks do."""
    run = 1 + max((one.run for one in clocks_of(Ref(FINDING, row.pk)) if one.name == name), default=0)
    state = clocks.start(name, Term.parse(term), calendar_for(row.street), at, run=run)
    new_clock(
        id=CLOCK_IDS.take(), street=row.street, subject=Ref(FINDING, row.pk), state=state, owner_post=post or None,
        community=row.community,
    ).save(force_insert=True)  # fmt: skip
    return state.due_at


def stop_clock(row: FiveSFinding, name: str, at: datetime) -> bool:
    """Stop a running clock of a finding; tells whether it had run out."""
    for one in clocks_of(Ref(FINDING, row.pk)):
        if one.name == name and one.stopped_at is None:
            return bool(put(clock=one, state=clocks.stop(one.state(), at)).late)
    return False
