"""The lists of the exchange as PDF: the rows of the spreadsheets, as many as a paper bears."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import NotFound
from shiqiao.base.sockets import Column
from shiqiao.kernel.journal.taken import note_print
from shiqiao.scenes.enterprise.exchange import exports
from shiqiao.surfaces.desk.exporting import who
from shiqiao.surfaces.desk.papers.ground import office
from shiqiao.surfaces.desk.papers.model import Grid, Paper, Text
from shiqiao.surfaces.desk.papers.pdf import render

MOST = 300  # rows of a paper; more is for the spreadsheet
Rows = Callable[[Actor, Mapping[str, str]], Iterator[Sequence[Any]]]
BOOKS: dict[str, tuple[str, tuple[Column, ...], Rows]] = {
    "listings": ("Listings of the exchange", exports.LISTINGS, exports.listing_rows),
    "matches": ("Matches of the exchange", exports.MATCHES, exports.match_rows),
    "deals": ("Deals of the exchange", exports.DEALS, exports.deal_rows),
}


def pdf_of(actor: Actor, book: str, query: Mapping[str, str], at: datetime) -> bytes:
    """Return a list as PDF and write down that it was printed. Raises NotFound, FontMissing."""
    if book not in BOOKS:
        raise NotFound
    title, columns, read = BOOKS[book]
    rows = list(islice(read(actor, query), MOST + 1))
    street = actor.street or 0
    grid = Grid(
        [_(one.title) for one in columns], [[_said(value) for value in row] for row in rows[:MOST]],
        [max(one.width, 6) for one in columns],
    )  # fmt: skip
    blocks: list[Any] = [grid]
    if len(rows) > MOST:
        blocks.append(Text([_("Only the first %(n)s rows: take the spreadsheet for all of them.") % {"n": MOST}]))
    printed = _("Printed by %(who)s on %(at)s") % {"who": who(actor), "at": f"{localtime(at):%Y-%m-%d %H:%M}"}
    paper = Paper(
        office(street), _(title), (_("Rows"), str(min(len(rows), MOST))), printed, ("", " / ", ""),
        get_language() or "zh-hans", blocks=blocks,
    )  # fmt: skip
    made = render(paper)
    note_print(
        subject=Ref("exchange", street), street=street, paper=f"exchange_{book}", form="pdf", language=get_language() or "",
        by=actor, at=at,
    )  # fmt: skip
    return made


def _said(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{localtime(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int):
        return f"{value:,}"
    return str(value or "—")
