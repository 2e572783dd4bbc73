"""Tables of 12345 opened: rows read by the street's mapping, each order or what is wrong with it."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from shiqiao.base import tables
from shiqiao.base.errors import Invalid
from shiqiao.scenes.hotline.differences import Theirs
from shiqiao.scenes.hotline.mapping import OrderMapping, present
from shiqiao.scenes.hotline.reading import RowReader
from shiqiao.scenes.hotline.rules import Incoming

T = TypeVar("T")
ORDERS, STATES = ("number", "text", "received_at"), ("number",)
Wrong = dict[str, str]


def read_orders(path: Path, mapping: OrderMapping, now: datetime) -> Iterator[tuple[int, Incoming | Wrong]]:
    """Yield (row number, order or what is wrong with the row, by field). Raises Invalid for an unreadable file."""
    return _read(path, mapping, now, ORDERS, RowReader.incoming)


def read_states(path: Path, mapping: OrderMapping, now: datetime) -> Iterator[tuple[int, Theirs | Wrong]]:
    """Yield (row number, line of their list or what is wrong with it). Raises Invalid for an unreadable file."""
    return _read(path, mapping, now, STATES, RowReader.theirs)


def order_of(row: dict[str, Any], mapping: OrderMapping, now: datetime) -> Incoming:
    """Read one raw row as an order; raises Invalid naming what it lacks."""
    return RowReader(mapping, present(mapping, row, ORDERS), now).incoming(row)


def read_raw(path: Path, mapping: OrderMapping, number: str, now: datetime) -> dict[str, Any] | None:
    """Return the raw row of an order number, None without one."""
    for _, row in tables.read_rows(path, mapping.sheet, bad=lambda row, why: None):
        columns = present(mapping, row, STATES)
        if str(row.get(columns["number"]) or "").strip() == number:
            return row
    return None


def _read(
    path: Path, mapping: OrderMapping, now: datetime, needed: tuple[str, ...],
    read: Callable[[RowReader, dict[str, Any]], T],
) -> Iterator[tuple[int, T | Wrong]]:  # fmt: skip
    unreadable: list[tuple[int, Wrong]] = []
    reader: RowReader | None = None
    for number, row in tables.read_rows(path, mapping.sheet, bad=lambda n, why: unreadable.append((n, {"row": why}))):
        while unreadable:
            yield unreadable.pop(0)
        reader = reader or RowReader(mapping, present(mapping, row, needed), now)
        try:
            yield number, read(reader, row)
        except Invalid as error:
            yield number, dict(error.fields)
    yield from unreadable
