"""Sockets through which every part says what personal data it holds: how to find, show and erase them, and what stops that.

The parts lie above, so they fill these. A table with personal data that no holding names fails a test.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.sockets import Socket

OWN, NAMED = "own", "named"  # data a person gave or that are about the person; a number that somebody else wrote down
IDENTIFIERS, TEXTS, ANONYMISE, DELETE, TOKENS = "identifiers", "texts", "anonymise", "delete", "tokens"
ACTS = (IDENTIFIERS, TEXTS, ANONYMISE, DELETE)  # what a rule may say; TOKENS is only asked for by a person


@dataclass(frozen=True, slots=True)
class Sought:
    """Whose data are looked for: numbers on file, and keyed marks of telephone and identity numbers."""

    street: int
    persons: frozenset[int] = frozenset()
    marks: frozenset[bytes] = frozenset()


class Found(NamedTuple):
    """Something held about a person. `tokens` name the numbers in texts that are the person's, where others wrote them."""

    subject: Ref
    how: str = OWN
    tokens: tuple[str, ...] = ()


class Stop(NamedTuple):
    """Why something may not be erased now (an English msgid that names the remedy), and until when, if that is known."""

    why: str
    until: datetime | None = None


class Piece(NamedTuple):
    """One thing that is held about a person, as it is handed out: labels are msgids, values are in clear for the person.

    Third persons' data are masked by whoever fills this. `of` says what it is, `source` where it came from, `purpose` why;
    `sort` is the finer kind that rules may name.
    """

    subject: Ref
    of: str
    source: str
    purpose: str
    values: tuple[tuple[str, str], ...]
    sort: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be erased, and why: `basis` is request, rule or replay, `rule` the name of the rule."""

    subject: Ref
    act: str
    basis: str
    by: Actor
    at: datetime
    rule: str = ""
    tokens: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """Which rows of a kind a rule touches: `start` before a moment, of some sorts, not erased by this act yet, by id."""

    street: int
    act: str
    start: str
    before: datetime
    only: frozenset[str] = frozenset()
    but: frozenset[str] = frozenset()
    after: int = 0
    limit: int = 200


def _no_stops(ids: Sequence[int], at: datetime) -> Mapping[int, Stop]:
    return {}


def _no_sorts(street: int) -> frozenset[str]:
    return frozenset()


@dataclass(frozen=True)
class Holding:
    """What a part holds of one kind.

    `acts` and `starts` are what a rule for it may say; `sorts` the finer kinds it may name. `find` answers for a person;
    `disclose` opens it; `erase` does an order in the running transaction and counts what went (nothing: all was gone);
    `due` returns ids that a rule touches, rising; `show` names rows without personal data. `chained` says that the part
    writes the journal line into the subject's own chain.
    """

    kind: str
    title: str
    tables: tuple[str, ...]
    acts: frozenset[str]
    starts: frozenset[str]
    find: Callable[[Sought], Sequence[Found]] = field(compare=False)
    disclose: Callable[[Sequence[Found]], Sequence[Piece]] = field(compare=False)
    erase: Callable[[Order], Mapping[str, int]] = field(compare=False)
    due: Callable[[Asked], Sequence[int]] = field(compare=False)
    show: Callable[[Sequence[int]], Sequence[str]] = field(compare=False)
    stops: Callable[[Sequence[int], datetime], Mapping[int, Stop]] = field(default=_no_stops, compare=False)
    sorts: Callable[[int], frozenset[str]] = field(default=_no_sorts, compare=False)
    chained: bool = True
    on_request: str = ""  # the act that serves a person's request; empty where the data stay by law


@dataclass(frozen=True)
class Kept:
    """Tables with personal data that nobody erases one by one, with the reason."""

    tables: tuple[str, ...]
    why: str


@dataclass(frozen=True)
class Stopper:
    """What else keeps a kind of subject: `look(ids, at)` says which of them, and why."""

    kind: str
    look: Callable[[Sequence[int], datetime], Mapping[int, Stop]] = field(compare=False)


@dataclass(frozen=True)
class Readers:
    """Who read what of some subjects in clear: `read(subjects)` gives (when, post code, field, reason), newest first."""

    name: str
    read: Callable[[Sequence[Ref]], Sequence[tuple[datetime, str, str, str]]] = field(compare=False)


@dataclass(frozen=True)
class Identify:
    """How a person is found by numbers: `look(street, phone, identity)` gives numbers on file and keyed marks."""

    name: str
    look: Callable[[int, str, str], Sought] = field(compare=False)


@dataclass(frozen=True)
class WorkDays:
    """Working days: `later(street, at, days)` is the moment when so many have passed."""

    later: Callable[[int, datetime, int], datetime] = field(compare=False)


holdings: Socket[Holding] = Socket("retention.holdings", Holding)
kept: Socket[Kept] = Socket("retention.kept", Kept)
stoppers: Socket[Stopper] = Socket("retention.stoppers", Stopper)
readers: Socket[Readers] = Socket("retention.readers", Readers)
identify: Socket[Identify] = Socket("retention.identify", Identify)
work_days: Socket[WorkDays] = Socket("retention.work_days", WorkDays)


def holding(kind: str) -> Holding | None:
    """Return the holding of a kind, None for one that nobody registered."""
    return next((one for one in holdings if one.kind == kind), None)


def tables() -> frozenset[str]:
    """Return all tables that a holding answers for, or that are kept for a stated reason."""
    return frozenset(name for one in (*holdings, *kept) for name in one.tables)
