"""The same move on several matters: each in its own transaction, none lost with another, none moved twice."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shiqiao.base.actor import Actor
from shiqiao.base.db import scope
from shiqiao.base.errors import Conflict, ShiqiaoError
from shiqiao.base.rows import the_one
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.kernel.matters import store
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.rules import code_of

MOST = 50  # matters at once: as many as a person looks over


class ChangedMeanwhile(Conflict):
    """Somebody moved this matter after you chose it: look at it again first."""

    code = "changed_meanwhile"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A matter as it stood when it was chosen: its last journal line was number `seq`."""

    id: int
    seq: int


@dataclass(frozen=True, slots=True)
class Ended:
    """How the move on one matter ended: done (now, or `already` by the same form sent before), else refused with a reason."""

    id: int
    already: bool = False
    error: ShiqiaoError | None = None


def move_each(
    *, chosen: Sequence[Chosen], do: str, act: Callable[..., Any], by: Actor, at: datetime, **given: Any
) -> list[Ended]:
    """Make a move on each matter, in a transaction of its own; a refusal leaves the others as they are.

    `act` is the move's action, `given` what it needs besides `matter`, `by` and `at`. A matter that was moved since it
    was chosen is left alone: sending the same form again changes nothing. Locks one matter's row at a time.
    """
    return [_move_one(one, do, act, by, at, given) for one in chosen[:MOST]]


def _move_one(one: Chosen, do: str, act: Callable[..., Any], by: Actor, at: datetime, given: dict[str, Any]) -> Ended:
    try:
        with scope.scoped(*scope.of(by)):
            if not _as_chosen(one, do, by):
                return Ended(one.id, already=True)
            act(matter=one.id, by=by, at=at, **given)
    except ShiqiaoError as error:
        return Ended(one.id, error=error)
    return Ended(one.id)


def _as_chosen(one: Chosen, do: str, by: Actor) -> bool:
    """Tell whether nobody moved it since; False when this person made this very move. Raises ChangedMeanwhile, NotFound."""
    seq = the_one(Matter.objects.select_for_update().filter(pk=one.id).values_list("seq", flat=True))
    if seq == one.seq:
        return True
    since = [line for line in lines_of(store.subject(one.id)) if line.seq > one.seq]
    if since and since[0].code == code_of(do) and since[0].actor == by.code:
        return False
    raise ChangedMeanwhile


def refused(ended: Iterable[Ended]) -> list[Ended]:
    """Return those that were refused."""
    return [one for one in ended if one.error is not None]
