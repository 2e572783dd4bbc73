"""A street's rules and where they lead, from the process without a query; versions and alarms for pages."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shiqiao.base.db.scope import whole
from shiqiao.base.rows import the_one
from shiqiao.base.snapshots import snapshot
from shiqiao.kernel.catalogue.reads import catalogue
from shiqiao.kernel.catalogue.rules import Item
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.people.rules import Book
from shiqiao.kernel.routing.models import Rehearsal, RoutingAlarm, RoutingVersion
from shiqiao.kernel.routing.rules import checking
from shiqiao.kernel.routing.rules.checking import Ground, Problem
from shiqiao.kernel.routing.rules.leading import Led, lead
from shiqiao.kernel.routing.rules.matching import Rules
from shiqiao.kernel.routing.rules.table import RoleTarget, Table, Target

REMEMBERED = 50_000  # answers kept for one book of people


@dataclass
class _Known:
    """Rules in memory: the latest of each street, and former versions as they are asked for."""

    latest: dict[int, Rules]
    former: dict[tuple[int, int], Rules] = field(default_factory=dict)


@snapshot("routing")
def _known() -> _Known:
    with whole():
        rows = RoutingVersion.objects.order_by("street", "-version").distinct("street")
        return _Known({row.street: _read(row) for row in rows})


def _read(row: RoutingVersion) -> Rules:
    return Rules(Table.model_validate(row.table), row.version, row.fingerprint)


def routing_for(street: int, version: int | None = None) -> Rules | None:
    """Return a street's rules, by default the latest; None when it has none of that version."""
    known = _known()
    latest = known.latest.get(street)
    if latest is None or version in (None, latest.version):
        return latest
    key = (street, int(version or 0))
    if key not in known.former:
        with whole():
            row = RoutingVersion.objects.filter(street=street, version=version).first()
        if row is None:
            return None
        known.former[key] = _read(row)
    return known.former[key]


@dataclass
class _Leads:
    """Answers for one book of people; another book starts anew."""

    book: Book | None = None
    answers: dict[tuple[Any, ...], Led] = field(default_factory=dict)


_leads = _Leads()


def lead_to(target: Target, item: Item, grid: int, street: int, at: datetime) -> Led:
    """Return the post that a target leads to at a moment, with the reasons; from memory."""
    global _leads
    held, book = _leads, people.book()
    if held.book is not book or len(held.answers) >= REMEMBERED:
        held = _leads = _Leads(book)
    # What the answer depends on: the item's unit or the community only where the target asks for them.
    unit = item.unit if target == "item_unit" else ""
    community = grid // 1000 if isinstance(target, RoleTarget) else 0
    day = people.day_of(at)
    key = (target, unit, community, street, day)
    answer = held.answers.get(key)
    if answer is None:
        answer = held.answers[key] = lead(book, target, item, grid, street, day)
    return answer


# ── checking ───────────────────────────────────────────────────────────────────────────────────────────────────────


def ground_for(street: int, at: datetime, channels: tuple[str, ...]) -> Ground:
    """Return what a street's rules are checked against at a moment; `channels` are those of reports."""
    return Ground(
        street=street, items=catalogue(street).items, lines=frozenset(line.code for line in people.lines()),
        grids=tuple(people.grid_numbers(street, people.day_of(at))), channels=channels, book=people.book(),
        day=people.day_of(at),
    )  # fmt: skip


def problems_of(table: Table, street: int, at: datetime, channels: tuple[str, ...]) -> list[Problem]:
    """Return what is wrong with a table in a street as it stands."""
    return checking.check(table, ground_for(street, at, channels))


# ── versions, rehearsals, alarms ───────────────────────────────────────────────────────────────────────────────────


def versions(street: int, limit: int = 50) -> list[RoutingVersion]:
    """Return a street's versions, newest first."""
    return list(RoutingVersion.objects.filter(street=street).defer("table", "text").order_by("-version")[:limit])


def version_of(street: int, version: int) -> RoutingVersion:
    """Return one version with its text; raises NotFound."""
    return the_one(RoutingVersion.objects.filter(street=street, version=version))


def latest_text(street: int) -> str:
    """Return the text of the version in force, empty when there is none."""
    row = RoutingVersion.objects.filter(street=street).order_by("-version").first()
    return row.text if row else ""


def rehearsed(street: int, fingerprint: str) -> Rehearsal | None:
    """Return the last rehearsal of exactly these rules against the version in force."""
    current = (
        RoutingVersion.objects.filter(street=street).order_by("-version").values_list("version", flat=True).first()
    )
    tried = Rehearsal.objects.filter(street=street, fingerprint=fingerprint, against=current or 0)
    return tried.order_by("-id").first()


def open_alarms(limit: int) -> list[RoutingAlarm]:
    """Return alarms that are not over, of all streets in scope, oldest first."""
    return list(RoutingAlarm.objects.filter(cleared_at=None).order_by("id")[:limit])
