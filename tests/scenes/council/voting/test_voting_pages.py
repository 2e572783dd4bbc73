"""Pages of votes: the list, one poll, casting on the desk and by a link, papers, the close, the result, the verification."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from shiqiao.base.actor import Actor
from shiqiao.base.time import now
from shiqiao.kernel.people.models import Account
from shiqiao.scenes.council.voting import casting
from shiqiao.scenes.council.voting.contract import Elector, Poll, Rule, Threshold, close_poll
from shiqiao.scenes.council.voting.tables import NamedVote, PollElector
from shiqiao.testing.street import STREET, Street

from .conftest import Opened, cast, electors, links

Enter = Callable[[str], Client]


@pytest.fixture
def enter(street: Street) -> Enter:
    def log_in(login: str) -> Client:
        client = Client()
        client.force_login(Account.objects.get(username=login))
        return client

    return log_in


def at(name: str, row: Poll) -> str:
    return reverse(f"desk:voting:{name}", args=[row.pk])


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode() if status == 200 else ""


def test_an_open_poll_says_how_many_have_voted_and_never_who(head: Actor, opened: Opened, enter: Enter) -> None:
    row = opened(rule=Rule(kind=Threshold.read(">1/2")))
    for secret in links(row, head)[:4]:
        cast(secret)
    client = enter("c1head")
    assert "4 / 31" in text(client, reverse("desk:voting:list"))
    page = text(client, at("poll", row))
    assert "4 / 31" in page
    assert "示例委员1" not in page
    assert "是否同意按方案二改造楼道照明？" in page
    assert text(enter("leader1"), at("poll", row))
    assert not text(enter("c2head"), at("poll", row), 404)


def test_a_vote_on_the_desk_from_the_own_seat(street: Street, head: Actor, opened: Opened, enter: Enter) -> None:
    row = opened(electors(s1=Elector(1, "core", "示例甲", account=head.account or 0)))
    client = enter("c1head")
    assert text(client, at("cast", row))
    assert client.post(at("cast", row), {"seat": "1"}).status_code == 422
    assert client.post(at("cast", row), {"seat": "1", "ballot": "for"}).status_code == 302
    assert PollElector.objects.get(poll=row.pk, seat=1).way == "web"
    text(client, at("cast", row), 404)
    text(enter("leader1"), at("cast", row), 404)


def test_slips_open_the_vote_on_the_portal_in_two_steps(head: Actor, opened: Opened, enter: Enter) -> None:
    row = opened()
    client = enter("c1head")
    page = client.post(at("slips", row)).content.decode()
    assert page.count('voting-slip"') == 31
    link = urlsplit(page.split("<small>")[1].split("</small>")[0]).path
    stranger = Client()
    assert "是否同意按方案二改造楼道照明？" in text(stranger, link)
    asked = stranger.post(link, {"ballot": "against"})
    assert asked.status_code == 200
    assert not PollElector.objects.filter(poll=row.pk, has_voted=True).exists()
    assert stranger.post(link, {"back": "1"}).status_code == 200
    assert stranger.post(link, {"sure": "1"}).status_code == 422
    given = stranger.post(link, {"ballot": "against", "sure": "1"})
    assert given.status_code == 303
    assert PollElector.objects.filter(poll=row.pk, has_voted=True).count() == 1
    text(stranger, link)
    assert stranger.post(link, {"ballot": "for", "sure": "1"}).status_code == 422
    close_poll(poll=row.pk, by=head, at=now())
    text(stranger, link, 404)
    text(stranger, "/portal/vote/wrong/", 404)


def test_papers_are_marked_counted_twice_and_explained(
    street: Street, head: Actor, opened: Opened, enter: Enter
) -> None:
    row = opened()
    client, other = enter("c1head"), enter("leader1")
    for seat in ("20", "21", "22"):
        assert client.post(at("paper", row), {"seat": seat}).status_code == 302
    assert client.post(at("paper", row), {"seat": "20"}).status_code == 422
    assert client.post(at("count", row), {"ballot_4_for": "2"}).status_code == 302
    assert client.post(at("count", row), {"ballot_4_for": "2"}).status_code == 422
    assert other.post(at("count", row), {"ballot_4_for": "1", "ballot_4_against": "1"}).status_code == 302
    assert "1 ≠ 0" in text(client, at("count", row)) or "0 ≠ 1" in text(client, at("count", row))
    assert client.post(at("count", row), {"ballot_4_for": "1", "ballot_4_against": "1"}).status_code == 302
    assert client.post(at("close", row), {"sure": "on"}).status_code == 422
    assert client.post(at("explain", row), {"text": "一人带票离场"}).status_code == 302
    assert client.post(at("close", row), {}).status_code == 422
    assert client.post(at("close", row), {"sure": "on"}).status_code == 302
    page = text(client, at("poll", row))
    assert "一人带票离场" in page
    row.refresh_from_db()
    assert row.ballots in page


def test_a_closed_poll_shows_result_record_and_verification(head: Actor, opened: Opened, enter: Enter) -> None:
    row = opened(rule=Rule(kind=Threshold.read(">1/2")))
    for n, secret in enumerate(links(row, head)):
        cast(secret, "against" if 10 <= n < 13 else "for")
    close_poll(poll=row.pk, by=head, at=now())
    client = enter("c1head")
    page = text(client, at("poll", row))
    assert "示例委员1" in page
    assert text(client, at("verify", row)).count("kit-tone-red") == 0
    record = client.get(at("record-pdf", row))
    assert record["Content-Type"] == "application/pdf"
    assert record.content.startswith(b"%PDF")
    for code, query in (("council-polls", "?tab=all"), ("council-poll-results", f"?of={row.pk}")):
        assert client.get(reverse("desk:export", args=[code]) + query).status_code == 200
    assert client.post(at("publish", row)).status_code == 302
    row.refresh_from_db()
    assert row.state == "published"
    text(client, at("close", row), 404)


def test_a_named_poll_shows_each_vote_after_the_close(head: Actor, opened: Opened, enter: Enter) -> None:
    row = opened(secret=False)
    secret = links(row, head)[0]
    cast(secret)
    client = enter("c1head")
    assert client.post(at("paper", row), {"seat": "5", "ballot": "against"}).status_code == 302
    assert NamedVote.objects.count() == 2
    text(client, at("count", row), 404)
    stranger = Client()
    assert stranger.post(f"/portal/vote/{secret}/", {"ballot": "abstain", "sure": "1"}).status_code == 303
    close_poll(poll=row.pk, by=head, at=now())
    page = text(client, at("poll", row))
    assert page.count("<td data-label=") > 31


def test_a_sign_in_that_ran_out_does_not_keep_a_vote() -> None:
    from shiqiao.surfaces.kit.kept import NEVER

    assert "ballot" in NEVER


def test_who_has_a_vote_to_give_is_told(street: Street, head: Actor, opened: Opened) -> None:
    from shiqiao.scenes.council.voting.subjects import waiting

    row = opened(electors(s1=Elector(1, "core", "示例甲", account=head.account or 0)))
    assert [one.count for one in waiting(head, now())] == [1]
    casting.cast_by_account(poll=row.pk, choice="for", by=head, at=now())
    assert not waiting(head, now())
    assert row.street == STREET
