"""Honours, pursuits, themes and meetings as an actor may see them; never a query a row."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.paging import Page, newest
from shiqiao.base.rows import the_one
from shiqiao.kernel.files.reads import attachment, attachments_of
from shiqiao.scenes.party.honours import rights, rules
from shiqiao.scenes.party.honours.publishing import rules_of
from shiqiao.scenes.party.honours.store import HONOUR, MEETING, PURSUIT
from shiqiao.scenes.party.honours.tables import (
    Honour,
    PartyMeeting,
    Pursuit,
    PursuitCriterion,
    PursuitEntry,
    StudyTheme,
)

PAGE, MANY, MOST = 25, 99, 60
TABS = ("held", "lapsing", "lapsed", "all")
RUNS = ("open", "applied")


def _mine(actor: Actor, model: Any) -> QuerySet[Any]:
    condition = rights.seen(actor)
    rows: QuerySet[Any] = model.objects.none() if condition is None else model.objects.filter(condition)
    return rows


def _tab(tab: str, today: date, warn: int) -> Q:
    soon = today + timedelta(days=warn)
    return {
        "held": Q(withdrawn_at=None) & (Q(valid_until=None) | Q(valid_until__gte=today)),
        "lapsing": Q(withdrawn_at=None, valid_until__range=(today, soon)),
        "lapsed": Q(valid_until__lt=today) | Q(withdrawn_at__isnull=False),
    }.get(tab, Q())


def honours(
    actor: Actor, tab: str, today: date, *, level: str = "", after: str = "", limit: int = PAGE
) -> Page[Honour]:
    """Return a page of the register, what was entered last first."""
    rows = _mine(actor, Honour).filter(_tab(tab, today, rules_of(actor.street or 0).warn_days))
    return newest(rows.filter(level=level) if level else rows, after, limit)


def counted(actor: Actor, today: date) -> dict[str, int]:
    """Count what stands in the tabs, up to `MANY` + 1 each."""
    warn = rules_of(actor.street or 0).warn_days
    rows = _mine(actor, Honour)
    return {tab: len(rows.filter(_tab(tab, today, warn)).values_list("pk")[: MANY + 1]) for tab in TABS if tab != "all"}


def lapsing(actor: Actor, today: date, *, limit: int = MANY) -> list[Honour]:
    """Return the honours that lapse within the days of the rules, the nearest first."""
    rows = _mine(actor, Honour).filter(_tab("lapsing", today, rules_of(actor.street or 0).warn_days))
    return list(rows.order_by("valid_until", "pk")[:limit])


def access_honour(actor: Actor, number: int) -> Honour:
    """Return an honour that the actor sees; absent and not yours are the same NotFound."""
    row: Honour = the_one(_mine(actor, Honour).filter(pk=number))
    return row


def pursuits(actor: Actor, *, limit: int = MOST) -> list[Pursuit]:
    """Return the pursuits, those that run first, by the day of the application."""
    found = list(_mine(actor, Pursuit).order_by("due", "pk")[:limit])
    return sorted(found, key=lambda row: row.state not in RUNS)


def access_pursuit(actor: Actor, number: int) -> Pursuit:
    """Return a pursuit that the actor sees; absent and not yours are the same NotFound."""
    row: Pursuit = the_one(_mine(actor, Pursuit).filter(pk=number))
    return row


def access_criterion(actor: Actor, pursuit: int, number: int) -> PursuitCriterion:
    """Return a criterion of a pursuit that the actor sees; raises NotFound."""
    return the_one(PursuitCriterion.objects.filter(pk=number, pursuit=access_pursuit(actor, pursuit).pk))


def criteria_of(pursuits: Iterable[int]) -> dict[int, list[PursuitCriterion]]:
    """Return the criteria of pursuits in their order, in one query."""
    found: dict[int, list[PursuitCriterion]] = defaultdict(list)
    for row in PursuitCriterion.objects.filter(pursuit__in=list(pursuits)).order_by("pursuit", "place"):
        found[row.pursuit].append(row)
    return found


def reached(rows: Iterable[PursuitCriterion], today: date) -> rules.Reached:
    """Return how far a pursuit with these criteria is."""
    return rules.reached([rules.Criterion(one.state == "met", one.evidence, one.due) for one in rows], today)


def entries_of(row: Pursuit) -> list[PursuitEntry]:
    """Return what was entered at a pursuit, oldest first."""
    return list(PursuitEntry.objects.filter(pursuit=row.pk).order_by("pk"))


def open_criteria(actor: Actor, posts: Iterable[int], until: date) -> list[PursuitCriterion]:
    """Return the open criteria of running pursuits that posts answer for and that are due by a day."""
    running = _mine(actor, Pursuit).filter(state__in=RUNS).values_list("pk", flat=True)
    rows = PursuitCriterion.objects.filter(pursuit__in=running, owner__in=list(posts), state="open", due__lte=until)
    return list(rows.order_by("due", "pk")[: MANY + 1])


def themes(actor: Actor, year: int) -> list[tuple[StudyTheme, int]]:
    """Return the themes of a year with how many meetings served each, in two queries."""
    rows = list(_mine(actor, StudyTheme).filter(month__year=year).order_by("month", "pk")[:MOST])
    meetings = PartyMeeting.objects.filter(theme__in=[row.pk for row in rows]).values("theme")
    many = {one["theme"]: one["n"] for one in meetings.annotate(n=Count("id")).order_by()}
    return [(row, many.get(row.pk, 0)) for row in rows]


def theme_titles(actor: Actor) -> dict[int, str]:
    """Return the titles of the latest themes by number."""
    rows = _mine(actor, StudyTheme).order_by("-month", "-pk")[:MOST]
    return {row.pk: row.title for row in rows}


def meetings(
    actor: Actor, *, kind: str = "", community: int = 0, theme: int = 0, after: str = "", limit: int = PAGE
) -> Page[PartyMeeting]:
    """Return a page of the meetings, what was entered last first."""
    rows = _mine(actor, PartyMeeting)
    for name, value in (("kind", kind), ("community", community), ("theme", theme)):
        if value:
            rows = rows.filter(**{name: value})
    return newest(rows, after, limit)


def access_meeting(actor: Actor, number: int) -> PartyMeeting:
    """Return a meeting that the actor sees; absent and not yours are the same NotFound."""
    row: PartyMeeting = the_one(_mine(actor, PartyMeeting).filter(pk=number))
    return row


def files_of(kind: str, number: int) -> dict[str, Any]:
    """Return the files of an honour, a pursuit or a meeting by their hashes."""
    return {one.sha256: one for one in attachments_of(Ref(kind, number))}


def file_of(actor: Actor, kind: str, number: int, file: int) -> Any:
    """Return a file of an honour, a pursuit or a meeting that the actor may see; raises NotFound."""
    access = {HONOUR: access_honour, PURSUIT: access_pursuit, MEETING: access_meeting}[kind]
    return attachment(file, subject=Ref(kind, access(actor, number).pk))
