"""Ledgers are views: whoever belongs to the circle, what is known of them, and for each cell where it comes from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.elements import Element, Known
from shiqiao.base.errors import NotFound
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.kernel.registry import reads as registry
from shiqiao.kernel.registry.circles import Spot, read_test, within
from shiqiao.scenes.ledger import dictionary, store
from shiqiao.scenes.ledger.definitions import KINDS, LedgerSpec

PAGE = 50
CHUNK = 500


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a ledger: whom it is about, and what is known by code of the field."""

    spot: Spot
    cells: Mapping[str, Known | None]


def page(
    actor: Actor, spec: LedgerSpec, *, at: datetime, place: int = 0, after: int = 0, limit: int = PAGE
) -> tuple[list[Row], int]:
    """Return a page of a ledger in the actor's ground, and after which number the next one begins (0: none).

    Conditions on sensitive fields are for those alone who may know them: nobody reads them from who stands in a list.
    """
    spots = _spots(actor, spec, at, place, after, limit + 1)
    found = dictionary.values(actor.street or 0, spec.codes(), [one.id for one in spots[:limit]])
    rows = [Row(one, {code: found.get((code, one.id)) for code in spec.codes()}) for one in spots[:limit]]
    return rows, spots[limit - 1].id if len(spots) > limit else 0


def may_open(actor: Actor, spec: LedgerSpec, known: Mapping[str, Element]) -> bool:
    """Tell whether an actor may see who stands in a ledger at all."""
    browses = registry.seen(actor, registry.KINDS[spec.about.kind]) is not None
    return browses and dictionary.opens(actor, spec.about, known)


def _spots(actor: Actor, spec: LedgerSpec, at: datetime, place: int, after: int, limit: int) -> list[Spot]:
    seen = registry.seen(actor, registry.KINDS[spec.about.kind])
    if seen is None:
        return []
    communities = list(spec.about.communities)
    if place:
        communities = [place] if not communities or place in communities else [-1]
    tests = [read_test(one, spec.about.kind) for one in spec.about.where]
    return within(
        actor.street or 0, spec.about.kind, tests, on=store.today(at), communities=communities, after=after, seen=seen,
        limit=limit,
    )  # fmt: skip


def every_row(actor: Actor, spec: LedgerSpec, *, at: datetime, place: int = 0) -> Iterator[Row]:
    """Yield all rows in the actor's ground, some hundred at a time."""
    after = 0
    while True:
        rows, after = page(actor, spec, at=at, place=place, after=after, limit=CHUNK)
        yield from rows
        if not after:
            return


# ── where a cell comes from ────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the journal that speaks of a value: its code, when it happened, and the code of the post that did it."""

    code: str
    at: datetime
    actor: str
    number: int


@dataclass(frozen=True, slots=True)
class Lineage:
    """Where a cell comes from: the field, what is known, the record that holds it, who confirmed it, and what was before."""

    element: Element
    known: Known | None
    record: Ref
    confirmed: Step | None
    steps: Sequence[Step]


def lineage(actor: Actor, kind: str, number: int, key: str) -> Lineage:
    """Return where a value comes from; for subjects of the actor's ground and fields that are not withheld from the actor.

    Absent, not yours and withheld are the same NotFound.
    """
    if kind not in KINDS:
        raise NotFound
    row: Any = registry.get(actor, registry.KINDS[kind], number)
    code = f"{kind}.{key}"
    element = dictionary.entry(row.street, code).element
    if dictionary.withheld(actor, element) or not element.read:
        raise NotFound
    known = dictionary.values(row.street, [code], [row.pk]).get((code, row.pk))
    record = known.record if known and known.record else Ref(kind, row.pk)
    steps = _steps(record, known.key if known else "")
    confirmed = next((one for one in steps if known and one.at == known.confirmed_at), None)
    return Lineage(element, known, record, confirmed, steps)


def _steps(record: Ref, key: str) -> list[Step]:
    """Return the lines that speak of a value, the newest first: those under its key, else those about the whole record."""
    found = []
    for line in reversed(lines_of(record)):
        named = str(line.data.get("key", ""))
        if named == key or (key and not named and line.code.endswith(("_added", "absorbed"))):
            found.append(Step(line.code, line.happened_at, line.actor, line.seq))
    return found[:20]
