"""The demo's renewal: 岔路街 and 公立街, some hundred invented households in every state, by the actions at fixed times."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from shiqiao.base.actor import Actor
from shiqiao.base.db import scope
from shiqiao.base.errors import NotFound
from shiqiao.base.time import held, now
from shiqiao.kernel.clocks.reads import is_open
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.territory import reads as territory
from shiqiao.scenes.projects.renewal import demoproject, filing, planning, reads, signing
from shiqiao.scenes.projects.renewal.filing import Chosen, Surveyed
from shiqiao.scenes.projects.renewal.planning import Planned
from shiqiao.scenes.projects.renewal.publishing import terms_of
from shiqiao.scenes.projects.renewal.tables import Flat, Renewal, RenewalFile

FAMILY, GIVEN = "春聚启乐七德自新苗麦禾豆", ("石英", "石兰", "小满", "大雪", "初一", "重阳", "立春", "谷雨")


@dataclass(frozen=True)
class PlotTold:
    """A plot of the demo: how many households, and of a hundred how many have signed."""

    code: str
    title: str
    households: int
    signed: int


@dataclass(frozen=True)
class Told:
    """A project of the demo with its calendar; `hearing` where most object."""

    code: str
    title: str
    place: str
    plots: Sequence[PlotTold]
    consult: tuple[date, date]
    answers: tuple[int, int]
    hearing: date | None
    decided: date
    term: tuple[date, date, date]
    flats: int
    price: int  # yuan a square metre
    public: bool = False


TOLD = (
    Told("chalujie", "岔路街片区棚户区改造", "岔路街平房区",
         (PlotTold("A", "A地块（路北）", 70, 91), PlotTold("B", "B地块（路南）", 60, 88),
          PlotTold("C", "C地块（沿街）", 50, 62)),
         (date(2018, 2, 26), date(2018, 4, 2)), (180, 41), None, date(2018, 4, 12),
         (date(2018, 5, 8), date(2018, 6, 20), date(2018, 7, 10)), 90, 11_800, True),
    Told("gonglijie", "公立街片区旧城改造", "公立街平房区",
         (PlotTold("A", "A地块（东段）", 60, 55), PlotTold("B", "B地块（西段）", 50, 40)),
         (date(2018, 3, 20), date(2018, 5, 2)), (110, 58), date(2018, 4, 25), date(2018, 5, 14),
         (date(2018, 6, 5), date(2018, 7, 5), date(2018, 7, 31)), 60, 12_300),
)  # fmt: skip


class Stage:
    """Who acts, where and when."""

    def __init__(self, street: int) -> None:
        self.street, self.zone, self.present = street, ZoneInfo(settings.TIME_ZONE), now()
        self._known: dict[str, Actor] = {}

    def by(self, code: str) -> Actor:
        """Return who acts for a post."""
        if code not in self._known:
            self._known[code] = people.actor_in(people.post_by_code(code, self.street).id, self.present)
        return self._known[code]

    def moment(self, day: date, minute: int = 570) -> datetime:
        """Return a local moment of a day, or of the next one on which the office is open; never after the present."""
        at = datetime.combine(day, time(), self.zone) + timedelta(minutes=minute)
        while not is_open(self.street, at):
            at += timedelta(days=1)
        return min(at, self.present - timedelta(minutes=5))


LEADER, SIGNER, AUDITOR = "street.director", "street.vice_director", "supervision.check1"


def load(street: int, report: Any = None) -> None:
    """Lay projects, files, flats and offers, as far as they are not there; a second time changes nothing."""
    with scope.scoped(street):
        if Renewal.objects.filter(street=street).exists():
            return
        try:
            terms_of(street)
        except NotFound:
            return
        stage = Stage(street)
        for n, told in enumerate(TOLD):
            rng = Random(164 + n)
            row = _planned(stage, told)
            files = _surveyed(stage, told, row, rng)
            _flats(stage, told, row)
            _offered(stage, told, files, rng)


def load_signing(street: int, report: Any = None) -> None:
    """Let households sign and move on; behind the running server, since it is more than a thousand acts."""
    with scope.scoped(street):
        stage = Stage(street)
        for n, told in enumerate(TOLD):
            row = Renewal.objects.filter(street=street, code=told.code, last_number=0, invented=True).first()
            if row is None:
                continue
            _signed(stage, told, row, Random(1640 + n))
            _beside(stage, row)
            if told.public:
                at = stage.moment(date(2018, 6, 25))
                with held(at):
                    planning.publish_result(renewal=row.pk, by=stage.by(LEADER), at=at)


def _community(stage: Stage, place: str) -> int:
    hits = territory.find_address(place, stage.street, 1)
    grid = getattr(hits[0], "grid", 0) if hits else 0
    return int(grid or 0) // 1000 or int(territory.communities(stage.street)[0].code)


def _planned(stage: Stage, told: Told) -> Renewal:
    by, first = stage.by(LEADER), stage.moment(told.consult[0] - timedelta(days=12))
    with held(first):
        planned = Planned(
            told.code, told.title, _community(stage, told.place), tuple((one.code, one.title) for one in told.plots), True,
            demoproject.number(stage.street, told.code), True,
        )  # fmt: skip
        row = planning.begin_renewal(planned=planned, by=by, at=first)
    steps: list[tuple[date, Any, dict[str, Any]]] = [
        (told.consult[0], planning.consult, {"first": told.consult[0], "last": told.consult[1]}),
        (told.consult[1], planning.count_answers, {"asked": told.answers[0], "objecting": told.answers[1]}),
        (told.decided, planning.decide_renewal, {"day": told.decided}),
        (told.decided, planning.open_signing, dict(zip(("first", "bonus", "last"), told.term, strict=True))),
    ]
    if told.hearing:
        steps.insert(2, (told.consult[1], planning.hear, {"day": told.hearing}))
    for day, act, given in steps:
        at = stage.moment(day, 960)
        with held(at):
            act(renewal=row.pk, by=by, at=at, **given)
    row.refresh_from_db()
    return row


def _surveyed(stage: Stage, told: Told, row: Renewal, rng: Random) -> list[RenewalFile]:
    found = []
    for plot in told.plots:
        for n in range(plot.households):
            shop = plot.code == "C" and n % 5 == 0
            area = rng.randrange(1800, 6200) if shop else rng.randrange(2600, 9800)
            name = f"{FAMILY[n % len(FAMILY)]}{rng.choice(GIVEN)}"
            found.append(Surveyed(plot.code, "shop" if shop else "dwelling", area, name, invented=True))
    at = stage.moment(told.consult[1] + timedelta(days=3))
    with held(at):
        return filing.survey(renewal=row.pk, found=found, by=stage.by(SIGNER), at=at)


def _flats(stage: Stage, told: Told, row: Renewal) -> None:
    types = (("两居60", 6050), ("两居75", 7540), ("三居90", 9080))
    flats = []
    for n in range(told.flats):
        kind, area = types[n % 3]
        flats.append((f"{1 + n // 30}-{1 + n % 30 // 6}-{1 + n % 30 % 6 * 100 + n % 2}", kind, area))
    at = stage.moment(told.decided + timedelta(days=8))
    with held(at):
        planning.add_flats(renewal=row.pk, flats=flats, by=stage.by(SIGNER), at=at)
        planning.void_flat(flat=Flat.objects.filter(renewal=row.pk).latest("pk").pk, by=stage.by(SIGNER), at=at)


def _offered(stage: Stage, told: Told, files: list[RenewalFile], rng: Random) -> None:
    """Values around the usual price: one lies apart. A few were not at home, and a few are valued only."""
    prices = {one.pk: told.price + rng.randrange(-600, 600) + (4_000 if one.kind == "shop" else 0) for one in files}
    prices[files[7].pk] = told.price * 12 // 10
    at = stage.moment(told.decided + timedelta(days=5))
    with held(at):
        valued = [one for one in files if one.serial % 37]
        values = {one.pk: one.area * prices[one.pk] for one in valued}  # yuan a m² × hundredths = fen
        filing.value_files(values=values, by=stage.by(SIGNER), at=at)
    at = stage.moment(told.term[0] - timedelta(days=4))
    with held(at):
        offers = {one.pk: Chosen(_choice(one, rng)) for one in valued if one.serial % 23}
        filing.offer_files(offers=offers, by=stage.by(SIGNER), at=at)
        extra = Chosen("money", 3_000_000, "重病困难家庭，经片区指挥部集体研究并公示")
        filing.offer_files(offers={valued[3].pk: extra}, by=stage.by(SIGNER), at=at)


def _choice(one: RenewalFile, rng: Random) -> str:
    return "exchange" if one.kind == "dwelling" and rng.random() < 0.33 else "money"


def _signed(stage: Stage, told: Told, row: Renewal, rng: Random) -> None:
    """Households sign over the days of the term: many in the first week and before the bonus ends."""
    share = {one.pk: next(each.signed for each in told.plots if each.code == one.code) for one in reads.plots_of(row)}
    last = stage.present.astimezone(stage.zone).date()
    days = [told.term[0] + timedelta(days=n) for n in range((last - told.term[0]).days)]
    weights = [5 if n < 5 else 3 if (told.term[1] - day).days in range(4) else 1 for n, day in enumerate(days)]
    wanted = [
        one for one in RenewalFile.objects.filter(renewal=row.pk, state="offered").order_by("serial")
        if rng.randrange(100) < share[one.plot]
    ]  # fmt: skip
    timed = sorted((stage.moment(rng.choices(days, weights)[0], 520 + rng.randrange(170)), one.pk) for one in wanted)
    free = list(Flat.objects.filter(renewal=row.pk, state="free").order_by("pk").values_list("pk", flat=True))
    for n, (at, number) in enumerate(timed):
        _one(stage, number, at, n, free)


def _one(stage: Stage, number: int, at: datetime, n: int, free: list[int]) -> None:
    one = RenewalFile.objects.get(pk=number)
    with held(at):
        if one.choice == "exchange":
            if not free:
                return
            filing.reserve_flat(file=number, flat=free.pop(0), by=stage.by(SIGNER), at=at)
        signing.sign(file=number, by=stage.by(SIGNER), at=at)
    audited = stage.moment(at.astimezone(stage.zone).date() + timedelta(days=1 + n % 3), 840 + n % 90)
    if audited >= stage.present - timedelta(minutes=6):
        return
    _audited(stage, number, audited, n)
    _moved(stage, number, audited, n)


def _audited(stage: Stage, number: int, at: datetime, n: int) -> None:
    """Most are in order; one in forty fails: corrected, void, or still to be corrected."""
    with held(at):
        if n % 40 != 11:
            signing.audit(file=number, good=True, by=stage.by(AUDITOR), at=at)
            return
        signing.audit(file=number, good=False, words="协议面积与测绘报告不一致", by=stage.by(AUDITOR), at=at)
    later = stage.moment(at.astimezone(stage.zone).date() + timedelta(days=1), 600)
    with held(later):
        if n == 11:
            signing.correct(file=number, words="按测绘报告更正并重新盖章", by=stage.by(SIGNER), at=later)
            signing.audit(file=number, good=True, by=stage.by(AUDITOR), at=later)
        elif n == 51:
            signing.void(file=number, words="产权人委托书过期，签约作废", by=stage.by(AUDITOR), at=later)


def _moved(stage: Stage, number: int, audited: datetime, n: int) -> None:
    """Who signed early has moved out, some are paid, a few are housed."""
    for do, days, of in (("vacate", 14, 1), ("pay", 24, 2), ("house", 30, 3)):
        at = stage.moment(audited.astimezone(stage.zone).date() + timedelta(days=days), 610 + n % 60)
        row = RenewalFile.objects.only("state").get(pk=number)
        if at >= stage.present - timedelta(minutes=6) or n % of or row.state not in ("audited", "vacated", "paid"):
            return
        with held(at):
            signing.advance(file=number, do=do, by=stage.by(SIGNER), at=at)


def _beside(stage: Stage, row: Renewal) -> None:
    """Disputes: three stand open, one is settled; the price that lies apart has its reason in one project."""
    offered = list(RenewalFile.objects.filter(renewal=row.pk, state="offered").order_by("serial")[:4])
    words = (
        "对评估面积有异议，要求复测",
        "认为临街部分应按商业用房计算",
        "家庭内部产权有争议",
        "对过渡期补助标准有疑问",
    )
    for n, one in enumerate(offered):
        at = stage.moment(date(2018, 6, 12) + timedelta(days=n))
        with held(at):
            filing.dispute(file=one.pk, words=words[n], by=stage.by(SIGNER), at=at)
            if n == 3:
                filing.settle(file=one.pk, words="已按公布标准逐项解释，当事人认可", by=stage.by(SIGNER), at=at)
    apart = RenewalFile.objects.filter(renewal=row.pk, serial=8, terms__gt=0).first()
    if row.code == "chalujie" and apart:
        at = stage.moment(date(2018, 6, 14))
        with held(at):
            words_ = "临街转角，评估报告第8户专项说明"
            filing.explain(file=apart.pk, measure="price", words=words_, by=stage.by(AUDITOR), at=at)
