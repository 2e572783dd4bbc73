"""What goes together as spreadsheets: repeat chains, proposals, and who came when units were summoned."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.sockets import Column, ListExport
from shiqiao.base.time import now
from shiqiao.kernel.flows.reads import flow
from shiqiao.kernel.matters import linked as reads
from shiqiao.kernel.matters.proposals import proposal_flows
from shiqiao.kernel.matters.reads import Page, access_matter
from shiqiao.surfaces.desk import lists, together, words
from shiqiao.surfaces.kit.leafing import CHUNK
from shiqiao.surfaces.kit.templatetags.kit import LIGHTS

Params = Mapping[str, str]
Row = Sequence[Any]

CHAINS = (
    Column("Chain", "number", 8), Column("Times", "number", 8), Column("Number", width=18), Column("Matter", width=40),
    Column("Place", width=26), Column("Reported at", "moment", 17), Column("Days since the one before", "number", 14),
    Column("Who has it", width=30), Column("State", width=10),
)  # fmt: skip
PROPOSALS = (
    Column("Number", width=18), Column("Matter", width=44), Column("State", width=14), Column("Term kept?", width=10),
    Column("Due", "moment", 17), Column("Item", width=24), Column("Line", width=10), Column("Who has it", width=12),
    Column("Post", width=24), Column("Reported at", "moment", 17),
)  # fmt: skip
ATTENDANCE = (
    Column("Unit", width=24), Column("Number", width=18), Column("Report in until", "moment", 17),
    Column("Reported in", width=12), Column("Reported in at", "moment", 17), Column("Who came", width=16),
    Column("State", width=12), Column("Result", width=40), Column("came", width=8), Column("solved", width=8),
    Column("content", width=8), Column("Call justified", width=10), Column("Reason", width=40),
)  # fmt: skip


def chain_rows(actor: Actor, params: Params) -> Iterator[Row]:
    """Yield the members of the longest chains, chain after chain, the oldest member first."""
    chains = (together.agains(actor, chain.members) for chain in reads.chains(actor, now()))
    for number, chain in enumerate((one for one in chains if len(one) > 1), start=1):
        for one in chain:
            yield (
                number, len(chain), one.number, one.title, one.place, one.reported_at, one.days, one.who, one.state,
            )  # fmt: skip


def proposal_rows(actor: Actor, params: Params) -> Iterator[Row]:
    """Yield the proposals that the actor may see, the newest first."""
    flows, state, before = proposal_flows(actor.street or 0), params.get("state", "")[:20], 0
    while found := reads.proposals(actor, flows, state, before=before, limit=CHUNK):
        shown = found[:CHUNK]
        for row in lists.rows_of(Page(shown), now()):
            yield (
                row.number, row.title, row.state, _(LIGHTS[row.light][1]) if row.due_at else "", row.due_at, row.item,
                row.line, row.person, row.post, row.reported_at,
            )  # fmt: skip
        before = shown[-1].id


def proposal_chosen(actor: Actor, params: Params) -> Sequence[tuple[str, str]]:
    """Say which state was chosen."""
    asked = params.get("state", "")
    found = [flow(code).states[asked] for code in proposal_flows(actor.street or 0) if asked in flow(code).states]
    return [(_("State"), words.said(found[0].title))] if found else []


def attendance_rows(actor: Actor, params: Params) -> Iterator[Row]:
    """Yield a row for each unit that was summoned to a matter."""
    row = access_matter(actor, params.get("of", ""))
    for one in together.attendance(actor, row, now()):
        judged = [_yes(yes) for _title, yes in one.assessed] or ["", "", ""]
        yield (
            one.unit, one.number, one.until, one.mark, one.came_at, one.who, one.state, one.result, *judged,
            _yes(one.justified), one.reason,
        )  # fmt: skip


def _yes(value: bool | None) -> str:
    return "" if value is None else _("yes") if value else _("no")


def attendance_chosen(actor: Actor, params: Params) -> Sequence[tuple[str, str]]:
    """Say of which matter."""
    row = access_matter(actor, params.get("of", ""))
    return [(_("Matter"), f"{row.number} {row.title}")]


ALL = (
    ListExport("chains", "Repeat chains", "desk:chains", CHAINS, chain_rows),
    ListExport("proposals", "Proposals", "desk:proposals", PROPOSALS, proposal_rows, proposal_chosen),
    ListExport(
        "attendance", "Attendance", "desk:attendance", ATTENDANCE, attendance_rows, attendance_chosen, of=True
    ),
)  # fmt: skip
