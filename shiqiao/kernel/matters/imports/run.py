"""A table of matters taken in as recognised history, chunk by chunk; nothing is sent or escalated."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.db import connection, transaction

from shiqiao.base import tables
from shiqiao.base.actor import Actor
from shiqiao.base.errors import Conflict
from shiqiao.kernel.catalogue.reads import catalogue
from shiqiao.kernel.matters.imports.crew import crew
from shiqiao.kernel.matters.imports.mapping import Mapping_, check_headings, check_items
from shiqiao.kernel.matters.imports.summary import Summary
from shiqiao.kernel.matters.imports.taking import Taker

Progress = Callable[[int], None]
FIRST, CHUNK = 100, 2000  # rows; the first ones are taken in place, what follows by several processes
RUNNING = "Matters from {source} are being imported at this moment; wait until that has ended."


def import_matters(
    path: Path | str, mapping: Mapping_, *, by: Actor, at: datetime, all_or_nothing: bool = False,
    progress: Progress = lambda rows: None,
) -> Summary:  # fmt: skip
    """Take a table of matters in as recognised history: clocks run on the file's times, nothing is sent or escalated.

    Rows that were imported before are left as they are. A row that cannot be used is named in the summary and the rest
    is loaded; with `all_or_nothing` one such row leaves nothing behind. `at` is when it is recorded. `progress` gets the
    number of rows done. Raises Invalid for an unreadable file or a mapping that does not fit, Conflict while the same
    source is being imported.
    """
    check_items(mapping, catalogue(mapping.number).items)
    with _alone(mapping), _few_collections(), transaction.atomic() if all_or_nothing else nullcontext():
        summary = _run(Path(path), Taker(mapping, by=by, recorded=at), progress)
        if all_or_nothing and summary.rejected:
            transaction.set_rollback(True)
            summary = summary.undone()
    return summary


def _run(path: Path, taker: Taker, progress: Progress) -> Summary:
    summary = Summary()
    rows = _rows(path, taker, summary)

    def done(part: Summary) -> None:
        summary.add(part)
        progress(summary.rows)

    with crew(taker.take, done) as give:
        size = FIRST
        while chunk := list(islice(rows, size)):
            size = CHUNK
            give(chunk, frozenset(taker.reader.source_id(row) for _, row in chunk) - {""})
    summary.rejected.sort(key=lambda one: one.row)
    return summary


def _rows(path: Path, taker: Taker, summary: Summary) -> Iterator[tables.Row]:
    def bad(number: int, reason: str) -> None:
        summary.add(Summary(rows=1, rejected=[taker.rejected(number, "row", reason)]))

    # Each line of a jsonl file may have keys of its own.
    checked = path.suffix.lower() in {".jsonl", ".ndjson"}
    for number, row in tables.read_rows(path, taker.mapping.sheet, bad=bad):
        if not checked:
            check_headings(taker.mapping, row)
            checked = True
        yield number, row


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
