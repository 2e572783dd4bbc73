"""Pages about people as spreadsheets: persons, hand-overs, portfolios and contacts, screens."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.sockets import Column, ListExport
from shiqiao.base.time import now
from shiqiao.kernel.people.devices import devices
from shiqiao.kernel.people.persons import hand_overs
from shiqiao.surfaces.desk import unitpages, words
from shiqiao.surfaces.desk.handingpages import STATES, state_of
from shiqiao.surfaces.desk.menu import LOOK, ORGANISE, SCREEN_KEEPERS
from shiqiao.surfaces.desk.peoplepages import charges, name_of, person_rows
from shiqiao.surfaces.desk.screenpages import KINDS
from shiqiao.surfaces.kit.leafing import CHUNK

Params = Mapping[str, str]
Row = Sequence[Any]

PERSONS = (
    Column("Full name", width=14), Column("Login name", width=16), Column("Posts", width=50), Column("State", width=24),
    Column("on leave", width=10),
)  # fmt: skip
HAND_OVERS = (
    Column("From whom", width=14), Column("Day", "day", 12), Column("To whom", width=14),
    Column("Pieces of work", "number", 10), Column("Seen by the successor", width=12), Column("State", width=24),
)  # fmt: skip
CHARGES = (
    Column("Kind", width=14), Column("Line, unit or community", width=26), Column("Who leads", width=34),
    Column("Further contacts", width=50),
)  # fmt: skip
SCREENS = (
    Column("Name", width=24), Column("Kind", width=14), Column("Place", width=26), Column("State", width=16),
    Column("Last seen", "moment", 17),
)  # fmt: skip


def staff_rows(actor: Actor, params: Params) -> Iterator[Row]:
    """Yield the persons of the street who fit the words searched."""
    for row in person_rows(actor, now(), params.get("q", "")[:60]):
        yield row.name, row.login, "、".join(row.posts), row.state.text, _("yes") if row.away else ""


def hand_over_rows(actor: Actor, params: Params) -> Iterator[Row]:
    """Yield a row for each successor of each hand-over, the newest first."""
    before = 0
    while found := hand_overs(actor, CHUNK, before):
        for row, parts in found:
            state = str(STATES[state_of(row, parts)][0])
            for part in parts:
                handed = (part.works, _("yes") if part.seen_at else _("no")) if row.handed_at else (None, "")
                yield name_of(row.giver), row.starts_on, name_of(part.successor), *handed, state
        before = found[-1][0].pk


def charge_rows(actor: Actor, params: Params) -> Iterator[Row]:
    """Yield who is in charge of each line and department, and who keeps contact with each community."""
    page = charges(actor.street or 0, now())
    for kind, rows in ((_("Lines"), page.lines), (_("Units"), page.units), (_("Community contacts"), page.communities)):
        for row in rows:
            yield kind, row.title, row.who or _("nobody"), "、".join(row.others)


def screen_rows(actor: Actor, params: Params) -> Iterator[Row]:
    """Yield the screens of the street, those in use first."""
    for row in devices(actor):
        place = words.in_language(row.unit.title_zh, row.unit.title_en) if row.unit else _("the whole street")
        state = _("revoked") if row.revoked_at else _("paired") if row.paired_at else _("waits to be paired")
        yield row.name, _(KINDS.get(row.kind, row.kind)), place, state, row.seen_at


ALL = (
    ListExport("persons", "People", "desk:people", PERSONS, staff_rows, roles=LOOK),
    ListExport("hand-overs", "Hand-overs", "desk:hand-overs", HAND_OVERS, hand_over_rows, roles=LOOK),
    ListExport("charges", "Portfolios and contacts", "desk:charges", CHARGES, charge_rows, roles=ORGANISE),
    ListExport("screens", "Screens", "desk:devices", SCREENS, screen_rows, roles=SCREEN_KEEPERS),
    *unitpages.ALL,
)
