"""The demo's key projects: the two quarters that the report of 2018 names, one invented project beside them; figures invented.

The codes `chalujie`, `gonglijie` and `yuhanlu` stay: others refer to the projects by them.
"""

import json
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import typst
from django.conf import settings

from shiqiao.base.actor import Actor
from shiqiao.base.db import scope
from shiqiao.base.time import held, now
from shiqiao.kernel.files.actions import UPLOAD, store
from shiqiao.kernel.people import reads as people
from shiqiao.scenes.projects import actions, problems
from shiqiao.scenes.projects.actions import Given, Month, StageGiven
from shiqiao.scenes.projects.models import Milestone, Project, Stage
from shiqiao.scenes.projects.problems import Trouble
from shiqiao.surfaces.desk.papers.pdf import FontMissing, fonts

PAGE = """#let d = json(bytes(sys.inputs.data))
#set page(width: 148mm, height: 105mm, margin: 12mm)
#set text(font: "Noto Sans SC", size: 11pt)
= #d.title
#d.text

#text(fill: luma(120), d.mark)"""
QUARTER, BUILDING = ("前期准备", "征收签约", "拆除清场"), ("前期准备", "主体施工", "竣工验收")


class Told(NamedTuple):
    """A project of the demo: what it is, its milestones with the day reached (empty: not yet), its months."""

    code: str
    title: str
    kind: str
    place: str
    community: int
    post: str
    begins: str
    ends: str
    stages: Sequence[str]
    marks: Sequence[tuple[int, str, str, str]]  # stage, title, due, reached
    plan: Sequence[int]  # from the month of the begin on
    spent: Sequence[tuple[int, str]]  # the same months as far as entered; 0 and no words: not entered


TOLD = (
    Told(
        "chalujie", "岔路街平房区改造项目", "renewal", "岔路街（边界为示意）", 7, "city.head", "2018-01-08", "2018-10-31",
        QUARTER,
        ((0, "入户调查完成", "2018-02-28", "2018-02-26"), (1, "补偿方案公布", "2018-04-15", "2018-04-13"),
         (1, "签约率达到生效比例", "2018-06-15", ""), (2, "拆除完成", "2018-09-30", "")),
        (150, 200, 260, 900, 1400, 1500, 1200, 800, 500, 200),
        ((148, "入户调查，建立户档。"), (205, "调查完成，公示两榜。"), (240, "方案征求意见。"), (860, "方案公布，首批签约。"),
         (1180, "集中签约，部分房源未落实。"), (1310, "签约期延续，逐户上门。")),
    ),
    Told(
        "gonglijie", "公立街平房区改造项目", "renewal", "公立街（边界为示意）", 2, "city.handler1", "2018-02-01",
        "2018-11-30", QUARTER,
        ((0, "入户调查完成", "2018-03-31", "2018-03-29"), (1, "补偿方案公布", "2018-05-10", "2018-05-08"),
         (1, "签约率达到生效比例", "2018-07-20", ""), (2, "拆除完成", "2018-10-31", "")),
        (80, 160, 420, 760, 900, 1000, 700, 500, 300, 100),
        ((82, "成立专班，培训入户。"), (171, "入户调查完成。"), (455, "评估机构选定，出分户报告。"),
         (802, "方案公布，签约开始。"), (930, "签约过半。")),
    ),
    Told(
        "yuhanlu", "玉函路便民综合体改扩建（虚构）", "building", "玉函路（虚构地点）", 5, "economy.head", "2018-01-15",
        "2018-12-20", BUILDING,
        ((0, "施工许可取得", "2018-03-15", "2018-03-22"), (1, "基础完工", "2018-05-20", "2018-05-18"),
         (1, "主体封顶", "2018-08-31", ""), (2, "竣工验收", "2018-12-20", "")),
        (30, 60, 180, 320, 400, 420, 450, 430, 380, 260, 150, 90),
        ((30, "图审、招标。"), (58, "围挡进场。"), (160, "土方开挖。"), (335, "基坑支护、垫层。"), (0, ""),
         (405, "地下一层顶板完成。")),
    ),
)  # fmt: skip


def load(street: int, report: Any = None) -> None:
    """Let what is not there yet happen; a second time changes nothing."""
    with scope.scoped(street):
        if Project.objects.filter(street=street).exists():
            return
        stage = Stager(street)
        for told in TOLD:
            _project(stage, told)
        _problem(stage)


class Stager:
    """Who acts for which post at which moment."""

    def __init__(self, street: int) -> None:
        self.street, self.zone = street, ZoneInfo(settings.TIME_ZONE)

    def at(self, day: date, hour: int = 10) -> datetime:
        """Return a local moment of a day."""
        return datetime.combine(day, time(hour), self.zone)

    def by(self, code: str) -> Actor:
        """Return who acts for the post of a code now."""
        return people.actor_in(people.post_by_code(code, self.street).id, now())

    def paper(self, title: str, text: str, by: Actor) -> tuple[str, str]:
        """Upload a small paper that says that it is invented."""
        data = json.dumps({"title": title, "text": text, "mark": "虚构演示材料"}, ensure_ascii=False)
        try:
            made = bytes(typst.compile(PAGE.encode(), font_paths=fonts(str(settings.FONTS)), sys_inputs={"data": data}))
        except FontMissing:
            made = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
        kept = store(made, name="paper.pdf", subject=UPLOAD, purpose="evidence", street=self.street, by=by, at=now(),
                     field="evidence")  # fmt: skip
        return "evidence", kept.sha256


def _project(stage: Stager, told: Told) -> None:
    begins, ends = date.fromisoformat(told.begins), date.fromisoformat(told.ends)
    with held(stage.at(begins)):
        leader = stage.by("street.director")
        given = Given(
            told.code, told.title, told.kind, told.place, people.post_by_code(told.post, stage.street).id, begins, ends,
            stage.street * 1000 + told.community, _stages(told, begins, ends), invented=True,
        )  # fmt: skip
        row = actions.add_project(given=given, by=leader, at=now())
        months = {_month(begins, n): Fraction(amount) for n, amount in enumerate(told.plan)}
        actions.plan_investment(project=row.pk, months=months, by=leader, at=now())
    _months(stage, row, told, begins)
    _reached(stage, row, told)


def _month(begins: date, n: int) -> date:
    return date(begins.year + (begins.month - 1 + n) // 12, (begins.month - 1 + n) % 12 + 1, 1)


def _stages(told: Told, begins: date, ends: date) -> list[StageGiven]:
    found, since = [], begins
    for number, title in enumerate(told.stages):
        marks = [(name, date.fromisoformat(due)) for at, name, due, _reached in told.marks if at == number]
        until = marks[-1][1] if number < len(told.stages) - 1 else ends
        found.append(StageGiven(title, since, until, marks))
        since = until
    return found


def _months(stage: Stager, row: Project, told: Told, begins: date) -> None:
    present = now()
    for n, (amount, words) in enumerate(told.spent):
        month = _month(begins, n)
        day = date(2018, 6, 26) if month == date(2018, 6, 1) else month.replace(day=28)
        late = told.code == "gonglijie" and n == 1  # one month was entered after its end
        at = min(stage.at(_month(begins, n + 1).replace(day=4) if late else day, 15), present)
        if not words:
            continue
        with held(at):
            by = stage.by(told.post)
            proof = (stage.paper(f"{told.title} {month:%Y-%m}", words, by),)
            given = Month(month, Decimal(amount), words, proof)
            actions.enter_progress(project=row.pk, given=given, by=by, at=now())


def _reached(stage: Stager, row: Project, told: Told) -> None:
    stages = list(Stage.objects.filter(project=row.pk).order_by("serial"))
    with held(stage.at(stages[0].begins, 11)):
        actions.begin_stage(stage=stages[0].pk, day=stages[0].begins, by=stage.by(told.post), at=now())
    for number, name, _due, reached in told.marks:
        if not reached:
            continue
        day = date.fromisoformat(reached)
        with held(stage.at(day, 16)):
            by = stage.by(told.post)
            proof = (stage.paper(name, f"{told.title}：{name}", by),)
            one = Milestone.objects.get(project=row.pk, title=name)
            actions.reach_milestone(milestone=one.pk, day=day, files=proof, by=by, at=now())
            if number == 0:
                actions.begin_stage(stage=stages[1].pk, day=day, by=by, at=now())


def _problem(stage: Stager) -> None:
    """The quarter is late: houses to move to are not there; the problem becomes a matter."""
    row = Project.objects.get(street=stage.street, code="chalujie")
    one = Milestone.objects.get(project=row.pk, title="签约率达到生效比例")
    with held(stage.at(date(2018, 6, 19), 9)):
        words = "虚构：安置房源尚差 12 套，影响签约，请协调区住建部门落实房源。"
        trouble = Trouble("91999", words, grid=stage.street * 1_000_000 + 7001, milestone=one.pk, client="demo-1")
        problems.raise_problem(project=row.pk, trouble=trouble, by=stage.by("city.head"), at=now())
