"""What the pages show of affairs, assembled: rows, papers, comings, the story."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import NotFound
from shiqiao.base.text import mask_identity, mask_name, mask_phone, masked
from shiqiao.kernel.clocks.reads import clocks_of, explain
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.kernel.registry.subjects import Shown, show
from shiqiao.kernel.territory.reads import title as place_title
from shiqiao.scenes.hall import reads, rights, rules, words
from shiqiao.scenes.hall.counters import mine
from shiqiao.scenes.hall.definitions import GuideTable
from shiqiao.scenes.hall.models import Affair, AffairEntry, Trip
from shiqiao.scenes.hall.publishing import guides_of
from shiqiao.scenes.hall.queue import reads as queue
from shiqiao.scenes.hall.queue.models import QueueTicket
from shiqiao.scenes.hall.work import KIND, unseal
from shiqiao.surfaces.desk.matterpage import actor_said, clock_shown
from shiqiao.surfaces.desk.revealing import shown as reveal_shown
from shiqiao.surfaces.desk.words import (
    approved,
    chinese,
    clock_steps,
    happened,
    person_name,
    post_title,
    said,
    unit_title,
)
from shiqiao.surfaces.kit.shapes import Step

BEFORE_DUE = 0.75  # of the term: from then on the light is yellow, as for every clock


@dataclass(frozen=True)
class AffairRow:
    """An affair in a list; the applicant's name is masked."""

    row: Affair
    url: str
    number: str
    title: str
    who: str
    state: str
    tone: str
    light: str
    counter: str
    trips: str


def number_of(row: Affair) -> str:
    """Return an affair's number as it is written: 办〔2018〕12号."""
    return f"办〔{row.year}〕{row.serial}号" if chinese() else f"Affair {row.year}-{row.serial}"


def rows_of(rows: Sequence[Affair], at: datetime) -> list[AffairRow]:
    """Return affairs for a list, without a query."""
    return [_row(row, at) for row in rows]


def _row(row: Affair, at: datetime) -> AffairRow:
    state, tone = words.pair(words.STATES, row.state)
    return AffairRow(
        row, reverse("desk:hall:affair", args=[row.pk]), number_of(row), item_title(row),
        mask_name(unseal(row.name)) or _("erased"), state, tone, light(row, at), unit_title(row.at), trips_said(row),
    )  # fmt: skip


def item_title(row: Affair) -> str:
    """Return the title of an affair's item, by the version it began with."""
    return said(guides_of(row.street, row.guides).title("items", row.item))


def light(row: Affair, at: datetime) -> str:
    """Return the light of an affair in a list; grey where no term runs."""
    if row.state != "handling" or row.due_at is None or row.accepted_at is None:
        return "grey"
    if row.due_at <= at:
        return "red"
    return "yellow" if at >= row.accepted_at + (row.due_at - row.accepted_at) * BEFORE_DUE else "green"


def trips_said(row: Affair) -> str:
    """Say how often somebody had to come."""
    if not row.trips:
        return _("no trip")
    return ngettext("%(n)d trip", "%(n)d trips", row.trips) % {"n": row.trips}


@dataclass(frozen=True)
class PaperShown:
    """A paper of an affair with its state, and whether we asked for it later than we should have."""

    title: str
    state: str
    tone: str
    ours: bool = False


def papers_of(row: Affair, table: GuideTable, entries: Sequence[AffairEntry]) -> list[PaperShown]:
    """Return the papers of an affair; those asked later although no notice named them are marked."""
    named = {code for one in entries if one.kind in ("noticed", "asked_anew") for code in one.codes}
    later = {code for one in entries if one.kind == "asked_later" for code in one.codes} - named
    return [
        PaperShown(said(table.title("documents", code)), *words.pair(words.PAPERS, state), code in later)
        for code, state in sorted(row.papers.items(), key=lambda one: one[1] != "missing")
        if state != "spared"
    ]


@dataclass(frozen=True)
class TripShown:
    """A coming, or an errand of our people."""

    at: datetime
    who: str
    counter: str
    reason: str
    ours: bool
    way: str
    shut: bool = False


def trips_of(trips: Sequence[Trip]) -> list[TripShown]:
    """Return comings and errands, the oldest first; one that was in vain is followed by one that says so."""
    vain = {one.place - 1 for one in trips if one.reason in rules.SHUT}
    return [
        TripShown(
            one.at, words.say(words.WHO, one.who), unit_title(one.station),
            _why(one), one.reason in rules.OURS, way(one),
            one.place in vain,
        )
        for one in trips
    ]  # fmt: skip


def _why(one: Trip) -> str:
    if one.place == 1:
        return _("first time")
    return words.say(words.ERRANDS if one.who == "staff" else words.REASONS, one.reason)


def way(one: Trip) -> str:
    """Say how far a coming was, against the nearest counter."""
    if one.metres < 0:
        return ""
    told = {"far": one.metres, "near": one.nearest_metres, "unit": unit_title(one.nearest)}
    if one.nearest == one.station:
        return _("%(far)d m, the nearest counter") % told
    return _("%(far)d m; the nearest counter is %(unit)s, %(near)d m") % told


@dataclass(frozen=True)
class Act:
    """What can be done with an affair now."""

    do: str
    title: str
    icon: str
    url: str
    main: bool = False
    rare: bool = False


ICONS = {
    "hand_in": "file-plus", "grant": "circle-check", "decline": "circle-x", "deliver": "mail", "rate": "star",
    "ask": "list-check", "come": "walk", "errand": "truck", "hand_over": "arrow-right", "withdraw": "arrow-back-up",
}  # fmt: skip
MAIN = {"incomplete": "hand_in", "handling": "grant", "granted": "deliver", "declined": "deliver"}
RARE = frozenset({"come", "errand", "withdraw", "rate"})  # folded away, so that what is done next stands out
DECIDING = frozenset({"grant", "decline", "ask", "hand_over"})
MOVE = {"hand_in": "complete", "errand": "go"}  # acts whose move has another name


def title_of(do: str) -> str:
    """Return what an act is called."""
    return {
        "hand_in": _("Take papers in"), "grant": _("Grant"), "decline": _("Decline"), "deliver": _("Deliver the result"),
        "rate": _("Enter a rating that was told"), "ask": _("Ask for a further paper"), "come": _("Somebody came"),
        "errand": _("We went there"), "hand_over": _("Hand over to another counter"),
        "withdraw": _("The applicant takes it back"),
    }[do]  # fmt: skip


def acts(actor: Actor, row: Affair) -> list[Act]:
    """Return what an actor can do with an affair now."""
    here = mine(actor)
    decides = row.at in here or any(one.hall for one in here.values())
    open_to = [
        do for do in ICONS
        if here and rules.moved(MOVE.get(do, do), row.state) is not None and (decides or do not in DECIDING)
    ]  # fmt: skip
    if row.stars is not None and "rate" in open_to:
        open_to.remove("rate")
    return [
        Act(
            do,
            title_of(do),
            ICONS[do],
            reverse("desk:hall:act", args=[row.pk, do]),
            MAIN.get(row.state) == do,
            do in RARE,
        )
        for do in open_to
    ]


def persons_of(actor: Actor, row: Affair) -> dict[str, Any]:
    """Return who applied, masked, with the way to see a value in clear for those who work at a counter."""
    name, phone, identity = unseal(row.name), unseal(row.phone), unseal(row.identity)
    proxy = (mask_name(unseal(row.proxy_name)), mask_phone(unseal(row.proxy_phone)))
    looks = {
        "name": mask_name(name), "phone": mask_phone(phone), "identity": mask_identity(identity), "proxy_name": proxy[0],
        "proxy_phone": proxy[1],
    }  # fmt: skip
    there = [(f"{code}:0", look) for code, look in looks.items() if getattr(row, code)]
    return {
        "name": mask_name(name) or _("erased"), "phone": mask_phone(phone) if phone else "",
        "identity": mask_identity(identity) if identity else "", "proxy": " ".join(part for part in proxy if part),
        "reveal": reveal_shown(KIND, row.pk, there) if rights.works(actor) else None,
    }  # fmt: skip


def page_of(actor: Actor, row: Affair, at: datetime) -> dict[str, Any]:
    """Return what an affair's page shows."""
    table, entries, trips = guides_of(row.street, row.guides), reads.entries_of(row), reads.trips_of(row)
    guide, clocks, can = table.guide(row.item), clocks_of(Ref(KIND, row.pk)), acts(actor, row)
    return {
        "one": _row(row, at), "affair": row, "acts": can, "rare": [one for one in can if one.rare],
        "person": persons_of(actor, row), "guide": guide,
        "manner": words.say(words.MANNERS, row.manner), "channel": words.say(words.CHANNELS, row.channel),
        "station": unit_title(row.station), "delivery": words.say(words.DELIVERIES, row.delivery) if row.delivery else "",
        "delivered_from": unit_title(row.delivered_from) if row.delivered_from else "",
        "holder": " ".join(part for part in (post_title(row.post), person_name(row.holder)) if part),
        "community": place_title(row.community) if row.community else "",
        "promised": words.days(guide.promised if guide else 0),
        "papers": papers_of(row, table, entries), "trips": trips_of(trips), "stars": "★" * (row.stars or 0),
        "rated_way": words.say(words.RATED, row.rated_way) if row.rated_way else "",
        "noticed": any(one.kind == "noticed" for one in entries),
        "clocks": [replace(clock_shown(one, at), why=clock_steps(approved(explain(one), row.street))) for one in clocks],
        "steps": steps(row, table, entries), "ticket": ticket_of(actor, row), "firm": firm_of(actor, row),
        "zero": row.state == "delivered" and not row.own_trips and row.trips <= 1,
    }  # fmt: skip


def firm_of(actor: Actor, row: Affair) -> Shown | None:
    """Return the firm that applies, for whoever may see it in the register."""
    firm = Ref("organisation", row.organisation)
    return show(actor, [firm]).get(firm) if row.organisation else None


def ticket_of(actor: Actor, row: Affair) -> QueueTicket | None:
    """Return the ticket with which somebody came for an affair, where the actor may look at it."""
    try:
        return queue.access_ticket(actor, row.ticket) if row.ticket else None
    except NotFound:
        return None


def steps(row: Affair, table: GuideTable, entries: Sequence[AffairEntry]) -> list[Step]:
    """Return what happened to an affair, the newest first: its own lines and the warnings of its clock."""
    said_by = {one.pk: one for one in entries}
    lines = [*lines_of(Ref(KIND, row.pk))]
    for clock in clocks_of(Ref(KIND, row.pk)):
        lines += lines_of(Ref("clock", clock.id))
    lines.sort(key=lambda line: (line.recorded_at, line.seq), reverse=True)
    return [_step(line, row, table, said_by.get(line.data.get("entry", 0))) for line in lines]


def _step(line: Any, row: Affair, table: GuideTable, entry: AffairEntry | None) -> Step:
    title, icon, tone = happened(line.code) or (line.code, "point", "")
    return Step(
        at=line.happened_at, title=_(title), icon=icon, tone=tone, details=_details(line.data, table),
        by=_by(line, row.street),
        text=masked(unseal(entry.text)) if entry else "",
    )  # fmt: skip


def _by(line: Any, street: int) -> str:
    if line.actor == "resident":
        return _("the resident")
    return _("by itself") if line.actor.startswith("system.") else actor_said(line, street)


def _details(data: Mapping[str, Any], table: GuideTable) -> list[tuple[str, str]]:
    def titles(codes: Any) -> str:
        return "、".join(said(table.title("documents", code)) for code in codes) if isinstance(codes, list) else ""

    said_of = {
        _("Papers"): titles(data.get("papers")), _("Not on our notice: our fault"): titles(data.get("ours")),
        _("Who came"): words.say(words.WHO, data.get("who", "")),
        _("Why"): words.say({**words.REASONS, **words.ERRANDS}, data.get("reason", "")),
        _("How it came"): words.say(words.RATED, data.get("way", "")),
        _("Counter"): unit_title(data.get("station", 0)), _("In vain"): _("found it closed") if data.get("shut") else "",
        _("How delivered"): words.say(words.DELIVERIES, data.get("how", "")),
        _("Term"): _("decided after the promised term") if data.get("late") else "",
    }  # fmt: skip
    return [(name, value) for name, value in said_of.items() if value]


def tabs(actor: Actor, at: datetime) -> list[tuple[str, str, str]]:
    """Return the tabs of the list with what stands in each."""
    counted = reads.counts(actor, at)
    return [(code, _(title), bounded(counted.get(code, 0))) for code, title in words.TABS.items()]


def bounded(count: int) -> str:
    """Say a count that is not counted to its end."""
    return f"{reads.MANY}+" if count > reads.MANY else str(count) if count else ""
