"""The figures of communities by which the four types are judged: counted from the records, in eight queries for all."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Q

from shiqiao.scenes.employment.fourtypes import share
from shiqiao.scenes.employment.models import Application, Delivery, Enrolment, Job, JobCheck, JobSeeker, Round, Vacancy
from shiqiao.scenes.employment.rules import WITHOUT
from shiqiao.scenes.employment.store import ZONE

YEAR, RECENT = timedelta(days=365), timedelta(days=180)
Counts = dict[int, dict[str, int]]
# Share → how many of how many.
PARTS = {
    "placed_share": ("placed_of", "registered"), "kept_share": ("kept", "checks"), "helped_share": ("helped", "looking"),
    "followed_share": ("followed_in_time", "follow_ups"), "checked_share": ("checked_in_time", "checks"),
}  # fmt: skip
PLAIN = ("registered", "placed", "zero_households", "founders", "start_up_taken", "trained", "vacancies", "taken_on")


def figures(street: int, today: date) -> Mapping[int, dict[str, int | None]]:
    """Return the figures of every community that has any: of the last twelve months, help of the last 180 days.

    Beside each share stand its two counts by the names of `PARTS`.
    """
    since, found = today - YEAR, Counts()
    begins = datetime.combine(since, time(), ZoneInfo(ZONE))
    _add(found, _seekers(street, since, today))
    _add(found, _jobs(street, since))
    _add(found, _checks(street, begins))
    _add(found, _deliveries(street, begins))
    _add(found, _vacancies(street, begins))
    _add(found, _of_seekers(street, "trained", Enrolment.objects.filter(state="completed", ended_at__gte=begins)))
    taken = Application.objects.filter(state__in=("accepted", "over"), decided_at__gte=begins)
    _add(found, _of_seekers(street, "taken_on", taken))
    return {community: _shares(counts) for community, counts in found.items() if community}


def _add(found: Counts, rows: Any) -> None:
    for row in rows:
        found.setdefault(row.pop("community"), {}).update(row)


def served(today: date) -> Any:
    """Return to whom the five were brought in the last 180 days, as a query of their numbers on the register."""
    recent = datetime.combine(today - RECENT, time(), ZoneInfo(ZONE))
    return Round.objects.filter(happened_at__gte=recent).values("seeker")


def _seekers(street: int, since: date, today: date) -> Any:
    rounds, jobs = served(today), Job.objects.values("seeker")
    new, without = Q(registered_on__gte=since), Q(state__in=WITHOUT)
    return JobSeeker.objects.filter(street=street).values("community").annotate(
        registered=Count("pk", filter=new), placed_of=Count("pk", filter=new & Q(pk__in=jobs)),
        looking=Count("pk", filter=without), helped=Count("pk", filter=without & Q(pk__in=rounds)),
        zero_households=Count("household", filter=Q(zero=True), distinct=True),
    )  # fmt: skip


def _jobs(street: int, since: date) -> Any:
    rows = Job.objects.filter(street=street, since__gte=since).values("community")
    return rows.annotate(placed=Count("pk"), founders=Count("pk", filter=Q(kind="self_employed")))


def _checks(street: int, begins: datetime) -> Any:
    rows = JobCheck.objects.filter(street=street, checked_at__gte=begins).values("community")
    return rows.annotate(
        checks=Count("pk"),
        kept=Count("pk", filter=Q(result="still")),
        checked_in_time=Count("pk", filter=Q(late=False)),
    )


def _deliveries(street: int, begins: datetime) -> Any:
    rows = Delivery.objects.filter(street=street, at__gte=begins).values("community")
    done = Q(follow_up="done")
    return rows.annotate(
        start_up_taken=Count("pk", filter=Q(topic="start_up", answer="accepted")), follow_ups=Count("pk", filter=done),
        followed_in_time=Count("pk", filter=done & Q(late=False)),
    )  # fmt: skip


def _vacancies(street: int, begins: datetime) -> Any:
    rows = Vacancy.objects.filter(street=street, community__gt=0, at__gte=begins)
    return rows.values("community").annotate(vacancies=Count("pk"))


def _of_seekers(street: int, name: str, rows: Any) -> list[dict[str, int]]:
    """Count rows that hang on job seekers by the seekers' communities, in two queries."""
    asked = list(rows.filter(street=street).values_list("seeker", flat=True))
    places = dict(JobSeeker.objects.filter(pk__in=asked).values_list("pk", "community"))
    found: dict[int, int] = {}
    for seeker in asked:
        found[places.get(seeker, 0)] = found.get(places.get(seeker, 0), 0) + 1
    return [{"community": community, name: count} for community, count in found.items()]


def _shares(counts: dict[str, int]) -> dict[str, int | None]:
    known = {name: counts.get(name, 0) for name in (*PLAIN, *(one for pair in PARTS.values() for one in pair))}
    return {**known, **{name: share(known[part], known[whole]) for name, (part, whole) in PARTS.items()}}
