"""From what a table writes to a building, a dwelling and a household: found once, or added, and remembered."""

import re
from dataclasses import dataclass
from typing import Any

from shiqiao.base.errors import Invalid
from shiqiao.kernel.registry.models import Building, Dwelling, Household
from shiqiao.kernel.registry.store import Writing
from shiqiao.kernel.registry.writes.common import located
from shiqiao.kernel.registry.writes.places import new_building, new_dwelling, new_household
from shiqiao.kernel.territory import reads as places
from shiqiao.kernel.territory.rules.spelling import squeeze

_ROOM = re.compile(
    r"^(?P<building>.+?(?:号楼|栋|幢|座|大厦|楼|号院|号))(?:(?P<unit>[0-9A-Za-z]{1,3})单元)?(?P<room>[0-9A-Za-z-]{1,10})(?:室|户|号)?$"
)
_UNIT_ROOM = re.compile(r"^(?:(?P<unit>[0-9A-Za-z]{1,3})单元)?(?P<room>[0-9A-Za-z-]{1,10})(?:室|户|号)?$")
NOWHERE = "“{address}” is not in the address book. Correct it, add it to the address book, or give the grid (网格)."


@dataclass(frozen=True, slots=True)
class Home:
    """Where a row says that something is: a dwelling, or at least a grid."""

    dwelling: Dwelling | None
    building: Building | None
    grid: int


class Homes:
    """The buildings of a street and what an import has asked of them so far."""

    def __init__(self, street: int) -> None:
        self.street = street
        self.work: Writing  # set for each stretch of rows
        there = Building.objects.select_for_update().filter(street=street).order_by("pk")
        self.buildings = {squeeze(row.name): row for row in there}
        self._rooms: dict[int, dict[tuple[str, str], Dwelling]] = {}
        self._homes: dict[int, Household | None] = {}
        self._numbers: dict[str, Household] = {}
        self._grids: dict[str, tuple[int, int]] = {}
        self.new_buildings = self.new_dwellings = 0

    def find(self, row: Any) -> Home:
        """Return where a row says something is; raises Invalid naming the field when nobody can tell."""
        name, unit, room = self._apart(row)
        grid = self.grid(row)
        if name and room:
            building = self.building(name, grid)
            return Home(self.dwelling(building, unit, room), building, building.grid)
        if name and row.building:
            building = self.building(name, grid)
            return Home(None, building, building.grid)
        text = row.address or name
        grid = grid or (self._place(text)[0] if text else 0)
        if not grid:
            field = "address" if text else "grid"
            raise Invalid(fields={field: NOWHERE if text else "Give the address or the grid, so that somebody answers."},
                          address=text[:40])  # fmt: skip
        return Home(None, None, grid)

    def _apart(self, row: Any) -> tuple[str, str, str]:
        """Return building, unit and room: from their own columns, else read off the address."""
        if row.building:
            found = _UNIT_ROOM.match(row.room.replace(" ", "")) if row.room else None
            unit = row.unit.removesuffix("单元") or (found["unit"] or "" if found else "")
            return row.building, unit, found["room"] if found else row.room
        found = _ROOM.match(getattr(row, "address", "").replace(" ", ""))
        if found and re.search(r"\d", found["building"]) and re.search(r"\d", found["room"]):
            return found["building"], found["unit"] or "", found["room"]
        return "", "", ""

    def grid(self, row: Any) -> int:
        """Return the grid that a row names; raises Invalid for one that the street does not have."""
        if not row.grid:
            return 0
        grid = int(row.grid)
        if grid // 1_000_000 != self.street or not places.is_grid(grid):
            raise Invalid(fields={"grid": "This grid does not belong to the street. Choose another."})
        return grid

    def _place(self, text: str) -> tuple[int, int]:
        if text not in self._grids:
            self._grids[text] = located(self.street, text)
        return self._grids[text]

    def building(self, name: str, grid: int, kind: str = "residential", floors: int = 0) -> Building:
        """Return the building of a name, added when the address book or the row says where it is."""
        key = squeeze(name)
        if key not in self.buildings:
            there, entry = self._place(name)
            if not (grid or there):
                raise Invalid(fields={"address": NOWHERE}, address=name[:40])
            self.buildings[key] = new_building(
                self.work, street=self.street, name=name, kind=kind, grid=grid or there, address=entry, floors=floors,
                source="import",
            )  # fmt: skip
            self._rooms[self.buildings[key].pk] = {}
            self.new_buildings += 1
        return self.buildings[key]

    def rooms(self, building: Building) -> dict[tuple[str, str], Dwelling]:
        """Return the dwellings of a building by unit and room."""
        if building.pk not in self._rooms:
            rows = Dwelling.objects.select_for_update().filter(building=building).order_by("pk")
            self._rooms[building.pk] = {(row.unit, row.room): row for row in rows}
        return self._rooms[building.pk]

    def dwelling(self, building: Building, unit: str, room: str, **more: Any) -> Dwelling:
        """Return a dwelling, added when it is new."""
        rooms = self.rooms(building)
        if (unit, room) not in rooms:
            values = {"floor": 0, "use": "owned", "area": None, **more}
            rooms[unit, room] = new_dwelling(self.work, building, unit=unit, room=room, source="import", **values)
            self._homes[rooms[unit, room].pk] = None
            self.new_dwellings += 1
        return rooms[unit, room]

    def household(self, home: Home, number: str) -> Household | None:
        """Return the household of a number, else the one in the dwelling, added when it is new; None without either."""
        if number:
            if number not in self._numbers:
                found = Household.objects.filter(street=self.street, number=number).first()
                self._numbers[number] = found or self._new(home, number)
            return self._numbers[number]
        if home.dwelling is None:
            return None
        key = home.dwelling.pk
        if key not in self._homes:
            self._homes[key] = Household.objects.filter(dwelling=home.dwelling, ended=None).order_by("id").first()
        found = self._homes[key] or self._new(home, "")
        self._homes[key] = found
        return found

    def _new(self, home: Home, number: str) -> Household:
        made = new_household(
            self.work, street=self.street, dwelling=home.dwelling, grid=home.grid, kind="family", number=number,
            began=self.work.at.date(), source="import",
        )  # fmt: skip
        if home.dwelling is not None:
            self._homes.setdefault(home.dwelling.pk, made)
        return made
