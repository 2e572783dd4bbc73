"""A corner of the model street with a building, two flats and invented people."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection, transaction

from shiqiao.base.actor import Actor, system
from shiqiao.base.ids import identity_digit, uscc_digit
from shiqiao.base.time import now
from shiqiao.config.commands.verify import everything
from shiqiao.kernel.registry import actions
from shiqiao.kernel.registry.actions import Firm, Given
from shiqiao.kernel.registry.models import Building, Dwelling, Household, Organisation, Person
from shiqiao.testing.street import FIRST_GRID, STREET, Street

BY = system("office", street=STREET)
OTHER_GRID = 370103003002001


def identity(born: str = "19500203", serial: int = 1, region: str = "370103") -> str:
    """Return a valid invented identity number; the parity of `serial` tells the sex."""
    first = f"{region}{born}{serial:03d}"
    return first + identity_digit(first)


def credit_code(serial: int = 1) -> str:
    """Return a valid invented credit code of an enterprise."""
    first = f"91370103{serial:09d}"
    return first + uscc_digit(first)


@contextmanager
def undone() -> Iterator[None]:
    """Take back what happens inside, also after a refusal of the database: one example of many."""
    point = transaction.savepoint()
    try:
        yield
    finally:
        connection.needs_rollback = False
        transaction.savepoint_rollback(point)


@dataclass
class Corner:
    """What stands, and short ways to add more."""

    street: Street
    building: Building
    flat: Dwelling
    home: Household
    act: dict[str, Any] = field(default_factory=dict)

    def person(self, name: str = "石小桥", *, by: Actor = BY, **more: Any) -> Person:
        """Add a person; fields of `Given` by name, the rest goes to the action."""
        given = {key: more.pop(key) for key in ("identity", "phone", "born", "sex") if key in more}
        if "household" not in more and "grid" not in more:
            more["grid"] = FIRST_GRID
        return actions.add_person(street=STREET, given=Given(name, **given), by=by, at=more.pop("at", now()), **more)

    def firm(self, name: str = "春元小吃店", **more: Any) -> Organisation:
        """Add an organisation; fields of `Firm` by name."""
        values: dict[str, Any] = {"grid": FIRST_GRID, **more}
        if more.get("building") or more.get("dwelling"):
            values.pop("grid")
        return actions.add_organisation(street=STREET, firm=Firm(name=name, **values), by=BY, at=now())

    def house(self, name: str, grid: int = OTHER_GRID) -> tuple[Building, Dwelling, Household]:
        """Add a building with one flat and one household."""
        building = actions.add_building(street=STREET, name=name, grid=grid, by=BY, at=now())
        flat = actions.add_dwelling(building=building.pk, unit="1", room="101", by=BY, at=now())
        return building, flat, self.household(flat)

    def household(self, flat: Dwelling) -> Household:
        """Add a household to a flat."""
        return actions.add_household(street=STREET, dwelling=flat.pk, began=date(2010, 1, 1), by=BY, at=now())

    def at(self, day: int, hour: int = 10) -> datetime:
        """Return a moment in June 2018."""
        return datetime.fromisoformat(f"2018-06-{day:02d}T{hour:02d}:00:00+08:00")


@pytest.fixture
def corner(street: Street) -> Corner:
    building = actions.add_building(street=STREET, name="春元里小区3号楼", floors=6, by=BY, at=now())
    flat = actions.add_dwelling(building=building.pk, unit="2", room="402", by=BY, at=now())
    home = actions.add_household(street=STREET, dwelling=flat.pk, began=date(2010, 1, 1), by=BY, at=now())
    return Corner(street, building, flat, home)


@pytest.fixture
def proven() -> Callable[[], list[str]]:
    """Prove everything; the test says when."""
    return lambda: [str(found) for found in everything()]
