"""The registry as spreadsheets: masked as its lists are, and only what the actor's territory holds."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.sockets import Column, ListExport
from shiqiao.base.text import number_in
from shiqiao.base.time import now
from shiqiao.kernel.journal.taken import WITHHELD
from shiqiao.kernel.registry import reads, rules, subjects
from shiqiao.surfaces.desk import registry, words
from shiqiao.surfaces.desk import registrywords as say
from shiqiao.surfaces.kit.leafing import CHUNK, leaves

Params = Mapping[str, str]
Row = Sequence[Any]

PERSONS = (
    Column("Name of the person", width=14), Column("Sex", width=8), Column("Born in", width=10), Column("Lives", width=34),
    Column("State", width=14),
)  # fmt: skip
ORGANISATIONS = (
    Column("Name of the organisation", width=30), Column("Credit code", width=22), Column("Kind", width=16),
    Column("Address", width=34), Column("State", width=14),
)  # fmt: skip
BUILDINGS = (
    Column("Name of the building", width=28), Column("Kind", width=16), Column("Floors", width=10), Column("Place", width=30),
)  # fmt: skip
DWELLINGS = (
    Column("Name of the building", width=28), Column("Floor", "number", 8), Column("Dwelling", width=14),
    Column("Use", width=18),
)  # fmt: skip
PAIRS = (
    Column("This one", width=26), Column("That one", width=26), Column("Why", width=40),
    Column("Likeness in per cent", "number", 12),
)  # fmt: skip
DUE = (
    Column("Whose", width=26), Column("Known", width=24), Column("Value", width=20), Column("Place", width=30),
    Column("Confirmed", "moment", 17),
)  # fmt: skip


def record_rows(kind: str, actor: Actor, params: Params) -> Iterator[Row]:
    """Yield the records of a kind: what the search shows, or all of the territory."""
    if text := params.get("q", "")[:60].strip():
        yield from _records(kind, registry.found(actor, kind, text))
        return
    for page in leaves(lambda after: reads.records(actor, kind, after=after, limit=CHUNK)):
        yield from _records(kind, registry.rows_of(kind, page.rows))


def _records(kind: str, rows: Iterable[registry.Row]) -> Iterator[Row]:
    for row in rows:
        told = (row.title, row.first, row.second, row.place)
        yield told if kind == "building" else (*told, row.state)


def record_chosen(actor: Actor, params: Params) -> Sequence[tuple[str, str]]:
    """Say that something was searched, not what: the rows are masked, and the words may be a name."""
    return [(_("Search"), WITHHELD)] if params.get("q", "").strip() else []


def dwelling_rows(actor: Actor, params: Params) -> Iterator[Row]:
    """Yield the dwellings of a building floor by floor, the highest first."""
    building = _building(actor, params)
    for floor in registry.floors_of(building):
        for room in floor["rooms"]:
            yield building.name, floor["floor"] or None, room["label"], room["use"]


def dwelling_chosen(actor: Actor, params: Params) -> Sequence[tuple[str, str]]:
    """Say of which building."""
    return [(_("Building"), _building(actor, params).name)]


def _building(actor: Actor, params: Params) -> Any:
    return reads.get(actor, reads.KINDS["building"], number_in(params.get("of", "")))


def kind_asked(params: Params) -> str:
    """Return of which kind doubles are asked for."""
    return "organisation" if params.get("kind") == "organisation" else "person"


def pair_rows(actor: Actor, params: Params) -> Iterator[Row]:
    """Yield who may be the same and waits for a decision, the most alike first."""
    kind = kind_asked(params)
    pairs = reads.open_pairs(actor, kind, limit=CHUNK)
    while pairs:
        shown = subjects.show(actor, {Ref(kind, number) for pair in pairs for number in (pair.first, pair.second)})
        for pair in pairs:
            one, other = (shown[Ref(kind, number)].title for number in (pair.first, pair.second))
            yield one, other, say.joined(say.LIKE, pair.reasons), pair.score
        pairs = reads.open_pairs(actor, kind, after=pairs[-1], limit=CHUNK)


def pair_chosen(actor: Actor, params: Params) -> Sequence[tuple[str, str]]:
    """Say of which kind."""
    return [(_("Kind"), _("Organisations") if kind_asked(params) == "organisation" else _("Persons"))]


def due_rows(actor: Actor, params: Params) -> Iterator[Row]:
    """Yield what is out of date and wants confirming, the oldest first."""
    at = now()
    for page in leaves(lambda after: reads.facts_due(actor, at, after=after, limit=CHUNK)):
        shown = subjects.show(actor, {Ref(fact.kind, fact.subject) for fact in page.rows})
        for fact in page.rows:
            if (ref := Ref(fact.kind, fact.subject)) in shown:
                told = registry.fact_shown(fact, at)
                yield shown[ref].title, told.title, told.value, words.place(fact.grid), told.confirmed_at


def _listed(kind: str, title: str, columns: tuple[Column, ...]) -> ListExport:
    rows: Callable[[Actor, Params], Iterator[Row]] = partial(record_rows, kind)
    return ListExport(
        registry.EXPORTS[kind], title, "desk:registry", columns, rows, record_chosen, rules.LOOKS_UP, f"?kind={kind}"
    )


ALL = (
    _listed("person", "Persons", PERSONS),
    _listed("organisation", "Organisations", ORGANISATIONS),
    _listed("building", "Buildings", BUILDINGS),
    ListExport(
        "registry-dwellings", "Dwellings by floor", "desk:registry-record", DWELLINGS, dwelling_rows, dwelling_chosen,
        rules.PLACES, of=True,
    ),
    ListExport("registry-pairs", "Possible doubles", "desk:registry-pairs", PAIRS, pair_rows, pair_chosen, rules.BROWSES),
    ListExport("registry-due", "Out of date", "desk:registry-due", DUE, due_rows, roles=rules.BROWSES),
)  # fmt: skip
