"""A spring of visits in the model street: small businesses, buildings, rented homes, and persons living alone.

Rounds that found nothing are written at once; what was found, shut or refused is recorded one by one, by hand below.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from shiqiao.base.actor import Actor
from shiqiao.base.db import scope
from shiqiao.base.time import held
from shiqiao.demo.cast import Cast
from shiqiao.demo.pictures import drawn
from shiqiao.demo.plot import CUT
from shiqiao.demo.spots import Spots
from shiqiao.demo.story import SEED, STEMS, SURNAMES
from shiqiao.kernel.files.actions import UPLOAD, store
from shiqiao.kernel.matters import actions as matters
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.visits import actions, reads
from shiqiao.kernel.visits.actions import Recorded, Target
from shiqiao.kernel.visits.bulk import Made, write_round
from shiqiao.kernel.visits.cycles import Window
from shiqiao.kernel.visits.models import Visit, VisitPlan

PLANNED = datetime.fromisoformat("2018-03-30T09:00:00+08:00")
FIRST = date(2018, 4, 1)
SHOPS = ("小吃店", "便利店", "理发店", "小旅馆", "棋牌室", "小诊所", "打印社", "水果店", "干洗店", "小网吧")
GOOD: dict[str, dict[str, Any]] = {
    "nine_small": {
        "exit_clear": True, "extinguishers": 4, "extinguishers_valid": True, "lights_work": True, "wiring_safe": True,
        "gas_bottle": "none", "sleeping": False,
    },
    "fire_safety": {
        "stairs_clear": True, "lane_clear": True, "equipment_works": True, "trailing_wires": False, "bikes_inside": False,
        "charging_shed": "good",
    },
    "rented_room": {
        "registered": True, "persons": 3, "partitioned": False, "basement": False, "structure": False, "fire_and_wires": True,
    },
    "living_alone": {"well": True, "reached": True, "gas_safe": True, "needs_meals": False, "needs_aid": False},
}  # fmt: skip


@dataclass(frozen=True)
class Sort:
    """How many of a kind are planned, who plans them, and which share of the present window is done."""

    kind: str
    count: int
    head: str
    done: float


SORTS = (
    Sort("nine_small", 90, "safety.head", 0.82),
    Sort("fire_safety", 18, "safety.head", 0.85),
    Sort("rented_room", 14, "safety.head", 0.7),
    Sort("living_alone", 60, "livelihood.head", 0.3),
)
# By hand, so that every part of the pages has something to show: kind, day, hour, outcome, bad answers, note, picture.
BY_HAND: tuple[tuple[str, str, str, dict[str, Any], str, str], ...] = (
    ("nine_small", "2018-06-20T10:10", "done", {"exit_clear": False}, "后门通道堆放货箱", "rubbish"),
    ("nine_small", "2018-06-21T15:30", "done", {"extinguishers": 1}, "只有一具灭火器", ""),
    ("nine_small", "2018-06-22T09:40", "not_home", {}, "卷帘门锁着，邻铺说下午才开", ""),
    ("nine_small", "2018-06-25T11:05", "refused", {}, "店主称正忙，约改日再来", ""),
    ("nine_small", "2018-06-25T16:20", "moved", {}, "店铺已转让，人去屋空", ""),
    ("fire_safety", "2018-06-26T09:20", "done", {"trailing_wires": True}, "三楼窗口拉线充电", "light"),
    ("rented_room", "2018-06-26T14:50", "done", {"registered": False}, "新租客上周入住", ""),
    ("living_alone", "2018-06-26T10:30", "done", {"needs_meals": True}, "老人希望订午餐", ""),
)  # fmt: skip


# On these days the worker opened what had begun.
OPENED = tuple(datetime.fromisoformat(f"2018-06-{day:02}T00:05:00+08:00") for day in (1, 11, 18, 25))


def load_visits(street: int, cast: Cast, spots: Spots) -> int:
    """Load the plans and rounds, once; returns how many visits there are. Needs the ids of the year set aside."""
    with scope.scoped(street):
        if not VisitPlan.objects.filter(street=street).exists():
            for sort in SORTS:
                _rounds(street, cast, sort, _plans(street, cast, spots, sort))
            for moment in OPENED:
                with held(moment):
                    actions.open_due(at=moment)
            pictures = {kind: content for kind, when, content in drawn() if when == "before"}
            found = [_by_hand(cast, row, pictures) for row in BY_HAND]
            _put_right(cast, found[0])
        return Visit.objects.filter(street=street).count()


def _plans(street: int, cast: Cast, spots: Spots, sort: Sort) -> list[VisitPlan]:
    rng = Random(f"{SEED}/visits/{sort.kind}")
    targets = [_target(rng, spots, sort.kind, n) for n in range(sort.count)]
    with held(PLANNED):
        by = cast.by_code(sort.head, PLANNED)
        report = actions.plan_round(street=street, kind=sort.kind, targets=targets, by=by, at=PLANNED, first=FIRST)
    return list(report.plans)


def _target(rng: Random, spots: Spots, kind: str, number: int) -> Target:
    spot = spots.choose(rng)
    names = {
        "nine_small": f"示例{SHOPS[number % len(SHOPS)]}{number + 1}",
        "fire_safety": f"{spot.name}（楼院{number + 1}）",
        "rented_room": f"出租房{number + 1}号档",
        "living_alone": f"{rng.choice(SURNAMES)}{rng.choice(STEMS)}{rng.choice(STEMS)}",
    }
    door = (
        f"{spot.address}{rng.randint(1, 6)}0{rng.randint(1, 4)}室"
        if kind in ("living_alone", "rented_room")
        else spot.address
    )
    return Target(names[kind][:60], door[:120], grid=spot.grid, lon=spot.lon, lat=spot.lat)


def _rounds(street: int, cast: Cast, sort: Sort, plans: list[VisitPlan]) -> None:
    """Live the windows up to the present: former ones nearly whole, the present one in part; then what is by hand."""
    rng = Random(f"{SEED}/rounds/{sort.kind}")
    cycle = reads.kind(street, sort.kind).table.cycle.cycle()
    window, today = cycle.next_window(FIRST), CUT.date()
    while window.closes < today:
        _live(street, cast, sort, plans, window, window.closes, rng, 0.97)
        window = cycle.after(window)
    _live(street, cast, sort, plans, window, today - timedelta(days=1), rng, sort.done)


def _live(
    street: int, cast: Cast, sort: Sort, plans: list[VisitPlan], window: Window, last: date, rng: Random, share: float
) -> None:
    made = []
    for plan in plans:
        if rng.random() >= share or window.opens > last:
            continue
        at = moment_between(rng, window.opens, last)
        by = cast.responsible(plan.grid, plan.line, at)
        made.append(Made(plan, window, by, at, f"demo/{plan.id}/{window.opens}", GOOD[sort.kind]))
    write_round(made, street=street)


def moment_between(rng: Random, first: date, last: date) -> datetime:
    """Return a moment of a working morning or afternoon between two days."""
    day = first + timedelta(days=rng.randint(0, (last - first).days))
    while day.weekday() > 4 and day < last:
        day += timedelta(days=1)
    hour = rng.uniform(8.8, 11.7) if rng.random() < 0.6 else rng.uniform(13.7, 17.2)
    return datetime.combine(day, datetime.min.time(), CUT.tzinfo) + timedelta(seconds=int(hour * 3600))


# ── by hand ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _by_hand(cast: Cast, row: tuple[str, str, str, dict[str, Any], str, str], pictures: dict[str, bytes]) -> Recorded:
    """Record one of the visits told by hand, and give what it found to the person of the grid."""
    kind, when, outcome, bad, note, picture = row
    at = datetime.fromisoformat(f"{when}:00+08:00")
    visit = Visit.objects.filter(kind=kind, state="planned", attempt=1, recheck_of=0, earliest__lte=at).order_by("id")[
        0
    ]
    answers = {**GOOD[kind], **bad} if outcome == "done" else {}
    with held(at):
        by = cast.post(visit.post, at)
        photos = tuple((key, _photo(pictures[picture], "evidence", by, at)) for key in bad if picture)
        recorded = actions.record_visit(
            visit=visit.id, outcome=outcome, client_id=f"demo/{kind}/{when}", answers=answers, note=note, photos=photos,
            by=by, at=at,
        )  # fmt: skip
    for number in recorded.matters:
        _give(cast, matter_of(number), at + timedelta(minutes=25))
    return recorded


def _photo(content: bytes, purpose: str, by: Actor, at: datetime) -> str:
    kept = store(content, name="示意.jpg", subject=UPLOAD, purpose=purpose, street=by.street or 0, by=by, at=at)
    return kept.sha256


def matter_of(number: str) -> Matter:
    """Return the matter that a finding became."""
    return Matter.objects.get(number=number)


def _give(cast: Cast, matter: Matter, at: datetime) -> None:
    with held(at):
        by, post = cast.by_code("centre.dispatch", at), people.post(matter.post).code
        matters.accept_matter(matter=matter.id, by=by, at=at)
        matters.dispatch_matter(matter=matter.id, handler=post, by=by, at=at)


def _put_right(cast: Cast, recorded: Recorded) -> None:
    """The first finding was put right within a day, checked, and looked at again by another."""
    matter = matter_of(recorded.matters[0])
    pictures = {when: content for kind, when, content in drawn() if kind == "rubbish"}
    at = datetime.fromisoformat("2018-06-21T10:15:00+08:00")
    with held(at):
        by = cast.post(matter.post, at)
        evidence = tuple((when, _photo(pictures[when], when, by, at)) for when in ("before", "after"))
        matters.finish_matter(matter=matter.id, result="货箱已清走，通道畅通。", evidence=evidence, by=by, at=at)
    at += timedelta(hours=5)
    with held(at):
        matters.close_matter(matter=matter.id, by=cast.by_code("supervision.check1", at), at=at)
    again, at = Visit.objects.get(pk=recorded.next), datetime.fromisoformat("2018-06-25T10:30:00+08:00")
    with held(at):
        fixed, by = {"exit_clear": True}, cast.post(again.post, at)
        actions.recheck_visit(visit=again.id, fixed=fixed, client_id="demo/recheck", note="通道畅通", by=by, at=at)
