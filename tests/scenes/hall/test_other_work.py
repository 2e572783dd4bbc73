"""What waits at a counter stands above "my work", with where it leads; whoever works at none is shown nothing of it."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shiqiao.kernel.people.models import Account
from shiqiao.testing.street import Street

from .conftest import Take

pytestmark = pytest.mark.database
STRIP = {"hx-request": "true"}


def strip(login: str, **headers: str) -> str:
    client = Client(headers={"accept-language": "zh-hans", **headers})
    client.force_login(Account.objects.get(username=login))
    return client.get("/elsewhere/").content.decode()


def test_affairs_of_the_own_counter_are_counted_and_lead_to_their_list(street: Street, take: Take) -> None:
    assert "本窗口办件" not in strip("c1s1", **STRIP)
    take()
    found = strip("c1s1", **STRIP)
    assert "<html" not in found
    assert '<span class="kit-chip-count">1</span><span>本窗口办件</span>' in found
    assert "?tab=here" in found
    for login in ("leader1", "c2g1", "c2s1"):
        assert "本窗口办件" not in strip(login, **STRIP)


def test_it_is_a_page_where_there_are_no_scripts_and_my_work_leads_there(street: Street) -> None:
    page = strip("c1s1")
    assert "<html" in page
    assert "事项以外的工作" in page
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(Account.objects.get(username="c1s1"))
    assert 'hx-get="/elsewhere/"' in client.get("/").content.decode()


def test_the_strip_costs_few_queries_whoever_asks(street: Street, take: Take) -> None:
    for _ in range(3):
        take()
    for login in ("c1s1", "c1g1", "c1head", "leader1", "check1"):
        client = Client(headers=STRIP)
        client.force_login(Account.objects.get(username=login))
        client.get("/elsewhere/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/elsewhere/")
        assert len(asked) <= 31, (login, len(asked))
