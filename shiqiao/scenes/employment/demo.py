"""The demo's employment: 350 registrations of a year with what was brought and what came of it. All of it is invented.

Everything happens through actions, at moments of the past year. Two stories stand out: somebody placed and back after four
months, and a benefit refused by exclusion and appealed.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from shiqiao.base.actor import Actor, system
from shiqiao.base.db import scope
from shiqiao.base.time import held, now
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.registry import reads as registry
from shiqiao.kernel.territory import reads as territory
from shiqiao.scenes.employment import demostories, persons, stated
from shiqiao.scenes.employment.delivering import follow_up, record_round
from shiqiao.scenes.employment.models import Delivery, JobCheck, JobSeeker
from shiqiao.scenes.employment.publishing import rules_of
from shiqiao.scenes.employment.registering import Wanted, register_seeker
from shiqiao.scenes.employment.rules import SAYS, TOPICS, Said, of_working_age
from shiqiao.scenes.employment.store import day_of
from shiqiao.scenes.employment.working import check_job, register_job

COUNT = 350
FIRST = date(2017, 7, 3)
STEP = 37  # shares no divisor with the count
FIRST_PART, TOGETHER = 100, 50  # lives told before the doors open, and in one transaction behind the running server
SPAN = 345  # days on which somebody came, from the first
REASONS = {
    "policy": ("已了解，暂不办理", "已享受相关政策"), "post": ("离家太远", "工资低于期望", "需照顾老人，暂不外出"),
    "start_up": ("没有创业打算", "缺少资金，暂不考虑"), "training": ("时间安排不开", "已有相应技能"),
    "aid": ("经核实不符合本项条件", "家中有其他收入"),
}  # fmt: skip
OUTCOMES = {
    "policy": ("已讲解并发放政策明白纸", "已协助办理"), "post": ("已推荐岗位并约定面试", "已联系用人单位"),
    "start_up": ("已转创业指导员对接", "已提供贷款政策清单"), "training": ("已登记培训意向", "已发送开班通知"),
    "aid": ("已告知申请材料", "已协助提交申请"),
}  # fmt: skip
FIRMS = ("便民超市", "物业服务有限公司", "家政服务中心", "小吃店", "信息技术有限公司", "快递站")
LIVELY = demostories.LIVELY
WILLING, ELSEWHERE = 0.85, 0.42  # how many of those who can by now have found work
ALONE = 6  # every so many of those chosen comes from a household in which nobody works
AGAIN = 0.3  # to how many of those who still look the five were brought a second time


@dataclass
class Stage:
    """Who acts where: actors by post, each made once."""

    street: int
    rng: Random
    actors: dict[str, Actor]

    def by(self, code: str) -> Actor:
        """Return who acts for the post of a code."""
        if code not in self.actors:
            self.actors[code] = people.actor_in(people.post_by_code(code, self.street).id, now())
        return self.actors[code]

    def keeper(self, grid: int) -> Actor:
        """Return the grid member who keeps the register in a grid; the office where there is none."""
        for post in people.posts(self.street, roles=("grid_member",)):
            if post.territory == grid:
                return self.by(post.code)
        return self.by("livelihood.handler1")

    @contextmanager
    def on(self, day: date, hour: int = 9, minute: int = 30) -> Iterator[datetime]:
        """Hold the time on a day of the past."""
        moment = datetime.fromisoformat(f"{day.isoformat()}T{hour:02d}:{minute:02d}:00+08:00")
        with held(moment) as there:
            yield there


def load(street: int, report: Any = None) -> None:
    """Let the first part of what is not there yet happen: it does not keep the doors shut for long."""
    _tell(street, FIRST_PART)


def load_rest(street: int, report: Any = None) -> None:
    """Let the rest happen, behind the running server; a second time changes nothing."""
    while _tell(street, TOGETHER):
        pass


def _tell(street: int, most: int) -> bool:
    """Tell the next lives, all of them or none; with the last ones, the two stories. Returns whether any are left."""
    with scope.scoped(street):
        stage = Stage(street, Random(2018), {})
        until = day_of(now())
        chosen = list(enumerate(_chosen(stage, until)))
        there = set(JobSeeker.objects.filter(street=street).values_list("person", flat=True))
        missing = [(place, number) for place, number in chosen if number.pk not in there]
        if not missing or len(there) >= len(chosen):  # people moved since they were chosen
            return False
        offers = demostories.offers(stage) if len(missing) == len(chosen) else demostories.offered(street)
        for place, number in missing[:most]:
            stage.rng.seed(2018 + place)
            _one(stage, number, FIRST + timedelta(days=_turn(place) * SPAN // COUNT), until, offers)
        if len(missing) <= most:
            stage.rng.seed(2018)
            demostories.tell(stage, until)
        _one_record(street, now())
        return len(missing) > most


def _one_record(street: int, at: datetime) -> None:
    """What was put on file after the past that is told here still says what was so before: state what is so today."""
    rows = list(JobSeeker.objects.filter(street=street, invented=True).order_by("pk"))
    known = registry.values_of("person", persons.KNOWN, [row.person for row in rows])
    for row in rows:
        if SAYS.get(row.state, "") not in ("", known.get(row.person, "")):
            stated.tell_state(row, system("employment", street=street), at)


def _turn(place: int) -> int:
    """Return in which turn of the year the one at a place came: those told first are of the whole year, too."""
    return place * STEP % COUNT


def _chosen(stage: Stage, today: date) -> list[Any]:
    """Return persons of working age, as many of each community, mixed: those who look for work first."""
    table, found = rules_of(stage.street), list[list[Any]]()
    by = system("employment", street=stage.street)
    places = territory.communities(stage.street)
    for number, place in enumerate(places):
        rows = registry.records(by, "person", community=place.code, limit=2000).rows
        ages = {row.pk: persons.age_of(row, today) for row in rows}
        fit = [row for row in rows if of_working_age(ages[row.pk], row.sex, table.ages) and (ages[row.pk] or 0) >= 19]
        known = registry.first_values_of("person", persons.KNOWN, [row.pk for row in fit])  # before any of this
        share = COUNT // len(places) + (number < COUNT % len(places))
        found.append(_some(fit, known, share))
    mixed = [row for turn in range(max(map(len, found))) for row in [some[turn] for some in found if turn < len(some)]]
    return mixed[:COUNT]


def _some(fit: list[Any], known: Mapping[int, str], share: int) -> list[Any]:
    """Choose among people of working age: most have somebody at home who works, a few households have nobody."""
    earning = {row.household for row in fit if known.get(row.pk) == "employed" and row.household}
    free = [row for row in fit if known.get(row.pk) in ("seeking", None)]
    free.sort(key=lambda row: (known.get(row.pk) != "seeking", row.pk))
    beside = [row for row in free if row.household in earning]
    alone = [row for row in free if row.household not in earning]
    few = alone[: share // ALONE]
    rest = [row for row in fit if known.get(row.pk) == "employed"]
    return [*few, *beside, *rest, *alone[len(few) :]][:share]


def _categories(rng: Random, person: Any, today: date) -> list[str]:
    """Return categories of hardship that can be true of somebody's age."""
    age = persons.age_of(person, today) or 0
    likely = {"older": 0.5 if age >= 48 else 0, "graduate": 0.4 if age <= 24 else 0, "disabled": 0.07, "low_income": 0.08,
              "long_term": 0.1}  # fmt: skip
    return [code for code, chance in likely.items() if rng.random() < chance]


def _one(stage: Stage, person: Any, day: date, until: date, offers: demostories.Offers) -> None:
    rng, by = stage.rng, stage.keeper(person.grid)
    codes = _categories(rng, person, until)
    wanted = Wanted(
        tuple(codes), tuple(rng.sample(demostories.OCCUPATIONS, rng.choice((1, 1, 2)))), rng.choice((0, 2000, 2400, 2800)),
        rng.choice(("full", "full", "any", "part")), rng.choice(("none", "middle", "high", "college")),
    )  # fmt: skip
    with stage.on(day) as at:
        row = register_seeker(
            person=person.pk, wanted=wanted, proof=rng.choice(("unemployment_card", "statement", "visit")), invented=True,
            by=by, at=at,
        )  # fmt: skip
    next_day = day + timedelta(days=rng.randrange(3, 15))
    if next_day < until:
        _brought(stage, row, next_day, until, by)
    works = rng.random() < (WILLING if person.community in LIVELY else ELSEWHERE)
    begins = next_day + timedelta(days=rng.randrange(6, 40))
    if works and begins < until:
        _placed(stage, row, begins, until, by, offers)
        return
    if rng.random() < 0.12 and begins < until:
        offers.enrol(stage, row, begins, by)
    again = until - timedelta(days=rng.randrange(12, 120))
    if rng.random() < (WILLING if person.community in LIVELY else AGAIN) and again > next_day + timedelta(days=60):
        _brought(stage, row, again, until, by)


def _brought(stage: Stage, row: JobSeeker, day: date, until: date, by: Actor) -> None:
    """The five, and their follow-ups in their terms; those of the last days are still open."""
    rng = stage.rng
    answers = {
        topic: rng.choices(("accepted", "offered", "refused", "not_relevant"), (4, 1, 2, 3))[0] for topic in TOPICS
    }
    said = {
        topic: Said(answer, rng.choice(REASONS[topic]) if answer in ("refused", "not_relevant") else "")
        for topic, answer in answers.items()
    }
    with stage.on(day, 10) as at:
        made = record_round(seeker=row.pk, channel=rng.choice(("station", "phone")), said=said, by=by, at=at)
    for one in Delivery.objects.filter(round=made.pk, follow_up="open").order_by("pk"):
        then = day + timedelta(days=rng.randrange(1, 4))
        if then <= until - timedelta(days=4):
            with stage.on(then, 15) as at:
                follow_up(delivery=one.pk, outcome=rng.choice(OUTCOMES[one.topic]), by=by, at=at)


def _placed(stage: Stage, row: JobSeeker, day: date, until: date, by: Actor, offers: demostories.Offers) -> None:
    rng = stage.rng
    kind = rng.choices(
        ("employed", "flexible", "self_employed", "public_post"), (6, 2, 2.4 if row.community in LIVELY else 0.8, 0.6)
    )[0]
    proofs = {
        "employed": "contract",
        "flexible": "social_insurance",
        "self_employed": "licence",
        "public_post": "contract",
    }
    proof = proofs[kind]
    if kind == "employed":
        offers.accept(stage, row, day - timedelta(days=2), by)
    with stage.on(day, 14) as at:
        job = register_job(
            seeker=row.pk, kind=kind, firm="灵活就业" if kind == "flexible" else rng.choice(FIRMS), since=day, proof=proof,
            number=f"演示{row.pk:04d}", by=by, at=at,
        )  # fmt: skip
    for check in JobCheck.objects.filter(job=job.pk).order_by("months"):
        seen = day_of(check.due_at) - timedelta(days=rng.randrange(1, 5))
        if seen >= until:
            return
        left = rng.random() < 0.07
        with stage.on(seen, 11) as at:
            check_job(
                check=check.pk, result="left" if left else "still", proof="wage_slip" if kind == "employed" else "visit",
                on=seen - timedelta(days=6) if left else None, why="contract_ended", by=by, at=at,
            )  # fmt: skip
        if left:
            return
