"""The desk's own lists as spreadsheets; other parts register theirs in the same socket (docs/how-to/scene.md)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.sockets import Column, ListExport
from shiqiao.base.time import now
from shiqiao.kernel.flows.reads import latest
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.reads import Filters, Page, matters
from shiqiao.kernel.notices.reads import inbox
from shiqiao.surfaces.desk import board, dutyboard, lists, mywork, records, words
from shiqiao.surfaces.desk.filters import list_query
from shiqiao.surfaces.desk.forms import line_choices
from shiqiao.surfaces.desk.inbox import ABOUT, asked_for
from shiqiao.surfaces.desk.sockets import exports
from shiqiao.surfaces.kit.leafing import CHUNK, leaves
from shiqiao.surfaces.kit.templatetags.kit import LIGHTS

Params = Mapping[str, str]
Row = Sequence[Any]


def paged(read: Callable[[str], Page]) -> Iterator[Matter]:
    """Yield all rows of a list that goes on by cursor, page after page."""
    for page in leaves(read):
        yield from page.rows


# ── matters ────────────────────────────────────────────────────────────────────────────────────────────────────────

MATTERS = (
    Column("Number", width=18), Column("Matter", width=40), Column("State", width=10), Column("Term kept?", width=10),
    Column("Due", "moment", 17), Column("Line", width=10), Column("Item", width=24), Column("Item code", width=10),
    Column("Place", width=26), Column("Address", width=26), Column("Who has it", width=12), Column("Post", width=22),
    Column("Unit", width=22), Column("Channel", width=12), Column("Reported at", "moment", 17),
    Column("Closed at", "moment", 17), Column("urgent", width=8), Column("taken up again", "number", 10),
)  # fmt: skip


def matter_rows(actor: Actor, params: Params) -> Iterator[Row]:
    """Yield the rows of the list of matters, with its filters and its order."""
    filters = list_query(params, actor, tab=params.get("tab", "")).filters
    return _matters(actor, filters)


def work_rows(actor: Actor, params: Params) -> Iterator[Row]:
    """Yield the rows of "my work" in the tab and the group that are open."""
    return _matters(actor, mywork.filters_of(actor, mywork.asked_for(actor, params), now()))


def _matters(actor: Actor, filters: Filters) -> Iterator[Row]:
    at = now()

    def read(after: str) -> Page:
        page = matters(actor, filters, after=after, limit=CHUNK)
        lights.update(records.lights(page.rows, at))
        return page

    lights: dict[int, str] = {}
    for row in paged(read):
        yield _matter(row, lights.pop(row.id))


def _matter(row: Matter, light: str) -> Row:
    return (
        row.number, row.title, lists.state_of(row)[0], "" if row.done else _(LIGHTS[light][1]),
        None if row.done else row.next_due, words.line_title(row.line), words.item_title(row.street, row.item, row.catalogue),
        row.item, words.place(row.grid), row.address, words.person_name(row.holder), words.post_title(row.post),
        words.unit_title(row.unit), _(words.CHANNELS.get(row.channel, row.channel)), row.reported_at, row.ended_at,
        _("yes") if row.urgent else "", row.reopened or None,
    )  # fmt: skip


matter_cells = _matter  # for the map


def matters_chosen(actor: Actor, params: Params) -> Sequence[tuple[str, str]]:
    """Say the filters of the list of matters."""
    query = list_query(params, actor)
    found = [(label, value) for label, value, _url in query.chosen]
    shown = {True: _("Open"), False: _("Closed"), None: _("All")}[query.filters.open]
    words_searched = [(_("Search"), query.filters.text)] if query.filters.text else []
    return [*words_searched, (_("Open or closed"), shown), *found]


def work_chosen(actor: Actor, params: Params) -> Sequence[tuple[str, str]]:
    """Say whose work it is, and which group of it."""
    asked = mywork.asked_for(actor, params)
    group = [(_("Group"), mywork.titles(asked.since)[asked.group])] if asked.group else []
    return [(_("Whose work"), lists.tab_titles()[asked.tab]), *group]


# ── who answers for what ───────────────────────────────────────────────────────────────────────────────────────────

COVERAGE = (
    Column("Community", width=18), Column("Grid", width=20), Column("Grid code", width=18), Column("Line", width=10),
    Column("Person", width=12), Column("Post", width=24), Column("Unit", width=24), Column("deputy", width=8),
    Column("Hole", width=24),
)  # fmt: skip
PEOPLE = (
    Column("Person", width=12), Column("Post", width=24), Column("Unit", width=24), Column("Line", width=10),
    Column("Number of grids", "number", 8), Column("Which grids", width=60),
)  # fmt: skip


def coverage_rows(actor: Actor, params: Params) -> Iterator[Row]:
    """Yield a row for each grid and line of the board."""
    for community, grid, cell in dutyboard.cells(actor, params, now()):
        deputy = _("yes") if cell.deputy else ""
        yield community, grid.title, str(grid.code), cell.line, cell.name, cell.post, cell.unit, deputy, cell.reason


def people_rows(actor: Actor, params: Params) -> Iterator[Row]:
    """Yield a row for each person, post and line: which grids they answer for."""
    found: dict[tuple[str, ...], list[str]] = {}
    for community, grid, _code, line, person, post, unit, _deputy, _hole in coverage_rows(actor, params):
        found.setdefault((person, post, unit, line), []).append(grid if community in grid else f"{community} {grid}")
    for who, grids in sorted(found.items()):
        yield *who, len(grids), "、".join(grids)


# ── catalogue, flows, notices ──────────────────────────────────────────────────────────────────────────────────────

ITEMS = (
    Column("Item code", width=10), Column("Item", width=28), Column("Category", width=20), Column("Line", width=10),
    *(Column(words.CLOCKS[name], width=16) for name in board.TERMS),
    Column("Evidence", width=18), Column("Unit", width=22), Column("on the spot", width=8), Column("urgent", width=8),
    Column("Flow", width=14), Column("Legal basis", width=28), Column("Synonyms", width=40),
)  # fmt: skip
FLOWS = (
    Column("Flow", width=18), Column("Version", "number", 8), Column("Move", width=16), Column("From", width=28),
    Column("To", width=16), Column("By whom", width=28), Column("Needs", width=32), Column("Condition", width=32),
)  # fmt: skip
NOTICES = (
    Column("Date", "moment", 17), Column("Notice", width=32), Column("Number", width=18), Column("Matter", width=44),
    Column("Until", "moment", 17), Column("Read", width=8),
)  # fmt: skip


def item_rows(actor: Actor, params: Params) -> Iterator[Row]:
    """Yield the items of the catalogue; narrowed by line and words as on the page, which shows one line at a time."""
    text = params.get("q", "")[:60].strip()
    for code, line in line_choices():
        if params.get("line", code) != code:
            continue
        for category, items in board.items(actor.street or 0, code, text):
            for item in items:
                yield (
                    item.code, item.title, category, line, *(term for _title, term in item.terms),
                    item.evidence, item.unit, _("yes") if item.on_the_spot else "", _("yes") if item.urgent else "",
                    item.flow, item.source, item.synonyms,
                )  # fmt: skip


def flow_rows(actor: Actor, params: Params) -> Iterator[Row]:
    """Yield the moves of all flows, or of one."""
    for flow in latest():
        if params.get("flow", flow.code) == flow.code:
            for move in board.moves(flow):
                title = words.said(flow.table.title)
                yield title, flow.version, move.title, move.sources, move.target, move.by, move.needs, move.when


def notice_rows(actor: Actor, params: Params) -> Iterator[Row]:
    """Yield the actor's own notices, newest first, of the kinds that the page shows."""
    asked, before = asked_for(params), None
    while rows := inbox(actor, CHUNK, before=before, unread=asked.only_unread or None, kinds=asked.kinds):
        for shown in board.notices(rows, actor):
            yield (
                shown.at, shown.sentence, shown.number, shown.title, shown.due_at, _("yes") if shown.read else _("no"),
            )  # fmt: skip
        before = rows[-1].id


def notices_chosen(actor: Actor, params: Params) -> Sequence[tuple[str, str]]:
    """Say which notices they are."""
    asked = asked_for(params)
    shown = [(_("Show"), _("Only unread"))] if asked.only_unread else []
    return [*shown, *([(_("Notice"), _(ABOUT[asked.about][0]))] if asked.about else [])]


ALL = (
    ListExport("matters", "Matters", "desk:matters", MATTERS, matter_rows, matters_chosen),
    ListExport("work", "My work", "desk:work", MATTERS, work_rows, work_chosen),
    ListExport("coverage", "Who answers for what", "desk:coverage", COVERAGE, coverage_rows, dutyboard.chosen),
    ListExport("people", "Responsibility by person", "desk:coverage", PEOPLE, people_rows, dutyboard.chosen),
    ListExport("catalogue", "Catalogue", "desk:catalogue", ITEMS, item_rows),
    ListExport("flows", "Flows", "desk:flows", FLOWS, flow_rows),
    ListExport("notices", "Notices", "desk:notices", NOTICES, notice_rows, notices_chosen),
)


def fill() -> None:
    """Put the desk's own lists into its socket."""
    from shiqiao.surfaces.desk import (
        district,
        exports_books,
        exports_map,
        exports_patrols,
        exports_people,
        exports_registry,
        exports_together,
        exports_visits,
        revealing,
    )

    parts = (
        district,
        exports_visits,
        exports_patrols,
        exports_registry,
        exports_people,
        exports_together,
        exports_books,
        exports_map,
        revealing,
    )
    for export in (*ALL, *(one for part in parts for one in part.ALL)):
        exports.fill("desk", export)
