"""Living tales through: the same decisions as every other matter, each at its own time, written a few days at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from random import Random
from typing import Any

from shiqiao.base.actor import Actor
from shiqiao.base.db import scope
from shiqiao.demo.cast import Cast
from shiqiao.demo.pictures import Album
from shiqiao.demo.plot import Step, plot
from shiqiao.demo.story import Tale
from shiqiao.kernel.catalogue.reads import catalogue
from shiqiao.kernel.catalogue.rules import Item
from shiqiao.kernel.clocks.reads import calendar_for
from shiqiao.kernel.files.models import Attachment
from shiqiao.kernel.matters import store
from shiqiao.kernel.matters.bulk import Life, known_marks, write_lives
from shiqiao.kernel.matters.report import Contact, Report
from shiqiao.kernel.matters.routing import person
from shiqiao.kernel.matters.rules import Given
from shiqiao.kernel.people import reads as people

SOURCE = "demo"
HOTLINE_SINCE = "2018-06-01"
ANSWERS = {
    "city": (
        "您反映的问题已派专人到现场查看，今天内给您处理结果。",
        "已联系责任单位，正在赶往现场，请您放心。",
        "已收到，网格员{minutes}分钟内到场核实。",
    ),
    "safety": ("已通知网格员和物业现场核查，先排除危险，再给您答复。", "情况已记下，社区民警和网格员今天上门。"),
    "livelihood": (
        "已联系办事人员，今天给您回电话说明办理办法。",
        "您的诉求已转承办科室，工作人员会主动联系您。",
        "已核实情况，请保持电话畅通，我们尽快上门。",
    ),
}
DECLINED = {
    "beyond_duty": "此事应由当事人与商家自行协商，我们已告知可行的解决办法和联系方式。",
    "legal_channel": "依法应通过仲裁或者诉讼解决，已告知受理单位和所需材料。",
    "repeated_progress": "同一诉求正在办理中，已向您说明目前的进展和预计时间。",
    "secrecy_privacy": "涉及他人隐私，不便公开，已向您说明理由。",
    "unlawful": "该诉求不符合规定，已向您说明依据，请您理解。",
}
DOCUMENT, BEFORE_AFTER, PHOTO = (("document",), ("before", "after"), ("after",))
EVIDENCE = {"photo": PHOTO, "before_after": BEFORE_AFTER, "document": DOCUMENT, "none": ()}


def channel_of(tale: Tale) -> str:
    """Return the channel a tale is filed under: since June 2018 calls, and half of the counter's, come through 12345."""
    day, _, number = tale.key.partition("/")
    if day < HOTLINE_SINCE or not number.isdigit():
        return tale.channel
    return "hotline" if tale.channel == "phone" or (tale.channel == "counter" and int(number) % 2) else tale.channel


@dataclass
class Teller:
    """Turns tales of one street into lives; keeps the attachments that go with them."""

    street: int
    cast: Cast
    album: Album
    attached: dict[tuple[int, str, str], Attachment] = field(default_factory=dict)

    def tell(self, tale: Tale, identifier: int = 0) -> Life:
        """Live one tale up to the present. `identifier` gives the matter an id that was set aside for it."""
        item = catalogue(self.street).item(tale.subject.item)
        steps = plot(tale, item, calendar_for(self.street))
        rng = Random(f"{tale.key}/told")
        by = self._reporter(tale, item, rng)
        photographed = rng.random() < {"patrol": 0.7, "resident": 0.5}.get(tale.channel, 0.0)
        if identifier:
            store.MATTER_IDS.hand_out(identifier)
        life = Life(self._report(tale, photographed), by=by, at=tale.at)
        if photographed:
            self._attach(life, tale, ("report",), by, tale.at)
        for step in steps:
            self._move(life, tale, item, step, rng)
        return life

    def write(self, tales: Sequence[tuple[Tale, int]]) -> int:
        """Write tales (each with its id) that are not there yet, all or none; return how many were written."""
        self.attached.clear()
        known = known_marks(self.street, SOURCE, [tale.key for tale, _ in tales])
        lives = [self.tell(tale, identifier) for tale, identifier in tales if tale.key not in known]
        with scope.scoped(self.street):
            write_lives(lives, street=self.street, alarms=True)
            Attachment.objects.bulk_create(self.attached.values(), batch_size=500)
        return len(lives)

    def _reporter(self, tale: Tale, item: Item, rng: Random) -> Actor:
        if tale.channel == "patrol" and tale.spot:
            return self.cast.responsible(tale.spot.grid, item.line, tale.at)
        return self.cast.taking(tale.channel if tale.channel != "patrol" else "phone", rng, tale.at)

    def _report(self, tale: Tale, photographed: bool) -> Report:
        spot = tale.spot
        photos = (("report", self.album.sha256(tale.subject.picture, "report")),) if photographed else ()
        report = Report(
            street=self.street, source=SOURCE, source_id=tale.key, channel=channel_of(tale),
            item=tale.wrong_item or tale.subject.item, text=tale.text, contact=Contact(tale.name, tale.phone), photos=photos,
        )  # fmt: skip
        return replace(report, lon=spot.lon, lat=spot.lat, address=spot.address) if spot else report

    def _move(self, life: Life, tale: Tale, item: Item, step: Step, rng: Random) -> None:
        by = self.cast.part(step.who, life.sheet, rng, step.at)
        said = dict(step.said)
        if said.pop("result", False):
            said["result"] = rng.choice(tale.subject.results).format(n=rng.randint(2, 9)) + "。"
            said["evidence"] = self._evidence(life, tale, item, by, step.at)
        if said.pop("answer", False):
            said["answer"] = rng.choice(ANSWERS[item.line]).format(minutes=rng.choice((15, 20, 30)))
        if told := said.pop("told", ""):
            said["answer"] = told if tale.channel != "patrol" else ""
        if said.pop("routes", False):
            said["routed"] = person(life.sheet.grid, life.sheet.boundary, item, self.street, step.at, [])
        if "outcome" in said:
            said["answer"] = DECLINED[said["outcome"]]
        if to := said.pop("to", ""):
            said["handler"] = self._handler(to, life, item, rng, step.at)
        if said.pop("corrects", False):
            said |= self._corrected(life, tale, item, rng, step.at)
        life.move(step.do, Given(**said), by=by, at=step.at)

    def _handler(self, to: str, life: Life, item: Item, rng: Random, at: datetime) -> tuple[int, int, int]:
        if to == "holder":
            return self.cast.hands(life.sheet.post, at)
        return self.cast.unit_hands(item.unit, rng, at)

    def _corrected(self, life: Life, tale: Tale, item: Item, rng: Random, at: datetime) -> dict[str, Any]:
        """The right item, or for a place nobody understood a grid that the dispatcher asked for."""
        grid, why = life.sheet.grid, []
        if not grid:
            grid = rng.choice(people.grid_numbers(self.street, people.day_of(at)))
            why = [{"step": "grid", "grid": grid}]
        return {"item": item, "routed": person(grid, life.sheet.boundary, item, self.street, at, why)}

    def _evidence(self, life: Life, tale: Tale, item: Item, by: Actor, at: datetime) -> tuple[tuple[str, str], ...]:
        purposes = [purpose for kind in item.evidence for purpose in EVIDENCE[kind]]
        self._attach(life, tale, purposes, by, at)
        return tuple((purpose, self.album.sha256(tale.subject.picture, purpose)) for purpose in purposes)

    def _attach(self, life: Life, tale: Tale, purposes: Iterable[str], by: Actor, at: datetime) -> None:
        subject = store.subject(life.draft.id)
        for purpose in purposes:
            row = self.album.attachment(tale.subject.picture, purpose, subject=subject, by=by.code, at=at)
            self.attached.setdefault((subject.id, purpose, row.sha256), row)
