"""Counting closed months once more from the records as they stand: what was kept, with what was booked since, must come out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Sum

from shiqiao.base.db import scope
from shiqiao.kernel.matters.away import away_between
from shiqiao.kernel.scoring import reads
from shiqiao.kernel.scoring.models import Correction, Period
from shiqiao.kernel.scoring.rules import Table
from shiqiao.kernel.scoring.selecting import Part, cells, parts

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Recounted:
    """An indicator of a closed month over the whole street: hits and counts as kept, as booked since, and as counted now."""

    starts: date
    indicator: str
    kept: Pair
    booked: Pair
    now: Pair

    @property
    def holds(self) -> bool:
        """Tell whether kept and booked together are what is counted now."""
        return tuple(map(sum, zip(self.kept, self.booked, strict=True))) == self.now


def recount(street: int, *, at: datetime) -> Iterator[Recounted]:
    """Count every closed month of a street anew, writing nothing; yields each indicator of each month, oldest first.

    Months of which matters lie in the archive are left out: their rows stand, `away` names them.
    """
    with scope.scoped(street):
        for period in Period.objects.filter(street=street).order_by("starts"):
            if away_between(period.starts, period.ends):
                continue
            version = next(one for one in reads.versions(street) if one.version == period.version)
            yield from _month(period, version.table, at)


def away(street: int) -> list[date]:
    """Return the closed months of a street that cannot be counted anew, since matters of theirs lie in the archive."""
    with scope.scoped(street):
        closed = Period.objects.filter(street=street).order_by("starts").values_list("starts", "ends")
        return [starts for starts, ends in closed if away_between(starts, ends)]


def _month(period: Period, table: Table, at: datetime) -> Iterator[Recounted]:
    rows = Correction.objects.filter(period=period.id).values_list("indicator").order_by()
    booked = {code: (hits, counts) for code, hits, counts in rows.annotate(Sum("hits"), Sum("counts"))}
    for part in parts(table):
        kept, now = _kept(period, part), _now(period, part, at)
        for bit, one in enumerate(part.indicators):
            yield Recounted(period.starts, one.code, kept[bit], booked.get(one.code, (0, 0)), now[bit])


def _kept(period: Period, part: Part) -> list[Pair]:
    many = range(len(part.indicators))
    sums = ", ".join(f"COALESCE(sum(hits >> {bit} & 1), 0), COALESCE(sum(counts >> {bit} & 1), 0)" for bit in many)
    return _pairs(f"SELECT {sums} FROM scoring_evidence WHERE period = %(period)s AND part = %(part)s",
                  {"period": period.id, "part": part.code})  # fmt: skip


def _now(period: Period, part: Part, at: datetime) -> list[Pair]:
    given = reads.parameters(period.street, at)
    inner = cells(part, given, since=period.starts, until=period.ends)
    many = range(1, len(part.indicators) + 1)
    sums = ", ".join(f"COALESCE(sum(c.hits[{at}]), 0), COALESCE(sum(c.counts[{at}]), 0)" for at in many)
    return _pairs(f"SELECT {sums} FROM ({inner}) c (day, community, grid, person, unit, hits, counts)", given.values)


def _pairs(sql: str, given: dict[str, Any]) -> list[Pair]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        (row,) = cursor.fetchall()
    return [(int(hits), int(counts)) for hits, counts in zip(row[::2], row[1::2], strict=True)]
