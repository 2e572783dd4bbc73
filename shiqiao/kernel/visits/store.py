"""Writing visits down: the row, its findings, its clock and its journal lines from one decided value; one or many."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from shiqiao.base import crypto
from shiqiao.base.actor import Actor, Ref
from shiqiao.base.ids import Blocks
from shiqiao.base.rows import the_one
from shiqiao.kernel.clocks.actions import new_clock, put
from shiqiao.kernel.clocks.ids import CLOCK_IDS
from shiqiao.kernel.clocks.models import Clock
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.kernel.journal.rules import GENESIS, Line, chain
from shiqiao.kernel.visits import knocks, rules
from shiqiao.kernel.visits.models import CONTENT, Finding, Visit, VisitPlan
from shiqiao.kernel.visits.rules import COLUMNS, PLAN, PLAN_COLUMNS, VISIT, Change, FindingState, PlanSheet, Sheet

VISIT_IDS = Blocks("visits_visit_ids")
PLAN_IDS = Blocks("visits_plan_ids", 50)
BATCH = 500


@dataclass
class Standing:
    """A visit between its decision and its row: sheet, head of its chain, what was brought, lines not yet written."""

    id: int
    sheet: Sheet
    salt: bytes
    seq: int = 0
    head: bytes = GENESIS
    content: str = ""
    client_id: str = ""
    fresh: bool = True
    lines: list[Line] = field(default_factory=list)
    touched: dict[str, FindingState] = field(default_factory=dict)


def begin(sheet: Sheet, *, by: Actor, at: datetime, recorded: datetime) -> Standing:
    """Begin a visit that is not in the table yet, with its first line."""
    standing = Standing(VISIT_IDS.take(), sheet, crypto.new_salt())
    return act(standing, rules.first(sheet), by=by, at=at, recorded=recorded)


def act(standing: Standing, change: Change, *, by: Actor, at: datetime, recorded: datetime) -> Standing:
    """Let a decided change happen to a visit: sheet and chain grow by it. Nothing is written yet."""
    sheet = standing.sheet
    if standing.seq:
        standing.sheet = rules.advance(sheet, change)
    line = chain(
        prev=standing.head, seq=standing.seq + 1, street=sheet.street, subject=Ref(VISIT, standing.id),
        code=change.code, happened_at=at, recorded_at=recorded, actor=by.code, data=change.data(),
    )  # fmt: skip
    standing.seq, standing.head = line.seq, line.hash
    standing.lines.append(line)
    standing.touched.update({one.question: one for one in change.findings})
    return standing


def lock(identifier: int) -> Standing:
    """Lock a visit's row until the transaction ends; raises NotFound."""
    row = the_one(Visit.objects.select_for_update().filter(pk=identifier))
    clocks = Clock.objects.filter(kind=VISIT, subject=identifier).order_by("id")
    sheet = sheet_of(row, findings_of([identifier]).get(identifier, []))
    sheet = replace(sheet, clocks=tuple(clock.state() for clock in clocks))
    return Standing(row.id, sheet, bytes(row.salt), row.seq, bytes(row.head), row.opened(), row.client_id, fresh=False)


def sheet_of(row: Visit, findings: Iterable[Finding] = ()) -> Sheet:
    """Return a visit's row as the value that rules work on, without its clocks."""
    values = {name: getattr(row, name) for name in COLUMNS}
    return Sheet(**values, findings=tuple(state_of(one) for one in findings))


def state_of(row: Finding) -> FindingState:
    """Return a finding's row as a value."""
    return FindingState(row.question, row.item, row.severity, row.matter, row.state, row.rechecks)


def findings_of(visits: Sequence[int]) -> dict[int, list[Finding]]:
    """Return the findings of visits by visit, in one query."""
    found: dict[int, list[Finding]] = {}
    for row in Finding.objects.filter(visit__in=visits).order_by("visit", "id"):
        found.setdefault(row.visit, []).append(row)
    return found


def save(standings: Sequence[Standing]) -> None:
    """Write visits, in the running transaction: new ones by bulk inserts, standing ones row by row (they are locked)."""
    fresh = [one for one in standings if one.fresh]
    for one in standings:  # first, because a plan has one open visit at most
        if not one.fresh:
            _update(one)
    Visit.objects.bulk_create([_row(one) for one in fresh], batch_size=BATCH)
    Clock.objects.bulk_create([_clock(one) for one in fresh], batch_size=BATCH)
    _knock(fresh)
    _findings(standings)
    write_lines([line for one in standings for line in one.lines])
    for one in standings:
        one.lines, one.touched, one.fresh = [], {}, False


def _knock(fresh: Sequence[Standing]) -> None:
    """Let new visits share a knock with others at their door, or take a turn of the month's budget."""
    for street in sorted({one.sheet.street for one in fresh}):
        knocks.join(street, [knocks.wanted_of(one.id, one.sheet) for one in fresh if one.sheet.street == street])


def _row(one: Standing) -> Visit:
    values = {name: getattr(one.sheet, name) for name in COLUMNS}
    return Visit(id=one.id, **values, **_rest(one), salt=one.salt)


def _rest(one: Standing) -> dict[str, object]:
    sealed = crypto.encrypt(one.content, context=CONTENT) if one.content else None
    return {"seq": one.seq, "head": one.head, "content": sealed, "client_id": one.client_id}


def _clock(one: Standing) -> Clock:
    sheet = one.sheet
    return new_clock(
        id=CLOCK_IDS.take(), street=sheet.street, subject=Ref(VISIT, one.id), state=sheet.clocks[0],
        owner_post=sheet.post, community=sheet.community,
    )  # fmt: skip


def _update(one: Standing) -> None:
    values = {name: getattr(one.sheet, name) for name in COLUMNS}
    Visit.objects.filter(pk=one.id).update(**values, **_rest(one))
    state = one.sheet.clocks[0]
    clock = Clock.objects.get(kind=VISIT, subject=one.id, name=state.name, run=state.run)
    if clock.state() != state:
        clock = put(clock=clock, state=state)
    if state.running and clock.owner_post != one.sheet.post:
        Clock.objects.filter(pk=clock.pk).update(owner_post=one.sheet.post)


def _findings(standings: Sequence[Standing]) -> None:
    rows = [
        Finding(
            street=one.sheet.street, visit=one.id, question=found.question, item=found.item, severity=found.severity,
            matter=found.matter, state=found.state, rechecks=found.rechecks,
        )
        for one in standings
        for found in one.touched.values()
    ]  # fmt: skip
    if rows:
        Finding.objects.bulk_create(
            rows, batch_size=BATCH, update_conflicts=True, unique_fields=["visit", "question"],
            update_fields=["item", "severity", "matter", "state", "rechecks"],
        )  # fmt: skip


def write_lines(lines: Sequence[Line]) -> None:
    """Write journal lines whose chains are held by row locks or begin here."""
    JournalLine.objects.bulk_create([
        JournalLine(
            street=line.street, kind=line.subject.kind, subject=line.subject.id, seq=line.seq, code=line.code,
            happened_at=line.happened_at, recorded_at=line.recorded_at, actor=line.actor, data=dict(line.data),
            prev=line.prev, hash=line.hash,
        )
        for line in lines
    ], batch_size=BATCH)  # fmt: skip


# ── plans ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def plan_sheet(row: VisitPlan) -> PlanSheet:
    """Return a plan's row as the value that the journal covers."""
    return PlanSheet(**{name: getattr(row, name) for name in PLAN_COLUMNS})


def plan_line(
    row: VisitPlan, code: str, data: dict[str, object], *, by: Actor, at: datetime, recorded: datetime
) -> Line:
    """Make the next line of a plan's chain and move the head on its row; the caller saves both."""
    line = chain(
        prev=bytes(row.head), seq=row.seq + 1, street=row.street, subject=Ref(PLAN, row.id), code=code,
        happened_at=at, recorded_at=recorded, actor=by.code, data=data,
    )  # fmt: skip
    row.seq, row.head = line.seq, line.hash
    return line
