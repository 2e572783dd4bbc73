"""The moves of an item as a table, checked when it is loaded. Pure.

found 发现 → identified 认定 → notified 告知 → fixed 整改到位 → checked 复查通过 → struck_off 销号 → used 后续利用;
who does not fix in time is enforced (enforcing 强制). Found again after striking off: reopened.
"""

from collections.abc import Sequence
from dataclasses import dataclass

START = "found"
FINAL = frozenset({"dismissed"})
STRUCK = ("struck_off", "used")
STATES = (
    "found", "identified", "notified", "enforcing", "fixed", "checked", "struck_off", "used", "dismissed",
)  # fmt: skip
OPEN = ("found", "identified", "notified", "enforcing", "fixed", "checked")
# The step that is next in a state; its term runs meanwhile.
STEP = {
    "found": "identify", "identified": "notify", "notified": "self_fix", "enforcing": "enforce", "fixed": "recheck",
    "checked": "strike_off",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Move:
    """What may be done from where, where it leads, by whom: keeper (the lead's office), ground (of the place), checker.

    `how` narrows it to items that came into the state so: by themselves (self) or by enforcement (enforced).
    """

    do: str
    source: str
    to: str
    by: str
    needs: tuple[str, ...] = ()
    how: str = ""


MOVES = (
    Move("identify", "found", "identified", "keeper", ("basis",)),
    Move("dismiss", "found", "dismissed", "keeper", ("words",)),
    Move("notify", "identified", "notified", "keeper"),
    Move("self_fix", "notified", "fixed", "ground", ("photo",)),
    Move("enforce", "notified", "enforcing", "keeper", ("decision",)),
    Move("enforced", "enforcing", "fixed", "keeper", ("photo",)),
    Move("recheck", "fixed", "checked", "checker"),
    Move("send_back", "fixed", "notified", "checker", ("words",), "self"),
    Move("send_back", "fixed", "enforcing", "checker", ("words",), "enforced"),
    Move("strike_off", "checked", "struck_off", "keeper"),
    Move("use", "struck_off", "used", "ground", ("use",)),
    Move("reopen", "struck_off", "identified", "found_again"),
    Move("reopen", "used", "identified", "found_again"),
)


def faults(moves: Sequence[Move], states: Sequence[str] = STATES) -> list[str]:
    """Return what is wrong with a table: unknown or unreachable states, dead ends, moves out of a final state, twins."""
    found = [f"unknown state {name}" for one in moves for name in (one.source, one.to) if name not in states]
    reached, grown = {START}, True
    while grown:
        more = {one.to for one in moves if one.source in reached} - reached
        reached |= more
        grown = bool(more)
    found += [f"{name} cannot be reached" for name in states if name not in reached]
    found += [f"{name} is a dead end" for name in states if name not in FINAL | {one.source for one in moves}]
    found += [f"{one.do} leads out of {one.source}" for one in moves if one.source in FINAL]
    keys = [(one.do, one.source, one.how) for one in moves]
    return found + [f"{key} stands twice" for key in dict.fromkeys(keys) if keys.count(key) > 1]


if wrong := faults(MOVES):
    raise ValueError("; ".join(wrong))


def allowed(do: str, state: str, how: str = "") -> Move | None:
    """Return the move that does this from a state, None where it cannot be done."""
    fitting = (one for one in MOVES if one.do == do and one.source == state and one.how in ("", how))
    return next(fitting, None)


def moves_from(state: str, how: str = "") -> list[Move]:
    """Return the moves out of a state."""
    return [one for one in MOVES if one.source == state and one.how in ("", how)]
