"""Writing the lake: what differs is written under a new name, and becomes part of the lake by the commit of its row."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from shiqiao.base.db import scope
from shiqiao.kernel.lake.columns import Facts, fact_sources, facts
from shiqiao.kernel.lake.models import Mark, Partition
from shiqiao.kernel.lake.moved import EVER, Moved, moved
from shiqiao.kernel.lake.reading import months
from shiqiao.kernel.lake.store import File, Lake, digest, spans
from shiqiao.kernel.matters.away import Away, put_away
from shiqiao.kernel.scoring.reads import parameters
from shiqiao.kernel.scoring.sources import MATTERS

NAMED = ("street", "source", "month")
SAID = ("definition", "file", "rows", "spans", "digest", "written_at")


@dataclass(frozen=True, slots=True)
class Written:
    """What a run did for a street: partitions looked at, written, taken out; rows written; orphans removed."""

    street: int
    seen: int
    written: int
    removed: int
    rows: int
    swept: int


def write_lake(street: int, lake: Lake, *, at: datetime, whole: bool = False) -> Written:
    """Bring a street's facts in the lake up to date; `whole` compares every month, as the nightly reckoning does.

    Exactly once: a partition whose facts are the same keeps its file. At whatever point this ends, the lake is as before
    or as after; files that no row names are removed by the next run. Two runs of a street wait for each other.
    """
    with scope.scoped(street):
        _alone(street)
        mark = Mark.objects.filter(pk=street).first()
        if mark:
            _publish(street, lake)  # where the last run was cut off between its commit and this
        listed = Partition.objects.filter(street=street)
        files = dict(listed.values_list("file", "source"))
        swept, there = lake.sweep(street, {*fact_sources(), *files.values()}, files)
        if not there:
            listed.delete()
            mark = None
        given = parameters(street, at)
        held = [facts(source, given) for source in fact_sources().values()]
        changes, kept = moved(street, held, mark, at=at, whole=whole), put_away()
        done = [_write(street, one, lake, _since(street, one, changes), kept, at) for one in held]
        removed = listed.exclude(source__in=[one.source.code for one in held])
        gone = removed.delete()[0]
        Mark.objects.update_or_create(street=street, defaults={"line": changes.line, "written_at": at})
    _publish(street, lake)
    seen, written, taken, rows = (sum(one[place] for one in done) for place in range(4))
    return Written(street, seen, written, taken + gone, rows, swept)


def _alone(street: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"lake {street}"])
        cursor.execute("SET LOCAL statement_timeout = '15min'")


def _since(street: int, one: Facts, changes: Moved) -> date | None:
    """Return from which month on facts are looked at, None for not at all: all of them where the definition is another."""
    stale = Partition.objects.filter(street=street, source=one.source.code).exclude(definition=one.definition)
    return EVER if stale.exists() else changes.since.get(one.source.code)


def _write(
    street: int, one: Facts, lake: Lake, since: date | None, away: list[Away], at: datetime
) -> tuple[int, int, int, int]:
    """Write the months of a source that differ; returns how many were seen, written, taken out, and rows written."""
    if since is None:
        return 0, 0, 0, 0
    stood = {
        row.month: row for row in Partition.objects.filter(street=street, source=one.source.code, month__gte=since)
    }
    seen = many = 0
    fresh: list[Partition] = []
    kept = _staying(one, away)
    for month in [month for month in stood if kept(month)]:
        del stood[month]
    for month, table in months(street, one, since, at):
        if kept(month):
            continue
        seen += 1
        was = stood.pop(month, None)
        mark = digest(table)
        if was and was.digest == mark and was.definition == one.definition:
            continue
        file = lake.write(table, source=one.source.code, street=street, month=month)
        fresh.append(Partition(
            street=street, source=one.source.code, month=month, definition=one.definition, file=file, rows=table.num_rows,
            spans=spans(table), digest=mark, written_at=at,
        ))  # fmt: skip
        many += table.num_rows
    Partition.objects.bulk_create(fresh, update_conflicts=True, unique_fields=NAMED, update_fields=SAID)
    Partition.objects.filter(pk__in=[row.pk for row in stood.values()]).delete()
    return seen + len(stood), len(fresh), len(stood), many


def _staying(one: Facts, away: list[Away]) -> Callable[[date], bool]:
    """Return which months of a source stay as they were written: matters of theirs lie in the archive, the lake keeps them."""
    months = away if one.source.onto == MATTERS else []
    return lambda month: any(gone.first_day.replace(day=1) <= month <= gone.last_day for gone in months)


def _publish(street: int, lake: Lake) -> None:
    with scope.scoped(street):
        _alone(street)
        rows = Partition.objects.filter(street=street).order_by("source", "month")
        files = [
            File(row.source, f"{row.month:%Y-%m}", row.definition, row.file, row.rows, row.spans, row.digest)
            for row in rows
        ]
        mark = Mark.objects.get(pk=street)
        lake.publish(street, files, {"line": mark.line, "written_at": mark.written_at.isoformat()})
