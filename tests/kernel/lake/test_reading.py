"""What Arrow reads of PostgreSQL's CSV is what the database holds, and lies the same however it came in."""

from datetime import UTC, date, datetime

import pytest

from .conftest import needed

needed()
import pyarrow as pa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shiqiao.kernel.lake.reading import MONTH, batches, by_month
from shiqiao.kernel.lake.store import digest
from shiqiao.testing.street import Street

TYPES = {"id": "int64", "said": "string", "yes": "boolean", "d_seen": "date", "m_seen": "timestamp"}
SQL = """SELECT date_trunc('month', d)::date, i, s, y, d, m FROM unnest(%(ids)s::bigint[], %(said)s::text[], %(yes)s::boolean[],
%(days)s::date[], %(moments)s::timestamptz[]) AS t (i, s, y, d, m) ORDER BY 1, i"""
TEXTS = st.text(st.characters(blacklist_characters="\0", blacklist_categories=["Cs"]), max_size=8)
HARD = st.sampled_from(["", "NULL", "\\N", '"', '""', "\n", "a,b", "\r\n", "t", "\\.", " ", "桥\n东"])
BETWEEN = datetime.fromisoformat("1900-01-01"), datetime.fromisoformat("2200-01-01")
ROWS = st.lists(
    st.tuples(
        st.integers(-(2**63), 2**63 - 1) | st.none(),
        TEXTS | HARD | st.none(),
        st.booleans() | st.none(),
        st.dates(date(1900, 1, 1), date(2200, 12, 31)),
        st.datetimes(*BETWEEN, timezones=st.just(UTC)) | st.none(),
    ),
    max_size=12,
)


def values(rows: list[tuple[object, ...]]) -> dict[str, list[object]]:
    columns = list(zip(*rows, strict=True)) or [()] * 5
    return dict(zip(("ids", "said", "yes", "days", "moments"), map(list, columns), strict=True))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, block=st.sampled_from([600, 1000, 1 << 20]))
def test_rows_come_back_as_they_were_and_lie_the_same_in_blocks_of_any_size(
    street: Street, rows: list[tuple[object, ...]], block: int
) -> None:
    read = [dict(by_month(batches(SQL, values(rows), {MONTH: "date", **TYPES}, size))) for size in (block, 1 << 20)]
    found = sorted((tuple(row.values()) for table in read[0].values() for row in table.to_pylist()), key=repr)
    assert found == sorted(rows, key=repr)
    for month, table in read[0].items():
        assert {day.replace(day=1) for day in table["d_seen"].to_pylist()} == {month}
        assert digest(table) == digest(read[1][month]) == digest(pa.table(table.to_pydict(), schema=table.schema))


def test_a_year_of_rows_in_many_batches_is_one_table_a_month(street: Street) -> None:
    sql = """SELECT date_trunc('month', d)::date, i, 'x' || i, i % 2 = 0, d, NULL::timestamptz
    FROM (SELECT i, date '2018-01-01' + (i / 100)::int AS d FROM generate_series(0::bigint, 36499) i) t ORDER BY 1, 2"""
    found = list(by_month(batches(sql, {}, {MONTH: "date", **TYPES}, 10_000)))
    assert [month for month, _ in found] == [date(2018, month, 1) for month in range(1, 13)]
    assert [row for _, table in found for row in table["id"].to_pylist()] == list(range(36_500))
    assert all(len(table["id"].chunks) == 1 for _, table in found)


def test_a_text_that_is_no_number_is_an_error_and_not_a_gap(street: Street) -> None:
    with pytest.raises(pa.ArrowInvalid, match="conversion error"):
        list(batches("SELECT 'seven'", {}, {"id": "int64"}))
