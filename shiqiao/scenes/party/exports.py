"""The lists as spreadsheets and on paper: the same reads as the pages; members who reported in stand in none of them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from shiqiao.base.actor import Actor
from shiqiao.base.sockets import Column, ListExport
from shiqiao.base.time import now
from shiqiao.scenes.party import reads, shown, unitshown, words
from shiqiao.scenes.party.store import day_of
from shiqiao.surfaces.desk.sockets import exports
from shiqiao.surfaces.kit.leafing import CHUNK, leaves

Params = Mapping[str, str]
PROJECTS = (
    Column("Number", width=8),
    Column("Service project", width=28),
    Column("Provider", width=28),
    Column("Theme", width=14),
    Column("Community", width=16),
    Column("Place it is at", width=18),
    Column("First day", "day", 12),
    Column("Last day", "day", 12),
    Column("State", width=12),
    Column("Landed on", "day", 12),
    Column("Took place", "number", 8),
    Column("People who came", "number", 8),
    Column("Stars", width=8),
    Column("Repeat rate", width=10),
)
LISTS = (
    Column("Number", width=8),
    Column("List", width=14),
    Column("Title", width=28),
    Column("What is offered or needed", width=40),
    Column("Theme", width=14),
    Column("Community", width=16),
    Column("Stationed unit", width=28),
    Column("Stands until", "day", 12),
    Column("State", width=14),
)
MATCHES = (
    Column("Number", width=8),
    Column("Need of a community", width=28),
    Column("Community", width=16),
    Column("Stationed unit", width=28),
    Column("Points given", "number", 8),
    Column("Why it fits", width=40),
    Column("State", width=14),
    Column("Reason", width=20),
    Column("Proposed", "moment", 17),
)
UNITS = (
    Column("Number", width=8),
    Column("Stationed unit", width=30),
    Column("Kind of unit", width=16),
    Column("Community", width=16),
    Column("Seat", width=10),
)
MEETINGS = (
    Column("Held on", "day", 12),
    Column("What was talked about", width=28),
    Column("For which community", width=16),
    Column("What was agreed", width=50),
    Column("Units that came", width=50),
)
ASSESSED = (
    Column("Stationed unit", width=30),
    Column("Community that scores", width=16),
    Column("Year", width=8),
    Column("Points given", "number", 8),
    Column("By criterion; what the records showed", width=60),
    Column("Remark", width=30),
)
REPORTED = (
    Column("Number", width=8),
    Column("Organisation", width=30),
    Column("Community", width=16),
    Column("Since", "day", 12),
    Column("Confirmed hours", width=12),
)
BOOKINGS = (
    Column("Place number", width=8),
    Column("Name of the person", width=12),
    Column("Telephone", width=16),
    Column("State", width=14),
    Column("Booked how", width=14),
    Column("Stars", width=10),
)


def project_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the service projects of the page."""
    filters = reads.narrowed(params, words.PROJECT_TABS)
    for page in leaves(lambda after: reads.projects(actor, filters, after=after, limit=CHUNK)):
        for one in shown.project_rows(actor.street or 0, page.rows):
            row, told = one.row, one.told
            yield (
                str(row.pk), row.title, one.unit, one.theme, one.community, row.place, row.from_day, row.until, one.state[0],
                told.landed_on, told.delivered, told.came, told.mean, one.repeat,
            )  # fmt: skip


def list_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the lines of the list of the page."""
    filters, day = reads.narrowed(params, words.ITEM_TABS), day_of(now())
    for page in leaves(lambda after: reads.items(actor, filters, day, after=after, limit=CHUNK)):
        for one in unitshown.item_rows(actor.street or 0, page.rows, day):
            row, side = one.row, words.choices(words.LISTS)
            yield (
                str(row.pk), dict(side)[row.side], row.title, row.words, one.theme, one.community, one.unit, row.until,
                one.state[0],
            )  # fmt: skip


def match_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield needs with the units that may answer them."""
    for page in leaves(lambda after: reads.matches(actor, after=after, limit=CHUNK)):
        for one in unitshown.match_rows(actor, page.rows):
            row = one.row
            yield (
                str(row.pk), one.need.title if one.need else "", one.community, one.unit, row.score, " · ".join(one.reasons),
                one.state[0], row.why, row.proposed_at,
            )  # fmt: skip


def unit_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the stationed units of the page, without contacts."""
    filters, day = reads.narrowed(params, ("all",)), day_of(now())
    for page in leaves(lambda after: reads.units(actor, filters, after=after, limit=CHUNK)):
        for one in unitshown.unit_rows(actor.street or 0, page.rows, day):
            yield str(one.row.pk), one.name, one.kind, one.community, "✓" if one.seated else ""


def meeting_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the joint meetings."""
    for page in leaves(lambda after: reads.meetings(actor, after=after, limit=CHUNK)):
        for one in unitshown.meeting_rows(actor.street or 0, page.rows):
            yield one["row"].held_on, one["row"].topic, one["community"], one["row"].agreed, "、".join(one["units"])


def assessed_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the assessments of the year of the page."""
    year = reads.number(params.get("year", "")) or day_of(now()).year
    for one in unitshown.assessment_rows(actor.street or 0, reads.assessments(actor, year)):
        lines = "; ".join(f"{title} {points}/{most} ({figure})" for title, points, most, figure in one["lines"])
        yield one["unit"], one["community"], str(one["row"].year), one["row"].total, lines, one["row"].remark


def reported_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the organisations that reported in; members are in no export, whoever asks."""
    filters = reads.narrowed(params, ("all",))
    for page in leaves(lambda after: reads.reports(actor, filters, after=after, limit=CHUNK)):
        rows = [row for row in page.rows if row.side == "unit"]
        for one in unitshown.report_rows(actor.street or 0, rows):
            yield str(one["row"].pk), one["unit"], one["community"], one["row"].reported_on, one["hours"]


def booking_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the bookings of a time, masked, for whoever acts for its community."""
    row = reads.access_occasion(actor, reads.number(params.get("of", "")))
    for one in shown.booking_rows(reads.bookings_of(actor, row)):
        yield str(one.row.number or "—"), one.name, one.phone, one.state[0], one.channel, one.stars


def fill(scene: str) -> None:
    """Fill the socket."""
    for code, title, page, columns, rows in (
        ("party-projects", "Service projects", "list", PROJECTS, project_rows),
        ("party-lists", "List of needs or resources", "items", LISTS, list_rows),
        ("party-matches", "Claims", "matches", MATCHES, match_rows),
        ("party-units", "Stationed units", "units", UNITS, unit_rows),
        ("party-meetings", "Joint meetings", "meetings", MEETINGS, meeting_rows),
        ("party-assessments", "Scores of units", "assessments", ASSESSED, assessed_rows),
        ("party-reported", "Organisations that reported in", "reports", REPORTED, reported_rows),
    ):
        exports.fill(scene, ListExport(code, title, f"desk:party:{page}", columns, rows))
    exports.fill(
        scene, ListExport("party-bookings", "Bookings", "desk:party:occasion", BOOKINGS, booking_rows, of=True)
    )
