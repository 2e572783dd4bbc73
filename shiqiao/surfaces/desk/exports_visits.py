"""Visits as spreadsheets: the worklist in the order of the way, coverage, and open findings."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.sockets import Column, ListExport
from shiqiao.base.time import now
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.visits import circles, reads
from shiqiao.surfaces.desk import entries, visits, words
from shiqiao.surfaces.kit.leafing import CHUNK, leaves
from shiqiao.surfaces.kit.templatetags.kit import LIGHTS

Params = Mapping[str, str]
Row = Sequence[Any]
WALKED = 200  # visits that are put into the order of the way at once

VISITS = (
    Column("Time left", width=10), Column("Due", "moment", 17), Column("Whom or what", width=28),
    Column("Address", width=30), Column("Kind of visit", width=24), Column("Attempt", "number", 8),
    Column("Place", width=26), Column("Who goes", width=12), Column("Post", width=24), Column("State", width=12),
    Column("Visited on", "moment", 17), Column("Findings open", "number", 10),
)  # fmt: skip
COVERAGE = (
    Column("Kind of visit", width=24), Column("From", "day", 12), Column("To", "day", 12), Column("Community", width=20),
    Column("Planned", "number", 8), Column("Done", "number", 8), Column("Coverage in per cent", "number", 12),
    Column("Tried in vain", "number", 10), Column("Overdue", "number", 10),
)  # fmt: skip


def work_rows(actor: Actor, params: Params) -> Iterator[Row]:
    """Yield the open visits of the worklist's tab and kind."""
    filters, at = visits.narrowed_to(actor, params.get("tab", ""), params.get("kind", "")), now()
    for page in leaves(lambda after: reads.visits(actor, filters, after=after, limit=WALKED)):
        yield from map(_visit, visits.in_order(actor, page.rows, at))


def finding_rows(actor: Actor, params: Params) -> Iterator[Row]:
    """Yield the visits whose findings are not yet found fixed."""
    read: Callable[[str], reads.Page] = lambda after: reads.open_findings(actor, after=after, limit=CHUNK)  # noqa: E731
    for page in leaves(read):
        yield from map(_visit, visits.rows_of(actor, page.rows, now()))


def _visit(row: visits.Row) -> Row:
    return (
        _(LIGHTS[row.light][1]) if row.due_at else "", row.due_at, row.title, row.address, row.kind, row.attempt, row.place,
        row.person, row.post, row.state, row.done_at, row.findings or None,
    )  # fmt: skip


def work_chosen(actor: Actor, params: Params) -> Sequence[tuple[str, str]]:
    """Say whose visits, and of which kind."""
    filters = visits.narrowed_to(actor, params.get("tab", ""), params.get("kind", ""))
    kind = words.said(reads.kind(actor.street or 0, filters.kind).table.title) if filters.kind else _("all")
    return [(_("Whose visits"), visits.tab_titles(actor)[filters.tab]), (_("Kind of visit"), kind)]


def coverage_rows(actor: Actor, params: Params) -> Iterator[Row]:
    """Yield a row for each kind of visit and community in the windows of the day asked for."""
    at = now()
    for kind, rows in visits.coverage(actor, visits.day_asked(params.get("on", ""), at), at):
        for row in rows:
            yield kind, row.opens, row.closes, row.community, row.due, row.done, row.share, row.tried, row.overdue


def coverage_chosen(actor: Actor, params: Params) -> Sequence[tuple[str, str]]:
    """Say for which day."""
    return [(_("Day"), words.day(visits.day_asked(params.get("on", ""), now()).isoformat()))]


ENTRIES = (
    Column("Community", width=20), Column("Entry", width=28), Column("Visited", "number", 8),
    Column("Of the circle", "number", 10),
    Column("Coverage in per cent", "number", 12), Column("Missed", "number", 10), Column("Visit planned", "number", 8),
)  # fmt: skip
CIRCLE = (
    Column("Whom or what", width=28), Column("Place", width=26), Column("State", width=18),
    Column("Last visited", "moment", 17),
)  # fmt: skip


def entry_rows(actor: Actor, params: Params) -> Iterator[Row]:
    """Yield a row for each community and entry in the windows of the day asked for."""
    for line in entries.board(actor, visits.day_asked(params.get("on", ""), now())).lines:
        for cell in line.cells:
            yield line.title, cell.entry, cell.visited, cell.base, cell.share, cell.missing, cell.planned


def circle_rows(actor: Actor, params: Params) -> Iterator[Row]:
    """Yield who belongs to the part of a circle that the page shows, names masked as there."""
    wanted, day = entries.asked(actor, params.get("of", ""), params), people.day_of(now())

    def read(after: str) -> circles.Page:
        return circles.belonging(
            actor, wanted.kind.code, day, community=wanted.community, grid=wanted.grid, states=wanted.states, after=after,
            limit=CHUNK,
        )  # fmt: skip

    for page in leaves(read):
        for row in entries.rows_of(actor, page.rows):
            yield row.title, row.place, row.state, row.last


ALL = (
    ListExport("visit-entries", "The four entries", "desk:visit-coverage", ENTRIES, entry_rows, coverage_chosen),
    ListExport("visit-circle", "Circle of an entry", "desk:visit-circle", CIRCLE, circle_rows, of=True),
    ListExport("visits", "Visits", "desk:visits", VISITS, work_rows, work_chosen),
    ListExport("visit-findings", "Open findings", "desk:visit-findings", VISITS, finding_rows),
    ListExport("visit-coverage", "Coverage of visits", "desk:visit-coverage", COVERAGE, coverage_rows, coverage_chosen),
)
