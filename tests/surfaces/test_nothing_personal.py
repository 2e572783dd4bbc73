"""Whatever page, spreadsheet, paper or answer one opens: no personal value stands in clear in it, nor in header, address,
file name, log, journal or notice. A prepared street holds values that stand nowhere else; every role walks through it."""

import io
import json
import logging
import re
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from shiqiao.base.actor import Ref, system
from shiqiao.base.time import now
from shiqiao.kernel.files.actions import UPLOAD, store
from shiqiao.kernel.matters import actions as matters
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.report import Contact
from shiqiao.kernel.people.handing import Part, draft_hand_over
from shiqiao.kernel.people.models import Account, Post
from shiqiao.kernel.people.tokens import issue_token
from shiqiao.kernel.privacy.actions import log_read
from shiqiao.kernel.registry import actions as registry
from shiqiao.kernel.visits import actions as visits
from shiqiao.kernel.visits.actions import Target
from shiqiao.scenes.hotline.actions import object_to_order
from shiqiao.scenes.hotline.intake import take_in_order
from shiqiao.scenes.hotline.models import Order
from shiqiao.scenes.hotline.rules import Incoming
from shiqiao.testing.street import FIRST_GRID, INSIDE, MORNING, STREET, Street, picture
from tests.kernel.registry.conftest import Corner, identity
from tests.kernel.registry.conftest import corner as corner
from tests.kernel.visits.conftest import GOOD

PHONES = [f"1390139{number}" for number in range(9201, 9212)]
NAMES = ["柳絮儿", "荀折桂", "蔺采薇", "郗望舒"]
NUMBER, PLATES, CARD = identity("19350203", 17), ["鲁AD72913", "鲁A72914"], "6222021234567890128"
SECRETS = [*PHONES, *NAMES, NUMBER, *PLATES, CARD]
ROLES = (
    "leader1",
    "dispatch1",
    "callback1",
    "c1head",
    "c1g1",
    "c2g1",
    "city1",
    "city2",
    "check1",
    "auditor1",
    "admin1",
    "safety1",
)
OFFICE = system("office", street=STREET)
GAPS = re.compile(r"[\s·\-]|&nbsp;")


def found_in(text: str) -> set[str]:
    """Return the personal values that stand in a text, however they are spaced."""
    flat = GAPS.sub("", text)
    return {value for value in SECRETS if value in text or value in flat}


@pytest.fixture
def filled(street: Street, corner: Corner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Street:
    """Put the values wherever people put them."""
    monkeypatch.setattr(settings, "DATA", tmp_path)
    (tmp_path / "hotline").mkdir()
    dispatcher, at = street.actor("dispatch1"), now()
    photo = store(
        picture("blue"),
        name=f"{NAMES[0]}{PHONES[0]}.jpg",
        subject=UPLOAD,
        purpose="before",
        street=STREET,
        by=dispatcher,
        at=at,
    )
    first = street.report(
        f"{PHONES[1]}说车鲁A·D72913堵门，身份证{NUMBER}，卡{CARD}", contact=Contact(name=NAMES[0], phone=PHONES[0]),
        address=f"春元里小区3号楼，联系{PHONES[2]}", photos=(("before", photo.sha256),),
    )  # fmt: skip
    matters.dispatch_matter(matter=first.id, handler="city.handler1", by=dispatcher, at=at)
    handler = street.actor("city2")
    matters.answer_matter(matter=first.id, answer=f"已与{PHONES[3]}联系，车鲁A72914", by=handler, at=at)
    evidence = (street.photo(by=handler, purpose="before", colour="gray"), street.photo(by=handler))
    matters.finish_matter(matter=first.id, result=f"通知{PHONES[3]}挪车", evidence=evidence, by=handler, at=at)
    second = street.report(f"再打{PHONES[4]}", contact=Contact(name=NAMES[0], phone=PHONES[0]))
    matters.decline_matter(matter=second.id, outcome="legal_channel", answer=f"请找{PHONES[4]}", by=dispatcher, at=at)
    person = corner.person(
        NAMES[1], identity=NUMBER, phone=PHONES[5], household=corner.home.pk, role="head", since=date(2010, 1, 1)
    )
    registry.state_fact(
        subject=Ref("person", person.pk), key="lives_alone", value="yes", by=system("office", street=STREET), at=at
    )
    corner.person(NAMES[1], born=date(1935, 2, 3), household=corner.home.pk)
    shop = Target("示例小店", "春元里小区1号楼", grid=FIRST_GRID, lon=INSIDE[0], lat=INSIDE[1])
    plan = visits.plan_visit(street=STREET, kind="nine_small", target=shop, by=street.actor("safety1"), at=at)
    visits.record_visit(
        visit=plan.visit, outcome="done", client_id="made", answers={**GOOD, "exit_clear": False},
        note=f"老板{PHONES[6]}，车鲁A72914", by=street.actor("c1safe"), at=at,
    )  # fmt: skip
    for number, confidential in (("JN1", False), ("JN2", True)):
        issued = MORNING - timedelta(minutes=20)
        given = Incoming(
            number=number, text=f"投诉，打{PHONES[7]}", category="暴露垃圾", name=NAMES[2], phone=PHONES[8],
            address="春元里一号院", received_at=issued, issued_at=issued, deadline=issued + timedelta(days=2),
            confidential=confidential,
        )  # fmt: skip
        take_in_order(incoming=given, street=STREET, by=dispatcher, at=at)
    order = Order.objects.get(number="JN1")
    object_to_order(order=order.pk, reason=f"不属本街道，已问{PHONES[9]}", by=dispatcher, at=at)
    posts = {code: Post.objects.get(code=code) for code in ("city.handler1", "city.handler2")}
    draft_hand_over(
        giver=Account.objects.get(username="city3"), starts_on=MORNING.date() + timedelta(days=3), note=f"有事打{PHONES[9]}",
        parts=[Part(posts["city.handler2"], posts["city.handler1"], Account.objects.get(username="city2"))],
        by=street.actor("leader1"), at=at,
    )  # fmt: skip
    log_read(STREET, Ref("person", person.pk), "phone", reason="call", note=PHONES[10], by=dispatcher, at=at)
    return street


# ── walking ────────────────────────────────────────────────────────────────────────────────────────────────────────

HREF = re.compile(r"""(?:href|src|hx-get|data-(?:grids|points|url))="(/[^"#]*)""")
STILL = ("/static/", "/logout", "/-/kit", "/i18n")


def text_of(answer: Any) -> str:
    """Return all that an answer holds: body (unpacked), headers."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    heads = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            body = b"\n".join(packed.read(name) for name in packed.namelist())
    return heads + body.decode("utf-8", "replace")


def links(text: str) -> Iterator[str]:
    for link in HREF.findall(text):
        link = link.replace("&amp;", "&")
        if not link.startswith(STILL):
            yield link


def walk(client: Client, starts: list[str], most: int) -> dict[str, set[str]]:
    """Open every page that links lead to, no more than `most`; return what was found in clear, by address."""
    waiting, seen, leaks = list(starts), {shape(one) for one in starts}, {}
    for _ in range(most):
        if not waiting:
            break
        address = waiting.pop(0)
        answer = client.get(address)
        assert answer.status_code < 500 or address == "/healthz", address
        text = text_of(answer)
        if hit := found_in(address + text):
            leaks[address] = hit
        for link in links(text):
            if shape(link) not in seen:
                seen.add(shape(link))
                waiting.append(link)
    return leaks


def shape(address: str) -> str:
    """Addresses that differ only by what they are sorted or leafed by are one."""
    path, _, query = address.partition("?")
    return (
        path
        + "?"
        + "&".join(sorted(part for part in query.split("&") if not part.startswith(("after", "older", "newer"))))
    )


def own_pages() -> list[str]:
    """Return every address without parameters, from the resolver."""
    return sorted(set(_plain(get_resolver().url_patterns, "/")))


def _plain(patterns: list[Any], before: str) -> Iterator[str]:
    for one in patterns:
        route = str(one.pattern).lstrip("^").rstrip("$")
        if "<" in route or "(" in route or "\\" in route:
            continue
        if isinstance(one, URLResolver):
            yield from _plain(one.url_patterns, before + route)
        elif isinstance(one, URLPattern) and not (before + route).startswith(STILL):
            yield before + route


def enter(login: str) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(Account.objects.get(username=login))
    return client


def spread(login: str, most: int) -> dict[str, set[str]]:
    starts = [f"/matters/{number}/" for number in Matter.objects.values_list("number", flat=True)]
    return walk(
        enter(login),
        [*starts, *own_pages()] if most > 100 else [*starts, "/", "/visits/", "/hotline/", "/read-log/"],
        most,
    )


def strangers(most: int) -> dict[str, set[str]]:
    """The portal and open311 without a login, and pages that do not exist."""
    client = Client(raise_request_exception=False)
    odd = ["/portal/m/1/x/", "/matters/1/", "/nothing-here/", "/open311/v2/requests.json", "/open311/v2/requests.xml"]
    return walk(client, [*own_pages(), *odd], most)


def machine(street: Street) -> dict[str, set[str]]:
    """Every reading operation of the API, for a token of the dispatcher."""
    secret = issue_token(name="x", post=Post.objects.get(code="centre.dispatch"), by=system("test"), at=now())
    client = Client(headers={"authorization": f"Bearer {secret}"}, raise_request_exception=False)
    leaks, matters_seen = {}, json.loads(client.get("/api/v1/matters").content)["matters"]
    numbers = [one["number"] for one in matters_seen]
    assert numbers
    paths = json.loads(client.get("/api/v1/openapi.json").content)["paths"]
    for path, operations in paths.items():
        if "get" in operations:
            for number in [*numbers, "1"] if "{" in path else [""]:
                address = re.sub(r"\{\w+\}", str(number), path)
                if hit := found_in(text_of(client.get(address))):
                    leaks[address] = hit
    return leaks


def kept() -> str:
    """Return all that journal and notices hold."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(data::text || actor || code, ' ') FROM journal_line")
        lines = str(cursor.fetchone())
        cursor.execute("SELECT string_agg(params::text || kind, ' ') FROM notices_notice")
        return lines + str(cursor.fetchone())


def check(filled: Street, caplog: pytest.LogCaptureFixture, roles: tuple[str, ...], most: int) -> None:
    with caplog.at_level(logging.DEBUG):
        found: dict[str, Any] = {login: spread(login, most) for login in roles}
        found["nobody"] = strangers(most)
        found["token"] = machine(filled)
    assert {who: leaks for who, leaks in found.items() if leaks} == {}
    assert found_in(kept()) == set()
    assert (
        found_in("\n".join(str(record.__dict__) for record in caplog.records if record.name != "django.db.backends"))
        == set()
    )


def test_a_walk_through_the_street_shows_nobody_a_personal_value(
    filled: Street, caplog: pytest.LogCaptureFixture
) -> None:
    check(filled, caplog, ("dispatch1", "auditor1"), 70)


@pytest.mark.long
@pytest.mark.timeout(900)
def test_every_role_walks_through_everything_and_sees_no_personal_value(
    filled: Street, caplog: pytest.LogCaptureFixture
) -> None:
    check(filled, caplog, ROLES, 180)


def test_the_walk_notices_a_value_in_clear(filled: Street, caplog: pytest.LogCaptureFixture) -> None:
    assert found_in(f"电话 139 0139 9201，{NAMES[0]}，鲁A·D72913") == {PHONES[0], NAMES[0], PLATES[0]}
    assert len(own_pages()) > 40
