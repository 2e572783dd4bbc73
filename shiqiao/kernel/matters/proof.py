"""Proving matters: what stands in the tables must be what the journal says, and what the commitments bind."""

import json
from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from shiqiao.base import crypto
from shiqiao.kernel.clocks.models import Clock
from shiqiao.kernel.clocks.reads import calendar_for
from shiqiao.kernel.clocks.rules import ClockState, reckoned
from shiqiao.kernel.journal.reads import Finding, Progress, chains, check_chain
from shiqiao.kernel.journal.rules import Line
from shiqiao.kernel.matters import rules, store
from shiqiao.kernel.matters.models import Matter, Note, Reporter
from shiqiao.kernel.matters.report import body_text

CHUNK = 500
CLOCK_COLUMNS = ("term", "calendar", "started_at", "due_at", "stopped_at", "paused_at")


def check_matters(progress: Progress = lambda count: None) -> Iterator[Finding]:
    """Prove every matter: chain, covered columns, clocks and their reckoning, commitments; then matters without lines."""
    streams, seen = chains(store.KIND), 0
    while chunk := list(islice(streams, CHUNK)):
        yield from _check_chunk({lines[0].subject.id: lines for lines in chunk})
        seen += len(chunk)
        progress(seen)
    if seen < (there := Matter.objects.count()):
        yield Finding("matters", f"{there - seen} matters have no journal")


def _check_chunk(chunk: dict[int, list[Line]]) -> Iterator[Finding]:
    rows = Matter.objects.in_bulk(chunk)
    clocks: dict[int, list[Clock]] = {}
    for clock in Clock.objects.filter(kind=store.KIND, subject__in=chunk):
        clocks.setdefault(clock.subject, []).append(clock)
    notes: dict[tuple[int, int, str], Note] = {}
    for note in Note.objects.filter(matter__in=chunk):
        notes[note.matter, note.seq, note.kind] = note
    reporters = {reporter.matter: reporter for reporter in Reporter.objects.filter(matter__in=chunk).order_by("-id")}
    for identifier, lines in chunk.items():
        yield from check_chain(lines)
        row = rows.get(identifier)
        if row is None:
            yield Finding(f"matter:{identifier}", "is in the journal but not in the table")
            continue
        yield from _check_row(row, lines, clocks.get(identifier, []))
        yield from _check_bound(row, lines, notes, reporters.get(identifier))


def _check_row(row: Matter, lines: list[Line], clocks: list[Clock]) -> Iterator[Finding]:
    where = f"matter {row.number}"
    sheet = rules.rebuild(lines)
    if sheet is None:
        yield Finding(where, "its journal never reports it")
        return
    for name in rules.COLUMNS:
        if getattr(row, name) != getattr(sheet, name):
            yield Finding(where, f"column {name} is {getattr(row, name)!r}, the journal says {getattr(sheet, name)!r}")
    if row.next_due != rules.next_due(sheet):
        yield Finding(where, "column next_due differs from the running clocks")
    if (row.seq, bytes(row.head)) != (lines[-1].seq, lines[-1].hash):
        yield Finding(where, f"was written with {row.seq} journal lines, the journal has {lines[-1].seq}")
    yield from _check_clocks(where, row.street, sheet, clocks)


def _check_clocks(where: str, street: int, sheet: rules.Sheet, clocks: list[Clock]) -> Iterator[Finding]:
    stored = {(clock.name, clock.run): clock for clock in clocks}
    expected = {(state.name, state.run): state for state in sheet.clocks}
    if stored.keys() != expected.keys():
        yield Finding(where, f"has the clocks {sorted(stored)}, the journal says {sorted(expected)}")
        return
    for key, state in expected.items():
        clock = stored[key]
        found = [getattr(clock, name) for name in CLOCK_COLUMNS]
        if found != [_plain(state, name) for name in CLOCK_COLUMNS]:
            yield Finding(where, f"clock {key[0]} {key[1]} differs from the journal")
        if clock.late != _late(state):
            yield Finding(where, f"clock {key[0]} {key[1]} is judged {clock.late}, the journal says {_late(state)}")
        if reckoned(state, calendar_for(street, state.calendar)) != state.due_at:
            yield Finding(where, f"clock {key[0]} {key[1]} is due at another time by its calendar")


def _plain(state: ClockState, name: str) -> object:
    return str(state.term) if name == "term" else getattr(state, name)


def _late(state: ClockState) -> bool | None:
    if state.stopped_at is None:
        return None
    judged: datetime = state.paused_at or state.stopped_at
    return judged > state.due_at


def _check_bound(
    row: Matter, lines: list[Line], notes: dict[tuple[int, int, str], Note], reporter: Reporter | None
) -> Iterator[Finding]:
    """What is not in the journal is bound to it by a salted commitment; an erased salt ends the bond on purpose."""
    where, salt = f"matter {row.number}", bytes(row.salt)
    for line in lines:
        for name, bound in line.data.get("bound", {}).items():
            if name == "body":
                text = body_text(row.title, row.text, row.address, row.lon, row.lat, row.form)
                found = crypto.commitment(salt, text) if salt else bound
            elif name == "reporter":
                found = _reporter(reporter, bound)
            else:
                note = notes.get((row.id, line.seq, name))
                found = (
                    "missing"
                    if note is None
                    else crypto.commitment(bytes(note.salt), note.text)
                    if note.salt
                    else bound
                )
            if found != bound:
                yield Finding(where, f"{name} of line {line.seq} differs from what the journal bound")


def _reporter(reporter: Reporter | None, bound: str) -> str:
    if reporter is None or not reporter.salt:
        return bound
    name = crypto.decrypt(reporter.name) if reporter.name else ""
    phone = crypto.decrypt(reporter.phone) if reporter.phone else ""
    return crypto.commitment(bytes(reporter.salt), json.dumps([name, phone], ensure_ascii=False))
