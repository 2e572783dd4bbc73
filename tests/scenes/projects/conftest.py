"""A key project of the model street: owned by the head of economic development, planned for half a year."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.test import Client

from shiqiao.base.actor import Actor
from shiqiao.base.time import now
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.people.models import Account
from shiqiao.scenes.projects import actions
from shiqiao.scenes.projects.actions import Given, Month, StageGiven
from shiqiao.scenes.projects.models import Progress, Project
from shiqiao.testing.street import STREET, Street

Add = Callable[..., Project]
Enter = Callable[[str], Client]
STAGES = (
    StageGiven(
        "前期", date(2018, 3, 1), date(2018, 4, 30), [("立项批复", date(2018, 3, 31)), ("施工许可", date(2018, 4, 30))]
    ),
    StageGiven("施工", date(2018, 5, 1), date(2018, 8, 31), [("主体完工", date(2018, 7, 31))]),
)
PLAN = {date(2018, month, 1): Fraction(100) for month in range(3, 9)}


def project(by: Actor, *, planned: bool = True, **more: object) -> Project:
    values: dict[str, object] = {
        "code": "chalujie", "title": "岔路街平房区改造项目", "kind": "renewal", "place": "岔路街",
        "post": people.post_by_code("economy.head", STREET).id, "begins": date(2018, 3, 1), "ends": date(2018, 8, 31),
        "stages": STAGES,
    }  # fmt: skip
    row = actions.add_project(given=Given(**{**values, **more}), by=by, at=now())  # type: ignore[arg-type]
    return actions.plan_investment(project=row.pk, months=PLAN, by=by, at=now()) if planned else row


def entered(street: Street, row: Project, month: int, amount: str = "100", by: str = "economy1") -> Progress:
    actor = street.actor(by)
    given = Month(date(2018, month, 1), Decimal(amount), "完成基坑支护", (street.photo(by=actor, purpose="evidence"),))
    return actions.enter_progress(project=row.pk, given=given, by=actor, at=now())


@pytest.fixture
def add(street: Street) -> Add:
    """Add a project by the leader; what is given replaces the usual."""
    return lambda **more: project(street.actor("leader1"), **more)


@pytest.fixture
def enter(street: Street) -> Enter:
    """Return a client logged in by user name."""

    def log_in(login: str) -> Client:
        client = Client()
        client.force_login(Account.objects.get(username=login))
        return client

    return log_in
