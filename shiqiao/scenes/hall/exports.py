"""Affairs, trips and guides as spreadsheets."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.sockets import Column, ListExport
from shiqiao.base.time import now
from shiqiao.kernel.territory.reads import title as place_title
from shiqiao.scenes.hall import guideshown, pages, reads, shown, words
from shiqiao.scenes.hall.publishing import guides_of
from shiqiao.surfaces.desk.sockets import exports
from shiqiao.surfaces.desk.words import said, unit_title
from shiqiao.surfaces.kit.leafing import CHUNK, leaves

Params = Mapping[str, str]
AFFAIRS = (
    Column("Affair number", width=18), Column("Item", width=34), Column("Applicant", width=12), Column("Lives in", width=18),
    Column("Who applied", width=18), Column("Taken in", "moment", 17), Column("Taken in at", width=24),
    Column("Promised until", "moment", 17), Column("State", width=16), Column("Decision made", "moment", 17),
    Column("Delivered", "moment", 17), Column("How delivered", width=20), Column("Trips", "number", 8),
    Column("Trips that we caused", "number", 12), Column("Our people went there", "number", 12), Column("Rating", "number", 8),
    Column("Note", width=10),
)  # fmt: skip


def affair_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the affairs of the list."""
    filters, at = pages.filters_of(actor, params), now()
    for page in leaves(lambda after: reads.affairs(actor, filters, at, after=after, limit=CHUNK)):
        for one in shown.rows_of(page.rows, at):
            row = one.row
            yield (
                one.number, one.title, one.who, place_title(row.community) if row.community else "",
                words.say(words.MANNERS, row.manner), row.taken_at, unit_title(row.station), row.due_at, one.state,
                row.decided_at, row.ended_at, words.say(words.DELIVERIES, row.delivery) if row.delivery else "", row.trips,
                row.our_trips or None, row.staff_trips or None, row.stars, _("invented") if row.invented else "",
            )  # fmt: skip


def chosen(actor: Actor, params: Params) -> Sequence[tuple[str, str]]:
    """Say the filters in words."""
    filters, table = pages.filters_of(actor, params), guides_of(actor.street or 0)
    told = [(_("Tab"), _(words.TABS[filters.tab]))]
    if filters.item:
        told.append((_("Item"), said(table.title("items", filters.item))))
    if filters.station:
        told.append((_("Taken in at"), unit_title(filters.station)))
    if filters.community:
        told.append((_("Lives in"), place_title(filters.community)))
    if filters.month:
        told.append((_("Year or month"), filters.month))
    if filters.kept:
        told.append((_("Trips"), dict(pages.came_again()).get(filters.kept) or words.say(words.KEPT, filters.kept)))
    return told


TRIPS = (
    Column("Counted by", width=24), Column("Delivered", "number", 10), Column("Done at once", width=14),
    Column("One trip at most", width=14), Column("Nearest counter", width=14), Column("No trip at all", width=14),
    Column("Trips that we caused", "number", 12), Column("Our people went there", "number", 12),
)  # fmt: skip


def trip_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the counted rows of the page of trips, all together last."""
    page = pages.trips_page(actor, params, now())
    for row in (*page["rows"], *([page["whole"]] if page["whole"] else [])):
        shares = (f"{one.percent} ({one.hit} / {one.of})" for one in row.shares)
        yield row.title, row.total, *shares, row.ours, row.staff


GUIDES = (
    Column("Field of service", width=18), Column("Item", width=36), Column("Who may apply", width=40),
    Column("Papers", width=50), Column("Term by law", width=14), Column("Promised term", width=14), Column("Trips", width=18),
    Column("Where", width=30), Column("Basis", width=40),
)  # fmt: skip


def guide_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the guides of the list."""
    street = actor.street or 0
    for field, rows in guideshown.listed(street, params.get("q", "")[:60], pages.guide_url):
        for row in rows:
            page = guideshown.page_of(street, row.code) or {}
            papers = "、".join(one["title"] + one["when"] for one in page["materials"])
            yield (
                field, row.title, page["who"], papers, page["legal"], page["promised"], page["visit"], "、".join(page["at"]),
                page["basis"],
            )  # fmt: skip


def fill(scene: str) -> None:
    """Put the lists into the desk's socket."""
    exports.fill(scene, ListExport("affairs", "Affairs", "desk:hall:list", AFFAIRS, affair_rows, chosen))
    exports.fill(scene, ListExport("trips", "Trips", "desk:hall:trips", TRIPS, trip_rows))
    exports.fill(scene, ListExport("guides", "Guides", "desk:hall:guides", GUIDES, guide_rows))
