"""Units, lists, projects, times, bookings and reports as an actor may see them; lists by keyset, never a query a row."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from shiqiao.base.actor import Actor, Ref, system
from shiqiao.base.paging import Page, latest, newest, soonest
from shiqiao.base.rows import the_one
from shiqiao.base.time import now
from shiqiao.kernel.files.reads import attachment, attachments_of_many
from shiqiao.kernel.registry import reads as registry
from shiqiao.kernel.registry.reads import Organisation
from shiqiao.scenes.party import rights
from shiqiao.scenes.party.servicetables import (
    Occasion,
    ReportedIn,
    ServiceBooking,
    ServiceClaim,
    ServiceHours,
    ServiceProject,
)
from shiqiao.scenes.party.store import OCCASION
from shiqiao.scenes.party.tables import (
    JointMeeting,
    JointPresence,
    JointSeat,
    ListItem,
    ListMatch,
    StationedUnit,
    UnitAssessment,
)
from shiqiao.scenes.party.units import ORGANISATION, communities

PAGE, MANY = 25, 400
DELIVERED = Exists(Occasion.objects.filter(project=OuterRef("pk"), state="delivered"))


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to."""

    tab: str = ""
    community: int = 0
    theme: str = ""
    unit: int = 0
    side: str = ""


def number(text: str) -> int:
    """Read a number out of an address; 0 for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def narrowed(query: Mapping[str, str], tabs: Iterable[str]) -> Filters:
    """Read the filters of a page's query string; what is not one is left out."""
    known = list(tabs)
    tab, side = query.get("tab", ""), query.get("side", "")
    return Filters(
        tab if tab in known else known[0], number(query.get("community", "")), query.get("theme", "")[:30],
        number(query.get("unit", "")), side if side in ("need", "resource") else "need",
    )  # fmt: skip


def _own(street: int | None, table: type, filters: Filters) -> QuerySet:  # type: ignore[type-arg]
    rows: QuerySet = table._default_manager.filter(street=street or 0)  # type: ignore[attr-defined,type-arg]
    wanted = {"community": filters.community, "theme": filters.theme}
    return rows.filter(**{name: value for name, value in wanted.items() if value})


# ── projects and times ─────────────────────────────────────────────────────────────────────────────────────────────


def projects(actor: Actor, filters: Filters, *, after: str = "", limit: int = PAGE) -> Page[ServiceProject]:
    """Return a page of the street's service projects, the newest first."""
    rows = _own(actor.street, ServiceProject, filters)
    if filters.unit:
        rows = rows.filter(unit=filters.unit)
    if filters.tab == "open":
        rows = rows.filter(state="open")
    elif filters.tab == "landed":
        rows = rows.filter(DELIVERED)
    elif filters.tab == "due":
        rows = rows.filter(Exists(Occasion.objects.filter(project=OuterRef("pk"), state="open", ends_at__lt=now())))
    return newest(rows, after, limit)


def access_project(actor: Actor, number: int) -> ServiceProject:
    """Return a service project of the actor's street; raises NotFound."""
    return the_one(ServiceProject.objects.filter(pk=number, street=actor.street or 0))


def occasions_of(project: int) -> list[Occasion]:
    """Return the times of a project, the latest first."""
    return list(Occasion.objects.filter(project=project).order_by("-starts_at")[:MANY])


def access_occasion(actor: Actor, number: int) -> Occasion:
    """Return a time of a project of the actor's street; raises NotFound."""
    return the_one(Occasion.objects.filter(pk=number, street=actor.street or 0))


def bookings_of(actor: Actor, occasion: Occasion) -> list[ServiceBooking]:
    """Return the bookings of a time, by place, for whoever acts for its community; nobody else sees them."""
    if not rights.acts(actor, occasion.community):
        return []
    rows = ServiceBooking.objects.filter(occasion=occasion.pk).exclude(state="cancelled")
    return sorted(rows, key=lambda row: (row.number == 0, row.number, row.pk))


def access_booking(actor: Actor, number: int) -> ServiceBooking:
    """Return a booking for whoever acts for its community; others' are the same NotFound."""
    row = the_one(ServiceBooking.objects.filter(pk=number, street=actor.street or 0))
    rows = Occasion.objects.filter(pk=row.occasion)
    return row if rights.acts(actor, the_one(rows).community) else the_one(ServiceBooking.objects.none())


def photos_of(occasions: Iterable[int]) -> dict[int, list[Any]]:
    """Return the photos of times."""
    return attachments_of_many(OCCASION, occasions)


def photo(actor: Actor, occasion: int, number: int) -> Any:
    """Return one photo of a time; raises NotFound."""
    return attachment(number, subject=Ref(OCCASION, access_occasion(actor, occasion).pk))


def upcoming(street: int, since: datetime, until: datetime, filters: Filters = Filters()) -> list[Occasion]:
    """Return the times between two moments that are not cancelled, in their order."""
    rows = Occasion.objects.filter(street=street, starts_at__gte=since, starts_at__lt=until).exclude(state="cancelled")
    if filters.community:
        rows = rows.filter(community=filters.community)
    if filters.theme:
        themed = ServiceProject.objects.filter(street=street, theme=filters.theme).values("pk")
        rows = rows.filter(project__in=themed)
    return list(rows.order_by("starts_at", "pk")[:MANY])


def projects_by_id(numbers: Iterable[int]) -> dict[int, ServiceProject]:
    """Return projects by their numbers."""
    return ServiceProject.objects.in_bulk(list(set(numbers)))


def unrecorded(actor: Actor, at: datetime, most: int = 100) -> int:
    """Return how many times of the actor's communities have ended without a record, counted no further than `most`."""
    own = rights.headed(actor, communities(actor.street or 0))
    rows = Occasion.objects.filter(community__in=own, state="open", ends_at__lt=at)
    return rows.values("pk")[:most].count() if own else 0


# ── units, meetings, assessments ───────────────────────────────────────────────────────────────────────────────────


def units(actor: Actor, filters: Filters, *, after: str = "", limit: int = PAGE) -> Page[StationedUnit]:
    """Return a page of the street's stationed units, the newest first."""
    rows = StationedUnit.objects.filter(street=actor.street or 0, left_at=None)
    return newest(rows.filter(community=filters.community) if filters.community else rows, after, limit)


def all_units(street: int) -> list[StationedUnit]:
    """Return the stationed units of a street, for choices."""
    return list(StationedUnit.objects.filter(street=street, left_at=None).order_by("pk")[:MANY])


def access_unit(actor: Actor, number: int) -> StationedUnit:
    """Return a stationed unit of the actor's street; raises NotFound."""
    return the_one(StationedUnit.objects.filter(pk=number, street=actor.street or 0))


def names(street: int, numbers: Iterable[int]) -> dict[int, str]:
    """Return the names of units by their numbers, in three queries; names stand in the registry."""
    wanted = sorted(set(numbers) - {0})
    rows = dict(StationedUnit.objects.filter(pk__in=wanted).values_list("pk", "organisation"))
    live = registry.resolved(ORGANISATION, rows.values()) if rows else {}
    firms = registry.rows_of(system("party", street=street), Organisation).filter(pk__in=list(live.values()))
    known = dict(firms.values_list("pk", "name"))
    return {unit: known.get(live.get(one, 0), "—") for unit, one in rows.items()}


def seats_of(units: Iterable[int]) -> list[JointSeat]:
    """Return the seats of units, the latest first."""
    return list(JointSeat.objects.filter(unit__in=list(units)).order_by("-during"))


def seated(units: Iterable[int], day: date) -> set[int]:
    """Return which units have a seat in the joint meeting on a day."""
    rows = JointSeat.objects.filter(unit__in=list(units), during__contains=day)
    return set(rows.values_list("unit", flat=True))


def meetings(actor: Actor, *, after: str = "", limit: int = PAGE) -> Page[JointMeeting]:
    """Return a page of the street's joint meetings, the latest first."""
    return newest(JointMeeting.objects.filter(street=actor.street or 0), after, limit)


def present(numbers: Iterable[int]) -> dict[int, list[int]]:
    """Return the units that came to meetings."""
    found: dict[int, list[int]] = {}
    rows = JointPresence.objects.filter(meeting__in=list(numbers)).order_by("unit")
    for meeting, unit in rows.values_list("meeting", "unit"):
        found.setdefault(meeting, []).append(unit)
    return found


def assessments(actor: Actor, year: int, *, unit: int = 0) -> list[UnitAssessment]:
    """Return the assessments of a year (of one unit: of every year), the best first."""
    rows = UnitAssessment.objects.filter(street=actor.street or 0)
    rows = rows.filter(unit=unit) if unit else rows.filter(year=year)
    return list(rows.order_by("-year", "-total", "unit")[:MANY])


# ── lists and matches ──────────────────────────────────────────────────────────────────────────────────────────────


def items(actor: Actor, filters: Filters, day: date, *, after: str = "", limit: int = PAGE) -> Page[ListItem]:
    """Return a page of a list, the newest first."""
    rows = _own(actor.street, ListItem, filters).filter(side=filters.side)
    if filters.tab == "open":
        rows = rows.filter(state="open", until__gte=day)
    return newest(rows, after, limit)


def access_item(actor: Actor, number: int) -> ListItem:
    """Return a line of a list of the actor's street; raises NotFound."""
    return the_one(ListItem.objects.filter(pk=number, street=actor.street or 0))


def matches(actor: Actor, *, after: str = "", limit: int = PAGE) -> Page[ListMatch]:
    """Return a page of needs with the units that may answer them, the latest first."""
    return latest(ListMatch.objects.filter(street=actor.street or 0), "proposed_at", after, limit)


def matches_of(row: ListItem) -> list[ListMatch]:
    """Return the matches of a line, the latest first."""
    return list(ListMatch.objects.filter(**{row.side: row.pk}).order_by("-pk")[:MANY])


def access_match(actor: Actor, number: int) -> ListMatch:
    """Return a match of the actor's street; raises NotFound."""
    return the_one(ListMatch.objects.filter(pk=number, street=actor.street or 0))


def to_claim(actor: Actor, most: int = 100) -> int:
    """Return how many matches of the actor's communities wait to be claimed."""
    own = rights.headed(actor, communities(actor.street or 0))
    rows = ListMatch.objects.filter(community__in=own, state="proposed")
    return rows.values("pk")[:most].count() if own else 0


def lines_by_id(numbers: Iterable[int]) -> dict[int, ListItem]:
    """Return lines of lists by their numbers."""
    return ListItem.objects.in_bulk(list(set(numbers) - {0}))


# ── double reporting ───────────────────────────────────────────────────────────────────────────────────────────────


def reports(actor: Actor, filters: Filters, *, after: str = "", limit: int = PAGE) -> Page[ReportedIn]:
    """Return a page of who reported in: units for everybody in office, members for the head of their community alone."""
    own = rights.headed(actor, communities(actor.street or 0))
    rows = ReportedIn.objects.filter(Q(side="unit") | Q(community__in=own), street=actor.street or 0, ended_at=None)
    return newest(rows.filter(community=filters.community) if filters.community else rows, after, limit)


def access_report(actor: Actor, number: int) -> ReportedIn:
    """Return a report: of a unit for the street's officials, of a member for the community's head; raises NotFound."""
    own = rights.headed(actor, communities(actor.street or 0))
    rows = ReportedIn.objects.filter(Q(side="unit") | Q(community__in=own), street=actor.street or 0)
    return the_one(rows.filter(pk=number))


def members_by_community(street: int) -> dict[int, int]:
    """Return how many members have reported in at each community: a number, nobody's name."""
    rows = ReportedIn.objects.filter(street=street, side="member", ended_at=None).values_list("community", flat=True)
    found: dict[int, int] = {}
    for one in rows:
        found[one] = found.get(one, 0) + 1
    return found


def claims_of(report: ReportedIn) -> list[ServiceClaim]:
    """Return the services that somebody claimed."""
    return list(ServiceClaim.objects.filter(reported=report.pk).order_by("pk"))


def hours_of(report: ReportedIn) -> list[ServiceHours]:
    """Return the hours of somebody, the latest first."""
    return list(ServiceHours.objects.filter(reported=report.pk).order_by("-served_on", "-pk")[:MANY])


def access_hours(actor: Actor, number: int) -> ServiceHours:
    """Return hours of service that the actor may see; raises NotFound."""
    row = the_one(ServiceHours.objects.filter(pk=number, street=actor.street or 0))
    access_report(actor, row.reported)
    return row


def hours_waiting(actor: Actor, *, after: str = "", limit: int = PAGE) -> Page[ServiceHours]:
    """Return a page of hours that wait for the actor to confirm them, the longest waiting first."""
    own = rights.headed(actor, communities(actor.street or 0))
    return soonest(ServiceHours.objects.filter(community__in=own, state="waiting"), "at", after, limit)


def confirmed_minutes(reports: Iterable[int], since: date | None = None) -> dict[int, int]:
    """Return the confirmed minutes of service of each report."""
    rows = ServiceHours.objects.filter(reported__in=list(reports), state="confirmed")
    if since:
        rows = rows.filter(served_on__gte=since)
    found: dict[int, int] = {}
    for one, minutes in rows.values_list("reported", "minutes"):
        found[one] = found.get(one, 0) + minutes
    return found


def soon(at: datetime) -> datetime:
    """Return until when the calendar looks ahead from a moment."""
    return at + timedelta(days=45)


def came_to(occasions: Sequence[int]) -> dict[int, int]:
    """Return by occasion how many who booked came."""
    rows = ServiceBooking.objects.filter(occasion__in=occasions, state="came")
    return dict(rows.order_by().values_list("occasion").annotate(many=Count("pk")))


def rated(project: int, limit: int) -> list[ServiceBooking]:
    """Return bookings of a project whose resident has rated it, the latest first."""
    rows = ServiceBooking.objects.filter(project=project, stars__isnull=False)
    return list(rows.order_by("-rated_at")[:limit])
