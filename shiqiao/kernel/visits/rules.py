"""Visits and plans as values: what they are now, how an act changes them, and how they are rebuilt from the journal. Pure."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any, NamedTuple

from shiqiao.base.actor import Actor
from shiqiao.kernel.clocks.rules import ClockState
from shiqiao.kernel.journal.rules import Line, read_stamp, stamp
from shiqiao.kernel.matters.rules import roles_towards
from shiqiao.kernel.matters.sheets import ASSIGNED

PLAN, VISIT, PLACE = "visit_plan", "visit", "place"  # kinds under which journal, clocks and files know them
CLOCK = "visit"
STATES = ("planned", "done", "not_home", "refused", "moved", "cancelled")
OUTCOMES = ("done", "not_home", "refused", "moved")  # what a visitor may come home with
AGAIN = frozenset({"not_home", "refused"})  # after these one goes again while the window is open
OPEN, FIXED = "open", "fixed"
RECORDERS = frozenset({ASSIGNED, "grid_member", "community_head", "handler", "department_head"})
RECHECKERS = RECORDERS | {"checker"}
PLANNERS = frozenset({"department_head", "handler", "community_head", "dispatcher", "leader", "admin"})
MANAGERS = frozenset({"department_head", "community_head", "dispatcher", "leader", "admin"})
# Who goes there and so must know name and door; others see them masked.
GOES = RECORDERS - {"handler", "department_head"}
_MOMENTS = frozenset({"earliest", "latest", "done_at", "recorded_at", "made_at"})


@dataclass(frozen=True, slots=True)
class FindingState:
    """A finding of a visit: what it became and whether it was found fixed. `matter` 0: no matter yet."""

    question: str
    item: str
    severity: str
    matter: int = 0
    state: str = OPEN
    rechecks: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """The state of a visit that the journal covers; see models.Visit for the columns."""

    street: int
    community: int
    grid: int
    line: str
    unit: int
    post: int
    kind: str
    version: int
    subject_kind: str
    subject_id: int
    place: int
    earliest: datetime
    latest: datetime
    plan: int = 0
    attempt: int = 1
    recheck_of: int = 0
    first_post: int = 0
    first_holder: int = 0
    state: str = "planned"
    done_at: datetime | None = None
    recorded_at: datetime | None = None
    done_post: int = 0
    done_holder: int = 0
    open_findings: int = 0
    findings: tuple[FindingState, ...] = ()
    clocks: tuple[ClockState, ...] = ()


COLUMNS = tuple(one.name for one in fields(Sheet) if one.name not in ("findings", "clocks"))


@dataclass(frozen=True, slots=True)
class PlanSheet:
    """The state of a plan that the journal covers."""

    street: int
    community: int
    grid: int
    line: str
    unit: int
    post: int
    kind: str
    subject_kind: str
    subject_id: int
    place: int
    cycle: str
    made_at: datetime
    active: bool = True


PLAN_COLUMNS = tuple(one.name for one in fields(PlanSheet))


@dataclass(frozen=True, slots=True)
class Change:
    """A decision about a visit: journal code, columns set, findings and clocks as they are then, and further codes."""

    code: str
    set: Mapping[str, Any] = field(default_factory=dict)
    findings: tuple[FindingState, ...] = ()
    clocks: tuple[ClockState, ...] = ()
    more: Mapping[str, Any] = field(default_factory=dict)

    def data(self) -> dict[str, Any]:
        """Return the data of its journal line."""
        data: dict[str, Any] = {"set": plain(self.set), **self.more}
        if self.findings:
            data["findings"] = [
                [one.question, one.item, one.severity, one.matter, one.state, one.rechecks] for one in self.findings
            ]
        if self.clocks:
            data["clocks"] = [clock.to_dict() for clock in self.clocks]
        return data


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return columns as JSON of codes, numbers and moments."""
    return {name: stamp(value) if isinstance(value, datetime) else value for name, value in values.items()}


def read(values: Mapping[str, Any]) -> dict[str, Any]:
    """Read `plain` back."""
    return {k: read_stamp(v) if k in _MOMENTS and v is not None else v for k, v in values.items()}


def advance(sheet: Sheet, change: Change) -> Sheet:
    """Return the visit after a change; how many findings are open follows from them."""
    found = {one.question: one for one in sheet.findings} | {one.question: one for one in change.findings}
    clocks = {(c.name, c.run): c for c in sheet.clocks} | {(c.name, c.run): c for c in change.clocks}
    grown = replace(sheet, **change.set, findings=tuple(found.values()), clocks=tuple(clocks.values()))
    return replace(grown, open_findings=sum(one.state == OPEN for one in grown.findings))


def first(sheet: Sheet) -> Change:
    """Return the change that begins a visit: everything that differs from what is usual."""
    usual = {one.name: one.default for one in fields(Sheet)}
    values = {name: getattr(sheet, name) for name in COLUMNS if getattr(sheet, name) != usual[name]}
    return Change("visits.planned", values, clocks=sheet.clocks)


def rebuild(lines: Iterable[Line]) -> Sheet | None:
    """Rebuild a visit from its journal lines, oldest first."""
    sheet: Sheet | None = None
    for line in lines:
        data = line.data
        clocks = tuple(ClockState.from_dict(raw) for raw in data.get("clocks", ()))
        found = tuple(FindingState(*raw) for raw in data.get("findings", ()))
        values = read(data.get("set", {}))
        if sheet is None:
            sheet = Sheet(**values, clocks=clocks)
        else:
            sheet = advance(sheet, Change(line.code, values, found, clocks))
    return sheet


def rebuild_plan(lines: Iterable[Line]) -> PlanSheet | None:
    """Rebuild a plan from its journal lines, oldest first."""
    values: dict[str, Any] = {}
    for line in lines:
        values |= read(line.data.get("set", {}))
    return PlanSheet(**values) if values else None


# ── who may ────────────────────────────────────────────────────────────────────────────────────────────────────────


def roles_of(actor: Actor, thing: Any) -> frozenset[str]:
    """Return the roles an actor has towards a visit or plan, by the same predicate as towards a matter."""
    territory = thing.grid or thing.street * 1_000_000
    return roles_towards(actor, post=thing.post, unit=thing.unit, territory=territory, line=thing.line) - {"reporter"}


def same_person(post: int | None, holder: int, *, first: tuple[int, int]) -> bool:
    """Tell whether a post or its holder is whoever made the first visit: `first` is that post and that person."""
    return bool((post and post == first[0]) or (holder and holder == first[1]))


# ── the way from door to door ──────────────────────────────────────────────────────────────────────────────────────


class Stop(NamedTuple):
    """A visit as the route sees it."""

    id: int
    due: datetime
    grid: int
    lon: float | None
    lat: float | None


def route(stops: Sequence[Stop]) -> list[int]:
    """Order visits: what breaks first, then grid by grid, in a grid always the nearest next; ids in order."""
    left = sorted(stops, key=lambda stop: (stop.due, stop.grid, stop.id))
    ordered: list[Stop] = []
    while left:
        here = ordered[-1] if ordered else None
        same = [stop for stop in left if (stop.due, stop.grid) == (left[0].due, left[0].grid)]
        nearest = min(same, key=lambda stop: (_metres(here, stop), stop.id))
        left.remove(nearest)
        ordered.append(nearest)
    return [stop.id for stop in ordered]


def _metres(one: Stop | None, other: Stop) -> float:
    if one is None or one.lon is None or one.lat is None or other.lon is None or other.lat is None:
        return math.inf if one is not None and one.lon is not None else 0.0
    east = (one.lon - other.lon) * 111_320 * math.cos(math.radians(one.lat))
    return math.hypot(east, (one.lat - other.lat) * 110_570)
