"""What a person carries along on a device: the open matters of their posts, and when each begins to press."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q

from shiqiao.base.actor import Actor
from shiqiao.kernel.clocks.models import Clock
from shiqiao.kernel.clocks.reads import calendar_for
from shiqiao.kernel.clocks.rules import ClockState, warn_at
from shiqiao.kernel.flows.rules import Move
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.kernel.journal.rules import Line
from shiqiao.kernel.matters import store
from shiqiao.kernel.matters.models import Matter, Note
from shiqiao.kernel.matters.moves import open_moves
from shiqiao.kernel.matters.reads import branches

MOST = 100


@dataclass(frozen=True, slots=True)
class Carried:
    """A matter with the moves that its holder may make now; `warn_at` is None where no clock runs.

    `parts` are the numbers of its parts that are still open, which whoever ends it must know to go on.
    """

    row: Matter
    moves: Sequence[tuple[Move, str]]
    warn_at: datetime | None
    parts: Sequence[str] = ()


def carried(actor: Actor, at: datetime, most: int = MOST) -> list[Carried]:
    """Return the open matters of the actor's own posts, what breaks first on top; four queries at most."""
    mine = branches(actor, "mine")
    if not mine:
        return []
    where = Q(pk__in=[])
    for one in mine:
        where |= one
    rows = list(Matter.objects.filter(where, done=False).order_by(F("next_due").asc(nulls_last=True), "id")[:most])
    return of_rows(actor, rows, at)


def of_rows(actor: Actor, rows: Sequence[Matter], at: datetime) -> list[Carried]:
    """Return matters that were read already as a device carries them, their clocks and open parts in one query each."""
    running: dict[int, list[ClockState]] = {row.id: [] for row in rows}
    for clock in Clock.objects.filter(kind=store.KIND, subject__in=list(running)).order_by("id"):
        running[clock.subject].append(clock.state())
    parts: dict[int, list[str]] = {row.id: [] for row in rows}
    open_ones = Matter.objects.filter(parent__in=list(running), done=False).order_by("id")
    for parent, number in open_ones.values_list("parent", "number"):
        parts[parent].append(number)
    return [
        Carried(row, open_moves(actor, row, at, running[row.id]), _warned_at(row, running[row.id]), parts[row.id])
        for row in rows
    ]


def _warned_at(row: Matter, clocks: Sequence[ClockState]) -> datetime | None:
    going = [one for one in clocks if one.stopped_at is None and one.paused_at is None]
    return min((warn_at(one, calendar_for(row.street)) for one in going), default=None)


def lines_since(row: Matter, base: int) -> list[Line]:
    """Return a matter's journal lines after one that a device has seen."""
    return [line for line in lines_of(store.subject(row.id)) if line.seq > base]


def notes_since(row: Matter, base: int) -> dict[int, list[str]]:
    """Return what people wrote after a journal line, by the line of each; identifiers in it are tokens."""
    found: dict[int, list[str]] = {}
    for note in Note.objects.filter(matter=row.id, seq__gt=base).order_by("seq", "id"):
        found.setdefault(note.seq, []).append(note.text)
    return found
