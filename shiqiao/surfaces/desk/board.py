"""The responsibility board, the catalogue, flows and notices, assembled for their pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

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
from shiqiao.kernel.people.rows import Covered, Gap, Responsible
from shiqiao.kernel.territory import reads as territory
from shiqiao.kernel.visits.rules import VISIT
from shiqiao.surfaces.desk import records, visits, words
from shiqiao.surfaces.desk.handingpages import notice_about

DAYS_AHEAD = 30
TERMS = ("echo", "accept", "dispatch", "handle", "check")  # of an item, in the catalogue's columns


@dataclass(frozen=True)
class Cell:
    """Who answers for a grid on a line; red when nobody is assigned and it fell to a head."""

    name: str
    post: str
    unit: str
    deputy: bool
    gap: bool
    reason: str


@dataclass(frozen=True)
class GridRow:
    """A grid of the board."""

    code: int
    title: str
    cells: Sequence[tuple[str, Cell]]


@dataclass(frozen=True)
class Coming:
    """A gap that will open."""

    on: date
    place: str
    line: str
    reason: str
    falls_to: str


@dataclass(frozen=True)
class Board:
    """The whole board: columns, communities with their grids, figures, and what is coming."""

    lines: Sequence[str]
    communities: Sequence[tuple[str, Sequence[GridRow]]]
    gaps: int
    deputies: int
    cells: int
    coming: Sequence[Coming]


def board(street: int, at: datetime) -> Board:
    """Return who answers for what now."""
    cover = people.coverage(street, at)
    cells: dict[int, list[tuple[str, Cell]]] = {}
    for entry in cover:
        cells.setdefault(entry.grid, []).append((words.line_title(entry.line), _cell(entry)))
    titles = {community.code: community.title for community in territory.communities(street)}
    groups: dict[int, list[GridRow]] = {code: [] for code in titles}
    for grid in territory.grids(street):
        groups.setdefault(grid.parent, []).append(GridRow(grid.code, grid.title, cells.get(grid.code, [])))
    return Board(
        lines=[words.in_language(line.title_zh, line.title_en) for line in people.lines()],
        communities=[(titles.get(code) or territory.title(code), rows) for code, rows in groups.items() if rows],
        gaps=sum(entry.gap for entry in cover), deputies=sum(entry.responsible.by == "deputy" for entry in cover),
        cells=len(cover), coming=[_coming(day, gap) for day, gap in people.coming_gaps(street, at, DAYS_AHEAD)],
    )  # fmt: skip


def _cell(entry: Covered | Gap) -> Cell:
    who = entry.responsible
    reason = _(words.GAPS.get(entry.reason, entry.reason)) if isinstance(entry, Gap) else ""
    return Cell(
        name_of(who),
        _post(who),
        words.in_language(who.unit_title, who.unit_title_en),
        who.by == "deputy",
        entry.gap,
        reason,
    )


def name_of(who: Responsible) -> str:
    """Return the accountable person's name in the reader's language."""
    return words.person_name(who.account) if who.account else _("nobody")


def _post(who: Responsible) -> str:
    return words.in_language(who.post_title, who.post_title_en)


def _coming(day: date, gap: Gap) -> Coming:
    reason = _(words.GAPS.get(gap.reason, gap.reason))
    return Coming(
        day,
        words.place(gap.grid),
        words.line_title(gap.line),
        reason,
        f"{_post(gap.responsible)} {name_of(gap.responsible)}",
    )


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


def notices(rows: Sequence[Notice], actor: Actor) -> list[NoticeRow]:
    """Return notices in words, with the titles of their matters in one query."""
    matters = records.numbers_of(actor, [row.subject_id for row in rows if row.subject_kind == records.KIND])
    seen = visits.titles_of(row.subject_id for row in rows if row.subject_kind == VISIT)
    return [_notice(row, matters, seen) for row in rows]


def _notice(row: Notice, matters: dict[int, object], seen: dict[int, tuple[str, str]]) -> NoticeRow:
    title, drawing, tone = words.happened(row.kind) or (row.kind, "bell", "blue")
    about = matters.get(row.subject_id) if row.subject_kind == records.KIND else None
    number = getattr(about, "number", "")
    clock = row.params.get("clock")
    sentence = _(title) if not clock else f"{_(words.CLOCKS.get(clock, clock))} · {_(title)}"
    title, url = notice_about(row.kind, Ref(row.subject_kind, row.subject_id), row.params)
    if number:
        title, url = getattr(about, "title", title), reverse("desk:matter", args=[number])
    if row.subject_kind == VISIT:
        title, url = seen.get(row.subject_id, ("", ""))
    return NoticeRow(
        row.id, sentence, number, title, url,
        row.created_at, parse_iso(row.params["due"]) if "due" in row.params else None, row.read_at is not None,
        tone or "blue", drawing, row.kind,
    )  # fmt: skip
