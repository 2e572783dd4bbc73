"""The registry `arena.measures`: figures of an entrant that are counted from records and open onto them.

A scene's package plugs a measure in by one line, `plug(Measure(…))`, when it fills its sockets; of its own contests the key
projects give progress, investment and overdue milestones. Signing progress comes from renewal in the same way.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from shiqiao.base.actor import Ref


@dataclass(frozen=True, slots=True)
class Row:
    """A record behind a figure: what it opens onto, in words, when, how much it gives."""

    ref: Ref
    says: str
    day: date | None = None
    value: str = ""


@dataclass(frozen=True)
class Measure:
    """A figure of entrants: `values(entrants, since, until)`, both days counted, for all of them in few queries.

    An entrant whose record gives none is left out. `rows(entrant, since, until)` yields the records behind the figure of one.
    `kinds` are the kinds of records it knows; `title` and `unit` are msgids.
    """

    code: str
    title: str
    kinds: frozenset[str]
    values: Callable[[Sequence[Ref], date, date], Mapping[Ref, Fraction]] = field(compare=False)
    rows: Callable[[Ref, date, date], Iterable[Row]] = field(compare=False)
    unit: str = ""


_measures: dict[str, Measure] = {}


def plug(one: Measure) -> None:
    """Let an arena's rules name a measure; plugged in again it is replaced."""
    _measures[one.code] = one


def measures() -> dict[str, Measure]:
    """Return what is plugged in, by code."""
    return dict(_measures)


def values_of(code: str, entrants: Iterable[Ref], since: date, until: date) -> Mapping[Ref, Fraction]:
    """Return a measure of entrants; those are left out for which nothing gives it."""
    one = _measures.get(code)
    known = [entrant for entrant in entrants if one and entrant.kind in one.kinds]
    return one.values(known, since, until) if one and known else {}


def rows_of(code: str, entrant: Ref, since: date, until: date) -> list[Row]:
    """Return the records behind a measure of an entrant."""
    one = _measures.get(code)
    return list(one.rows(entrant, since, until)) if one and entrant.kind in one.kinds else []
