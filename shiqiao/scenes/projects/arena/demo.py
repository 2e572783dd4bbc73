"""The demo's one arena of the district: three of the street's projects and invented entrants of other streets, mid-contest."""

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from shiqiao.base.actor import Ref
from shiqiao.base.db import scope
from shiqiao.base.time import held, now
from shiqiao.scenes.projects.arena import actions
from shiqiao.scenes.projects.arena.actions import ArenaGiven, EntrantGiven, ReadingGiven
from shiqiao.scenes.projects.arena.tables import Arena, ArenaRules, Entrant
from shiqiao.scenes.projects.demo import Stager
from shiqiao.scenes.projects.models import Project
from shiqiao.scenes.projects.store import KIND

CODE, RULES = "district_2018_first", "project_arena"
MAY, JUNE = date(2018, 5, 25), date(2018, 6, 25)
JUDGES = ("street.secretary", "street.deputy_secretary", "supervision.head", "livelihood.head")


class Told(NamedTuple):
    """An entrant: base figures, readings of May and June by indicator, marks of the judges."""

    code: str
    title: str
    street: str
    households: int
    staff: int
    difficulty: str
    readings: dict[str, tuple[str, str]]
    marks: tuple[int, ...]


# Households signed and audited of the two quarters come from their renewal; of the third no record gives them.
OWN = (
    Told("chalujie", "岔路街平房区改造项目", "", 180, 12, "hardest", {"visits": ("310", "640"), "complaints": ("2", "3")},
         (86, 74, 90, 81)),
    Told("gonglijie", "公立街平房区改造项目", "", 110, 8, "hard", {"visits": ("190", "405"), "complaints": ("1", "2")},
         (82, 70, 91, 84)),
    Told("yuhanlu", "玉函路便民综合体改扩建（虚构）", "", 64, 6, "plain",
         {"signed": ("40", "58"), "visits": ("90", "170"), "complaints": ("0", "1")}, (78, 66, 85, 79)),
)  # fmt: skip
OTHERS = (
    Told("street_a", "示例甲街道片区改造（虚构）", "示例甲街道（虚构）", 1240, 52, "hard", {
        "signed": ("640", "905"), "visits": ("1500", "2890"), "complaints": ("22", "31"), "milestones": ("40", "60"),
        "investment": ("88", "97"), "overdue": ("0", "0")}, (84, 73, 88, 80)),
    Told("street_b", "示例乙街道老楼改造（虚构）", "示例乙街道（虚构）", 305, 14, "plain", {
        "signed": ("180", "262"), "visits": ("310", "600"), "complaints": ("2", "4"), "milestones": ("50", "75"),
        "investment": ("95", "101"), "overdue": ("0", "0")}, (80, 69, 87, 78)),
    Told("street_c", "示例丙街道沿街整治（虚构）", "示例丙街道（虚构）", 88, 9, "plain", {
        "signed": ("70", "80"), "visits": ("150", "260"), "complaints": ("0", "0"), "milestones": ("33", "33"),
        "investment": ("90", "84"), "overdue": ("12", "41")}, (75, 60, 80, 72)),
)  # fmt: skip


def load(street: int, report: Any = None) -> None:
    """Let what is not there yet happen; a second time changes nothing."""
    with scope.scoped(street):
        ready = Project.objects.filter(street=street, code=OWN[0].code).exists()
        if Arena.objects.filter(street=street).exists() or not ready:
            return
        if not ArenaRules.objects.filter(street=street, code=RULES).exists():
            return
        stage = Stager(street)
        row = _begun(stage)
        ids = {one.code: one.pk for one in Entrant.objects.filter(arena=row.pk)}
        for day, at in ((MAY, 0), (JUNE, 1)):
            _readings(stage, ids, day, at)
        _judged(stage, ids)
        _last(stage, ids)


def _begun(stage: Stager) -> Arena:
    with held(stage.at(date(2018, 4, 2), 9)):
        by = stage.by("street.secretary")
        projects = {row.code: row.pk for row in Project.objects.filter(street=stage.street)}
        entrants = [
            EntrantGiven(one.code, one.title, one.households, one.staff, one.difficulty,
                         Ref(KIND, projects[one.code]) if not one.street else None, one.street, invented=True)
            for one in (*OWN, *OTHERS)
        ]  # fmt: skip
        given = ArenaGiven(
            CODE,
            "2018年上半年全区项目攻坚擂台赛（虚构数据）",
            RULES,
            date(2018, 4, 2),
            date(2018, 6, 30),
            entrants,
            True,
        )
        return actions.begin_arena(given=given, by=by, at=now())


def _readings(stage: Stager, ids: dict[str, int], day: date, at: int) -> None:
    with held(stage.at(day, 15)):
        by, other = stage.by("supervision.check1"), stage.by("supervision.check2")
        for one in (*OWN, *OTHERS):
            proof = (stage.paper(f"{one.title} {day}", "报表（虚构）", by),)
            for indicator, values in one.readings.items():
                given = ReadingGiven(indicator, Decimal(values[at]), day, proof)
                row = actions.enter_reading(entrant=ids[one.code], given=given, by=by, at=now())
                actions.verify_reading(reading=row.pk, by=other, at=now())


def _judged(stage: Stager, ids: dict[str, int]) -> None:
    with held(stage.at(date(2018, 6, 26), 9)):
        for number, code in enumerate(JUDGES):
            by = stage.by(code)
            for one in (*OWN, *OTHERS):
                value = Decimal(one.marks[number])
                actions.give_mark(entrant=ids[one.code], indicator="manner", value=value, by=by, at=now())


def _last(stage: Stager, ids: dict[str, int]) -> None:
    """A figure that waits to be verified, and an appeal that waits for its answer."""
    with held(stage.at(date(2018, 6, 26), 17)):
        by = stage.by("supervision.check1")
        proof = (stage.paper("入户补报", "补报入户次数（虚构）", by),)
        given = ReadingGiven("visits", Decimal(436), date(2018, 6, 26), proof)
        actions.enter_reading(entrant=ids["gonglijie"], given=given, by=by, at=now())
        text = "虚构：投诉 3 件中有 2 件为同一人重复反映，请按合并后件数计算。"
        by = stage.by("city.head")
        actions.raise_appeal(entrant=ids["chalujie"], indicator="complaints", text=text, by=by, at=now())
