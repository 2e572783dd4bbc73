"""Proving matters: what stands in the tables must be what the journal says, and what the commitments bind."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from shiqiao.kernel.clocks.models import Clock
from shiqiao.kernel.clocks.reads import calendar_for
from shiqiao.kernel.clocks.rules import ClockState, reckoned
from shiqiao.kernel.journal.reads import Finding, Progress, chains, check_chain
from shiqiao.kernel.journal.rules import Line
from shiqiao.kernel.matters import bonds, rules, store
from shiqiao.kernel.matters.links import check_links
from shiqiao.kernel.matters.models import CallBack, Identifier, Matter, Note, Reporter

CHUNK = 500
CLOCK_COLUMNS = ("term", "calendar", "started_at", "due_at", "stopped_at", "paused_at", "shifts")


@dataclass
class _Chunk:
    """The rows of some matters, by matter."""

    rows: dict[int, Matter] = field(default_factory=dict)
    clocks: dict[int, list[Clock]] = field(default_factory=lambda: defaultdict(list))
    bound: dict[int, bonds.Bound] = field(default_factory=lambda: defaultdict(bonds.Bound))


def check_matters(progress: Progress = lambda count: None) -> Iterator[Finding]:
    """Prove every matter: chain, covered columns, clocks and their reckoning, commitments; then matters without lines."""
    yield from _check_among(None, progress)
    yield from check_links()


def check_range(first: int, end: int, progress: Progress = lambda count: None) -> Iterator[Finding]:
    """Prove the matters of ids [first, end), as `check_matters` proves all."""
    yield from _check_among((first, end), progress)


def _check_among(among: tuple[int, int] | None, progress: Progress) -> Iterator[Finding]:
    streams, seen = chains(store.KIND, among), 0
    while chunk := list(islice(streams, CHUNK)):
        yield from _check_chunk({lines[0].subject.id: lines for lines in chunk})
        seen += len(chunk)
        progress(seen)
    rows = Matter.objects.filter(id__gte=among[0], id__lt=among[1]) if among else Matter.objects.all()
    if seen < (there := rows.count()):
        yield Finding("matters", f"{there - seen} matters have no journal")


def _check_chunk(lives: dict[int, list[Line]]) -> Iterator[Finding]:
    chunk = _load(list(lives))
    for identifier, lines in lives.items():
        yield from check_chain(lines)
        row = chunk.rows.get(identifier)
        if row is None:
            yield Finding(f"matter:{identifier}", "is in the journal but not in the table")
            continue
        where = f"matter {row.number}"
        yield from _check_row(where, row, lines, chunk.clocks[identifier])
        yield from (Finding(where, what) for what in bonds.check(row, lines, chunk.bound[identifier]))


def _load(ids: list[int]) -> _Chunk:
    chunk = _Chunk(Matter.objects.in_bulk(ids))
    for clock in Clock.objects.filter(kind=store.KIND, subject__in=ids):
        chunk.clocks[clock.subject].append(clock)
    for reporter in Reporter.objects.filter(matter__in=ids).order_by("-id"):
        chunk.bound[reporter.matter].reporter = reporter
    for note in Note.objects.filter(matter__in=ids):
        chunk.bound[note.matter].notes[note.seq, note.kind] = note
    for one in Identifier.objects.filter(matter__in=ids):
        chunk.bound[one.matter].identifiers.append(one)
    for call in CallBack.objects.filter(matter__in=ids).order_by("seq"):
        chunk.bound[call.matter].callbacks.append(call)
    return chunk


def _check_row(where: str, row: Matter, lines: list[Line], clocks: list[Clock]) -> Iterator[Finding]:
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
    yield from _check_clocks(where, sheet, clocks)


def _check_clocks(where: str, sheet: rules.Sheet, clocks: list[Clock]) -> Iterator[Finding]:
    stored = {(clock.name, clock.run): clock for clock in clocks}
    expected = {(state.name, state.run): state for state in sheet.clocks}
    if stored.keys() != expected.keys():
        yield Finding(where, f"has the clocks {sorted(stored)}, the journal says {sorted(expected)}")
        return
    for key, state in expected.items():
        for what in _clock_differs(stored[key], state, sheet):
            yield Finding(where, f"clock {key[0]} {key[1]} {what}")


def _clock_differs(clock: Clock, state: ClockState, sheet: rules.Sheet) -> Iterator[str]:
    for name in CLOCK_COLUMNS:
        if getattr(clock, name) != _plain(state, name):
            yield f"differs from the journal in {name}"
    if clock.late != _late(state):
        yield f"is judged {clock.late}, the journal says {_late(state)}"
    if reckoned(state, calendar_for(sheet.street, state.calendar)) != state.due_at:
        yield "is due at another time by its calendar"
    if clock.street != sheet.street:
        yield f"stands in street {clock.street}"
    # Whom a clock warns; a stopped one keeps the post that had the matter then.
    if state.running and (clock.owner_post, clock.community) != (sheet.post, sheet.community):
        yield "warns another post than the matter's"


def _plain(state: ClockState, name: str) -> object:
    if name == "shifts":
        return [shift.to_dict() for shift in state.shifts]
    return str(state.term) if name == "term" else getattr(state, name)


def _late(state: ClockState) -> bool | None:
    if state.stopped_at is None:
        return None
    judged: datetime = state.paused_at or state.stopped_at
    return judged > state.due_at
