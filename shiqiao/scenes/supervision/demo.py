"""The demo's supervision: orders in every state, two environmental cases, two matters of discipline. All of it is invented.

Everything happens through actions, at fixed times; what the rules ask for comes from the demo's own matters.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, NamedTuple

import typst
from django.conf import settings

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.time import held, now
from shiqiao.kernel.clocks.actions import scan_alarms
from shiqiao.kernel.files.actions import UPLOAD, store
from shiqiao.kernel.matters.actions import Given, Report, dispatch_matter, move_matter
from shiqiao.kernel.people import reads as people
from shiqiao.scenes.supervision import actions, discipline, rectify
from shiqiao.scenes.supervision.discipline_reads import steps_of
from shiqiao.scenes.supervision.models import DisciplineMatter, Rectification
from shiqiao.scenes.supervision.rounds import propose_steps, raise_orders
from shiqiao.scenes.supervision.words import PAPERS
from shiqiao.surfaces.desk.papers.pdf import FontMissing, fonts

PAGE = """#let d = json(bytes(sys.inputs.data))
#set page(paper: "a5", margin: 2cm)
#set text(font: "Noto Sans SC", size: 11pt, lang: "zh")
#align(center, text(size: 16pt, weight: "bold", d.title))
#v(1em)
#d.text
#v(2em)
#align(right, text(fill: rgb("#1f5fbf"), d.mark))
"""
TITLES = {
    "assignment": "环保督察交办单", "ledger": "整改台账", "plan": "整改方案", "rectified": "整改报告", "publicity": "公示截图",
    "district_acceptance": "区级验收意见", "signature": "签审单", "city_review": "市级复核意见", "strike_off": "销号备案表",
}  # fmt: skip
ZONE = "+08:00"


def load(street: int, report: Any = None) -> None:
    """Let what is not there yet happen; a second time changes nothing."""
    with scope.scoped(street):  # all of it or nothing
        if not Rectification.objects.filter(street=street).exists():
            stage = Stage(street)
            matters = [_closed_case(stage), _running_case(stage)]
            _orders(stage, matters)
            _discipline(stage, matters)
    scan_alarms(at=now())
    raise_orders(at=now())


def moment(text: str) -> datetime:
    """Read a local moment."""
    return datetime.fromisoformat(f"{text}{ZONE}")


class Stage:
    """Who acts on which street at which moment."""

    def __init__(self, street: int) -> None:
        self.street = street

    @contextmanager
    def at(self, text: str) -> Iterator[datetime]:
        """Hold the time at a local moment, in one transaction of the street."""
        with held(moment(text)) as there, scope.scoped(self.street):
            yield there

    def post(self, number: int) -> Actor:
        """Return who acts for a post now."""
        return people.actor_in(number, now())

    def by(self, code: str) -> Actor:
        """Return who acts for the post of a code now."""
        return self.post(people.post_by_code(code, self.street).id)

    def paper(self, title: str, text: str, by: Actor) -> tuple[str, str]:
        """Upload a small PDF that says that it is invented."""
        data = json.dumps({"title": title, "text": text, "mark": "虚构演示材料"}, ensure_ascii=False)
        try:
            made = bytes(typst.compile(PAGE.encode(), font_paths=fonts(str(settings.FONTS)), sys_inputs={"data": data}))
        except FontMissing:
            made = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
        kept = store(
            made,
            name=f"{title}.pdf",
            subject=UPLOAD,
            purpose="document",
            street=self.street,
            by=by,
            at=now(),
            field="document",
        )
        return "document", kept.sha256


# ── orders ─────────────────────────────────────────────────────────────────────────────────────────────────────────


class Told(NamedTuple):
    """An order of the demo: about which case, who raised it, who answers, when it was answered and struck off."""

    case: int
    who: str
    post: str
    raised: str
    why: str
    term: str
    answered: str = ""
    answer: str = ""
    closed: str = ""


ORDERS = (
    Told(
        0, "street.vice_director", "city.handler1", "2018-05-25 09:00", "整改进度滞后，请报时间表。", "1wd", "2018-05-25 16:20",
        "设备已到货，5月28日安装，29日报验。", "2018-05-28 09:05",
    ),
    Told(
        0, "street.vice_director", "city.handler1", "2018-06-13 14:00", "复核前请补充监测数据。", "4wh", "2018-06-15 10:30",
        "监测单位排期延误，本人未及时报告；数据已补齐。", "2018-06-15 15:00",
    ),
    Told(
        1, "street.secretary", "city.handler2", "2018-06-25 10:15", "工地裸土仍有两处未覆盖，请查明原因。", "2wd",
        "2018-06-26 15:40", "施工单位已补盖，两处均已覆盖，安排每日巡查。",
    ),
    Told(0, "street.director", "city.head", "2018-06-26 11:00", "请拿出同类商户的长效管理办法。", "3wd"),
)  # fmt: skip


def _orders(stage: Stage, matters: Sequence[int]) -> None:
    for one in ORDERS:
        subject = Ref("matter", matters[one.case])
        with stage.at(one.raised):
            to = actions.Answering(people.post_by_code(one.post, stage.street).id, one.term)
            by = stage.by(one.who)
            order = actions.raise_order(subject=subject, reason=one.why, to=to, invented=True, by=by, at=now())
        if not one.answered:
            continue
        with stage.at(one.answered):
            by = stage.by(one.post)
            proof = (stage.paper("督办答复附件", one.answer, by),)
            actions.answer_order(order=order.id, answer=one.answer, refs=[subject], files=proof, by=by, at=now())
        if one.closed:
            with stage.at(one.closed):
                actions.accept_order(order=order.id, by=stage.by("street.secretary"), at=now())


# ── environmental cases ────────────────────────────────────────────────────────────────────────────────────────────


def _take_in(stage: Stage, item: str, text: str, grid: int, given: rectify.CaseGiven) -> int:
    report = Report(
        street=stage.street, source="demo.cases", source_id=f"case-{given.upstream}", channel="office", item=item, text=text,
        grid=stage.street * 1_000_000 + grid,
    )  # fmt: skip
    return rectify.take_in_case(report=report, given=given, by=stage.by("centre.dispatch"), at=now()).id


def _file(stage: Stage, case: int, kind: str, code: str, said: str, number: str = "") -> None:
    by = stage.by(code)
    files = (stage.paper(TITLES[kind], said, by),)
    rectify.file_paper(
        matter=case, kind=kind, number=number, dated=now().date(), text=said, files=files, by=by, at=now()
    )


def _move(stage: Stage, case: int, do: str, code: str, **given: Any) -> None:
    move_matter(matter=case, do=do, given=Given(**given), by=stage.by(code), at=now())


HANDLER, HEAD, CHECK = "city.handler1", "supervision.head", "supervision.check1"


def _closed_case(stage: Stage) -> int:
    """One that went all the way: its file is full."""
    given = rectify.CaseGiven(
        "演示-2018-0517", "省环保督察组（虚构）", "provincial", date(2018, 5, 17), date(2018, 6, 8), True
    )
    with stage.at("2018-05-17 10:00"):
        case = _take_in(stage, "H0102", "虚构：沿街烧烤店油烟直排，居民夜间反映强烈。", 1001, given)
        _file(stage, case, "assignment", "centre.dispatch", "要求6月8日前完成整改并报验。", "演示交办〔2018〕17号")
    with stage.at("2018-05-17 14:00"):
        dispatch_matter(matter=case, handler=HANDLER, by=stage.by("centre.dispatch"), at=now())
        _move(stage, case, "accept", HANDLER)
    with stage.at("2018-05-18 09:30"):
        _file(stage, case, "ledger", HANDLER, "列入街道整改台账第3项，责任人为城管承办一岗。")
        _file(stage, case, "plan", HANDLER, "安装净化设施、清洗烟道、每周抽检一次。")
    with stage.at("2018-05-29 16:00"):
        _file(stage, case, "rectified", HANDLER, "净化设施已安装并试运行，监测达标。")
        proof = (stage.paper("监测记录", "油烟监测三次均达标。", stage.by(HANDLER)),)
        _move(stage, case, "finish", HANDLER, result="净化设施已安装，三次监测达标，申请验收。", evidence=proof)
    with stage.at("2018-06-04 10:00"):
        _file(stage, case, "district_acceptance", HEAD, "区级现场验收合格。", "演示验收〔2018〕9号")
        _move(stage, case, "accept_result", CHECK, result="区级验收合格，同意公示。")
    with stage.at("2018-06-05 09:00"):
        days = {"since": date(2018, 6, 5), "until": date(2018, 6, 11)}
        rectify.make_public(matter=case, where="街道公告栏和社区公开栏（虚构）", by=stage.by(HANDLER), at=now(), **days)
        _file(stage, case, "publicity", HANDLER, "整改情况在公告栏公示七天。")
    with stage.at("2018-06-08 09:20"):
        said, by = "虚构：一名居民认为周末晚间仍有油烟。", stage.by(HANDLER)
        objection = rectify.file_paper(matter=case, kind="objection", dated=now().date(), text=said, by=by, at=now())
    with stage.at("2018-06-11 15:00"):
        rectify.settle_objection(
            paper=objection.id, answer="周末两晚复测均达标，已当面说明。", by=stage.by(HANDLER), at=now()
        )
    _signed_and_reviewed(stage, case)
    return case


def _signed_and_reviewed(stage: Stage, case: int) -> None:
    with stage.at("2018-06-12 09:30"):
        _move(stage, case, "end_publicity", "centre.dispatch", result="公示期满，一件异议已处理。")
    with stage.at("2018-06-13 11:00"):
        _file(stage, case, "signature", "street.director", "主要领导签字同意上报。")
        _move(stage, case, "sign", "street.director", result="同意上报复核。")
    with stage.at("2018-06-20 14:30"):
        _file(stage, case, "city_review", HEAD, "市级复核通过。", "演示复核〔2018〕4号")
        _file(stage, case, "strike_off", HEAD, "已报区级备案销号。", "演示销号〔2018〕4号")
        _move(stage, case, "close", CHECK, result="市级复核通过，予以销号。")


def _running_case(stage: Stage) -> int:
    """One that is being rectified: its file names what is missing."""
    given = rectify.CaseGiven(
        "演示-2018-0619", "市环保督察组（虚构）", "city", date(2018, 6, 19), date(2018, 7, 6), True
    )
    with stage.at("2018-06-19 09:40"):
        case = _take_in(stage, "H0101", "虚构：拆迁工地裸土未覆盖，运输车辆带泥上路。", 2002, given)
        _file(stage, case, "assignment", "centre.dispatch", "要求7月6日前完成整改。", "演示交办〔2018〕26号")
    with stage.at("2018-06-19 15:00"):
        dispatch_matter(matter=case, handler="city.handler2", by=stage.by("centre.dispatch"), at=now())
        _move(stage, case, "accept", "city.handler2")
    with stage.at("2018-06-21 10:00"):
        _file(stage, case, "ledger", "city.handler2", "列入街道整改台账第5项。")
    return case


# ── discipline ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _discipline(stage: Stage, matters: Sequence[int]) -> None:
    """One that the rules proposed after a late answer, decided; one that a leader opened, not answered yet."""
    with stage.at("2018-06-15 16:00"):
        propose_steps(at=now())
    with scope.scoped(stage.street):
        made = DisciplineMatter.objects.filter(street=stage.street).first()
    if made is not None:
        step = steps_of([made.id])[-1]
        with stage.at("2018-06-19 10:00"):
            said = "虚构：监测排期延误，本人未及时报告，今后提前预警。"
            discipline.answer_step(step=step.id, answer=said, by=stage.post(made.post), at=now())
        with stage.at("2018-06-20 11:00"):
            why = "虚构：逾期属实，态度端正，给予黄牌提醒。"
            discipline.decide_step(step=step.id, impose=True, reason=why, by=stage.by("street.vice_director"), at=now())
    with stage.at("2018-06-26 14:00"):
        why, by = "虚构：整改台账两次未按期更新。", stage.by("street.director")
        discipline.open_discipline(
            post=people.post_by_code("city.handler2", stage.street).id, fault="weak_responsibility", invented=True, reason=why,
            refs=[Ref("matter", matters[1])], by=by, at=now(),
        )  # fmt: skip


assert TITLES.keys() <= PAPERS.keys()
