"""The exchange with 12345 as spreadsheets: orders, letters, comparisons and their differences, the three rates."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.sockets import Column, ListExport
from shiqiao.base.text import number_in
from shiqiao.base.time import now
from shiqiao.scenes.hotline import pages, rating, reads, shown, words
from shiqiao.scenes.hotline.reads import SEES
from shiqiao.surfaces.desk.sockets import exports
from shiqiao.surfaces.kit.leafing import CHUNK, leaves
from shiqiao.surfaces.kit.templatetags.kit import LIGHTS

Params = Mapping[str, str]
Row = Sequence[Any]

ORDERS = (
    Column("Order", width=20), Column("Round", "number", 8), Column("Matter", width=40),
    Column("12345's deadline", "moment", 17), Column("Term kept?", width=10), Column("Our deadline", "moment", 17),
    Column("Item", width=24), Column("How the item was found", width=18), Column("Perhaps", width=24),
    Column("12345's category", width=24), Column("Who has it", width=12), Column("State", width=14),
    Column("confidential", width=10), Column("changed by 12345", width=10),
)  # fmt: skip
LETTERS = (
    Column("Letter", width=20), Column("Way", width=10), Column("Order", width=20), Column("State", width=16),
    Column("Tries", "number", 8), Column("Error", width=30), Column("Written", "moment", 17),
)  # fmt: skip
RUNS = (
    Column("From", "day", 12), Column("To", "day", 12), Column("Rows", "number", 8), Column("Not usable", "number", 10),
    Column("Differences", "number", 10), Column("Kinds of differences", width=50), Column("Compared", "moment", 17),
)  # fmt: skip
DIFFERENCES = (
    Column("Difference", width=26), Column("Order", width=20), Column("12345", width=30), Column("Here", width=30),
    Column("Remedy", width=26), Column("Settled at", "moment", 17),
)  # fmt: skip
RATES = (
    Column("Kind", width=14), Column("Name", width=24), Column("Orders", "number", 8),
    Column("Answered in time: ours", width=12), Column("Answered in time: ours, of how many", width=12),
    Column("Answered in time: 12345", width=12), Column("Answered in time: 12345, of how many", width=12),
    Column("Solved: ours", width=12), Column("Solved: ours, of how many", width=12),
    Column("Solved: 12345", width=12), Column("Solved: 12345, of how many", width=12),
    Column("Satisfied: ours", width=12), Column("Satisfied: ours, of how many", width=12),
    Column("Satisfied: 12345", width=12), Column("Satisfied: 12345, of how many", width=12),
    Column("Score: ours", width=10), Column("Score: 12345", width=10),
)  # fmt: skip


def order_rows(actor: Actor, params: Params) -> Iterator[Row]:
    """Yield the orders of the tab that is open, or those whose number was searched."""
    text = params.get("q", "").strip()
    yield from _orders(actor, "all" if text else params.get("tab", "take"), text=text)


def drill_rows(actor: Actor, params: Params) -> Iterator[Row]:
    """Yield the orders behind a figure of the rates."""
    yield from _orders(actor, "all", ids=pages.behind(actor, params, now())[0])


def _orders(actor: Actor, tab: str, **narrowed: Any) -> Iterator[Row]:
    at = now()
    for page in leaves(lambda after: reads.orders(actor, tab, after=after, limit=CHUNK, **narrowed)):
        yield from map(_order, shown.order_rows(page.rows, at))


def _order(one: shown.OrderRow) -> Row:
    row = one.row
    return (
        row.number, row.round, one.title, row.deadline, _(LIGHTS[one.light][1]) if one.light != "grey" else "", one.ours,
        one.item, one.how, one.suggested, row.category or one.kind, one.person, one.state,
        _("yes") if row.confidential else "", _("yes") if row.changed else "",
    )  # fmt: skip


def order_chosen(actor: Actor, params: Params) -> Sequence[tuple[str, str]]:
    """Say which tab, or which number was searched."""
    if text := params.get("q", "").strip():
        return [(_("Order number"), text)]
    tabs = pages.tab_titles()
    return [(_("Tab"), tabs.get(params.get("tab", "take"), tabs["all"]))]


def drill_chosen(actor: Actor, params: Params) -> Sequence[tuple[str, str]]:
    """Say behind which figure the orders stand."""
    month, _since, _until = rating.month_of(params.get("month", ""), now())
    return [(_("Figure"), pages.behind(actor, params, now())[1]), (_("Month"), month)]


def letter_rows(actor: Actor, params: Params) -> Iterator[Row]:
    """Yield the letters in a state, the latest first."""
    for page in leaves(lambda after: reads.letters(actor, params.get("state", ""), after=after, limit=CHUNK)):
        for one in shown.letter_rows(page.rows):
            way = _("from 12345") if one.incoming else _("to 12345")
            yield one.title, way, one.row.number, one.state, one.row.tries or None, one.error, one.row.created_at


def letter_chosen(actor: Actor, params: Params) -> Sequence[tuple[str, str]]:
    """Say which state was chosen."""
    state = params.get("state", "")
    return [(_("State"), words.pair(words.LETTER_STATES, state)[0] if state else _("All"))]


def run_rows(actor: Actor, params: Params) -> Iterator[Row]:
    """Yield the comparisons, the newest first."""
    before = 0
    while found := reads.runs(actor, before=before, limit=CHUNK):
        for run, total, kinds in pages.run_rows(found):
            said = " · ".join(f"{title} {count}" for title, count in kinds)
            yield run.since, run.until, run.rows, run.rejected or None, total, said, run.created_at
        before = found[-1].id


def difference_rows(actor: Actor, params: Params) -> Iterator[Row]:
    """Yield the differences of a comparison, each with its remedy."""
    run, found = reads.access_run(actor, _run(params))
    while found:
        for _kind, title, rows in shown.difference_rows(found):
            for one in rows:
                yield title, one.row.number, one.theirs, one.ours, one.remedy, one.row.settled_at
        found = reads.differences_in(run, after=found[-1])


def difference_chosen(actor: Actor, params: Params) -> Sequence[tuple[str, str]]:
    """Say of which comparison."""
    run, _found = reads.access_run(actor, _run(params))
    return [(_("Period"), f"{localtime(run.since):%Y-%m-%d} – {localtime(run.until):%Y-%m-%d}")]


def _run(params: Params) -> int:
    return number_in(params.get("of", ""))


def rate_rows(actor: Actor, params: Params) -> Iterator[Row]:
    """Yield the three rates of a month for the street, each community and each unit."""
    at = now()
    _month, since, until = rating.month_of(params.get("month", ""), at)
    found = rating.standings(actor, since, until, at)
    for title, rows in shown.rate_rows(rating.groups(found, actor.street or 0)) if found else ():
        for row in rows:
            cells = [said for pair in row.cells for cell in pair for said in (cell.share, cell.parts)]
            yield title, row.title, row.orders, *cells, *row.score


def rate_chosen(actor: Actor, params: Params) -> Sequence[tuple[str, str]]:
    """Say of which month."""
    return [(_("Month"), rating.month_of(params.get("month", ""), now())[0])]


ALL = (
    ListExport("hotline-orders", "Orders of 12345", "desk:hotline:orders", ORDERS, order_rows, order_chosen, SEES),
    ListExport("hotline-letters", "Letters to 12345", "desk:hotline:letters", LETTERS, letter_rows, letter_chosen, SEES),
    ListExport("hotline-runs", "Reconciliation with 12345", "desk:hotline:runs", RUNS, run_rows, roles=SEES),
    ListExport(
        "hotline-differences", "Differences from 12345", "desk:hotline:run", DIFFERENCES, difference_rows, difference_chosen,
        SEES, of=True,
    ),
    ListExport("hotline-rates", "Three rates", "desk:hotline:rates", RATES, rate_rows, rate_chosen, SEES),
    ListExport("hotline-drill", "Orders behind a rate", "desk:hotline:drill", ORDERS, drill_rows, drill_chosen, SEES),
)  # fmt: skip


def fill(scene: str) -> None:
    """Put the lists into the desk's socket."""
    for export in ALL:
        exports.fill(scene, export)
