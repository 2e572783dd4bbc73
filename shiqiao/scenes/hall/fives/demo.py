"""The demo's 5S: a year of rounds through hall and stations, findings in every state, windows decided. All invented."""

from datetime import date, datetime, time, timedelta
from io import BytesIO
from random import Random
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from PIL import Image, ImageDraw

from shiqiao.base.actor import Actor
from shiqiao.base.db import scope
from shiqiao.base.time import held, now
from shiqiao.kernel.clocks.reads import is_open
from shiqiao.kernel.files.actions import UPLOAD, store
from shiqiao.kernel.people import reads as people
from shiqiao.scenes.hall.counters import Counter, counters
from shiqiao.scenes.hall.fives import deciding, findings, grounds, standard, walking
from shiqiao.scenes.hall.fives.findings import Seen
from shiqiao.scenes.hall.fives.publishing import five_s_of
from shiqiao.scenes.hall.fives.rules import SENSES
from shiqiao.scenes.hall.fives.tables import FiveSFinding, FiveSRound

FIRST = date(2017, 7, 1)
WALKERS = ("supervision.check1", "supervision.check2")


class Told(NamedTuple):
    """A finding of the demo: how many days ago, at which counter (0: the hall), where, what, and what became of it."""

    days: int
    place: int
    area: str
    sense: str
    words: str
    done: str = ""
    end: str = "closed"  # closed, late, fixed, open, back


TOLD = (
    Told(250, 3, "waiting", "sweep", "等候区饮水机接水盘积水、有污渍", "已清洗并列入保洁记录"),
    Told(224, 6, "counter", "arrange", "二号窗口岗位牌缺失", "已补制岗位牌"),
    Told(198, 0, "archive", "keep", "三份借阅无登记", "已补登记，借阅簿上墙"),
    Told(170, 4, "outside", "sort", "门前非机动车挡住坡道", "已划线停放，设劝导岗", "late"),
    Told(141, 8, "self_service", "sweep", "自助机缺纸，无告示", "已加纸，每日开机检查登记"),
    Told(110, 2, "conduct", "smile", "咨询时未起身、未使用文明用语", "晨会重申礼仪，结对改进"),
    Told(84, 5, "counter", "sort", "台面堆放私人物品", "已清走，设私人物品柜"),
    Told(57, 4, "waiting", "arrange", "爱心座席被杂物占用", "已清理并贴标识", "late"),
    Told(36, 1, "outside", "sweep", "公示栏玻璃有污渍", "已擦拭"),
    Told(20, 7, "self_service", "arrange", "操作步骤贴得过高，老人看不清", "已改贴到手边，换大字版"),
    Told(15, 4, "counter", "keep", "午间空岗无告示", "已安排午间值班并设告示", "late"),
    Told(9, 0, "counter", "arrange", "一次性告知单用完未补", "已补齐，定人每日清点"),
    Told(6, 6, "waiting", "sweep", "座椅下有积尘", "已清扫，保洁加一次", "fixed"),
    Told(5, 3, "conduct", "keep", "交接班记录缺一天", "已补记", "back"),
    Told(2, 0, "waiting", "sort", "过期宣传折页未撤", "", "open"),
    Told(1, 8, "outside", "arrange", "监督电话公示牌掉落", "", "open"),
)


def load(street: int, report: Any = None) -> None:
    """Let what is not there yet happen; a second time changes nothing."""
    with scope.scoped(street):
        if FiveSRound.objects.filter(street=street).exists() or not five_s_of(street).areas:
            return
        stage = Stage(street)
        _rounds(stage)
        for told in TOLD:
            _finding(stage, told)
        _decisions(stage)
        _windows(stage)
        _this_morning(stage)


class Stage:
    """Who walks, who answers, where and when."""

    def __init__(self, street: int) -> None:
        self.street, self.zone, self.present = street, ZoneInfo(settings.TIME_ZONE), now()
        self.counters: list[Counter] = list(counters(street).values())

    def by(self, post: int, at: datetime) -> Actor:
        """Return who acts for a post at a moment."""
        return people.actor_in(post, at)

    def walker(self, at: datetime, other: bool = False) -> Actor:
        """Return one of those who check; `other` is another person."""
        return self.by(people.post_by_code(WALKERS[other], self.street).id, at)

    def moment(self, day: date, minute: int) -> datetime:
        """Return a local moment of a day, or of the next one on which the office is open."""
        at = datetime.combine(day, time(), self.zone) + timedelta(minutes=minute)
        while not is_open(self.street, at):
            at += timedelta(days=1)
        return at

    def ago(self, days: int, minute: int) -> datetime:
        """Return a local moment some days ago, when the office was open, before the present."""
        at = self.moment(self.present.astimezone(self.zone).date() - timedelta(days=days), minute)
        while at >= self.present:
            at -= timedelta(days=1)
        return at


def _rounds(stage: Stage) -> None:
    rng, month = Random(5), FIRST
    while month <= stage.present.astimezone(stage.zone).date():
        for n, one in enumerate(stage.counters):
            at = stage.moment(month + timedelta(days=2 + (n * 5) % 20), 545 + n * 11)
            if at < stage.present:
                _walk(stage, one, n, at, rng)
        month = (month + timedelta(days=32)).replace(day=1)


def _walk(stage: Stage, one: Counter, n: int, at: datetime, rng: Random) -> None:
    months = (at.year - FIRST.year) * 12 + at.month - FIRST.month
    best = min(97, 74 + months * 2 + (n * 7) % 12) if n not in (1, 7) else 125  # two were good from the start
    marks = {
        area.code: {sense: _mark(best, rng) for sense in SENSES} for area in five_s_of(stage.street).areas_at(one.hall)
    }
    with held(at):
        by = stage.walker(at, other=bool(n % 2))
        walking.record_round(station=one.unit, marks=marks, by=by, at=at, invented=True)


def _mark(best: int, rng: Random) -> int:
    drawn = rng.randrange(100)
    return 5 if drawn < best - 35 else 4 if drawn < best else 3


def _finding(stage: Stage, told: Told) -> None:
    at, counter = stage.ago(told.days, 560 + told.place * 4), stage.counters[told.place]
    with held(at):
        by = stage.walker(at)
        photos = (_photo("before", by, at),)
        seen = Seen(counter.unit, told.area, told.sense, told.words, photos, invented=True)
        row = findings.record_finding(seen=seen, by=by, at=at)
    if told.end == "open":
        return
    later = (
        stage.moment(at.astimezone(stage.zone).date() + timedelta(days=6), 600)
        if told.end == "late"
        else at + timedelta(hours=5)
    )
    later = min(later, stage.present - timedelta(hours=3))
    if not is_open(stage.street, later):
        later = stage.moment(at.astimezone(stage.zone).date() + timedelta(days=1), 530)
    _fix(stage, row, told, later)


def _fix(stage: Stage, row: FiveSFinding, told: Told, at: datetime) -> None:
    with held(at):
        by = stage.by(row.post, at)
        findings.fix_finding(finding=row.pk, words=told.done, photos=(_photo("after", by, at),), by=by, at=at)
    if told.end == "fixed":
        return
    good, checked = told.end != "back", at + timedelta(hours=1, minutes=35)
    with held(checked):
        by = stage.walker(checked, other=True)
        said = "" if good else "记录仍缺交班人签名，请补齐"
        findings.recheck_finding(finding=row.pk, good=good, words=said, by=by, at=checked)


_drawn: dict[str, bytes] = {}


def _photo(purpose: str, by: Actor, at: datetime) -> tuple[str, str]:
    content = _drawn.setdefault(purpose, _picture(purpose == "after"))
    kept = store(content, name="示意.jpg", subject=UPLOAD, purpose=purpose, street=by.street or 0, by=by, at=at)
    return purpose, kept.sha256


def _picture(tidy: bool) -> bytes:
    """Draw a counter, plainly schematic: papers in a heap, or in a row with a tick."""
    image = Image.new("RGB", (480, 360), "#dfe7ee")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 230, 480, 360), fill="#b08d57")
    draw.rectangle((300, 110, 430, 230), fill="#495057")
    draw.rectangle((310, 120, 420, 205), fill="#a5d8ff")
    for n in range(6):
        if tidy:
            draw.rectangle((40 + n * 38, 250, 70 + n * 38, 300), fill="#ffffff", outline="#868e96", width=2)
        else:
            x, y = 40 + (n * 67) % 190, 195 + (n * 41) % 80
            draw.polygon(
                [(x, y), (x + 70, y + 18), (x + 58, y + 70), (x - 12, y + 52)], fill="#ffffff", outline="#868e96"
            )
    if tidy:
        draw.line(((90, 120), (125, 160), (200, 80)), fill="#2b8a3e", width=16, joint="curve")
    draw.rectangle((0, 0, 479, 359), outline="#d9480f", width=6)
    draw.line(((0, 0), (60, 60)), fill="#d9480f", width=3)
    out = BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


def _decisions(stage: Stage) -> None:
    """Of what the records propose: one group became a finding, one was dismissed, the rest waits."""
    at = stage.ago(1, 620)
    with held(at):
        by = stage.walker(at)
        groups = [one for one in grounds.proposed(by, at) if one.kind.code == "our_notice"]
        for n, one in enumerate(groups[:2]):
            given = {
                "ground": one.kind.code,
                "station": one.station,
                "keys": [row.key for row in one.rows],
                "by": by,
                "at": at,
            }
            if n:
                deciding.dismiss_grounds(words="已在晨会逐件讲评，告知单样张已更新", **given)
            else:
                deciding.accept_grounds(words="近一个月多次漏告知旧卡材料，请更新一次性告知单", invented=True, **given)


def _windows(stage: Stage) -> None:
    """The second half of 2017 was decided in January: who reached the standard was awarded."""
    at = stage.moment(date(2018, 1, 10), 600)
    if at >= stage.present:
        return
    with held(at):
        by = stage.by(people.post_by_code("street.director", stage.street).id, at)
        for one in standard.windows(stage.street, "2017-2", at):
            if one.standing.proposed:
                words = "各项达标，群众评价好，同意授牌"
                deciding.decide_window(station=one.station, half="2017-2", awarded=True, words=words, by=by, at=at)


def _this_morning(stage: Stage) -> None:
    """A round stands open: two areas are marked, the rest is to come."""
    at, counter = stage.ago(0, 540), stage.counters[2]
    with held(at):
        by = stage.walker(at)
        row = walking.begin_round(station=counter.unit, by=by, at=at, invented=True)
        for area in walking.areas_of(row)[:2]:
            walking.mark_area(round=row.pk, area=area.code, marks=dict.fromkeys(SENSES, 4), by=by, at=at)
