"""A table of matters taken in: row by row decided as everywhere, written in chunks, each rejected row named."""

import gc
import statistics
from array import array
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from shiqiao.base import tables
from shiqiao.base.actor import Actor
from shiqiao.base.errors import Conflict, Invalid, ShiqiaoError
from shiqiao.kernel.catalogue.reads import catalogue
from shiqiao.kernel.clocks.rules import late
from shiqiao.kernel.matters.bulk import Life, known_marks
from shiqiao.kernel.matters.imports.mapping import Mapping_, check_headings, check_items
from shiqiao.kernel.matters.imports.reading import Entry, Reader
from shiqiao.kernel.matters.imports.writing import AHEAD, writer
from shiqiao.kernel.matters.report import AHEAD as FUTURE
from shiqiao.kernel.matters.rules import Given
from shiqiao.kernel.territory.rules.sentences import Sentence

Progress = Callable[[int], None]
CHUNK = 1000
DAY = 86400
OTHER = "A matter with this identifier is already there, with other content."
IN_FUTURE = "This time lies in the future; correct the clock or the time."
RUNNING = "Matters from {source} are being imported at this moment; wait until that has ended."
# What the rules call a field → what the mapping calls it.
_FIELDS = {"client_id": "source_id", "contact.phone": "phone", "contact.name": "name", "answer": "reply"}


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was not taken: its number as a spreadsheet shows it, the field, its heading in the file, and why."""

    row: int
    field: str
    heading: str
    reason: str


@dataclass
class Summary:
    """What became of a file. `new + there + rejected rows == rows`; the figures are those of the new matters."""

    rows: int = 0
    new: int = 0
    there: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    waits: "array[float]" = field(default_factory=lambda: array("d"))  # seconds until the reply
    echoes: int = 0  # replied matters that have an echo clock
    met: int = 0  # … that was stopped in time

    @property
    def rejected_rows(self) -> int:
        """Return how many rows were rejected; one row may have several wrong fields."""
        return len({one.row for one in self.rejected})

    @property
    def same_day(self) -> float | None:
        """Return the share of replies that met the echo clock, 0 to 1; None without any."""
        return self.met / self.echoes if self.echoes else None

    def reply_days(self, share: float) -> float | None:
        """Return the time to reply in days that `share` of the replies did not exceed (linear between neighbours)."""
        if len(self.waits) < 2:
            return self.waits[0] / DAY if self.waits else None
        return statistics.quantiles(self.waits, n=100, method="inclusive")[round(share * 100) - 1] / DAY

    def as_dict(self) -> dict[str, Any]:
        """Return the summary for machines."""
        return {
            "rows": self.rows, "new": self.new, "already_there": self.there, "rejected_rows": self.rejected_rows,
            "replies": len(self.waits), "same_day_share": self.same_day, "reply_days_median": self.reply_days(0.5),
            "reply_days_p90": self.reply_days(0.9),
            "rejected": [
                {"row": r.row, "field": r.field, "heading": r.heading, "reason": str(r.reason)} for r in self.rejected
            ],
        }  # fmt: skip


def import_matters(
    path: Path | str, mapping: Mapping_, *, by: Actor, at: datetime, all_or_nothing: bool = False,
    progress: Progress = lambda number: None,
) -> Summary:  # fmt: skip
    """Take a table of matters in as recognised history: clocks run on the file's times, nothing is sent or escalated.

    Rows that were imported before are left as they are. A row that cannot be used is named in the summary and the rest
    is loaded; with `all_or_nothing` one such row leaves nothing behind. `at` is when it is recorded. `progress` gets row
    numbers. Raises Invalid for an unreadable file or a mapping that does not fit, Conflict while the same source is
    being imported.
    """
    check_items(mapping, catalogue(mapping.number).items)
    with _alone(mapping), _few_collections(), transaction.atomic() if all_or_nothing else nullcontext():
        work = Import(mapping, by=by, recorded=at)
        work.run(Path(path), progress)
        if all_or_nothing and work.summary.rejected:
            transaction.set_rollback(True)
            work.summary.new, work.summary.waits, work.summary.echoes, work.summary.met = 0, array("d"), 0, 0
    return work.summary


class Import:
    """One import under way."""

    def __init__(self, mapping: Mapping_, *, by: Actor, recorded: datetime) -> None:
        self.mapping, self.reader, self.by, self.recorded = mapping, Reader(mapping), by, recorded
        self.summary = Summary()
        # Rows decided but perhaps not yet written, so that a repeated identifier is noticed before the table knows it.
        self.recent: deque[dict[str, bytes]] = deque(maxlen=AHEAD)

    def run(self, path: Path, progress: Progress) -> None:
        """Read, decide and write chunk by chunk."""
        rows = self._rows(path)
        with writer(self.mapping.number) as write:
            while chunk := list(islice(rows, CHUNK)):
                write([life.bundle(alarms=False) for life in self._lives(chunk)])
                progress(chunk[-1][0])

    def _rows(self, path: Path) -> Iterator[tables.Row]:
        first = path.suffix.lower() not in {".jsonl", ".ndjson"}
        for number, row in tables.read_rows(path, self.mapping.sheet, bad=self._bad):
            if first:  # each line of a jsonl file may have keys of its own
                check_headings(self.mapping, row)
                first = False
            self.summary.rows += 1
            yield number, row

    def _bad(self, number: int, reason: str) -> None:
        self.summary.rows += 1
        self._reject(number, "row", reason)

    def _lives(self, chunk: Iterable[tables.Row]) -> Iterator[Life]:
        entries = [(number, entry) for number, row in chunk if (entry := self._entry(number, row))]
        ids = [entry.report.source_id for _, entry in entries]
        known = known_marks(self.mapping.number, self.mapping.source, ids)
        for before in self.recent:
            known.update(before)
        taken: dict[str, bytes] = {}
        self.recent.append(taken)
        for number, entry in entries:
            source_id = entry.report.source_id
            mark = taken.get(source_id) or known.get(source_id)
            if mark is not None:
                self._again(number, same=mark == entry.mark)
            elif life := self._life(number, entry):
                taken[source_id] = entry.mark
                yield life

    def _entry(self, number: int, row: dict[str, Any]) -> Entry | None:
        try:
            return self.reader.read(row)
        except ShiqiaoError as error:
            self._name(number, error)
            return None

    def _life(self, number: int, entry: Entry) -> Life | None:
        try:
            if entry.reply_at and entry.reply_at > self.recorded + FUTURE:
                raise Invalid(fields={"reply_at": IN_FUTURE})
            life = Life(entry.report, by=self.by, at=entry.happened_at, recorded=self.recorded, mark=entry.mark)
            if entry.reply_at:
                life.move("record", Given(answer=entry.reply), by=self.by, at=entry.reply_at)
        except ShiqiaoError as error:
            self._name(number, error)
            return None
        self._count(life, entry)
        return life

    def _count(self, life: Life, entry: Entry) -> None:
        self.summary.new += 1
        if not entry.reply_at:
            return
        self.summary.waits.append((entry.reply_at - entry.happened_at).total_seconds())
        for clock in life.sheet.clocks:
            if clock.name == "echo":
                self.summary.echoes += 1
                self.summary.met += not late(clock)

    def _again(self, number: int, *, same: bool) -> None:
        if same:
            self.summary.there += 1
        else:
            self._reject(number, "source_id", Sentence(OTHER))

    def _name(self, number: int, error: ShiqiaoError) -> None:
        fields = error.fields or {"row": error.message}
        for name, reason in fields.items():
            said = reason if isinstance(reason, Sentence) else Sentence(reason, **error.params)
            self._reject(number, _FIELDS.get(name, name), said)

    def _reject(self, number: int, name: str, reason: str) -> None:
        self.summary.rejected.append(Rejected(number, name, self.reader.heading(name), reason))


@contextmanager
def _few_collections() -> Iterator[None]:
    """Let Python look for cycles seldom: rows make none, and looking takes a quarter of the time."""
    before = gc.get_threshold()
    gc.set_threshold(100_000, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*before)


@contextmanager
def _alone(mapping: Mapping_) -> Iterator[None]:
    """Let only one import of a source run at a time; the lock is the session's and ends with it."""
    key = f"shiqiao.import.{mapping.street}.{mapping.source}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [key])
        if not cursor.fetchone()[0]:
            raise Conflict(RUNNING, source=mapping.source)
    try:
        yield
    finally:
        if not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [key])
