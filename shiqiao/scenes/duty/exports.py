"""Rosters and the figures of fairness as spreadsheets and on paper."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.sockets import Column, ListExport
from shiqiao.base.time import now
from shiqiao.scenes.duty import pages, reads, shown, words
from shiqiao.scenes.duty.tables import Shift
from shiqiao.surfaces.desk.sockets import exports

Params = Mapping[str, str]
ROSTER = (
    Column("Day", "day", 12), Column("Shift of duty", width=14), Column("Shift begins", "moment", 17),
    Column("Shift ends", "moment", 17),
    Column("As what", width=12), Column("Who is on duty", width=14), Column("Post", width=26), Column("Telephone", width=16),
    Column("Holiday or weekend", width=12), Column("Check-in", "moment", 17), Column("Late, minutes", "number", 8),
)  # fmt: skip
FAIRNESS = (
    Column("As what", width=12), Column("Who is on duty", width=14), Column("Post", width=26), Column("Turns", "number", 8),
    Column("Nights", "number", 8), Column("Weekends", "number", 8), Column("Holidays", "number", 8),
)  # fmt: skip


def _rows(actor: Actor, shifts: Sequence[Shift]) -> Iterator[Sequence[Any]]:
    turns = reads.turns_in(shifts)
    for shift in shifts:
        for row in turns.get(shift.pk, []):
            one = shown.turn_of(row, actor)
            yield (
                shift.day, words.kind_title(shift.street, shift.kind), row.during.lower, row.during.upper, one.role, one.name,
                one.post, one.phone, shown.hard(shift), row.checked_in_at, row.late_minutes or None,
            )  # fmt: skip


def month_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the turns of the month that the page shows."""
    first, last = shown.month(params.get("month", ""), now())
    yield from _rows(actor, reads.between(actor, first, last))


def chosen_month(actor: Actor, params: Params) -> Sequence[tuple[str, str]]:
    """Say the month in words."""
    return [(_("Month"), f"{shown.month(params.get('month', ''), now())[0]:%Y-%m}")]


def roster_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield all turns of a roster."""
    text = params.get("of", "")
    row = reads.access_roster(actor, int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0)
    yield from _rows(actor, reads.between(actor, row.days.lower, row.days.upper, row))


def fairness_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield how much everybody had in the days that the page shows."""
    since, until = pages.span_asked(params, now())
    for group in shown.fairness_page(actor, since, until, now())["groups"]:
        for row in group["rows"]:
            had = row["counts"]
            yield group["title"], row["name"], row["post"], had.turns, had.nights, had.weekends, had.holidays


def fill(scene: str) -> None:
    """Put the lists into the desk's socket."""
    exports.fill(scene, ListExport("duty", "Calendar of duty", "desk:duty:calendar", ROSTER, month_rows, chosen_month))
    exports.fill(scene, ListExport("duty-roster", "Roster", "desk:duty:roster", ROSTER, roster_rows, of=True))
    exports.fill(scene, ListExport("duty-fairness", "Fairness of duty", "desk:duty:fairness", FAIRNESS, fairness_rows))
