"""The board of the secretary's projects, and the study visits, as spreadsheets."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.sockets import Column, ListExport
from shiqiao.base.text import number_in
from shiqiao.base.time import now
from shiqiao.scenes.party.secretary import reads, shown
from shiqiao.surfaces.desk.sockets import exports

Params = Mapping[str, str]
STEPS = (
    Column("Year", width=8), Column("Project of a secretary", width=34), Column("Whose project it is", width=24),
    Column("Where it is carried out", width=18), Column("Step of the project", width=14), Column("State", width=14),
    Column("Due", "day", 12), Column("Decided at the gate", "moment", 18), Column("Late", width=8),
)  # fmt: skip
VISITS = (
    Column("Study visit", width=34), Column("Day", "day", 12), Column("Guests", "number", 8), Column("From", width=34),
    Column("Received by", width=24), Column("State", width=12),
)  # fmt: skip


def step_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the steps of the projects of a year."""
    for line in shown.lines(reads.projects(actor, number_in(params.get("year", ""))), now()):
        for step in line.steps:
            yield (
                str(line.row.year), line.row.title, line.owner, line.where, step.title, step.state, step.row.due,
                step.row.decided_at, _("late") if step.over else "",
            )  # fmt: skip


def visit_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the study visits."""
    for one in map(shown.visit_line, reads.visits(actor)):
        yield one["row"].title, one["row"].day, one["number"], one["from"], one["host"], one["state"]


def fill(scene: str) -> None:
    """Put the lists into the desk's socket."""
    exports.fill(scene, ListExport("secretary", "Secretary's projects", "desk:secretary:list", STEPS, step_rows))
    exports.fill(scene, ListExport("secretary-visits", "Study visits", "desk:secretary:visits", VISITS, visit_rows))
