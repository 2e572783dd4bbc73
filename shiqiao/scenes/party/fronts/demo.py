"""The demo's 14 front teams, bound to renewals, campaigns and projects where those scenes are on; people invented."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.time import held
from shiqiao.scenes.party.fronts import actions, daylog, reads
from shiqiao.scenes.party.fronts.actions import TeamGiven
from shiqiao.scenes.party.fronts.daylog import Deed
from shiqiao.scenes.party.fronts.tables import FrontTeam
from shiqiao.scenes.party.leadstage import Stage

DEEDS = (
    ("household", "上门走访，讲政策、听意见"), ("talk", "与住户谈心，答复疑问"),
    ("clear", "现场清理，拍照留存"), ("guard", "夜间值守"),
    ("help", "帮老人搬家、代办手续"),
)  # fmt: skip


@dataclass(frozen=True)
class Told:
    """A team of the demo: title, kind, field, its front (kind of record and a word of its title, and a name without it)."""

    title: str
    kind: str
    field: str
    looks: str
    word: str
    name: str
    community: int
    leader: str
    members: tuple[str, ...]
    since: date
    charges: int
    pace: int  # lines of the log a week


TOLD = (
    Told("岔路街棚改攻坚党小组", "task_group", "renewal", "renewal", "岔路街", "岔路街平房区改造",
         2, "street.vice_director", ("city.handler1", "c2.head", "c2.g1"), date(2018, 3, 12), 9, 4),
    Told("岔路街签约先锋队", "vanguard", "renewal", "renewal", "岔路街", "岔路街平房区改造",
         2, "c2.head", ("c2.g2", "c2.g3", "c2.safety"), date(2018, 4, 9), 8, 4),
    Told("公立街棚改攻坚党小组", "task_group", "renewal", "renewal", "公立街", "公立街平房区改造",
         3, "street.director", ("c3.head", "c3.g1", "economy.head"), date(2018, 3, 19), 8, 4),
    Told("公立街群众工作先锋队", "vanguard", "renewal", "renewal", "公立街", "公立街平房区改造",
         3, "c3.head", ("c3.g2", "c3.g3"), date(2018, 4, 16), 6, 3),
    Told("乐山小区改造攻坚党小组", "task_group", "renewal", "campaign", "乐山小区", "乐山小区老旧小区改造",
         4, "c4.head", ("c4.g1", "c4.g2", "c4.g3"), date(2018, 3, 5), 8, 3),
    Told("拆违拆临攻坚党小组", "task_group", "demolition", "campaign", "拆违", "拆违拆临专项行动",
         0, "city.head", ("city.handler1", "city.handler2"), date(2018, 4, 2), 9, 4),
    Told("广告牌匾整治先锋队", "vanguard", "demolition", "campaign", "广告", "广告牌匾整治行动",
         0, "city.handler2", ("c6.g1", "c7.g1"), date(2018, 5, 2), 6, 3),
    Told("经八纬一项目攻坚党小组", "task_group", "project", "project", "经八纬一", "经八纬一项目",
         0, "economy.head", ("street.director", "c8.head"), date(2018, 2, 26), 5, 2),
    Told("重点项目服务先锋队", "vanguard", "project", "project", "", "全年重点项目",
         0, "street.vice_director2", ("economy.head", "service.head"), date(2018, 3, 1), 4, 2),
    Told("环保督察整改攻坚党小组", "task_group", "environment", "rectification", "", "中央环保督察整改",
         0, "supervision.head", ("city.head", "emergency.head"), date(2018, 5, 21), 5, 3),
    Told("防汛抢险先锋队", "vanguard", "flood", "emergency", "", "低洼易涝点值守",
         5, "emergency.head", ("safety.head", "c5.head", "c5.g1"), date(2018, 6, 1), 5, 4),
    Told("德胜街防汛先锋队", "vanguard", "flood", "emergency", "", "德胜街危旧房值守",
         6, "c6.head", ("c6.g1", "c6.g2"), date(2018, 6, 1), 4, 3),
    Told("自由大街环境整治先锋队", "vanguard", "city", "campaign", "", "自由大街背街小巷",
         7, "c7.head", ("c7.g2", "c7.g3"), date(2018, 4, 23), 5, 2),
    Told("新市区征收拆迁攻坚党小组", "task_group", "renewal", "renewal", "", "新市区征收地块",
         8, "c8.head", ("livelihood.head", "c8.g1"), date(2018, 5, 7), 6, 3),
)  # fmt: skip
LAST = date(2018, 6, 26)


def load(street: int, report: Any = None) -> None:
    """Let the teams happen; a second time changes nothing."""
    with scope.scoped(street):
        if FrontTeam.objects.filter(street=street, invented=True).exists():
            return
        stage = Stage(street, 59)
        at = stage.moment(LAST)
        there = reads.fronts_there(stage.by("street.secretary", at))
        for n, told in enumerate(TOLD):
            _team(stage, told, n, {ref: shown.title for ref, shown in there.items()})


def _front(told: Told, there: dict[Ref, str]) -> Ref | None:
    """Return the record at which a team stands: of its kind and with its word in the title."""
    return next(
        (ref for ref, title in there.items() if told.word and ref.kind == told.looks and told.word in title), None
    )


def _team(stage: Stage, told: Told, n: int, there: dict[Ref, str]) -> None:
    at = stage.moment(told.since, 545)
    community = stage.street * 1000 + told.community if told.community else 0
    with held(at):
        given = TeamGiven(
            told.title, told.kind, told.field, stage.account(told.leader, at), told.since, _front(told, there), told.name,
            community, "责任到人、挂图作战、按期完成", invented=True,
        )  # fmt: skip
        by = stage.by("street.secretary", at)
        team = actions.form_team(given=given, by=by, at=at)
        people = [told.leader, *told.members]
        for code in told.members:
            actions.join_team(team=team.pk, account=stage.account(code, at), since=told.since, by=by, at=at)
        for k in range(told.charges):
            _charge(stage, team, people[k % len(people)], k, by, at)
    _log(stage, team, told, people, n)


def _charge(stage: Stage, team: FrontTeam, code: str, k: int, by: Actor, at: Any) -> None:
    label = f"示例{'户' if team.field == 'renewal' else '点位'}{k + 1}号"
    actions.give_charge(team=team.pk, account=stage.account(code, at), label=label, by=by, at=at)


def _log(stage: Stage, team: FrontTeam, told: Told, people: list[str], n: int) -> None:
    """Let members write the day log, and finish some of their charges on the way."""
    charges = list(reads.known([team])[0].charges)
    done, days = 0, (LAST - told.since).days
    goal = len(charges) * (40 + stage.rng.randrange(45)) // 100
    lines = min(18, max(4, days * told.pace // 14))
    for k in range(lines):
        code = people[k % len(people)]
        at = stage.moment(told.since + timedelta(days=1 + days * k // lines), 560 + stage.rng.randrange(150))
        if at.date() < told.since:
            continue
        with held(at):
            by = stage.by(code, at)
            kind, words = DEEDS[(k + n) % len(DEEDS)]
            photos = (stage.photo("after", by, at, n),) if k == 1 else ()
            key = uuid5(NAMESPACE_URL, f"front {team.number} {k}")
            deed = Deed(key, kind, 1 + stage.rng.randrange(4), None, 0, words if k % 2 else "", photos)
            daylog.log_day(team=team.pk, deed=deed, by=by, at=at)
            mine = [one for one in charges if one.account == by.account and one.done_at is None]
            if done * lines < goal * (k + 1) and mine and done < goal:
                charges[charges.index(mine[0])] = actions.settle_charge(charge=mine[0].pk, done=True, by=by, at=at)
                done += 1
