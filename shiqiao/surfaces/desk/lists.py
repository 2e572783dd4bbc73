"""Lists of matters as the templates show them: no query per row, nothing counted beyond 99."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shiqiao.base.actor import Actor
from shiqiao.base.errors import ShiqiaoError
from shiqiao.kernel.flows.reads import flow
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.reads import Filters, Page, branches, tally
from shiqiao.surfaces.desk import records, words

MOST = 99
COLUMNS = {
    "item": gettext_noop("Item"), "place": gettext_noop("Place"), "who": gettext_noop("Who has it"),
    "state": gettext_noop("State"), "reported": gettext_noop("Reported"), "channel": gettext_noop("Channel"),
    "address": gettext_noop("Address"),
}  # fmt: skip
USUAL = ("item", "place", "who", "state", "reported")
ROWS = 25  # of a list: a screen and a half; drawing them is what a list costs
# Whose work lies in a territory rather than with the post or unit.
TERRITORY_FIRST = frozenset({"dispatcher", "checker", "callback", "leader", "community_head", "auditor", "admin"})
DECIDES = frozenset({"dispatcher", "department_head", "leader"})
DISPATCHES = frozenset({"dispatcher", "leader"})


@dataclass(frozen=True)
class Row:
    """A matter in a list."""

    number: str
    url: str
    title: str
    light: str
    due_at: datetime | None
    item: str
    line: str
    place: str
    person: str
    post: str
    state: str
    tone: str
    reported_at: datetime
    urgent: bool
    unrouted: bool
    reopened: int
    paused_until: datetime | None = None
    asked: str = ""
    supervised: int = 0
    channel: str = ""
    address: str = ""
    fresh: bool = False  # came since the reader's last visit


@dataclass(frozen=True)
class Show:
    """How rows are drawn: which columns besides time left and title, how densely, with boxes to select them."""

    columns: tuple[str, ...] = USUAL
    compact: bool = False
    checks: bool = False


@dataclass(frozen=True)
class Chip:
    """A figure on the summary: counted up to 99."""

    title: str
    count: str
    url: str
    tone: str
    drawing: str
    active: bool = False


@dataclass(frozen=True)
class Tab:
    """One way to look at one's work."""

    code: str
    title: str
    url: str
    active: bool


def rows_of(page: Page, at: datetime, *, since: datetime | None = None, came: bool = False) -> list[Row]:
    """Return a page's rows with their titles from memory and their lights in one query.

    What was reported after `since` is fresh; with `came` also what has come into its present state after it.
    """
    lit = records.lit(page.rows, at)
    before, after = reverse("desk:matter", args=["*"]).split("*")
    found = []
    for row in page.rows:
        newest = max(row.reported_at, lit[row.id].began or row.reported_at) if came else row.reported_at
        fresh = since is not None and newest >= since
        found.append(_row(row, lit[row.id].colour, f"{before}{row.number}{after}", fresh))
    return found


def row_of(row: Matter, light: str) -> Row:
    """Return one matter as a line of a list."""
    return _row(row, light, reverse("desk:matter", args=[row.number]))


def _row(row: Matter, light: str, url: str, fresh: bool = False) -> Row:
    title, tone = state_of(row)
    return Row(
        number=row.number, url=url, title=row.title, light=light,
        due_at=None if row.done else row.next_due, item=words.item_title(row.street, row.item, row.catalogue),
        line=words.line_title(row.line), place=place_of(row), person=words.person_name(row.holder),
        post=words.post_title(row.post), state=title, tone=tone, reported_at=row.reported_at, urgent=row.urgent,
        unrouted=row.unrouted, reopened=row.reopened, paused_until=row.paused_until if row.paused else None,
        asked=_(words.REQUESTS[row.asked]) if row.asked in words.REQUESTS else "", supervised=row.supervised,
        channel=_(words.CHANNELS.get(row.channel, row.channel)), address=row.address, fresh=fresh,
    )  # fmt: skip


def state_of(row: Matter) -> tuple[str, str]:
    """Return the title of a matter's state and the tone it is shown in."""
    try:
        state = flow(row.flow, row.flow_version).states[row.state]
    except (ShiqiaoError, KeyError):
        return row.state, "grey"
    return words.said(state.title), "green" if state.done else "yellow" if state.clock == "check" else "blue"


def place_of(row: Matter) -> str:
    """Return where a matter is: its address, and the grid."""
    if row.grid:
        return words.place(row.grid)
    return row.address or (words.place(0) if row.unrouted else "—")


def default_tab(actor: Actor) -> str:
    """Return the tab that shows an actor's own work: the territory for those who watch over one."""
    if actor.roles & TERRITORY_FIRST and actor.reach.span:
        return "territory"
    return "mine" if actor.reach.posts else ""


def tab_titles() -> dict[str, str]:
    """Return the tabs of "my work" with their titles."""
    return {
        "mine": _("Mine"), "unit": _("My unit"), "territory": _("My territory"), "asked": _("Requests to decide"),
        "": _("All I may see"),
    }  # fmt: skip


def offered_tabs(actor: Actor) -> list[str]:
    """Return the tabs in which an actor may find something."""
    decides = bool(actor.roles & DECIDES)
    return [tab for tab in tab_titles() if not tab or (decides if tab == "asked" else branches(actor, tab))]


def chosen_tab(actor: Actor, tab: str) -> str:
    """Return the tab that a query string names, if it is the actor's, else the usual one."""
    asked = {"all": "", "": default_tab(actor)}.get(tab, tab)
    return asked if asked in offered_tabs(actor) else ""


def narrowed_to(actor: Actor, tab: str) -> Filters:
    """Return what a tab of "my work" shows."""
    if tab == "asked":
        return Filters(open=True, asked=True, asked_but=actor.account or 0)
    return Filters(tab=tab, open=True)


def bounded(count: int, most: int) -> str:
    """Say how many there are, beyond `most` with a plus."""
    return f"{most}+" if count > most else str(count)


def unrouted(actor: Actor) -> str:
    """Return how many open matters have no place, for those who place them; empty for none."""
    if not actor.roles & DISPATCHES:
        return ""
    found = tally(actor, Filters(open=True, unrouted=True), 9)
    return bounded(found, 9) if found else ""
