"""Whether a month may be put away: nothing of it may still move, be counted, be erased or be asked for. Django is set up.

Each reason names what to do and some of the numbers. All is read over all streets, by the rights that every process has.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from django.db import connection
from django.utils.timezone import localdate

from shiqiao.config.archive.errors import MonthStays
from shiqiao.config.archive.ground import Month
from shiqiao.kernel.flows.reads import flow
from shiqiao.kernel.lake.models import Mark
from shiqiao.kernel.matters.bonds import ERASED
from shiqiao.kernel.matters.store import KIND
from shiqiao.kernel.retention import reads as retention
from shiqiao.kernel.retention import rules as terms
from shiqiao.kernel.retention.hooks import Asked, Holding, holding
from shiqiao.kernel.scoring import reads as scoring

LEAST_AGE = timedelta(days=400)  # a year's comparison looks back thirteen months
NAMED = 5  # numbers that a reason names
BLOCK = 2000
NEVER = datetime.fromisoformat("9998-01-01T00:00:00+00:00")

_OPEN = "NOT m.done"
_WAITING = "m.asked <> '' OR m.paused"
_RUNNING = "EXISTS (SELECT 1 FROM clocks_clock c WHERE c.kind = 'matter' AND c.subject = m.id AND c.stopped_at IS NULL)"
_TIED = """EXISTS (SELECT 1 FROM matters_matter o WHERE o.id IN (m.parent, m.duplicate_of) AND NOT o.done)
OR EXISTS (SELECT 1 FROM matters_matter o WHERE o.parent = m.id AND o.parent > 0 AND NOT o.done)
OR EXISTS (SELECT 1 FROM matters_matter o WHERE o.duplicate_of = m.id AND o.duplicate_of > 0 AND o.state = 'merged')"""
_APPEALED = "EXISTS (SELECT 1 FROM scoring_appeal a WHERE a.number = m.number AND a.state = 'open')"
OPEN = "{open_count} matters are not closed, such as {open_numbers}. Close them first."  # msgid
CLOCKS = "Clocks of {clocks_count} matters still run, such as {clocks_numbers}. Let them stop first."  # msgid
WAITING = "{waiting_count} matters are paused or wait to be decided, such as {waiting_numbers}. Decide first."  # msgid
TIED = "{tied_count} matters are tied to open ones, such as {tied_numbers}. Close those first."  # msgid
APPEALS = "Appeals against scores name {appeals_count} matters, such as {appeals_numbers}. Decide first."  # msgid
ASKED = {
    "open": (_OPEN, OPEN), "clocks": (_RUNNING, CLOCKS), "waiting": (_WAITING, WAITING), "tied": (_TIED, TIED),
    "appeals": (_APPEALED, APPEALS),
}  # fmt: skip
LAST = "It is the month that is written to now. Put it away when the next but one has begun."  # msgid
EMPTY = "No matter lies in it, so nothing would be gained."  # msgid
YOUNG = "Something moved in it on {young_day}. Put it away from {young_from} on."  # msgid
NOT_FINAL = "{final_count} matters are not filed yet, such as {final_numbers}. The worker files them in time."  # msgid
HELD = "{held_count} matters are still needed, such as {held_numbers}; what for is said next."  # msgid
UNSEALED = (
    "{unsealed_count} lines of the journal are not sealed yet. The worker seals a day after it has ended."  # msgid
)
UNCLOSED = (
    "Scores of street {unclosed_street} are open from {unclosed_day} on. Close months up to {unclosed_last}."  # msgid
)
UNWRITTEN = (
    "The lake of street {unwritten_street} does not hold its last facts. Write it first: shiqiao lake write."  # msgid
)
DUE = "The retention rule {due_rule} asks for matters of it now. Let it be carried out first."  # msgid
UNPROVEN = "{unproven_count} records do not prove themselves, such as: {unproven_first}. See shiqiao verify."  # msgid


@dataclass
class Facts:
    """What is known of a month before it is put away: days on which its matters moved, counts, its last journal line."""

    first_day: date
    last_day: date
    moved_at: datetime
    matters: int
    lines: int
    streets: dict[int, int]  # street -> its last line
    ended_at: datetime
    erase_from: datetime | None = None


@dataclass
class Reasons:
    """Why a month stays, by what: sentences, and what stands in their places."""

    said: dict[str, str] = field(default_factory=dict)
    params: dict[str, object] = field(default_factory=dict)

    def add(self, name: str, sentence: str, **params: object) -> None:
        """Add a reason."""
        self.said[name] = sentence
        self.params.update({f"{name}_{key}": value for key, value in params.items()})

    def error(self, month: Month) -> MonthStays:
        """Return them as the error that names each."""
        return MonthStays(fields=self.said, month=month.name, **self.params)

    def refuse(self, month: Month) -> None:
        """Raise MonthStays when there are any."""
        if self.said:
            raise self.error(month)


def facts_of(month: Month) -> Facts | None:
    """Return what is known of a month; None when no matter lies in it. An erasure moves nothing: every count stays."""
    span = [month.first_id, month.end_id]
    matters, reported, ended = _ask(
        "SELECT count(*), min(reported_at), min(ended_at) FROM matters_matter WHERE id >= %s AND id < %s", span
    )[0]
    if not matters:
        return None
    lines = _ask(
        "SELECT street, count(*), min(happened_at), max(greatest(recorded_at, happened_at)) FILTER (WHERE code <> %s), max(id) "
        "FROM journal_line WHERE kind = 'matter' AND subject >= %s AND subject < %s GROUP BY street", [ERASED, *span],
    )  # fmt: skip
    moved = max((row[3] for row in lines if row[3]), default=reported)
    return Facts(
        localdate(min([reported, *(row[2] for row in lines)])), localdate(moved), moved, matters,
        sum(row[1] for row in lines), {row[0]: row[4] for row in lines}, ended or moved,
    )  # fmt: skip


def reasons(month: Month, at: datetime, *, quick: bool = False) -> tuple[Facts | None, Reasons]:
    """Return what is known of a month and why it may not be put away at a moment. `quick` leaves out what takes long."""
    found, known = Reasons(), facts_of(month)
    if month.last:
        found.add("last", LAST)
    if known is None:
        found.add("empty", EMPTY)
        return None, found
    if at - known.moved_at < LEAST_AGE:
        found.add("young", YOUNG, day=known.last_day, **{"from": localdate(known.moved_at + LEAST_AGE)})
    for name, (condition, sentence) in ASKED.items():
        _some(month, name, condition, sentence, found)
    if not found.said and not quick:
        _at_length(month, known, at, found)
    return known, found


def _at_length(month: Month, known: Facts, at: datetime, found: Reasons) -> None:
    _final(month, found)
    _sealed(month, found)
    _counted(known, found)
    _in_lake(known, found)
    _erasable(month, known, at, found)
    if not found.said:
        _needed(month, at, found)


def _some(month: Month, name: str, condition: str, sentence: str, found: Reasons) -> None:
    rows = _ask(
        f"SELECT m.number FROM matters_matter m WHERE m.id >= %s AND m.id < %s AND ({condition}) ORDER BY m.id",
        [month.first_id, month.end_id],
    )
    if rows:
        found.add(name, sentence, count=len(rows), numbers=_few([row[0] for row in rows]))


def _final(month: Month, found: Reasons) -> None:
    """Every matter is in a state that its flow ends with: none can be reopened, none waits to be filed."""
    kinds = _ask(
        "SELECT flow, flow_version, state, count(*), (array_agg(number ORDER BY id))[1:5] FROM matters_matter "
        "WHERE id >= %s AND id < %s GROUP BY 1, 2, 3", [month.first_id, month.end_id],
    )  # fmt: skip
    left = [row for row in kinds if not flow(row[0], row[1]).states[row[2]].final]
    if left:
        numbers = [number for row in left for number in row[4]]
        found.add("final", NOT_FINAL, count=sum(row[3] for row in left), numbers=_few(numbers))


def _sealed(month: Month, found: Reasons) -> None:
    ((count,),) = _ask(
        "SELECT count(*) FROM journal_line l WHERE kind = 'matter' AND subject >= %s AND subject < %s AND NOT EXISTS ("
        "SELECT 1 FROM journal_seal s WHERE s.street = l.street AND l.recorded_at BETWEEN s.starts_at AND s.ends_at "
        "AND l.recorded_at < s.ends_at)",
        [month.first_id, month.end_id],
    )
    if count:
        found.add("unsealed", UNSEALED, count=count)


def _counted(known: Facts, found: Reasons) -> None:
    """Scores of all days on which its matters moved are closed: closed months keep the rows that they count."""
    for street in sorted(known.streets):
        edge = scoring.open_since(street)
        if edge is not None and edge <= known.last_day:
            found.add("unclosed", UNCLOSED, street=street, day=edge, last=f"{known.last_day:%Y-%m}")
            return


def _in_lake(known: Facts, found: Reasons) -> None:
    """Where there is a lake, it has followed the journal beyond the last line: it keeps the facts when they are away."""
    for row in Mark.objects.filter(street__in=list(known.streets)):
        if row.line < known.streets[row.street]:
            found.add("unwritten", UNWRITTEN, street=row.street)
            return


def _erasable(month: Month, known: Facts, at: datetime, found: Reasons) -> None:
    """Find rules that ask for something now, and when the first asks for something later."""
    own = holding(KIND)
    if own is None:
        return
    later: list[datetime] = []
    for street in sorted(known.streets):
        table = retention.table_of(retention.latest(street))
        for rule in table.rules if table else ():
            if rule.kind != KIND or table is None:
                continue
            asked = retention.asked_by(table, rule, street, at)
            if _asks(own, asked, month):
                found.add("due", DUE, rule=rule.name)
            if _asks(own, replace(asked, before=NEVER), month):
                later.append(terms.after(rule.term, known.ended_at))
    known.erase_from = min(later, default=None)


def _asks(own: Holding, asked: Asked, month: Month) -> bool:
    ids = own.due(replace(asked, after=month.first_id - 1, limit=1))
    return bool(ids) and ids[0] < month.end_id


def _needed(month: Month, at: datetime, found: Reasons) -> None:
    """Whatever keeps a matter from being erased keeps it from being put away: holds, reviews, orders of scenes."""
    held: list[int] = []
    why = ""
    for ids in _blocks(month):
        stops = retention.stops(KIND, ids, at)
        held += sorted(stops)
        why = why or (next(iter(stops.values())).why if stops else "")
    if held:
        rows = _ask("SELECT number FROM matters_matter WHERE id = ANY(%s) ORDER BY id", [held[:NAMED]])
        found.add("held", HELD, count=len(held), numbers=_few([row[0] for row in rows], len(held)))
        found.add("held_why", why)


def _blocks(month: Month) -> Iterator[list[int]]:
    ids = iter(
        row[0]
        for row in _ask(
            "SELECT id FROM matters_matter WHERE id >= %s AND id < %s ORDER BY id", [month.first_id, month.end_id]
        )
    )
    while block := list(islice(ids, BLOCK)):
        yield block


def _few(numbers: Sequence[str], many: int = 0) -> str:
    return ", ".join(numbers[:NAMED]) + (" …" if max(many, len(numbers)) > NAMED else "")


def _ask(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
