"""Publishing indicators, counting, closing a month, and booking what changes afterwards."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise

from django.db import connection, transaction
from django.utils.timezone import localdate, localtime

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import Conflict, Forbidden, Invalid
from shiqiao.base.snapshots import touch
from shiqiao.kernel.journal.actions import write
from shiqiao.kernel.scoring import reads, sums
from shiqiao.kernel.scoring.models import Appeal, Evidence, Period, Reckoning, Size, TableVersion
from shiqiao.kernel.scoring.rules import Table, fingerprint, next_month, parse
from shiqiao.kernel.scoring.selecting import DIMENSIONS, Parameters, Part, cells, hit, of, parts
from shiqiao.kernel.scoring.sources import all_bases, all_sources

NIGHT = (2, 5)  # local hours
MAY_PUBLISH = frozenset({"admin", "system"})
MAY_CLOSE = frozenset({"leader", "admin", "system"})


def read_table(text: str) -> Table:
    """Read indicators from YAML against what can be counted; raises Invalid naming each wrong place."""
    return parse(text, {code: one.known for code, one in all_sources().items()}, all_bases())


@transaction.atomic
def publish_table(*, street: int, text: str, starts: date, by: Actor, at: datetime) -> TableVersion:
    """Publish a version of a street's indicators that counts from the first day of a month on, and count anew from there.

    An unchanged table keeps its version. Raises Invalid, Forbidden, Conflict when that month is closed.
    """
    if not by.roles & MAY_PUBLISH or by.street not in (None, street):
        raise Forbidden("Only a system administrator of the street does this.")
    table = read_table(text)
    if starts.day != 1:
        raise Invalid(
            "The indicators have mistakes.", fields={"starts": "Indicators begin with a month; give its first day."}
        )
    latest = TableVersion.objects.select_for_update().filter(street=street).order_by("-version").first()
    mark = fingerprint(table)
    if latest and latest.fingerprint == mark:
        return latest
    edge = reads.open_since(street)
    if latest and edge and starts < edge:
        raise Conflict("That month is closed; choose a later one.")
    row = TableVersion.objects.create(
        street=street, version=(latest.version if latest else 0) + 1, starts=starts, fingerprint=mark,
        table=table.model_dump(mode="json"), published_at=at,
    )  # fmt: skip
    write("scoring.published", subject=Ref("scoring_table", row.id), street=street, by=by, at=at,
          data={"version": row.version, "indicators": len(table.indicators), "starts": str(starts)})  # fmt: skip
    touch("scoring")
    order(street=street, since=starts, at=at)
    return row


def order(*, street: int, since: date, at: datetime) -> Reckoning:
    """Ask for counting anew from a day on; the worker does it part by part, and goes on after a restart."""
    with scope.scoped(street):
        Reckoning.objects.filter(street=street, done_at=None).update(done_at=at)
        return Reckoning.objects.create(street=street, since=since, asked_at=at)


def order_nightly(*, at: datetime) -> int:
    """Ask for counting anew each night, whatever was overlooked by day (a long import, say); returns for how many streets."""
    if not NIGHT[0] <= localtime(at).hour < NIGHT[1]:
        return 0
    asked = 0
    for street, known in reads.published().items():
        recent = Reckoning.objects.filter(street=street, asked_at__gt=at - timedelta(hours=12)).exists()
        edge = reads.open_since(street) if known and not recent else None
        if edge is not None:
            order(street=street, since=edge, at=at)
            asked += 1
    return asked


# ── counting ───────────────────────────────────────────────────────────────────────────────────────────────────────

_INSERT = "INSERT INTO scoring_cell (street, version, part, day, community, grid, person, unit, hits, counts) "


def reckon(*, at: datetime, most: int | None = None) -> int:
    """Do what was asked for in all streets, a part of a year in a transaction of its own, `most` of them; returns how many."""
    done = 0
    with scope.whole():
        asked = list(Reckoning.objects.filter(done_at=None).order_by("id"))
    for row in asked:
        with scope.scoped(row.street):
            steps = _steps(row, at)
        for number, (span, part) in list(enumerate(steps))[row.part :]:
            if most is not None and done >= most:
                return done
            with scope.scoped(row.street):
                _at_length()
                count_part(row.street, span, part, at=at)
                Reckoning.objects.filter(pk=row.pk).update(part=number + 1)
            done += 1
        with scope.scoped(row.street):
            Reckoning.objects.filter(pk=row.pk).update(done_at=at)
    return done


def _at_length() -> None:
    """Let the statements of this transaction take long and use memory: counting years is no request of a page."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '15min'; SET LOCAL work_mem = '64MB'")


def _steps(row: Reckoning, at: datetime) -> list[tuple[reads.Span, Part]]:
    edge = reads.open_since(row.street)
    if edge is None:
        return []
    since, last = max(row.since, edge), localdate(at).year
    return [
        (replace(span, since=low, until=high), part)
        for span in reads.spans(row.street, since, reads.FOREVER)
        for low, high in _years(span, last)
        for part in parts(span.version.table)
    ]


def _years(span: reads.Span, last: int) -> list[tuple[date, date]]:
    """Cut days at the ends of years up to this one: what is counted in one go must not keep alarms waiting."""
    cuts = [date(year, 1, 1) for year in range(span.since.year + 1, last + 1)]
    return list(pairwise([span.since, *(cut for cut in cuts if cut < span.until), span.until]))


def count_part(street: int, span: reads.Span, part: Part, *, at: datetime, grids: Iterable[int] = ()) -> None:
    """Count one part of some days anew: all grids of a street, or some. The caller has the transaction."""
    wanted = sorted(set(grids))
    given = reads.parameters(street, at)
    select = cells(
        part, given, grids=wanted, since=span.since, until=None if span.until == reads.FOREVER else span.until
    )
    here = f" AND grid = ANY({given.add(wanted)})" if wanted else ""
    low, high = given.add(span.since), given.add(span.until)
    name, version = given.add(part.code), given.add(span.version.version)
    with connection.cursor() as cursor:
        # One at a time: of two who take away and count the same days, neither would see what the other put in.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"scoring {street} {part.code}"])
        cursor.execute(
            f"DELETE FROM scoring_cell WHERE street = %(street)s AND part = {name} AND day >= {low} AND day < {high}{here}",
            given.values,
        )
        cursor.execute(f"{_INSERT} SELECT %(street)s, {version}, {name}, c.* FROM ({select}) c", given.values)
    sums.sum_up(street, part, span.since, span.until, wanted)


def count_grids(*, street: int, grids: Iterable[int], at: datetime) -> None:
    """Count some grids of a street anew from the first open day on, all in one transaction."""
    wanted = sorted(set(grids))
    with scope.scoped(street):
        edge = reads.open_since(street)
        if edge is None or not wanted:
            return
        for span in reads.spans(street, edge, reads.FOREVER):
            for part in parts(span.version.table):
                count_part(street, span, part, at=at, grids=wanted)


# ── closing ────────────────────────────────────────────────────────────────────────────────────────────────────────


def close_month(*, street: int, starts: date, by: Actor, at: datetime) -> Period:
    """Close a month that is over: its counts are made once more, and every row behind them is kept.

    Raises Forbidden, Invalid for a month that is not over, Conflict when it is closed, or one before it is not.
    """
    if not by.roles & MAY_CLOSE or by.street not in (None, street):
        raise Forbidden("Only the head of the office closes a month.")
    ends = next_month(starts)
    if starts.day != 1 or ends > localdate(at):
        raise Invalid("This month is not over.", fields={"month": "Choose a month that has ended."})
    with scope.scoped(street):
        edge = reads.open_since(street)
        if edge is None or starts < edge:
            raise Conflict("This month is closed already.")
        if starts > edge:
            raise Conflict("An earlier month is still open; close that one first.")
        if waiting := Appeal.objects.filter(street=street, month__lte=starts, state="open").count():
            raise Conflict("Appeals that are not decided: {n}. Decide them first.", n=waiting)
        ((span),) = reads.spans(street, starts, ends)
        kept = 0
        period = Period.objects.create(
            street=street, starts=starts, ends=ends, version=span.version.version, closed_at=at, rows=0
        )
        for part in parts(span.version.table):
            count_part(street, span, part, at=at)
            kept += _keep(period, part, at)
        _keep_sizes(period, span.version.table)
        period.rows = kept
        period.save(update_fields=["rows"])
        write("scoring.closed", subject=Ref("scoring_period", period.id), street=street, by=by, at=at,
              data={"starts": str(starts), "version": period.version, "rows": kept})  # fmt: skip
    return period


def _keep_sizes(period: Period, table: Table) -> None:
    for base in sorted({one.per for one in table.indicators if one.per}):
        Size.objects.bulk_create(
            Size(street=period.street, period=period.id, base=base, community=community, grid=grid, many=many)
            for community, grid, many in reads.sizes_now(base, period.street)
        )


def _bits(conditions: list[str]) -> str:
    return " | ".join(f"(({one})::int::bigint << {at})" for at, one in enumerate(conditions))


def _marks(part: Part, given: Parameters) -> tuple[str, str]:
    """Return two numbers as SQL: which indicators a row hit, and for which it counted."""
    return (
        _bits([hit(one, part.source, given) for one in part.indicators]),
        _bits([of(one, part.source, given) for one in part.indicators]),
    )


def _keep(period: Period, part: Part, at: datetime) -> int:
    source, given = part.source, reads.parameters(period.street, at)
    hits, counted = _marks(part, given)
    names = ", ".join(source.dimensions[name] for name in DIMENSIONS)
    low, high = given.add(period.starts), given.add(period.ends)
    sql = (
        "INSERT INTO scoring_evidence (street, period, part, record, number, day, community, grid, person, unit, hits, counts) "
        f"SELECT * FROM (SELECT %(street)s, {given.add(period.id)}::bigint, {given.add(part.code)}, {source.id}, "
        f"{source.opens}, {part.day}, {names}, {hits} AS hits, {counted} AS counts FROM {source.rows} "
        f"WHERE {source.dimensions['street']} = %(street)s AND {part.moment} >= {low}::timestamp AT TIME ZONE %(zone)s "
        f"AND {part.moment} < {high}::timestamp AT TIME ZONE %(zone)s) e WHERE e.counts <> 0"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, given.values)
        return int(cursor.rowcount)


# ── what changes in closed months ──────────────────────────────────────────────────────────────────────────────────


def correct(*, street: int, matters: Iterable[str], at: datetime) -> int:
    """Book what some matters would count today in closed months, less what they count there; returns how many entries.

    The entry stands on today's day. Done again it books nothing. A row that has moved into another month counts there,
    and is taken back here; one that came later is added.
    """
    numbers = sorted(set(matters))
    if not numbers:
        return 0
    with scope.scoped(street):
        edge = reads.open_since(street)
        if edge is None:
            return 0
        touched, left_out = _touched(street, numbers, edge, at), reads.excluded(street)
        return sum(
            _book(statement, period, part, bit, numbers, reads.parameters(street, at, left_out), at)
            for period, part in touched
            for bit in range(len(part.indicators))
            for statement in (_TAKEN_BACK, _ADDED)
        )


def _touched(street: int, numbers: list[str], edge: date, at: datetime) -> list[tuple[Period, Part]]:
    """Return the closed periods, with the parts, in which some matters stood or would stand today."""
    found = []
    for period in Period.objects.filter(street=street).order_by("starts"):
        version = next(one for one in reads.versions(street) if one.version == period.version)
        found += [(period, part) for part in parts(version.table)]
    stood = set(Evidence.objects.filter(street=street, number__in=numbers).values_list("period", "part").distinct())
    days: dict[str, list[date]] = {}
    for part in {part.code: part for _, part in found}.values():
        given = reads.parameters(street, at)
        sql = (
            f"SELECT DISTINCT {part.day} FROM {part.source.rows} WHERE {part.source.opens} = ANY({given.add(numbers)}) "
            f"AND {part.moment} < {given.add(edge)}::timestamp AT TIME ZONE %(zone)s"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, given.values)
            days[part.code] = [day for (day,) in cursor.fetchall()]
    return [
        (period, part)
        for period, part in found
        if (period.id, part.code) in stood or any(period.starts <= day < period.ends for day in days[part.code])
    ]


_INTO = """INSERT INTO scoring_correction
(street, period, part, record, number, indicator, day, community, grid, person, unit, hits, counts, booked_at)
"""
_NOW = """SELECT {id} AS id, {opens} AS number, {names}, ({hits})::int AS hits, ({counted})::int AS counts FROM {rows}
WHERE {opens} = ANY({numbers}) AND {moment} >= {low}::timestamp AT TIME ZONE %(zone)s
AND {moment} < {high}::timestamp AT TIME ZONE %(zone)s"""
_BOOKED = """LEFT JOIN LATERAL (SELECT COALESCE(sum(hits), 0)::int AS hits, COALESCE(sum(counts), 0)::int AS counts
FROM scoring_correction c
WHERE c.period = {period} AND c.part = {part} AND c.record = {record} AND c.indicator = {code}) b ON true
"""
_TAKEN_BACK = f"""{_INTO}
SELECT e.street, e.period, e.part, e.record, e.number, {{code}}, {{day}}, e.community, e.grid, e.person, e.unit,
  d.hits, d.counts, %(now)s
FROM scoring_evidence e LEFT JOIN ({_NOW}) f ON f.id = e.record
{_BOOKED.replace("{record}", "e.record")}
CROSS JOIN LATERAL (SELECT
  COALESCE(f.hits, 0) - (e.hits >> {{bit}} & 1)::int - b.hits AS hits,
  COALESCE(f.counts, 0) - (e.counts >> {{bit}} & 1)::int - b.counts AS counts) d
WHERE e.street = %(street)s AND e.period = {{period}} AND e.part = {{part}} AND e.number = ANY({{numbers}})
  AND e.counts >> {{bit}} & 1 = 1 AND (d.hits <> 0 OR d.counts <> 0)
"""
_ADDED = f"""{_INTO}
SELECT %(street)s, {{period}}, {{part}}, f.id, f.number, {{code}}, {{day}}, f.community, f.grid, f.person, f.unit,
  f.hits - b.hits, f.counts - b.counts, %(now)s
FROM ({_NOW}) f
{_BOOKED.replace("{record}", "f.id")}
WHERE (f.hits <> b.hits OR f.counts <> b.counts) AND NOT EXISTS (SELECT 1 FROM scoring_evidence e
  WHERE e.period = {{period}} AND e.part = {{part}} AND e.record = f.id AND e.counts >> {{bit}} & 1 = 1)
"""


def _book(
    statement: str, period: Period, part: Part, bit: int, numbers: list[str], given: Parameters, at: datetime
) -> int:
    source, one = part.source, part.indicators[bit]
    sql = statement.format(
        code=given.add(one.code), day=given.add(localdate(at)), id=source.id, hits=hit(one, source, given),
        counted=of(one, source, given), rows=source.rows, opens=source.opens, moment=part.moment,
        names=", ".join(f"{source.dimensions[name]} AS {name}" for name in DIMENSIONS), numbers=given.add(numbers), bit=bit,
        period=f"{given.add(period.id)}::bigint", part=given.add(part.code), low=given.add(period.starts),
        high=given.add(period.ends),
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(sql, given.values)
        return int(cursor.rowcount)
