"""The demo's green channel: rules granted, changed, withdrawn, and matters of firms on which one was used. All invented."""

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings

from shiqiao.base.actor import Actor, system
from shiqiao.base.db import scope
from shiqiao.base.time import held, now
from shiqiao.kernel.matters.actions import dispatch_matter, report_matter
from shiqiao.kernel.matters.report import Contact, Report
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.registry import reads as registry
from shiqiao.scenes.enterprise.green import granting
from shiqiao.scenes.enterprise.green.granting import Grant
from shiqiao.scenes.enterprise.green.items import known_items
from shiqiao.scenes.enterprise.green.tables import GreenRule

LEADER, DISPATCHER = "street.director", "centre.dispatch"
LOAN, CONSENT, LEGAL = (
    "service_affair:startup_loan",
    "service_affair:home_business_consent",
    "service_affair:legal_aid_referral",
)
ROAD = "06010"


class Told(NamedTuple):
    """A matter of a firm: how many minutes ago it was reported, of which firm, about what, in its words."""

    ago: int
    firm: int
    item: str
    words: str


TOLD = (
    Told(75, 0, ROAD, "仓库通道被杂物占用，货车无法卸货"),
    Told(50, 3, ROAD, "办公楼北侧垃圾桶满溢，明日有检查"),
    Told(25, 1, ROAD, "门店前人行道堆放纸箱未清"),
)  # this morning's: their halved terms still run


def load(street: int, report: Any = None) -> None:
    """Let what is not there yet happen; a second time changes nothing."""
    with scope.scoped(street):
        items, firms = known_items(street), _firms(street)
        if GreenRule.objects.filter(street=street).exists() or len(firms) < 4:
            return
        _rules(street, [one for one in (LOAN, CONSENT, f"matter:{ROAD}") if one in items], firms)
        if LEGAL in items:
            _withdrawn(street)
        if f"matter:{ROAD}" in items:
            for n, told in enumerate(TOLD):
                _matter(street, n, told, firms[told.firm])


def _firms(street: int) -> list[int]:
    rows = registry.records(system("green", street=street), "organisation", limit=80).rows
    return [row.pk for row in rows if row.kind in ("enterprise", "self_employed") and row.state == "operating"]


def _by(code: str, street: int, at: datetime) -> Actor:
    return people.actor_in(people.post_by_code(code, street).id, at)


def _on(day: date, hour: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo(settings.TIME_ZONE))


def _rules(street: int, items: list[str], firms: list[int]) -> None:
    """Half the term for every firm on file since March, narrowed in May; for one firm a term of its own, soon."""
    first = Grant(
        "企业办事绿色通道", "firms", tuple(items), date(2018, 3, 12), date(2018, 12, 31), "落实当天有回音、企业诉求优先办",
        share=70, parallel=("现场核实", "材料审核"), invented=True,
    )  # fmt: skip
    at = _on(date(2018, 3, 9))
    with held(at):
        row = granting.grant_rule(grant=first, by=_by(LEADER, street, at), at=at)
    at = _on(date(2018, 5, 14))
    second = Grant(
        "企业办事绿色通道", "firms", tuple(items), date(2018, 5, 14), date(2018, 12, 31),
        "走访反映等待仍长，比例由70%调整为50%",
        share=50, parallel=("现场核实", "材料审核", "部门会签"), invented=True,
    )  # fmt: skip
    with held(at):
        granting.change_rule(rule=row.pk, grant=second, by=_by(LEADER, street, at), at=at)
    at = _on(date(2018, 6, 25), 15)
    third = Grant(
        "重点企业搬迁期间专办", "firm", (items[0],), date(2018, 7, 2), date(2018, 9, 30), "企业七月起搬迁，业务集中办理",
        organisation=firms[0], term="1wd", parallel=("窗口预审", "科室同步审核"), invented=True,
    )  # fmt: skip
    with held(at):
        granting.grant_rule(grant=third, by=_by(LEADER, street, at), at=at)


def _withdrawn(street: int) -> None:
    """One for everybody that was taken back: others waited."""
    at = _on(date(2018, 4, 2))
    grant = Grant(
        "法律援助转办提速",
        "anyone",
        (LEGAL,),
        date(2018, 4, 2),
        date(2018, 9, 30),
        "农民工讨薪集中期",
        share=50,
        invented=True,
    )
    with held(at):
        row = granting.grant_rule(grant=grant, by=_by(LEADER, street, at), at=at)
    at = _on(date(2018, 6, 4))
    with held(at):
        granting.withdraw_rule(rule=row.pk, reason="集中期结束，恢复原时限", by=_by(LEADER, street, at), at=at)


def _matter(street: int, n: int, told: Told, firm: int) -> None:
    """A firm reports something; it is dispatched, and the rule is put to use on it at once."""
    at = now() - timedelta(minutes=told.ago)
    with held(at):
        by = _by(DISPATCHER, street, at)
        received = report_matter(
            report=Report(
                street=street, source="green-demo", source_id=str(n), channel="phone", item=told.item, text=told.words,
                grid=street * 1_000_000 + 1001 + n % 3, contact=Contact(name="示例企业联系人", phone="13800000000"),
            ), by=by, at=at,
        )  # fmt: skip
    at += timedelta(minutes=12)
    with held(at):
        dispatch_matter(matter=received.id, handler="city.handler1", by=by, at=at)
        granting.use_on_matter(number=received.number, organisation=firm, by=by, at=at)
