"""The values that decisions about matters are made of: sheet, what is given, the ground, the change. Pure."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import Any

from shiqiao.base.actor import Actor
from shiqiao.kernel.catalogue.rules import Item
from shiqiao.kernel.clocks.hooks import Asked
from shiqiao.kernel.clocks.rules import ClockState, WorkCalendar
from shiqiao.kernel.flows.rules import Flow
from shiqiao.kernel.journal.rules import stamp

# What a person writes with a move, and whether the reporter reads it.
NOTES = {"answer": True, "result": True, "reason": False, "progress": False}
REOPEN_WINDOW = timedelta(days=30)
# Moves that stay within the house: whoever made one may take it back within a minute (see `undo`).
UNDOABLE = frozenset({
    "accept", "dispatch", "redirect", "send_back", "close", "correct", "supervise",
    "ask_return", "ask_extension", "ask_pause", "uphold_return", "grant", "refuse_request",
})  # fmt: skip
# Roles that an actor has towards a matter only because of where the matter stands.
ASSIGNED, REPORTER, CALLER = "assigned", "reporter", "caller"
# Roles that reach a matter through its unit rather than through its territory.
UNIT_ROLES = frozenset({"handler", "department_head"})


@dataclass(frozen=True, slots=True)
class Sheet:
    """The state of a matter that the journal covers; see models.Matter for the columns."""

    number: str
    street: int
    community: int
    grid: int
    boundary: int
    line: str
    item: str
    catalogue: int
    flow: str
    flow_version: int
    state: str
    done: bool
    channel: str
    urgent: bool
    post: int
    holder: int
    unit: int
    reported_at: datetime
    echoed_at: datetime | None = None
    ended_at: datetime | None = None
    outcome: str = ""
    finished_by: int = 0
    finished_holder: int = 0
    reopened: int = 0
    sent_back: int = 0
    on_spot: bool = False
    responded: bool | None = None
    solved: bool | None = None
    satisfied: bool | None = None
    duplicate_of: int = 0
    unrouted: bool = False
    parent: int = 0
    repeat_of: int = 0
    asked: str = ""
    asked_for: str = ""
    asked_by: int = 0
    asked_holder: int = 0
    paused: bool = False
    returned: int = 0
    extended: int = 0
    supervised: int = 0
    published: bool = False
    paused_until: datetime | None = None
    accused: int = 0
    clocks: tuple[ClockState, ...] = ()


COLUMNS = tuple(f.name for f in fields(Sheet) if f.name != "clocks")
# What a line need not say: the fold puts it in by itself.
USUAL = {f.name: f.default for f in fields(Sheet) if f.default is not MISSING}
covered: Callable[[Sheet], tuple[Any, ...]] = attrgetter(*COLUMNS)  # the values of COLUMNS, in their order
# Columns by which a search is narrowed in the text index itself, and the marks that their values bear there.
MARKS = {"community": "@c", "grid": "@g", "line": "@l", "item": "@i", "post": "@p", "unit": "@u"}
MOMENTS = frozenset({"reported_at", "echoed_at", "ended_at", "paused_until"})


@dataclass(frozen=True, slots=True)
class Routed:
    """Where a matter belongs and whose it is, with the reasons."""

    community: int
    grid: int
    boundary: int
    post: int
    holder: int
    unit: int
    unrouted: bool
    why: tuple[Mapping[str, Any], ...] = ()
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Given:
    """What the one who moves brings along; each move says what it needs."""

    answer: str = ""
    result: str = ""
    reason: str = ""
    progress: str = ""
    outcome: str = ""
    handler: tuple[int, int, int] | None = None  # post, its holder, its unit
    evidence: tuple[tuple[str, str], ...] = ()  # purpose, content hash
    responded: bool | None = None
    solved: bool | None = None
    satisfied: bool | None = None
    grade: str = ""  # how satisfied, of GRADES; `satisfied` says it as yes or no
    grounds: tuple[str, ...] = ()  # why not, of GROUNDS
    item: Item | None = None
    routed: Routed | None = None
    place: tuple[str, float | None, float | None] | None = None  # the right address and point (WGS84)
    term: str = ""  # by how much a term is to be extended
    until: date | None = None  # until when clocks are to stand still
    main: int = 0  # id of the matter that this one is merged into
    child: tuple[str, ...] = ()  # what is given to others as parts: their texts
    units: tuple[str, ...] = ()  # codes of the units that are called
    children_go_on: bool = False  # whoever ends a matter has been told that parts of it go on


@dataclass(frozen=True, slots=True)
class Ground:
    """What a decision stands on: the matter's own flow version and item, the street's calendar, who and when.

    `at` is the moment that starts and stops clocks: when it was recorded, or, for recognised history, when it happened.
    """

    flow: Flow
    item: Item
    calendar: WorkCalendar
    at: datetime
    by: Actor
    roles: frozenset[str]
    recognised: bool = False
    outcomes: Collection[str] = ()  # the legal grounds for declining in the matter's own catalogue version
    asked: Asked | None = None  # what rules that shorten terms are asked with; None: nobody is asked


@dataclass(frozen=True, slots=True)
class Change:
    """A decision: the journal code, the columns set, the clocks changed, and further codes for the line."""

    code: str
    set: Mapping[str, Any]
    clocks: tuple[ClockState, ...] = ()
    more: Mapping[str, Any] = field(default_factory=dict)
    dropped: tuple[tuple[str, int], ...] = ()  # name and run of clocks that are no more, because their start was undone

    def data(self) -> dict[str, Any]:
        """Return the journal line's data: JSON of codes, numbers and moments."""
        data: dict[str, Any] = {"set": {k: _to_json(v) for k, v in self.set.items()}, **self.more}
        if self.clocks:
            data["clocks"] = [clock.to_dict() for clock in self.clocks]
        if self.dropped:
            data["dropped"] = [list(key) for key in self.dropped]
        return data


def _to_json(value: Any) -> Any:
    return stamp(value) if isinstance(value, datetime) else value
