"""The sockets through which others say that an act has left the house, and what keeps a move back. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from shiqiao.base.sockets import Socket


@dataclass(frozen=True)
class LeftHouse:
    """`left(matter, seq)` tells whether what a line of a matter's journal says was sent out, to a reporter or elsewhere."""

    name: str
    left: Callable[[int, int], bool] = field(compare=False)


left_house: Socket[LeftHouse] = Socket("matters.left_house", LeftHouse)


@dataclass(frozen=True)
class MoveGate:
    """What keeps moves of a flow back beyond the flow's own conditions: `look(matter, do, at)` says why, with the remedy.

    An English msgid; empty when nothing does. It is asked under the matter's lock, and for the buttons on its page.
    """

    flow: str
    look: Callable[[int, str, datetime], str] = field(compare=False)


move_gates: Socket[MoveGate] = Socket("matters.move_gates", MoveGate)


def kept_back(flow: str, matter: int, do: str, at: datetime) -> str:
    """Return what keeps a move back by those who watch its flow."""
    return next((why for gate in move_gates if gate.flow == flow and (why := gate.look(matter, do, at))), "")
