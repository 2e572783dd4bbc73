"""The leader's page: today, this month, what breaks next, where, who; every figure opens onto what it counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.kernel.matters.figures import MOST, Figures, OpenWork, figures, open_by
from shiqiao.kernel.matters.reads import Filters, matters
from shiqiao.kernel.scoring import appeals, reads, standings
from shiqiao.kernel.scoring.rules import Measured, Score, month_before, next_month
from shiqiao.surfaces.desk import lists, words
from shiqiao.surfaces.desk.forms import day_start
from shiqiao.surfaces.desk.scores import named

SEES = frozenset({"leader", "auditor"})
NEXT, PLACES, PEOPLE = 8, 8, 8  # rows of each list
MONTHLY = ("echoed_same_day", "handled_in_time", "solved", "satisfied", "solved_at_once", "found_first")


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure of today with where it leads."""

    title: str
    value: str
    tone: str
    drawing: str
    url: str


@dataclass(frozen=True, slots=True)
class Gauge:
    """An indicator of the street this month and the month before, in percent; the address of the rows behind it."""

    title: str
    value: str
    n: int
    d: int
    before: str
    better: bool | None
    url: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where or with whom work is open: figures with the lists behind them."""

    title: str
    late: int
    today: int
    all: int
    late_url: str
    today_url: str
    url: str
    share: int


@dataclass(frozen=True, slots=True)
class Cockpit:
    """The page."""

    at: datetime
    tiles: Sequence[Tile]
    gauges: Sequence[Gauge]
    total: str
    breaks: Sequence[lists.Row]
    places: Sequence[Place]
    people: Sequence[Place]
    best: Sequence[tuple[str, str, str]]
    last: Sequence[tuple[str, str, str]]
    rankings: Sequence[tuple[str, standings.Standing, int]]
    appeals: int


def cockpit(actor: Actor, at: datetime) -> Cockpit:
    """Return the page of who leads a street."""
    street, begins, ends = actor.street or 0, day_start(at), day_start(at, 1)
    today = figures(street, at=at, begins=begins, ends=ends)
    total, gauges = _month(street, at)
    first, last = _grids(street, at)
    return Cockpit(
        at, _tiles(actor, today, at), gauges, total, _breaks(actor, at), _open(street, "community", at, ends, PLACES),
        _open(street, "person", at, ends, PEOPLE), first, last, _rankings(street),
        len(appeals.appeals(actor, only_open=True)),
    )  # fmt: skip


def listed(**params: object) -> str:
    """Return the address of a list."""
    return f"{reverse('desk:matters')}?{urlencode(params)}"


def many(count: int) -> str:
    """Say a count that was counted no further than needed."""
    return f"{MOST}+" if count > MOST else str(count)


def _tiles(actor: Actor, today: Figures, at: datetime) -> list[Tile]:
    day = localdate(at).isoformat()
    return [
        Tile(_("Late"), many(today.late), "red", "alert-octagon", listed(show="open", light="red")),
        Tile(_("Due today"), many(today.today), "yellow", "clock-exclamation", listed(show="open", today="on")),
        Tile(_("Due later"), many(today.later), "green", "circle-check", listed(show="open", later="on")),
        Tile(_("Paused"), many(today.paused), "grey", "player-pause", listed(show="open", light="paused")),
        Tile(_("Reported today"), many(today.reported), "blue", "flag", listed(show="all", since=day)),
        Tile(_("Closed today"), many(today.closed), "blue", "checks", listed(show="done", ended="on")),
    ]


def _month(street: int, at: datetime) -> tuple[str, list[Gauge]]:
    since = localdate(at).replace(day=1)
    now_, then = _street(street, since), _street(street, month_before(since))
    version = reads.in_force(street, since)
    if now_ is None or version is None:
        return "", []
    titles = {one.code: words.said(one.title) for one in version.table.indicators}
    former = {line.code: line for line in then.lines} if then else {}
    found = [
        _gauge(line, former.get(line.code), titles[line.code], street, since.strftime("%Y-%m"))
        for line in now_.lines
        if line.code in MONTHLY and line.value is not None
    ]
    return str(now_.total or ""), sorted(found, key=lambda one: one.title)


def _street(street: int, since: date) -> Score | None:
    return next(iter(reads.scores(street, "street", since, next_month(since))), None)


def _gauge(line: Measured, former: Measured | None, title: str, street: int, month: str) -> Gauge:
    url = f"{reverse('desk:score-rows', args=['street', street, line.code])}?month={month}&side=other"
    before = former.value if former else None
    better = None if before is None or line.value is None or before == line.value else line.value > before
    said = f"{float(before):.1%}" if before is not None else ""
    return Gauge(title, f"{float(line.value or 0):.1%}", line.n, line.d, said, better, url)


def _breaks(actor: Actor, at: datetime) -> Sequence[lists.Row]:
    page = matters(actor, Filters(open=True, due_from=at, due_until=at + timedelta(days=3)), limit=NEXT)
    return lists.rows_of(page, at)


def _open(street: int, kind: str, at: datetime, ends: datetime, most: int) -> list[Place]:
    found = [(named(kind, one.subject), one) for one in open_by(street, kind, at=at, ends=ends)]
    shown = [(title, one) for title, one in found if title][:most]
    largest = max((one.all for _title, one in shown), default=1)
    return [_place(title, one, kind, largest) for title, one in shown]


def _place(title: str, one: OpenWork, kind: str, largest: int) -> Place:
    only = {kind: one.subject, "show": "open"}
    return Place(
        title,
        one.late,
        one.today,
        one.all,
        listed(**only, light="red"),
        listed(**only, today="on"),
        listed(**only),
        round(100 * one.all / largest),
    )


def _grids(street: int, at: datetime) -> tuple[list[tuple[str, str, str]], list[tuple[str, str, str]]]:
    since = localdate(at).replace(day=1)
    month = since.strftime("%Y-%m")
    ranked = [one for one in reads.scores(street, "grid", since, next_month(since)) if one.rank]
    said = [
        (
            named("grid", one.subject),
            str(one.total),
            f"{reverse('desk:score', args=['grid', one.subject])}?month={month}",
        )
        for one in ranked
    ]
    return said[:3], said[-3:] if len(said) >= 6 else []


def _rankings(street: int) -> list[tuple[str, standings.Standing, int]]:
    found = []
    for one in standings.courses(street):
        latest = (one.months or one.years)[:1]
        if latest:
            found.append((words.said(standings.title_of(one.league)), latest[0], one.first_run))
    return found
