"""Leads and premises as an actor may see them; lists by keyset, never a query a row."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils.timezone import localtime

from shiqiao.base.actor import Actor
from shiqiao.base.paging import Page, cut, newest
from shiqiao.base.rows import the_one
from shiqiao.scenes.enterprise.investment import rights, rules
from shiqiao.scenes.enterprise.investment.tables import FloorTaken, Lead, LeadStage, Premises, PremisesFloor

PAGE, CARDS = 25, 12
BY_DAY = frozenset({"mine", "due"})


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list of leads is narrowed to."""

    tab: str = "open"
    stage: str = ""


def leads_of(actor: Actor) -> QuerySet[Lead]:
    """Return the leads that an actor sees: all of the street for office, leaders and auditors; else those of the own posts."""
    rows = Lead.objects.filter(street=actor.street)
    return rows if rights.reads_all(actor) else rows.filter(owner_post__in=sorted(actor.reach.posts))


def _tab(actor: Actor, tab: str, day: date) -> Q:
    opened = ~Q(stage__in=sorted(rules.OVER))
    return {
        "mine": opened & Q(owner_post__in=sorted(actor.reach.posts)), "due": Q(next_on__lte=day), "open": opened,
        "won": Q(stage__in=("signed", "moved_in")), "lost": Q(stage="lost"),
    }.get(tab, Q())  # fmt: skip


def leads(actor: Actor, filters: Filters, at: datetime, *, after: str = "", limit: int = PAGE) -> Page[Lead]:
    """Return a page of leads: those to be touched by the day of their next step, others the newest first."""
    rows = leads_of(actor).filter(_tab(actor, filters.tab, localtime(at).date()))
    rows = rows.filter(stage=filters.stage) if filters.stage else rows
    return by_day(rows, after, limit) if filters.tab in BY_DAY else newest(rows, after, limit)


def by_day(rows: QuerySet[Lead], after: str, limit: int) -> Page[Lead]:
    """Return a page of open leads by the day of their next step; the cursor is that day and the number."""
    day, _sep, number = after.partition("_")
    if number.isascii() and number.isdigit() and (at := _read(day)):
        rows = rows.filter(Q(next_on__gt=at) | Q(next_on=at, pk__gt=int(number[:18])))
    found = list(rows.order_by("next_on", "pk")[: limit + 1])
    return cut(found, limit, lambda row: f"{row.next_on.isoformat()}_{row.pk}")


def _read(day: str) -> date | None:
    try:
        return date.fromisoformat(day)
    except ValueError:
        return None


def board(actor: Actor) -> dict[str, list[Lead]]:
    """Return the leads of each stage, those whose next step comes first; at most `CARDS` + 1 of each, a query a stage."""
    rows = leads_of(actor)
    return {
        stage: list(rows.filter(stage=stage).order_by("next_on", "-id")[: CARDS + 1])
        for stage in (*rules.STAGES, "lost")
    }


def access_lead(actor: Actor, lead: int) -> Lead:
    """Return a lead that the actor sees; absent and not yours are the same NotFound."""
    return the_one(leads_of(actor).filter(pk=lead))


def stages_of(row: Lead) -> list[LeadStage]:
    """Return the stages of a lead, the newest first."""
    return list(LeadStage.objects.filter(lead=row.pk).order_by("-id"))


def premises_of(actor: Actor) -> QuerySet[Premises]:
    """Return the premises that an actor sees: those of the street, for whoever reads all leads."""
    rows = Premises.objects.filter(street=actor.street)
    return rows if rights.reads_all(actor) else rows.none()


def premises(actor: Actor, *, after: str = "", limit: int = PAGE) -> Page[Premises]:
    """Return a page of premises, the newest first."""
    return newest(premises_of(actor), after, limit)


def access_premises(actor: Actor, number: int) -> Premises:
    """Return premises that the actor sees; absent and not yours are the same NotFound."""
    return the_one(premises_of(actor).filter(pk=number))


@dataclass(frozen=True, slots=True)
class FloorNow:
    """A floor as it stands on a day, and to which lead it is let or reserved until when."""

    row: PremisesFloor
    state: str
    lead: int = 0
    until: date | None = None


def floors_of(numbers: Iterable[int], day: date) -> Mapping[int, list[FloorNow]]:
    """Return the floors of premises as they stand on a day; two queries."""
    rows = list(PremisesFloor.objects.filter(premises__in=list(numbers)).order_by("premises", "id"))
    taken = {one.floor: one for one in FloorTaken.objects.filter(floor__in=[r.pk for r in rows], during__contains=day)}
    found: dict[int, list[FloorNow]] = {}
    for row in rows:
        one = taken.get(row.pk)
        state = rules.floor_state(row.own_use, [one.how] if one else [])
        now = FloorNow(row, state, one.lead if one else 0, one.during.upper if one else None)
        found.setdefault(row.premises, []).append(now)
    return found


def taken_by(row: Lead) -> list[tuple[FloorTaken, PremisesFloor]]:
    """Return the floors that are reserved for or let to a lead."""
    found = list(FloorTaken.objects.filter(lead=row.pk).order_by("id"))
    floors = PremisesFloor.objects.in_bulk([one.floor for one in found])
    return [(one, floors[one.floor]) for one in found if one.floor in floors]
