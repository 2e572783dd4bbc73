"""Attacks on what is another's, each as somebody would try it: nothing is found, nothing is changed, nothing is told."""

import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test import Client

from shiqiao.base.errors import Forbidden
from shiqiao.base.time import now
from shiqiao.kernel.journal.models import JournalLine
from shiqiao.kernel.matters import reads
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.people import actions as people
from shiqiao.kernel.people.models import Account, Post
from shiqiao.kernel.people.reads import actor_for
from shiqiao.scenes.hotline.models import Order
from shiqiao.testing.street import STREET, Street, undone
from shiqiao.testing.variants import variants
from tests.access.asking import ABSENT_NUMBER, said
from tests.access.built import Built
from tests.access.test_matrix import shows_other
from tests.access.world import OTHER, TEXT, World

if TYPE_CHECKING:
    from shiqiao.testing.databases import TestServer

THIEVES = ["leader1", "dispatch1", "auditor1", "admin1", "c1g1"]  # from the most to the least that one street gives


@pytest.fixture
def street(built: Built, database_server: "TestServer", django_db_blocker: Any) -> Iterator[Street]:
    """The model street beside another one, with a row of everything in each."""
    with django_db_blocker.unblock(), database_server.at(built.database), undone() as place:
        yield place


@pytest.fixture
def world(street: Street, built: Built) -> World:
    return built.world


@pytest.fixture
def enter(world: World) -> Callable[[str], Client]:
    def enter(login: str) -> Client:
        client = Client(raise_request_exception=False)
        client.force_login(Account.objects.get(username=login))
        return client

    return enter


def bearer(token: str) -> Client:
    return Client(headers={"authorization": f"Bearer {token}"}, raise_request_exception=False)


def test_another_streets_matter_by_its_number(world: World, enter: Callable[[str], Client]) -> None:
    number = world.theirs.matter
    before = JournalLine.objects.filter(subject=world.theirs.receipt.id).count()
    for login in THIEVES:
        client = enter(login)
        for page in ("", "like/", "attendance/", "accused/", "do/answer/", "do/merge/", "do/split/"):
            here, nothing = client.get(f"/matters/{number}/{page}"), client.get(f"/matters/{ABSENT_NUMBER}/{page}")
            assert (here.status_code, said(here)) == (404, said(nothing)), (login, page)
        for page in (
            "do/accept/",
            "do/answer/",
            "undo/",
            "withdraw/",
            "print/sheet.pdf",
            "print/letter.docx",
            "merge/",
        ):
            sent = {"answer": "x", "reason": "x", "handler": "centre.dispatch", "main": world.mine.matter}
            assert client.post(f"/matters/{number}/{page}", sent).status_code == 404, (login, page)
    merged = enter("dispatch1").post(f"/matters/{world.mine.matter}/do/merge/", {"number": number, "reason": "x"})
    assert merged.status_code in (404, 422)
    assert JournalLine.objects.filter(subject=world.theirs.receipt.id).count() == before


def test_another_streets_matter_by_the_api(world: World) -> None:
    client, number = bearer(world.mine.token), world.theirs.matter
    assert client.get(f"/api/v1/matters/{world.mine.matter}").status_code == 200
    asked = client.get(f"/api/v1/matters/{number}")
    assert (asked.status_code, asked.content) == (404, client.get(f"/api/v1/matters/{ABSENT_NUMBER}").content)
    for do, body in {
        "moves/answer": {"answer": "x"}, "moves/dispatch": {"handler": "centre.dispatch"}, "undo": {}, "withdraw": {},
        "merge": {"others": [world.mine.matter]}, "split": {"parts": [{"text": "x"}]},
        "summon": {"units": [{"unit": "c1"}], "reason": "x"}, "accused": {"unit": "c1"},
    }.items():  # fmt: skip
        sent = client.post(f"/api/v1/matters/{number}/{do}", json.dumps(body), content_type="application/json")
        assert sent.status_code == 404, do
    others = json.dumps({"others": [number], "reason": "x"})
    taken = client.post(f"/api/v1/matters/{world.mine.matter}/merge", others, content_type="application/json")
    assert taken.status_code == 404, "nor as the other end of an act on an own one"
    elsewhere = {"client_id": "a", "street": str(OTHER), "item": "06010", "text": "x", "grid": f"{OTHER}001001"}
    client.post("/api/v1/reports", json.dumps(elsewhere), content_type="application/json")
    assert not Matter.objects.filter(street=OTHER, source_id="a").exists()


@pytest.mark.parametrize("login", variants("c1g1", "leader1", "auditor1", "security1", ordinary=2))
def test_another_streets_matters_by_taking_lists_away(world: World, enter: Callable[[str], Client], login: str) -> None:
    from shiqiao.surfaces.desk.sockets import exports

    client = enter(login)
    for one in exports:
        for query in ("", f"?of={world.theirs.matter}", f"?of={world.theirs.building}", f"?street={OTHER}",
                      f"?grid={OTHER}001001&community={OTHER}001"):  # fmt: skip
            answer = client.get(f"/export/{one.code}.xlsx{query}")
            assert answer.status_code < 500, (one.code, query)
            assert not shows_other(answer), (one.code, query)


def test_another_streets_attachment_by_its_address(world: World, enter: Callable[[str], Client]) -> None:
    assert enter("leader1").get(f"/files/{world.mine.file}/").status_code == 200
    for login in THIEVES:
        client = enter(login)
        for form in ("", "?small=1", "?download=1"):
            asked = client.get(f"/files/{world.theirs.file}/{form}")
            assert (asked.status_code, said(asked)) == (404, said(client.get(f"/files/99999999/{form}"))), login
        assert client.get(f"/visits/files/{world.theirs.file}/").status_code == 404
    stranger = Client().get(f"/files/{world.mine.file}/")
    assert (stranger.status_code, stranger["Location"][:7]) == (302, "/login/")


def test_another_streets_matters_by_searching(world: World, enter: Callable[[str], Client]) -> None:
    words = (TEXT[:6], "尤石英", world.theirs.matter, "13800007777", "垃圾")
    for login in THIEVES:
        client, actor = enter(login), actor_for(Account.objects.get(username=login))
        for text in words:
            found = reads.matters(actor, reads.Filters(text=text)).rows
            assert {row.street for row in found} <= {STREET}, (login, text)
            page = client.get("/matters/", {"tab": "territory", "q": text})
            assert world.theirs.matter not in page.content.decode().replace(f'value="{text}"', "").replace(
                f"“{text}”", ""
            ).replace(f"q={text}", ""), (login, text)
            registry = client.post("/registry/", {"q": text})
            assert f"/registry/person/{world.theirs.person}/" not in registry.content.decode()
    found = bearer(world.mine.token).get("/api/v1/matters", {"text": TEXT[:6]})
    assert found.json()["matters"] == []


def test_another_streets_matters_by_the_map(world: World, enter: Callable[[str], Client]) -> None:
    for login in THIEVES:
        client = enter(login)
        for query in ("", f"?street={OTHER}", f"?grid={OTHER}001001", f"?community={OTHER}001"):
            for data in ("matters", "grids"):
                drawn = client.get(f"/map/data/{data}.json{query}").content.decode()
                assert TEXT not in drawn
                assert world.theirs.matter not in drawn
                assert str(OTHER) not in drawn, (login, data, query)
        assert client.get(f"/map/data/matters/{world.theirs.matter}.json").status_code == 404
    public = Client().get(f"/portal/list/map.json?street={STREET}").content.decode()
    assert world.theirs.matter not in public
    assert TEXT not in Client().get(f"/portal/list/?street={OTHER}").content.decode(), "no text of a matter is public"


def test_another_streets_matters_by_letters_and_calls_of_machines(world: World, enter: Callable[[str], Client]) -> None:
    """The exchange with 12345 and Open311: a key of one street neither reads nor moves an order of another."""
    client = bearer(world.mine.token)
    asked = client.get(f"/api/v1/hotline/orders/{world.theirs.order_number}")
    assert (asked.status_code, asked.content) == (404, client.get("/api/v1/hotline/orders/JN999").content)
    before = Order.objects.values_list("state", "upstream_state", "mark").get(number=world.theirs.order_number)
    told = json.dumps({"state": "withdrawn"})
    path = f"/api/v1/hotline/orders/{world.theirs.order_number}/state"
    assert client.post(path, told, content_type="application/json").status_code == 404
    taken = {"street": str(OTHER), "orders": [
        {"number": "JN-thief", "text": "x", "received_at": "2018-06-27T09:00:00+08:00"}]}  # fmt: skip
    client.post("/api/v1/hotline/orders", json.dumps(taken), content_type="application/json")
    assert not Order.objects.filter(street=OTHER, number="JN-thief").exists()
    assert Order.objects.values_list("state", "upstream_state", "mark").get(number=world.theirs.order_number) == before
    for address in (f"orders/{world.theirs.order}/", f"letters/{world.theirs.letter}/"):
        assert enter("dispatch1").get(f"/hotline/{address}").status_code == 404
    key = {"api_key": world.mine.token, "jurisdiction_id": str(OTHER)}
    stolen = Client().get(f"/open311/v2/requests/{world.theirs.matter}.json", key)
    assert stolen.status_code in (400, 403, 404) or TEXT not in stolen.content.decode()
    assert TEXT not in Client().get("/open311/v2/requests.json", {"jurisdiction_id": str(OTHER)}).content.decode()


def test_nobody_raises_oneself_by_editing_the_own_post(world: World, enter: Callable[[str], Client]) -> None:
    for login in ("c1g1", "leader1", "admin1", "security1"):
        account = Account.objects.get(username=login)
        by, before = actor_for(account), actor_for(account)
        post = Post.objects.select_related("unit").get(pk=by.post)
        values: dict[str, Any] = {
            "post": post, "unit": post.unit, "title_zh": post.title_zh, "title_en": post.title_en, "lines": [],
            "territory": STREET * 1_000_000, "by": by, "at": now(),
        }  # fmt: skip
        for roles in (["leader", "dispatcher"], [*post.roles, "auditor"], ["admin"]):
            with pytest.raises(Forbidden):
                people.change_post(roles=roles, **values)
        client = enter(login)
        sent = {"post": str(Post.objects.get(code="centre.dispatch", street=STREET).pk), "start": "2018-06-27"}
        assert client.post(f"/people/{account.pk}/do/appoint/", sent).status_code in (403, 422)
        deputy = {"post": sent["post"], "deputy": str(post.pk), "start": "2018-06-27"}
        assert client.post(f"/people/{account.pk}/do/deputy/", deputy).status_code in (403, 404, 422)
        after = actor_for(account)
        assert (after.roles, after.reach) == (before.roles, before.reach), login


def test_a_query_that_forgets_everything_still_meets_one_street(world: World, street: Street) -> None:
    street.fence(STREET)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM matters_matter WHERE text LIKE %s OR true", [f"%{TEXT}%"])
        assert cursor.fetchone()[0] == Matter.objects.filter(street=STREET).count() > 0
        cursor.execute("SELECT count(*) FROM matters_search WHERE terms @@ to_tsquery('simple', '尤石 | 石英')")
        assert cursor.fetchone()[0] == 0
