"""Comparing their list of orders with ours (对账). Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

# Kind of difference → its remedy.
REMEDIES = {
    "missing_here": "take_in",
    "missing_there": "ask",
    "closed_here_open_there": "send_result",
    "closed_there_open_here": "ask",
    "state": "accept_state",
    "deadline": "accept_deadline",
    "result": "accept_result",
}
# How far an order is, in their states as in ours: 1 to be taken, 2 in work, 3 result given, 4 closed; 0 not ours.
THEIR_STAGE = {
    "pending": 1, "handling": 2, "objecting": 2, "answered": 3, "closed": 4, "returned": 0, "withdrawn": 0,
}  # fmt: skip
OUR_STAGE = {
    "received": 1, "handling": 2, "objecting": 2, "answered": 2, "written_back": 3, "confirmed": 4, "returned": 0,
    "withdrawn": 0,
}  # fmt: skip
# Our states in which the work is done here, and theirs in which they know.
DONE_HERE, DONE_THERE = ("answered", "written_back", "confirmed"), ("answered", "closed")


@dataclass(frozen=True, slots=True)
class Theirs:
    """A row of their list: the state and deadline as they see them, and what their call-back said."""

    number: str
    state: str = ""
    deadline: datetime | None = None
    contacted: bool | None = None
    solved: bool | None = None
    satisfied: str = ""
    called_at: datetime | None = None
    excluded: bool = False

    @property
    def said(self) -> bool:
        """Tell whether a call-back said anything."""
        return self.contacted is not None or self.solved is not None or bool(self.satisfied)

    def result(self) -> str:
        """Return what the call-back said as one short text."""
        return result_text(self.contacted, self.solved, self.satisfied)


@dataclass(frozen=True, slots=True)
class Ours:
    """The last round of a number as we have it."""

    order: int
    number: str
    state: str
    deadline: datetime | None
    result: str = ""


@dataclass(frozen=True, slots=True)
class Differs:
    """A difference: its kind, whose, and what each side says (codes and moments)."""

    kind: str
    number: str
    order: int
    theirs: str
    ours: str


def result_text(contacted: bool | None, solved: bool | None, satisfied: str) -> str:
    """Return what a call-back said as one short text of codes: `+/-/` reads contacted, not solved."""
    sign = {True: "+", False: "-", None: "?"}
    return f"{sign[contacted]}/{sign[solved]}/{satisfied or '?'}"


def differences(theirs: Iterable[Theirs], ours: Mapping[str, Ours]) -> Iterator[Differs]:
    """Yield what differs: theirs not ours, ours not theirs, and of what both have state, deadline and result.

    `ours` are the orders of the period and those that their list names, by number; each must be in their list.
    """
    seen = set()
    for their in theirs:
        seen.add(their.number)
        our = ours.get(their.number)
        if our is not None:
            yield from _both(their, our)
        elif THEIR_STAGE.get(their.state, 1):
            yield Differs("missing_here", their.number, 0, their.state, "")
    for number, our in ours.items():
        if number not in seen and OUR_STAGE[our.state]:
            yield Differs("missing_there", number, our.order, "", our.state)


def _both(their: Theirs, our: Ours) -> Iterator[Differs]:
    kind = _state_differs(their.state, our.state)
    if kind:
        yield Differs(kind, our.number, our.order, their.state, our.state)
    if their.deadline is not None and their.deadline != our.deadline and OUR_STAGE[our.state]:
        mine = our.deadline.isoformat() if our.deadline else ""
        yield Differs("deadline", our.number, our.order, their.deadline.isoformat(), mine)
    if their.said and their.result() != our.result:
        yield Differs("result", our.number, our.order, their.result(), our.result)


def _state_differs(theirs: str, ours: str) -> str:
    if not theirs:
        return ""
    if ours in DONE_HERE and theirs not in DONE_THERE and THEIR_STAGE[theirs]:
        return "closed_here_open_there"
    if ours not in DONE_HERE and OUR_STAGE[ours] and theirs in DONE_THERE:
        return "closed_there_open_here"
    if bool(THEIR_STAGE[theirs]) != bool(OUR_STAGE[ours]):
        return "state"
    if (theirs == "objecting") != (ours == "objecting") and "objecting" in (theirs, ours):
        return "state"
    return "state" if theirs == "closed" and ours == "written_back" else ""
