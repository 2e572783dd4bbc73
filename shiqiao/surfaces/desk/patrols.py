"""Patrols as the desk shows them: coverage by grid with what nobody has passed on top, a grid, what waits, maps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.kernel.patrols import coverage, reads, rules, trails
from shiqiao.kernel.patrols.coverage import GAP, RED, Covered
from shiqiao.kernel.patrols.models import CheckIn, Point
from shiqiao.kernel.people import reads as people
from shiqiao.surfaces.desk import revealing, words
from shiqiao.surfaces.desk.lists import Tab
from shiqiao.surfaces.desk.maps import Feature, grids
from shiqiao.surfaces.kit.patrolwords import STATES, WHY

SHOWN = 12  # points that nobody passed, on the page of coverage


@dataclass(frozen=True)
class CoverRow:
    """A grid in the period."""

    code: int
    url: str
    community: str
    grid: str
    points: int
    visited: int
    points_share: int
    squares: int
    walked: int
    squares_share: int
    waiting: int
    gaps: int
    longest: int
    tone: str


@dataclass(frozen=True)
class GapRow:
    """A point where nobody has been, how long, and who answers for the ground."""

    url: str
    name: str
    place: str
    seen_at: datetime | None
    days: int
    tone: str
    persons: str


@dataclass(frozen=True)
class Board:
    """Coverage of the reader's ground."""

    days: int
    tabs: Sequence[Tab]
    opens: date
    closes: date
    rows: Sequence[CoverRow]
    gaps: Sequence[GapRow]
    more: int
    waiting: int
    version: int
    may_plan: bool


def tone_of(days: int) -> str:
    """Return the light of a time in days that nobody was somewhere."""
    return "red" if days >= RED else "yellow" if days >= GAP else "green"


def _share(part: int, whole: int) -> int:
    return 100 * part // whole if whole else 0


def days_asked(text: str) -> int:
    """Return the period asked for in days, a week by default."""
    return int(text) if text.isascii() and text.isdigit() and int(text) in coverage.DAYS else 7


def board(actor: Actor, days: int, at: datetime) -> Board:
    """Read coverage and put what nobody has passed on top."""
    opens, closes = coverage.period(days, at)
    found = coverage.coverage(actor, opens, closes, at)
    titles = {1: _("Today"), 7: _("7 days"), 30: _("30 days"), 92: _("92 days")}
    tabs = [Tab(str(n), titles[n], f"?days={n}", n == days) for n in coverage.DAYS]
    gaps = sorted((gap for one in found for gap in one.gaps), key=lambda gap: (-gap.days, gap.point.grid))
    waiting = sum(one.waiting for one in found)
    return Board(
        days, tabs, opens, closes, [_cover(one) for one in found], [gap_row(gap, at) for gap in gaps[:SHOWN]],
        max(len(gaps) - SHOWN, 0), waiting, reads.plan_version(actor.street or 0), may_keep(actor),
    )  # fmt: skip


def rows(actor: Actor, days: int, at: datetime) -> list[CoverRow]:
    """Return the rows of coverage alone, for the spreadsheet."""
    return [_cover(one) for one in coverage.coverage(actor, *coverage.period(days, at), at)]


def _cover(one: Covered) -> CoverRow:
    return CoverRow(
        one.grid, reverse("desk:patrol-grid", args=[one.grid]), words.place(one.grid // 1000), words.place(one.grid),
        one.points, one.visited, _share(one.visited, one.points), one.squares, one.walked,
        _share(one.walked, one.squares), one.waiting, len(one.gaps), one.longest,
        tone_of(one.longest) if one.points else "grey",
    )  # fmt: skip


def gap_row(gap: coverage.Gap, at: datetime) -> GapRow:
    """Return a point that nobody passed as a line of a list."""
    row = gap.point
    url = reverse("desk:patrol-grid", args=[row.grid])
    return GapRow(url, row.name, words.place(row.grid), row.seen_at, gap.days, tone_of(gap.days), persons(row.grid, at))


def persons(grid: int, at: datetime) -> str:
    """Return who answers for the patrols of a grid."""
    there = reads.plan(grid // 1_000_000).rounds_in(grid)
    found = [people.responsible_for(grid, rule.line, at).name for rule in there]
    return "、".join(dict.fromkeys(name for name in found if name))


def may_keep(actor: Actor) -> bool:
    """Tell whether an actor keeps points at all."""
    return bool(actor.roles & rules.KEEPERS)


# ── one grid ───────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class PointRow:
    """A point of a grid."""

    row: Point
    url: str
    days: int
    tone: str


@dataclass(frozen=True)
class CheckRow:
    """A check-in in a list."""

    id: int
    at: datetime
    recorded_at: datetime | None
    point: str
    place: str
    person: str
    state: str
    tone: str
    why: str
    metres: int | None
    own: bool


@dataclass(frozen=True)
class TrailRow:
    """A stretch of a way: whose, from when to when; the way itself is shown for a reason on its page."""

    begins_at: datetime
    ends_at: datetime
    person: str
    spots: int
    reveal: Any
    url: str


@dataclass(frozen=True)
class GridPage:
    """One grid."""

    code: int
    title: str
    points: Sequence[PointRow]
    rounds: Sequence[dict[str, Any]]
    checks: Sequence[CheckRow]
    trails: Sequence[TrailRow]
    keep_days: int
    may_keep: bool


def grid_page(actor: Actor, grid: int, at: datetime) -> GridPage:
    """Read a grid's points, rounds of today, newest check-ins and the ways of today."""
    place = reads.access_grid(actor, grid)
    today = people.day_of(at)
    points = [coverage.gap_of(row, today) for row in reads.points(actor, grid=grid)]
    shown = [
        PointRow(gap.point, reverse("desk:patrol-point", args=[gap.point.pk]), gap.days, tone_of(gap.days))
        for gap in points
    ]
    rounds = [_round(one) for one in reads.rounds(actor, at) if one.grid == grid]
    checks = check_rows(actor, reads.check_ins(actor, grid=grid, limit=20).rows)
    ways = [_trail(actor, row) for row in trails.trails(actor, today, grid=grid)]
    keep = reads.plan(actor.street or 0).keep_days
    return GridPage(grid, words.place(place.code), shown, rounds, checks, ways, keep, may_keep(actor))


def _round(one: reads.Round) -> dict[str, Any]:
    return {
        "line": words.line_title(one.rule.line), "times": one.rule.times, "per": one.rule.per, "made": one.made,
        "wanted": one.wanted, "share": _share(one.made, one.wanted), "person": words.person_name(one.account),
        "post": words.post_title(one.post),
    }  # fmt: skip


def _trail(actor: Actor, row: Any) -> TrailRow:
    own = row.account == actor.account
    shown = None if own else revealing.shown(rules.TRAIL, row.pk, [("way:0", _("Way walked"))])
    url = reverse("desk:patrol-way", args=[row.pk])
    return TrailRow(row.begins_at, row.ends_at, words.person_name(row.account), row.spots, shown, url)


def check_rows(actor: Actor, found: Sequence[CheckIn]) -> list[CheckRow]:
    """Return check-ins as lines of a list; the points in one query."""
    points = reads.named_points(row.point for row in found)
    return [_check(actor, row, points[row.point]) for row in found]


def _check(actor: Actor, row: CheckIn, point: Point) -> CheckRow:
    state, tone = STATES[row.state]
    late = (row.recorded_at - row.happened_at).total_seconds() > 300
    return CheckRow(
        row.pk, row.happened_at, row.recorded_at if late else None, point.name, words.place(row.grid),
        words.person_name(row.account), _(state), tone, _(WHY[row.why]) if row.why else "", row.metres,
        row.account == actor.account,
    )  # fmt: skip


# ── maps ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def map_grids(actor: Actor, days: int, at: datetime) -> Feature:
    """Return the street's grids, those of the reader coloured by the longest time that nobody was at a point."""
    known = {str(row.code): row for row in rows(actor, days, at)}
    found = grids(actor.street or 0)
    for area in found["features"]:
        if row := known.get(area["properties"]["code"]):
            area["properties"] |= {"light": row.tone, "name": f"{row.grid} · {row.visited}/{row.points}"}
    return found


def map_points(actor: Actor, at: datetime, only: int = 0) -> Feature:
    """Return the points of the reader's ground with the light of how long nobody was there."""
    today = people.day_of(at)
    features = [_point(coverage.gap_of(row, today)) for row in reads.points(actor, grid=only)]
    return {"type": "FeatureCollection", "features": features}


def _point(gap: coverage.Gap) -> Feature:
    row = gap.point
    said = _("%(name)s: nobody for %(n)d days") % {"name": row.name, "n": gap.days} if gap.days else row.name
    properties = {"title": said, "light": tone_of(gap.days), "url": reverse("desk:patrol-point", args=[row.pk])}
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [row.lon, row.lat]},
        "properties": properties,
    }
