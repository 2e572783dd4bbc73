"""The four entries (四入) as the desk shows them: community by entry, who was missed, and planning for them at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from shiqiao.base.actor import Actor
from shiqiao.base.errors import NotFound, ShiqiaoError
from shiqiao.base.time import now
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.registry.subjects import show
from shiqiao.kernel.territory import reads as territory
from shiqiao.kernel.visits import actions, circles, reads
from shiqiao.kernel.visits.checklists import VisitKind
from shiqiao.kernel.visits.circles import MISSING, STATES, Circle
from shiqiao.kernel.visits.rules import PLANNERS
from shiqiao.surfaces.desk import words
from shiqiao.surfaces.desk.lists import Tab
from shiqiao.surfaces.kit.errors import describe
from shiqiao.surfaces.kit.forms import KitForm

ENTRIES = {
    "firms": gettext_noop("Firms"),
    "party_members": gettext_noop("Party members' homes"),
    "hardship_workers": gettext_noop("Homes of workers in hardship"),
    "work_seekers": gettext_noop("Homes of job seekers and founders"),
}
STATES_SAID = {
    "visited": (gettext_noop("visited"), "green"), "waiting": (gettext_noop("not yet in these days"), "blue"),
    "overdue": (gettext_noop("a whole term missed"), "red"), "never": (gettext_noop("never visited"), "red"),
}  # fmt: skip
SOON = timedelta(days=14)


@dataclass(frozen=True)
class Cell:
    """An entry in a community: how many of how many were visited, how many were missed, and where they stand."""

    entry: str
    visited: int
    base: int
    share: int
    missing: int
    planned: int
    tone: str
    url: str


@dataclass(frozen=True)
class Line:
    """A community (or the street, or a grid) with its four entries; `staff` are the people of its service station."""

    title: str
    cells: Sequence[Cell]
    station: str = ""
    staff: Sequence[tuple[str, str]] = ()
    phone: str = ""


@dataclass(frozen=True)
class Board:
    """The table: entries as columns with their days, the street on top, then the communities."""

    columns: Sequence[tuple[str, str, date, date]]
    total: Line | None
    lines: Sequence[Line] = field(default=())


def board(actor: Actor, day: date) -> Board:
    """Assemble the table for the windows of a day; a query a kind."""
    kinds = circles.kinds_of_entries(actor.street or 0)
    found = circles.circles(actor, day)
    columns = [(_(ENTRIES[kind.table.entry]), words.said(kind.table.title), *_days(kind, day)) for kind in kinds]
    if not kinds or not found:
        return Board(columns, None)
    by_place: dict[int, dict[str, Circle]] = {}
    for one in found:
        by_place.setdefault(one.community, {})[one.kind] = one
    stations, at = _stations(actor.street or 0), now()
    lines = [
        Line(
            _place(number),
            [_cell(actor, kind, of.get(kind.code), number) for kind in kinds],
            *_station(stations, number, at),
        )
        for number, of in sorted(by_place.items(), key=lambda pair: (pair[0] == 0, pair[0]))
    ]
    total = Line(_("All"), [_sum(kind, [one for one in found if one.kind == kind.code]) for kind in kinds])
    return Board(columns, total if len(lines) > 1 else None, lines)


def _days(kind: VisitKind, day: date) -> tuple[date, date]:
    window = kind.table.cycle.cycle().window_of(day)
    return window.opens, window.closes


def _place(number: int) -> str:
    return words.place(number) if number else _("place unknown")


def _cell(actor: Actor, kind: VisitKind, one: Circle | None, place: int) -> Cell:
    name = _(ENTRIES[kind.table.entry])
    if one is None:
        return Cell(name, 0, 0, 100, 0, 0, "grey", "")
    url = f"{reverse('desk:visit-circle', args=[kind.code])}?community={place}" if circles.may_list(actor, kind) else ""
    return Cell(name, one.visited, one.base, one.share, one.missing, one.planned, tone(one.missing, one.share), url)


def tone(missing: int, share: int) -> str:
    """Return the colour of a share: red where somebody was missed, green where all were visited."""
    return "red" if missing else "green" if share == 100 else "yellow"


def _sum(kind: VisitKind, rows: Iterable[Circle]) -> Cell:
    of = list(rows)
    visited, base = sum(one.visited for one in of), sum(one.base for one in of)
    missing, planned = sum(one.missing for one in of), sum(one.planned for one in of)
    share = 100 * visited // base if base else 100
    return Cell(_(ENTRIES[kind.table.entry]), visited, base, share, missing, planned, tone(missing, share), "")


# ── the eight stations (八联) ─────────────────────────────────────────────────────────────────────────────────────


def _stations(street: int) -> dict[int, Any]:
    return {unit.community: unit for unit in people.units(street) if unit.kind == "service_station" and unit.community}


def _station(stations: dict[int, Any], community: int, at: datetime) -> tuple[str, Sequence[tuple[str, str]], str]:
    """Return a community's service station, who works there, and its telephone: its own posts, else the community's."""
    unit = stations.get(community)
    if unit is None:
        return "", (), ""
    posts = [one for one in people.posts(unit.street) if one.unit in (unit.id, unit.parent)]
    own = [one for one in posts if one.unit == unit.id] or posts
    staff = [(words.post_title(one.id), people.holder_of(one.id, at).name or _("nobody")) for one in own]
    return words.unit_title(unit.id), staff, unit.phone


# ── one circle ─────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Row:
    """One of a circle."""

    title: str
    url: str
    place: str
    state: str
    tone: str
    last: datetime | None
    visit: str


@dataclass(frozen=True)
class Asked:
    """Which part of which circle is shown."""

    kind: VisitKind
    community: int
    grid: int
    state: str

    @property
    def states(self) -> Sequence[str]:
        """Return the states that are shown."""
        return (self.state,) if self.state else MISSING

    @property
    def place(self) -> int:
        """Return the grid, the community or 0 for all one may see."""
        return self.grid or self.community


@dataclass(frozen=True)
class Page:
    """A circle: who was missed, by grid."""

    title: str
    entry: str
    place: str
    opens: date
    closes: date
    tabs: Sequence[Tab]
    grids: Sequence[Tab]
    rows: Sequence[Row]
    next: str


def asked(actor: Actor, code: str, params: Any) -> Asked:
    """Read the query string; raises NotFound for a kind that is no entry or that the actor may not list."""
    kind = reads.kind(actor.street or 0, code)
    if not kind.table.entry or not circles.may_list(actor, kind):
        raise NotFound
    community, grid = (_number(params.get(name, "")) for name in ("community", "grid"))
    state = params.get("state", "")
    return Asked(kind, community or grid // 1000, grid, state if state in STATES else "")


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else 0


def page(actor: Actor, wanted: Asked, day: date, after: str) -> Page:
    """Assemble a page of a circle; a fixed number of queries."""
    kind = wanted.kind
    found = circles.belonging(
        actor, kind.code, day, community=wanted.community, grid=wanted.grid, states=wanted.states, after=after
    )
    opens, closes = _days(kind, day)
    here = f"?community={wanted.community}" + (f"&grid={wanted.grid}" if wanted.grid else "")
    tabs = [Tab("", _("missed"), here, not wanted.state)]
    tabs += [Tab(code, _(STATES_SAID[code][0]), f"{here}&state={code}", wanted.state == code) for code in STATES]
    return Page(
        words.said(kind.table.title), _(ENTRIES[kind.table.entry]),
        words.place(wanted.place) if wanted.place else _("All I may see"), opens, closes, tabs,
        _grids(actor, wanted, day), rows_of(actor, found.rows), found.next,
    )  # fmt: skip


def _grids(actor: Actor, wanted: Asked, day: date) -> list[Tab]:
    if not wanted.community:
        return []
    keep = f"&state={wanted.state}" if wanted.state else ""
    of = [one for one in circles.circles(actor, day, community=wanted.community) if one.kind == wanted.kind.code]
    tabs = [Tab("", _("all grids"), f"?community={wanted.community}{keep}", not wanted.grid)]
    return tabs + [
        Tab(
            str(one.community), f"{_grid(one.community)} · {one.missing}",
            f"?community={wanted.community}&grid={one.community}{keep}", one.community == wanted.grid,
        )
        for one in of
        if one.community
    ]  # fmt: skip


def _grid(number: int) -> str:
    try:
        return territory.title(number)
    except NotFound:
        return str(number)


def rows_of(actor: Actor, found: Sequence[circles.Belonging]) -> list[Row]:
    """Return who belongs to a circle as rows: names as the registry shows them, masked."""
    named = show(actor, [one.subject for one in found])
    return [
        Row(
            named[one.subject].title if one.subject in named else str(one.subject.id),
            named[one.subject].url if one.subject in named else "", _place(one.grid or one.community),
            _(STATES_SAID[one.state][0]), STATES_SAID[one.state][1], one.last,
            reverse("desk:visit", args=[one.open]) if one.open else "",
        )
        for one in found
    ]  # fmt: skip


class CircleForm(KitForm):
    """Plan a visit for everybody who was missed in a grid or a community."""

    latest = forms.DateField(
        label=gettext_lazy("Visit until"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"latest": (people.day_of(now()) + SOON).isoformat()})

    def plan(self, wanted: Asked, by: Actor) -> actions.Covering | None:
        """Plan; a refusal of the whole is put into the form."""
        try:
            return actions.plan_circle(
                street=by.street or 0, kind=wanted.kind.code, place=wanted.place, latest=self.cleaned_data["latest"], by=by,
                at=now(), states=wanted.states,
            )  # fmt: skip
        except ShiqiaoError as error:
            self.add_action_error(error)
            return None


def may_plan(actor: Actor, wanted: Asked) -> bool:
    """Tell whether an actor plans for a circle here: a place is chosen, and a state in which a visit is wanting."""
    return bool(actor.roles & PLANNERS) and bool(wanted.place) and wanted.state != "visited"


def refused(made: actions.Covering) -> list[tuple[str, str]]:
    """Return who was passed over, each with the reason."""
    told = []
    for title, error in made.refused:
        found = describe(error)
        told.append((title, " ".join([found["message"], *found["fields"].values()])))
    return told
