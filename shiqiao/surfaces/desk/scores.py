"""Scores as they are shown: a table of subjects, a subject's indicators, and the rows behind a number."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shiqiao.base.actor import Actor
from shiqiao.base.errors import NotFound
from shiqiao.base.time import now
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.scoring import appeals, publishing, reads, watching
from shiqiao.kernel.scoring.models import Publication
from shiqiao.kernel.scoring.rules import Indicator, Measured, Score
from shiqiao.kernel.scoring.sources import MATTERS
from shiqiao.kernel.territory import reads as territory
from shiqiao.surfaces.desk import words
from shiqiao.surfaces.desk.scoreopens import Opened, opened
from shiqiao.surfaces.desk.scorespans import Span, around

KINDS = {
    "grid": gettext_noop("Grids"), "community": gettext_noop("Communities"), "unit": gettext_noop("Departments"),
    "person": gettext_noop("Persons"), "street": gettext_noop("Street"),
}  # fmt: skip
SEES_PERSONS = frozenset({"leader", "department_head", "community_head", "auditor"})


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """A line of the table: `moved` is how many places up (negative: down), None when there was no rank before."""

    subject: int
    title: str
    url: str
    total: Decimal | None
    rank: int
    moved: int | None
    weakest: str
    capped: str

    @property
    def places(self) -> int:
        """Return by how many places it moved."""
        return abs(self.moved or 0)

    @property
    def bar(self) -> int:
        """Return how long its bar is."""
        return int(self.total or 0)


@dataclass(frozen=True, slots=True)
class Tab:
    """A link of a row of tabs."""

    title: str
    url: str
    active: bool


@dataclass(frozen=True, slots=True)
class Board:
    """The page of a kind for some days."""

    kind: str
    span: Span
    tabs: Sequence[Tab]
    rows: Sequence[ScoreRow]
    unranked: Sequence[ScoreRow]
    indicators: int
    version: int
    counting: bool
    public: Publication | None
    public_by: str
    may_close: bool
    may_publish: bool
    reviews: bool


def kind_of(given: str) -> str:
    """Return the kind of subject asked for, grids for anything else."""
    return given if given in KINDS else "grid"


def board(actor: Actor, kind: str, span: Span) -> Board:
    """Return the table of a kind; of persons only those an actor may see, ranked among all."""
    street = actor.street or 0
    kind = kind_of(kind)
    only = persons_seen(actor) if kind == "person" else None
    earlier = around(span.kind, span.since - timedelta(days=1))
    former = {one.subject: one.rank for one in reads.scores(street, kind, *earlier)}
    found = reads.scores(street, kind, span.since, span.until, only)
    version = reads.in_force(street, span.until - timedelta(days=1))
    titles = {one.code: words.said(one.title) for one in version.table.indicators} if version else {}
    made = (_row(one, kind, span, former.get(one.subject, 0), titles) for one in found)
    rows = [row for row in made if row.title]
    tabs = [Tab(_(title), f"?kind={code}&month={span.code}", code == kind) for code, title in KINDS.items()]
    return Board(
        kind, span, tabs, [row for row in rows if row.rank], [row for row in rows if not row.rank], len(titles),
        version.version if version else 0, reads.waiting(street), *_acts(actor, span),
        bool(actor.roles & watching.REVIEWS),
    )  # fmt: skip


def _acts(actor: Actor, span: Span) -> tuple[Publication | None, str, bool, bool]:
    """Return whether a month is public and by whom, and whether the reader may close it or make it public."""
    street, leads = actor.street or 0, bool(actor.roles & publishing.MAY_CLOSE)
    if span.kind != "month":
        return None, "", False, False
    public = publishing.publication(street, span.since)
    over = span.until <= localdate(now()) and reads.open_since(street) == span.since
    by = words.person_name(public.published_by) if public else ""
    return public, by, leads and over, leads and bool(span.closed_at) and public is None


def persons_seen(actor: Actor) -> set[int] | None:
    """Return the persons whose scores an actor sees: all for who leads or reviews (None), oneself for all others."""
    return None if actor.roles & SEES_PERSONS else {actor.account or 0}


def named(kind: str, subject: int) -> str:
    """Return what a subject is called; empty for what is nobody (no grid, no person)."""
    if not subject:
        return ""
    return {"person": words.person_name, "unit": words.unit_title}.get(kind, words.place)(subject)


def _row(one: Score, kind: str, span: Span, former: int, titles: dict[str, str]) -> ScoreRow:
    lacking = sorted((line for line in one.lines if line.weight and line.value is not None), key=_lost, reverse=True)
    lost = [titles.get(line.code, line.code) for line in lacking[:2] if _lost(line) > 0]
    weakest = _("%(one)s, %(two)s") % {"one": lost[0], "two": lost[1]} if len(lost) == 2 else "".join(lost)
    moved = former - one.rank if former and one.rank else None
    return ScoreRow(
        one.subject, named(kind, one.subject), _address(kind, one.subject, span), one.total, one.rank, moved, weakest,
        titles.get(one.capped, ""),
    )  # fmt: skip


def _lost(line: Measured) -> Fraction:
    return line.weight - line.points


def _address(kind: str, subject: int, span: Span) -> str:
    return f"{reverse('desk:score', args=[kind, subject])}?month={span.code}"


# ── one subject ────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class LineShown:
    """An indicator of a subject: both numbers with what they open onto, the value, its range, its points."""

    title: str
    rule: str
    n: int
    d: int
    hits_url: str
    others_url: str
    value: str
    between: str
    points: str
    weight: str
    share: int
    small: bool
    better: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A subject's page."""

    kind: str
    subject: int
    title: str
    span: Span
    score: Score | None
    of: int
    capped: str
    lines: Sequence[LineShown] = field(default=())


def sheet(actor: Actor, kind: str, subject: int, span: Span) -> Sheet:
    """Return a subject's page; what is absent and who must not be seen are the same NotFound."""
    access(actor, kind, subject)
    street = actor.street or 0
    found = reads.scores(street, kind, span.since, span.until)
    mine = next((one for one in found if one.subject == subject), None)
    version = reads.in_force(street, span.until - timedelta(days=1))
    known = {one.code: one for one in version.table.indicators} if version else {}
    lines = [_line(line, known[line.code], kind, subject, span) for line in (mine.lines if mine else ())]
    capped = words.said(known[mine.capped].title) if mine and mine.capped else ""
    return Sheet(kind, subject, named(kind, subject), span, mine, sum(1 for one in found if one.rank), capped, lines)


def access(actor: Actor, kind: str, subject: int) -> None:
    """Raise NotFound unless the subject is of the actor's street and, for a person, may be seen."""
    street, seen = actor.street or 0, persons_seen(actor)
    inside = {
        "grid": lambda: subject // 1_000_000 == street and bool(territory.title(subject)),
        "community": lambda: subject // 1000 == street and bool(territory.title(subject)),
        "street": lambda: subject == street,
        "unit": lambda: people.unit(subject).street == street,
        "person": lambda: reads.has_worked(street, subject) if seen is None else subject in seen,
    }.get(kind)
    if inside is None or not inside():
        raise NotFound


def _line(line: Measured, one: Indicator, kind: str, subject: int, span: Span) -> LineShown:
    rows = f"{reverse('desk:score-rows', args=[kind, subject, line.code])}?month={span.code}"
    share = one.per is None and one.each is None
    return LineShown(
        words.said(one.title), one.rule, line.n, line.d, f"{rows}&side=hit", f"{rows}&side=other", _value(line, one),
        f"{line.low:.0%}–{line.high:.0%}" if share and line.low is not None and line.high is not None else "",
        _number(line.points), _number(line.weight), int(100 * line.points / line.weight) if line.weight else 0,
        line.small and line.value is not None, one.better,
    )  # fmt: skip


def _value(line: Measured, one: Indicator) -> str:
    if line.value is None:
        return ""
    return _number(line.value) if one.per else f"{_number(100 * line.value)}%"


def _number(value: Fraction) -> str:
    return f"{Decimal(value.numerator) / Decimal(value.denominator):.1f}".removesuffix(".0")


# ── the rows behind a number ───────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class RowShown:
    """A row: what it opens onto (no address where the reader may not see it), its day, its mark."""

    name: str
    title: str
    url: str
    day: date
    hit: bool
    corrects: str
    appeal: str


@dataclass(frozen=True, slots=True)
class RowsPage:
    """What stands behind a number."""

    title: str
    subject: str
    back: str
    span: Span
    tabs: Sequence[Tab]
    rows: Sequence[RowShown]
    many: bool


def rows_page(actor: Actor, kind: str, subject: int, code: str, span: Span, side: str, at: datetime) -> RowsPage:
    """Return the rows behind a number; titles only of what the actor may see."""
    access(actor, kind, subject)
    part, one = reads.indicator(actor.street or 0, code, span.until - timedelta(days=1))
    only = {"hit": True, "other": False}.get(side)
    found = reads.behind(actor, kind, subject, code, span.since, span.until, at, only_hits=only)
    readable = opened(actor, part.source.onto, {row.number for row in found})
    may = part.source.onto == MATTERS and span.kind == "month" and appeals.may_raise(span.until, at)
    ask = f"?kind={kind}&subject={subject}&code={code}&month={span.code}" if may else ""
    shown = [_shown(row, readable.get(row.number), ask) for row in found]
    said = {"": _("All that count"), "hit": _("Those that hit"), "other": _("The others")}
    tabs = [
        Tab(title, f"?month={span.code}&side={name}", name == (side if only is not None else ""))
        for name, title in said.items()
    ]
    back = _address(kind, subject, span)
    return RowsPage(words.said(one.title), named(kind, subject), back, span, tabs, shown, len(found) >= reads.LISTED)


def _shown(row: reads.Row, found: Opened | None, ask: str) -> RowShown:
    changed = "" if row.corrects is None else f"{row.corrects[0]:+d} / {row.corrects[1]:+d}"
    appeal = f"{reverse('desk:appeal-new')}{ask}&number={row.number}" if ask and found and not changed else ""
    name, title, url = (found.name, found.title, found.url) if found else (row.number, "", "")
    return RowShown(name, title, url, row.day, row.hit, changed, appeal)
