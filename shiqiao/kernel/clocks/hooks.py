"""The sockets for the owners of subjects: a calendar moved their clock (same transaction); whom their clocks warn."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from shiqiao.base.actor import Actor
from shiqiao.base.sockets import Socket
from shiqiao.kernel.clocks.facts import ClockMoved


@dataclass(frozen=True)
class MovedClock:
    """For subjects of `kind`: `react(fact, by, at)` writes the subject's own journal line."""

    kind: str
    react: Callable[[ClockMoved, Actor, datetime], None] = field(compare=False)


moved_clock: Socket[MovedClock] = Socket("clocks.moved_clock", MovedClock)


@dataclass(frozen=True)
class SubjectLine:
    """For subjects of `kind`: `read(id)` tells on which line of work it is, so that it climbs to the right leader."""

    kind: str
    read: Callable[[int], str] = field(compare=False)


subject_line: Socket[SubjectLine] = Socket("clocks.subject_line", SubjectLine)


def line_of(kind: str, identifier: int) -> str:
    """Return the line of work of a subject, empty when its owner does not tell."""
    return next((one.read(identifier) for one in subject_line if one.kind == kind), "")


@dataclass(frozen=True)
class Warned:
    """For subjects of `kind`: `posts(subject, clock name, alarm level, at)` names whom to tell, None for the usual ones."""

    kind: str
    posts: Callable[[int, str, int, datetime], list[int] | None] = field(compare=False)


warned: Socket[Warned] = Socket("clocks.warned", Warned)
