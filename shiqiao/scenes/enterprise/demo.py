"""The demo's firms: sixty of the registry with files, stewards, visits, needs in every state, promises. All invented."""

from datetime import datetime, timedelta
from itertools import cycle
from random import Random
from typing import Any

from django.utils.timezone import localtime

from shiqiao.base.actor import Actor, system
from shiqiao.base.db import scope
from shiqiao.base.time import held, now
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.registry import reads as registry
from shiqiao.kernel.visits import actions as visits
from shiqiao.kernel.visits.knocks import BudgetSpent
from shiqiao.scenes.enterprise import inviting, needing, promising, reminding, stewarding, visiting
from shiqiao.scenes.enterprise.firms import Filed, open_file
from shiqiao.scenes.enterprise.models import FirmFile
from shiqiao.scenes.enterprise.needing import Needed
from shiqiao.scenes.enterprise.store import day_of
from shiqiao.scenes.enterprise.tables import FirmPosition, FirmPromise

FIRMS = 60
STEWARDS = (
    "economy.head", "general.head", "service.head", "emergency.head", "livelihood.head",
    *(f"c{n}.head" for n in range(1, 9)),
)  # fmt: skip
TIERS = ("key", "key", "above", "growing", "growing", "other")
TAGS = ("headquarters", "high_tech", "long_established", "tower", "start_up")
WANTS = (
    ("people", "节后缺一线工人，想参加街道招聘会"), ("surroundings", "门前装卸货没有车位，经常被占"),
    ("finance", "订单增加，需要流动资金贷款"), ("permits", "经营范围变更，不清楚要带哪些材料"),
    ("premises", "现有场地到期，想在辖区另租三百平方米"), ("safety", "消防整改要求看不懂，请派人现场说明"),
    ("policy", "稳岗补贴申报后没有消息"), ("surroundings", "楼下早餐摊油烟影响办公"),
)  # fmt: skip
SAID = (
    "一周内给书面答复",
    "请城管科到现场看一次",
    "发布招聘信息并邀请参加招聘会",
    "联系两家银行上门",
    "陪同到窗口办理变更",
)
DONE = ("已协调解决，企业确认", "已到现场办理", "已办结并回访")
# How a need goes on: what the first unit says, what the second says, after how many days.
WAYS = ("done", "done", "done", "taken", "refused_done", "waiting", "no_help", "silent", "refused")


def load(street: int, report: Any = None) -> None:
    """Let what is not there yet happen; a second time changes nothing."""
    with scope.scoped(street):
        if FirmFile.objects.filter(street=street).exists():
            return
        stage = Stage(street)
        firms = stage.firms()
        for n, firm in enumerate(firms):
            stage.file(n, firm)
        for n, firm in enumerate(firms[:48]):
            stage.need(n, firm)
        stage.seats(firms)


def load_more(street: int, report: Any = None) -> None:
    """Let firms have been visited and promised something, and reminders have gone out; behind the running server."""
    with scope.scoped(street):
        if not FirmFile.objects.filter(street=street).exists() or FirmPromise.objects.filter(street=street).exists():
            return
        stage = Stage(street)
        firms = stage.firms()
        for n, firm in enumerate(firms[:46]):
            stage.visit(n, firm)
        for n, firm in enumerate(firms[:40]):
            stage.promise(n, firm)
        stage.remind()


class Stage:
    """A street, its firms and the posts that act; the same in every run."""

    def __init__(self, street: int) -> None:
        self.street, self.today, self.rng = street, now(), Random(20180627)
        self.office = system("demo", street=street)

    def at(self, days: int, hour: int = 10) -> datetime:
        """Return a moment so many days ago, in office hours."""
        return localtime(self.today - timedelta(days=days)).replace(hour=hour, minute=self.rng.randrange(60))

    def actor(self, code: str) -> Actor:
        """Return a post as it acts."""
        return people.actor_in(people.post_by_code(code, self.street).id, self.today)

    def speaker(self, unit: int) -> Actor:
        """Return who speaks for a unit."""
        return self.actor(people.post(needing.head_of(unit)).code)

    def firms(self) -> list[int]:
        """Return the organisations that get a file: firms before shops, in the order of the registry."""
        rows: Any = registry.rows_of(self.office, registry.KINDS["organisation"]).filter(state="operating")
        found = list(rows.filter(kind="enterprise").order_by("pk").values_list("pk", flat=True)[:FIRMS])
        more = rows.exclude(kind="enterprise").filter(kind="self_employed").order_by("pk").values_list("pk", flat=True)
        return [*found, *more[: FIRMS - len(found)]]

    def file(self, n: int, firm: int) -> None:
        """Open a file, name a steward, and let visits have been made."""
        opened = self.at(330 - n)
        size = ("medium", "small", "small", "micro")[n % 4]
        filed = Filed(TIERS[n % len(TIERS)], size, frozenset({TAGS[n % len(TAGS)]} if n % 3 == 0 else ()))
        with held(opened):
            open_file(organisation=firm, filed=filed, invented=True, by=self.office, at=opened)
        if n % 12 == 11:
            return
        with held(opened):
            post = people.post_by_code(STEWARDS[n % len(STEWARDS)], self.street).id
            facts = "负责人上午在，先打电话" if n % 5 == 0 else ""
            stewarding.name_steward(organisation=firm, post=post, facts=facts, by=self.office, at=opened)
            if n % 4:
                actor = self.actor(STEWARDS[n % len(STEWARDS)])
                stewarding.see_hand_over(organisation=firm, by=actor, at=opened)

    def visit(self, n: int, firm: int) -> None:
        """Let the steward have been there, with a need or a promise brought home; where the month's visits are used up, not."""
        when, code = self.at(3 + (n * 2) % 50), STEWARDS[n % len(STEWARDS)]
        if n % 12 == 11:
            return
        with held(when):
            try:
                visit = visiting.plan_care(
                    organisation=firm, latest=day_of(when) + timedelta(days=3), by=self.office, at=when
                )
            except BudgetSpent:
                return
            answers: dict[str, Any] = {"business": ("growing", "steady", "shrinking")[n % 3]}
            if n % 5 == 1:
                answers |= {
                    "need_topic": "policy",
                    "need": "想了解小微企业减免税怎么办",
                    "promise": SAID[0],
                    "promise_days": 7,
                }
            visits.record_visit(
                visit=visit,
                outcome="done",
                client_id=f"firm-care-{firm}",
                answers=answers,
                by=self.actor(code),
                at=when,
            )

    def need(self, n: int, firm: int) -> None:
        """Record a need and let the units answer as its way goes."""
        way, (topic, text) = WAYS[n % len(WAYS)], WANTS[n % len(WANTS)]
        days = 60 + n % 9 if way == "silent" else 4 + n % 3 if way == "waiting" else 15 + (n * 7) % 120
        when = self.at(days, 9)
        source = ("visit", "hotline", "portal", "desk")[n % 4]
        with held(when):
            units = frozenset({needing.units_for(self.street, topic)[0]})
            needed = Needed(firm, topic, text, source, units=units)
            row = needing.record_need(needed=needed, invented=True, by=self.office, at=when)
        if way in ("waiting", "silent"):
            return
        position = FirmPosition.objects.get(need=row.pk)
        self._answer(position, "refused" if way.startswith("refused") else "taken", when + timedelta(days=2))
        if way in ("done", "no_help"):
            self._answer(position, way, when + timedelta(days=6))
        if way == "refused_done":
            self._escalated(row.pk, when)

    def _escalated(self, need: int, when: datetime) -> None:
        later = when + timedelta(days=4)
        with held(later):
            unit = people.unit_by_code("grid_centre", self.street).id
            third = needing.ask_unit(need=need, unit=unit, by=self.office, at=later)
        self._answer(third, "taken", later + timedelta(days=1))
        self._answer(third, "done", later + timedelta(days=3))

    def _answer(self, position: FirmPosition, to: str, when: datetime) -> None:
        reasons = {
            "refused": "不在本科室职责内",
            "done": self.rng.choice(DONE),
            "no_help": "超出街道权限，已说明",
            "taken": "",
        }
        with held(when):
            by = self.speaker(position.unit)
            needing.answer(position=position.pk, to=to, reason=reasons[to], by=by, at=when)

    def promise(self, n: int, firm: int) -> None:
        """Enter a promise: kept, kept late, past its day, open, or broken."""
        days = 100 - n * 2 if n % 4 else 6 + n % 5
        when = self.at(days, 15)
        due = day_of(when) + timedelta(days=(7, 14, 21)[n % 3])
        with held(when):
            row = promising.promise(
                organisation=firm, text=SAID[n % len(SAID)], due=due, invented=True, by=self.office, at=when
            )
        how = {1: ("keep", 5), 2: ("keep", 9), 3: ("break", 8) if n % 8 == 3 else ("", 0)}.get(n % 4, ("", 0))
        if how[0]:
            later = when + timedelta(days=how[1])
            does = promising.keep_promise if how[0] == "keep" else promising.break_promise
            with held(later):
                said = "已兑现，企业知情" if how[0] == "keep" else "上级政策调整，无法兑现，已当面说明"
                does(number=row.pk, outcome=said, by=self.office, at=later)

    def seats(self, firms: list[int]) -> None:
        """Invite some people of firms; one of them has two."""
        names = cycle(("桥企业", "柳企业", "槐企业", "荷企业", "泉企业"))
        for n, firm in enumerate(firms[:6]):
            name, phone = next(names), f"1380000{7000 + n % 5}"
            when = self.at(20 - n)
            with held(when):
                made = inviting.invite(
                    organisation=firm, name=name, phone=phone, role="manager", invented=True, by=self.office, at=when
                )
                if n % 2 == 0:
                    inviting.enter(secret=made.secret, ending=phone[-4:], by=self.office, at=when)

    def remind(self) -> None:
        """Let reminders have gone out as the days went by."""
        for days in range(70, -1, -3):
            when = self.at(days, 8)
            with held(when):
                reminding.remind(street=self.street, by=self.office, at=when)
