"""The board of the teams, and what the members of one brought, as spreadsheets."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.sockets import Column, ListExport
from shiqiao.base.text import number_in
from shiqiao.base.time import now
from shiqiao.scenes.party.fronts import reads, shown, words
from shiqiao.surfaces.desk.sockets import exports

Params = Mapping[str, str]
TEAMS = (
    Column("Number", width=12), Column("Front team", width=30), Column("Kind of team", width=18),
    Column("Field of work of the team", width=22), Column("Front", width=30), Column("Where the front is", width=16),
    Column("Leader of the team", width=14), Column("Members", "number", 9), Column("First day of the team", "day", 12),
    Column("Days at the front", "number", 10), Column("Lines of the log", "number", 10),
    Column("Households and deeds", "number", 10), Column("Charges", "number", 9), Column("Charges done", "number", 9),
)  # fmt: skip
MEMBERS = (
    Column("Name of the person", width=16), Column("Role in the team", width=14), Column("Days at the front", "number", 10),
    Column("Lines of the log", "number", 10), Column("Households and deeds", "number", 10), Column("Charges", "number", 9),
    Column("Charges done", "number", 9),
)  # fmt: skip


def team_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the teams as the page narrows them."""
    page = shown.board(actor, params.get("tab", ""), params.get("field", ""), now())
    for one in page["cards"]:
        yield (
            one.row.number, one.row.title, one.kind, one.field, one.front_title, one.where, one.leader, one.members,
            one.row.since, one.brought.days, one.brought.lines, one.brought.times, one.brought.charges, one.brought.done,
        )  # fmt: skip


def chosen(actor: Actor, params: Params) -> Sequence[tuple[str, str]]:
    """Say the filters in words."""
    tab, field = params.get("tab", ""), params.get("field", "")
    told = [(_("Tab"), _(words.TABS.get(tab, words.TABS["standing"])))]
    return [*told, (_("Field of work of the team"), _(words.FIELDS[field]))] if field in words.FIELDS else told


def member_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield what each member of a team brought."""
    row = reads.access_team(actor, number_in(params.get("of", "")))
    for name, role, told in shown.page_of(actor, row, "", now())["members"]:
        yield name, role, told.days, told.lines, told.times, told.charges, told.done


def fill(scene: str) -> None:
    """Put the lists into the desk's socket."""
    exports.fill(scene, ListExport("fronts", "Front teams", "desk:fronts:list", TEAMS, team_rows, chosen))
    exports.fill(
        scene,
        ListExport("party-fronts-members", "What members brought", "desk:fronts:team", MEMBERS, member_rows, of=True),
    )
