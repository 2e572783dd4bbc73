"""The sockets of clocks: a calendar moved them (same transaction), whom they warn, and rules that shorten their terms."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.sockets import Socket
from shiqiao.kernel.clocks.calendar import WorkCalendar
from shiqiao.kernel.clocks.facts import ClockMoved
from shiqiao.kernel.clocks.reckoning import Term
from shiqiao.kernel.clocks.state import ClockState, shorten, shortened_by


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


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose clock starts: a subject of `kind` of a street, its item, who applied where that is known, and who acts.

    `subject` is 0 while the subject is not written yet; `by` is the actor's code.
    """

    street: int
    kind: str
    item: str
    by: str
    subject: int = 0
    applicant: Ref | None = None


@dataclass(frozen=True, slots=True)
class Shorter:
    """A shorter term, by the rule of a number; `reason` is an English msgid that names the kind of rule."""

    term: Term
    rule: str
    reason: str


@dataclass(frozen=True)
class TermRule:
    """What may shorten terms: `look(asked, clock name, its full term, at)` gives a shorter one, None for no rule.

    It is asked whenever such a clock starts, within the act: from memory, without a query where no rule is in force.
    """

    name: str
    look: Callable[[Asked, str, Term, datetime], Shorter | None] = field(compare=False)


term_rules: Socket[TermRule] = Socket("clocks.term_rules", TermRule)


@dataclass(frozen=True)
class ClockedItems:
    """For subjects of `kind`: `read(street)` names the items whose clocks ask the term rules, code → (Chinese, English)."""

    kind: str
    read: Callable[[int], Mapping[str, tuple[str, str]]] = field(compare=False)


clocked_items: Socket[ClockedItems] = Socket("clocks.clocked_items", ClockedItems)


def shortened(state: ClockState, cal: WorkCalendar, at: datetime, asked: Asked | None) -> ClockState:
    """Return a running clock with the shortest term that a rule gives it; the clock itself when none does."""
    if asked is None or shortened_by(state):
        return state
    found = [one for rule in term_rules if (one := rule.look(asked, state.name, state.term, at))]
    made = [shorten(state, cal, one.term, at, rule=one.rule, reason=one.reason, approver=asked.by) for one in found]
    return min(made, key=lambda one: one.due_at, default=state)
