"""The leader's page: figures that open onto what they count, for who leads alone."""

import re
from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shiqiao.base.time import now
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.people.models import Account
from shiqiao.testing.street import Street

from .test_scores import page, status, worked


def tile(text: str, title: str) -> int:
    found = re.search(rf"{title}</span><strong>(\d+)", text)
    assert found, title
    return int(found[1])


def test_the_leader_sees_today_and_opens_what_is_counted(street: Street) -> None:
    worked(street)
    for n in range(3):
        street.report(f"第{n}处路灯不亮")
    late = street.report("积水没人管")
    Matter.objects.filter(pk=late.id).update(next_due=now() - timedelta(hours=1))
    text = page(street, "leader1", "/cockpit/")
    assert tile(text, "超期") == 1
    assert tile(text, "今日上报") == 4
    address = re.search(r'href="(/matters/[^"]*light=red[^"]*)"', text)
    assert address
    assert "积水没人管" in page(street, "leader1", address[1].replace("&amp;", "&"))
    assert "春元里社区" in text
    assert "83.3%" in text, "the month's share of what was solved"
    rows = re.search(r'href="(/scores/street/[^"]*/solved/[^"]*)"', text)
    assert rows
    assert page(street, "leader1", rows[1].replace("&amp;", "&"))


def test_who_does_not_lead_sees_no_cockpit(street: Street) -> None:
    assert status(street, "c1g1", "/cockpit/") == 403
    assert "/cockpit/" not in page(street, "c1g1", "/")
    assert "/cockpit/" in page(street, "leader1", "/")


def test_the_cockpit_asks_a_fixed_number_of_times(street: Street) -> None:
    client = Client()
    client.force_login(Account.objects.get(username="leader1"))
    counts = []
    for many in (1, 6):
        for n in range(many):
            street.report(f"第{n}处路灯不亮")
        client.get("/cockpit/")
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/cockpit/").status_code == 200
        street.reopen()
        counts.append(len(asked))
    assert abs(counts[0] - counts[1]) <= 3, counts
    assert max(counts) <= 36


def test_the_charts_are_tables_whose_numbers_open_lists(street: Street) -> None:
    worked(street)
    for n in range(3):
        street.report(f"第{n}处路灯不亮")
    assert "/cockpit/charts/" in page(street, "leader1", "/cockpit/"), "a link where there are no scripts"
    text = page(street, "leader1", "/cockpit/charts/")
    assert text.count("<tr>") > 30 + 12
    today = re.search(r'href="(/matters/[^"]*since=2018-06-27[^"]*)">3</a>', text)
    assert today
    assert "第2处路灯不亮" in page(street, "leader1", today[1].replace("&amp;", "&"))
    month = re.search(r'href="(/scores/street/[^"]*/solved/[^"]*)">83.3%</a>', text)
    assert month
    assert page(street, "leader1", month[1].replace("&amp;", "&"))
    assert re.search(r'href="/matters/[^"]*line=city[^"]*"', text)
    assert status(street, "c1g1", "/cockpit/charts/") == 403


def test_the_charts_ask_a_fixed_number_of_times(street: Street) -> None:
    client = Client(headers={"hx-request": "true"})
    client.force_login(Account.objects.get(username="leader1"))
    counts = []
    for many in (1, 6):
        for n in range(many):
            street.report(f"第{n}处路灯不亮")
        client.get("/cockpit/charts/")
        with CaptureQueriesContext(connection) as asked:
            answer = client.get("/cockpit/charts/")
        assert b"<!doctype" not in answer.content
        street.reopen()
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 14, counts
