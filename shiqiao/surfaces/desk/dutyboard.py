"""The board of people and responsibility: grids × lines with their holders, holes, leave of the week, and who carries what."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.kernel.matters.carrying import MOST, Carried, carried
from shiqiao.kernel.people import presence
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.people.powers import may
from shiqiao.kernel.people.rows import Covered, Gap
from shiqiao.kernel.territory import reads as territory
from shiqiao.surfaces.desk import words
from shiqiao.surfaces.desk.forms import ZONE
from shiqiao.surfaces.desk.lists import bounded

DAYS_AHEAD = 30
BUSIEST = 8  # persons named with what they carry


@dataclass(frozen=True)
class Asked:
    """What the board is narrowed to: a community, a line, holes only, a name; and the day that is asked about."""

    community: int = 0
    line: str = ""
    holes: bool = False
    text: str = ""
    on: date | None = None

    @property
    def narrow(self) -> bool:
        """Tell whether rows are left out."""
        return bool(self.community or self.line or self.holes or self.text)


def asked(data: Mapping[str, str]) -> Asked:
    """Read the board's query string; nonsense is left out."""
    place, day = data.get("community", ""), data.get("on", "")
    line = data.get("line", "")
    try:
        on = date.fromisoformat(day) if day else None
    except ValueError:
        on = None
    return Asked(
        int(place) if place.isascii() and place.isdigit() else 0, line if line in _line_titles() else "",
        bool(data.get("holes")), data.get("q", "").strip()[:60], on,
    )  # fmt: skip


def moment(wanted: Asked, at: datetime) -> datetime:
    """Return the moment that the board shows: noon of the day asked about, else now."""
    return datetime.combine(wanted.on, time(12), ZONE) if wanted.on else at


@dataclass(frozen=True)
class Cell:
    """Who answers for a grid on a line. A hole (空缺) names its reason and to whom it has fallen."""

    code: str
    line: str
    name: str
    url: str
    post: str
    unit: str
    deputy: bool
    holder: str
    gap: bool
    reason: str
    mend: str


@dataclass(frozen=True)
class GridRow:
    """A grid of the board."""

    code: int
    title: str
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Community:
    """A community of the board, to fold, with its holes."""

    title: str
    grids: Sequence[GridRow]
    gaps: int


@dataclass(frozen=True)
class Coming:
    """A hole that will open."""

    on: date
    place: str
    line: str
    reason: str
    falls_to: str


@dataclass(frozen=True)
class Leaving:
    """A leave of this week: who, from when, back when, and who stands in at each post; red where nobody does."""

    name: str
    url: str
    start: date
    back: date | None
    begins: bool
    ends: bool
    posts: Sequence[tuple[str, str, str]]


@dataclass(frozen=True)
class Load:
    """What a person carries."""

    name: str
    url: str
    posts: str
    open: str
    late: str
    away: bool


@dataclass(frozen=True)
class Board:
    """The whole board."""

    lines: Sequence[str]
    communities: Sequence[Community]
    gaps: int
    deputies: int
    cells: int
    coming: Sequence[Coming]
    leaves: Sequence[Leaving]
    loads: Sequence[Load]


def board(actor: Actor, wanted: Asked, at: datetime) -> Board:
    """Return the board at a moment; what is coming, this week's leave and the loads only for today."""
    street, here = actor.street or 0, moment(wanted, at)
    cover = people.coverage(street, here)
    found = list(_communities(actor, wanted, cover, here))
    today = wanted.on is None
    return Board(
        lines=[title for code, title in _line_titles().items() if wanted.line in ("", code)], communities=found,
        gaps=sum(one.gap for one in cover), deputies=sum(one.responsible.by == "deputy" for one in cover), cells=len(cover),
        coming=[_coming(day, gap) for day, gap in people.coming_gaps(street, at, DAYS_AHEAD)] if today else [],
        leaves=list(_leaves(actor, at)) if today else [], loads=loads(actor, at) if today else [],
    )  # fmt: skip


def _line_titles() -> dict[str, str]:
    return {row.code: words.in_language(row.title_zh, row.title_en) for row in people.lines()}


def _communities(actor: Actor, wanted: Asked, cover: Iterable[Covered | Gap], at: datetime) -> Iterator[Community]:
    cells: dict[int, list[Cell]] = {}
    for entry in cover:
        if wanted.line in ("", entry.line):
            cells.setdefault(entry.grid, []).append(_cell(actor, entry, at))
    street, on = actor.street or 0, people.day_of(at)
    titles = {community.code: community.title for community in territory.communities(street)}
    groups: dict[int, list[GridRow]] = {code: [] for code in titles}
    for grid in territory.grids(street, on):
        row = GridRow(grid.code, grid.title, cells.get(grid.code, []))
        if wanted.community in (0, grid.parent) and _fits(row, wanted):
            groups.setdefault(grid.parent, []).append(row)
    for code, rows in groups.items():
        if rows:
            gaps = sum(cell.gap for row in rows for cell in row.cells)
            yield Community(titles.get(code) or territory.title(code), rows, gaps)


def _fits(row: GridRow, wanted: Asked) -> bool:
    if wanted.holes and not any(cell.gap for cell in row.cells):
        return False
    hay = [row.title, *(part for cell in row.cells for part in (cell.name, cell.holder, cell.post))]
    return not wanted.text or any(wanted.text.lower() in part.lower() for part in hay)


def _cell(actor: Actor, entry: Covered | Gap, at: datetime) -> Cell:
    who = entry.responsible
    reason = _(words.GAPS.get(entry.reason, entry.reason)) if isinstance(entry, Gap) else ""
    deputy = who.by == "deputy"
    mend = ""
    if entry.gap and may("organise", actor.roles):
        mend = f"{reverse('desk:duties')}?{urlencode({'grids': entry.grid, 'lines': entry.line})}"
    return Cell(
        entry.line, words.line_title(entry.line), words.person_name(who.account) if who.account else _("nobody"),
        _person_url(actor, who.account), words.in_language(who.post_title, who.post_title_en),
        words.in_language(who.unit_title, who.unit_title_en), deputy, _holder(who.post, at) if deputy else "", entry.gap,
        reason, mend,
    )  # fmt: skip


def _holder(post: int, at: datetime) -> str:
    held = people.book().holding(post, people.day_of(at))
    return words.person_name(held.account) if held else ""


def _person_url(actor: Actor, account: int | None) -> str:
    return reverse("desk:person", args=[account]) if account and may("look", actor.roles) else ""


def _coming(day: date, gap: Gap) -> Coming:
    who = gap.responsible
    name = words.person_name(who.account) if who.account else _("nobody")
    falls_to = f"{words.in_language(who.post_title, who.post_title_en)} {name}"
    reason = _(words.GAPS.get(gap.reason, gap.reason))
    return Coming(day, words.place(gap.grid), words.line_title(gap.line), reason, falls_to)


def _leaves(actor: Actor, at: datetime) -> Iterator[Leaving]:
    """Yield the leaves of this week, for those who look after persons."""
    if not may("look", actor.roles):
        return
    first = presence.monday_of(people.day_of(at))
    for one in presence.leaves_between(actor.street or 0, first, first + timedelta(days=6)):
        posts = [_stands_in(actor, one, row) for row in one.posts]
        back = one.during.end
        yield Leaving(
            words.person_name(one.account), _person_url(actor, one.account), one.during.start, back, one.begins, one.ends,
            posts,
        )  # fmt: skip


def _stands_in(actor: Actor, away: presence.Away, row: presence.StandsIn) -> tuple[str, str, str]:
    """Return the post, who stands in (empty: nobody), and where a deputy can be named then."""
    if row.account is not None:
        return words.post_title(row.post), words.person_name(row.account), ""
    url = ""
    if may("staff", actor.roles):
        end = away.during.end.isoformat() if away.during.end else ""
        given = {"post": row.post, "start": away.during.start.isoformat(), "end": end}
        url = f"{reverse('desk:person-do', args=[away.account, 'deputy'])}?{urlencode(given)}"
    return words.post_title(row.post), "", url


# ── who carries what ───────────────────────────────────────────────────────────────────────────────────────────────


def loads(actor: Actor, at: datetime, most: int = BUSIEST) -> list[Load]:
    """Return who carries how many open matters, the busiest first, for those who look after persons."""
    if not may("look", actor.roles):
        return []
    posts = [row.id for row in people.posts(actor.street or 0)]
    work, book, day = carried(actor, posts, at), people.book(), people.day_of(at)
    held: dict[int, list[int]] = {}
    for post in work:
        if row := book.holding(post, day):
            held.setdefault(row.account, []).append(post)
    sums = {account: _sum(work[post] for post in mine) for account, mine in held.items()}
    busiest = sorted(sums, key=lambda account: (-sums[account].open, -sums[account].late, account))[:most]
    return [
        Load(
            words.person_name(account), _person_url(actor, account), "、".join(map(words.post_title, held[account])),
            bounded(sums[account].open, MOST), bounded(sums[account].late, MOST) if sums[account].late else "",
            book.away(account, day) is not None,
        )
        for account in busiest
    ]  # fmt: skip


def _sum(parts: Iterable[Carried]) -> Carried:
    opened, late = zip(*parts, strict=True)
    return Carried(min(sum(opened), MOST + 1), min(sum(late), MOST + 1))


# ── as a spreadsheet ───────────────────────────────────────────────────────────────────────────────────────────────


def cells(actor: Actor, params: Mapping[str, str], at: datetime) -> Iterator[tuple[str, GridRow, Cell]]:
    """Yield the board cell by cell as its page is narrowed: community, grid, cell."""
    wanted = asked(params)
    here = moment(wanted, at)
    for community in _communities(actor, wanted, people.coverage(actor.street or 0, here), here):
        for grid in community.grids:
            for cell in grid.cells:
                if cell.gap or not wanted.holes:
                    yield community.title, grid, cell


def chosen(actor: Actor, params: Mapping[str, str]) -> list[tuple[str, str]]:
    """Say what the board is narrowed to."""
    wanted = asked(params)
    said: list[tuple[str, Any]] = [
        (_("Day"), words.day(wanted.on.isoformat()) if wanted.on else ""),
        (_("Community"), territory.title(wanted.community) if wanted.community else ""),
        (_("Line"), words.line_title(wanted.line) if wanted.line else ""), (_("Search"), wanted.text),
        (_("Only holes"), _("yes") if wanted.holes else ""),
    ]  # fmt: skip
    return [(name, value) for name, value in said if value]
