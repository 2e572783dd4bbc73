"""Undo: whoever made a move takes it back within a minute, as long as nothing left the house.

The journal keeps both lines. `matters.undone` names the line it undoes and sets every column and clock back to what
they were before it; clocks that the undone move had started are dropped.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from shiqiao.base import crypto
from shiqiao.base.actor import Actor
from shiqiao.base.db import scope
from shiqiao.base.errors import Forbidden, NotFound
from shiqiao.base.time import now
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.kernel.journal.rules import Line
from shiqiao.kernel.matters import store
from shiqiao.kernel.matters.hooks import left_house
from shiqiao.kernel.matters.models import FormerPlace, Matter
from shiqiao.kernel.matters.months import numbered
from shiqiao.kernel.matters.moves import Standing, lock, tell_moved, write_change
from shiqiao.kernel.matters.rules import COLUMNS, NOTES, Change, Given, Sheet, code_of, rebuild
from shiqiao.kernel.matters.sheets import UNDOABLE
from shiqiao.kernel.notices.actions import withdraw

WINDOW = timedelta(seconds=60)
KEPT = timedelta(minutes=10)
_CODES = {code_of(do): do for do in UNDOABLE}


class UndoRefused(Forbidden):
    """This cannot be undone."""

    code = "undo_refused"


@dataclass(frozen=True, slots=True)
class Undoable:
    """The last act on a matter, which may be undone for so many more seconds."""

    do: str
    seq: int
    seconds: int


def why_not(last: Line, by: Actor, at: datetime) -> str:
    """Return why an act cannot be undone, as a sentence with the remedy; "" when it can. Pure.

    `by` must be the same post and the same person; `at` is compared with when the act was recorded.
    """
    bound = last.data.get("bound", {})
    if last.actor != by.code or last.data.get("who") != by.account:
        return "Only who did it can undo it, and only as long as nobody has acted since."
    if last.code not in _CODES or any(public and name in bound for name, public in NOTES.items()):
        return "This has left the house: what others have read cannot be undone. Correct it with a further step."
    if at - last.recorded_at > WINDOW:
        return "A step can be undone for one minute only. Correct it with a further step."
    return ""


def undoable(row: Matter, lines: Sequence[Line], by: Actor, at: datetime) -> Undoable | None:
    """Return the last act when the actor may undo it now, for the button; `lines` are the matter's."""
    if len(lines) < 2 or why_not(lines[-1], by, at) or _left(row.id, lines[-1].seq):
        return None
    last = lines[-1]
    return Undoable(_CODES[last.code], last.seq, max(1, round((last.recorded_at + WINDOW - at).total_seconds())))


def _left(matter: int, seq: int) -> bool:
    return any(one.left(matter, seq) for one in left_house)


def undo_move(*, matter: int, by: Actor, at: datetime) -> Sheet:
    """Undo the last act on a matter, in one transaction; locks its row. Raises UndoRefused saying what to do instead."""
    with scope.scoped(*scope.of(by)):
        standing, recorded = lock(matter), now()
        lines = lines_of(store.subject(matter))
        last, before = lines[-1], rebuild(lines[:-1])
        if before is None:
            raise UndoRefused("A report cannot be undone: decline or correct it.")
        if why := why_not(last, by, recorded):
            raise UndoRefused(why)
        if standing.followed or (standing.sheet.parent and standing.sheet.done):
            raise UndoRefused("Other matters have followed this step. Correct it with a further step.")
        if _left(matter, last.seq):
            raise UndoRefused(
                "This has left the house: what others have read cannot be undone. Correct it with a further step."
            )
        given = _former_place(standing, last)
        sheet = write_change(standing, undone(standing.sheet, before, last.seq), given, by=by, at=at, recorded=recorded)
        FormerPlace.objects.filter(matter=matter).delete()
        withdraw(subject=store.subject(matter), line=last.seq, by=by, at=recorded)
        tell_moved(sheet, "undo", at=recorded)
    return sheet


def undone(after: Sheet, before: Sheet, seq: int) -> Change:
    """Decide an undoing: the columns and clocks that differ go back, clocks that were not there before are dropped."""
    columns = {name: getattr(before, name) for name in COLUMNS if getattr(before, name) != getattr(after, name)}
    had, has = ({(clock.name, clock.run): clock for clock in sheet.clocks} for sheet in (before, after))
    clocks = tuple(clock for key, clock in had.items() if has.get(key) != clock)
    dropped = tuple(key for key in has if key not in had)
    return Change("matters.undone", columns, clocks, {"undoes": seq}, dropped)


def _former_place(standing: Standing, last: Line) -> Given:
    """Return where the matter was thought to lie before the undone correction of its place."""
    if "body" not in last.data.get("bound", {}):
        return Given()
    former = FormerPlace.objects.filter(matter=standing.row.id, seq=last.seq).first()
    if former is None:
        raise UndoRefused("The former place is no longer known: correct it once more.")
    address, lon, lat = json.loads(crypto.decrypt(former.place))
    return Given(place=(address, lon, lat))


def undone_lines(lines: Collection[Line]) -> frozenset[int]:
    """Return the numbers of the lines that were undone: timelines mark them, the reporter does not see them."""
    return frozenset(line.data["undoes"] for line in lines if "undoes" in line.data)


def move_undoable(actor: Actor, number: str, at: datetime) -> Matter:
    """Return the matter whose last act the actor made, though it may be out of the actor's sight now; raises NotFound."""
    row = Matter.objects.filter(numbered(number)).first() if number.isdigit() else None
    if row is None or undoable(row, lines_of(store.subject(row.id)), actor, at) is None:
        raise NotFound()
    return row


def forget_former_places(*, at: datetime) -> int:
    """Forget places that can no longer be restored; return how many. Over all streets."""
    return FormerPlace.objects.filter(at__lt=at - KEPT).delete()[0]
