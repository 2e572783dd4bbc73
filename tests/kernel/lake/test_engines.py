"""Every shipped indicator counts the same on every engine, to the last digit, open months and closed ones."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from .conftest import AFTER, BOTH, needed, write

needed()
from django.db import connection

from shiqiao.base.errors import Conflict
from shiqiao.base.time import now
from shiqiao.kernel.lake import counting, engines
from shiqiao.kernel.lake.store import Lake
from shiqiao.kernel.matters import actions as matters
from shiqiao.kernel.scoring import actions, following, reads
from shiqiao.kernel.scoring.rules import SUBJECTS
from shiqiao.kernel.scoring.selecting import DIMENSIONS, cells, parts
from shiqiao.testing.street import STREET, Street
from tests.kernel.scoring.conftest import AUGUST, JULY, JUNE, Lives, close_until
from tests.stories.telling import Telling


def asked(part: Any, left_out: dict[str, list[str]]) -> set[tuple[Any, ...]]:
    """Return the cells of June as they have always been counted."""
    given = reads.parameters(STREET, now(), left_out)
    with connection.cursor() as cursor:
        cursor.execute(cells(part, given, since=JUNE, until=JULY), given.values)
        return {
            (*row[:5], *(n for pair in zip(row[5], row[6], strict=True) for n in pair)) for row in cursor.fetchall()
        }


def found(engine: engines.Engine, part: Any, left_out: dict[str, list[str]]) -> set[tuple[Any, ...]]:
    keys = ("day", *DIMENSIONS)
    rows = counting.cells(engine, part, STREET, keys, JUNE, JULY, at=now(), excluded=left_out)
    return {tuple(row) for row in rows}


def same_cells(engine: engines.Engine) -> int:
    """Compare all cells of June, with a matter left out of two indicators; returns how many rows were compared."""
    table = reads.versions(STREET)[-1].table
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(number) FROM matters_matter WHERE reported_at >= '2018-06-04'")
        number = cursor.fetchone()[0]
    left_out, seen = {"echoed_same_day": [number], "supervised": [number]}, 0
    for part in parts(table):
        usual = asked(part, left_out)
        assert found(engine, part, left_out) == usual, part.code
        seen += len(usual)
    return seen


@BOTH
def test_every_cell_of_every_indicator_is_the_same_on_postgres_and_in_duckdb(
    june: Lives, tell: Telling, lake: Lake
) -> None:
    with tell.at(AFTER):
        write(lake)
        assert same_cells(engines.Postgres(now())) > 100
        assert same_cells(engines.DuckDB(lake)) > 100
    with tell.at("2018-06-13 18:00"):  # asked as of an earlier moment, what had not turned by then has not turned
        write(lake, whole=True)
        assert same_cells(engines.DuckDB(lake)) > 100


def test_scores_of_open_and_closed_months_are_those_of_the_usual_table(
    june: Lives, tell: Telling, lake: Lake, street: Street
) -> None:
    again = june.whole("2018-06-15")
    with tell.at(AFTER):
        actions.order(street=STREET, since=JUNE, at=now())
        actions.reckon(at=now())
        write(lake)
        same_scores(lake)
        close_until(street, JULY)
    with tell.at("2018-07-12 09:00"):
        matters.reopen_matter(matter=again.id, reason="又堆起来了", by=tell.resident(), at=now())
        following.follow(STREET, {again.id}, at=now())
        actions.order(street=STREET, since=JULY, at=now())
        actions.reckon(at=now())
        write(lake)
        same_scores(lake)


def same_scores(lake: Lake) -> None:
    for engine in (engines.Postgres(now()), engines.DuckDB(lake)):
        for since, until in ((JUNE, JULY), (JULY, AUGUST)):
            for kind in SUBJECTS:
                usual = reads.scores(STREET, kind, since, until)
                ours = counting.scores_by(engine, STREET, kind, since, until, at=now())
                assert usual or since == JULY or kind == "person"
                assert worth(ours) == worth(usual), (kind, since)


def worth(scores: list[Any]) -> list[Any]:
    """Leave out subjects and indicators for which nothing was counted: whether a zero has a cell is of no account."""
    return [
        (one.subject, one.total, one.rank, one.capped, [line for line in one.lines if line.d or line.n])
        for one in scores
        if any(line.d or line.n for line in one.lines)
    ]


def test_a_lake_of_an_older_definition_is_refused_not_counted(june: Lives, lake: Lake) -> None:
    write(lake)
    engine = engines.DuckDB(lake)
    part = next(one for one in parts(reads.versions(STREET)[-1].table) if one.source.code == "matter")
    held = counting.facts_of(part.source, STREET, now())
    changed = engines.Facts(held.source, held.sql, held.types, "of another day")
    with pytest.raises(Conflict):
        engine.run(changed, STREET, part.by, JUNE, JULY, None)


@pytest.fixture
def spark(lake: Lake) -> Iterator[engines.Spark]:
    pytest.importorskip("pyspark", reason="the extra `spark` is not installed")
    if not shutil.which("java"):
        pytest.skip("Spark needs Java, and this machine has none")
    with closing(engines.Spark(lake, "local[2]")) as engine:
        yield engine


@pytest.mark.long
@pytest.mark.filterwarnings("ignore")
def test_every_cell_of_every_indicator_is_the_same_on_spark(
    june: Lives, tell: Telling, lake: Lake, spark: engines.Spark
) -> None:
    with tell.at(AFTER):
        write(lake)
        assert same_cells(spark) > 100
