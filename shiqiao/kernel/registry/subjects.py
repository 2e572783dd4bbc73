"""Subjects: how parts and scenes show things they know only by `Ref`, and what all of them tell of one."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.sockets import Happened, Socket, SubjectKind, SubjectPanel, SubjectTimeline
from shiqiao.base.text import mask_name
from shiqiao.kernel.registry import reads, sealing
from shiqiao.kernel.registry.models import Building, Dwelling, Household, Organisation, Person
from shiqiao.kernel.territory.reads import title as place_title

subjects: Socket[SubjectKind] = Socket("registry.subjects", SubjectKind)
timelines: Socket[SubjectTimeline] = Socket("registry.timelines", SubjectTimeline)
subject_panels: Socket[SubjectPanel] = Socket("registry.subject_panels", SubjectPanel)


class Shown(NamedTuple):
    """A subject as others show it: `url` is its page on the desk, `progress` a word on its state, either may be empty."""

    title: str
    url: str
    progress: str


def show(actor: Actor, refs: Iterable[Ref]) -> dict[Ref, Shown]:
    """Return how to show subjects of any kind, in one query a kind; what the actor may not see is left out."""
    wanted: dict[str, list[int]] = defaultdict(list)
    for ref in refs:
        wanted[ref.kind].append(ref.id)
    found: dict[Ref, Shown] = {}
    for kind in subjects:
        if kind.kind in wanted:
            told = kind.read(actor, wanted[kind.kind])
            found.update({Ref(kind.kind, number): Shown(*shown) for number, shown in told.items()})
    return found


def timeline(actor: Actor, ref: Ref) -> list[Happened]:
    """Return what all parts and scenes tell of a subject, the newest first, as far as the actor may know it."""
    told = [one for source in timelines if ref.kind in source.kinds for one in source.read(actor, ref)]
    return sorted(told, key=lambda one: one.at, reverse=True)


def panels_of(kind: str) -> list[SubjectPanel]:
    """Return the sections that scenes add to the page of a kind of subject, in their order."""
    return sorted((panel for panel in subject_panels if kind in panel.kinds), key=lambda panel: panel.order)


# ── the registry's own kinds ───────────────────────────────────────────────────────────────────────────────────────


def _persons(actor: Actor, ids: list[int]) -> Mapping[int, tuple[str, str, str]]:
    """Masked names; one that was merged is shown as the one it was merged into."""
    live = reads.resolved("person", ids)
    rows = reads.rows_of(actor, Person).in_bulk(list(live.values()))
    return {
        number: (mask_name(sealing.open_name(row)), f"/registry/person/{row.pk}/", row.state)
        for number, own in live.items()
        if (row := rows.get(own))
    }


def _organisations(actor: Actor, ids: list[int]) -> Mapping[int, tuple[str, str, str]]:
    live = reads.resolved("organisation", ids)
    rows = reads.rows_of(actor, Organisation).in_bulk(list(live.values()))
    return {
        number: (row.name, f"/registry/organisation/{row.pk}/", row.state)
        for number, own in live.items()
        if (row := rows.get(own))
    }


def _buildings(actor: Actor, ids: list[int]) -> Mapping[int, tuple[str, str, str]]:
    rows = reads.rows_of(actor, Building).in_bulk(ids)
    return {pk: (row.name, f"/registry/building/{pk}/", "") for pk, row in rows.items()}


def _dwellings(actor: Actor, ids: list[int]) -> Mapping[int, tuple[str, str, str]]:
    rows = reads.rows_of(actor, Dwelling).select_related("building").in_bulk(ids)
    return {pk: (dwelling_title(row), f"/registry/dwelling/{pk}/", row.use) for pk, row in rows.items()}


def _households(actor: Actor, ids: list[int]) -> Mapping[int, tuple[str, str, str]]:
    rows = reads.rows_of(actor, Household).select_related("dwelling__building").in_bulk(ids)
    return {
        pk: (household_title(row), f"/registry/household/{pk}/", "ended" if row.ended else "")
        for pk, row in rows.items()
    }


def dwelling_title(row: Dwelling) -> str:
    """Return a dwelling as people say it: 春元里小区3号楼2单元402."""
    unit = f"{row.unit}单元" if row.unit.isascii() and row.unit else row.unit
    return f"{row.building.name}{unit}{row.room}"


def household_title(row: Household) -> str:
    """Return a household by where it lives, else by its number or its grid."""
    if row.dwelling is not None:
        return dwelling_title(row.dwelling)
    return row.number or place_title(reads.place_of(row))


def fill() -> None:
    """Put the registry's own kinds into its socket."""
    own: dict[str, Callable[[Actor, list[int]], Mapping[int, tuple[str, str, str]]]] = {
        "person": _persons, "organisation": _organisations, "building": _buildings, "dwelling": _dwellings,
        "household": _households,
    }  # fmt: skip
    for kind, read in own.items():
        subjects.fill("registry", SubjectKind(kind, read))  # type: ignore[arg-type]
