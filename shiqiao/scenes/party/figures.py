"""What the records tell of units and projects: delivered, how many came, stars, booked again. Nothing here is typed."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max, Min, Q, Sum

from shiqiao.scenes.party.rules import repeat_rate
from shiqiao.scenes.party.servicetables import (
    HAS_PLACE,
    Occasion,
    ReportedIn,
    ServiceBooking,
    ServiceClaim,
    ServiceHours,
)
from shiqiao.scenes.party.tables import JointMeeting, JointPresence


@dataclass(frozen=True, slots=True)
class Figures:
    """A project's record: times delivered, first and last day, who came, stars and by how many, residents and repeats."""

    delivered: int = 0
    landed_on: date | None = None
    last_on: date | None = None
    came: int = 0
    rated: int = 0
    stars: int = 0
    residents: int = 0
    again: int = 0

    @property
    def mean(self) -> str:
        """Return the mean of the stars to one decimal, a dash for none."""
        return f"{self.stars / self.rated:.1f}" if self.rated else "—"


def of_projects(projects: Iterable[int]) -> dict[int, Figures]:
    """Return the figures of projects, in three queries."""
    numbers = list(projects)
    times = Occasion.objects.filter(project__in=numbers, state="delivered").order_by().values("project")
    held = {
        row["project"]: row
        for row in times.annotate(n=Count("pk"), first=Min("starts_at"), last=Max("starts_at"), others=Sum("others"))
    }
    booked = ServiceBooking.objects.filter(project__in=numbers).order_by().values("project")
    told = {
        row["project"]: row
        for row in booked.annotate(came=Count("pk", filter=Q(state="came")), rated=Count("stars"), sum=Sum("stars"))
    }
    people: dict[int, Counter[bytes]] = {}
    for project, blind in _placed(numbers):
        people.setdefault(project, Counter())[bytes(blind)] += 1
    return {one: _figures(held.get(one), told.get(one), people.get(one, Counter())) for one in numbers}


def _placed(numbers: list[int]) -> Iterable[tuple[int, Any]]:
    rows = ServiceBooking.objects.filter(HAS_PLACE, project__in=numbers, phone_blind__isnull=False)
    return rows.values_list("project", "phone_blind")


def _figures(held: Any, told: Any, people: Counter[bytes]) -> Figures:
    residents, again = repeat_rate(people)
    return Figures(
        held["n"] if held else 0,
        held["first"].astimezone().date() if held else None,
        held["last"].astimezone().date() if held else None,
        (held["others"] if held else 0) + (told["came"] if told else 0),
        told["rated"] if told else 0,
        (told["sum"] or 0) if told else 0,
        residents,
        again,
    )


def of_unit(unit: int, year: int, community: int = 0) -> dict[str, float]:
    """Return what the records show of a unit in a year (in one community), by the bases that criteria name."""
    where = {"community": community} if community else {}
    done = Occasion.objects.filter(unit=unit, state="delivered", starts_at__year=year, **where)
    numbers = list(done.values_list("pk", flat=True))
    told = ServiceBooking.objects.filter(occasion__in=numbers, state="came").aggregate(
        n=Count("pk"), rated=Count("stars"), sum=Sum("stars")
    )
    hours = ServiceHours.objects.filter(unit=unit, state="confirmed", served_on__year=year, **where)
    there = ReportedIn.objects.filter(unit=unit, **where).values("pk")
    meetings = JointMeeting.objects.filter(held_on__year=year).values("pk")
    others = done.aggregate(n=Sum("others"))["n"] or 0
    return {
        "projects": done.values("project").distinct().count(),
        "came": others + told["n"],
        "stars": round((told["sum"] or 0) / told["rated"], 1) if told["rated"] else 0,
        "meetings": JointPresence.objects.filter(unit=unit, meeting__in=meetings).count(),
        "hours": round((hours.aggregate(n=Sum("minutes"))["n"] or 0) / 60, 1),
        "claims": ServiceClaim.objects.filter(reported__in=there, claimed_on__year=year).count(),
    }


def landed(street: int, before: date | None = None) -> int:
    """Return how many service projects of a street have been delivered at least once (before a day)."""
    rows = Occasion.objects.filter(street=street, state="delivered")
    if before:
        rows = rows.filter(starts_at__date__lt=before)
    return rows.values("project").distinct().count()
