"""The own page about means, the list of what could not be sent, and the page behind the link in a mail."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from shiqiao.base.actor import Ref, system
from shiqiao.base.time import now
from shiqiao.kernel.notices.following import follow_subject, stop_token
from shiqiao.kernel.notices.models import Choice, Follower, Sending
from shiqiao.kernel.people.models import Account
from shiqiao.testing.street import STREET, Street


@pytest.fixture(autouse=True)
def _on(settings: Any, tmp_path: Path) -> None:
    settings.CHANNELS = {**settings.CHANNELS, "on": ["file"], "file": str(tmp_path / "letters.jsonl")}


def client(login: str) -> Client:
    found = Client()
    found.force_login(Account.objects.get(username=login))
    return found


def test_an_official_chooses_how_to_be_told_and_takes_it_back(street: Street) -> None:
    page = client("c1g1")
    sent = {"means": "file", "address": "nobody", "digest": "hourly", "quiet_from": "22:00", "quiet_until": "07:00"}
    refused = page.post("/notices/means/", sent)
    assert refused.status_code == 422
    assert "请填写邮箱地址" in refused.content.decode()
    assert page.post("/notices/means/", {**sent, "address": "a@example.test"}).status_code == 302
    assert "a***@example.test" in page.get("/notices/means/").content.decode()
    assert "a@example.test" not in page.get("/notices/means/").content.decode()
    page.post("/notices/means/", {"end": "1"})
    assert not Choice.objects.exists()


def test_without_means_the_page_says_that_nothing_leaves(street: Street, settings: Any) -> None:
    settings.CHANNELS = {**settings.CHANNELS, "on": []}
    assert "本系统不外发通知" in client("c1g1").get("/notices/means/").content.decode()


def test_what_failed_is_listed_for_the_administrator_with_its_cause(street: Street) -> None:
    row = Sending.objects.create(
        street=STREET, account=1, means="file", kind="digest", key="k", state="failed", why="switched_off",
        made_at=now(), due_at=now(), ended_at=now(),
    )  # fmt: skip
    page = client("admin1")
    assert "该方式未启用" in page.get("/sendings/").content.decode()
    assert page.post(f"/sendings/{row.pk}/again/").status_code == 302
    row.refresh_from_db()
    assert row.state == "waiting"
    assert client("c1g1").get("/sendings/").status_code == 403


def test_the_link_in_a_mail_asks_before_it_ends_anything_and_tells_nothing(street: Street) -> None:
    row = follow_subject(
        street=STREET, subject=Ref("matter", 1), means="file", address="a@example.test", link="/x", language="en",
        by=system("test"), at=now(),
    )  # fmt: skip
    address = f"/stop/{stop_token(follower=row.pk)}/"
    assert Client().get(address).status_code == 200
    assert Follower.objects.exists()
    right = Client().post(address).content
    assert not Follower.objects.exists()
    wrong = Client().post("/stop/f1-nothing/").content
    assert right.count(b"status") == wrong.count(b"status") == 1
