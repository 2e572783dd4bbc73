"""From indicators to SQL: which rows count, as one pass over a source for all indicators that share its rows and day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any

from shiqiao.kernel.scoring.rules import Indicator, Plain, Table
from shiqiao.kernel.scoring.sources import Source, all_sources

DIMENSIONS = ("community", "grid", "person", "unit")


@dataclass(frozen=True, slots=True)
class Part:
    """The indicators that are counted in one pass: of one source, on the day of one of its moments."""

    code: str
    source: Source
    by: str
    indicators: tuple[Indicator, ...]

    @property
    def moment(self) -> str:
        """Return the expression of the moment."""
        return self.source.moments[self.by]

    @property
    def day(self) -> str:
        """Return the expression of the local day."""
        return f"({self.moment} AT TIME ZONE %(zone)s)::date"


class Parameters:
    """Values of conditions, each under a name of its own; `excluded` are numbers of matters left out, by indicator."""

    def __init__(
        self, zone: str, now: datetime, *, excluded: Mapping[str, Sequence[str]] | None = None, **more: Any
    ) -> None:
        self.values: dict[str, Any] = {"zone": zone, "now": now, **more}
        self.excluded = excluded or {}

    def add(self, value: Any) -> str:
        """Keep a value; returns its place in the statement."""
        name = f"v{len(self.values)}"
        self.values[name] = value
        return f"%({name})s"


def parts(table: Table) -> list[Part]:
    """Return how a table is counted, in the order of codes."""
    known = all_sources()
    key = lambda one: (one.source, one.of.by)  # noqa: E731
    return [
        Part(f"{source}.{by}", known[source], by, tuple(some))
        for (source, by), some in groupby(sorted(table.indicators, key=key), key=key)
        if source in known
    ]


def condition(source: Source, where: Mapping[str, Any], given: Parameters) -> str:
    """Return conditions on a source's fields as SQL, true for none; what is not known of a row is never met."""
    said = [_one(source.fields[name][0], wanted, given) for name, wanted in where.items()]
    return " AND ".join(said) or "true"


def _one(expression: str, wanted: Any, given: Parameters) -> str:
    if isinstance(wanted, dict):
        return f"NOT ({_one(expression, wanted['not'], given)})"
    among: Sequence[Plain] = wanted if isinstance(wanted, list) else [wanted]
    said = [_equal(expression, value, given) for value in among]
    return f"({' OR '.join(said)})"


def _equal(expression: str, value: Plain, given: Parameters) -> str:
    if value is None:
        return f"({expression}) IS NULL"
    if isinstance(value, bool):
        return f"({expression}) IS {'TRUE' if value else 'FALSE'}"
    return f"COALESCE(({expression}) = {given.add(value)}, false)"


def of(one: Indicator, source: Source, given: Parameters) -> str:
    """Return the condition for a row to be among those counted: its rule, and that nobody had it left out."""
    counted = condition(source, one.of.where, given)
    left_out = given.excluded.get(one.code)
    return f"({counted}) AND {source.opens} <> ALL({given.add(list(left_out))})" if left_out else counted


def hit(one: Indicator, source: Source, given: Parameters) -> str:
    """Return the condition for a counted row to be a hit; where nothing is asked, all are."""
    return f"({of(one, source, given)}) AND ({condition(source, one.hit or {}, given)})"


def cells(part: Part, given: Parameters, *, grids: Iterable[int] = (), since: date, until: date | None = None) -> str:
    """Return a SELECT of the day, the dimensions, and two lists (hit, of) in the order of the part's indicators.

    The fields that rules name are reckoned once a row, inside: many indicators ask for the same ones, some of another
    table.
    """
    source, seen = part.source, _seen(part)
    low = f"{given.add(since)}::timestamp AT TIME ZONE %(zone)s"
    where = [f"{source.dimensions['street']} = %(street)s", f"{part.moment} >= {low}"]
    if until is not None:
        where.append(f"{part.moment} < {given.add(until)}::timestamp AT TIME ZONE %(zone)s")
    if wanted := list(grids):
        where.append(f"{source.dimensions['grid']} = ANY({given.add(wanted)})")
    names = ", ".join(f"{source.dimensions[name]} AS {name}" for name in DIMENSIONS)
    fields = "".join(f", {source.fields[name][0]} AS f_{name}" for name in seen.fields)
    inner = (
        f"SELECT {part.day} AS day, {names}, {source.opens} AS opens{fields} "
        f"FROM {source.rows} WHERE {' AND '.join(where)} OFFSET 0"
    )
    counted = [of(one, seen, given) for one in part.indicators]
    hits = [hit(one, seen, given) for one in part.indicators]
    return (
        f"SELECT day, {', '.join(DIMENSIONS)}, "
        f"ARRAY[{', '.join(f'count(*) FILTER (WHERE {one})' for one in hits)}]::int[], "
        f"ARRAY[{', '.join(f'count(*) FILTER (WHERE {one})' for one in counted)}]::int[] "
        f"FROM ({inner}) s WHERE {' OR '.join(f'({one})' for one in counted)} GROUP BY 1, 2, 3, 4, 5"
    )


def _seen(part: Part) -> Source:
    """Return a part's source as its rows are seen from outside: each field that the part's rules name is a column."""
    asked = {name for one in part.indicators for name in (*one.of.where, *(one.hit or {}))}
    fields = {name: (f"s.f_{name}", takes) for name, (_, takes) in part.source.fields.items() if name in asked}
    return replace(part.source, fields=fields, opens="s.opens")


def rows(part: Part, one: Indicator, given: Parameters, *, since: date, until: date, only_hits: bool | None) -> str:
    """Return a SELECT of the rows behind a number: their id, number of the matter, local day, and whether each is a hit.

    The caller adds conditions on dimensions (`AND …`). `only_hits`: the hits, the others, or (None) all.
    """
    source = part.source
    counted, found = of(one, source, given), hit(one, source, given)
    shown = {None: counted, True: found, False: f"({counted}) AND NOT ({found})"}[only_hits]
    return (
        f"SELECT {source.id}, {source.opens}, {part.day}, ({found}) FROM {source.rows} "
        f"WHERE {source.dimensions['street']} = %(street)s AND ({shown}) "
        f"AND {part.moment} >= {given.add(since)}::timestamp AT TIME ZONE %(zone)s "
        f"AND {part.moment} < {given.add(until)}::timestamp AT TIME ZONE %(zone)s"
    )
