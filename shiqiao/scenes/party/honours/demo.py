"""The demo's honours: those of the report of 2018, the pursuit of the national award, study and Party meetings."""

from datetime import date, datetime
from typing import Any

from shiqiao.base.actor import Actor
from shiqiao.base.db import scope
from shiqiao.base.time import held
from shiqiao.scenes.party.honours import actions, learning, pursuing, reads
from shiqiao.scenes.party.honours.actions import HonourGiven
from shiqiao.scenes.party.honours.learning import MeetingGiven, ThemeGiven
from shiqiao.scenes.party.honours.publishing import rules_of
from shiqiao.scenes.party.honours.pursuing import PursuitGiven
from shiqiao.scenes.party.honours.store import Holder
from shiqiao.scenes.party.honours.tables import Honour, Pursuit
from shiqiao.scenes.party.leadstage import Stage

# Title, giver, level, holder (community number, a post, or the street), day, last day.
HONOURS: tuple[tuple[str, str, str, str | int, date, date | None], ...] = (
    ("全省人居环境范例奖", "省住房城乡建设部门（演示）", "provincial", 4, date(2017, 12, 18), date(2020, 12, 17)),
    ("省级四型就业社区", "省人力资源社会保障部门（演示）", "provincial", 7, date(2018, 4, 12), date(2021, 4, 11)),
    ("省级四型就业社区", "省人力资源社会保障部门（演示）", "provincial", 1, date(2018, 4, 12), date(2021, 4, 11)),
    ("全省干事创业好班子", "省委组织部门（演示）", "provincial", 0, date(2018, 6, 8), None),
    ("“出彩型”好团队", "市委组织部门（演示）", "city", "city.head", date(2018, 6, 15), None),
    ("“出彩型”好干部", "市委组织部门（演示）", "city", "account:street.secretary", date(2018, 6, 15), None),
    ("品质市中城区街道考核第一名", "区委区政府（演示）", "district", 0, date(2018, 2, 9), None),
    ("市级文明社区", "市文明委（演示）", "city", 6, date(2015, 9, 1), date(2018, 8, 31)),
    ("市级卫生先进单位", "市爱卫会（演示）", "city", 2, date(2015, 5, 4), date(2018, 5, 3)),
)  # fmt: skip
# Criteria of the pursuit: how many pieces of evidence, the gap, whether it is met.
CRITERIA = (
    (2, "", True), (1, "三栋楼尚未验收", False), (2, "", True), (1, "", True), (0, "地锁清理后泊位未划线", False),
    (1, "居民公约待表决", False), (0, "问卷尚未发放", False), (0, "影像资料未整理", False),
)  # fmt: skip
THEMES = (
    (1, "党的十九大报告通读"), (2, "“1255”工作思路大讨论"), (3, "“态度+能力+担当+规矩”专题"), (4, "宪法与监察法学习"),
    (5, "攻坚一线微党课"), (6, "庆“七一”主题党日"),
)  # fmt: skip
NAMES = "石示例、苗甲乙、路示范"


def load(street: int, report: Any = None) -> None:
    """Let the honours, the pursuit and the meetings happen; a second time changes nothing."""
    with scope.scoped(street):
        if not rules_of(street).levels or Honour.objects.filter(street=street, invented=True).exists():
            return
        stage = Stage(street, 60)
        for n, row in enumerate(HONOURS):
            _honour(stage, n, *row)
        _pursuit(stage)
        _study(stage)


def _who(stage: Stage, told: str | int, at: datetime) -> Holder:
    if isinstance(told, int):
        return Holder("community", stage.street * 1000 + told) if told else Holder("street")
    kind, _sep, code = told.rpartition(":")
    if kind:
        return Holder("account", stage.account(code, at))
    from shiqiao.kernel.people import reads as people

    return Holder("unit", people.post(stage.post(told)).unit)


def _honour(
    stage: Stage, n: int, title: str, giver: str, level: str, told: str | int, day: date, until: date | None
) -> None:
    at = stage.moment(max(day, date(2018, 1, 10)), 600 + n)
    with held(at):
        by = stage.by("general.head", at)
        words = f"奖牌和文件存党政办公室档案柜第{n + 1}格（演示）"
        photo = stage.photo("evidence", by, at, n)
        given = HonourGiven(title, giver, level, _who(stage, told, at), day, until, words, (photo,), invented=True)
        actions.enter_honour(given=given, by=by, at=at)


def _pursuit(stage: Stage) -> None:
    at = stage.moment(date(2018, 4, 3), 590)
    with held(at):
        holder = Holder("community", stage.street * 1000 + 4)
        given = PursuitGiven("habitat_national", holder, stage.post("city.head"), date(2018, 8, 31), invented=True)
        row = pursuing.open_pursuit(given=given, by=stage.by("street.vice_director", at), at=at)
    owners = ("city.head", "c4.head", "city.head", "service.head", "safety.head", "c4.head", "c4.head", "general.head")
    criteria = reads.criteria_of([row.pk])[row.pk]
    for n, (one, (proofs, gap, met), owner) in enumerate(zip(criteria, CRITERIA, owners, strict=False)):
        at = stage.moment(date(2018, 5, 3 + n), 570 + n)
        with held(at):
            by = stage.by("city.head", at)
            due = date(2018, 6, 20) if n == 4 else date(2018, 7, 5 + n)
            pursuing.name_gap(pursuit=row.pk, criterion=one.pk, owner=stage.post(owner), due=due, gap=gap, by=by, at=at)
        _proofs(stage, row, one.pk, n, proofs, met)


def _proofs(stage: Stage, row: Pursuit, criterion: int, n: int, proofs: int, met: bool) -> None:
    for k in range(proofs):
        at = stage.moment(date(2018, 6, 4 + n + k), 600)
        with held(at):
            by: Actor = stage.by("city.head", at)
            photo = stage.photo("evidence", by, at, n + k)
            words = ("现场照片和台账（演示）", "验收材料复印件（演示）")[k % 2]
            pursuing.prove(pursuit=row.pk, criterion=criterion, words=words, files=(photo,), by=by, at=at)
            if met and k == proofs - 1:
                pursuing.settle_criterion(pursuit=row.pk, criterion=criterion, met=True, by=by, at=at)


def _study(stage: Stage) -> None:
    for month, title in THEMES:
        at = stage.moment(date(2018, month, 4), 560)
        with held(at):
            label = "“1”：学习宣传贯彻党的十九大精神主线"
            given = ThemeGiven(date(2018, month, 1), title, stage.post("general.head"), None, label, invented=True)
            theme = learning.plan_theme(given=given, by=stage.by("general.head", at), at=at)
        kinds = ("theme_day", "members", "lesson", "small_group")
        for n in range(0 if month == 2 else 3):
            _meeting(stage, month, n, kinds[(month + n) % 4], theme.pk, title)


def _meeting(stage: Stage, month: int, n: int, kind: str, theme: int, title: str) -> None:
    at = stage.moment(date(2018, month, 10 + 5 * n), 900)
    community = (month + n) % 9
    head = f"c{community}.head" if community else "general.head"
    with held(at):
        by = stage.by(head, at)
        expected = 18 + stage.rng.randrange(20)
        came = expected - stage.rng.randrange(5)
        place = stage.street * 1000 + community if community else 0
        photo = stage.photo("evidence", by, at, month + n)
        given = MeetingGiven(
            kind,
            at.date(),
            expected,
            came,
            f"围绕“{title}”学习讨论（演示）",
            NAMES,
            place,
            0,
            theme,
            (photo,),
            invented=True,
        )
        learning.record_meeting(given=given, by=by, at=at)
