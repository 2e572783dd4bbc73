"""The register of honours, the criteria of a pursuit, and the meetings, as spreadsheets."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.base.sockets import Column, ListExport
from shiqiao.base.text import number_in
from shiqiao.base.time import now
from shiqiao.scenes.party.honours import reads, shown, words
from shiqiao.surfaces.desk.sockets import exports
from shiqiao.surfaces.kit.leafing import CHUNK, leaves

Params = Mapping[str, str]
HONOURS = (
    Column("Honour", width=34), Column("Who gave it", width=28), Column("Level of the honour", width=12),
    Column("Who holds it", width=26), Column("Day on which it was given", "day", 12), Column("Valid until", "day", 12),
    Column("State", width=14),
)  # fmt: skip
CRITERIA = (
    Column("Criterion", width=34), Column("Pieces of evidence", "number", 10), Column("Gap", width=36),
    Column("Who sees to it", width=24), Column("Due", "day", 12), Column("Met", "moment", 18), Column("Late", width=8),
)  # fmt: skip
MEETINGS = (
    Column("Kind of meeting", width=20), Column("Day", "day", 12), Column("Whose meeting", width=22),
    Column("How many were expected", "number", 10), Column("How many came", "number", 10),
    Column("What it was about", width=50),
)  # fmt: skip


def honour_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the register as the page narrows it."""
    today = localdate(now())
    tab = params.get("tab", "") if params.get("tab", "") in words.TABS else "held"
    level = params.get("level", "")
    for page in leaves(lambda after: reads.honours(actor, tab, today, level=level, after=after, limit=CHUNK)):
        for one in (shown.honour_row(actor, row, today) for row in page.rows):
            yield one.row.title, one.row.giver, one.level, one.holder, one.row.given_on, one.row.valid_until, one.state


def chosen(actor: Actor, params: Params) -> Sequence[tuple[str, str]]:
    """Say the filters in words."""
    tab, level = params.get("tab", ""), params.get("level", "")
    told = [(_("Tab"), _(words.TABS.get(tab, words.TABS["held"])))]
    level_said = words.titled(actor.street or 0, "level", level)
    return [*told, (_("Level of the honour"), level_said)] if level else told


def criterion_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the criteria of a pursuit."""
    row = reads.access_pursuit(actor, number_in(params.get("of", "")))
    for one in shown.pursuit_page(actor, row, now())["criteria"]:
        mine = one["row"]
        late = _("late") if one["over"] else ""
        yield one["title"], mine.evidence, one["gap"], one["owner"], mine.due, mine.met_at, late


def meeting_rows(actor: Actor, params: Params) -> Iterator[Sequence[Any]]:
    """Yield the meetings as the page narrows them, without names."""
    kind, theme = params.get("kind", ""), number_in(params.get("theme", ""))
    for page in leaves(lambda after: reads.meetings(actor, kind=kind, theme=theme, after=after, limit=CHUNK)):
        for one in map(shown.meeting_row, page.rows):
            yield one["kind"], one["row"].day, one["whose"], one["row"].expected, one["row"].came, one["matter"]


def fill(scene: str) -> None:
    """Put the lists into the desk's socket."""
    exports.fill(scene, ListExport("honours", "Honours", "desk:honours:list", HONOURS, honour_rows, chosen))
    criteria = ListExport(
        "party-honours-criteria", "Criteria of a pursuit", "desk:honours:pursuit", CRITERIA, criterion_rows, of=True
    )
    exports.fill(scene, criteria)
    exports.fill(
        scene, ListExport("honours-meetings", "Party meetings", "desk:honours:meetings", MEETINGS, meeting_rows)
    )
