"""Firms as spreadsheets."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.sockets import Column, ListExport
from shiqiao.base.time import now
from shiqiao.scenes.enterprise import carepages, careshown, caring, pages, reads, shown
from shiqiao.surfaces.desk.sockets import exports
from shiqiao.surfaces.kit.leafing import CHUNK, leaves

Params = Mapping[str, str]
FIRMS = (
    Column("The firm", width=36), Column("Credit code", width=22), Column("Industry", width=26), Column("Community", width=20),
    Column("Tier", width=18), Column("Size class", width=14), Column("Tags", width=30), Column("Last visited", "moment", 17),
    Column("Note", width=10),
)  # fmt: skip


def firm_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the firms of the list."""
    filters, at = pages.filters_of(params), now()
    for page in leaves(lambda after: reads.firms(actor, filters, at, after=after, limit=CHUNK)):
        for one in shown.firm_rows(actor, page.rows):
            yield (
                one.name, one.code, one.industry, one.place, one.tier, one.size, "、".join(one.tags), one.row.visited_at,
                _("invented") if one.row.invented else "",
            )  # fmt: skip


NEEDS = (
    Column("Number", width=14), Column("The firm", width=34), Column("Topic", width=18), Column("Need of a firm", width=50),
    Column("How it was learned", width=18), Column("Recorded", "moment", 17), Column("State", width=18),
    Column("Settled", "moment", 17), Column("Left lying", "moment", 17), Column("Useful", "number", 8),
    Column("Note", width=10),
)  # fmt: skip
PROMISES = (
    Column("The firm", width=34), Column("Promise", width=50), Column("Promised", "moment", 17), Column("Due on", "day", 12),
    Column("Who keeps it", width=24), Column("State", width=16), Column("Ended", "moment", 17), Column("Outcome", width=40),
    Column("Note", width=10),
)  # fmt: skip


def need_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the needs of the list."""
    filters = carepages.need_filters(actor, params)
    for page in leaves(lambda after: caring.needs(actor, filters, after=after, limit=CHUNK)):
        for one in careshown.need_rows(actor.street or 0, page.rows):
            row = one.row
            yield (
                row.number, one.firm, one.topic, one.text, one.source, row.made_at, one.state, row.settled_at,
                row.abandoned_at, row.useful, _("invented") if row.invented else "",
            )  # fmt: skip


def promise_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the promises of the ledger."""
    filters, at = carepages.promise_filters(params), now()
    for page in leaves(lambda after: caring.promises(actor, filters, at, after=after, limit=CHUNK)):
        for one in careshown.promise_rows(page.rows, at):
            yield (
                one.firm, one.text, one.row.made_at, one.row.due, one.who, one.state, one.ended_at, one.outcome,
                _("invented") if one.row.invented else "",
            )  # fmt: skip


def fill(scene: str) -> None:
    """Put the lists into the desk's socket."""
    exports.fill(scene, ListExport("firms", "Firms we serve", "desk:enterprise:firms", FIRMS, firm_rows))
    exports.fill(scene, ListExport("firm-needs", "Needs of firms", "desk:enterprise:needs", NEEDS, need_rows))
    exports.fill(
        scene, ListExport("firm-promises", "Promise ledger", "desk:enterprise:promises", PROMISES, promise_rows)
    )
