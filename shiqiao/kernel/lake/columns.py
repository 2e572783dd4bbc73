"""Facts as columns: the SELECT that makes facts of a source, the types of its columns, and which columns may leave.

The same SELECT is the table that PostgreSQL counts live and what is written to the lake. A moment has two columns: `m_…`
(UTC) and `d_…`, the local day on which it counts, so that no engine needs to know time zones. A field is `f_…`; one that
turns with time alone is `t_…`, microseconds since 1970 from which it has turned (NULL: never).
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.apps import apps
from django.db import connection

from shiqiao.base.classes import HOLDINGS
from shiqiao.base.errors import Invalid
from shiqiao.kernel.scoring.selecting import DIMENSIONS, Parameters
from shiqiao.kernel.scoring.sources import ByTime, Source, all_sources

KEPT_ROWS = Source(
    "kept", "Rows behind closed months", "scoring_evidence e", "e.id",
    {"counted": "e.day::timestamp AT TIME ZONE %(zone)s"},
    {"part": ("e.part", None), "hits": ("e.hits", None), "counts": ("e.counts", None)},
    {"street": "e.street", **{name: f"e.{name}" for name in DIMENSIONS}}, "e.number", "scoring_period",
    {"scoring_period": "SELECT p.id::text, NULL::bigint FROM scoring_period p WHERE p.id = ANY(%(ids)s)"},
    "SELECT min(p.starts::timestamp AT TIME ZONE %(zone)s) FROM scoring_period p WHERE p.id::text = ANY(%(numbers)s)",
)  # fmt: skip
"""What a closed month keeps; figures of closed months are counted from it on every engine."""

# Types of PostgreSQL by number, as every engine knows them.
TYPES = {16: "boolean", 20: "int64", 21: "int64", 23: "int64", 25: "string", 1042: "string", 1043: "string",
         1082: "date", 1184: "timestamp"}  # fmt: skip
FORBIDDEN = ("personal", "sensitive")


@dataclass(frozen=True, slots=True)
class Facts:
    """A source with the SQL of its facts, the types of its columns in order, and a mark of both."""

    source: Source
    sql: str
    types: Mapping[str, str]
    definition: str

    @property
    def by_time(self) -> bool:
        """Tell whether facts themselves pass with time: derived from a plan, or held by whoever holds a post today."""
        return "%(now)s" in self.sql


def fact_sources() -> dict[str, Source]:
    """Return what the lake holds: every source of scoring, and the rows behind closed months."""
    return {**all_sources(), KEPT_ROWS.code: KEPT_ROWS}


def select(source: Source) -> str:
    """Return the SELECT of a source's facts of one street; takes street, zone and now."""
    columns = {"id": f"({source.id})::bigint", "opens": f"({source.opens})::text"}
    columns |= {name: f"({source.dimensions[name]})::bigint" for name in ("street", *DIMENSIONS)}
    for name, moment in source.moments.items():
        columns[f"m_{name}"] = moment
        columns[f"d_{name}"] = f"(({moment}) AT TIME ZONE %(zone)s)::date"
    columns |= dict(_field(name, said) for name, (said, _) in source.fields.items())
    listed = ", ".join(f'{sql} AS "{name}"' for name, sql in columns.items())
    return f"SELECT {listed} FROM {source.rows} WHERE {source.dimensions['street']} = %(street)s"


def _field(name: str, said: str) -> tuple[str, str]:
    if isinstance(said, ByTime):
        return f"t_{name}", f"(EXTRACT(EPOCH FROM ({said.moment})) * 1000000)::bigint"
    return f"f_{name}", said


def facts(source: Source, given: Parameters) -> Facts:
    """Return the facts of a source; raises Invalid when they would hold a personal column, or a type no engine knows."""
    sql = select(source)
    refuse_personal(source.code, sql)
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} LIMIT 0", given.values)
        types = {column.name: _type(source.code, column) for column in cursor.description or ()}
    marked = "\n".join([sql, str(given.values["zone"]), *(f"{name} {kind}" for name, kind in types.items())])
    return Facts(source, sql, types, hashlib.sha256(marked.encode()).hexdigest())


def _type(code: str, column: Any) -> str:
    if column.type_code not in TYPES:
        raise Invalid(
            "The source {source} has a column no engine knows: {column}. Cast it to text, a whole number or a boolean.",
            source=code, column=column.name,
        )  # fmt: skip
    return TYPES[column.type_code]


# ── what may leave ─────────────────────────────────────────────────────────────────────────────────────────────────


def refuse_personal(code: str, sql: str) -> None:
    """Raise Invalid when a personal value could leave by SQL: its column stands elsewhere than in a condition, where only
    yes or no comes of it (found within sixty metres?). What is sensitive may not even be asked.
    """
    if found := _personal_of(sql):
        raise Invalid(
            "The source {source} names personal data: {columns}. Facts of the lake are public or internal only.",
            source=code, columns=", ".join(found),
        )  # fmt: skip


@lru_cache(maxsize=256)
def _personal_of(sql: str) -> Sequence[str]:
    """Parsed once a process: the SQL of a source is the same for every street, and hundreds are written one after another."""
    return tuple(sorted(set(_personal(sql))))


def _personal(sql: str) -> Iterator[str]:
    import sqlglot
    from sqlglot import exp

    tree = sqlglot.parse_one(re.sub(r"%\(\w+\)s", "'x'", sql).replace("%%", "%"), dialect="postgres")
    tables = {(one.alias or one.name): one.name for one in tree.find_all(exp.Table)}
    closed = _closed_columns()
    named = set(tables.values())
    for column in tree.find_all(exp.Column):
        # A name that leads to no table comes out of a subquery: it is then of any table that is read.
        for table in {tables[column.table]} if column.table in tables else named:
            held = closed.get(table, {}).get(column.name)
            if held == "sensitive" or (held and not column.find_ancestor(exp.Predicate)):
                yield f"{table}.{column.name}"


def _closed_columns() -> dict[str, dict[str, str]]:
    """Return by table the columns that may not leave, each with its class; columns are named as their fields."""
    closed: dict[str, dict[str, str]] = {}
    for model in apps.get_models():
        if held := HOLDINGS.get(model):
            names = {name: one.data_class for name, one in held.columns.items() if one.data_class in FORBIDDEN}
            closed[model._meta.db_table] = names
    return closed
