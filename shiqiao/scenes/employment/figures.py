"""The figures of communities by which the four types are judged: each is the number of rows that a query finds.

The same query counts a figure and lists it, on its page and in the dossier: a figure cannot say more than its rows.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Min, OuterRef, Subquery

from shiqiao.scenes.employment.fourtypes import share
from shiqiao.scenes.employment.models import Application, Delivery, Enrolment, Job, JobCheck, JobSeeker, Round, Vacancy
from shiqiao.scenes.employment.rules import WITHOUT
from shiqiao.scenes.employment.store import ZONE

YEAR, RECENT = timedelta(days=365), timedelta(days=180)
Rows = Callable[["Span"], Any]


@dataclass(frozen=True, slots=True)
class Span:
    """What is counted: a street, and the days of the last twelve months and of the last 180 days."""

    street: int
    today: date

    @property
    def since(self) -> date:
        """Return the first day of the last twelve months."""
        return self.today - YEAR

    @property
    def begins(self) -> datetime:
        """Return when the last twelve months begin."""
        return _midnight(self.since)


@dataclass(frozen=True, slots=True)
class Counted:
    """How a figure is counted: rows of a sort with their community in `place`; a share is so many of the rows `of`."""

    sort: str
    rows: Rows
    of: Rows | None = None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(ZONE))


def _own(table: Any, span: Span, **where: Any) -> Any:
    return table.objects.filter(street=span.street, **where).annotate(place=F("community"))


def _of_seekers(table: Any, span: Span, **where: Any) -> Any:
    """Rows that hang on job seekers lie where the seeker lives."""
    lives = JobSeeker.objects.filter(pk=OuterRef("seeker")).values("community")[:1]
    return table.objects.filter(street=span.street, **where).annotate(place=Subquery(lives))


def _registered(span: Span) -> Any:
    return _own(JobSeeker, span, registered_on__gte=span.since)


def _jobs(span: Span) -> Any:
    return _own(Job, span, since__gte=span.since)


def _checks(span: Span) -> Any:
    return _own(JobCheck, span, checked_at__gte=span.begins)


def _followed(span: Span) -> Any:
    return _own(Delivery, span, at__gte=span.begins, follow_up="done")


def _looking(span: Span) -> Any:
    return _own(JobSeeker, span, state__in=WITHOUT)


def served(today: date) -> Any:
    """Return to whom the five were brought in the last 180 days, as a query of their numbers on the register."""
    return Round.objects.filter(happened_at__gte=_midnight(today - RECENT)).values("seeker")


def _helped(span: Span) -> Any:
    return _looking(span).filter(pk__in=served(span.today))


def _zero(span: Span) -> Any:
    """One job seeker stands for each household."""
    first = JobSeeker.objects.filter(street=span.street, zero=True).values("community", "household")
    return _own(JobSeeker, span, pk__in=first.annotate(first=Min("pk")).values("first"))


COUNTED: Mapping[str, Counted] = {
    "registered": Counted("seeker", _registered),
    "placed": Counted("job", _jobs),
    "placed_share": Counted(
        "seeker", lambda span: _registered(span).filter(pk__in=Job.objects.filter(street=span.street).values("seeker")),
        _registered,
    ),
    "kept_share": Counted("check", lambda span: _checks(span).filter(result="still"), _checks),
    "zero_households": Counted("seeker", _zero),
    "founders": Counted("job", lambda span: _jobs(span).filter(kind="self_employed")),
    "start_up_taken": Counted(
        "delivery", lambda span: _own(Delivery, span, at__gte=span.begins, topic="start_up", answer="accepted")
    ),
    "trained": Counted(
        "enrolment", lambda span: _of_seekers(Enrolment, span, state="completed", ended_at__gte=span.begins)
    ),
    "vacancies": Counted("vacancy", lambda span: _own(Vacancy, span, community__gt=0, at__gte=span.begins)),
    "taken_on": Counted(
        "application",
        lambda span: _of_seekers(Application, span, state__in=("accepted", "over"), decided_at__gte=span.begins),
    ),
    "helped_share": Counted("seeker", _helped, _looking),
    "followed_share": Counted("delivery", lambda span: _followed(span).filter(late=False), _followed),
    "checked_share": Counted("check", lambda span: _checks(span).filter(late=False), _checks),
}  # fmt: skip


def figures(street: int, today: date) -> Mapping[int, dict[str, int | None]]:
    """Return the figures of every community that has any: two queries a share, one each other figure, for all of them.

    Beside each share stand its two counts, under the names of `parts_of`.
    """
    span, counts = Span(street, today), dict[tuple[str, bool], dict[int, int]]()
    for name, one in COUNTED.items():
        counts[name, True] = _count(one.rows(span))
        counts[name, False] = _count(one.of(span)) if one.of else {}
    places = {place for some in counts.values() for place in some if place}
    return {place: _of_place(counts, place) for place in places}


def _of_place(counts: Mapping[tuple[str, bool], Mapping[int, int]], place: int) -> dict[str, int | None]:
    found: dict[str, int | None] = {name: _figure(name, counts, place) for name in COUNTED}
    for name, one in COUNTED.items():
        if one.of:
            part, whole = parts_of(name)
            found |= {part: counts[name, True].get(place, 0), whole: counts[name, False].get(place, 0)}
    return found


def parts_of(name: str) -> tuple[str, str]:
    """Return under which names the two counts of a share stand beside it."""
    return f"{name}.part", f"{name}.whole"


def _count(rows: Any) -> dict[int, int]:
    return dict(rows.order_by().values("place").annotate(many=Count("pk")).values_list("place", "many"))


def _figure(name: str, counts: Mapping[tuple[str, bool], Mapping[int, int]], place: int) -> int | None:
    found = counts[name, True].get(place, 0)
    return share(found, counts[name, False].get(place, 0)) if COUNTED[name].of else found


def rows_of_figure(street: int, today: date, name: str, community: int) -> tuple[Any, Any]:
    """Return the rows of a figure in a community: those that are looked at, and the numbers of those that count."""
    span, one = Span(street, today), COUNTED[name]
    hits = one.rows(span).filter(place=community)
    return (one.of(span).filter(place=community) if one.of else hits), hits.values("pk")
