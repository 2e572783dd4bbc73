"""The circles of the four entries (四入): who belongs to each by the registry, who was visited in its term, who was not.

Nothing is typed: a circle is what the registry knows today. Four states fill it: visited (in the present window of the
kind), waiting (visited in the window before), overdue (a whole window was missed), never. Figures may be read by whoever plans
or answers for the place; the list behind them, which tells who is a Party member or in hardship, only by roles that may
know such facts there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import NotFound
from shiqiao.base.paging import Page
from shiqiao.kernel.registry import rules as registry_rules
from shiqiao.kernel.registry import sealing
from shiqiao.kernel.registry.fields import dictionary
from shiqiao.kernel.visits import reads
from shiqiao.kernel.visits.checklists import ENTRIES, Circling, VisitKind
from shiqiao.kernel.visits.cycles import Window
from shiqiao.kernel.visits.reads import ZONE
from shiqiao.kernel.visits.rules import PLANNERS

STATES = ("visited", "waiting", "overdue", "never")
MISSING = ("overdue", "never")
PAGE = 50
_FIRM = """SELECT o.id, o.community, o.grid FROM registry_organisation o
WHERE o.street = %s AND o.merged_into = 0 AND o.state = 'operating' AND o.kind = ANY(%s)"""
_PERSON = """SELECT p.id, p.community, p.grid FROM registry_fact f JOIN registry_person p ON p.id = f.subject
WHERE f.street = %s AND f.key = %s AND f.blind = %s AND f.kind = 'person' AND f.ended_at IS NULL AND p.merged_into = 0
AND p.state = 'present'"""
_HOUSEHOLD = """SELECT h.id, h.community, h.grid FROM registry_fact f JOIN registry_household h ON h.id = f.subject
WHERE f.street = %s AND f.key = %s AND f.blind = %s AND f.kind = 'household' AND f.ended_at IS NULL AND h.ended IS NULL"""
# A visit to a record that was merged away since was a visit to the one it was merged into: ids are of one sequence.
_SEEN = """SELECT COALESCE(NULLIF(p.merged_into, 0), NULLIF(o.merged_into, 0), v.subject_id) AS id,
max(v.done_at) FILTER (WHERE v.state = 'done') AS last, max(v.id) FILTER (WHERE v.state = 'planned') AS open
FROM visits_visit v LEFT JOIN registry_person p ON p.id = v.subject_id AND p.merged_into > 0
LEFT JOIN registry_organisation o ON o.id = v.subject_id AND o.merged_into > 0
WHERE v.street = %s AND v.kind = %s AND v.subject_kind <> 'place' AND v.state IN ('done', 'planned') GROUP BY 1"""
_STATE = """CASE WHEN s.last >= %s THEN 'visited' WHEN s.last >= %s THEN 'waiting' WHEN s.last IS NULL THEN 'never'
ELSE 'overdue' END"""


@dataclass(frozen=True, slots=True)
class Circle:
    """A community's share of the circle of a kind: how many belong to it, in each of the four states, and how many wait for
    a visit that is planned."""

    community: int
    kind: str
    entry: str
    window: Window
    visited: int = 0
    waiting: int = 0
    overdue: int = 0
    never: int = 0
    planned: int = 0

    @property
    def base(self) -> int:
        """Return how many belong to the circle."""
        return self.visited + self.waiting + self.overdue + self.never

    @property
    def missing(self) -> int:
        """Return how many were missed: overdue, or never visited."""
        return self.overdue + self.never

    @property
    def share(self) -> int:
        """Return visited of all, in per cent, rounded down: 100 only when all were visited."""
        return 100 * self.visited // self.base if self.base else 100


@dataclass(frozen=True, slots=True)
class Belonging:
    """One of a circle: who, where, when last visited, and the visit that is planned (0: none)."""

    subject: Ref
    community: int
    grid: int
    state: str
    last: datetime | None
    open: int


def kinds_of_entries(street: int) -> list[VisitKind]:
    """Return the kinds of visit that belong to an entry, in the order of the entries."""
    found = [kind for kind in reads.kinds(street) if kind.table.entry]
    return sorted(found, key=lambda kind: (ENTRIES.index(kind.table.entry), kind.code))


def circles(actor: Actor, day: date, *, community: int = 0) -> list[Circle]:
    """Tell how far the four entries are in the windows of a day, by kind and community; with `community` by its grids.

    A row then names the grid in `community`. One query a kind.
    """
    span = _figures(actor)
    if span is None:
        return []
    found = []
    for kind in kinds_of_entries(actor.street or 0):
        found += _of_kind(actor.street or 0, kind, day, span, community)
    return found


def _figures(actor: Actor) -> tuple[int, int] | None:
    """Return the ground whose figures an actor may read: the own territory, or the street for a department that plans."""
    if actor.reach.span is not None and not actor.has("system"):
        low, high = actor.reach.span
        return None if (actor.street or 0) * 1_000_000 > high else (low, high)
    if actor.has("system") or actor.roles & PLANNERS:
        first = (actor.street or 0) * 1_000_000
        return first, first + 999_999
    return None


def _of_kind(street: int, kind: VisitKind, day: date, span: tuple[int, int], community: int) -> list[Circle]:
    window = kind.table.cycle.cycle().window_of(day)
    sql, params = _circle(street, kind)
    place = "c.grid" if community else "c.community"
    sums = ", ".join(f"count(*) FILTER (WHERE c.state = '{state}')" for state in STATES)
    where = f"{_within(span)} AND c.community = %s" if community else _within(span)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {place}, {sums}, count(c.open) FROM ({_stated(sql)}) c WHERE {where} GROUP BY 1 ORDER BY 1",
            [*_moments(kind, window), *params, street, kind.code, *span, *([community] if community else [])],
        )
        rows = cursor.fetchall()
    return [Circle(int(where_), kind.code, kind.table.entry, window, *counts) for where_, *counts in rows]


def _stated(circle: str) -> str:
    return f"""SELECT m.id, m.community, m.grid, {_STATE} AS state, s.last, s.open
FROM ({circle}) m LEFT JOIN ({_SEEN}) s ON s.id = m.id"""


def _moments(kind: VisitKind, window: Window) -> tuple[datetime, datetime]:
    """Return when the present window begins, and the one before: what was missed is older than that."""
    before = kind.table.cycle.cycle().window_of(window.opens - timedelta(days=kind.table.cycle.opens + 1))
    return window.begins_at(ZONE), before.begins_at(ZONE)


def _within(span: tuple[int, int]) -> str:
    # As reads of the registry: where nobody knows the grid, the community counts, and what lies nowhere is the street's.
    return (
        "(CASE WHEN c.grid > 0 THEN c.grid ELSE c.community * 1000 END BETWEEN %s AND %s OR c.community = 0)"
        if (span[1] - span[0] >= 999_999)
        else "CASE WHEN c.grid > 0 THEN c.grid ELSE c.community * 1000 END BETWEEN %s AND %s"
    )


def _circle(street: int, kind: VisitKind) -> tuple[str, list[Any]]:
    """Return SQL that yields who belongs to a circle, each once, with its parameters."""
    parts, params = [], []
    for member in kind.table.circle:
        sql, more = _part(street, member)
        parts.append(sql)
        params += more
    return " UNION ".join(parts), params


def _part(street: int, member: Circling) -> tuple[str, list[Any]]:
    if member.of == "organisation" and member.kinds:
        return _FIRM, [street, list(member.kinds)]
    blind = sealing.value_blind(member.fact, dictionary()[member.fact].read(member.value))
    return (_PERSON if member.of == "person" else _HOUSEHOLD), [street, member.fact, blind]


# ── who they are ───────────────────────────────────────────────────────────────────────────────────────────────────


def may_list(actor: Actor, kind: VisitKind) -> bool:
    """Tell whether an actor may see who belongs to a circle, within the own territory."""
    if actor.reach.span is None and not actor.has("system"):
        return False
    facts = [dictionary()[member.fact].data_class for member in kind.table.circle if member.fact]
    needed = (
        registry_rules.SENSITIVE if "sensitive" in facts else registry_rules.BROWSES if facts else registry_rules.PLACES
    )
    return bool(actor.roles & needed)


def belonging(
    actor: Actor, code: str, day: date, *, community: int = 0, grid: int = 0, states: Sequence[str] = MISSING,
    after: str = "", limit: int = PAGE,
) -> Page[Belonging]:  # fmt: skip
    """Return a page of a circle in some states, in the order of their numbers on file.

    Raises NotFound for a kind that is no entry, and for whoever may not know who they are.
    """
    street = actor.street or 0
    kind = reads.kind(street, code)
    span = _figures(actor)
    if not kind.table.entry or span is None or not may_list(actor, kind):
        raise NotFound
    sql, params = _circle(street, kind)
    where, more = [_within(span)], list[Any](span)
    for column, value in (("community", community), ("grid", grid)):
        if value:
            where.append(f"c.{column} = %s")
            more.append(value)
    window = kind.table.cycle.cycle().window_of(day)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT c.id, c.community, c.grid, c.state, c.last, c.open FROM ({_stated(sql)}) c
            WHERE {" AND ".join(where)} AND c.state = ANY(%s) AND c.id > %s ORDER BY c.id LIMIT %s""",
            [*_moments(kind, window), *params, street, kind.code, *more, list(states),
             int(after) if after.isdigit() and len(after) < 19 else 0, limit + 1],
        )  # fmt: skip
        rows = cursor.fetchall()
    subject = "organisation" if kind.table.circle[0].of == "organisation" else kind.table.circle[0].of
    shown = [
        Belonging(Ref(subject, number), where_, grid_, state, last, open_ or 0)
        for number, where_, grid_, state, last, open_ in rows[:limit]
    ]
    return Page(shown, str(shown[-1].subject.id) if len(rows) > limit else "")


def belongs(street: int, code: str, subject: Ref) -> bool:
    """Tell whether a record belongs to the circle of a kind today; False for a kind that has none."""
    kind = reads.kind(street, code)
    if subject.kind not in {one.of for one in kind.table.circle}:
        return False
    sql, params = _circle(street, kind)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM ({sql}) c WHERE c.id = %s", [*params, subject.id])
        return cursor.fetchone() is not None


def sizes(street: int, entry: str) -> tuple[str, Sequence[Any]]:
    """Return SQL with its parameters that tells how many belong to the circle of an entry today: community, grid, number."""
    kind = next((one for one in kinds_of_entries(street) if one.table.entry == entry), None)
    if kind is None:
        return "SELECT 0, 0, 0 WHERE false", []
    sql, params = _circle(street, kind)
    return f"SELECT c.community, c.grid, count(*) FROM ({sql}) c GROUP BY 1, 2", params
