"""The page "my work": what breaks first on top, in groups that can be worked off; each group is a filter with its figure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from functools import lru_cache
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from shiqiao.base.actor import Actor
from shiqiao.kernel.flows.reads import latest
from shiqiao.kernel.flows.rules import Flow
from shiqiao.kernel.matters.reads import Filters, Page, matters, tallies
from shiqiao.surfaces.desk import lists
from shiqiao.surfaces.desk.forms import ZONE, cursor, day_start
from shiqiao.surfaces.desk.lists import MOST, Chip, Row, Tab, bounded
from shiqiao.surfaces.kit.words import relative

ROWS = 50  # forty before noon, and some more
WAITING = 10  # of what waits for others, below
OWN = ("mine", "unit")  # tabs in which one works oneself; in the others one watches over a territory
TONES = {
    "overdue": "red", "noon": "yellow", "today": "yellow", "later": "green", "waiting": "grey", "new": "blue",
    "asked": "yellow",
}  # fmt: skip
ICONS = {
    "overdue": "alert-octagon", "noon": "clock-exclamation", "today": "clock-exclamation", "later": "calendar",
    "waiting": "hourglass", "new": "sparkles", "asked": "clock-question",
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What the address asks for: whose work, which group, from where on, and since when something is new."""

    tab: str
    group: str
    after: str
    since: datetime | None


@dataclass(frozen=True)
class Section:
    """Rows of one group under its heading; `url` shows the group alone."""

    code: str
    title: str
    count: str
    tone: str
    drawing: str
    url: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class Work:
    """The page."""

    tabs: Sequence[Tab]
    chips: Sequence[Chip]
    sections: Sequence[Section]
    next: str
    unrouted: str
    all_url: str  # without the group that is chosen; empty when none is


@dataclass(frozen=True)
class Hours:
    """What a day is divided by; `noon` is None once it is over."""

    at: datetime
    noon: datetime | None
    night: datetime


def hours(at: datetime) -> Hours:
    """Return noon and midnight of the local day of a moment."""
    noon = datetime.combine(at.astimezone(ZONE).date(), time(12), ZONE)
    return Hours(at, noon if at <= noon else None, day_start(at, 1))


def titles(since: datetime | None) -> dict[str, str]:
    """Return the groups with their titles, in the order of the page."""
    new = _("New since %(when)s") % {"when": relative(since)} if since else _("New")
    return {
        "overdue": _("Overdue"), "noon": _("Due before noon"), "today": _("Due today"), "later": _("Later"),
        "waiting": _("Waits for others"), "new": new, "asked": _("To decide"),
    }  # fmt: skip


def asked_for(actor: Actor, params: Mapping[str, str], since: datetime | None = None) -> Asked:
    """Read the page's query string; `since` is when the reader's last visit ended, unless the address says it."""
    group = params.get("group", "")
    named = _moment(params.get("since", ""))
    return Asked(
        lists.chosen_tab(actor, params.get("tab", "")), group if group in TONES else "",
        cursor(params.get("after", "")), named or since,
    )  # fmt: skip


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text[:40])
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=ZONE)


# ── which matters ──────────────────────────────────────────────────────────────────────────────────────────────────


def filters_of(actor: Actor, asked: Asked, at: datetime) -> Filters:
    """Return what the page shows: the group asked for, else all that is open."""
    return groups(actor, asked, at).get(asked.group) or lists.narrowed_to(actor, asked.tab)


def groups(actor: Actor, asked: Asked, at: datetime) -> dict[str, Filters]:
    """Return the filters of each group of a tab."""
    day, mine = hours(at), working(actor, asked.tab)
    found = {"overdue": replace(mine, overdue_at=at)}
    if day.noon:
        found["noon"] = replace(mine, due_from=at, due_until=day.noon)
        found["today"] = replace(mine, due_after=day.noon, due_until=day.night)
    else:
        found["today"] = replace(mine, due_from=at, due_until=day.night)
    found["later"] = replace(mine, later_than=day.night)
    found["waiting"] = replace(mine, waiting=True)
    found["new"] = fresh(actor, asked.tab, asked.since or day_start(at))
    if "asked" in lists.offered_tabs(actor):
        found["asked"] = lists.narrowed_to(actor, "asked")
    return found


def working(actor: Actor, tab: str) -> Filters:
    """Return the filters of what does not wait for others: of open work in a tab, what the actor can go on with."""
    own = tab in OWN
    states = waiting_states(actor.roles | {"assigned"}, tuple(latest())) if own else ()
    base = lists.narrowed_to(actor, tab)
    return replace(base, waiting=False, waiting_states=states, waiting_asker=(actor.account or 0) if own else 0)


def fresh(actor: Actor, tab: str, since: datetime) -> Filters:
    """Return the filters of what is new: reported since then, in one's own work also what came to its present state."""
    base = lists.narrowed_to(actor, tab)
    return replace(base, came_since=since) if tab in OWN else replace(base, since=since)


@lru_cache(maxsize=256)
def _waits(roles: frozenset[str], state_moves: tuple[tuple[str, frozenset[str]], ...]) -> tuple[str, ...]:
    """Return the states whose usual moves are for others: a state that is anybody's in one flow is not among them."""
    others = {code for code, by in state_moves if by and not by & roles}
    return tuple(sorted(others - {code for code, by in state_moves if not by or by & roles}))


def waiting_states(roles: frozenset[str], flows: tuple[Flow, ...]) -> tuple[str, ...]:
    """Return the open states in which somebody else than the holder of these roles makes the next usual move."""
    return _waits(roles, tuple(one for flow in flows for one in _state_moves(flow)))


def _state_moves(flow: Flow) -> list[tuple[str, frozenset[str]]]:
    """Return each open state with those who make its main moves, automatic processes left out."""
    makers: dict[str, set[str]] = {code: set() for code, state in flow.states.items() if not state.done}
    for move in flow.table.moves:
        for code in makers.keys() & set(move.sources) if move.main else ():
            makers[code].update(move.by)
    return [(code, frozenset(by - {"system"})) for code, by in makers.items()]


# ── the page ───────────────────────────────────────────────────────────────────────────────────────────────────────


def work(actor: Actor, asked: Asked, at: datetime) -> Work:
    """Assemble "my work": groups in the order in which they break, figures bounded and counted in one query."""
    home = replace(asked, tab=lists.default_tab(actor), group="asked") if asked.tab == "asked" else asked
    known = groups(actor, home, at)
    if asked.group not in known:  # noon is over, or nothing is the actor's to decide
        asked = replace(asked, group="")
    figures = _figures(actor, known)
    page = matters(actor, _shown(actor, asked, at), after=asked.after, limit=ROWS)
    found = _sections(lists.rows_of(page, at, since=asked.since, came=asked.tab in OWN), asked, figures, at)
    if not (page.next or asked.group or asked.tab == "asked") and figures["waiting"]:
        found.append(_tail(actor, known["waiting"], asked, figures, at))
    every = lists.tab_titles()
    tabs = [Tab(code, every[code], f"?tab={code or 'all'}", code == asked.tab) for code in lists.offered_tabs(actor)]
    there = bounded(figures["unrouted"], 9) if figures["unrouted"] else ""
    return Work(tabs, _chips(figures, known, home), found, page.next, there, _url(asked, "") if asked.group else "")


def _shown(actor: Actor, asked: Asked, at: datetime) -> Filters:
    if asked.group or asked.tab == "asked":
        return filters_of(actor, asked, at)
    return working(actor, asked.tab)


def _figures(actor: Actor, known: Mapping[str, Filters]) -> dict[str, int]:
    """Count each group, and what is unrouted for those who place it, in one query."""
    wanted = dict(known)
    if actor.roles & lists.DISPATCHES:
        wanted["unrouted"] = Filters(open=True, unrouted=True)
    counted = dict(zip(wanted, tallies(actor, list(wanted.values()), MOST), strict=True))
    return {"unrouted": 0, "waiting": 0, **counted}


def _tail(actor: Actor, waiting: Filters, asked: Asked, figures: Mapping[str, int], at: datetime) -> Section:
    page = matters(actor, waiting, limit=WAITING)
    rows = lists.rows_of(Page(page.rows), at, since=asked.since, came=asked.tab in OWN)
    return _section("waiting", rows, asked, figures)


def _sections(rows: Sequence[Row], asked: Asked, figures: Mapping[str, int], at: datetime) -> list[Section]:
    if not rows:
        return []
    if asked.group or asked.tab == "asked":
        return [_section(asked.group or "asked", rows, asked, figures)]
    day, found = hours(at), dict[str, list[Row]]()
    for row in rows:
        found.setdefault(group_of(row, day), []).append(row)
    return [_section(code, found[code], asked, figures) for code in TONES if code in found]


def group_of(row: Row, day: Hours) -> str:
    """Return the group of a row that does not wait for others."""
    if row.due_at is None or row.due_at > day.night:
        return "later"
    if row.due_at < day.at:
        return "overdue"
    return "noon" if day.noon and row.due_at <= day.noon else "today"


def _section(code: str, rows: Sequence[Row], asked: Asked, figures: Mapping[str, int]) -> Section:
    count = bounded(figures[code], MOST) if code in figures else bounded(len(rows), MOST)
    return Section(code, titles(asked.since)[code], count, TONES[code], ICONS[code], _url(asked, code), rows)


def _chips(figures: Mapping[str, int], known: Mapping[str, Filters], asked: Asked) -> list[Chip]:
    said = titles(asked.since)
    return [
        Chip(
            said[code], bounded(figures[code], MOST), _url(asked, code), TONES[code] if figures[code] else "grey",
            ICONS[code], code == asked.group,
        )
        for code in said if code in known
    ]  # fmt: skip


def _url(asked: Asked, group: str) -> str:
    if group == "asked":
        return "?tab=asked"
    parts = {"tab": asked.tab or "all", "group": group}
    if group == "new" and asked.since:
        parts["since"] = asked.since.astimezone(ZONE).isoformat(timespec="seconds")
    return "?" + urlencode({name: value for name, value in parts.items() if value})
