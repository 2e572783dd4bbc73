"""Finding and showing visits. Every list is a few indexed branches (territory, unit, own), the same as for matters."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q, QuerySet

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db.scope import whole
from shiqiao.base.errors import NotFound
from shiqiao.base.snapshots import snapshot
from shiqiao.base.sockets import Socket, VisitFile
from shiqiao.kernel.clocks.models import Clock
from shiqiao.kernel.clocks.reads import calendar_for
from shiqiao.kernel.clocks.rules import light
from shiqiao.kernel.files.models import Attachment
from shiqiao.kernel.matters.models import Matter
from shiqiao.kernel.matters.reads import ways
from shiqiao.kernel.privacy.hooks import Clear
from shiqiao.kernel.visits.answers import Brought
from shiqiao.kernel.visits.checklists import KindTable, VisitKind
from shiqiao.kernel.visits.cycles import Cycle, Window
from shiqiao.kernel.visits.models import Checklist, Finding, Visit, VisitPlan
from shiqiao.kernel.visits.rules import VISIT, Sheet, roles_of

visit_kinds: Socket[VisitFile] = Socket("visits.kinds", VisitFile)
ZONE = ZoneInfo(settings.TIME_ZONE)
PAGE = 50
MOST = 5000  # plans of one reader whose coverage is told at once
_LAST = 2**62


# ── kinds ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@snapshot("visits")
def _known() -> dict[tuple[int, str], dict[int, VisitKind]]:
    found: dict[tuple[int, str], dict[int, VisitKind]] = {}
    with whole():
        for row in Checklist.objects.order_by("street", "kind", "version"):
            table = KindTable.model_validate_json(row.table)
            found.setdefault((row.street, row.kind), {})[row.version] = VisitKind(table, row.version)
    return found


def kind(street: int, code: str, version: int | None = None) -> VisitKind:
    """Return a kind of visit of a version, by default the latest; raises NotFound."""
    versions = _known().get((street, code), {})
    wanted = max(versions, default=0) if version is None else version
    if wanted not in versions:
        raise NotFound("There is no checklist “{kind}” of version {version}.", kind=code, version=wanted)
    return versions[wanted]


def kinds(street: int) -> list[VisitKind]:
    """Return the latest version of every kind of visit of a street, by code."""
    return [versions[max(versions)] for (at, _), versions in sorted(_known().items()) if at == street]


def cycle_of(plan: VisitPlan) -> Cycle:
    """Return how often a plan's subject is visited: its own cycle, or that of the latest version of its kind."""
    return Cycle.parse(plan.cycle) if plan.cycle else kind(plan.street, plan.kind).table.cycle.cycle()


def cycle_of_visit(row: Visit) -> Cycle:
    """Return the cycle of a visit's plan."""
    return cycle_of(VisitPlan.objects.get(pk=row.plan))


# ── lists ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list of visits is narrowed to; empty means everything the actor may see."""

    tab: str = ""
    kind: str = ""
    community: int = 0
    due_until: datetime | None = None
    overdue_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list: rows, and the cursor of the next page or an empty string."""

    rows: Sequence[Visit]
    next: str = field(default="")


def visits(actor: Actor, filters: Filters, *, after: str = "", limit: int = PAGE) -> Page:
    """Return a page of the open visits an actor may see, what breaks first on top."""
    rows: dict[int, Visit] = {}
    for branch in ways(actor, filters.tab):
        chosen = _after(Visit.objects.filter(branch & _narrow(filters)), after).defer("content")
        rows.update({row.id: row for row in chosen.order_by("latest", "id")[: limit + 1]})
    ordered = sorted(rows.values(), key=lambda row: (row.latest, row.id))
    shown = ordered[:limit]
    more = len(ordered) > limit
    return Page(shown, f"{shown[-1].latest.isoformat()}_{shown[-1].id}" if more else "")


def tally(actor: Actor, filters: Filters, most: int) -> int:
    """Count the visits of a list up to `most`; `most` + 1 stands for more."""
    found: set[int] = set()
    for branch in ways(actor, filters.tab):
        chosen = Visit.objects.filter(branch & _narrow(filters)).order_by()
        found.update(chosen.values_list("id", flat=True)[: most + 1])
    return min(len(found), most + 1)


def _narrow(filters: Filters) -> Q:
    q = Q(state="planned")
    for name in ("kind", "community"):
        if value := getattr(filters, name):
            q &= Q(**{name: value})
    if filters.due_until:
        q &= Q(latest__lte=filters.due_until)
    return q & Q(latest__lte=filters.overdue_at) if filters.overdue_at else q


def _after(rows: QuerySet[Visit], after: str) -> QuerySet[Visit]:
    moment, _, identifier = after.rpartition("_")
    if not identifier.isdigit():
        return rows
    try:
        due = datetime.fromisoformat(moment)
    except ValueError:
        return rows
    return rows.filter(Q(latest__gt=due) | Q(latest=due, id__gt=int(identifier)))


def open_findings(actor: Actor, *, after: str = "", limit: int = PAGE) -> Page:
    """Return a page of visits whose findings are not yet found fixed, newest first."""
    before = int(after) if after.isdigit() else _LAST
    rows: dict[int, Visit] = {}
    for branch in ways(actor):
        chosen = Visit.objects.filter(branch, open_findings__gt=0, id__lt=before).defer("content")
        rows.update({row.id: row for row in chosen.order_by("-id")[: limit + 1]})
    ordered = sorted(rows.values(), key=lambda row: -row.id)
    return Page(ordered[:limit], str(ordered[limit - 1].id) if len(ordered) > limit else "")


# ── one visit ──────────────────────────────────────────────────────────────────────────────────────────────────────


def may_read(actor: Actor, row: Visit | VisitPlan) -> bool:
    """Tell whether an actor sees a visit or plan: any role towards it suffices."""
    return bool(roles_of(actor, row))


def access_visit(actor: Actor, identifier: int) -> Visit:
    """Return a visit the actor may see; absent and not yours are the same NotFound."""
    row = Visit.objects.filter(pk=identifier).first()
    if row is None or not may_read(actor, row):
        raise NotFound
    return row


def access_several(actor: Actor, ids: Iterable[int]) -> list[Visit]:
    """Return those of some visits that the actor may see; one query."""
    rows = Visit.objects.filter(pk__in=list(ids)).defer("content")
    return [row for row in rows if may_read(actor, row)]


def access_plan(actor: Actor, identifier: int) -> VisitPlan:
    """Return a plan the actor may see; raises NotFound."""
    row = VisitPlan.objects.filter(pk=identifier).first()
    if row is None or not may_read(actor, row):
        raise NotFound
    return row


def kind_of(row: Visit) -> VisitKind:
    """Return the kind in the version that a visit began with."""
    return kind(row.street, row.kind, row.version)


def kind_of_sheet(sheet: Sheet) -> VisitKind:
    """Return the kind in the version that a visit began with, for its value."""
    return kind(sheet.street, sheet.kind, sheet.version)


def brought(row: Visit) -> Brought:
    """Return what a visitor brought home; empty when nothing was recorded."""
    return Brought.read(row.opened())


def findings(ids: Iterable[int]) -> dict[int, list[Finding]]:
    """Return the findings of visits by visit, in one query."""
    found: dict[int, list[Finding]] = {}
    for row in Finding.objects.filter(visit__in=list(ids)).order_by("visit", "id"):
        found.setdefault(row.visit, []).append(row)
    return found


def history(actor: Actor, subject: Ref, *, limit: int = 20) -> list[Visit]:
    """Return the visits to a subject that the actor may see, newest first."""
    rows = Visit.objects.filter(subject_kind=subject.kind, subject_id=subject.id).defer("content")
    return [row for row in rows.order_by("-id")[: 2 * limit] if may_read(actor, row)][:limit]


def rechecks(row: Visit) -> list[Visit]:
    """Return the visits that look again at what this one found, oldest first."""
    return list(Visit.objects.filter(recheck_of=row.id).defer("content").order_by("id"))


def finding_of_matter(matter: int) -> Finding | None:
    """Return the finding that became a matter, None when it came in another way."""
    return Finding.objects.filter(matter=matter).order_by("-id").first()


# ── coverage ───────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Covered:
    """Of a community's plans of one kind in one window: how many are due, done, tried in vain, and overdue."""

    community: int
    kind: str
    window: Window
    due: int
    done: int
    tried: int
    overdue: int


def coverage(actor: Actor, day: date, at: datetime) -> list[Covered]:
    """Tell, by community and kind, what of the current window has been done: for the plans that the actor may see.

    A visit counts for the window it was planned for; one that is made late does so too. Three queries a branch.
    """
    plans: dict[int, VisitPlan] = {}
    for branch in ways(actor):
        chosen = VisitPlan.objects.filter(branch, active=True).order_by("id")
        plans.update({row.id: row for row in chosen[:MOST]})
    windows = {row.id: cycle_of(row).window_of(day) for row in plans.values()}
    states = _states(plans, windows, at)
    groups: dict[tuple[int, str, Window], list[VisitPlan]] = {}
    for row in plans.values():
        if _counts(row, windows[row.id]):
            groups.setdefault((row.community, row.kind, windows[row.id]), []).append(row)
    return [_covered(key, rows, states) for key, rows in sorted(groups.items())]


def _counts(row: VisitPlan, window: Window) -> bool:
    """A plan made after a window had closed owes nothing in it."""
    return row.made_at.astimezone(ZONE).date() <= window.closes


OVERDUE = "overdue"


def _states(plans: dict[int, VisitPlan], windows: dict[int, Window], at: datetime) -> dict[int, set[str]]:
    """Return, by plan, the states of the visits planned for its window; `overdue` stands for an open one too late."""
    found: dict[int, set[str]] = {}
    if not windows:
        return found
    since = min(window.begins_at(ZONE) for window in windows.values())
    mine = Visit.objects.filter(plan__in=list(plans))
    for plan, earliest, state in mine.filter(earliest__gte=since).values_list("plan", "earliest", "state"):
        if windows[plan].begins_at(ZONE) <= earliest < windows[plan].ends_at(ZONE):
            found.setdefault(plan, set()).add(state)
    for plan in mine.filter(state="planned", latest__lte=at).values_list("plan", flat=True):
        found.setdefault(plan, set()).add(OVERDUE)
    return found


def _covered(key: tuple[int, str, Window], rows: Sequence[VisitPlan], states: dict[int, set[str]]) -> Covered:
    seen = [states.get(row.id, set()) for row in rows]
    done = sum("done" in one for one in seen)
    tried = sum("done" not in one and bool(one & {"not_home", "refused"}) for one in seen)
    return Covered(*key, len(rows), done, tried, sum(OVERDUE in one for one in seen))


# ── what a page shows beside the rows, each in one query ───────────────────────────────────────────────────────────


def lights(rows: Sequence[Visit], at: datetime) -> dict[int, str]:
    """Return the light of each visit's clock: green, yellow, red, or grey when it is over."""
    found = {row.id: "grey" for row in rows}
    wanted = [row.id for row in rows if row.state == "planned"]
    for clock in Clock.objects.filter(kind=VISIT, subject__in=wanted, stopped_at=None) if wanted else ():
        found[clock.subject] = light(clock.state(), at, calendar_for(clock.street, clock.calendar)).colour
    return found


def matters_of(rows: Iterable[Finding]) -> dict[int, Matter]:
    """Return the matters that findings became, by their identifier."""
    return Matter.objects.in_bulk([row.matter for row in rows if row.matter])


def kinds_of_visits(ids: Iterable[int]) -> dict[int, Visit]:
    """Return visits by their number without what was brought, for notices."""
    return Visit.objects.defer("content").in_bulk(list(ids))


def attachment_for(actor: Actor, number: int) -> Attachment:
    """Return a file of a visit that the actor may see; absent and not yours are the same NotFound."""
    found = Attachment.objects.filter(pk=number, subject_kind=VISIT).first()
    if found is None:
        raise NotFound
    access_visit(actor, found.subject_id)
    return found


def open_picture(actor: Actor, picture: int, field: str, part: int) -> Clear:
    """Return the hash of a picture of a visit the actor may see, for the socket of reveals; raises NotFound."""
    found = attachment_for(actor, picture)
    if not found.is_picture:
        raise NotFound
    return Clear(found.street, found.sha256)


def may(actor: Actor, row: Visit, roles: frozenset[str]) -> bool:
    """Tell whether an actor holds one of some roles towards an open visit."""
    return row.state == "planned" and bool(roles_of(actor, row) & roles)


def visit_seen(actor: Actor, identifier: int) -> Visit | None:
    """Return a visit when the actor may see it, else None: for a page that only mentions it."""
    row = Visit.objects.filter(pk=identifier).first()
    return row if row is not None and may_read(actor, row) else None
