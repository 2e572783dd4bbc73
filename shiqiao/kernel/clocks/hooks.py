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
class Warned:
    """For subjects of `kind`: `posts(subject, clock name, alarm level, at)` names whom to tell, None for the usual ones."""

    kind: str
    posts: Callable[[int, str, int, datetime], list[int] | None] = field(compare=False)


warned: Socket[Warned] = Socket("clocks.warned", Warned)
