"""The wall: figures of the street without a name, for screens and for those who lead, and cheap to ask for."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from shiqiao.base import snapshots
from shiqiao.base.plugs import WallLine, WallTile, wall_tiles
from shiqiao.base.time import now
from shiqiao.kernel.matters import actions as matters
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.report import Contact
from shiqiao.kernel.people.devices import add_device, pair_device, revoke_device
from shiqiao.kernel.people.models import Account
from shiqiao.surfaces.kit.middleware import DEVICE_COOKIE
from shiqiao.testing.street import FIRST_GRID, STREET, Street
from tests.kernel.registry.conftest import Corner, identity
from tests.kernel.registry.conftest import corner as corner
from tests.surfaces.desk.test_scores import worked

Enter = Callable[[str], Client]
NOTHING_NEW = 304


@pytest.fixture
def enter(street: Street) -> Enter:
    def log_in(login: str) -> Client:
        client = Client(headers={"accept-language": "zh-CN"})
        client.force_login(Account.objects.get(username=login))
        return client

    return log_in


@pytest.fixture
def screen(street: Street) -> Client:
    """The browser of a paired wall."""
    made = add_device(street=STREET, name="大厅", kind="wall", by=street.actor("admin1"), at=now())
    client = Client(headers={"accept-language": "zh-CN"})
    client.cookies[DEVICE_COOKIE] = pair_device(code=made.code, at=now())[1]
    return client


def shown(client: Client) -> dict[str, Any]:
    """Ask for what stands there now, whatever was kept."""
    snapshots.drop()
    answer = client.get("/wall/data.json")
    assert answer.status_code == 200
    return json.loads(answer.content)


def test_the_figures_are_those_of_the_records(street: Street, screen: Client) -> None:
    assert shown(screen)["figures"]["reported"] == "0"
    made = street.report("三号楼旁垃圾成堆")
    street.report("沿街积水", item="06010")
    Matter.objects.filter(pk=made.id).update(next_due=now() - timedelta(minutes=5))
    found = shown(screen)
    figures = found["figures"]
    assert {name: figures[name] for name in ("reported", "open", "late", "waiting", "echo")} == {
        "reported": "2", "open": "2", "late": "1", "waiting": "2", "echo": "0%",
    }  # fmt: skip
    assert found["grids"][str(FIRST_GRID)][:2] == ["red", 1]
    assert found["lights"] == {"red": 1, "yellow": 0, "green": 0, "grey": 39}
    assert found["hours"]["reported"][10] == 2
    matters.answer_matter(matter=made.id, answer="今天下午清运", by=street.actor("dispatch1"), at=now())
    assert shown(screen)["figures"]["echo"] == "50%"


def test_what_breaks_next_is_told_by_number_kind_and_community(street: Street, screen: Client) -> None:
    made = street.report("王家门口的垃圾 13800138000")
    Matter.objects.filter(pk=made.id).update(next_due=now() + timedelta(minutes=42))
    (alarm,) = shown(screen)["alarms"]
    assert alarm["number"] == made.number
    assert alarm["place"] == "春元里社区"
    assert (alarm["left"], alarm["tone"]) == ("还有42分钟", "red")
    assert set(alarm) == {"number", "item", "place", "left", "tone"}


def test_no_name_and_no_word_of_a_report_stands_on_the_wall(street: Street, corner: Corner, screen: Client) -> None:
    worked(street)
    corner.person(
        "柳絮儿", identity=identity("19350203", 17), phone="13901399201", household=corner.home.pk, role="head"
    )
    street.report("荀折桂说门口积水", contact=Contact(name="荀折桂", phone="13901399202"), address="三号楼蔺采薇家")
    said = screen.get("/wall/").content.decode() + json.dumps(shown(screen), ensure_ascii=False)
    names = {name for row in Account.objects.all() for name in (row.display_name, row.name_en, row.username) if name}
    assert len(names) > 100
    told = {
        name for name in names | {"柳絮儿", "荀折桂", "蔺采薇", "13901399201", "13901399202", "积水"} if name in said
    }
    assert told == set()


def test_the_month_shows_ranks_and_how_many_have_none(street: Street, screen: Client) -> None:
    worked(street)
    communities, grids = shown(screen)["rankings"]
    assert [row["title"] for row in communities["rows"]] == ["春元里社区"]
    assert grids["rows"][0]["value"] != "—"
    found = shown(screen)
    assert re.fullmatch(r"\d+%", found["month_echo"])


def test_scenes_put_tiles_there(street: Street, screen: Client) -> None:
    tile = WallTile("trial", "Grids", lambda street, at: [WallLine("一", "1", 3.0, "red")] * 20, order=1)
    wall_tiles.fill("trial", tile)
    try:
        first = shown(screen)["tiles"][0]
    finally:
        wall_tiles.empty("trial")
    assert first["title"] == "网格"
    assert len(first["rows"]) == 7
    assert first["rows"][0] == {"rank": "", "title": "一", "value": "1", "share": 1.0, "tone": "red"}


def test_who_may_look(street: Street, enter: Enter, screen: Client) -> None:
    for address in ("/wall/", "/wall/data.json"):
        assert screen.get(address).status_code == 200
        for login in ("leader1", "dispatch1", "auditor1"):
            assert enter(login).get(address).status_code == 200, login
        for login in ("c1g1", "city1", "admin1"):
            assert enter(login).get(address).status_code == 403, login
        stranger = Client().get(address)
        assert (stranger.status_code, stranger["Location"].split("?")[0]) == (302, "/device/pair")
        assert "no-store" in screen.get(address)["Cache-Control"]


def test_the_wall_opens_with_its_screen_and_shuts_with_it(street: Street, screen: Client) -> None:
    from shiqiao.kernel.people.models import Device

    assert screen.get("/device/")["Location"] == "/wall/"
    assert screen.get("/matters/").status_code == 403
    assert screen.get("/cockpit/").status_code == 403
    revoke_device(device=Device.objects.get(), by=street.actor("admin1"), at=now())
    for address in ("/wall/", "/wall/data.json"):
        assert screen.get(address).status_code == 302


def test_nothing_new_is_told_without_telling_it_again(street: Street, screen: Client) -> None:
    snapshots.drop()
    first = screen.get("/wall/data.json")
    again = screen.get("/wall/data.json", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (NOTHING_NEW, b"")
    street.report()
    snapshots.drop()
    assert screen.get("/wall/data.json", headers={"if-none-match": first["ETag"]}).status_code == 200


def test_it_asks_a_fixed_number_of_times_and_screens_share_what_was_found(street: Street, screen: Client) -> None:
    counts = []
    for many in (1, 6):
        for number in range(many):
            street.report(f"第{number}处路灯不亮")
        shown(screen)
        snapshots.drop()
        screen.get("/wall/data.json")  # loads what is held of grids, catalogue and people
        counts.append(min(asked_anew(screen) for _ in range(3)))  # what was held may have got too old just then
        with CaptureQueriesContext(connection) as shared:
            screen.get("/wall/data.json")
        assert len(shared) <= 8, "whose screen it is, and the fence"
    assert counts[0] == counts[1] <= 24, counts


def asked_anew(screen: Client) -> int:
    drop_live()
    with CaptureQueriesContext(connection) as asked:
        screen.get("/wall/data.json")
    return len(asked)


def drop_live() -> None:
    from shiqiao.surfaces.wall import board

    board._live.drop()


@pytest.fixture(autouse=True)
def _anew() -> Iterator[None]:
    snapshots.drop()
    yield
    snapshots.drop()
