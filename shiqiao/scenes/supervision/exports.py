"""Supervision as spreadsheets."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.sockets import Column, ListExport
from shiqiao.base.time import now
from shiqiao.scenes.supervision import (
    discipline_reads,
    discipline_shown,
    pages,
    reads,
    rectify_reads,
    rectify_shown,
    shown,
    words,
)
from shiqiao.surfaces.desk.sockets import exports
from shiqiao.surfaces.desk.words import term, unit_title
from shiqiao.surfaces.kit.leafing import CHUNK, leaves

Params = Mapping[str, str]
ORDERS = (
    Column("Supervision order number", width=18), Column("Ordered about", width=40), Column("Raised", "moment", 17),
    Column("Why", width=24),
    Column("Figures", width=40), Column("Unit", width=20), Column("Who is to answer", width=24), Column("Term", width=12),
    Column("Due", "moment", 17), Column("Answered at", "moment", 17), Column("In time?", width=10), Column("State", width=16),
    Column("Times urged", "number", 8), Column("Times sent back", "number", 8), Column("Struck off at", "moment", 17),
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


CASES = (
    Column("Number of the paper", width=20), Column("Case", width=40), Column("Whose inspection", width=16),
    Column("Inspection team", width=24), Column("Handed on", "day", 12), Column("To be rectified by", "day", 12),
    Column("Who has it", width=24), Column("State", width=14), Column("Public from", "day", 12),
    Column("Public until", "day", 12), Column("Note", width=10),
)  # fmt: skip


def case_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the environmental cases that the actor sees."""
    for page in leaves(lambda after: rectify_reads.cases(actor, after=after, limit=CHUNK)):
        for one in rectify_shown.rows_of(page.rows):
            row = one.row
            yield (
                row.upstream, one.title, one.source, row.team, row.handed_on, row.rectify_by, one.who, one.state,
                row.public_from, row.public_until, _("invented") if row.invented else "",
            )  # fmt: skip


DISCIPLINE = (
    Column("Person concerned", width=14), Column("Post", width=24), Column("What it is about", width=20),
    Column("Rung", width=14), Column("State", width=16), Column("Opened", "moment", 17), Column("Closed on", "moment", 17),
    Column("Note", width=10),
)  # fmt: skip


def discipline_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the matters of discipline that the actor sees."""
    for page in leaves(lambda after: discipline_reads.matters(actor, after=after, limit=CHUNK)):
        for one in discipline_shown.rows_of(page.rows):
            note = _("invented") if one.row.invented else ""
            yield one.person, one.post, one.fault, one.rung, one.state, one.row.opened_at, one.row.closed_at, note


def fill(scene: str) -> None:
    """Put the lists into the desk's socket."""
    exports.fill(
        scene,
        ListExport("supervision-orders", "Supervision orders", "desk:supervision:orders", ORDERS, order_rows, chosen),
    )
    exports.fill(
        scene, ListExport("supervision-cases", "Environmental cases", "desk:supervision:cases", CASES, case_rows)
    )
    exports.fill(
        scene,
        ListExport("supervision-discipline", "Discipline", "desk:supervision:discipline", DISCIPLINE, discipline_rows),
    )
