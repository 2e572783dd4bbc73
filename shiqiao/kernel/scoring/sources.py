"""What can be counted: sources of rows with moments and fields, as SQL over the tables where work is recorded.

A source names nothing that a user wrote: its expressions are ours, values of rules go as parameters. Every source says
what its rows open onto (a matter, a visit, a point …) and which lines of the journal lead to them; what has moved has
its grids counted anew.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from shiqiao.base.sockets import Socket
from shiqiao.kernel.flows.rules import CLOCKS
from shiqiao.kernel.matters.report import CHANNELS
from shiqiao.kernel.scoring.rules import Known

YES_NO: frozenset[Any] = frozenset({True, False})
ALWAYS = "TIMESTAMPTZ 'epoch'"  # a moment so early that it has come for everybody
MATTERS = "matter"
ASKED = "('resident', 'phone', 'counter', 'hotline')"  # channels by which somebody asks us
OURS = "('patrol', 'visit')"  # channels by which we found it ourselves
NEAR = (0.00055, 0.00070)  # degrees of latitude and longitude: sixty metres, as in repeat chains
MATTER_DIMENSIONS = {
    "street": "m.street", "community": "m.community", "grid": "m.grid",
    "person": "COALESCE(NULLIF(m.finished_holder, 0), m.holder)", "unit": "m.unit",
}  # fmt: skip


class ByTime(str):
    """An expression that turns with time alone: false until a row's `moment` (SQL, NULL: never), true from then on.

    With `to` false it turns the other way. Whoever keeps rows keeps the moment, and asks of it later what is true then.
    """

    moment: str
    to: bool

    def __new__(cls, moment: str, *, to: bool = True) -> "ByTime":
        """Make the SQL of today's answer from the moment."""
        said = super().__new__(cls, f"{'' if to else 'NOT '}COALESCE(({moment}) <= %(now)s, false)")
        said.moment, said.to = moment, to
        return said


def since(moment: str, *, at_once: str = "", to: bool = True) -> tuple[str, frozenset[Any]]:
    """Return a field that is true from a moment on (with `to` false: until then); where `at_once` holds, it always is."""
    early = f"WHEN {at_once} THEN {ALWAYS} " if at_once else ""
    return ByTime(f"CASE {early}ELSE {moment} END" if early else moment, to=to), YES_NO


@dataclass(frozen=True)
class Source:
    """Rows to count. `rows` follows FROM; `id` tells them apart; `opens` is the number of what a row opens onto.

    `onto` says what that is: "matter", or another kind that the desk knows to open. `fields` maps a name to (expression,
    the values it takes or None for any); what turns with time alone is made by `since`. `follows` maps a kind of the
    journal's subjects to SQL that yields, of subjects `%(ids)s`, the number (or NULL) and the grid of what has moved.
    `first` is SQL that yields, of those with `%(numbers)s`, the moment before which no row lies that opens onto them, of
    whatever source: days before it are not counted anew. Where no source says so, all open days are.
    """

    code: str
    title: str
    rows: str
    id: str
    moments: Mapping[str, str]
    fields: Mapping[str, tuple[str, frozenset[Any] | None]]
    dimensions: Mapping[str, str] = field(default_factory=lambda: MATTER_DIMENSIONS)
    opens: str = "m.number"
    onto: str = MATTERS
    follows: Mapping[str, str] = field(default_factory=dict)
    first: str = ""

    @property
    def known(self) -> Known:
        """Return what rules may name."""
        return Known(frozenset(self.moments), {name: takes for name, (_, takes) in self.fields.items()})


@dataclass(frozen=True)
class LeftOut:
    """Matters that somebody with the right to do so has approved to be left out (剔除): SQL that yields their ids.

    Rules name them as the field `excluded`. `follows` as of a source.
    """

    code: str
    matters: str
    follows: Mapping[str, str]


@dataclass(frozen=True)
class Base:
    """What a number is measured by: households, heads. `counts` is SQL that yields community, grid and a whole number.

    With `asks` the SQL and its parameters are made for a street, such as those that need a keyed hash.
    """

    code: str
    title: str
    counts: str = ""
    asks: Callable[[int], tuple[str, Sequence[Any]]] | None = None


sources: Socket[Source] = Socket("scoring.sources", Source)
bases: Socket[Base] = Socket("scoring.bases", Base)
left_out: Socket[LeftOut] = Socket("scoring.left_out", LeftOut)

_EXCLUDED = "/* excluded */"  # stands for what the socket `left_out` yields
# Asked before we found it: one merged into it, or one about the same item at the same place that was open by then.
_ASKED_BEFORE = f"""EXISTS (SELECT 1 FROM matters_matter a WHERE a.duplicate_of = m.id AND a.duplicate_of > 0
AND a.channel IN {ASKED} AND a.reported_at <= m.reported_at)
OR EXISTS (SELECT 1 FROM matters_matter a WHERE a.grid = m.grid AND a.item = m.item AND a.channel IN {ASKED}
AND a.reported_at <= m.reported_at AND a.reported_at > m.reported_at - interval '30 days'
AND (a.ended_at IS NULL OR a.ended_at > m.reported_at)
AND COALESCE(abs(a.lat - m.lat) <= {NEAR[0]} AND abs(a.lon - m.lon) <= {NEAR[1]}, true))"""
MATTER_FOLLOWS = {
    "matter": """SELECT m.number, m.grid FROM matters_matter m WHERE m.id = ANY(%(ids)s)
UNION SELECT NULL, (l.data -> 'set' ->> 'grid')::bigint FROM journal_line l
WHERE l.kind = 'matter' AND l.subject = ANY(%(ids)s) AND l.data -> 'set' ? 'grid'""",
    "clock": """SELECT m.number, m.grid FROM clocks_clock c JOIN matters_matter m ON m.id = c.subject
WHERE c.kind = 'matter' AND c.id = ANY(%(ids)s)""",
}

_MATTER_FIELDS: dict[str, tuple[str, frozenset[Any] | None]] = {
    "done": ("m.done", YES_NO),
    "state": ("m.state", None),
    "outcome": ("m.outcome", None),
    "line": ("m.line", None),
    "item": ("m.item", None),
    "channel": ("m.channel", frozenset(CHANNELS)),
    "urgent": ("m.urgent", YES_NO),
    "paused": ("m.paused", YES_NO),
    "merged": ("m.duplicate_of > 0", YES_NO),
    "on_spot": ("m.on_spot", YES_NO),
    "reopened": ("m.reopened > 0", YES_NO),
    "sent_back": ("m.sent_back > 0", YES_NO),
    "returned": ("m.returned > 0", YES_NO),
    "extended": ("m.extended > 0", YES_NO),
    "supervised": ("m.supervised > 0", YES_NO),
    "repeat": ("m.repeat_of > 0", YES_NO),
    "unrouted": ("m.unrouted", YES_NO),
    "responded": ("m.responded", YES_NO),
    "solved": ("m.solved", YES_NO),
    "satisfied": ("m.satisfied", YES_NO),
    "echoed": ("m.echoed_at IS NOT NULL", YES_NO),
    # 当天有回音: the answer is on the day of the report, by the street's clock on the wall.
    "echoed_same_day": (
        "COALESCE((m.echoed_at AT TIME ZONE %(zone)s)::date = (m.reported_at AT TIME ZONE %(zone)s)::date, false)", YES_NO,
    ),
    "solved_at_once": ("m.done AND m.reopened = 0 AND m.sent_back = 0", YES_NO),
    # 发现第一时间: a patrol or visit found it before anybody had to say so.
    "found_by_us": (f"m.channel IN {OURS} AND NOT ({_ASKED_BEFORE})", YES_NO),
    # 剔除: left out with approval, whoever approves such (12345).
    "excluded": (f"m.id IN ({_EXCLUDED})", YES_NO),
}  # fmt: skip

MATTER = Source(
    "matter", "Matters", "matters_matter m", "m.id",
    {"reported": "m.reported_at", "ended": "m.ended_at"}, _MATTER_FIELDS, follows=MATTER_FOLLOWS,
    # A number is sought where it is unique: the matters themselves lie in months by their ids.
    first="""SELECT min(m.reported_at) FROM matters_once o JOIN matters_matter m ON m.id = o.matter
    WHERE o.number = ANY(%(numbers)s)""",
)  # fmt: skip

# Runs of a clock are numbered without gaps, and few run again: those are read once for a statement, not asked for each row.
_LAST_RUN = (
    "(c.kind, c.subject, c.name, c.run + 1) NOT IN "
    "(SELECT l.kind, l.subject, l.name, l.run::int FROM clocks_clock l WHERE l.run > 1)"
)
CLOCK = Source(
    "clock", "Terms", "clocks_clock c JOIN matters_matter m ON m.id = c.subject AND c.kind = 'matter'", "c.id",
    {"due": "c.due_at", "stopped": "c.stopped_at", "started": "c.started_at"},
    {
        "clock": ("c.name", frozenset(CLOCKS)),
        # Of two runs of a clock the last one counts: a matter that was taken up again has lost its former one.
        "last_run": (_LAST_RUN, YES_NO),
        "running": ("c.stopped_at IS NULL", YES_NO),
        "held": ("c.stopped_at IS NULL AND c.paused_at IS NOT NULL", YES_NO),
        # Over: it was stopped, or its time has come. What is not over yet is neither kept nor missed.
        "over": since("CASE WHEN c.paused_at IS NULL THEN c.due_at END", at_once="c.stopped_at IS NOT NULL"),
        "in_time": ("c.stopped_at IS NOT NULL AND NOT COALESCE(c.late, c.stopped_at > c.due_at)", YES_NO),
        **{f"matter_{name}": _MATTER_FIELDS[name] for name in (
            "done", "line", "item", "channel", "urgent", "paused", "merged", "reopened", "excluded",
        )},
    },
)  # fmt: skip

CALL_BACK = Source(
    "call_back", "Call-backs", "matters_callback b JOIN matters_matter m ON m.id = b.matter", "b.id",
    {"answered": "b.at"},
    {
        "kind": ("b.kind", frozenset({"called_back", "rated"})),
        "last": ("NOT EXISTS (SELECT 1 FROM matters_callback l WHERE l.matter = b.matter AND l.id > b.id)", YES_NO),
        "responded": ("b.responded", YES_NO), "solved": ("b.solved", YES_NO), "satisfied": ("b.satisfied", YES_NO),
        "matter_channel": _MATTER_FIELDS["channel"], "matter_line": _MATTER_FIELDS["line"],
        "matter_merged": _MATTER_FIELDS["merged"], "matter_excluded": _MATTER_FIELDS["excluded"],
    },
)  # fmt: skip

OWN = (MATTER, CLOCK, CALL_BACK)
OWN_BASES = (
    Base("household", "households", "SELECT community, grid, count(*) FROM registry_household WHERE street = %(street)s "
         "AND ended IS NULL GROUP BY community, grid"),
    Base("person", "residents", "SELECT community, grid, count(*) FROM registry_person WHERE street = %(street)s "
         "GROUP BY community, grid"),
)  # fmt: skip


def all_sources() -> dict[str, Source]:
    """Return every source by code: the kernel's own, and those that scenes put in."""
    return {one.code: _knowing(one) for one in (*OWN, *sources)}


def _knowing(one: Source) -> Source:
    """Put what the socket `left_out` yields into a source that asks for it."""
    asking = {name: said for name, said in one.fields.items() if _EXCLUDED in said[0]}
    if not asking:
        return one
    ids = " UNION ALL ".join(["SELECT 0 WHERE false", *(held.matters for held in left_out)])
    return replace(
        one,
        fields={**one.fields, **{name: (sql.replace(_EXCLUDED, ids), takes) for name, (sql, takes) in asking.items()}},
    )


def routes() -> Iterator[tuple[str, str, str]]:
    """Yield how the journal leads to rows: kind of the journal's subject, what the rows open onto, and the SQL."""
    for one in (*OWN, *sources):
        yield from ((kind, one.onto, sql) for kind, sql in one.follows.items())
    for held in left_out:
        yield from ((kind, MATTERS, sql) for kind, sql in held.follows.items())


def first_of(onto: str) -> str:
    """Return the SQL that tells from which moment on rows that open onto something can lie; empty where none does."""
    return next((one.first for one in (*OWN, *sources) if one.onto == onto and one.first), "")


def all_bases() -> dict[str, Base]:
    """Return every base by code."""
    return {one.code: one for one in (*OWN_BASES, *bases)}
