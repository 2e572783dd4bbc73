"""Figures of a street: how much is open and how it stands; `figures` may be seen by anybody, `open_by` by who leads."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from shiqiao.kernel.matters.models import Matter

MOST = 999


@dataclass(frozen=True, slots=True)
class Figures:
    """Open matters of a street by light, and what came in and was closed today; each counted up to `MOST` + 1."""

    late: int
    today: int
    later: int
    paused: int
    reported: int
    closed: int


def figures(street: int, *, at: datetime, begins: datetime, ends: datetime) -> Figures:
    """Count a street's matters at a moment of the local day `begins`..`ends`; the caller stands behind the fence."""
    is_open = Q(street=street, done=False)
    return Figures(
        late=_count(is_open & Q(next_due__lt=at)),
        today=_count(is_open & Q(next_due__gte=at, next_due__lt=ends)),
        later=_count(is_open & Q(next_due__gte=ends)),
        paused=_count(is_open & Q(next_due=None)),
        reported=_count(Q(street=street, reported_at__gte=begins, reported_at__lt=ends)),
        closed=_count(Q(street=street, state="closed", ended_at__gte=begins, ended_at__lt=ends)),
    )


def _count(which: Q) -> int:
    """Count no further than needed: an exact count of a large list is what lists must not do."""
    return len(Matter.objects.filter(which).order_by().values_list("id")[: MOST + 1])


BY = {"community": "community", "grid": "grid", "unit": "unit", "person": "holder"}  # columns; nothing else gets in


@dataclass(frozen=True, slots=True)
class OpenWork:
    """What is open with a community, grid, unit or person (0: with nobody): late, due today, all."""

    subject: int
    late: int
    today: int
    all: int


def open_by(street: int, kind: str, *, at: datetime, ends: datetime) -> list[OpenWork]:
    """Count what is open by `kind` (community, grid, unit, person), most late first; `ends` is the end of the local day."""
    late, today = Q(next_due__lt=at), Q(next_due__gte=at, next_due__lt=ends)
    rows = (
        Matter.objects.filter(street=street, done=False)
        .order_by()
        .values_list(BY[kind])
        .annotate(late=Count("id", filter=late), today=Count("id", filter=today), all=Count("id"))
    )
    return sorted((OpenWork(*row) for row in rows), key=lambda one: (-one.late, -one.today, -one.all, one.subject))


def open_in(low: int, high: int, *, at: datetime, ends: datetime) -> dict[int, OpenWork]:
    """Count what is open in each of the streets `low`..`high` in one query; the caller stands behind their fence."""
    late, today = Q(next_due__lt=at), Q(next_due__gte=at, next_due__lt=ends)
    rows = (
        Matter.objects.filter(street__range=(low, high), done=False)
        .order_by()
        .values_list("street")
        .annotate(late=Count("id", filter=late), today=Count("id", filter=today), all=Count("id"))
    )
    return {row[0]: OpenWork(*row) for row in rows}


TAUGHT = ("closed", "reviewed", "archived", "concluded", "answered")


def taught(street: int, most: int) -> list[tuple[str, str]]:
    """Return item and text of a street's newest closed matters, newest first: what people found each to be about."""
    rows = Matter.objects.filter(_teaches(street)).order_by("-id").values_list("item", "text")[:most]
    return [(item, text) for item, text in rows if text.strip()]


def closed_since(street: int, since: datetime | None, most: int) -> int:
    """Count the matters that could teach and ended after a moment, no further than `most`."""
    fresh = _teaches(street) & (Q(ended_at__gt=since) if since else Q())
    return len(Matter.objects.filter(fresh).order_by().values_list("id")[:most])


def _teaches(street: int) -> Q:
    """Parts and merged ones are left out: they repeat the words of another."""
    return Q(street=street, done=True, state__in=TAUGHT, parent=0, duplicate_of=0)
