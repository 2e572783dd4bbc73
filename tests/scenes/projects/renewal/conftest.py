"""A renewal project of the model street, in its term of signing on the demo morning: 27 June 2018, 10:00."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from shiqiao.base.time import now
from shiqiao.kernel.people.models import Account
from shiqiao.scenes.projects.renewal import filing, planning, signing
from shiqiao.scenes.projects.renewal.filing import Chosen, Surveyed
from shiqiao.scenes.projects.renewal.planning import Planned
from shiqiao.scenes.projects.renewal.tables import Renewal, RenewalFile
from shiqiao.testing.street import Street
from tests.stories.telling import Telling

PLACE = 370103003001
Begin = Callable[..., Renewal]
Open = Callable[..., list[RenewalFile]]


def signing_term(row: Renewal, street: Street) -> None:
    """Take a project through consultation and decision to its term of signing."""
    by, given = street.actor("leader1"), {"renewal": row.pk, "by": street.actor("leader1"), "at": now()}
    planning.consult(first=date(2018, 4, 1), last=date(2018, 5, 1), **given)
    planning.count_answers(asked=20, objecting=3, **given)
    planning.decide_renewal(day=date(2018, 5, 10), **given)
    planning.open_signing(
        renewal=row.pk, first=date(2018, 6, 1), bonus=date(2018, 6, 30), last=date(2018, 7, 15), by=by, at=now()
    )


@pytest.fixture
def begin(street: Street) -> Begin:
    """Begin a project with plots A and B; it is in its term of signing unless `draft`."""

    def make(code: str = "chalujie", draft: bool = False, **more: object) -> Renewal:
        values: dict[str, object] = {"plots": (("A", "A地块"), ("B", "B地块")), "community": PLACE, **more}
        row = planning.begin_renewal(
            planned=Planned(code, "示例片区改造", **values),  # type: ignore[arg-type]
            by=street.actor("leader1"), at=now(),
        )  # fmt: skip
        if not draft:
            signing_term(row, street)
            row.refresh_from_db()
        return row

    return make


@pytest.fixture
def offered(street: Street) -> Open:
    """Open files of a project and make them an offer for money; returns them."""

    def make(
        row: Renewal, count: int = 1, area: int = 5000, plot: str = "A", choice: str = "money"
    ) -> list[RenewalFile]:
        by = street.actor("leader1")
        found = [Surveyed(plot, "dwelling", area, "石小满") for _ in range(count)]
        rows = filing.survey(renewal=row.pk, found=found, by=by, at=now())
        filing.value_files(values={one.pk: one.area * 10_000 for one in rows}, by=by, at=now())
        return filing.offer_files(offers={one.pk: Chosen(choice) for one in rows}, by=by, at=now())

    return make


@pytest.fixture
def signed(street: Street, offered: Open) -> Open:
    """Open files of a project and sign them; `audit` passes them by another."""

    def make(row: Renewal, count: int = 1, audit: bool = False, **more: object) -> list[RenewalFile]:
        found = []
        for one in offered(row, count, **more):
            one = signing.sign(file=one.pk, by=street.actor("leader1"), at=now())
            if audit:
                one = signing.audit(file=one.pk, good=True, by=street.actor("check1"), at=now())
            found.append(one)
        return found

    return make


@pytest.fixture
def tell(street: Street) -> Telling:
    """Tell a story in the model street."""
    return Telling(street)


@pytest.fixture
def enter(street: Street) -> Callable[[str], Client]:
    """Return a client logged in by user name."""

    def log_in(login: str) -> Client:
        client = Client()
        client.force_login(Account.objects.get(username=login))
        return client

    return log_in
