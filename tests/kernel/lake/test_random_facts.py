"""Random facts and random rules: what is compiled counts on every engine what the present SQL counts."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from .conftest import needed

needed()

import pyarrow as pa
import pyarrow.parquet as pq
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shiqiao.kernel.lake.columns import Facts, select
from shiqiao.kernel.lake.compiling import counted
from shiqiao.kernel.lake.engines import DuckDB, Spark
from shiqiao.kernel.lake.reading import batches
from shiqiao.kernel.lake.store import ARROW, Lake
from shiqiao.kernel.scoring.rules import Indicator
from shiqiao.kernel.scoring.selecting import DIMENSIONS, Parameters, Part, cells
from shiqiao.kernel.scoring.sources import Source, since
from shiqiao.testing.street import STREET, Street

ZONE, SINCE, UNTIL = "Asia/Shanghai", date(2018, 6, 1), date(2018, 7, 1)
AT = datetime(2018, 6, 15, 4, 0, 0, 7, tzinfo=UTC)
COLUMNS = ("id", "grid", "person", "moment", "due", "word", "flag", "other")
VALUES = (
    "(SELECT * FROM unnest(%(c0)s::bigint[], %(c1)s::bigint[], %(c2)s::bigint[], %(c3)s::timestamptz[], %(c4)s::timestamptz[], "
    f"%(c5)s::text[], %(c6)s::boolean[], %(c7)s::boolean[]) u ({', '.join(COLUMNS)})) r"
)
SOURCE = Source(
    "random", "Random rows", VALUES, "r.id", {"seen": "r.moment"},
    {
        "word": ("r.word", None), "flag": ("r.flag", None), "other": ("r.other", None),
        "over": since("r.due", at_once="r.flag"), "early": since("r.due", at_once="r.flag", to=False),
    },
    {"street": str(STREET), "community": "r.grid / 1000", "grid": "r.grid", "person": "r.person", "unit": "0"},
    "'n' || (r.id %% 5)",
)  # fmt: skip
NEAR = st.integers(-3, 3).map(lambda n: timedelta(microseconds=n))
EDGES = st.sampled_from([datetime(2018, 5, 31, 16, tzinfo=UTC), datetime(2018, 6, 30, 16, tzinfo=UTC), AT])
MOMENTS = st.one_of(
    st.builds(lambda edge, by: edge + by, EDGES, NEAR),
    st.datetimes(datetime(2018, 5, 20), datetime(2018, 7, 10)).map(lambda one: one.replace(tzinfo=UTC)),  # noqa: DTZ001
)
WORDS = st.sampled_from(["a", "b", "50%", "it's", "石桥", "", "A"])
MAYBE = st.sampled_from([True, False, None])
ROW = st.tuples(
    st.integers(1, 9_999), st.integers(1_000, 1_003), st.integers(0, 2), st.none() | MOMENTS, st.none() | MOMENTS,
    st.none() | WORDS, MAYBE, MAYBE,
)  # fmt: skip


def among(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    plain = values | st.lists(values, min_size=1, max_size=3)
    return plain | st.builds(lambda inner: {"not": inner}, plain)


WHERE = st.fixed_dictionaries(
    {},
    optional={
        "word": among(st.none() | WORDS), "flag": among(MAYBE), "other": among(MAYBE), "over": among(MAYBE),
        "early": among(st.booleans()),
    },
)  # fmt: skip


@st.composite
def indicators(draw: st.DrawFn) -> tuple[Indicator, ...]:
    many = draw(st.integers(1, 4))
    return tuple(
        Indicator.model_validate(
            {"code": f"one_{place}", "title": {"zh": "一", "en": "one"}, "rule": "a rule", "source": "random",
             "of": {"by": "seen", "where": draw(WHERE)}, "hit": draw(WHERE)}
        )
        for place in range(many)
    )  # fmt: skip


EXCLUDED = st.dictionaries(
    st.sampled_from(["one_0", "one_1"]), st.lists(st.sampled_from(["n1", "n2", "n3"]), min_size=1)
)


class Case:
    """Rows as a table of PostgreSQL and as a file of a lake."""

    def __init__(self, rows: list[Any], rules: tuple[Indicator, ...], excluded: dict[str, list[str]]) -> None:
        self.part, self.excluded = Part("random.seen", SOURCE, "seen", rules), excluded
        columns = list(zip(*rows, strict=True)) or [()] * len(COLUMNS)
        self.more = {f"c{place}": list(column) for place, column in enumerate(columns)}

    def given(self) -> Parameters:
        return Parameters(ZONE, AT, excluded=self.excluded, street=STREET, **self.more)

    def usual(self) -> list[tuple[Any, ...]]:
        values = self.given()
        with connection.cursor() as cursor:
            cursor.execute(cells(self.part, values, since=SINCE, until=UNTIL), values.values)
            rows = cursor.fetchall()
        return sorted((*row[:5], *(n for pair in zip(row[5], row[6], strict=True) for n in pair)) for row in rows)

    def facts(self) -> tuple[Facts, Any]:
        sql = select(SOURCE)
        with connection.cursor() as cursor:
            cursor.execute(sql, self.given().values)
            types = {one.name: KINDS[one.type_code] for one in cursor.description or ()}
        schema = pa.schema([(name, ARROW[kind]) for name, kind in types.items()])
        read = batches(sql, self.given().values, types)
        return Facts(SOURCE, sql, types, ""), pa.Table.from_batches(read, schema=schema)

    def compiled(self, engine: Any, folder: Path) -> list[tuple[Any, ...]]:
        held, table = self.facts()
        file = str(folder / f"{uuid4().hex}.parquet")  # files of the lake are never written again
        pq.write_table(table, file)
        keys = ("day", *DIMENSIONS)
        asked = counted(self.part, held.types, keys=keys, since=SINCE, until=UNTIL, at=AT, excluded=self.excluded)
        return sorted(tuple(row) for row in engine.count([file], asked))


KINDS = {16: "boolean", 20: "int64", 23: "int64", 25: "string", 1082: "date", 1184: "timestamp"}
ROWS = st.lists(ROW, min_size=1, max_size=40, unique_by=lambda row: row[0])


@pytest.fixture(scope="module")
def duck(tmp_path_factory: pytest.TempPathFactory) -> DuckDB:
    return DuckDB(Lake(str(tmp_path_factory.mktemp("lake"))))


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(rows=ROWS, rules=indicators(), excluded=EXCLUDED)
def test_duckdb_counts_random_facts_as_the_present_sql_does(
    street: Street,
    duck: DuckDB,
    tmp_path: Path,
    rows: list[Any],
    rules: tuple[Indicator, ...],
    excluded: dict[str, Any],
) -> None:
    case = Case(rows, rules, excluded)
    assert case.compiled(duck, tmp_path) == case.usual()


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spark]:
    import shutil

    pytest.importorskip("pyspark", reason="the extra `spark` is not installed")
    if not shutil.which("java"):
        pytest.skip("Spark needs Java, and this machine has none")
    with closing(Spark(Lake(str(tmp_path_factory.mktemp("lake"))), "local[2]")) as engine:
        yield engine


@pytest.mark.long
@pytest.mark.filterwarnings("ignore")
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=st.lists(ROW, min_size=200, max_size=400), rules=indicators(), excluded=EXCLUDED)
def test_spark_counts_random_facts_as_the_present_sql_does(
    street: Street,
    spark: Spark,
    tmp_path: Path,
    rows: list[Any],
    rules: tuple[Indicator, ...],
    excluded: dict[str, Any],
) -> None:
    case = Case(rows, rules, excluded)
    assert case.compiled(spark, tmp_path) == case.usual()
