"""Scores, findings and windows as spreadsheets."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.sockets import Column, ListExport
from shiqiao.base.time import now
from shiqiao.scenes.hall.fives import pages, reads, scoreshown, shown, windowshown, words
from shiqiao.surfaces.desk.sockets import exports
from shiqiao.surfaces.desk.words import person_name, unit_title
from shiqiao.surfaces.kit.leafing import CHUNK, leaves

Params = Mapping[str, str]
SCORES = (
    Column("Counter", width=26), Column("Month", width=10), Column("5S score", width=10), Column("Rounds", "number", 8),
    Column("Points given", "number", 8), Column("Possible points", "number", 10), Column("Findings", "number", 8),
    Column("Not closed", "number", 8), Column("Past the term", "number", 8), Column("Points off", "number", 8),
)  # fmt: skip


def score_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the months of the page, every counter's."""
    for one in scoreshown.overview(actor, pages.month_of(params.get("month", ""), now()), now())["rows"]:
        for cell in (*one.before, one.now):
            row = cell.row
            yield (
                one.title, f"{cell.month:%Y-%m}", cell.score, row.rounds, row.points, row.possible, row.found, row.open,
                row.late, row.off,
            )  # fmt: skip


FINDINGS = (
    Column("Number", width=14), Column("Counter", width=26), Column("Area", width=14), Column("Of the five", width=10),
    Column("Found", "moment", 17), Column("Puts it right", width=26), Column("To be put right by", "moment", 17),
    Column("Put right", "moment", 17), Column("Put right by", width=12), Column("Looked at again", "moment", 17),
    Column("Looked at by", width=12), Column("State", width=20), Column("Past the term", width=10),
    Column("Sent back", "number", 8), Column("From records", width=24), Column("Note", width=10),
)  # fmt: skip


def finding_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the findings of the list."""
    filters, at = pages.filters_of(actor, params, now()), now()
    for page in leaves(lambda after: reads.findings(actor, filters, at, after=after, limit=CHUNK)):
        for one in shown.rows_of(page.rows, at):
            row = one.row
            yield (
                row.number, one.station, one.area, one.sense, row.found_at, one.answers, row.due_at, row.fixed_at,
                person_name(row.fixed_by), row.checked_at, person_name(row.checked_by), one.state,
                _("late") if row.late or one.light == "red" else "", row.sent_back or None, one.ground,
                _("invented") if row.invented else "",
            )  # fmt: skip


def chosen(actor: Actor, params: Params) -> Sequence[tuple[str, str]]:
    """Say the filters in words."""
    filters = pages.filters_of(actor, params, now())
    told = [(_("Tab"), _(words.TABS[filters.tab]))]
    if filters.station:
        told.append((_("Counter"), unit_title(filters.station)))
    return [*told, (_("Month"), f"{filters.month:%Y-%m}")] if filters.month else told


WINDOWS = (
    Column("Counter", width=26), Column("Half-year", width=16), Column("Score", width=10),
    Column("Gap to the standard", width=12), Column("Not reached", width=50), Column("State", width=26),
)  # fmt: skip


def window_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield every counter against the standard."""
    half = windowshown.half_asked(params.get("half", ""), now())
    for one in windowshown.list_page(actor, half, now())["rows"]:
        yield one.title, words.half(half), one.score, one.gap or "0", "、".join(one.missing), one.state


def fill(scene: str) -> None:
    """Put the lists into the desk's socket."""
    exports.fill(scene, ListExport("five-s", "5S scores", "desk:hall:five-s", SCORES, score_rows))
    exports.fill(
        scene, ListExport("five-s-findings", "5S findings", "desk:hall:findings", FINDINGS, finding_rows, chosen)
    )
    exports.fill(scene, ListExport("model-windows", "Model service windows", "desk:hall:windows", WINDOWS, window_rows))
