"""The scores of many streets at once, by each street's own indicators: a query for each kind of row, not for each street.

Numbers, points and totals are those of `reads.scores` for each street alone; the caller stands behind a fence that holds
them all. Only whole months that one version counts are summed together; any other street is asked by itself.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import connection

from shiqiao.kernel.scoring import reads, rules
from shiqiao.kernel.scoring.models import Correction, Period, Size
from shiqiao.kernel.scoring.reads import Counts, InForce
from shiqiao.kernel.scoring.rules import Score
from shiqiao.kernel.scoring.selecting import parts
from shiqiao.kernel.scoring.sources import all_bases

Tally = dict[str, tuple[int, int]]


def street_scores(streets: Iterable[int], month: date) -> dict[int, Score]:
    """Return the score of each street in the month that begins on a day; streets without indicators then are left out."""
    until = rules.next_month(month)
    found: dict[int, Score] = {}
    together: dict[int, InForce] = {}
    for street in streets:
        spans = reads.spans(street, month, until)
        if len(spans) == 1 and (spans[0].since, spans[0].until) == (month, until):
            together[street] = spans[0].version
        elif spans:
            found |= {one.subject: one for one in reads.scores(street, "street", month, until)}
    for street, tally in _counts(together, month, until).items():
        if tally:
            found[street] = rules.score(street, together[street].table, "street", tally)
    return found


def _counts(versions: Mapping[int, InForce], month: date, until: date) -> dict[int, Tally]:
    """Return hits and counts of the streets' indicators: sums of the month, what was booked since, and their bases."""
    found: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for street, code, hits, many in (*_summed(versions, month), *_booked(versions, month, until)):
        held = found[street][code]
        held[0] += hits
        held[1] += many
    counts = {street: {code: (n, d) for code, (n, d) in by.items()} for street, by in found.items()}
    _based(counts, versions, month, until)
    return counts


def _summed(versions: Mapping[int, InForce], month: date) -> Iterable[tuple[int, str, int, int]]:
    counted = {street: {part.code: part.indicators for part in parts(one.table)} for street, one in versions.items()}
    longest = max((len(many) for by in counted.values() for many in by.values()), default=0)
    if not longest:
        return
    totals = ", ".join(f"sum(hits[{at}]), sum(counts[{at}])" for at in range(1, longest + 1))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT street, version, part, {totals} FROM scoring_month WHERE street = ANY(%s) AND axis = 'unit' "
            "AND month = %s GROUP BY 1, 2, 3",
            [list(versions), month],
        )
        for street, version, part, *row in cursor.fetchall():
            if version != versions[street].version:
                continue
            for at, one in enumerate(counted[street].get(part, ())):
                yield street, one.code, row[2 * at] or 0, row[2 * at + 1] or 0


def _booked(versions: Mapping[int, InForce], month: date, until: date) -> Iterable[tuple[int, str, int, int]]:
    rows = Correction.objects.filter(street__in=list(versions), day__gte=month, day__lt=until)
    return rows.values_list("street", "indicator", "hits", "counts")


def _based(counts: Counts, versions: Mapping[int, InForce], month: date, until: date) -> None:
    """Put in how many households or heads there are, where a number is for so many of them: as kept, else as of today."""
    asked = {street: {i.code: i.per for i in one.table.indicators if i.per} for street, one in versions.items()}
    wanted = {base for by in asked.values() for base in by.values()}
    if not wanted:
        return
    sizes = _sizes(wanted, list(versions), month, until)
    for street, by in asked.items():
        for code, base in by.items():
            size = sizes.get((street, base), 0)
            if size or street in counts:
                had = counts.setdefault(street, {}).get(code, (0, 0))
                counts[street][code] = (had[1], size)


def _sizes(wanted: set[str], streets: list[int], month: date, until: date) -> dict[tuple[int, str], int]:
    closed = dict(Period.objects.filter(street__in=streets, starts=month, ends=until).values_list("id", "street"))
    found: dict[tuple[int, str], int] = defaultdict(int)
    for period, base, many in Size.objects.filter(period__in=list(closed)).values_list("period", "base", "many"):
        found[closed[period], base] += many
    still = [street for street in streets if street not in closed.values()]
    for base in sorted(wanted) if still else ():
        for street, many in _sizes_now(base, still):
            found[street, base] += many
    return dict(found)


def _sizes_now(base: str, streets: list[int]) -> Iterable[tuple[int, int]]:
    """Ask a base for all streets at once; one whose SQL is made for a street (a keyed hash) is asked for each."""
    one = all_bases()[base]
    if one.asks:
        return [(street, many) for street in streets for _, _, many in reads.sizes_now(base, street)]
    inner = one.counts.replace("%(street)s", "s.street")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.street, sum(b.many)::bigint FROM unnest(%(streets)s::int[]) s (street), "
            f"LATERAL ({inner}) b (community, grid, many) GROUP BY 1",
            {"streets": streets},
        )
        rows: list[Any] = cursor.fetchall()
    return [(street, int(many)) for street, many in rows]
