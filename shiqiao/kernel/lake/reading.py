"""Facts out of the database, month by month: PostgreSQL writes them as CSV and Arrow reads it, no row passes through Python."""

import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from itertools import pairwise
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pcsv
from django.db import connection

from shiqiao.kernel.lake.columns import Facts
from shiqiao.kernel.lake.moved import EVER
from shiqiao.kernel.lake.store import ARROW
from shiqiao.kernel.scoring.reads import parameters

MONTH = "month of the first moment"
BLOCK = 1 << 20


def months(street: int, one: Facts, since: date, at: datetime) -> Iterator[tuple[date, pa.Table]]:
    """Yield a street's facts month by month: of the first moment that a row has; what has none counts for nothing.

    The connection is busy until the last month was taken: ask it nothing in between.
    """
    days = ", ".join(f"d_{name}" for name in one.source.moments)
    given = parameters(street, at, {})
    low = "" if since == EVER else f" AND COALESCE({days}) >= {given.add(since)}"
    sql = (
        f"SELECT date_trunc('month', COALESCE({days}))::date, f.* FROM ({one.sql}) f "
        f"WHERE COALESCE({days}) IS NOT NULL{low} ORDER BY 1, id"
    )
    yield from by_month(batches(sql, given.values, {MONTH: "date", **one.types}))


def batches(
    sql: str, values: Mapping[str, Any], types: Mapping[str, str], block: int = BLOCK
) -> Iterator[pa.RecordBatch]:
    """Yield the rows of a query in batches; `types` names its columns in their order, `block` is bytes of CSV at once."""
    with connection.cursor() as cursor, cursor.copy(f"COPY ({sql}) TO STDOUT (FORMAT csv)", values) as copied:
        text = io.BufferedReader(_Blocks(copied))
        if text.peek(1):  # Arrow takes no empty file
            yield from _opened(text, types, block)


def _opened(text: Any, types: Mapping[str, str], block: int) -> Any:
    """Return a reader of CSV as COPY writes it: nothing is NULL, two quotes are an empty text."""
    return pcsv.open_csv(
        text,
        read_options=pcsv.ReadOptions(column_names=list(types), block_size=block),
        parse_options=pcsv.ParseOptions(newlines_in_values=True),
        convert_options=pcsv.ConvertOptions(
            column_types={name: ARROW[kind] for name, kind in types.items()},
            null_values=[""], strings_can_be_null=True, quoted_strings_can_be_null=False,
            true_values=["t"], false_values=["f"],
        ),
    )  # fmt: skip


def by_month(batches: Iterable[pa.RecordBatch]) -> Iterator[tuple[date, pa.Table]]:
    """Put batches of rows, which are in the order of months, together to months."""
    at, held = date.min, list[pa.RecordBatch]()
    for batch in batches:
        ends = pc.run_end_encode(batch.column(MONTH))
        for begin, end in pairwise([0, *ends.run_ends.to_pylist()]):
            month = batch.column(MONTH)[begin].as_py()
            if month != at and held:
                yield at, _together(held)
                held = []
            at = month
            held.append(batch.slice(begin, end - begin))
    if held:
        yield at, _together(held)


def _together(held: list[pa.RecordBatch]) -> pa.Table:
    """Return batches as a table laid out afresh: how rows came to lie in batches must not show in its digest."""
    whole = pa.Table.from_batches(held).drop_columns([MONTH])
    return whole.take(pa.array(range(whole.num_rows), pa.int64()))


class _Blocks(io.RawIOBase):
    """What COPY sends, as a file to read."""

    def __init__(self, copied: Any) -> None:
        self.copied, self.left = copied, memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.left = self.left or memoryview(self.copied.read())
        size = min(len(buffer), len(self.left))
        buffer[:size], self.left = self.left[:size], self.left[size:]
        return size
