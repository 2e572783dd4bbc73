"""The socket through which others say that an act has left the house, so that it can no longer be undone. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, field

from shiqiao.base.sockets import Socket


@dataclass(frozen=True)
class LeftHouse:
    """`left(matter, seq)` tells whether what a line of a matter's journal says was sent out, to a reporter or elsewhere."""

    name: str
    left: Callable[[int, int], bool] = field(compare=False)


left_house: Socket[LeftHouse] = Socket("matters.left_house", LeftHouse)
