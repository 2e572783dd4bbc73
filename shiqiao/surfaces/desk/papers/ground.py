"""What all papers of a matter stand on: whose office, which words, which times; read once a paper."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shiqiao.base import text
from shiqiao.base.actor import Actor, Ref
from shiqiao.kernel.catalogue.rules import Item
from shiqiao.kernel.clocks.models import Clock
from shiqiao.kernel.clocks.reads import clocks_of
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.kernel.journal.rules import Line
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.moves import item_of
from shiqiao.kernel.people import reads as people
from shiqiao.surfaces.desk import matterpage, records, words
from shiqiao.surfaces.desk.exporting import who
from shiqiao.surfaces.desk.papers.model import Block, Paper

NOWHERE = "—"


@dataclass(frozen=True)
class Ground:
    """A matter as papers need it; `by` prints it at `at`."""

    row: Matter
    item: Item
    lines: list[Line]
    clocks: list[Clock]
    by: Actor
    at: datetime

    def clock(self, name: str) -> Clock | None:
        """Return the latest clock of a name."""
        return next((clock for clock in reversed(self.clocks) if clock.name == name), None)

    def when(self, *codes: str) -> datetime | None:
        """Return when one of these last happened, by the matter's journal."""
        return next((line.happened_at for line in reversed(self.lines) if line.code in codes), None)

    def public_words(self) -> str:
        """Return the last thing that was written to the reporter, with identifiers masked."""
        notes = [(seq, note) for seq, those in records.notes_of(self.row).items() for note in those if note.public]
        if not notes:
            return ""
        seq, note = notes[-1]
        return text.restore(note.text, records.masked_identifiers(self.row).get(seq, {}))

    def said(self) -> str:
        """Return what was reported, with identifiers masked."""
        return text.restore(self.row.text, records.masked_identifiers(self.row).get(1, {}))

    def place(self) -> str:
        """Return grid and address."""
        row = self.row
        parts = [words.place(row.grid) if row.grid else "", masked_address(row)]
        return " ".join(dict.fromkeys(part for part in parts if part)) or words.place(0)

    def reporters(self) -> str:
        """Return who reported, masked, as far as the reader may see it."""
        shown = matterpage.reporters(self.by, self.row)
        return "；".join(" ".join(part for part in (one.name, one.phone) if part) for one in shown)

    def handler(self) -> str:
        """Return post and person that have the matter."""
        return " ".join(
            part for part in (words.post_title(self.row.post), words.person_name(self.row.holder)) if part
        )  # fmt: skip


def masked_address(row: Matter) -> str:
    """Return the address with identifiers masked."""
    return text.restore(row.address, records.masked_identifiers(row).get(1, {})) if row.address else ""


def ground_of(row: Matter, by: Actor, at: datetime) -> Ground:
    """Read what papers stand on."""
    subject = Ref(records.KIND, row.id)
    return Ground(row, item_of(row), lines_of(subject), list(clocks_of(subject)), by, at)


def office(street: int) -> str:
    """Return the name of the street's office: 杆石桥街道办事处."""
    name = words.place(street)
    title = next((unit for unit in people.units(street) if unit.kind == "street_office"), None)
    if not words.chinese():
        return f"{name} {title.title_en}" if title and title.title_en else name
    return name if name.endswith("办事处") else f"{name}办事处"


def stamp(moment: datetime | None) -> str:
    """Say a moment as tables do: 2018-06-27 10:00."""
    return f"{localtime(moment):%Y-%m-%d %H:%M}" if moment else NOWHERE


def due(moment: datetime | None) -> str:
    """Say a due time; midnight is 24:00 of the day that ends."""
    return words.due(moment, stamp) if moment else NOWHERE


def due_said(moment: datetime) -> str:
    """Say a due time as letters do: 2018年6月27日 16:53."""
    return words.due(moment, lambda at: f"{day(at)} {localtime(at):%H:%M}")


def day(moment: datetime) -> str:
    """Say a day: 2018年6月27日."""
    return words.day(localtime(moment).date().isoformat())


def _around(words_of: str) -> tuple[str, str, str]:
    """Return the words before, between and behind page number and count."""
    before, _sep, rest = words_of.partition("{page}")
    between, _sep, after = rest.partition("{pages}")
    return before, between, after


def paper(ground: Ground, title: str, blocks: list[Block], *, inside: bool) -> Paper:
    """Put a paper together; `inside` ones stay in the house and bear who printed them across the page."""
    printed = _("Printed by %(who)s on %(at)s") % {"who": who(ground.by), "at": stamp(ground.at)}
    care = _("Contains personal data: handle with care")
    return Paper(
        office=office(ground.row.street),
        title=title,
        number=(_("Number"), ground.row.number),
        marks=f"{printed} · {care}",
        pages=_around(_("page {page} of {pages}")),
        language=get_language() or "zh-hans",
        watermark=f"{who(ground.by)} {stamp(ground.at)}" if inside else "",
        blocks=blocks,
    )
