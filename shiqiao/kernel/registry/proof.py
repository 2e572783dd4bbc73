"""Proving the registry: what stands in the tables must be what the chains say, and what the commitments bind."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import F

from shiqiao.kernel.journal.reads import Finding, Progress, chains, check_chain
from shiqiao.kernel.journal.rules import Line
from shiqiao.kernel.registry.models import Dwelling, Fact, Household, Merge
from shiqiao.kernel.registry.sealing import commitment_of, commitment_of_fact
from shiqiao.kernel.registry.store import PARTS, RECORDS, covered, digest_of, fold

CHUNK = 500
OWNERS: dict[str, tuple[str, str]] = {
    "membership": ("person", "person_id"),
    "contact": ("organisation", "organisation_id"),
}


def check_registry(progress: Progress = lambda count: None) -> Iterator[Finding]:
    """Prove every record: chain, covered columns, commitments, the parts that hang on it, and where it lies."""
    for kind, table in RECORDS.items():
        streams, seen = chains(kind), 0
        while chunk := list(islice(streams, CHUNK)):
            yield from _check_chunk(kind, {lines[0].subject.id: lines for lines in chunk})
            seen += len(chunk)
            progress(seen)
        if seen < (there := table._default_manager.count()):
            yield Finding(kind, f"{there - seen} records have no journal")
    yield from _check_places()


def _check_chunk(kind: str, lives: dict[int, list[Line]]) -> Iterator[Finding]:
    rows = RECORDS[kind]._default_manager.in_bulk(list(lives))
    parts = _parts_of(kind, list(lives))
    for number, lines in lives.items():
        yield from check_chain(lines)
        row = rows.get(number)
        if row is None:
            yield Finding(f"{kind}:{number}", "is in the journal but not in the table")
            continue
        columns, told, bound = fold(lines)
        where = f"{kind} {number}"
        yield from _check_row(where, row, columns, bound.get("self", ""))
        yield from _check_parts(where, kind, number, parts[number], told, bound)
        yield from _check_merges(where, lines)
        if (row.seq, bytes(row.head)) != (lines[-1].seq, lines[-1].hash):
            yield Finding(where, f"was written with {row.seq} journal lines, the journal has {lines[-1].seq}")


def _check_merges(where: str, lines: list[Line]) -> Iterator[Finding]:
    """What a merge noted for its undoing is what its line says; only few records have such lines."""
    told = {line.data["merge"]: line.data for line in lines if line.code == "registry.absorbed"}
    for row in Merge.objects.filter(pk__in=told) if told else ():
        if (digest_of(row.before), row.copied, row.loser) != tuple(
            told[row.pk][name] for name in ("noted", "copied", "of")
        ):
            yield Finding(where, f"merge {row.pk} differs from the journal")


def _check_row(where: str, row: Any, columns: dict[str, Any], bound: str) -> Iterator[Finding]:
    for name, value in covered(row).items():
        if columns.get(name) != value:
            yield Finding(where, f"column {name} is {value!r}, the journal says {columns.get(name)!r}")
    if commitment_of(row) != bound:
        yield Finding(where, "what is on file differs from what the journal binds")


def _parts_of(kind: str, ids: list[int]) -> dict[int, dict[str, Any]]:
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    for fact in Fact.objects.filter(kind=kind, subject__in=ids):
        found[fact.subject][f"fact:{fact.pk}"] = fact
    for name, (owner, column) in OWNERS.items():
        if owner == kind:
            for row in PARTS[name]._default_manager.filter(**{f"{column}__in": ids}):
                found[getattr(row, column)][f"{name}:{row.pk}"] = row
    return found


def _check_parts(
    where: str, kind: str, number: int, rows: dict[str, Any], told: dict[str, dict[str, Any]], bound: dict[str, str]
) -> Iterator[Finding]:
    belonging = {name: part for name, part in told.items() if _owner(kind, name, part) == number}
    for name in sorted(rows.keys() ^ belonging.keys()):
        yield Finding(where, f"{name} stands in the {'table' if name in rows else 'journal'} alone")
    for name in sorted(rows.keys() & belonging.keys()):
        if covered(rows[name]) != belonging[name]:
            yield Finding(where, f"{name} differs from the journal")
        if name.startswith("fact:") and commitment_of_fact(rows[name]) != bound.get(name):
            yield Finding(where, f"the value of {name} differs from what the journal binds")


def _owner(kind: str, name: str, part: dict[str, Any]) -> int:
    """Return whom a part belongs to by what the journal says: an empty 0 when it is no part of this kind of record."""
    sort = name.partition(":")[0]
    if sort == "fact":
        return int(part["subject"]) if part["kind"] == kind else 0
    owner, column = OWNERS[sort]
    return int(part[column]) if owner == kind else 0


def _check_places() -> Iterator[Finding]:
    """Reckon anew where everything lies: rooms where their building is, people where their household is, facts likewise."""
    for what, wrong in _misplaced().items():
        if wrong:
            yield Finding(what, f"{wrong} lie elsewhere than what they lie in")


def _misplaced() -> dict[str, int]:
    return {
        "dwelling": Dwelling.objects.exclude(grid=F("building__grid"), community=F("building__community")).count(),
        "household": Household.objects.exclude(dwelling=None).exclude(
            grid=F("dwelling__grid"), community=F("dwelling__community")
        ).count(),
        "person": _count("registry_person", "registry_household", "household"),
        "organisation": _count("registry_organisation", "registry_building", "building"),
        **{
            f"fact of {kind}": _count("registry_fact", f"registry_{kind}", "subject", f"AND a.kind = '{kind}'")
            for kind in RECORDS
        },
    }  # fmt: skip


def _count(table: str, within: str, by: str, more: str = "") -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM {table} a JOIN {within} b ON b.id = a.{by} "
            f"WHERE (a.grid, a.community) <> (b.grid, b.community) {more}"
        )
        return int(cursor.fetchone()[0])
