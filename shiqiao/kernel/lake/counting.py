"""Scores by an engine: the counts of a period from facts, and from them what the usual table shows, to the last digit."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import partial

from shiqiao.base.db import scope
from shiqiao.kernel.lake.columns import KEPT_ROWS
from shiqiao.kernel.lake.compiling import counted, kept
from shiqiao.kernel.lake.engines import Engine, Rows, facts_of
from shiqiao.kernel.scoring import reads
from shiqiao.kernel.scoring.rules import Score
from shiqiao.kernel.scoring.selecting import Part, parts

Excluded = Mapping[str, Sequence[str]]


def scores_by(engine: Engine, street: int, kind: str, since: date, until: date, *, at: datetime) -> list[Score]:
    """Return the scores that `scoring.reads.scores` returns, with the rows counted by an engine."""
    with scope.scoped(street):
        return reads.scores(street, kind, since, until, counted=partial(_counts, engine, street, kind, at))


def _counts(
    engine: Engine, street: int, kind: str, at: datetime, span: reads.Span
) -> Iterator[tuple[int, str, int, int]]:
    """Yield subject, indicator, hits and counts of a span: closed days from the rows they keep, open ones from facts."""
    edge, left_out = reads.open_since(street) or span.until, reads.excluded(street)
    for part in parts(span.version.table):
        closed = kept_cells(engine, part, street, [kind], span.since, min(edge, span.until), at=at)
        fresh = cells(engine, part, street, [kind], max(edge, span.since), span.until, at=at, excluded=left_out)
        for subject, *numbers in (*closed, *fresh):
            for place, one in enumerate(part.indicators):
                yield int(subject), one.code, int(numbers[2 * place]), int(numbers[2 * place + 1])


def cells(
    engine: Engine, part: Part, street: int, keys: Sequence[str], since: date, until: date | None, *, at: datetime,
    excluded: Excluded,
) -> Rows:  # fmt: skip
    """Return what a part counts on days [since, until) by an engine: keys, then hits and counts by indicator."""
    if until is not None and since >= until:
        return []
    held = facts_of(part.source, street, at)
    asked = counted(part, held.types, keys=keys, since=since, until=until, at=at, excluded=excluded)
    return engine.run(held, street, part.by, since, until, asked)


def kept_cells(
    engine: Engine, part: Part, street: int, keys: Sequence[str], since: date, until: date, *, at: datetime
) -> Rows:
    """Return the same of closed days, from the rows that closed months keep."""
    if since >= until:
        return []
    held = facts_of(KEPT_ROWS, street, at)
    asked = kept(part, held.types, keys=keys, since=since, until=until)
    return engine.run(held, street, "counted", since, until, asked)
