"""The demo's emergencies: stock, hazard points, an ended flood response from Ⅳ to Ⅲ and back, and one that began this morning.

All people are invented; everything that is shown comes from records made by the actions.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from PIL import Image, ImageDraw

from shiqiao.base.actor import Actor
from shiqiao.base.db import scope
from shiqiao.base.time import held, now
from shiqiao.kernel.files.actions import UPLOAD, store
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.people import rules as people_rules
from shiqiao.scenes.duty.emergency import alarms, hazards, manning, moving, responding, stocking, zero
from shiqiao.scenes.duty.emergency.calltables import AlarmCall, ZeroReport
from shiqiao.scenes.duty.emergency.demowords import POINTS, REVIEW, STOCK
from shiqiao.scenes.duty.emergency.groundtables import Hazard, Shelter
from shiqiao.scenes.duty.emergency.hazards import Checked, HazardGiven
from shiqiao.scenes.duty.emergency.moving import HouseholdGiven
from shiqiao.scenes.duty.emergency.publishing import plan_of
from shiqiao.scenes.duty.emergency.responding import Order
from shiqiao.scenes.duty.emergency.stocking import StockMove
from shiqiao.scenes.duty.emergency.tables import Response, ResponsePost

OFFICE, LEADER, HEADS = "emergency.head", "street.director", tuple(f"c{n}.head" for n in range(1, 9))


def load(street: int, report: Any = None) -> None:
    """Let the emergencies happen; a second time changes nothing."""
    with scope.scoped(street):
        if plan_of(street).kind("flood") and not Response.objects.filter(street=street).exists():
            Stage(street).play()


class Stage:
    """The emergencies of the demo, played moment by moment."""

    def __init__(self, street: int) -> None:
        self.street, self.zone, self.actors = street, ZoneInfo(settings.TIME_ZONE), {}
        self.present = now()
        self.drawn: dict[tuple[str, str], tuple[str, str]] = {}

    def play(self) -> None:
        """Stock and register first, then the night in June, then this morning."""
        self._stock()
        self._register()
        self._night()
        self._morning()

    def at(self, text: str) -> datetime:
        """Return a local moment, `2018-06-09 18:00`."""
        return datetime.fromisoformat(text).replace(tzinfo=self.zone)

    def by(self, code: str, at: datetime) -> Actor:
        """Return who acts for a post at a moment."""
        key = (code, at.date())
        if key not in self.actors:
            row = people.post_by_code(code, self.street)
            account = people.holder_of(row.id, at).account or 0
            acting = [one for one in people.acting_posts(account, at) if one.post.id == row.id]
            self.actors[key] = Actor(
                "account", row.code, account=account, post=row.id, street=self.street, roles=people_rules.roles_of(acting),
                reach=people_rules.reach_of(people.book(), acting),
            )  # fmt: skip
        return self.actors[key]

    def do(self, code: str, at: datetime, act: Callable[..., Any], **given: Any) -> Any:
        """Let a post do something at a moment."""
        with held(at):
            return act(by=self.by(code, at), at=at, **given)

    def order(self, level: int, trigger: str, words: str = "") -> Order:
        """Return an order of the director."""
        return Order(level, trigger, people.post_by_code(LEADER, self.street).id, words)

    # ── what is there before ───────────────────────────────────────────────────────────────────────────────────────

    def _stock(self) -> None:
        at = self.at("2018-05-10 10:00")
        for shop, material, amount in STOCK:
            self.do(
                OFFICE, at, stocking.move_stock, move=StockMove(shop, material, "in", amount, note="汛期前清点入库")
            )
            at += timedelta(minutes=3)

    def _register(self) -> None:
        at = self.at("2018-05-14 09:30")
        for n, (code, kind, title, place, owner) in enumerate(POINTS):
            grid = hazards.point_of(place, None, None, self.street)[2]
            post = people.post_by_code(f"c{grid // 1000 % 1000}.safety", self.street).id
            given = HazardGiven(code, kind, title, place, post, owner, invented=True)
            self.do(OFFICE, at + timedelta(minutes=4 * n), hazards.add_hazard, given=given)

    # ── the night of 9 June ────────────────────────────────────────────────────────────────────────────────────────

    def _night(self) -> None:
        start = self.at("2018-06-09 17:40")
        order = self.order(4, "气象台发布暴雨蓝色预警（演示）", "今夜有强降雨，各社区加强巡查，值班人员在岗。")
        row = self.do(OFFICE, start, responding.start_response, kind="flood", order=order, invented=True)
        self._answer(row, start, slow=("c5.head", 34))
        self._man(row, "command", OFFICE, start + timedelta(minutes=12))
        self._check(row, start + timedelta(minutes=40), every=1)
        third = self.at("2018-06-09 22:05")
        order = self.order(3, "六小时雨量 58 毫米，升级黄色预警（演示）", "点位人员立即到岗，备好沙袋和水泵。")
        row = self.do(LEADER, third, responding.change_level, response=row.pk, order=order)
        self._answer(row, third, slow=("c7.head", 27))
        self._man(row, "underpass", "city.handler1", third + timedelta(minutes=18))
        self._man(row, "cottages", "c2.safety", third + timedelta(minutes=25))
        self._bring(row, "sandbag", 200, "岔路街片区", third + timedelta(minutes=35))
        self._bring(row, "pump", 2, "纬四路与经七路口", third + timedelta(minutes=50))
        self._reports(row, third + timedelta(hours=5), missing=("c6.head",))
        self._check(row, third + timedelta(hours=2), every=2, danger="涝02")
        self._household(row, third + timedelta(hours=2, minutes=40))
        self._man(row, "underpass", "city.handler2", third + timedelta(hours=4))
        self._over(row)

    def _over(self, row: Response) -> None:
        lower = self.at("2018-06-10 05:30")
        with held(lower - timedelta(minutes=20)):
            zero.remind_missing(at=now())
        order = self.order(4, "雨势减弱，积水消退（演示）")
        self.do(LEADER, lower, responding.change_level, response=row.pk, order=order)
        self._reports(row, self.at("2018-06-10 08:40"))
        end, leader = self.at("2018-06-10 09:30"), people.post_by_code(LEADER, self.street).id
        self._back(row, end - timedelta(minutes=30))
        for material, amount in (("sandbag", 140), ("pump", 2)):
            move = StockMove("office_store", material, "back", amount, "回收入库", response=row.pk)
            self.do(OFFICE, end - timedelta(minutes=15), stocking.move_stock, move=move)
        self.do(LEADER, end, responding.end_response, response=row.pk, leader=leader, words="预警解除，路面无积水")
        self.do(OFFICE, self.at("2018-06-11 15:20"), responding.review_response, response=row.pk, words=REVIEW)

    # ── this morning ───────────────────────────────────────────────────────────────────────────────────────────────

    def _morning(self) -> None:
        start = self.at("2018-06-27 07:50")
        if start >= self.present - timedelta(hours=1):
            return
        order = self.order(
            4, "气象台发布暴雨蓝色预警，午后有强降雨（演示）", "请各社区午前完成隐患点巡查，雨水口清理到位。"
        )
        row = self.do(OFFICE, start, responding.start_response, kind="flood", order=order, invented=True)
        self._answer(row, start, slow=("c3.head", 22))
        self._man(row, "command", OFFICE, start + timedelta(minutes=10))
        self._check(row, start + timedelta(minutes=55), every=3)
        self._reports(
            row, start + timedelta(minutes=95), missing=("c2.head", "c5.head", "c6.head", "c7.head", "c8.head")
        )

    # ── steps ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def _answer(self, row: Response, at: datetime, *, slow: tuple[str, int]) -> None:
        """Everybody answers within minutes; one so late that the deputy was told."""
        latest = AlarmCall.objects.filter(response=row.pk, answered_at=None).order_by("pk")
        codes = {one.pk: people.post(one.post).code for one in latest}
        for n, one in enumerate(latest):
            if codes[one.pk] != slow[0]:
                self.do(codes[one.pk], at + timedelta(minutes=1 + n), alarms.answer_call, call=one.pk)
        for minute in range(10, slow[1], 10):
            with held(at + timedelta(minutes=minute)):
                alarms.tell_again(at=now())
        for one in latest.all():
            self.do(codes[one.pk], at + timedelta(minutes=slow[1]), alarms.answer_call, call=one.pk)

    def _man(self, row: Response, code: str, who: str, at: datetime) -> None:
        one = ResponsePost.objects.get(response=row.pk, code=code, until=None)
        self.do(who, at, manning.man_post, place=one.pk)

    def _check(self, row: Response, at: datetime, *, every: int, danger: str = "") -> None:
        rows = Hazard.objects.filter(street=self.street).order_by("pk")
        for n, one in enumerate(rows):
            if n % every and one.code != danger:
                continue
            when, who = at + timedelta(minutes=3 * n), people.post(one.post).code
            bad = one.code == danger
            found = Checked(
                "water" if bad else "safe", (self._photo("water" if bad else "safe", who, when),), 25 if bad else 0,
                () if bad else (0, 1), "院内积水二十余厘米，住户需要转移（演示）" if bad else "", bad,
            )  # fmt: skip
            self.do(who, when, hazards.check_hazard, hazard=one.pk, found=found)

    def _photo(self, state: str, who: str, at: datetime) -> tuple[str, str]:
        key = (state, who)
        if key not in self.drawn:
            with held(at):
                by = self.by(who, at)
                kept = store(
                    _picture(state == "water"), name="示意.jpg", subject=UPLOAD, purpose="evidence", street=self.street, by=by,
                    at=at,
                )  # fmt: skip
            self.drawn[key] = ("evidence", kept.sha256)
        return self.drawn[key]

    def _reports(self, row: Response, at: datetime, *, missing: tuple[str, ...] = ()) -> None:
        for n, code in enumerate(HEADS):
            post = people.post_by_code(code, self.street).id
            one = (
                ZeroReport.objects.filter(response=row.pk, post=post, sent_at=None, due_at__gt=at)
                .order_by("due_at")
                .first()
            )
            if one is not None and code not in missing:
                figures = {"flooded": 1, "moved": 5} if code == "c2.head" else {}
                self.do(code, at + timedelta(minutes=n), zero.send_report, report=one.pk, figures=figures)

    def _bring(self, row: Response, material: str, amount: int, place: str, at: datetime) -> None:
        move = StockMove("office_store", material, "out", amount, place, response=row.pk)
        self.do(OFFICE, at, stocking.move_stock, move=move)

    def _household(self, row: Response, at: datetime) -> None:
        community = self.street * 1000 + 2
        for n, (name, persons) in enumerate((("苗示例", 3), ("桥丙丁", 2))):
            given = HouseholdGiven(community, persons, "岔路街平房区", name)
            one = self.do("c2.head", at + timedelta(minutes=n), moving.list_household, response=row.pk, given=given)
            shelter = Shelter.objects.get(response=row.pk, code="c2_station").pk
            when = at + timedelta(minutes=20 + n)
            self.do("c2.head", when, moving.move_household, relocation=one.pk, shelter=shelter)

    def _back(self, row: Response, at: datetime) -> None:
        from shiqiao.scenes.duty.emergency.groundtables import Relocation

        for one in Relocation.objects.filter(response=row.pk).order_by("pk"):
            self.do("c2.head", at, moving.return_household, relocation=one.pk)


def _picture(water: bool) -> bytes:
    """Draw a street with its gully, dry or under water: plainly schematic."""
    image = Image.new("RGB", (480, 360), "#cfd8dc")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 210, 480, 360), fill="#90a4ae")
    draw.rectangle((40, 60, 200, 210), fill="#e8d9c0", outline="#868e96", width=3)
    draw.rectangle((260, 90, 440, 210), fill="#e8d9c0", outline="#868e96", width=3)
    for x in range(190, 300, 18):
        draw.rectangle((x, 280, x + 9, 320), fill="#37474f")
    if water:
        draw.rectangle((0, 190, 480, 360), fill="#5c9ead")
        for y in range(205, 350, 28):
            draw.line(((20, y), (120, y + 6), (240, y), (360, y + 6), (470, y)), fill="#e0f2f1", width=3)
    draw.rectangle((0, 0, 479, 359), outline="#d9480f", width=6)
    out = BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()
