"""Waiting times as a spreadsheet."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from shiqiao.base.actor import Actor
from shiqiao.base.sockets import Column, ListExport
from shiqiao.base.time import now
from shiqiao.scenes.hall.queue import figures, pages, rights
from shiqiao.scenes.hall.queue.places import local_day
from shiqiao.surfaces.desk.sockets import exports
from shiqiao.surfaces.desk.words import unit_title

COLUMNS = (
    Column("Counter", width=24), Column("Month", width=10), Column("Tickets", "number", 10), Column("Served", "number", 10),
    Column("Minutes on average", "number", 12), Column("Nine of ten within", "number", 12),
    Column("Over the limit", "number", 12),
    Column("Not there when called", "number", 12), Column("Left the line", "number", 12),
    Column("Not served, we closed", "number", 12), Column("Bookings made", "number", 10),
    Column("Came as booked", "number", 10),
    Column("No-show", "number", 10), Column("Cancelled by the person", "number", 12),
    Column("Cancelled by the office", "number", 12),
)  # fmt: skip


def rows(actor: Actor, params: Mapping[str, str]) -> Iterator[Sequence[Any]]:
    """Yield the counters of the page of waiting times."""
    street = actor.street or 0
    month, seen = pages.month_of(params.get("month", ""), local_day(street, now())), set(rights.units_seen(actor))
    for one in figures.waits(street, month):
        if one.station in seen:
            yield (
                unit_title(one.station), one.month, one.tickets, one.served, one.mean, one.ninth, one.over, one.missed,
                one.left, one.unserved, one.bookings, one.kept, one.no_show, one.cancelled, one.revoked,
            )  # fmt: skip


def fill(scene: str) -> None:
    """Put the list into the desk's socket."""
    exports.fill(scene, ListExport("queue", "Waiting times", "desk:queue:figures", COLUMNS, rows))
