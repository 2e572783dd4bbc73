"""The moves of a topic as a table, checked when it is loaded. Pure.

submitted 提出 → accepted 受理 (graded: 即时议 or 深入议) → convened 已召集 → in_session 协商中 → decided 已议决 →
executing 落实中 → evaluating 评议中 → closed 办结; a quick talk is answered 已答复. Returned, merged, refused lead aside.
"""

from collections.abc import Sequence
from dataclasses import dataclass

START = "submitted"
FINAL = frozenset({"merged", "answered", "closed"})
STATES = (
    "submitted", "returned", "merged", "accepted", "refused", "answered", "convened", "in_session", "decided", "executing",
    "evaluating", "closed",
)  # fmt: skip
OPEN = ("submitted", "accepted", "convened", "in_session", "decided", "executing", "evaluating")
# The step that is next in a state; its term runs meanwhile. In `accepted` it depends on the grade.
STEP = {"submitted": "review", "decided": "tasks"}
GRADE_STEP = {"quick": "answer", "depth": "convene"}


@dataclass(frozen=True, slots=True)
class Move:
    """What may be done from where and where it leads. `by`: keeper (who keeps the body), proposer, or what carries it.

    `grade` narrows it to topics of one grade.
    """

    do: str
    source: str
    to: str
    by: str = "keeper"
    needs: tuple[str, ...] = ()
    grade: str = ""


MOVES = (
    Move("accept", "submitted", "accepted", needs=("grade",)),
    Move("return", "submitted", "returned", needs=("words",)),
    Move("merge", "submitted", "merged", needs=("into",)),
    Move("refuse", "submitted", "refused", needs=("words",)),
    Move("resubmit", "returned", "submitted", "proposer", ("words",)),
    Move("resubmit", "refused", "submitted", "proposer", ("words",)),
    Move("refuse", "accepted", "refused", needs=("words",)),
    Move("answer", "accepted", "answered", needs=("words",), grade="quick"),
    Move("deepen", "accepted", "accepted", needs=("words",), grade="quick"),
    Move("convene", "accepted", "convened", "meeting", grade="depth"),
    Move("uncall", "convened", "accepted", "meeting"),
    Move("open", "convened", "in_session", "meeting"),
    Move("adjourn", "in_session", "accepted", "meeting"),
    Move("reject", "in_session", "refused", "meeting"),
    Move("decide", "in_session", "decided", "meeting"),
    Move("execute", "decided", "executing", "resolution"),
    Move("evaluate", "executing", "evaluating", "resolution"),
    Move("send_back", "evaluating", "executing", "resolution"),
    Move("close", "evaluating", "closed", "resolution"),
)


def faults(moves: Sequence[Move], states: Sequence[str] = STATES) -> list[str]:
    """Return what is wrong with a table: unknown or unreachable states, dead ends, moves out of a final state."""
    found = [f"unknown state {name}" for one in moves for name in (one.source, one.to) if name not in states]
    reached = {START}
    for _step in states:
        reached |= {one.to for one in moves if one.source in reached}
    found += [f"{name} cannot be reached" for name in states if name not in reached]
    found += [f"{name} is a dead end" for name in states if name not in FINAL | {one.source for one in moves}]
    return found + [f"{one.do} leads out of {one.source}" for one in moves if one.source in FINAL]


if wrong := faults(MOVES):
    raise ValueError("; ".join(wrong))


def allowed(do: str, state: str, grade: str = "") -> Move | None:
    """Return the move that does this from a state, None where it cannot be done."""
    fitting = (one for one in MOVES if one.do == do and one.source == state and one.grade in ("", grade))
    return next(fitting, None)


def moves_from(state: str, grade: str = "") -> list[Move]:
    """Return the moves out of a state that a person chooses."""
    return [
        one for one in MOVES if one.source == state and one.grade in ("", grade) and one.by in ("keeper", "proposer")
    ]


def step_of(state: str, grade: str) -> str:
    """Return the step that is next, empty where none is due by a term."""
    return GRADE_STEP.get(grade, "") if state == "accepted" else STEP.get(state, "")
