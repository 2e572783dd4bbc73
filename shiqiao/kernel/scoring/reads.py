"""Tables in force, counts of a period by subject, scores and ranks, and the rows behind each number."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from django.conf import settings
from django.db import connection

from shiqiao.base.actor import Actor
from shiqiao.base.db import scope
from shiqiao.base.errors import NotFound
from shiqiao.base.snapshots import snapshot
from shiqiao.kernel.scoring import rules, sums
from shiqiao.kernel.scoring.models import Appeal, Cell, Correction, Evidence, Period, Reckoning, Size, TableVersion
from shiqiao.kernel.scoring.rules import Indicator, Score, Table
from shiqiao.kernel.scoring.selecting import Parameters, Part, cells, parts, rows
from shiqiao.kernel.scoring.sources import MATTERS, all_bases, all_sources

LISTED = 200
FOREVER = date(9999, 1, 1)
KINDS: dict[str, str] = {kind: kind for kind in rules.SUBJECTS}  # columns; nothing else gets into a statement


@dataclass(frozen=True, slots=True)
class InForce:
    """A version of the indicators, and the first day it counts for."""

    version: int
    starts: date
    table: Table


@dataclass(frozen=True, slots=True)
class Span:
    """Days [since, until) with the version that counts them."""

    version: InForce
    since: date
    until: date


@snapshot("scoring")
def _tables() -> dict[int, list[InForce]]:
    found: dict[int, list[InForce]] = defaultdict(list)
    with scope.whole():
        for row in TableVersion.objects.order_by("street", "version"):
            found[row.street].append(InForce(row.version, row.starts, Table.model_validate(row.table)))
    return dict(found)


def published() -> dict[int, list[InForce]]:
    """Return the versions of every street that has published indicators."""
    return _tables()


def versions(street: int) -> list[InForce]:
    """Return a street's versions, oldest first."""
    return _tables().get(street, [])


def in_force(street: int, day: date) -> InForce | None:
    """Return the version that counts a day: the latest published of those that had begun."""
    begun = [one for one in versions(street) if one.starts <= day]
    return begun[-1] if begun else None


def spans(street: int, since: date, until: date) -> list[Span]:
    """Split a period where another version begins to count; days before the first version are left out."""
    cuts = sorted({since, until, *(one.starts for one in versions(street) if since < one.starts < until)})
    found = [(in_force(street, low), low, high) for low, high in pairwise(cuts)]
    return [Span(version, low, high) for version, low, high in found if version is not None]


def open_since(street: int) -> date | None:
    """Return the first day that is not closed; None where no indicators are published."""
    known = versions(street)
    if not known:
        return None
    closed = Period.objects.filter(street=street).order_by("-ends").values_list("ends", flat=True).first()
    return max(closed, known[0].starts) if closed else min(one.starts for one in known)


def closed(street: int, since: date, until: date) -> Period | None:
    """Return the closed period of just these days."""
    return Period.objects.filter(street=street, starts=since, ends=until).first()


def periods(street: int, limit: int = 36) -> list[Period]:
    """Return closed periods, newest first."""
    return list(Period.objects.filter(street=street).order_by("-starts")[:limit])


def uncounted(table: Table) -> list[Indicator]:
    """Return the indicators that are not counted: their source belongs to a scene that is off."""
    known = all_sources()
    return [one for one in table.indicators if one.source not in known]


def waiting(street: int) -> bool:
    """Tell whether a street is being counted anew."""
    return Reckoning.objects.filter(street=street, done_at=None).exists()


def excluded(street: int) -> dict[str, list[str]]:
    """Return by indicator the numbers of matters that upheld appeals have left out."""
    found: dict[str, list[str]] = defaultdict(list)
    for code, number in Appeal.objects.filter(street=street, state="upheld").values_list("indicator", "number"):
        found[code].append(number)
    return dict(found)


def parameters(street: int, at: datetime, left_out: Mapping[str, list[str]] | None = None) -> Parameters:
    """Return what a statement over a street's sources begins with; `left_out` is `excluded`, where it was asked before."""
    return Parameters(
        settings.TIME_ZONE, at, street=street, excluded=excluded(street) if left_out is None else left_out
    )


# ── counts and scores ──────────────────────────────────────────────────────────────────────────────────────────────

Counts = dict[int, dict[str, tuple[int, int]]]


Counting = Callable[[Span], Iterable[tuple[int, str, int, int]]]
"""Counts a span's rows otherwise than from the cells: subject, indicator, hits, counts."""


def counts(street: int, kind: str, since: date, until: date, counted: Counting | None = None) -> Counts:
    """Return by subject and indicator how many hit, of how many; later corrections count on the day they were booked."""
    found = _Tally()
    for span in spans(street, since, until):
        for entry in () if counted is None else counted(span):
            found.add(*entry)
        if counted is None:
            _take_cells(found, street, kind, span)
    for subject, code, hits, many in _corrections(street, kind, since, until):
        found.add(subject, code, hits, many)
    version = in_force(street, until - timedelta(days=1))
    if version is None:
        return found.counts()
    return _based(found.counts(), version.table, street, kind, closed(street, since, until))


def _take_cells(found: "_Tally", street: int, kind: str, span: Span) -> None:
    counted = parts(span.version.table)
    for piece, low, high in sums.pieces(span.since, span.until):
        source, column = sums.rows(KINDS[kind], piece)
        codes = [part.code for part in counted]
        found.take(counted, column, source, [street, span.version.version, codes, low, high])


class _Tally:
    """Hits and counts of indicators by subject, added up."""

    def __init__(self) -> None:
        self._found: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))

    def add(self, subject: int, code: str, hits: int, many: int) -> None:
        """Add to an indicator of a subject."""
        held = self._found[subject][code]
        held[0] += hits
        held[1] += many

    def take(self, counted: Sequence[Part], column: str, cells: str, given: Any) -> None:
        """Add cells of some parts, grouped by part and by the column of the subject; `cells` follows FROM."""
        if not counted:
            return
        longest = max(len(part.indicators) for part in counted)
        totals = ", ".join(f"sum(hits[{at}]), sum(counts[{at}])" for at in range(1, longest + 1))
        by_code = {part.code: part.indicators for part in counted}
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT part, {column}, {totals} FROM {cells} GROUP BY 1, 2", given)
            for code, subject, *row in cursor.fetchall():
                for at, one in enumerate(by_code[code]):
                    self.add(int(subject), one.code, row[2 * at] or 0, row[2 * at + 1] or 0)

    def counts(self) -> Counts:
        """Return what was added up."""
        return {subject: {code: (n, d) for code, (n, d) in by.items()} for subject, by in self._found.items()}


def _corrections(street: int, kind: str, since: date, until: date) -> Iterable[tuple[int, str, int, int]]:
    rows = Correction.objects.filter(street=street, day__gte=since, day__lt=until)
    return rows.values_list(KINDS[kind], "indicator", "hits", "counts")


def _based(found: Counts, table: Table, street: int, kind: str, period: Period | None = None) -> Counts:
    """Put in how many households or heads there are, where a number is for so many of them."""
    for code, base in {one.code: one.per for one in table.indicators if one.per}.items():
        sizes = _sizes(base, street, kind, period)
        for subject, size in sizes.items():
            had = found.setdefault(subject, {}).get(code, (0, 0))
            found[subject][code] = (had[1], size)
        for subject in found.keys() - sizes.keys():
            found[subject][code] = (found[subject].get(code, (0, 0))[1], 0)
    return found


def _sizes(base: str | None, street: int, kind: str, period: Period | None) -> dict[int, int]:
    if base is None or kind not in ("grid", "community", "street"):
        return {}
    sizes: dict[int, int] = defaultdict(int)
    for community, grid, many in sizes_kept(period, base) if period else sizes_now(base, street):
        sizes[{"grid": grid, "community": community, "street": street}[kind]] += many
    return dict(sizes)


def sizes_now(base: str, street: int) -> list[tuple[int, int, int]]:
    """Return how many there are of a base today: community, grid, number."""
    with connection.cursor() as cursor:
        one = all_bases()[base]
        cursor.execute(*(one.asks(street) if one.asks else (one.counts, {"street": street})))
        return [(int(community), int(grid), int(many)) for community, grid, many in cursor.fetchall()]


def sizes_kept(period: Period, base: str) -> list[tuple[int, int, int]]:
    """Return how many there were of a base when a month was closed."""
    return list(Size.objects.filter(period=period.id, base=base).values_list("community", "grid", "many"))


def scores(
    street: int, kind: str, since: date, until: date, only: Iterable[int] | None = None, counted: Counting | None = None
) -> list[Score]:
    """Return the scores of all subjects of a kind, best first with ranks; `only` shows some, ranked among all.

    `counted` counts the rows otherwise than from the cells, such as on another engine.
    """
    version = in_force(street, until - timedelta(days=1))
    if version is None:
        return []
    found = counts(street, kind, since, until, counted)
    placed = rules.ranked([rules.score(one, version.table, kind, by) for one, by in found.items() if one])
    wanted = None if only is None else set(only)
    return [one for one in placed if wanted is None or one.subject in wanted]


def tried(street: int, kind: str, table: Table, since: date, until: date, at: datetime) -> list[Score]:
    """Return what scores would be under other indicators, counted now from the records: nothing is written."""
    found = _Tally()
    for part in parts(table):
        given = parameters(street, at)
        inner = cells(part, given, since=since, until=until)
        named = (
            "(SELECT %(street)s::bigint AS street, %(part_code)s AS part, c.* FROM ("
            + inner
            + ") c (day, community, grid, person, unit, hits, counts)) c"
        )
        found.take([part], KINDS[kind], named, {**given.values, "part_code": part.code})
    settled = _based(found.counts(), table, street, kind)
    return rules.ranked([rules.score(one, table, kind, by) for one, by in settled.items() if one])


# ── the rows behind a number ───────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Row:
    """A row behind a number: what it opens `onto` and its number, the day it counts on, whether it hit; `corrects` tells
    a contra entry, by how much it changed hits and counts."""

    number: str
    day: date
    hit: bool
    corrects: tuple[int, int] | None = None
    onto: str = MATTERS


def indicator(street: int, code: str, day: date) -> tuple[Part, Indicator]:
    """Return an indicator with its part in the version that counts a day; raises NotFound."""
    version = in_force(street, day)
    if version and (found := _indicator(version.table, code)):
        return found
    raise NotFound("There is no indicator “{code}”.", code=code)


def _indicator(table: Table, code: str) -> tuple[Part, Indicator] | None:
    return next(((part, one) for part in parts(table) for one in part.indicators if one.code == code), None)


def behind(
    actor: Actor, kind: str, subject: int, code: str, since: date, until: date, at: datetime,
    *, only_hits: bool | None = None, limit: int = LISTED,
) -> list[Row]:  # fmt: skip
    """Return the rows behind a number of an open or closed period, newest first, at most `limit`."""
    street = actor.street or 0
    part, _one = indicator(street, code, until - timedelta(days=1))
    found: list[Row] = []
    for span in spans(street, since, until):
        if held := _indicator(span.version.table, code):
            found += _rows_of(street, *held, kind, subject, span, at, only_hits)
    corrected = Correction.objects.filter(street=street, indicator=code, day__gte=since, day__lt=until)
    if kind != "street":
        corrected = corrected.filter(**{KINDS[kind]: subject})
    found += [
        Row(row.number, row.day, row.hits > 0, (row.hits, row.counts), part.source.onto)
        for row in corrected.order_by("-id")[:limit]
    ]
    return sorted(found, key=lambda row: (row.day, row.number), reverse=True)[:limit]


def _rows_of(
    street: int, part: Part, one: Indicator, kind: str, subject: int, span: Span, at: datetime, only_hits: bool | None
) -> list[Row]:  # fmt: skip
    edge = open_since(street) or span.until
    kept, live = (span.since, min(edge, span.until)), (max(edge, span.since), span.until)
    found: list[Row] = []
    if kept[0] < kept[1]:
        found += _kept_rows(street, part, one, kind, subject, kept, only_hits)
    if live[0] < live[1]:
        given = parameters(street, at)
        sql = rows(part, one, given, since=live[0], until=live[1], only_hits=only_hits)
        if kind != "street":
            sql += f" AND {part.source.dimensions[kind]} = {given.add(subject)}"
        with connection.cursor() as cursor:
            cursor.execute(f"{sql} ORDER BY 3 DESC, 1 DESC LIMIT {LISTED}", given.values)
            found += [Row(number, day, hit, onto=part.source.onto) for _, number, day, hit in cursor.fetchall()]
    return found


def stands(street: int, part: Part, one: Indicator, number: str, since: date, until: date, at: datetime) -> bool:
    """Tell whether a matter counts for an indicator on some day of a month, closed or open."""
    if closed(street, since, until):
        bit = 1 << part.indicators.index(one)
        kept = Evidence.objects.filter(street=street, part=part.code, number=number, day__gte=since, day__lt=until)
        return any(counts & bit for counts in kept.values_list("counts", flat=True))
    given = parameters(street, at)
    sql = rows(part, one, given, since=since, until=until, only_hits=None)
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} AND {part.source.opens} = {given.add(number)} LIMIT 1", given.values)
        return cursor.fetchone() is not None


def _kept_rows(
    street: int, part: Part, one: Indicator, kind: str, subject: int, days: tuple[date, date], only_hits: bool | None
) -> list[Row]:  # fmt: skip
    bit = 1 << part.indicators.index(one)
    chosen = Evidence.objects.filter(street=street, part=part.code, day__gte=days[0], day__lt=days[1])
    if kind != "street":
        chosen = chosen.filter(**{KINDS[kind]: subject})
    chosen = chosen.extra(where=["counts & %s <> 0"], params=[bit])
    found = [
        Row(row.number, row.day, bool(row.hits & bit), onto=part.source.onto)
        for row in chosen.order_by("-day", "-record")[: 4 * LISTED]
    ]
    return [row for row in found if only_hits is None or row.hit == only_hits]


def has_worked(street: int, person: int) -> bool:
    """Tell whether anything of a street was counted for a person."""
    return Cell.objects.filter(street=street, person=person).exists()


def cells_of(street: int) -> Mapping[str, Any]:
    """Return how much is counted: cells, and the first and last day."""
    from django.db.models import Count, Max, Min

    return Cell.objects.filter(street=street).aggregate(cells=Count("id"), first=Min("day"), last=Max("day"))
