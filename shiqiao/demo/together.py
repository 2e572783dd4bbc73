"""Matters that go together, lived through the same actions as real work: merged callers, parts, summons, repeats, proposals.

Everything is invented. It happens in the demo's last weeks, before the rest is loaded, once.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from shiqiao.base.actor import Actor, system
from shiqiao.base.db import scope
from shiqiao.base.time import held, now
from shiqiao.kernel.matters import actions, merging, repeats
from shiqiao.kernel.matters.actions import Contact, Given, Receipt, Report
from shiqiao.kernel.matters.children import Part, split_matter
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.proposals import propose
from shiqiao.kernel.matters.rules import Sheet
from shiqiao.kernel.matters.summons import Called, summon_units
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.people.models import Account

SOURCE = "demo.together"
WATER, NOISE, DOGS = "L0401", "L0601", "L0602"  # items that ask for no photo
PLACES = {
    "春元里小区3号楼": (116.982727, 36.654918), "振兴里2号楼": (116.984894, 36.654575), "丰泽苑5号楼": (116.986049, 36.653702),
    "铁路春元宿舍": (116.984786, 36.655128),
}  # fmt: skip
PROPOSALS = (  # day, channel, item, title, how far it came
    ("06-04", "resident", "X0201", "医保代办进小区，每周三下午一次", "introduced"),
    ("06-05", "office", "X0205", "派遣前先看重复件，减少重复跑", "trying"),
    ("06-06", "resident", "X0202", "垃圾桶加脚踏盖，夏天少味道", "trying"),
    ("06-13", "resident", "X0201", "老年食堂周末也开门", "refused"),
    ("06-15", "office", "X0204", "企业开办材料一次发清单", "weighing"),
    ("06-19", "resident", "X0203", "电动车充电棚装摄像头", "weighing"),
    ("06-21", "office", "X0203", "楼长手机群里先调解，再进调解室", "adopted"),
    ("06-22", "resident", "X0202", "春元里小区划一块晾衣场", "adopted"),
    ("06-25", "office", "X0201", "就业登记表改成扫码填写", "weighing"),
    ("06-26", "resident", "X0202", "背街小巷装路名小牌", "proposed"),
)
WAY = ("weigh", "adopt", "try", "introduce")
REACHED = {"proposed": 0, "weighing": 1, "adopted": 2, "trying": 3, "introduced": 4}


class Stage:
    """The model street on which it is played; `at` holds the time."""

    def __init__(self, street: int) -> None:
        self.street, self.made = street, 0

    def by(self, login: str) -> Actor:
        """Return an official by login, as of the time held."""
        return people.actor_for(Account.objects.get(username=login))

    def report(self, text: str, place: str, item: str = WATER, name: str = "") -> Receipt:
        """Report something by telephone."""
        self.made += 1
        lon, lat = PLACES[place]
        phone = f"1380000{7000 + self.made}" if name else ""
        report = Report(
            street=self.street, source=SOURCE, source_id=f"report/{self.made}", channel="phone", item=item, text=text,
            lon=lon, lat=lat, address=place, contact=Contact(name, phone),
        )  # fmt: skip
        return actions.report_matter(report=report, by=self.by("dispatch2"), at=now())

    def handled(self, one: Receipt, result: str, **more: bool) -> None:
        """Let the social affairs department finish what it was given and a checker close it."""
        actions.finish_matter(matter=one.id, result=result, by=self.by("life2"), at=now(), **more)
        actions.close_matter(matter=one.id, by=self.by("check1"), at=now(), **more)

    def dispatch(self, one: Receipt) -> None:
        """Give a matter to the social affairs department."""
        actions.dispatch_matter(matter=one.id, handler="livelihood.handler1", by=self.by("dispatch2"), at=now())

    def move(self, sheet: Sheet, do: str, login: str, **given: Any) -> None:
        """Make a move on a part."""
        identifier = Matter.objects.get(number=sheet.number).pk
        actions.move_matter(matter=identifier, do=do, given=Given(**given), by=self.by(login), at=now())


def at(moment: str) -> Any:
    """Hold the time at a moment of June 2018, `26 09:10`."""
    return held(datetime.fromisoformat(f"2018-06-{moment}+08:00"))


def act(street: int) -> None:
    """Play everything, unless it was played before; all or nothing."""
    with scope.scoped(street):
        if Matter.objects.filter(street=street, source=SOURCE).exists():
            return
        stage = Stage(street)
        for part in PARTS:
            part(stage)


def merged(stage: Stage) -> None:
    """Three callers about one burst pipe, of whom one was not content; and two groups of this morning."""
    with at("25 08:40"):
        heard = [stage.report(f"整栋楼停水，{how}", "春元里小区3号楼", name=who) for who, how in CALLERS]
    with at("25 08:55"):
        by = stage.by("dispatch1")
        merging.merge_matters(
            main=heard[0].id, others=[one.id for one in heard[1:]], reason="同一处管道", by=by, at=now()
        )
        stage.dispatch(heard[0])
    with at("25 09:20"):
        actions.answer_matter(
            matter=heard[0].id, answer="管道爆裂，抢修车已到，今天恢复供水", by=stage.by("life2"), at=now()
        )
    with at("25 14:10"):
        stage.handled(heard[0], "管道已修复，恢复供水")
    with at("26 09:00"):
        resident = _resident(stage)
        actions.rate_matter(matter=heard[0].id, solved=True, satisfied=True, by=resident, at=now())
        actions.rate_matter(matter=heard[1].id, solved=False, satisfied=False, by=resident, at=now())
        actions.reopen_matter(matter=heard[1].id, reason="高层水压还是上不来", by=resident, at=now())
    for minute, place in ((10, "振兴里2号楼"), (25, "丰泽苑5号楼")):
        with at(f"27 08:{minute}"):
            two = [stage.report(f"又停水了，{how}", place, name=who) for who, how in CALLERS[:2]]
        with at(f"27 08:{minute + 9}"):
            merging.merge_matters(main=two[0].id, others=[two[1].id], by=stage.by("dispatch1"), at=now())
            stage.dispatch(two[0])


CALLERS = (("赵甲丙", "从早上七点开始"), ("钱乙丁", "楼上楼下都没水"), ("孙丙戊", "家里有老人"))


def divided(stage: Stage) -> None:
    """A yard with several faults, given out in parts; one part is done, the other goes on."""
    with at("26 10:00"):
        whole = stage.report("院里老人反映停水、路灯不亮", "铁路春元宿舍", name="李丁己")
        stage.dispatch(whole)
    with at("26 10:20"):
        parts = [
            Part("检修楼前路灯", handler="city.handler1"),
            Part("登记独居老人用水困难，上门送水", handler="service.head"),
        ]
        _lamp, water = split_matter(matter=whole.id, parts=parts, by=stage.by("dispatch1"), at=now())
    with at("26 15:00"):
        stage.move(water, "finish", "service1", result="已送水到户")
        stage.move(water, "close", "check1")


def summoned(stage: Stage) -> None:
    """Yesterday one of three units stayed away; this morning two are called and have not come yet."""
    with at("26 09:00"):
        whole = stage.report("地下室反水，电表箱有危险", "丰泽苑5号楼", name="周戊庚")
        stage.dispatch(whole)
    with at("26 09:15") as moment:
        units = [Called("urban_management"), Called("emergency_office"), Called("economy_office")]
        calls = summon_units(
            matter=whole.id, units=units, reason="现场会商排水与断电", place="丰泽苑5号楼门口",
            meet_at=moment.replace(hour=10, minute=30), by=stage.by("dispatch1"), at=now(),
        )  # fmt: skip
    with at("26 10:25"):
        stage.move(calls[0], "attend", "city2", result="城一梅带两人到场")
    with at("26 14:20"):
        stage.move(calls[1], "attend", "emergency1", result="应大松到场")
        stage.move(calls[2], "mark_absent", "dispatch1")
    with at("26 16:30"):
        for call, login, content in ((calls[0], "city2", True), (calls[1], "emergency1", False)):
            stage.move(call, "finish", login, result="已排水并断电，隐患解除")
            stage.move(call, "assess", "dispatch1", responded=True, solved=True, satisfied=content)
        stage.move(calls[0], "rate_call", "city1", satisfied=True, reason="确需多部门到场")
        stage.move(calls[2], "rate_call", "economy1", satisfied=False, reason="不涉及企业，不应召集")
    with at("27 09:05"):
        other = stage.report("沿街店铺夜间噪声，多次劝阻无效", "振兴里2号楼", item=NOISE, name="吴己辛")
        stage.dispatch(other)
        both = [Called("urban_management"), Called("safety_centre")]
        summon_units(matter=other.id, units=both, reason="联合劝导", by=stage.by("dispatch1"), at=now())


def repeated(stage: Stage) -> None:
    """The same dogs in the same yard, three times, and the same noise twice."""
    for item, text, place, days in (
        (DOGS, "院里遛狗不牵绳", "振兴里2号楼", "05 15 26"),
        (NOISE, "楼上夜里装修", "铁路春元宿舍", "12 26"),
    ):
        earlier: Receipt | None = None
        for day in days.split():
            with at(f"{day} 08:50"):
                one = stage.report(text, place, item=item, name="郑庚壬")
                if earlier:
                    repeats.link_repeat(
                        matter=one.id, to=earlier.id, by=system("repeats", street=stage.street), at=now()
                    )
                stage.dispatch(one)
            with at(f"{day} 15:30"):
                stage.handled(one, "已上门劝导")
            earlier = one


def proposed(stage: Stage) -> None:
    """Ten proposals of residents and staff, in all states."""
    for number, (day, channel, item, title, state) in enumerate(PROPOSALS):
        when = day.removeprefix("06-")
        with at(f"{when} 09:30"):
            by = stage.by("c1g1") if channel == "office" else _resident(stage)
            report = Report(
                street=stage.street, source=SOURCE, source_id=f"proposal/{number}", channel=channel, item=item, title=title,
                text=f"{title}。", contact=Contact("" if channel == "office" else "王辛癸"),
            )  # fmt: skip
            one = propose(report=report, by=by, at=now())
        with at(f"{when} 16:00"):
            _carried(stage, one, state)


def _resident(stage: Stage) -> Actor:
    return Actor(kind="resident", code="resident", street=stage.street, roles=frozenset({"reporter"}))


def _carried(stage: Stage, one: Receipt, state: str) -> None:
    """Lead a proposal as far as it came."""
    leader = stage.by("leader1")
    said = {"answer": "谢谢建议，我们认真研究", "result": "各社区都已照办"}

    def move(do: str) -> None:
        actions.move_matter(matter=one.id, do=do, given=Given(**said), by=leader, at=now())

    if one.sheet.channel == "resident":
        move("answer")
    for do in WAY[: REACHED.get(state, 1)]:
        move(do)
        if do == "adopt":
            move("publish")
    if state == "refused":
        move("refuse")


PARTS: tuple[Callable[[Stage], None], ...] = (merged, divided, summoned, repeated, proposed)
