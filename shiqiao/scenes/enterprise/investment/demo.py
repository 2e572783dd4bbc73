"""The demo's investment: 经八纬一 with the three intents that the newspaper of 2018 named (facts only), and invented leads."""

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings

from shiqiao.base.actor import Actor
from shiqiao.base.db import scope
from shiqiao.base.time import held, now
from shiqiao.kernel.people import reads as people
from shiqiao.scenes.enterprise.investment import leading, offering, rules
from shiqiao.scenes.enterprise.investment.leading import Found, Onward
from shiqiao.scenes.enterprise.investment.tables import Lead, Premises

PROJECT, OWNER = "经八纬一项目", "economy.head"
NAMED = ("铁塔山东分公司", "天津银行济南分公司", "电信公司")


class Told(NamedTuple):
    """An invented lead: found on a day, how far it came, what it wants; a reason when it was lost."""

    day: date
    firm: str
    wants: str
    area: int
    stage: str
    floors: tuple[int, ...] = ()
    lost: str = ""
    text: str = ""


TOLD = (
    Told(date(2018, 1, 16), "示例口腔门诊有限公司", "临街一层，有上下水", 260, "moved_in", (0,)),
    Told(date(2018, 2, 27), "示例设计咨询有限公司", "整层办公，可分隔", 680, "signed", (2,)),
    Told(date(2018, 3, 20), "示例软件技术有限公司", "研发办公，双路供电", 720, "negotiation", (3,)),
    Told(date(2018, 4, 11), "示例连锁酒店管理有限公司", "整栋或连续四层", 3200, "lost", (), "area"),
    Told(date(2018, 4, 25), "示例会计师事务所", "两百平以内精装", 180, "intent"),
    Told(
        date(2018, 5, 22),
        "示例文化传播有限公司",
        "沿街展示面",
        300,
        "lost",
        (),
        "other",
        "股东意见不一，暂缓在济南设点",
    ),
    Told(date(2018, 6, 12), "示例医疗器械商贸有限公司", "办公兼样品间", 240, "lead"),
)


def load(street: int, report: Any = None) -> None:
    """Let what is not there yet happen; a second time changes nothing."""
    with scope.scoped(street):
        if Premises.objects.filter(street=street).exists() or not _stands(street):
            return
        at = _on(date(2018, 1, 9))
        with held(at):
            by = _by(street, at)
            project = offering.add_premises(name=PROJECT, address="经八路与纬一路路口", invented=True, by=by, at=at)
            floors = _building(street, at)
            for n in range(5, 9):
                offering.add_floor(premises=project.pk, title=f"{n}层", area=1200, by=by, at=at)
        for firm in NAMED:
            _intent(street, firm, project.pk)
        for told in TOLD:
            _lead(street, told, floors)


def _stands(street: int) -> bool:
    return any(row.code == OWNER for row in people.posts(street))


def _by(street: int, at: datetime) -> Actor:
    return people.actor_in(people.post_by_code(OWNER, street).id, at)


def _on(day: date, hour: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo(settings.TIME_ZONE))


def _building(street: int, at: datetime) -> list[int]:
    """An invented building with six floors, one of them in own use."""
    by = _by(street, at)
    row = offering.add_premises(name="示例商务楼", address="经七路示例段", invented=True, by=by, at=at)
    asked = ((1, 260, 450), (2, 540, 320), (3, 680, 260), (4, 720, 260), (5, 720, 240), (6, 400, 0))
    return [
        offering.add_floor(
            premises=row.pk, title=f"{n}层", area=area, price=price, own_use=n == 6, by=by, at=at
        ).pk
        for n, area, price in asked
    ]  # fmt: skip


def _intent(street: int, firm: str, premises: int) -> None:
    """An intent that the newspaper named: nothing is said of it but that it stands."""
    at = _on(date(2018, 6, 5))
    found = Found(
        firm=firm, source="online", stage="intent", premises=premises, wants="2018年报道所列入驻意向，其余未公开",
        next_step="后续进展未公开（仅作演示）", next_on=date(2018, 6, 29),
    )  # fmt: skip
    with held(at):
        leading.add_lead(found=found, by=_by(street, at), at=at)


def _lead(street: int, told: Told, floors: list[int]) -> None:
    """A life of an invented lead: a step every three weeks, at most until now."""
    at = _on(told.day)
    found = Found(
        firm=told.firm, source="visit", next_step="约看场地", next_on=told.day + timedelta(days=14), wants=told.wants,
        area=told.area, invented=True,
    )  # fmt: skip
    with held(at):
        row = leading.add_lead(found=found, by=_by(street, at), at=at)
    goal = told.stage if told.stage != "lost" else "intent"
    while row.stage != goal:
        at = min(at + timedelta(days=21), now() - timedelta(hours=3))
        with held(at):
            row = leading.bring_on(lead=row.pk, onward=_onward(row, told, floors, at), by=_by(street, at), at=at)
    if told.stage == "lost":
        at += timedelta(days=10)
        with held(at):
            leading.lose_lead(lead=row.pk, reason=told.lost, text=told.text, by=_by(street, at), at=at)
    elif row.stage not in rules.OVER:
        at = now() - timedelta(hours=2)
        with held(at):
            on = at.date() + timedelta(days=1 + len(told.firm) % 9)
            leading.plan_next(lead=row.pk, next_step="电话跟进，确认条件", next_on=on, by=_by(street, at), at=at)


def _onward(row: Lead, told: Told, floors: list[int], at: datetime) -> Onward:
    to, day = rules.follows(row.stage), at.date()
    taken = tuple(floors[n] for n in told.floors) if to in ("negotiation", "signed") else ()
    let = (day + timedelta(days=7), day + timedelta(days=1100)) if to == "signed" else (None, None)
    return Onward("送交方案，等答复", day + timedelta(days=14), taken, *let, note="面谈记录在案")
