"""A paired screen shows its page and nothing else: every other address refuses it, whatever the method."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from shiqiao.base.time import held, now
from shiqiao.kernel.people.devices import add_device
from shiqiao.kernel.people.models import Account, Device, Unit
from shiqiao.surfaces.desk.views import screens
from shiqiao.surfaces.kit.middleware import DEVICE_COOKIE
from shiqiao.surfaces.kit.throttle import Throttle
from shiqiao.testing.street import MORNING, STREET, Street, later

Enter = Callable[[str], Client]


@pytest.fixture(autouse=True)
def _no_guesses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screens, "guesses", Throttle(limit=10, window=screens.guesses.window))


@pytest.fixture
def screen(street: Street) -> Client:
    """A browser that was paired by its code."""
    made = add_device(
        street=STREET, name="大厅左侧", kind="other", unit=Unit.objects.get(code="c1_service_station"),
        by=street.actor("admin1"), at=now(),
    )  # fmt: skip
    client = Client()
    assert client.post("/device/pair", {"code": made.code})["Location"] == "/device/"
    return client


def test_a_screen_shows_the_street_the_time_itself_and_figures(street: Street, screen: Client) -> None:
    street.report()
    page = screen.get("/device/")
    text = page.content.decode()
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    for said in ("杆石桥街道", "10:00", "大厅左侧", "其他", "今日新增"):
        assert said in text
    assert "垃圾成堆" not in text
    assert "春一梅" not in text
    assert "<html" not in screen.get("/device/figures").content.decode()


def test_a_screen_of_a_kind_with_a_page_of_its_own_begins_there(street: Street) -> None:
    for kind, page in (("queue", "/queue/screen/"), ("kiosk", "/queue/kiosk/"), ("wall", "/wall/")):
        made = add_device(street=STREET, name="大厅", kind=kind, by=street.actor("admin1"), at=now())
        client = Client()
        client.post("/device/pair", {"code": made.code})
        assert client.get("/device/")["Location"] == page


def test_its_cookie_is_out_of_reach_of_scripts(screen: Client) -> None:
    cookie = screen.cookies[DEVICE_COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] > 365 * 24 * 3600


QUEUE = {"/queue/screen/", "/queue/screen/data.json", "/queue/kiosk/"}
VALUES = {"int": "1", "georeport": "json", "record": "person"}  # what fits a converter; text fits the others


def addresses() -> Iterator[str]:
    """Every address of the installation with something put in its places."""

    def walk(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[str]:
        for one in patterns:
            route = before + str(one.pattern).removeprefix("^").removesuffix("$").removesuffix("\\Z")
            if isinstance(one, URLResolver):
                yield from walk(one.url_patterns, route)
            else:
                filled = re.sub(r"<(\w+):\w+>", lambda found: VALUES.get(found[1], "x"), route)
                yield "/" + re.sub(r"<\w+>", "x", filled)

    yield from walk(get_resolver().url_patterns, "")


def test_every_other_address_refuses_a_screen_whatever_the_method(screen: Client) -> None:
    shown = {"/device/", "/device/figures", "/wall/", "/wall/data.json", *QUEUE}
    idle = {"/renewal/screen/", "/renewal/screen/data.json"}  # the signing hall's, while no project is being signed
    own = {"/device/pair", *shown, *idle}
    found = set(addresses())
    assert own < found
    assert len(found) > 60
    for address in sorted(found - own):
        for ask in (screen.get, screen.post):
            answer = ask(address)
            assert answer.status_code == 403, (address, ask.__name__)
    for address in shown:
        assert screen.get(address).status_code == 200
    for address in idle:
        assert screen.get(address).status_code == 404


def test_who_signs_in_at_a_screen_gets_no_further(street: Street, screen: Client) -> None:
    screen.force_login(Account.objects.get(username="admin1"))
    assert screen.get("/").status_code == 403
    assert screen.get("/people/").status_code == 403
    assert screen.post("/login/", {"username": "admin1", "password": "x"}).status_code == 403


def test_a_revoked_screen_is_shut_out_with_its_next_request(street: Street, screen: Client, enter: Enter) -> None:
    assert screen.get("/device/").status_code == 200
    device = Device.objects.get()
    page = enter("admin1").get("/people/devices/").content.decode()
    assert "已配对" in page
    enter("admin1").post(f"/people/devices/{device.pk}/revoke/")
    answer = screen.get("/device/")
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/device/pair")
    polled = screen.get("/device/figures", headers={"hx-request": "true"})
    assert polled["HX-Redirect"] == "/device/pair"
    assert screen.get("/login/").status_code == 200, "the browser is an ordinary one again"


def test_codes_expire_are_used_once_and_are_not_guessed(street: Street) -> None:
    made = add_device(street=STREET, name="窗口", kind="queue", by=street.actor("admin1"), at=now())
    with held(later(MORNING, minutes=11)):
        late = Client().post("/device/pair", {"code": made.code})
        assert late.status_code == 422
        assert "重新获取" in late.content.decode()
    assert Client().post("/device/pair", {"code": made.code}).status_code == 302
    assert Client().post("/device/pair", {"code": made.code}).status_code == 422
    for number in range(10):
        Client().post("/device/pair", {"code": f"{number:08}"})
    blocked = add_device(street=STREET, name="门口", kind="kiosk", by=street.actor("admin1"), at=now())
    assert Client().post("/device/pair", {"code": blocked.code}).status_code == 422


def test_who_is_signed_in_does_not_become_a_screen_by_mistake(street: Street, enter: Enter) -> None:
    answer = enter("admin1").get("/device/pair?code=12345678")
    assert answer.status_code == 403
    assert "请先退出" in answer.content.decode()
    assert 'value="12345678"' in Client().get("/device/pair?code=12345678").content.decode()


def test_an_administrator_adds_a_screen_and_sees_its_code_once(street: Street, enter: Enter) -> None:
    client = enter("admin1")
    answer = client.post("/people/devices/", {"name": "自助机", "kind": "kiosk", "unit": ""})
    assert "no-store" in answer["Cache-Control"]
    code = re.search(r'desk-number">(\d{4}) (\d{4})<', answer.content.decode())
    assert code
    assert code[1] + code[2] not in client.get("/people/devices/").content.decode()
    assert client.post("/people/devices/", {"name": "", "kind": "kiosk"}).status_code == 422
    assert Client().post("/device/pair", {"code": code[1] + code[2]}).status_code == 302
