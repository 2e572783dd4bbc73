"""Reading patrols: the plan, points, what is due today, check-ins that wait. Everything by the territory of the reader."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q

from shiqiao.base.actor import Actor
from shiqiao.base.db.reach import within
from shiqiao.base.db.scope import whole
from shiqiao.base.errors import NotFound
from shiqiao.base.paging import Page, newest
from shiqiao.base.snapshots import snapshot
from shiqiao.kernel.patrols.models import CheckIn, PlanVersion, Point
from shiqiao.kernel.patrols.rules import GOOD, WAITING, reaches
from shiqiao.kernel.patrols.table import PlanTable, RoundRule
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.territory import reads as territory
from shiqiao.kernel.visits.cycles import Window

ZONE = ZoneInfo(settings.TIME_ZONE)
PAGE = 50


@snapshot("patrols")
def _plans() -> dict[int, tuple[int, PlanTable]]:
    with whole():
        rows = PlanVersion.objects.order_by("street", "version")
        return {row.street: (row.version, PlanTable.model_validate(row.table)) for row in rows}


def plan(street: int) -> PlanTable:
    """Return the plan in force; an empty one where none was published."""
    return _plans().get(street, (0, PlanTable()))[1]


def plan_version(street: int) -> int:
    """Return the number of the plan in force, 0 for none."""
    return _plans().get(street, (0, PlanTable()))[0]


def plan_text(actor: Actor) -> str:
    """Return the plan in force as it was written; empty where none was published."""
    row = PlanVersion.objects.filter(street=actor.street or 0).order_by("-version").first()
    return row.text if row else ""


def start_of(day: date) -> datetime:
    """Return the moment at which a local day begins."""
    return datetime.combine(day, datetime.min.time(), ZONE)


# ── points ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def ground(actor: Actor) -> Q:
    """Return the condition on rows with street, community and grid that an actor's territory covers, on any line."""
    spans = {span for span, _ in actor.reach.territories()}
    return reduce(or_, (within(*span) for span in sorted(spans)), Q(pk__in=[]))


def grids_of(actor: Actor) -> list[territory.Place]:
    """Return the grids of an actor's street within the territory, by code; from memory."""
    return [place for place in territory.grids(actor.street or 0) if reaches(actor, place.code)]


def points(actor: Actor, *, grid: int = 0) -> list[Point]:
    """Return the points in use within an actor's territory, or of one grid of it, in the order of grid and number."""
    rows = Point.objects.filter(ground(actor), retired_at=None)
    return list((rows.filter(grid=grid) if grid else rows).order_by("grid", "number"))


def access_point(actor: Actor, number: int) -> Point:
    """Return a point of the actor's territory; absent and not yours are the same NotFound."""
    row = Point.objects.filter(pk=number).first()
    if row is None or not reaches(actor, row.grid):
        raise NotFound
    return row


def access_grid(actor: Actor, grid: int) -> territory.Place:
    """Return a grid of the actor's territory; raises NotFound."""
    found = next((place for place in grids_of(actor) if place.code == grid), None)
    if found is None:
        raise NotFound
    return found


# ── today ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Stop:
    """A point of a round: how often it is passed in the window, and how often it was."""

    point: Point
    wanted: int
    made: int


@dataclass(frozen=True, slots=True)
class Round:
    """What is walked in a grid on a line in the window of a day, and who answers for it."""

    grid: int
    rule: RoundRule
    window: Window
    post: int
    account: int
    stops: Sequence[Stop] = field(default=())

    @property
    def wanted(self) -> int:
        """Return how many check-ins the window asks for."""
        return sum(stop.wanted for stop in self.stops)

    @property
    def made(self) -> int:
        """Return how many of them were made."""
        return sum(min(stop.made, stop.wanted) for stop in self.stops)


def rounds(actor: Actor, at: datetime, *, own: bool = False) -> list[Round]:
    """Return the rounds of the day within an actor's territory; with `own` those that the person answers for. Two queries."""
    day = people.day_of(at)
    table, found = plan(actor.street or 0), []
    for place in grids_of(actor):
        for rule in table.rounds_in(place.code):
            if not rule.holds_on(day):
                continue
            who = people.responsible_for(place.code, rule.line, at)
            if not own or who.account == actor.account:
                found.append(Round(place.code, rule, rule.window(day), who.post, who.account or 0))
    return _with_stops(actor, found)


def _with_stops(actor: Actor, found: Sequence[Round]) -> list[Round]:
    if not found:
        return []
    grids = {one.grid for one in found}
    there: dict[int, list[Point]] = {}
    for row in points(actor):
        there.setdefault(row.grid, []).append(row)
    passed = _passed(actor, min(one.window.opens for one in found), max(one.window.closes for one in found), grids)
    return [
        Round(one.grid, one.rule, one.window, one.post, one.account, _stops(one, there.get(one.grid, ()), passed))
        for one in found
    ]


def _passed(actor: Actor, opens: date, closes: date, grids: Iterable[int]) -> dict[int, list[tuple[date, str]]]:
    """Return by point the local days on which somebody was there, each with the lines that it served."""
    span = start_of(opens), start_of(closes + timedelta(days=1))
    rows = CheckIn.objects.filter(ground(actor), state__in=GOOD, happened_at__gte=span[0], happened_at__lt=span[1])
    found: dict[int, list[tuple[date, str]]] = {}
    for point, happened, lines in rows.filter(grid__in=sorted(grids)).values_list("point", "happened_at", "lines"):
        found.setdefault(point, []).append((happened.astimezone(ZONE).date(), lines))
    return found


def _stops(one: Round, there: Sequence[Point], passed: dict[int, list[tuple[date, str]]]) -> list[Stop]:
    return [
        Stop(row, one.rule.times, sum(
            one.window.opens <= day <= one.window.closes and one.rule.line in lines.split()
            for day, lines in passed.get(row.pk, ())
        ))
        for row in there
    ]  # fmt: skip


# ── check-ins ──────────────────────────────────────────────────────────────────────────────────────────────────────


def check_ins(
    actor: Actor, *, waiting: bool = False, point: int = 0, grid: int = 0, after: str = "", limit: int = PAGE
) -> Page[CheckIn]:  # fmt: skip
    """Return a page of check-ins within the territory, newest first: all, those that wait, or those of one point."""
    rows = CheckIn.objects.filter(ground(actor)).defer("position", "mark")
    if waiting:
        rows = rows.filter(state=WAITING)
    for name, value in (("point", point), ("grid", grid)):
        rows = rows.filter(**{name: value}) if value else rows
    return newest(rows, after, limit)


def access_check_in(actor: Actor, number: int) -> CheckIn:
    """Return a check-in within the territory, or the person's own; raises NotFound."""
    row = CheckIn.objects.filter(pk=number).first()
    if row is None or not (reaches(actor, row.grid) or (actor.account and row.account == actor.account)):
        raise NotFound
    return row


def named_points(ids: Iterable[int]) -> dict[int, Point]:
    """Return points by their number, for rows that mention them."""
    return Point.objects.in_bulk(list(set(ids)))
