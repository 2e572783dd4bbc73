"""Leads and floors as spreadsheets."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.sockets import Column, ListExport
from shiqiao.base.time import now
from shiqiao.scenes.enterprise.investment import reads, rules, shown, words
from shiqiao.surfaces.desk.sockets import exports
from shiqiao.surfaces.kit.leafing import CHUNK, leaves

Params = Mapping[str, str]
LEADS = (
    Column("Number", width=14), Column("Name of the firm", width=34), Column("Stage of the lead", width=16),
    Column("Days in this stage", "number", 10), Column("What the firm asks for", width=40),
    Column("Area wanted, in square metres", "number", 12),
    Column("Investment, in 10,000 yuan", "number", 14), Column("Owner of the lead", width=30),
    Column("What is done next", width=36),
    Column("On which day", "day", 12), Column("Why it does not come", width=24), Column("In words", width=30),
)  # fmt: skip
FLOORS = (
    Column("Name of the premises", width=34), Column("Address of the premises", width=34), Column("Floor or part", width=18),
    Column("Area, in square metres", "number", 12), Column("Price asked", width=18), Column("State", width=12),
    Column("Let or reserved until", "day", 12),
)  # fmt: skip


def filters_of(params: Params) -> reads.Filters:
    """Read the filters of the list of leads."""
    tab, stage = params.get("tab", ""), params.get("stage", "")
    return reads.Filters(tab if tab in words.TABS else "open", stage if stage in (*rules.STAGES, "lost") else "")


def lead_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the leads of the list."""
    filters, at = filters_of(params), now()
    for page in leaves(lambda after: reads.leads(actor, filters, at, after=after, limit=CHUNK)):
        for one in shown.lead_rows(page.rows, at):
            row = one.row
            yield (
                row.number, row.firm, one.stage, one.days, row.wants, row.area or None, row.amount or None, one.owner,
                row.next_step, row.next_on, one.lost, row.lost_text,
            )  # fmt: skip


def floor_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the floors of all premises that the actor sees."""
    for page in leaves(lambda after: reads.premises(actor, after=after, limit=CHUNK)):
        for row in page.rows:
            for one in shown.floor_rows(actor, row, now()):
                floor = one.now.row
                yield row.name, row.address, floor.title, floor.area, one.price, one.state, one.now.until


def chosen(actor: Actor, params: Params) -> Sequence[tuple[str, str]]:
    """Say the tab in words."""
    return [(_("Tab"), _(words.TABS[filters_of(params).tab]))]


def fill(scene: str) -> None:
    """Put the lists into the desk's socket."""
    exports.fill(
        scene, ListExport("investment-leads", "Investment leads", "desk:investment:leads", LEADS, lead_rows, chosen)
    )
    exports.fill(scene, ListExport("premises", "Premises on offer", "desk:investment:offers", FLOORS, floor_rows))
