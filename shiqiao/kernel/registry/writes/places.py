"""Buildings, dwellings and households: added, changed, and moved with all that lies in them."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from shiqiao.base.actor import Actor
from shiqiao.base.errors import NotFound
from shiqiao.kernel.registry import reads, rules
from shiqiao.kernel.registry.errors import RecordRefused
from shiqiao.kernel.registry.models import Building, Dwelling, Fact, Household, Membership, Organisation, Person
from shiqiao.kernel.registry.store import Writing, new_id
from shiqiao.kernel.registry.writes.common import (
    above,
    grid_in,
    known,
    located,
    may_write,
    mine,
    place_of_dwelling,
    put,
    terms,
    text,
)  # fmt: skip


@transaction.atomic
def add_building(
    *, street: int, name: str, kind: str = "residential", grid: int = 0, floors: int = 0, source: str = "office",
    by: Actor, at: datetime,
) -> Building:  # fmt: skip
    """Add a building. Its grid is the one given, else that of its name in the address book; raises RecordRefused."""
    name = text("name", name, 120, needed=True)
    found, address = located(street, name, grid)
    if not found:
        raise RecordRefused(
            fields={"grid": "“{name}” is not in the address book. Choose the grid, or add it to the address book."},
            name=name,
        )
    work = Writing(by=by, at=at)
    row = new_building(
        work, street=street, name=name, kind=kind, grid=found, address=address, floors=floors, source=source
    )
    may_write(by, street, reads.place_of(row))
    work.send()
    return row


def new_building(
    work: Writing, *, street: int, name: str, kind: str, grid: int, address: int, floors: int, source: str
) -> Building:
    """Have a building added and told."""
    row = Building(
        id=new_id(), street=street, name=name, kind=known("kind", kind, rules.BUILDING_KINDS), address=address,
        floors=_floors(floors), terms=terms(name), source=known("source", source, rules.SOURCES), confirmed_at=work.at,
    )  # fmt: skip
    put(row, grid_in(street, grid))
    work.add(row)
    work.tell("registry.building_added", row)
    return row


def _floors(floors: int) -> int:
    if not -9 <= floors <= 200:
        raise RecordRefused(fields={"floors": "A floor lies between -9 and 200."})
    return floors


@transaction.atomic
def change_building(
    *, building: int, name: str | None = None, kind: str | None = None, grid: int | None = None, floors: int | None = None,
    source: str = "office", by: Actor, at: datetime,
) -> Building:  # fmt: skip
    """Change a building; with another grid all that lies in it moves along, in the same transaction."""
    row, work = mine(by, Building, building), Writing(by=by, at=at)
    work.touch(row)
    if name is not None:
        row.name = text("name", name, 120, needed=True)
        row.terms = terms(row.name)
    row.kind = known("kind", row.kind if kind is None else kind, rules.BUILDING_KINDS)
    row.floors = _floors(row.floors if floors is None else floors)
    row.source, row.confirmed_at = known("source", source, rules.SOURCES), at
    moved = grid is not None and grid != row.grid
    if moved:
        put(row, grid_in(row.street, grid or 0))
        may_write(by, row.street, reads.place_of(row))
    work.tell("registry.building_changed", row)
    work.send()
    if moved:
        _take_along(row)
    return row


def _take_along(row: Building) -> None:
    """Let everything in a building lie where it lies now; derived columns, which the proof reckons anew."""
    place = above(row)
    dwellings = Dwelling.objects.filter(building=row)
    rooms = list(dwellings.values_list("pk", flat=True))
    dwellings.update(**place)
    homes = list(Household.objects.filter(dwelling__in=rooms).values_list("pk", flat=True))
    Household.objects.filter(pk__in=homes).update(**place)
    people = list(Person.objects.filter(household__in=homes).values_list("pk", flat=True))
    Person.objects.filter(pk__in=people).update(**place)
    firms = Organisation.objects.filter(dwelling__in=rooms) | Organisation.objects.filter(building=row.pk)
    there = list(firms.values_list("pk", flat=True))
    Organisation.objects.filter(pk__in=there).update(**place)
    for kind, ids in (
        ("building", [row.pk]), ("dwelling", rooms), ("household", homes), ("person", people), ("organisation", there),
    ):  # fmt: skip
        Fact.objects.filter(kind=kind, subject__in=ids).update(**place)


@transaction.atomic
def add_dwelling(
    *, building: int, unit: str = "", room: str, floor: int = 0, use: str = "owned", area: Decimal | None = None,
    source: str = "office", by: Actor, at: datetime,
) -> Dwelling:  # fmt: skip
    """Add a dwelling to a building. Raises NotFound, RecordRefused, OnFile."""
    house = reads.get(by, Building, building)
    may_write(by, house.street, reads.place_of(house))
    work = Writing(by=by, at=at)
    row = new_dwelling(work, house, unit=unit, room=room, floor=floor, use=use, area=area, source=source)
    work.send()
    return row


def new_dwelling(
    work: Writing, building: Building, *, unit: str, room: str, floor: int, use: str, area: Decimal | None, source: str
) -> Dwelling:
    """Have a dwelling added and told; without a floor it is read off the room's number (402 → 4)."""
    room = text("room", room, 20, needed=True)
    row = Dwelling(
        id=new_id(), street=building.street, building=building, unit=text("unit", unit, 10), room=room,
        floor=_floors(floor or floor_of(room)), use=known("use", use, rules.DWELLING_USES), area=_area(area),
        source=known("source", source, rules.SOURCES), confirmed_at=work.at, **above(building),
    )  # fmt: skip
    work.add(row)
    work.tell("registry.dwelling_added", row)
    return row


def floor_of(room: str) -> int:
    """Return the floor that a room's number of three or four digits tells, 0 when it tells none."""
    return int(room[:-2]) if room.isascii() and room.isdigit() and 3 <= len(room) <= 4 else 0


def _area(area: Decimal | None) -> Decimal | None:
    if area is not None and not 0 < area < 1_000_000:
        raise RecordRefused(fields={"area": "An area lies between 0 and 1 000 000 square metres."})
    return area


@transaction.atomic
def change_dwelling(
    *, dwelling: int, use: str | None = None, floor: int | None = None, area: Decimal | None = None,
    source: str = "office", by: Actor, at: datetime,
) -> Dwelling:  # fmt: skip
    """Change a dwelling; what is None stays."""
    row, work = mine(by, Dwelling, dwelling), Writing(by=by, at=at)
    work.touch(row)
    row.use = known("use", row.use if use is None else use, rules.DWELLING_USES)
    row.floor = _floors(row.floor if floor is None else floor)
    row.area = row.area if area is None else _area(area)
    row.source, row.confirmed_at = known("source", source, rules.SOURCES), at
    work.tell("registry.dwelling_changed", row)
    work.send()
    return row


@transaction.atomic
def add_household(
    *, street: int, dwelling: int | None = None, grid: int = 0, kind: str = "family", number: str = "",
    began: date, source: str = "office", by: Actor, at: datetime,
) -> Household:  # fmt: skip
    """Add a household, in a dwelling or (where none is known yet) in a grid."""
    home = reads.get(by, Dwelling, dwelling) if dwelling else None
    work = Writing(by=by, at=at)
    row = new_household(
        work, street=street, dwelling=home, grid=grid, kind=kind, number=number, began=began, source=source
    )
    may_write(by, street, reads.place_of(row))
    work.send()
    return row


def new_household(
    work: Writing,
    *,
    street: int,
    dwelling: Dwelling | None,
    grid: int,
    kind: str,
    number: str,
    began: date,
    source: str,
) -> Household:
    """Have a household added and told."""
    if dwelling is not None and dwelling.street != street:
        raise NotFound()
    row = Household(
        id=new_id(), street=street, dwelling=dwelling, kind=known("kind", kind, rules.HOUSEHOLD_KINDS),
        number=text("number", number, 30), began=began, source=known("source", source, rules.SOURCES), confirmed_at=work.at,
    )  # fmt: skip
    put(row, place_of_dwelling(dwelling) if dwelling else grid_in(street, grid))
    work.add(row)
    work.tell("registry.household_added", row)
    return row


@transaction.atomic
def change_household(*, household: int, changes: Mapping[str, Any], by: Actor, at: datetime) -> Household:
    """Change kind, number or dwelling of a household; with another dwelling its members move along."""
    row, work = mine(by, Household, household), Writing(by=by, at=at)
    work.touch(row)
    if "kind" in changes:
        row.kind = known("kind", changes["kind"], rules.HOUSEHOLD_KINDS)
    if "number" in changes:
        row.number = text("number", changes["number"], 30)
    if "dwelling" in changes:
        row.dwelling = reads.get(by, Dwelling, changes["dwelling"])
        put(row, place_of_dwelling(row.dwelling))
        may_write(by, row.street, reads.place_of(row))
    row.confirmed_at = at
    work.tell("registry.household_changed", row)
    work.send()
    if "dwelling" in changes:
        follow(row)
    return row


def follow(row: Household) -> None:
    """Let the members of a household, and what is known of them, lie where it lies."""
    people = list(Person.objects.filter(household=row.pk).values_list("pk", flat=True))
    Person.objects.filter(pk__in=people).update(**above(row))
    for kind, ids in (("household", [row.pk]), ("person", people)):
        Fact.objects.filter(kind=kind, subject__in=ids).update(**above(row))


@transaction.atomic
def end_household(*, household: int, on: date, by: Actor, at: datetime) -> Household:
    """End a household that nobody belongs to any longer; raises RecordRefused while somebody does."""
    row, work = mine(by, Household, household), Writing(by=by, at=at)
    if Membership.objects.filter(household=row, during__upper_inf=True, person__merged_into=0).exists():
        raise RecordRefused(fields={"household": "Somebody still belongs to this household. Let them move out first."})
    work.touch(row)
    row.ended = on
    work.tell("registry.household_ended", row)
    work.send()
    return row
