"""Stationed units and service projects of the model street."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from shiqiao.base.actor import Actor, system
from shiqiao.base.ids import uscc_digit
from shiqiao.base.time import now
from shiqiao.kernel.people.models import Account
from shiqiao.kernel.registry import actions as registry
from shiqiao.kernel.registry.actions import Firm
from shiqiao.scenes.party import services, units
from shiqiao.scenes.party.booking import Booker
from shiqiao.scenes.party.services import Planned
from shiqiao.scenes.party.servicetables import Occasion, ServiceProject
from shiqiao.testing.street import FIRST_GRID, STREET, Street

C1 = 370103003001
RESIDENT = Actor(kind="resident", code="resident", street=STREET)


def office() -> Actor:
    """The system, in the model street."""
    return system("test", street=STREET)


def moment(text: str) -> datetime:
    """Return a local moment."""
    return datetime.fromisoformat(f"{text}:00+08:00".replace(" ", "T"))


def booker(phone: str = "13800001111", name: str = "柳小明") -> Booker:
    """Return somebody who books."""
    return Booker(name, phone, consent=True)


def organisation(number: int, name: str) -> int:
    """Add an organisation to the registry."""
    first = f"91370103{number:09d}"
    firm = Firm(name=name, code=first + uscc_digit(first), grid=FIRST_GRID)
    return int(registry.add_organisation(street=STREET, firm=firm, by=office(), at=now()).pk)


def new_unit(number: int = 1, name: str = "春元里医院（虚构）", community: int = C1, kind: str = "health") -> int:
    """Put an organisation on the list of stationed units."""
    firm = organisation(number, name)
    contact = units.Contact("柳联系", "13800002222")
    return units.station_unit(
        organisation_id=firm, community=community, kind=kind, contact=contact, by=office(), at=now()
    ).pk


def new_project(unit: int, **more: Any) -> ServiceProject:
    """Begin a service project of a unit."""
    values: dict[str, Any] = {
        "unit": unit, "community": C1, "theme": "health", "title": "义诊进社区", "words": "量血压、测血糖，医生坐诊。",
        "place": "春元里小区", "from_day": date(2018, 1, 1), "until": date(2018, 12, 31), **more,
    }  # fmt: skip
    return services.begin_project(planned=Planned(**values), by=office(), at=now())


def new_occasion(project: int, starts: str = "2018-06-28 09:00", places: int = 2) -> Occasion:
    """Add a time of two hours."""
    begin = moment(starts)
    return services.add_occasion(
        project=project, starts_at=begin, ends_at=begin + timedelta(hours=2), places=places, by=office(), at=now()
    )


@pytest.fixture
def unit(street: Street) -> int:
    """A stationed unit in the first community."""
    return new_unit()


@pytest.fixture
def project(unit: int) -> ServiceProject:
    """A service project of it."""
    return new_project(unit)


@pytest.fixture
def enter(street: Street) -> Callable[[str], Client]:
    """Return a client logged in by user name."""

    def log_in(login: str) -> Client:
        client = Client()
        client.force_login(Account.objects.get(username=login))
        return client

    return log_in
