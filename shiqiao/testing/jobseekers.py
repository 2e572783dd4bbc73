"""Job seekers of the model street, registered and helped by those who may: for the tests of the scene and for stories."""

from collections.abc import Callable
from datetime import date
from itertools import count
from typing import Any

import pytest

from shiqiao.base.actor import Ref, system
from shiqiao.base.ids import identity_digit
from shiqiao.base.time import now
from shiqiao.kernel.registry import actions as registry
from shiqiao.kernel.registry.actions import Given
from shiqiao.kernel.registry.models import Person
from shiqiao.scenes.employment.matching import Offered, post_vacancy
from shiqiao.scenes.employment.models import JobSeeker, Vacancy
from shiqiao.scenes.employment.registering import Wanted, register_seeker
from shiqiao.scenes.employment.rules import TOPICS, Said
from shiqiao.testing.street import FIRST_GRID, STREET, Street

Living = Callable[..., Person]
Register = Callable[..., JobSeeker]
SERIAL = count(1)
FIVE = {topic: Said("not_relevant", "暂不需要") for topic in TOPICS}


def identity(year: int, sex: int = 1) -> str:
    """Return a well-formed number of nobody."""
    first = f"370199{year}0101{next(SERIAL) * 2 % 1000 // 2 * 2 + (1 if sex == 1 else 0):03d}"
    return first + identity_digit(first)


def five(**answers: str) -> dict[str, Said]:
    """Return five deliveries: those named with their answer, the others not relevant."""
    return {
        **FIVE,
        **{topic: Said(answer, "家中有事" if answer == "refused" else "") for topic, answer in answers.items()},
    }


@pytest.fixture
def home(street: Street) -> int:
    """A household in the first grid."""
    office: dict[str, Any] = {"by": system("test", street=STREET), "at": now()}
    building = registry.add_building(street=STREET, name="测试楼1号楼", kind="residential", grid=FIRST_GRID, **office)
    flat = registry.add_dwelling(building=building.pk, unit="1", room="301", **office)
    return registry.add_household(street=STREET, dwelling=flat.pk, began=date(2015, 1, 1), **office).pk


@pytest.fixture
def living(street: Street, home: int) -> Living:
    """Put a person on file in the household, or in the first grid without one."""

    def add(name: str = "桥一", *, born: int = 1978, sex: int = 1, at_home: bool = True, status: str = "") -> Person:
        office: dict[str, Any] = {"by": system("test", street=STREET), "at": now()}
        given = Given(name, identity(born, sex), "")
        row = registry.add_person(
            street=STREET, given=given, household=home if at_home else None, grid=0 if at_home else FIRST_GRID, **office
        )
        if status:
            registry.state_fact(subject=Ref("person", row.pk), key="employment_status", value=status, **office)
        return row

    return add


@pytest.fixture
def register(street: Street, living: Living) -> Register:
    """Put somebody on the register by the handler of the employment office."""

    def make(
        person: Person | None = None, *, by: str = "life2", wanted: Wanted | None = None, **more: Any
    ) -> JobSeeker:
        who = person or living(f"桥{next(SERIAL)}", at_home=False)
        return register_seeker(
            person=who.pk, wanted=wanted or Wanted(), proof="unemployment_card", by=street.actor(by), at=now(), **more
        )

    return make


@pytest.fixture
def vacancy(street: Street) -> Callable[..., Vacancy]:
    """Post a vacancy by the handler of the employment office."""

    def make(**more: Any) -> Vacancy:
        values: dict[str, Any] = {
            "firm": "石桥物业服务有限公司", "title": "保洁员", "occupation": "property", "wage_from": 2200, "wage_to": 2800,
            "places": 1, "until": date(2018, 12, 31),
        }  # fmt: skip
        return post_vacancy(street=STREET, offered=Offered(**{**values, **more}), by=street.actor("life2"), at=now())

    return make
