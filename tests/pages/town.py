"""A town to look at: some weeks of the demo, and beside it a row of whatever has a page, all made through actions."""

import base64
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from uuid import uuid4

from django.test import Client
from django.urls import reverse

from shiqiao.base.actor import Ref, system
from shiqiao.base.db.scope import whole
from shiqiao.base.errors import ShiqiaoError
from shiqiao.base.time import now
from shiqiao.config.entrances import entrances
from shiqiao.kernel.matters import datarequests
from shiqiao.kernel.matters.datarequests import Applied
from shiqiao.kernel.patrols import actions as patrols
from shiqiao.kernel.patrols.models import Trail
from shiqiao.kernel.patrols.rules import Spot
from shiqiao.kernel.people import devices, fielddevices
from shiqiao.kernel.people.models import Account
from shiqiao.kernel.people.reads import actor_for
from shiqiao.kernel.privacy.actions import log_read
from shiqiao.kernel.retention import asking as requests
from shiqiao.kernel.retention import running
from shiqiao.kernel.scoring import actions as scoring
from shiqiao.kernel.scoring import appeals, standings
from shiqiao.kernel.scoring import reads as scores
from shiqiao.kernel.scoring.rules import next_month
from shiqiao.scenes.hotline.reconcile import reconcile
from shiqiao.surfaces.kit.middleware import DEVICE_COOKIE
from shiqiao.testing.above import observer
from shiqiao.testing.street import FIRST_GRID, INSIDE, STREET
from tests.access import asking
from tests.access.world import Side, side

from .alarmed import alarmed
from .applied import applied
from .assessed import assessed
from .campaigned import campaigned
from .dutied import on_duty
from .employed import employed
from .exchanged import exchanged
from .firms import cared_for
from .queued import queued
from .stationed import stationed
from .tidied import tidied
from .voted import voted

POINT = base64.urlsafe_b64encode(
    bytes.fromhex(
        "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
        "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"
    )
).decode().rstrip("=")  # fmt: skip


OBSERVER = "district1"  # of the district: who is above the streets is no part of the demo


@dataclass
class Town:
    """What stands: a row of everything, and the addresses that only a receipt tells."""

    side: Side
    secret: list[str] = field(default_factory=list)
    screen: str = ""

    def addresses(self) -> list[str]:
        """Return an address of every page with a number of a real row in it."""
        found = []
        for one in entrances():
            if one.kind == "page" and "<" in one.address:
                asked = asking.page(one, self.side)
                found.append(asked.address)  # what is not there tells at least that it takes POST alone
        return [*self.secret, *found, *(f"/-/kit/error/{status}" for status in (400, 403, 404, 500))]


def official(login: str) -> Any:
    """Return the actor behind a login."""
    return actor_for(Account.objects.get(username=login))


def furnish() -> Town:
    """Make the rows; the street with its weeks of the demo is there already."""
    with whole():
        home = side(
            STREET,
            FIRST_GRID,
            FIRST_GRID + 1,
            "春元居民反映路灯不亮",
            ("dispatch1", "leader1", "security1", "c2g1", "c2g3"),
        )
        town = Town(home)
        town.secret += [f"/portal/m/{home.receipt.number}/{home.receipt.secret}/"]
        log_read(STREET, Ref("person", home.person), "phone", reason="call", note="回电", by=official("c1g1"), at=now())
        town.screen = _screen()
        observer(OBSERVER)
        fielddevices.register_field_device(name="一网格手机", public_key=POINT, by=official("c1g1"), at=now())
        _requests(town)
        town.secret += [
            _walked(),
            _compared(),
            *_scored(),
            *assessed(home),
            *applied(),
            *queued(),
            *employed(),
            *tidied(),
            *exchanged(home),
            *cared_for(),
            *campaigned(home),
            *alarmed(home),
            *voted(home),
            *on_duty(),
            *stationed(home),
        ]
    return town


def _walked() -> str:
    """A grid member was on patrol a moment ago, whose way is kept; returns its page."""
    way = [Spot(now() - timedelta(minutes=9 - n), INSIDE[0], INSIDE[1] + n * 0.0004, 10) for n in range(5)]
    patrols.take_positions(client_id="looking", spots=way, by=official("c1g1"), at=now())
    return reverse("desk:patrol-way", args=[Trail.objects.latest("pk").pk])


def _scored() -> list[str]:
    """Scores are counted, a matter is appealed against, a ranking is entered; returns the pages of the three."""
    scoring.reckon(at=now())
    month, by = now().date().replace(day=1), official("leader1")
    counted = scores.behind(by, "street", STREET, "echoed_same_day", month, next_month(month), now())
    first, second = [row.number for row in counted[:2]]
    target = appeals.Target(first, "echoed_same_day", month, "street", STREET)
    raised = appeals.raise_appeal(target=target, reason="来电人要求次日再联系", by=official("dispatch1"), at=now())
    source = standings.Source("区城市管理通报", month)
    entered = standings.enter_standing(
        league="city_management", span="month", starts=month, rows=[standings.Placed(1, "杆石桥街道")], source=source,
        by=by, at=now(),
    )  # fmt: skip
    asked = f"?kind=street&subject={STREET}&code=echoed_same_day&month={month:%Y-%m}&number={second}"
    pages = [("appeal", [raised.pk]), ("standing", [entered.pk])]
    return [*(reverse(f"desk:{name}", args=args) for name, args in pages), reverse("desk:appeal-new") + asked]


def _compared() -> str:
    """12345 sent its list for the day, which differs from ours; returns the page of the comparison."""
    row = "JN-LOOKING,2018-06-27 09:10:00,2018-06-27 09:40:00,路灯不亮,2018-06-29 09:40:00,待签收"
    with NamedTemporaryFile("w", suffix=".csv", encoding="utf-8") as file:
        file.write(f"工单编号,来电时间,派发时间,诉求内容,办理时限,工单状态\n{row}\n")
        file.flush()
        since, until = now() - timedelta(days=2), now() + timedelta(days=1)
        by = official("dispatch1")
        run, _ = reconcile(path=Path(file.name), since=since, until=until, street=STREET, by=by, at=now())
    return reverse("desk:hotline:run", args=[run.pk])


def _screen() -> str:
    by = system("office", street=STREET)
    devices.add_device(
        street=STREET, name="大厅左侧", kind="wall", by=by, at=now()
    )  # /wall/ is seen by a leader as well
    made = devices.add_device(street=STREET, name="窗口叫号屏", kind="queue", by=by, at=now())
    return devices.pair_device(code=made.code, at=now())[1]


def _requests(town: Town) -> None:
    """Somebody asks about the own data; a run waits for a second person; a person is held."""
    dispatcher = official("dispatch1")
    rows = []
    for name in ("尤石英", "尤石桥"):
        applied = Applied(STREET, "disclosure", name, "13800007777", "", "", "looking", uuid4().hex, "counter")
        receipt, row = datarequests.apply_for(applied=applied, by=dispatcher, at=now())
        assert row is not None
        rows.append(row.pk)
        town.secret += [f"/portal/m/{receipt.number}/{receipt.secret}/", reverse("desk:data-request", args=[row.pk])]
    requests.check_identity(request=rows[1], how="counter", by=dispatcher, at=now())
    answered = requests.hand_out(request=rows[1], package=b"PK", counts={"pieces": 1}, by=dispatcher, at=now())
    town.secret.append(reverse("portal:own-data", args=[answered]))
    secure = official("security1")
    until = now() + timedelta(days=90)
    running.set_hold(
        subject=Ref("person", town.side.person), reason="dispute", note="诉讼中", until=until, by=secure, at=now()
    )
    try:
        rules = ("notices",)
        running.propose_run(names=rules, by=secure, at=now())
    except ShiqiaoError:
        pass


def enter(login: str) -> Client:
    """Return a client signed in as somebody, or paired as the screen."""
    client = Client(raise_request_exception=False, headers={"accept-language": "zh-hans"})
    if login:
        client.force_login(Account.objects.get(username=login))
    return client


def at_screen(town: Town) -> Client:
    """Return the browser of the paired screen."""
    client = Client(raise_request_exception=False)
    client.cookies[DEVICE_COOKIE] = town.screen
    return client
