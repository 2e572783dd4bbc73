"""Coverage of patrols as a spreadsheet."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.sockets import Column, ListExport
from shiqiao.base.time import now
from shiqiao.surfaces.desk import patrols

COLUMNS = (
    Column("Community", width=20), Column("Grid", width=26), Column("Points", "number", 8),
    Column("Points visited", "number", 10), Column("Squares", "number", 8), Column("Squares walked", "number", 10),
    Column("To be recognised", "number", 10), Column("Points unvisited for a week", "number", 12),
    Column("Longest unvisited (days)", "number", 12),
)  # fmt: skip


def rows(actor: Actor, params: Mapping[str, str]) -> Iterator[Sequence[Any]]:
    """Yield a row for each grid of the reader's ground in the period asked for."""
    for row in patrols.rows(actor, patrols.days_asked(params.get("days", "")), now()):
        yield (
            row.community, row.grid, row.points, row.visited, row.squares, row.walked, row.waiting, row.gaps,
            row.longest,
        )  # fmt: skip


def chosen(actor: Actor, params: Mapping[str, str]) -> Sequence[tuple[str, str]]:
    """Say for which period."""
    return [(_("Period in days"), str(patrols.days_asked(params.get("days", ""))))]


ALL = (ListExport("patrols", "Coverage of patrols", "desk:patrols", COLUMNS, rows, chosen),)
