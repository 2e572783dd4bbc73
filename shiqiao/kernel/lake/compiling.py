"""One definition: an indicator's rows and hits as Ibis expressions over facts, whatever engine counts them.

The meaning is that of `scoring.selecting`: what is not known of a row is never met, and a row that nobody counts for
anything has no cell.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from functools import reduce
from operator import and_, or_
from typing import Any

import ibis

from shiqiao.kernel.scoring.rules import Indicator, Plain
from shiqiao.kernel.scoring.selecting import DIMENSIONS, Part
from shiqiao.kernel.scoring.sources import ByTime, Source

TABLE = "fact"
CELL = ("day", *DIMENSIONS)
Columns = Mapping[str, str]


def table(types: Columns) -> Any:
    """Return facts with columns of these types as a table that an engine fills."""
    return ibis.table(dict(types), name=TABLE)


def counted(
    part: Part, types: Columns, *, keys: Sequence[str], since: date, until: date | None, at: datetime,
    excluded: Mapping[str, Sequence[str]],
) -> Any:  # fmt: skip
    """Return what a part counts on local days [since, until): `keys` (of CELL, or street), then hit and of by indicator."""
    whole = table(types)
    day = whole[f"d_{part.by}"]
    seen = whole.filter(day >= since if until is None else (day >= since) & (day < until))
    seen = seen.mutate(day=seen[f"d_{part.by}"])
    ask = _Asked(seen, part.source, at)
    pairs = [(ask.of(one, excluded.get(one.code, ())), ask.all_of(one.hit or {})) for one in part.indicators]
    sums: dict[str, Any] = {}
    for place, (of, hit) in enumerate(pairs):
        sums |= {f"hits_{place}": seen.count(where=of & hit), f"counts_{place}": seen.count(where=of)}
    found = seen.group_by(list(keys)).aggregate(**sums)
    return found.filter(reduce(or_, [found[f"counts_{place}"] > 0 for place in range(len(pairs))]))


def kept(part: Part, types: Columns, *, keys: Sequence[str], since: date, until: date) -> Any:
    """Return the same of closed months, from the rows they keep: which indicators a row counted for is a bit each."""
    whole = table(types)
    seen = whole.filter((whole.d_counted >= since) & (whole.d_counted < until) & (whole.f_part == part.code))
    seen = seen.mutate(day=seen.d_counted)
    sums: dict[str, Any] = {}
    for place in range(len(part.indicators)):
        sums[f"hits_{place}"] = seen.count(where=(seen.f_hits & (1 << place)) != 0)
        sums[f"counts_{place}"] = seen.count(where=(seen.f_counts & (1 << place)) != 0)
    return seen.group_by(list(keys)).aggregate(**sums)


class _Asked:
    """Conditions on the fields of facts."""

    def __init__(self, seen: Any, source: Source, at: datetime) -> None:
        self.seen, self.source = seen, source
        # Whole microseconds: a float loses the last of them.
        gone = at - datetime(1970, 1, 1, tzinfo=UTC)
        self.now = (gone.days * 86_400 + gone.seconds) * 1_000_000 + gone.microseconds

    def of(self, one: Indicator, left_out: Sequence[str]) -> Any:
        """Return whether a row is among those counted: its rule, and that nobody had it left out."""
        wanted = self.all_of(one.of.where)
        return wanted & _known(~self.seen.opens.isin(list(left_out))) if left_out else wanted

    def all_of(self, where: Mapping[str, Any]) -> Any:
        """Return conditions together, true for none."""
        return reduce(and_, [self._one(name, wanted) for name, wanted in where.items()], ibis.literal(True))

    def _one(self, name: str, wanted: Any) -> Any:
        if isinstance(wanted, dict):
            return ~self._one(name, wanted["not"])
        among: Sequence[Plain] = wanted if isinstance(wanted, list) else [wanted]
        return reduce(or_, [_equal(self._field(name), value) for value in among])

    def _field(self, name: str) -> Any:
        said = self.source.fields[name][0]
        if not isinstance(said, ByTime):
            return self.seen[f"f_{name}"]
        turned = _known(self.seen[f"t_{name}"] <= ibis.literal(self.now, type="int64"))
        return turned if said.to else ~turned


def _equal(column: Any, value: Plain) -> Any:
    if value is None:
        return column.isnull()
    if isinstance(value, bool):
        return _known(column if value else ~column)
    return _known(column == value)


def _known(condition: Any) -> Any:
    return condition.fill_null(False)
