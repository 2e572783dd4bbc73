"""Every address and every operation, asked as every role: for what is there, what is another street's, and what is absent."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from django.test import Client
from openpyxl import load_workbook

from shiqiao.config.entrances import ROLES, Entrance, entrances, matrix, unsaid
from shiqiao.kernel.people.models import Account
from shiqiao.kernel.people.reads import acting_posts, actor_for
from shiqiao.surfaces.api.urls import api
from shiqiao.surfaces.kit.above import BELOW_KEY
from shiqiao.surfaces.kit.entries import EVERYBODY, KEYS, OFFICIALS, SCREENS
from shiqiao.surfaces.kit.middleware import POST_KEY

from . import asking
from .world import CAST, STREET, TEXT, World

SAMPLE = ("grid_member", "leader", "observer")  # the others belong to the long run
EVERY = [
    pytest.param(role, marks=() if role in SAMPLE else pytest.mark.long, id=role) for role in ROLES
]  # fmt: skip
PAGE = Path(__file__).parents[2] / "docs" / "reference" / "access.md"
LEFT_OUT = {
    "/logout/",
    "/language/",
    "/look/",
    "/post/",
}  # they end or change the session of the asker, and show nothing


def enter(role: str) -> Client:
    client = Client(raise_request_exception=False)
    account = Account.objects.get(username=CAST[role])
    client.force_login(account)
    session = client.session
    session[POST_KEY] = post_of(account)  # this post alone: many stand in for others as well
    session[BELOW_KEY] = STREET  # who is above the streets looks into this one
    session.save()
    return client


def post_of(account: Account) -> int:
    return next(one.post.id for one in acting_posts(account.pk) if one.by == "holder")


def ways(*kinds: str) -> Iterator[Entrance]:
    yield from (one for one in entrances() if one.kind in kinds and one.address not in LEFT_OUT)


@pytest.mark.unit
def test_every_way_in_says_who_may_enter_and_how_far_it_reaches() -> None:
    assert unsaid() == []


@pytest.mark.unit
def test_a_view_that_says_nothing_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    from shiqiao.surfaces.desk import urls

    matters = next(one for one in urls.urlpatterns if str(one.pattern) == "matters/")
    monkeypatch.delattr(matters.callback, "entry")
    assert [one for one in unsaid() if one.startswith("/matters/ ")]


@pytest.mark.unit
def test_the_page_about_access_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == matrix(), "run python scripts/reference.py"


@pytest.mark.unit
def test_every_operation_of_the_openapi_is_among_the_ways_in() -> None:
    told = {(path, method.upper()) for path, ways in api.get_openapi_schema()["paths"].items() for method in ways}
    assert told == {(one.address, one.methods) for one in entrances() if one.kind == "operation"}


def test_the_cast_has_one_role_each(world: World) -> None:
    for role, login in CAST.items():
        account = Account.objects.get(username=login)
        assert actor_for(account, post_of(account)).roles == {role}, login
    assert set(CAST) == set(ROLES)


@pytest.mark.parametrize("role", EVERY)
def test_a_role_enters_what_the_table_says_and_sees_no_other_street(world: World, role: str) -> None:
    client, wrong = enter(role), []
    for one in ways("page", "list"):
        assert one.says is not None
        try:
            wrong += [f"{one.address}: {why}" for why in wrong_with(client, one, role, world)]
        except Exception as error:
            raise AssertionError(f"{one.address} as {role}") from error
    assert wrong == [], "\n" + "\n".join(wrong)


def wrong_with(client: Client, one: Entrance, role: str, world: World) -> Iterator[str]:
    """Say what of a page's answers is not as the table says."""
    mine, absent = asking.page(one, world.mine), asking.page(one, None)
    answer = asking.ask(client, mine.address)
    yield from wrong_entry(one, role, answer.status_code, mine.numbered)
    if shows_other(answer):
        yield "shows what belongs to another street"
    if mine.numbered and one.says.who == OFFICIALS:
        theirs = asking.ask(client, asking.page(one, world.theirs).address)
        nothing = asking.ask(client, absent.address)
        if (theirs.status_code < 400 and theirs.status_code != 302) or shows_other(theirs):
            yield f"lets into another street ({theirs.status_code})"
        if asking.said(theirs) != asking.said(nothing):
            yield f"tells another street's ({theirs.status_code}) from absent ({nothing.status_code})"


def wrong_entry(one: Entrance, role: str, status: int, numbered: bool) -> Iterator[str]:
    admits = one.says.admits(role)
    if status >= 500 and one.address != "/healthz":
        yield f"fails ({status})"
    if one.says.who == SCREENS:
        admits = False
        if status == 302:
            return
    if not admits and status not in (403, 404):
        yield f"lets a {role} in ({status})"
    if admits and status == 403 and not numbered:
        yield f"refuses a {role}"


def shows_other(answer: object) -> bool:
    """Tell whether an answer holds a word that stands only in the other street's rows."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content[:2] == b"PK":
        return TEXT in str([list(sheet.values) for sheet in load_workbook(BytesIO(content)).worksheets])
    return TEXT in content.decode(errors="replace")


@pytest.mark.parametrize("role", EVERY)
def test_a_role_calls_what_the_table_says_and_no_other_street(world: World, role: str) -> None:
    client, wrong = enter(role), []
    for one in ways("operation"):
        for method in one.methods.split():
            wrong += [f"{method} {one.address}: {why}" for why in wrong_call(client, one, method, role, world)]
    assert wrong == [], "\n" + "\n".join(wrong)


def wrong_call(client: Client, one: Entrance, method: str, role: str, world: World) -> Iterator[str]:
    body = asking.body_of(one, method) if method != "GET" else None
    mine = asking.operation(one, world.mine)
    query = "?text=%E5%9E%83%E5%9C%BE" if "text" in str(one.address) or one.name == "addresses" else ""
    answer = asking.ask(client, mine.address + query, method, body)
    yield from wrong_entry(one, role, answer.status_code, mine.numbered or one.methods != "GET")
    if shows_other(answer):
        yield "shows what belongs to another street"
    if mine.numbered:
        theirs = asking.ask(client, asking.operation(one, world.theirs).address, method, body)
        nothing = asking.ask(client, asking.operation(one, None).address, method, body)
        if theirs.status_code < 400:
            yield f"lets into another street ({theirs.status_code})"
        if asking.said(theirs) != asking.said(nothing):
            yield f"tells another street's ({theirs.status_code}) from absent ({nothing.status_code})"


@pytest.mark.parametrize("role", ["grid_member", "community_head", "handler", "department_head", "reporter"])
def test_what_lies_in_another_territory_is_as_if_it_were_not_there(world: World, role: str) -> None:
    client, mine = enter(role), world.mine
    for page in ("", "like/", "accused/", "do/answer/"):
        here = client.get(f"/matters/{mine.elsewhere}/{page}")
        nothing = client.get(f"/matters/{asking.ABSENT_NUMBER}/{page}")
        assert (here.status_code, asking.said(here)) == (404, asking.said(nothing)), page
    here = client.get(f"/api/v1/matters/{mine.elsewhere}")
    assert (here.status_code, here.content) == (404, client.get(f"/api/v1/matters/{asking.ABSENT_NUMBER}").content)
    assert client.get(f"/map/data/matters/{mine.elsewhere}.json").status_code == 404
    assert mine.elsewhere not in client.get("/api/v1/matters").content.decode()
    assert mine.elsewhere not in client.get(f"/api/v1/matters?text={mine.elsewhere}").content.decode()
    assert client.get(f"/visits/{mine.visit_elsewhere}/").status_code == 404
    assert client.get(f"/api/v1/visits/{mine.visit_elsewhere}").status_code == 404


def test_strangers_are_led_to_the_door_and_machines_without_a_key_are_refused(world: World) -> None:
    client = Client(raise_request_exception=False)
    for one in ways("page", "list"):
        assert one.says is not None
        answer = asking.ask(client, asking.page(one, world.mine).address)
        if one.says.who in (EVERYBODY, KEYS):
            assert answer.status_code < 500 or one.address == "/healthz", one.address
        else:
            assert answer.status_code == 302, one.address
            assert answer["Location"].startswith(("/login/", "/device/pair")), one.address
    for one in ways("operation"):
        for method in one.methods.split():
            address = asking.operation(one, world.mine).address
            assert asking.ask(client, address, method, {}).status_code == 401, one.address


def test_a_token_calls_nothing_of_another_street(world: World) -> None:
    client = Client(headers={"authorization": f"Bearer {world.theirs.token}"}, raise_request_exception=False)
    seen = client.get(f"/api/v1/matters/{world.theirs.matter}")
    assert seen.status_code == 200
    for one in ways("operation"):
        for method in one.methods.split():
            body = asking.body_of(one, method) if method != "GET" else None
            mine = asking.operation(one, world.mine)
            if mine.numbered:
                asked = asking.ask(client, mine.address, method, body)
                nothing = asking.ask(client, asking.operation(one, None).address, method, body)
                assert asking.said(asked) == asking.said(nothing), one.address
                assert asked.status_code >= 400, one.address
