"""Proving visits: rows, findings, clocks and plans are what the journal says, and labels and answers what it bound."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from django.db.models import Max

from shiqiao.base import crypto
from shiqiao.kernel.clocks.models import Clock
from shiqiao.kernel.clocks.reads import calendar_for
from shiqiao.kernel.clocks.rules import reckoned
from shiqiao.kernel.journal.reads import Finding as Found
from shiqiao.kernel.journal.reads import Progress, chains
from shiqiao.kernel.journal.rules import Line
from shiqiao.kernel.visits import rules, store
from shiqiao.kernel.visits.models import Finding, Place, Visit, VisitPlan
from shiqiao.kernel.visits.places import label_text
from shiqiao.kernel.visits.reads import ZONE
from shiqiao.kernel.visits.recording import sent_text
from shiqiao.kernel.visits.rules import COLUMNS, PLACE, PLAN, PLAN_COLUMNS, VISIT, Sheet

CHUNK = 500
ERASED = "retention.erased"
Lives = dict[int, list[Line]]


def check_visits(progress: Progress = lambda count: None) -> Iterator[Found]:
    """Prove all places, plans and visits, and that none of them stands there without a journal.

    The chains themselves are proven by `shiqiao verify` with those of every other kind.
    """
    yield from _kind(PLACE, _places, Place.objects.count, progress)
    yield from _kind(PLAN, _plans, VisitPlan.objects.count, progress)
    yield from _kind(VISIT, _visits, Visit.objects.count, progress)


def _kind(
    kind: str, check: Callable[[Lives], Iterator[Found]], there: Callable[[], int], progress: Progress
) -> Iterator[Found]:
    streams, seen = chains(kind), 0
    while chunk := list(islice(streams, CHUNK)):
        yield from check({lines[0].subject.id: lines for lines in chunk})
        seen += len(chunk)
        progress(seen)
    if seen < (count := there()):
        yield Found(kind, f"{count - seen} rows have no journal")


def _rows(kind: str, rows: dict[int, object], lives: Lives) -> Iterator[Found]:
    for identifier in lives.keys() - rows.keys():
        yield Found(f"{kind}:{identifier}", "is in the journal but not in the table")


def _places(lives: Lives) -> Iterator[Found]:
    rows = Place.objects.in_bulk(list(lives))
    yield from _rows(PLACE, {**rows}, lives)
    for identifier, row in rows.items():
        data, where = lives[identifier][0].data, f"{PLACE}:{identifier}"
        if data["set"] != {"grid": row.grid, "personal": row.personal}:
            yield Found(where, "lies in another grid than the journal says")
        if _erased(lives[identifier]):
            if row.salt or row.lon is not None or any(row.words()):
                yield Found(where, "is erased by the journal, and something of it is left")
            continue
        if not row.salt:
            yield Found(where, "has lost its salt without an erasure in the journal")
            continue
        bound = {"label": _label(row), "mark": crypto.commitment(bytes(row.salt), bytes(row.mark).hex())}
        for name, value in bound.items():
            if data["bound"][name] != value:
                yield Found(where, f"{name} differs from what the journal bound")


def _erased(lines: list[Line]) -> bool:
    """What was erased says so in a line of its own; a salt that is gone without it is a finding."""
    return any(line.code == ERASED for line in lines)


def _label(row: Place) -> str:
    try:
        title, address = row.words()
    except crypto.CannotDecrypt:
        return ""
    return crypto.commitment(bytes(row.salt), label_text(title, address, row.lon, row.lat))


def _plans(lives: Lives) -> Iterator[Found]:
    rows = VisitPlan.objects.in_bulk(list(lives))
    yield from _rows(PLAN, {**rows}, lives)
    planned = Visit.objects.filter(plan__in=list(lives), state="planned")
    waiting = dict(planned.values_list("plan", "id"))
    last = dict(Visit.objects.filter(plan__in=list(lives)).values_list("plan").annotate(last=Max("earliest")))
    for identifier, row in rows.items():
        where, sheet = f"{PLAN}:{identifier}", rules.rebuild_plan(lives[identifier])
        yield from _columns(where, PLAN_COLUMNS, row, sheet)
        yield from _head(where, row, lives[identifier])
        if row.visit != waiting.get(identifier, 0):
            yield Found(where, f"names the open visit {row.visit}, the table has {waiting.get(identifier, 0)}")
        if identifier in last and last[identifier].astimezone(ZONE).date() >= row.next_from:
            yield Found(where, "has a next window that begins before its last visit")


def _visits(lives: Lives) -> Iterator[Found]:
    rows = Visit.objects.in_bulk(list(lives))
    yield from _rows(VISIT, {**rows}, lives)
    findings = store.findings_of(list(lives))
    clocks: dict[int, list[Clock]] = {}
    for clock in Clock.objects.filter(kind=VISIT, subject__in=list(lives)):
        clocks.setdefault(clock.subject, []).append(clock)
    for identifier, row in rows.items():
        where, lines = f"{VISIT}:{identifier}", lives[identifier]
        sheet = rules.rebuild(lines)
        yield from _columns(where, COLUMNS, row, sheet)
        yield from _head(where, row, lines)
        if sheet is not None:
            yield from _findings(where, sheet, findings.get(identifier, []))
            yield from _clocks(where, sheet, clocks.get(identifier, []))
        yield from _content(where, row, lines)


def _columns(where: str, names: Iterable[str], row: object, sheet: object) -> Iterator[Found]:
    if sheet is None:
        yield Found(where, "its journal never plans it")
        return
    for name in names:
        if getattr(row, name) != getattr(sheet, name):
            yield Found(where, f"column {name} is {getattr(row, name)!r}, the journal says {getattr(sheet, name)!r}")


def _head(where: str, row: Visit | VisitPlan, lines: list[Line]) -> Iterator[Found]:
    if (row.seq, bytes(row.head)) != (lines[-1].seq, lines[-1].hash):
        yield Found(where, f"was written with {row.seq} journal lines, the journal has {lines[-1].seq}")


def _findings(where: str, sheet: Sheet, rows: list[Finding]) -> Iterator[Found]:
    stored = {one.question: one for one in map(store.state_of, rows)}
    if stored != {one.question: one for one in sheet.findings} or {row.street for row in rows} - {sheet.street}:
        yield Found(where, "its findings differ from the journal")


def _clocks(where: str, sheet: Sheet, rows: list[Clock]) -> Iterator[Found]:
    stored = {(row.name, row.run): row for row in rows}
    if stored.keys() != {(state.name, state.run) for state in sheet.clocks}:
        yield Found(where, "has other clocks than the journal says")
        return
    for state in sheet.clocks:
        row = stored[state.name, state.run]
        if (
            row.state() != state
            or row.street != sheet.street
            or row.late != (state.stopped_at > state.due_at if state.stopped_at else None)
        ):
            yield Found(where, f"clock {state.name} differs from the journal")
        if reckoned(state, calendar_for(sheet.street, state.calendar)) != state.due_at:
            yield Found(where, f"clock {state.name} is due at another time by its calendar")
        if state.running and (row.owner_post, row.community) != (sheet.post, sheet.community):
            yield Found(where, f"clock {state.name} warns another post than the visit's")


def _content(where: str, row: Visit, lines: list[Line]) -> Iterator[Found]:
    bound = [line.data["bound"]["content"] for line in lines if "bound" in line.data]
    if _erased(lines):
        if row.salt or row.content:
            yield Found(where, "is erased by the journal, and something of it is left")
        return
    try:
        now = crypto.commitment(bytes(row.salt), sent_text(row.client_id, row.opened()))
    except (crypto.CannotDecrypt, ValueError):  # changed, or its salt is gone without an erasure
        now = ""
    if bound[-1:] != ([now] if row.content or row.client_id else []):
        yield Found(where, "what was brought home differs from what the journal bound")
