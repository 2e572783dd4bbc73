"""Supervision as spreadsheets."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.sockets import Column, ListExport
from shiqiao.base.time import now
from shiqiao.scenes.supervision import pages, reads, shown, words
from shiqiao.surfaces.desk.sockets import exports
from shiqiao.surfaces.desk.words import term, unit_title
from shiqiao.surfaces.kit.leafing import CHUNK, leaves

Params = Mapping[str, str]
ORDERS = (
    Column("Supervision order number", width=18), Column("Ordered about", width=40), Column("Raised", "moment", 17),
    Column("Why", width=24),
    Column("Figures", width=40), Column("Unit", width=20), Column("Who is to answer", width=24), Column("Term", width=12),
    Column("Due", "moment", 17), Column("Answered at", "moment", 17), Column("In time?", width=10), Column("State", width=16),
    Column("Times urged", "number", 8), Column("Times sent back", "number", 8), Column("Struck off", "moment", 17),
    Column("Note", width=10),
)  # fmt: skip


def order_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the orders of the list."""
    filters, at = pages.filters_of(actor, params), now()
    for page in leaves(lambda after: reads.orders(actor, filters, at, after=after, limit=CHUNK)):
        for one in shown.order_rows(actor, page.rows, at):
            row = one.row
            late = row.late or (row.state == "raised" and row.due_at < at)
            yield (
                one.number, one.title, row.raised_at, one.why, one.figures, one.unit, one.who, term(row.term), row.due_at,
                row.answered_at, _("no") if late else _("yes") if row.answered_at else "", one.state, row.urged or None,
                row.sent_back or None, row.ended_at, _("invented") if row.invented else "",
            )  # fmt: skip


def chosen(actor: Actor, params: Params) -> Sequence[tuple[str, str]]:
    """Say the filters in words."""
    filters = pages.filters_of(actor, params)
    said = [(_("Tab"), _(words.TABS[filters.tab]))]
    if filters.rule:
        said.append((_("Rule"), dict(shown.rule_choices(actor.street or 0)).get(filters.rule, filters.rule)))
    return [*said, (_("Unit"), unit_title(filters.unit))] if filters.unit else said


def fill(scene: str) -> None:
    """Put the lists into the desk's socket."""
    exports.fill(
        scene,
        ListExport("supervision-orders", "Supervision orders", "desk:supervision:orders", ORDERS, order_rows, chosen),
    )
