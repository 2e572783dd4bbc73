"""The demo's employment: 350 registrations with deliveries by community, work with checks, two stories; all invented."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings

from shiqiao.base.actor import system
from shiqiao.base.db import scope
from shiqiao.base.time import held
from shiqiao.demo import registry
from shiqiao.demo.plot import CUT
from shiqiao.kernel.clocks.models import Clock
from shiqiao.scenes.employment import demo, demovisits
from shiqiao.scenes.employment.figures import figures
from shiqiao.scenes.employment.fourtypes import judge, qualifies
from shiqiao.scenes.employment.models import BenefitAppeal, Claim, Delivery, Job, JobCheck, JobSeeker, Round
from shiqiao.scenes.employment.publishing import rules_of
from shiqiao.scenes.employment.rules import WITHOUT
from shiqiao.testing.databases import TestServer
from shiqiao.testing.street import STREET
from tests.demo.laid import laid, seen


def lay() -> None:
    """The demo's people, and what happened to them."""
    addresses = settings.LOCALITIES / "ganshiqiao" / "territory" / "addresses.csv"
    with scope.scoped(STREET), held(CUT):
        registry.load(STREET, addresses, by=system("demo", street=STREET), until=CUT)
    with held(CUT):
        demo.load(STREET)
        with scope.scoped(STREET):
            assert JobSeeker.objects.count() == demo.FIRST_PART
        demo.load_rest(STREET)
        demovisits.load(STREET)


@pytest.fixture(scope="module")
def employed(street_database: str, database_server: TestServer, django_db_blocker: Any) -> Iterator[str]:
    """A database in which all of it happened, once for this file."""
    with laid(database_server, django_db_blocker, street_database, lay) as name:
        yield name


@pytest.fixture
def told(employed: str, database_server: TestServer, django_db_blocker: Any) -> Iterator[None]:
    """The demo's employment, in a transaction that is rolled back."""
    with seen(database_server, django_db_blocker, employed):
        yield


@pytest.mark.usefixtures("told")
def test_the_morning_shows_350_registrations_with_deliveries_in_every_community() -> None:
    assert JobSeeker.objects.count() == demo.COUNT
    with held(CUT):
        demo.load_rest(STREET)
    assert JobSeeker.objects.count() == demo.COUNT, "a second time changes nothing"
    communities = set(JobSeeker.objects.values_list("community", flat=True))
    assert len(communities) == 8
    assert set(Delivery.objects.values_list("community", flat=True)) == communities
    assert set(JobSeeker.objects.values_list("state", flat=True)) >= {
        "registered", "helped", "training", "placed",
    }  # fmt: skip
    visited, looking = Round.objects.filter(visit__gt=0), JobSeeker.objects.filter(state__in=WITHOUT)
    assert looking.filter(pk__in=visited.values("seeker")).count() > looking.count() // 2
    at_home = JobSeeker.objects.filter(pk__in=visited.values("seeker"))
    assert set(at_home.values_list("community", flat=True)) == communities, "the fourth entry was made everywhere"
    assert not JobSeeker.objects.filter(invented=False).exists()
    back = JobSeeker.objects.filter(returned__gt=0)
    assert Job.objects.filter(seeker__in=back.values("pk"), why="firm_closed").exists()
    assert set(JobCheck.objects.values_list("result", flat=True)) >= {"", "still", "left"}
    appeal = BenefitAppeal.objects.get()
    refused = Claim.objects.get(pk=appeal.claim)
    assert (refused.why, appeal.state) == ("excluded", "raised")
    late = Clock.objects.filter(kind="delivery", stopped_at=None, due_at__lt=CUT).count()
    assert late < 15


@pytest.mark.usefixtures("told")
def test_two_communities_qualify_by_their_records_and_no_other() -> None:
    table, counted = rules_of(STREET), figures(STREET, CUT.date())
    judged = {code: judge(table.communities, some) for code, some in counted.items()}
    lacking = {
        code: {one.criterion.code: one.figure for some in types.values() for one in some if not one.met}
        for code, types in judged.items()
    }
    assert {code for code, gaps in lacking.items() if not gaps} == set(demo.LIVELY), lacking
    assert all(qualifies(judged[code]) == (not gaps) for code, gaps in lacking.items())
