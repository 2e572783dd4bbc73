"""The catalogue, flows and notices, assembled for their pages; the board of responsibility is `dutyboard`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor, Ref
from shiqiao.kernel.catalogue.reads import catalogue
from shiqiao.kernel.catalogue.rules import Item
from shiqiao.kernel.clocks.state import parse_iso
from shiqiao.kernel.flows.drawing import draw
from shiqiao.kernel.flows.rules import SAME, Flow, Move
from shiqiao.kernel.notices.models import Notice
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.registry.subjects import Shown, show
from shiqiao.kernel.visits.rules import VISIT
from shiqiao.surfaces.desk import records, visits, words
from shiqiao.surfaces.desk.handingpages import notice_about
from shiqiao.surfaces.desk.scoreacts import APPEAL, score_notice

TERMS = ("echo", "accept", "dispatch", "handle", "check")  # of an item, in the catalogue's columns


# ── catalogue ──────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class ItemRow:
    """An item of the catalogue in words."""

    code: str
    title: str
    synonyms: str
    terms: Sequence[tuple[str, str]]
    evidence: str
    unit: str
    on_the_spot: bool
    urgent: bool
    source: str
    flow: str


def items(street: int, line: str, text: str) -> list[tuple[str, list[ItemRow]]]:
    """Return the items of a line grouped by category; `text` narrows them by words or by code."""
    units = {unit.code: words.in_language(unit.title_zh, unit.title_en) for unit in people.units(street)}
    groups: dict[str, list[ItemRow]] = {}
    for item in catalogue(street).items.values():
        if (not line or item.line == line) and _matches(item, text):
            groups.setdefault(words.said(item.category_title), []).append(_item_row(item, units))
    return list(groups.items())


def _matches(item: Item, text: str) -> bool:
    hay = " ".join((item.code, item.title.zh, item.title.en, *item.synonyms)).lower()
    return all(word in hay for word in text.lower().split())


def _item_row(item: Item, units: dict[str, str]) -> ItemRow:
    return ItemRow(
        code=item.code, title=words.said(item.title), synonyms="、".join(item.synonyms),
        terms=[(_(words.CLOCKS[name]), words.term(item.terms[name]) if name in item.terms else "—") for name in TERMS],
        evidence=" / ".join(_(words.EVIDENCE[kind]) for kind in item.evidence), unit=units.get(item.unit, ""),
        on_the_spot=item.on_the_spot, urgent=item.urgent, source=item.standard_ref, flow=item.flow,
    )  # fmt: skip


# ── flows ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class MoveRow:
    """A line of a flow's table in words."""

    title: str
    sources: str
    target: str
    by: str
    needs: str
    when: str


def moves(flow: Flow) -> list[MoveRow]:
    """Return a flow's table in words."""
    titles = {code: words.said(state.title) for code, state in flow.states.items()}
    return [_move_row(move, titles) for move in flow.table.moves]


def _move_row(move: Move, titles: dict[str, str]) -> MoveRow:
    return MoveRow(
        title=words.said(move.title), sources=_joined(titles[code] for code in move.sources),
        target=_("stays") if move.to == SAME else titles[move.to],
        by=_joined(_(words.ROLES.get(role, role)) for role in move.by),
        needs=_joined(_(words.NEEDS.get(name, name)) for name in move.needs),
        when=_joined(_(words.CONDITIONS.get(name, name)) for name in move.when),
    )  # fmt: skip


def _joined(parts: object) -> str:
    return "、".join(parts) if words.chinese() else ", ".join(parts)  # type: ignore[arg-type]


def drawing(flow: Flow) -> SafeString:
    """Return a flow's drawing as inline SVG."""
    return SafeString(draw(flow.table, "zh" if words.chinese() else "en"))


# ── notices ────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class NoticeRow:
    """A notice as a sentence that leads to its matter."""

    id: int
    sentence: str
    number: str
    title: str
    url: str
    at: datetime
    due_at: datetime | None
    read: bool
    tone: str
    drawing: str
    kind: str = ""


NAMED = frozenset(
    {records.KIND, VISIT, "hand_over", "account", "token"}
)  # what the notices themselves know how to name


def notices(rows: Sequence[Notice], actor: Actor) -> list[NoticeRow]:
    """Return notices in words, with the titles of their matters in one query."""
    matters = records.numbers_of(actor, [row.subject_id for row in rows if row.subject_kind == records.KIND])
    seen = visits.titles_of(row.subject_id for row in rows if row.subject_kind == VISIT)
    others = show(actor, {Ref(row.subject_kind, row.subject_id) for row in rows if row.subject_kind not in NAMED})
    return [_notice(row, matters, seen, others) for row in rows]


def _notice(
    row: Notice, matters: dict[int, object], seen: dict[int, tuple[str, str]], others: Mapping[Ref, Shown]
) -> NoticeRow:
    title, drawing, tone = words.happened(row.kind) or (row.kind, "bell", "blue")
    about = matters.get(row.subject_id) if row.subject_kind == records.KIND else None
    number = getattr(about, "number", "")
    clock = row.params.get("clock")
    sentence = _(title) if not clock else f"{_(words.CLOCKS.get(clock, clock))} · {_(title)}"
    title, url = notice_about(row.kind, Ref(row.subject_kind, row.subject_id), row.params)
    if number:
        title, url = getattr(about, "title", title), reverse("desk:matter", args=[number])
    if row.kind.startswith("scoring.") or row.subject_kind == APPEAL:
        title, url = score_notice(Ref(row.subject_kind, row.subject_id))
    if row.subject_kind == VISIT:
        title, url = seen.get(row.subject_id, ("", ""))
    if about_other := others.get(Ref(row.subject_kind, row.subject_id)):
        title, url = about_other.title, about_other.url
    return NoticeRow(
        row.id, sentence, number, title, url,
        row.created_at, parse_iso(row.params["due"]) if "due" in row.params else None, row.read_at is not None,
        tone or "blue", drawing, row.kind,
    )  # fmt: skip
