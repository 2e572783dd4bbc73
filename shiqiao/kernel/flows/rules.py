"""A flow is a table: one line a move. Parsed, checked and asked here; pure."""

import hashlib
import json
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shiqiao.base.errors import Forbidden, Invalid
from shiqiao.base.mistakes import places
from shiqiao.kernel.people.rules import ROLE_REACH

SAME = "="
# Conditions a move may name; who knows matters decides them (kernel/matters/rules).
CONDITIONS = frozenset({
    "checked_by_another", "within_reopen_window", "may_be_fixed_on_the_spot", "after_reopen_window",
    "nothing_asked", "return_asked", "time_asked", "something_asked", "asked_by_me", "decided_by_another",
    "paused", "not_paused", "supervised", "extendable", "not_extended", "higher_approver", "not_merged", "merged",
    "has_parent", "ended",
    "attendance_late", "unpublished", "is_published",
})  # fmt: skip
# What a move may need; who knows matters says what it lacks.
NEEDS = frozenset({
    "answer", "result", "reason", "outcome", "handler", "evidence", "responded", "solved", "satisfied",
    "term", "until", "progress", "main", "child", "units",
})  # fmt: skip
CLOCKS = ("echo", "accept", "dispatch", "handle", "check", "review", "supervise", "attend")
# Who may move: roles of posts, the one whose the matter is, who called a unit to it, and automatic processes.
WHO = frozenset({*ROLE_REACH, "assigned", "caller", "system"})
MOST_MOVES = 30


class Title(BaseModel):
    """A title that is data: both languages are required."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def __str__(self) -> str:
        return self.en


class Titles(tuple[Title, ...]):
    """Several titles as one parameter of an error's sentence."""

    def __str__(self) -> str:
        return ", ".join(str(title) for title in self) or "–"


class State(BaseModel):
    """A state: its title, the clock that runs while it lasts, whether the work is done in it, whether it is the end."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    title: Title
    clock: str = ""
    done: bool = False
    final: bool = False


class Move(BaseModel):
    """One line of the table: what is done, from which states, to which, by whom, with what, under which conditions.

    `to: "="` keeps the state. `answers: true` marks a person's substantive answer, which stops the echo clock.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
    do: str
    title: Title
    sources: tuple[str, ...] = Field(alias="from")
    to: str
    by: tuple[str, ...]
    needs: tuple[str, ...] = ()
    when: tuple[str, ...] = ()
    answers: bool = False
    main: bool = False

    def __init__(self, **data: Any) -> None:
        for key in ("from", "by", "needs", "when"):
            if isinstance(data.get(key), str):
                data[key] = (data[key],)
        super().__init__(**data)


class FlowTable(BaseModel):
    """The file's schema."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    flow: str = Field(pattern=r"^[a-z][a-z_]*$")
    title: Title
    start: str
    echo: tuple[str, ...] = ()  # channels whose reporter waits for an answer the same day
    states: dict[str, State]
    moves: tuple[Move, ...]


class MoveNotAllowed(Forbidden):
    """This step cannot be taken from here, or not by your post."""

    code = "move_not_allowed"


@dataclass(frozen=True)
class Flow:
    """A checked flow of one version; matters finish on the version they began with."""

    table: FlowTable
    version: int = 0

    @property
    def code(self) -> str:
        return self.table.flow

    @property
    def states(self) -> Mapping[str, State]:
        return self.table.states

    @cached_property
    def _from(self) -> dict[str, list[Move]]:
        return {state: [m for m in self.table.moves if state in m.sources] for state in self.table.states}

    def moves_from(self, state: str, roles: Iterable[str]) -> list[Move]:
        """Return the moves that someone with these roles may try from a state: the buttons of every surface."""
        held = set(roles)
        return [move for move in self._from.get(state, []) if held.intersection(move.by)]

    def allow(self, do: str, *, state: str, roles: Iterable[str]) -> Move:
        """Return the move, or raise MoveNotAllowed saying which moves there are instead."""
        found = [move for move in self._from.get(state, []) if move.do == do]
        if not found:
            raise MoveNotAllowed(
                "“{move}” is not possible while the matter is “{state}”. Possible now: {instead}",
                move=next((move.title for move in self.table.moves if move.do == do), do),
                state=self.states[state].title,
                instead=Titles(move.title for move in self._from.get(state, [])),
            )
        if not set(roles).intersection(found[0].by):
            roles_asked = ", ".join(found[0].by)
            raise MoveNotAllowed("“{move}” needs one of these roles: {roles}", move=found[0].title, roles=roles_asked)
        return found[0]

    def target(self, move: Move, state: str) -> str:
        """Return the state a move leads to."""
        return state if move.to == SAME else move.to


def parse(raw: object) -> FlowTable:
    """Read a loaded YAML table and check it; raises Invalid naming every problem."""
    try:
        table = FlowTable.model_validate(raw)
    except ValidationError as error:
        raise Invalid("The flow file has mistakes.", fields=places(error)) from error
    problems = list(check(table))
    if problems:
        raise Invalid("The flow “{flow}” is not sound.", flow=table.flow, fields=dict(problems))
    return table


def write(table: FlowTable) -> str:
    """Return a table as the YAML that is read again: one move a paragraph, defaults left out."""
    plain = table.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, width=140, default_flow_style=None)


def check(table: FlowTable) -> Iterator[tuple[str, str]]:
    """Find what must not be in a flow: unknown words, unreachable states, dead ends, circles, moves out of the end."""
    states = table.states
    if table.start not in states:
        yield "start", f"there is no state {table.start}"
        return
    yield from _check_moves(table)
    if len(table.moves) > MOST_MOVES:
        yield "moves", f"{len(table.moves)} moves; split the flow, {MOST_MOVES} are the most"
    for code, state in states.items():
        if state.clock and state.clock not in CLOCKS:
            yield f"states.{code}", f"there is no clock {state.clock}; known are {', '.join(CLOCKS)}"
    yield from _check_ways(table)


def _check_ways(table: FlowTable) -> Iterator[tuple[str, str]]:
    states = table.states
    leaving = {s for move in table.moves for s in move.sources if move.to not in (SAME, s)}
    ending = {code for code in states if any(states[s].final for s in reachable(table, code) if s in states)}
    for code in states.keys() - reachable(table):
        yield f"states.{code}", "cannot be reached from the start"
    for code, state in states.items():
        if not state.final and code not in leaving:
            yield f"states.{code}", "is a dead end: no move leaves it and it is not final"
        elif code not in ending:
            yield f"states.{code}", "leads round in a circle: no final state can be reached from it"
    if not any(state.final for state in states.values()):
        yield "states", "no state is final"


def _check_moves(table: FlowTable) -> Iterator[tuple[str, str]]:
    seen: set[tuple[str, str]] = set()
    for number, move in enumerate(table.moves):
        where = f"moves.{number}.{move.do}"
        for code in {*move.sources, move.to} - {SAME} - table.states.keys():
            yield where, f"there is no state {code}"
        for code in move.sources:
            if code in table.states and table.states[code].final:
                yield where, f"leads out of the final state {code}"
            if (code, move.do) in seen:
                yield where, f"stands twice for the state {code}"
            seen.add((code, move.do))
        for kind, named, known in _words(move):
            for word in sorted(named - known):
                yield where, f"there is no {kind} {word}; known are {', '.join(sorted(known))}"


def _words(move: Move) -> Iterator[tuple[str, set[str], frozenset[str]]]:
    yield "condition", set(move.when), CONDITIONS
    yield "need", set(move.needs), NEEDS
    yield "role", set(move.by), WHO


def reachable(table: FlowTable, start: str = "") -> set[str]:
    """Return the states that some sequence of moves reaches from a state, by default from the start of the flow."""
    found, queue = {start or table.start}, deque([start or table.start])
    while queue:
        state = queue.popleft()
        for move in table.moves:
            if state in move.sources and move.to != SAME and move.to in table.states and move.to not in found:
                found.add(move.to)
                queue.append(move.to)
    return found


def fingerprint(table: FlowTable) -> str:
    """Return a hash of the content, by which a changed file becomes a new version."""
    text = json.dumps(table.model_dump(mode="json", by_alias=True), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


Language = Literal["zh", "en"]
