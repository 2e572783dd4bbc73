"""What has to be looked at again: from which month on each source's facts of a street may differ from what was written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.timezone import localdate

from shiqiao.kernel.lake.columns import KEPT_ROWS, Facts, fact_sources
from shiqiao.kernel.lake.models import Mark
from shiqiao.kernel.scoring.sources import first_of, routes

LATE = timedelta(
    minutes=15
)  # a line may become visible this much after it was numbered; those of a while are seen twice
MOST = 20_000  # subjects that are followed one by one; beyond that everything is looked at
EVER = date.min
_LINES = """SELECT kind, array_agg(DISTINCT subject) FROM journal_line
WHERE street = %(street)s AND id > %(line)s AND kind = ANY(%(kinds)s) GROUP BY 1"""
_SETTLED = "SELECT COALESCE(max(id), 0) FROM journal_line WHERE street = %(street)s AND recorded_at < %(before)s"


@dataclass(frozen=True, slots=True)
class Moved:
    """The line up to which none can come any more, and the month from which each source is looked at; else not at all."""

    line: int
    since: Mapping[str, date]


def moved(street: int, facts: Iterable[Facts], mark: Mark | None, *, at: datetime, whole: bool) -> Moved:
    """Return what may have moved since a street was written last. Facts without a road from the journal are all looked at.

    What passes with time is looked at from the month of the last writing on: months before it were over by then.
    """
    ((line,),) = _rows(_SETTLED, {"street": street, "before": at - LATE})
    held = list(facts)
    if mark is None or whole:
        return Moved(max(line, mark.line if mark else 0), {one.source.code: EVER for one in held})
    onto, roads = _onto(street, mark.line), {onto for _, onto, _ in _routes()}
    since: dict[str, date] = {}
    for one in held:
        months = [onto[one.source.onto]] if one.source.onto in onto else []
        months += [localdate(mark.written_at).replace(day=1)] if one.by_time else []
        months += [EVER] if one.source.onto not in roads else []
        if months:
            since[one.source.code] = min(months)
    return Moved(max(line, mark.line), since)


def _routes() -> set[tuple[str, str, str]]:
    own = {(kind, KEPT_ROWS.onto, sql) for kind, sql in KEPT_ROWS.follows.items()}
    return {*routes(), *own}


def _onto(street: int, line: int) -> dict[str, date]:
    """Return by what rows open onto the month before which nothing of what moved lies."""
    kinds = sorted({kind for kind, _, _ in _routes()})
    lines = {kind: ids for kind, ids in _rows(_LINES, {"street": street, "line": line, "kinds": kinds})}
    if sum(map(len, lines.values())) > MOST:
        return {one.onto: EVER for one in fact_sources().values()}
    numbers: dict[str, set[str]] = {}
    for kind, onto, sql in sorted(_routes()):
        if ids := lines.get(kind):
            found = _rows(sql, {"ids": sorted(ids), "street": street})
            numbers.setdefault(onto, set()).update(number for number, _ in found if number)
    return {onto: _month(onto, wanted) for onto, wanted in numbers.items()}


def _month(onto: str, numbers: set[str]) -> date:
    sql = KEPT_ROWS.first if onto == KEPT_ROWS.onto else first_of(onto)
    if not sql:
        return EVER
    ((first,),) = _rows(sql, {"numbers": sorted(numbers), "zone": settings.TIME_ZONE})
    return localdate(first).replace(day=1) if first else EVER


def _rows(sql: str, given: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return list(cursor.fetchall())
