"""Contests as spreadsheets: the list, a board, the points of an entrant."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.sockets import Column, ListExport
from shiqiao.base.text import number_in
from shiqiao.base.time import now
from shiqiao.scenes.projects.arena import reads, shown
from shiqiao.surfaces.desk.sockets import exports
from shiqiao.surfaces.kit.leafing import CHUNK, leaves

Params = Mapping[str, str]
ARENAS = (
    Column("Contest", width=36), Column("First day", "day", 12), Column("Last day", "day", 12), Column("State", width=14),
    Column("Note", width=10),
)  # fmt: skip
BOARD = (
    Column("Place in the contest", "number", 8), Column("Entrant", width=34), Column("Street", width=16),
    Column("Number of households", "number", 10), Column("Staff", "number", 8), Column("Class of difficulty", width=14),
    Column("Total of 100", "number", 10), Column("Contra entry", width=10), Column("Most improved", width=12),
    Column("By raw figures", "number", 10), Column("To be known", width=60),
)  # fmt: skip
POINTS = (
    Column("Indicator", width=30), Column("Raw figure", width=14), Column("Per base", width=14), Column("Base", width=16),
    Column("Points of 100", width=12), Column("Adds to the total", width=12), Column("To be known", width=50),
)  # fmt: skip


def arena_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the contests."""
    for page in leaves(lambda after: reads.arenas(actor, after=after, limit=CHUNK)):
        for one in shown.list_rows(page.rows, now()):
            row = one["row"]
            yield row.title, row.begins, row.ends, one["state"], _("invented") if row.invented else ""


def board_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the board of a contest."""
    found = reads.standings(reads.access_arena(actor, number_in(params.get("of", ""))), now())
    for one in shown.board(found):
        yield (
            one.place, one.row.title, one.of, one.row.households, one.row.staff, shown.difficulty(found, one.row.difficulty),
            float(one.total), one.contra, one.improved, one.raw_place or None, " ".join([*one.lost, *one.notes]),
        )  # fmt: skip


def point_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the points of an entrant."""
    row, one = reads.access_entrant(actor, number_in(params.get("of", "")))
    for told in shown.entrant_page(actor, row, one, now())["parts"]:
        yield (
            told["title"], told["raw"], told["based"], told["per"], told["points"], told["adds"], told["lost"] or told["note"]
        )  # fmt: skip


def fill(scene: str) -> None:
    """Put the lists into the desk's socket."""
    exports.fill(scene, ListExport("arenas", "Contests", "desk:arena:list", ARENAS, arena_rows))
    exports.fill(
        scene, ListExport("projects-arena-board", "Board of a contest", "desk:arena:arena", BOARD, board_rows, of=True)
    )
    exports.fill(
        scene,
        ListExport("projects-arena-points", "Points of an entrant", "desk:arena:entrant", POINTS, point_rows, of=True),
    )
