"""Firms as spreadsheets."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.sockets import Column, ListExport
from shiqiao.base.time import now
from shiqiao.scenes.enterprise import pages, reads, shown
from shiqiao.surfaces.desk.sockets import exports
from shiqiao.surfaces.kit.leafing import CHUNK, leaves

Params = Mapping[str, str]
FIRMS = (
    Column("Firm", width=36), Column("Credit code", width=22), Column("Industry", width=10), Column("Community", width=20),
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


def fill(scene: str) -> None:
    """Put the lists into the desk's socket."""
    exports.fill(scene, ListExport("firms", "Firms", "desk:enterprise:firms", FIRMS, firm_rows))
