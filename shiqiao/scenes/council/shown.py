"""What the pages of topics and bodies show, assembled. Meetings and resolutions: `meetingshown`."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.text import mask_name, mask_phone, masked
from shiqiao.kernel.clocks.reads import clocks_of, explain
from shiqiao.kernel.journal.reads import lines_of
from shiqiao.kernel.registry.subjects import show
from shiqiao.scenes.council import forms, moves, reads, rights, seating, topics, voices, words
from shiqiao.scenes.council.store import TOPIC, unseal
from shiqiao.scenes.council.tables import CouncilBody, CouncilEntry, CouncilTerm, CouncilTopic
from shiqiao.surfaces.desk.matterpage import actor_said, clock_shown
from shiqiao.surfaces.desk.revealing import shown as reveal_shown
from shiqiao.surfaces.desk.words import approved, clock_steps, happened, post_title
from shiqiao.surfaces.desk.words import place as place_title
from shiqiao.surfaces.kit.shapes import Step

MEMBER = "council_member"  # the kind under which holders of seats are revealed


@dataclass(frozen=True)
class TopicRow:
    """A topic in a list."""

    row: CouncilTopic
    url: str
    place: str
    source: str
    grade: str
    state: str
    tone: str
    light: str
    advice: str


def topic_row(row: CouncilTopic, at: datetime) -> TopicRow:
    """Return a topic for a list, without a query."""
    state, tone = words.pair(words.STATES, row.state)
    return TopicRow(
        row, reverse("desk:council:topic", args=[row.pk]), place_of(row.community), _(words.SOURCES[row.source]),
        _(words.GRADES[row.grade]) if row.grade else "", state, tone, light(row, at),
        _(words.ADVICE[row.advice]) if row.advice else "",
    )  # fmt: skip


def place_of(community: int) -> str:
    """Say of which place something is: a community, or the street."""
    return place_title(community) if community else _("whole street")


def light(row: CouncilTopic, at: datetime) -> str:
    """Return the light of the term that runs; grey where none does."""
    if row.due_at is None:
        return "grey"
    if row.due_at <= at:
        return "red"
    return "yellow" if at >= row.moved_at + (row.due_at - row.moved_at) * 0.75 else "green"


def topic_page(actor: Actor, row: CouncilTopic, body: CouncilBody, at: datetime) -> dict[str, Any]:
    """Return what a topic's page shows."""
    origin = Ref(row.origin_kind, row.origin_id) if row.origin_id else None
    main = reads.seen_ids(actor, CouncilTopic, [row.merged_into], at).get(row.merged_into) if row.merged_into else None
    entries, keeps = topics.entries_of(row.pk), rights.keeps(actor, body)
    return {
        "one": topic_row(row, at), "topic": row, "body": body, "text": masked(unseal(row.text)), "keeps": keeps,
        "origin": show(actor, [origin]).get(origin) if origin else None, "main": topic_row(main, at) if main else None,
        "acts": acts(actor, row, body), "steps": steps(row, entries), "supports": voices.supports([row.pk]).get(row.pk, 0),
        "comments": [masked(unseal(one.text)) for one in voices.comments_of(row.pk, "shown")],
        "waiting": len(voices.comments_of(row.pk, "waiting")) if keeps else 0,
        "proposer": mask_name(unseal(row.name)), "reveal": _reveal(actor, row, body), "path": path(row),
        "clocks": [replace(clock_shown(one, at), why=clock_steps(approved(explain(one), row.street)))
                   for one in clocks_of(Ref(TOPIC, row.pk)) if one.stopped_at is None],
        "meetings": [(one, reverse("desk:council:meeting", args=[one.pk]), *words.pair(words.MEETINGS, one.state))
                     for one in reads.meetings_on(row.pk)],
        "resolution": reads.resolution_of(row.pk), "convene": keeps and row.state == "accepted" and row.grade == "depth",
    }  # fmt: skip


def _reveal(actor: Actor, row: CouncilTopic, body: CouncilBody) -> Any:
    if not rights.reveals(actor, body):
        return None
    fields = [("name:0", _("Name")) if row.name else None, ("phone:0", _("Telephone number")) if row.phone else None]
    found = [one for one in fields if one]
    return reveal_shown(TOPIC, row.pk, found) if found else None


@dataclass(frozen=True)
class Act:
    """What can be done now."""

    title: str
    icon: str
    url: str
    main: bool = False


MAIN = frozenset({"accept", "answer", "resubmit"})


def acts(actor: Actor, row: CouncilTopic, body: CouncilBody) -> list[Act]:
    """Return what an actor can do with a topic now."""
    found = [one.do for one in moves.moves_from(row.state, row.grade)] + ["recommend"]
    return [
        Act(_(words.MOVES[do][0]), words.MOVES[do][1], reverse("desk:council:topic-act", args=[row.pk, do]), do in MAIN)
        for do in found
        if forms.may(actor, do, row, body)
    ]


PATHS = {
    "quick": ("submitted", "accepted", "answered"),
    "depth": ("submitted", "accepted", "convened", "in_session", "decided", "executing", "evaluating", "closed"),
}


def stations() -> dict[str, str]:
    """Return what the stations of a topic's way are called."""
    return {
        "submitted": _("Put forward"), "accepted": _("Taken up"), "answered": _("Answer given"), "convened": _("Convened"),
        "in_session": _("Talked over"), "decided": _("Resolution adopted"), "executing": _("Carried out"),
        "evaluating": _("Evaluated"), "closed": _("Closed"),
    }  # fmt: skip


def path(row: CouncilTopic) -> list[tuple[str, str]]:
    """Return the stations of a topic's way with where it stands: done, here, or to come; empty for one led aside."""
    way = PATHS["quick" if row.grade == "quick" else "depth"]
    if row.state not in way:
        return []
    here, names = way.index(row.state), stations()
    return [(names[code], "done" if n < here else "here" if n == here else "to_come") for n, code in enumerate(way)]


def steps(row: CouncilTopic, entries: Sequence[CouncilEntry]) -> list[Step]:
    """Return what happened to a topic, the newest first: its own lines and the warnings of its clocks."""
    said_by = {one.pk: one for one in entries}
    lines = [*lines_of(Ref(TOPIC, row.pk))]
    for clock in clocks_of(Ref(TOPIC, row.pk)):
        lines += lines_of(Ref("clock", clock.id))
    lines.sort(key=lambda line: (line.recorded_at, line.seq), reverse=True)
    return [step_of(line, row.street, said_by.get(line.data.get("entry", 0))) for line in lines]


def step_of(line: Any, street: int, entry: CouncilEntry | None = None) -> Step:
    """Return a line of the journal as a step."""
    title, icon, tone = happened(line.code) or (line.code, "point", "")
    advice, grade = line.data.get("advice", ""), line.data.get("grade", "")
    details = [(_("Recommendation"), _(words.ADVICE[advice]))] if advice in words.ADVICE else []
    if line.code in ("council.topic_accepted", "council.topic_deepened") and grade in words.GRADES:
        details.append((_("Grade"), _(words.GRADES[grade])))
    return Step(
        at=line.happened_at, title=_(title), icon=icon, tone=tone, details=details, by=said_by_whom(line, street),
        text=masked(unseal(entry.text)) if entry else "",
    )  # fmt: skip


def said_by_whom(line: Any, street: int) -> str:
    """Say who made a line: an official by post, else by itself or a resident."""
    if line.actor.startswith("system."):
        return str(_("by itself"))
    return str(_("a resident")) if line.actor.startswith("resident") else str(actor_said(line, street))


# ── bodies ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Sitting:
    """A term on a seat, as the body's page shows it."""

    row: CouncilTerm
    who: str
    under: str
    since: str
    until: str


def holder_name(row: CouncilTerm, firms: dict[int, str]) -> tuple[str, str]:
    """Return who holds a seat, masked, and what stands under it."""
    if row.post:
        return post_title(row.post), _("post of the office")
    name = mask_name(unseal(row.name))
    if row.organisation:
        return firms.get(row.organisation, _("an organisation")), name
    return name, mask_phone(unseal(row.phone))


def firms_of(actor: Actor, terms: Sequence[CouncilTerm]) -> dict[int, str]:
    """Return the names of the organisations among holders."""
    refs = [Ref("organisation", one.organisation) for one in terms if one.organisation]
    return {ref.id: one.title for ref, one in show(actor, refs).items()} if refs else {}


def sitting(row: CouncilTerm, firms: dict[int, str]) -> Sitting:
    """Return a term for the page."""
    who, under = holder_name(row, firms)
    upper = row.during.upper
    return Sitting(row, who, under, str(row.during.lower), str(upper) if upper else "")


def body_page(actor: Actor, row: CouncilBody, at: datetime) -> dict[str, Any]:
    """Return what a body's page shows: the kinds with their seats and who sits today."""
    day, seats = seating.today(at), seating.seats_of(row.pk)
    terms = seating.terms_on(row.pk, day)
    firms, keeps = firms_of(actor, terms), rights.keeps(actor, row)
    by_seat: dict[int, dict[str, Sitting]] = {}
    for one in terms:
        by_seat.setdefault(one.seat, {})[one.role] = sitting(one, firms)
    kinds = []
    for kind in words.rules_of(row.street).kinds:
        mine = [(seat, by_seat.get(seat.pk, {})) for seat in seats if seat.kind == kind.code]
        held = sum("holder" in each for _seat, each in mine)
        kinds.append((words.kind_title(row.street, kind.code), kind, mine, held))
    return {
        "body": row, "kinds": kinds, "keeps": keeps, "place": place_of(row.community), "convener": post_title(row.convener),
        "lacking": words.seats_said(row.street, seating.lacking(row, day)),
        "reveals": {one.pk: _member(one) for one in terms if keeps and one.name},
        "meetings": [meeting for meeting in reads.meetings(actor, at, limit=60).rows if meeting.body == row.pk][:8],
    }  # fmt: skip


def _member(row: CouncilTerm) -> Any:
    return reveal_shown(MEMBER, row.pk, [("name:0", _("Name")), ("phone:0", _("Telephone number"))])


def bodies_page(actor: Actor, at: datetime) -> dict[str, Any]:
    """Return the bodies with how many seats are held and what is lacking."""
    day = seating.today(at)
    cards = []
    for row in reads.bodies(actor):
        seats, held = seating.seats_of(row.pk), seating.holders_on(row.pk, day)
        cards.append({
            "row": row, "place": place_of(row.community), "convener": post_title(row.convener), "seats": len(seats),
            "held": sum(one.pk in held for one in seats), "lacking": words.seats_said(row.street, seating.lacking(row, day)),
            "url": reverse("desk:council:body", args=[row.pk]),
        })  # fmt: skip
    return {"cards": cards, "founds": rights.founds(actor)}
