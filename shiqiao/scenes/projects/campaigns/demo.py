"""The demo's campaigns: 乐山小区 led through, structures in all states, signboards. All people and firms are invented."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from PIL import Image, ImageDraw

from shiqiao.base.actor import Actor
from shiqiao.base.db import scope
from shiqiao.base.time import held, now
from shiqiao.kernel.clocks.reads import is_open
from shiqiao.kernel.files.actions import UPLOAD, store
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.territory.reads import communities, locate, middles
from shiqiao.scenes.projects.campaigns import again, opening, steps
from shiqiao.scenes.projects.campaigns.demowords import ESTATE, NAMES, SHOPS, SIGNS, STRUCTURES
from shiqiao.scenes.projects.campaigns.opening import CampaignGiven, ItemGiven
from shiqiao.scenes.projects.campaigns.publishing import rules_of
from shiqiao.scenes.projects.campaigns.steps import Given
from shiqiao.scenes.projects.campaigns.tables import Campaign, CampaignItem

LEAD, HANDLER, SECOND, CHECK = "city.head", "city.handler1", "city.handler2", "supervision.check1"
WAY = ("found", "identified", "notified", "fixed", "checked", "struck_off", "used")


@dataclass(frozen=True)
class Plan:
    """A campaign of the demo: its days, how many items, how they end, and the words of which they are made."""

    kind: str
    title: str
    since: date
    until: date
    baseline: date
    ends: Sequence[tuple[str, int]]
    words: Sequence[tuple[str, str, int]]
    days: int  # from the beginning within which items were entered
    late: int  # of the items were found late
    estate: bool = False


RENEWAL = Plan(
    "estate_renewal", "乐山小区老旧小区改造（演示）", date(2018, 3, 5), date(2018, 7, 31), date(2018, 3, 31),
    (("used", 18), ("struck_off", 9), ("checked", 3), ("fixed", 3), ("notified", 4), ("enforcing", 1), ("identified", 1),
     ("found", 1)),
    ESTATE, 22, 3, estate=True,
)  # fmt: skip
REMOVAL = Plan(
    "unlawful_building", "拆违拆临专项行动（演示）", date(2018, 4, 2), date(2018, 9, 30), date(2018, 5, 31),
    (("used", 22), ("struck_off", 30), ("checked", 6), ("fixed", 10), ("notified", 22), ("enforcing", 6), ("identified", 10),
     ("found", 10), ("dismissed", 4)),
    STRUCTURES, 56, 9,
)  # fmt: skip
SIGNBOARDS = Plan(
    "signboards", "广告牌匾整治行动（演示）", date(2018, 5, 2), date(2018, 8, 31), date(2018, 5, 31),
    (("used", 8), ("struck_off", 16), ("checked", 3), ("fixed", 6), ("notified", 13), ("enforcing", 2), ("identified", 6),
     ("found", 5), ("dismissed", 1)),
    SIGNS, 28, 5,
)  # fmt: skip


def load(street: int, report: Any = None) -> None:
    """Let 乐山小区 happen; a second time changes nothing."""
    _let_happen(street, (RENEWAL,))


def load_more(street: int, report: Any = None) -> None:
    """Let the two large campaigns happen behind the server, and one place be found again."""
    _let_happen(street, (REMOVAL, SIGNBOARDS))


def _let_happen(street: int, plans: Sequence[Plan]) -> None:
    with scope.scoped(street):
        for n, plan in enumerate(plans):
            if (
                rules_of(street).kind(plan.kind)
                and not Campaign.objects.filter(street=street, title=plan.title).exists()
            ):
                Stage(street, plan, Random(57 + n + plan.days)).play()


class Stage:
    """One campaign of the demo, played item by item."""

    def __init__(self, street: int, plan: Plan, rng: Random) -> None:
        self.street, self.plan, self.rng = street, plan, rng
        self.zone, self.present = ZoneInfo(settings.TIME_ZONE), now()
        self.actors: dict[tuple[int, date], Actor] = {}
        self.sent: dict[tuple[str, int], tuple[str, str]] = {}
        self.fourth = next((one.code for one in communities(street) if one.title.startswith("乐山")), 0)
        self.grids = [one for one in sorted(middles(street).items()) if one[0] % 1000 and self._fits(one[0])]

    def _fits(self, grid: int) -> bool:
        return not self.plan.estate or grid // 1000 == self.fourth

    def play(self) -> None:
        """Open the campaign and let each item come as far as the plan says."""
        campaign = self._open()
        ends = [end for end, n in self.plan.ends for _ in range(n)]
        self.rng.shuffle(ends)
        struck: list[CampaignItem] = []
        for n, end in enumerate(ends):
            row = self._item(campaign, n, len(ends), end)
            if end == "struck_off":
                struck.append(row)
        if self.plan is REMOVAL and struck:
            self._found_again(struck[0])

    def _open(self) -> Campaign:
        at = self.moment(self.plan.since, 540)
        with held(at):
            given = CampaignGiven(
                self.plan.kind, self.plan.title, people.post_by_code(LEAD, self.street).id, self.plan.since, self.plan.until,
                self.plan.baseline, invented=True,
            )  # fmt: skip
            return opening.open_campaign(given=given, by=self.by("street.vice_director", at), at=at)

    def by(self, code: str, at: datetime) -> Actor:
        """Return who acts for a post at a moment."""
        return self.holding(people.post_by_code(code, self.street).id, at)

    def holding(self, post: int, at: datetime) -> Actor:
        """Return who acts for a post by its number."""
        known = self.actors.get((post, at.date()))
        if known is not None:
            return known
        self.actors[post, at.date()] = people.actor_in(post, at)
        return self.actors[post, at.date()]

    def photo(self, purpose: str, by: Actor, at: datetime) -> tuple[str, str]:
        """Return a drawing that somebody sent; each sends it once."""
        key = (purpose, by.account or 0)
        if key not in self.sent:
            self.sent[key] = _photo(purpose, self.plan.kind, by, at)
        return self.sent[key]

    def moment(self, day: date, minute: int) -> datetime:
        """Return a local moment of a day, or of the next one on which the office is open."""
        at = datetime.combine(day, time(), self.zone) + timedelta(minutes=minute)
        while not is_open(self.street, at):
            at += timedelta(days=1)
        return at

    def soon(self, at: datetime, days: int) -> datetime:
        """Return a moment some days later while the office is open, before the present."""
        later = self.moment(at.astimezone(self.zone).date() + timedelta(days=days), 520 + self.rng.randrange(170))
        while later >= self.present - timedelta(minutes=20):
            later -= timedelta(days=1)
        return max(later, at + timedelta(minutes=9))

    # ── an item ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _item(self, campaign: Campaign, n: int, of: int, end: str) -> CampaignItem:
        late = n >= of - self.plan.late
        far = end in ("found", "identified", "notified")
        day = self.plan.since + timedelta(days=1 + n * self.plan.days // of)
        if late:
            day = self.plan.baseline + timedelta(days=2 + (n * 3) % 14)
        elif far:
            day = self.present.date() - timedelta(days=3 + (n * 5) % 24)
            day = min(day, self.plan.baseline) if n % 3 else day
        at = self.moment(day, 530 + (n * 7) % 180)
        row = self._enter(campaign, n, at)
        return self._lead_on(row, end, at)

    def _enter(self, campaign: Campaign, n: int, at: datetime) -> CampaignItem:
        what, owner_kind, size = self.plan.words[n % len(self.plan.words)]
        lon, lat, where = self._place(n)
        name = (
            self.rng.choice(SHOPS) if owner_kind == "firm" else self.rng.choice(NAMES) if owner_kind == "person" else ""
        )
        with held(at):
            by = self.by(HANDLER, at)
            photos = (self.photo("before", by, at),)
            given = ItemGiven(
                where, what, Decimal(size) + Decimal(self.rng.randrange(40)) / 10, owner_kind, name, 0,
                1992 + self.rng.randrange(24), lon, lat, photos, invented=True,
            )  # fmt: skip
            return opening.record_item(campaign=campaign.pk, given=given, by=by, at=at)

    def _place(self, n: int) -> tuple[float, float, str]:
        """A point some metres round the middle of a grid, inside it, and how one says where it is."""
        grid, (lon, lat) = self.grids[n % len(self.grids)]
        for _ in range(6):
            x, y = lon + self.rng.uniform(-0.0007, 0.0007), lat + self.rng.uniform(-0.0005, 0.0005)
            if locate(x, y).grid == grid:
                lon, lat = round(x, 6), round(y, 6)
                break
        titles = {one.code: one.title for one in communities(self.street)}
        side = self.rng.choice("东西南北")
        if self.plan.estate:
            return lon, lat, f"乐山小区{1 + n % 45}号楼{side}侧"
        return lon, lat, f"{titles[grid // 1000]}第{grid % 1000}网格{1 + n % 45}号{side}侧"

    def _lead_on(self, row: CampaignItem, end: str, at: datetime) -> CampaignItem:
        if end == "found":
            return row
        at = self.soon(at, 2)
        if end == "dismissed":
            return self._move(row, "dismiss", HANDLER, at, words="经查有合法手续，不予列入")
        basis = rules_of(self.street).kind(row.kind)
        row = self._move(row, "identify", HANDLER, at, basis=self.rng.choice(basis.bases).code if basis else "")
        if end == "identified":
            return row
        at = self.soon(at, 1)
        row = self._move(row, "notify", HANDLER, at, words="直接送达，当事人签收")
        if end == "notified":
            return row
        row, at = self._fixed(row, end, at)
        return row if end in ("enforcing", "fixed") else self._checked(row, end, at)

    def _fixed(self, row: CampaignItem, end: str, at: datetime) -> tuple[CampaignItem, datetime]:
        forced = end == "enforcing" or self.rng.randrange(9) == 0
        due = row.due_at
        if forced and due is not None and due < self.present - timedelta(days=4):
            at = self.soon(due, 1)
            row = self._move(row, "enforce", LEAD, at, decision=f"演示强拆〔2018〕{row.serial}号")
            if end == "enforcing":
                return row, at
            at = self.soon(at, 4)
            return self._move(row, "enforced", SECOND, at, after=True, words="依法组织拆除"), at
        if end == "enforcing":
            return row, at
        at = self.soon(at, 2 + self.rng.randrange(9))
        with held(at):
            by = self.holding(row.post, at)
        return self._move(row, "self_fix", by.code, at, after=True, words="当事人自行拆除，现场已清"), at

    def _checked(self, row: CampaignItem, end: str, at: datetime) -> CampaignItem:
        at = self.soon(at, 1 + self.rng.randrange(3))
        row = self._move(row, "recheck", CHECK, at)
        if end == "checked":
            return row
        at = self.soon(at, 1)
        row = self._move(row, "strike_off", LEAD, at)
        if end == "struck_off":
            return row
        kind = rules_of(self.street).kind(row.kind)
        use = self.rng.choice(kind.uses).code if kind and self.rng.randrange(3) else kind.uses[0].code if kind else ""
        return self._move(row, "use", HANDLER, self.soon(at, 3), use=use)

    def _move(
        self, row: CampaignItem, do: str, post: str, at: datetime, *, after: bool = False, **given: Any
    ) -> CampaignItem:
        with held(at):
            by = self.by(post, at)
            photos = (self.photo("after", by, at),) if after else ()
            return steps.make_move(item=row.pk, do=do, given=Given(photos=photos, **given), by=by, at=at)

    def _found_again(self, row: CampaignItem) -> None:
        """On Monday of the report a patrol saw that it stands there again; a second one waits for somebody to decide."""
        from uuid import NAMESPACE_URL, uuid5

        from shiqiao.kernel.matters.actions import Report, report_matter

        at = self.moment(date(2018, 6, 25), 560)
        with held(at):
            by = self.holding(row.post, at)
            told = Report(
                street=self.street, source="demo.campaigns", source_id=str(uuid5(NAMESPACE_URL, f"campaign {row.number}")),
                channel="patrol",
                item="06001", text="虚构：已拆除的棚子又搭起来了", lon=row.lon, lat=row.lat,
            )  # fmt: skip
            receipt = report_matter(report=told, by=by, at=at)
            again.settle_sighting(item=row.pk, matter=receipt.number, meant=again.SAME, by=by, at=at)


_drawn: dict[tuple[str, str], bytes] = {}


def _photo(purpose: str, kind: str, by: Actor, at: datetime) -> tuple[str, str]:
    content = _drawn.setdefault((purpose, kind), _picture(purpose == "after", kind))
    kept = store(content, name="示意.jpg", subject=UPLOAD, purpose=purpose, street=by.street or 0, by=by, at=at)
    return purpose, kept.sha256


def _picture(gone: bool, kind: str) -> bytes:
    """Draw a wall with what stands before it, or with what came instead: plainly schematic."""
    image = Image.new("RGB", (480, 360), "#dbe9f4")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 270, 480, 360), fill="#ced4da")
    draw.rectangle((60, 60, 420, 270), fill="#e8d9c0", outline="#868e96", width=3)
    for x in range(90, 400, 80):
        draw.rectangle((x, 90, x + 45, 145), fill="#a5d8ff", outline="#495057", width=2)
    if kind == "signboards" and not gone:
        draw.rectangle((40, 150, 440, 215), fill="#e03131", outline="#842029", width=4)
        draw.line(((40, 215), (90, 250)), fill="#842029", width=6)
    elif not gone:
        draw.rectangle((110, 190, 300, 330), fill="#4dabf7", outline="#1864ab", width=4)
        draw.polygon([(95, 190), (205, 140), (315, 190)], fill="#1c7ed6")
    if gone and kind == "signboards":
        draw.rectangle((150, 165, 330, 200), fill="#ffffff", outline="#495057", width=3)
    elif gone:
        for x in range(80, 420, 34):
            draw.ellipse((x, 262, x + 30, 300), fill="#40c057", outline="#2b8a3e")
    draw.rectangle((0, 0, 479, 359), outline="#d9480f", width=6)
    draw.line(((0, 0), (60, 60)), fill="#d9480f", width=3)
    out = BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()
