"""The lists of the exchange as spreadsheets: the same reads as the pages, firms named for the same readers."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from shiqiao.base.actor import Actor
from shiqiao.base.sockets import Column, ListExport
from shiqiao.base.time import now
from shiqiao.scenes.enterprise.exchange import pages, reads, shown, words
from shiqiao.scenes.enterprise.exchange.store import day_of
from shiqiao.surfaces.desk.sockets import exports
from shiqiao.surfaces.kit.leafing import CHUNK, leaves

Params = Mapping[str, str]
LISTINGS = (
    Column("Number", width=8),
    Column("Offer or ask", width=8),
    Column("Kind of listing", width=14),
    Column("Title of the listing", width=30),
    Column("Quantity", width=18),
    Column("Where it is", width=18),
    Column("Valid until", "day", 12),
    Column("State", width=10),
    Column("Firm concerned", width=30),
)
MATCHES = (
    Column("Number", width=8),
    Column("Kind of listing", width=14),
    Column("Offer of a firm", width=28),
    Column("Firm of the offer", width=28),
    Column("Ask of a firm", width=28),
    Column("Firm of the ask", width=28),
    Column("Points of the match", "number", 8),
    Column("State", width=14),
    Column("Reason", width=20),
    Column("Proposed", "moment", 17),
    Column("Valid until", "day", 12),
)
DEALS = (
    Column("Number", width=8),
    Column("Kind of listing", width=14),
    Column("Offer of a firm", width=28),
    Column("Firm of the offer", width=28),
    Column("Ask of a firm", width=28),
    Column("Firm of the ask", width=28),
    Column("On which day", "day", 12),
    Column("Value of the deal, yuan", "number", 16),
    Column("Whose doing it was", width=14),
)


def listing_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the listings of the page."""
    filters, day = reads.narrowed(params, tuple(words.TABS)), day_of(now())
    for page in leaves(lambda after: reads.listed(actor, filters, day, after=after, limit=CHUNK)):
        for one in shown.listing_rows(actor, page.rows, day):
            row = one.row
            yield (
                str(row.pk),
                one.side[0],
                one.kind,
                row.title,
                one.size,
                one.place,
                row.valid_until,
                one.state[0],
                one.firm or shown.hidden(),
            )


def match_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the matches of the page."""
    tab, day = pages.match_tab(params), day_of(now())
    for page in leaves(lambda after: reads.matches(actor, tab, day, after=after, limit=CHUNK)):
        for one in shown.match_rows(actor, page.rows, day):
            row = one.row
            yield (*_head(one), row.score, one.state[0], one.why, row.proposed_at, row.until)


def deal_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the deals of the page."""
    for page in leaves(lambda after: reads.deals(actor, after=after, limit=CHUNK)):
        for one in shown.match_rows(actor, page.rows, day_of(now())):
            yield (*_head(one), one.row.dealt_on, one.row.value, one.closed_by)


def _head(one: shown.MatchRow) -> tuple[str, ...]:
    return (
        str(one.row.pk),
        one.kind,
        one.offer.title if one.offer else "",
        one.offer_firm or shown.hidden(),
        one.ask.title if one.ask else "",
        one.ask_firm or shown.hidden(),
    )


def fill(scene: str) -> None:
    """Fill the socket."""
    for code, title, page, columns, rows in (
        ("exchange-listings", "Listings of the exchange", "list", LISTINGS, listing_rows),
        ("exchange-matches", "Matches of the exchange", "matches", MATCHES, match_rows),
        ("exchange-deals", "Deals of the exchange", "deals", DEALS, deal_rows),
    ):
        exports.fill(scene, ListExport(code, title, f"desk:exchange:{page}", columns, rows))
