"""The board of a contest on paper."""

from datetime import datetime

from django.utils.translation import gettext as _

from shiqiao.scenes.projects.arena import reads, shown
from shiqiao.scenes.projects.arena.tables import Arena
from shiqiao.scenes.projects.paper import Sheet, Table, made
from shiqiao.surfaces.desk.words import said


def board_sheet(row: Arena, at: datetime) -> bytes:
    """Return the board with the parts of each score as PDF. Raises FontMissing."""
    found = reads.standings(row, at)
    facts = [
        (_("Days of the contest"), f"{row.begins} — {row.ends}"),
        (_("Rules of the contest"), f"{said(found.rules.title)} v{found.version}"),
        (_("State"), _("contest frozen") if row.state == "frozen" else _("contest under way")),
    ]  # fmt: skip
    under = _("Standing as of {day}").format(day=found.until)
    tables = (_board(found), _parts(found), _rules(found))
    return made(Sheet(row.title, under, facts, tables=tables, wide=True), row.street, at)


def _board(found: reads.Standings) -> Table:
    rows = [
        (str(one.place), one.row.title, one.of, one.base, one.total, one.contra, f"{one.improved} ({one.improved_place})",
         str(one.raw_place or ""), "\n".join([*one.lost, *one.notes]))
        for one in shown.board(found)
    ]  # fmt: skip
    head = (
        _("Place in the contest"), _("Entrant"), _("Street"), _("Base"), _("Total of 100"), _("Contra entry"),
        _("Most improved"), _("By raw figures"), _("To be known"),
    )  # fmt: skip
    return Table(_("Board"), head, rows, (2, 5, 3, 5, 2, 2, 3, 2, 5))


def _parts(found: reads.Standings) -> Table:
    rows = []
    for one in found.scores:
        row = found.entrant(one.entrant)
        for part in one.parts:
            told = shown.part_said(found, row, part)
            note = told["lost"] or told["note"]
            rows.append((row.title, told["title"], told["raw"], told["based"], told["points"], told["adds"], note))
    head = (
        _("Entrant"), _("Indicator"), _("Raw figure"), _("Per base"), _("Points of 100"), _("Adds to the total"),
        _("To be known"),
    )  # fmt: skip
    return Table(_("Points in detail"), head, rows, (5, 5, 2, 2, 2, 2, 5))


def _rules(found: reads.Standings) -> Table:
    rows = [
        (one["title"], one["weight"], one["kind"], " ".join([one["per"], one["eased"]]).strip(), one["scale"])
        for one in shown.indicators(found)
    ]
    rows += [(shown.title_of(found, one.code), _("guard"), "", "", shown.guard_said(one)) for one in found.rules.guards]
    head = (_("Indicator"), _("Weight"), _("Where it comes from"), _("Base"), _("Scale"))
    return Table(_("How points are made"), head, rows, (5, 2, 3, 4, 5))
