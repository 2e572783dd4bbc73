"""The monthly bulletin as it is shown, printed and exported."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import NotFound
from shiqiao.kernel.journal.taken import note_print
from shiqiao.kernel.scoring import reads as scoring
from shiqiao.scenes.merit import bulletin, reads, store, words
from shiqiao.scenes.merit.models import Bulletin
from shiqiao.scenes.merit.shown import Month, month_of
from shiqiao.surfaces.desk.papers import pdf
from shiqiao.surfaces.desk.papers.ground import office
from shiqiao.surfaces.desk.papers.model import Block, Grid, Paper, Section, Signature, Text
from shiqiao.surfaces.desk.words import person_name
from shiqiao.surfaces.kit.words import absolute


@dataclass(frozen=True, slots=True)
class Told:
    """A line of a bulletin in the reader's words."""

    kind: str
    who: str
    why: str
    follows: str
    month: str
    turn: str
    invented: bool


@dataclass(frozen=True, slots=True)
class Places:
    """First and last places of one kind."""

    title: str
    first: Sequence[tuple[int, str, str]]
    last: Sequence[tuple[int, str, str]]
    of: int


def told(one: bulletin.Content) -> Told:
    """Return a line in the reader's words."""
    sign = -1 if one["turn"] == 2 else 1
    follows = [words.points(one["points"]), words.card(one["card"], sign)]
    return Told(
        _(words.KIND_OF[one["kind"]]), words.both(one["who"]), words.both(one["rule"]) or _("Decided by hand"),
        "、".join(part for part in follows if part), one["month"], _(words.TURNS[one["turn"]]), one["invented"],
    )  # fmt: skip


def _places(content: bulletin.Content) -> list[Places]:
    found = []
    for kind in bulletin.RANKED:
        one = content["ranks"].get(kind)
        if one and one["of"]:
            rows = {
                side: [(row["rank"], words.both(row["who"]), row["total"]) for row in one[side]]
                for side in ("first", "last")
            }
            found.append(Places(_(words.KINDS[kind]), rows["first"], rows["last"], one["of"]))
    return found


def page(actor: Actor, month: Month) -> dict[str, Any]:
    """Return what the page of a bulletin shows: the published one; for leaders and auditors also what it would say.

    Raises NotFound for others before it is published.
    """
    street = actor.street or 0
    row = bulletin.bulletin(street, month.since)
    looked = month.since in bulletin.awaited(street)
    if row is None and not (looked and reads.reads_all(actor)):
        raise NotFound
    content = row.content if row else bulletin.drafted(street, month.since)[0]
    waiting = 0 if row else bulletin.undecided(street, month.since)
    return {
        "month": month, "row": row, "by": person_name(row.published_by) if row else "",
        "rewards": [told(one) for one in content["rewards"]], "penalties": [told(one) for one in content["penalties"]],
        "corrections": [told(one) for one in content["corrections"]], "places": _places(content), "waiting": waiting,
        "may_publish": row is None and reads.leads(actor),
        "same": row is not None and bulletin.fingerprint(row.content) == row.fingerprint,
    }  # fmt: skip


def index(actor: Actor, at: datetime) -> dict[str, Any]:
    """Return the list of bulletins, and for leaders and auditors the months that wait for one."""
    street = actor.street or 0
    rows = bulletin.bulletins(street)
    listed = [(month_of(f"{row.month:%Y-%m}", at), row, person_name(row.published_by)) for row in rows]
    awaited = bulletin.awaited(street) if reads.reads_all(actor) else []
    return {"rows": listed, "awaited": [(month_of(f"{one:%Y-%m}", at), bulletin.undecided(street, one)) for one in awaited],
            "open": scoring.open_since(street)}  # fmt: skip


def access(actor: Actor, month: str, at: datetime) -> Bulletin:
    """Return a published bulletin by its month; raises NotFound."""
    row = bulletin.bulletin(actor.street or 0, month_of(month, at).since)
    if row is None or f"{row.month:%Y-%m}" != month:
        raise NotFound
    return row


def rows(content: bulletin.Content) -> list[tuple[str, Told]]:
    """Return all lines with the part they stand in."""
    parts = (("rewards", _("Rewards")), ("penalties", _("Penalties")), ("corrections", _("Corrections")))
    return [(title, told(one)) for part, title in parts for one in content[part]]


def printed(row: Bulletin, by: Actor, at: datetime) -> tuple[bytes, str]:
    """Return a published bulletin as PDF with its file name; the journal says who printed it. Raises FontMissing."""
    title = _("Bulletin of reward and penalty %(month)s") % {"month": f"{row.month:%Y-%m}"}
    content = pdf.render(_paper(row, title))
    note_print(subject=Ref(store.BULLETIN, row.id), street=row.street, paper="merit_bulletin", form="pdf",
               language=get_language() or "", by=by, at=at)  # fmt: skip
    return content, f"{title}.pdf"


def _paper(row: Bulletin, title: str) -> Paper:
    blocks: list[Block] = []
    for places in _places(row.content):
        if places.first:
            blocks += [Section(_("%(kind)s: first and last places of %(of)s") % {"kind": places.title, "of": places.of}),
                       _table(places)]  # fmt: skip
    for part, heading in (("rewards", _("Rewards")), ("penalties", _("Penalties")), ("corrections", _("Corrections"))):
        lines = [told(one) for one in row.content[part]]
        blocks.append(Section(heading))
        blocks.append(_lines(lines, part) if lines else Text([_("none")]))
    day = f"{localtime(row.published_at):%Y-%m-%d}"
    blocks.append(Signature(office(row.street), day, _("(seal)")))
    mark = _("Fingerprint %(mark)s, published %(at)s") % {
        "mark": row.fingerprint[:16],
        "at": absolute(row.published_at),
    }
    before, _sep, rest = _("page {page} of {pages}").partition("{page}")
    between, _sep, after = rest.partition("{pages}")
    return Paper(
        office=office(row.street), title=title, number=(_("Month"), f"{row.month:%Y-%m}"), marks=mark,
        pages=(before, between, after), language=get_language() or "zh-hans", blocks=blocks,
    )  # fmt: skip


def _table(places: Places) -> Grid:
    rows = [(str(rank), who, total) for rank, who, total in (*places.first, *places.last)]
    return Grid([_("Rank"), _("For whom"), _("Total score")], rows, [1, 4, 2])


def _lines(lines: Sequence[Told], part: str) -> Grid:
    headings = [_("For whom"), _("Why"), _("What follows")]
    rows = [[f"{one.kind} {one.who}", one.why, one.follows] for one in lines]
    if part == "corrections":
        headings.append(_("Of which month"))
        rows = [[*row, f"{one.month} {one.turn}"] for row, one in zip(rows, lines, strict=True)]
    return Grid(headings, rows, [4, 4, 3, 3][: len(headings)])
