"""What was booked and appealed in some days, as counts: for reports that tell how figures changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import connection

from shiqiao.kernel.scoring.models import Correction, Period
from shiqiao.kernel.scoring.watching import WATCHES, given_for


@dataclass(frozen=True, slots=True)
class Booked:
    """Corrections of a closed month for an indicator: how many entries, by how much hits and counts changed."""

    month: date
    indicator: str
    entries: int
    hits: int
    counts: int


def booked(street: int, since: date, until: date) -> list[Booked]:
    """Return the corrections booked on days [since, until), by closed month and indicator."""
    from django.db.models import Count, Sum

    rows = Correction.objects.filter(street=street, day__gte=since, day__lt=until)
    found = (
        rows.values_list("period", "indicator")
        .annotate(Count("id"), Sum("hits"), Sum("counts"))
        .order_by("period", "indicator")
    )
    months: Mapping[int, date] = dict(Period.objects.filter(street=street).values_list("id", "starts"))
    return [Booked(months[period], code, many, hits, counts) for period, code, many, hits, counts in found]


_APPEALED = """SELECT indicator, count(*) FILTER (WHERE {raised}), count(*) FILTER (WHERE {decided} AND state = 'upheld'),
count(*) FILTER (WHERE {decided} AND state = 'dismissed'), count(*) FILTER (WHERE {raised} AND state = 'open')
FROM scoring_appeal WHERE street = %(street)s AND ({raised} OR {decided}) GROUP BY 1 ORDER BY 1"""
_DAYS = "{0} >= %(since)s::timestamp AT TIME ZONE %(zone)s AND {0} < %(until)s::timestamp AT TIME ZONE %(zone)s"


@dataclass(frozen=True, slots=True)
class Appealed:
    """Appeals for an indicator: raised, upheld and dismissed on some days, and those raised then that are still open."""

    indicator: str
    raised: int
    upheld: int
    dismissed: int
    open: int


def appealed(street: int, since: date, until: date) -> list[Appealed]:
    """Return by indicator what was appealed and decided on days [since, until)."""
    sql = _APPEALED.format(raised=_DAYS.format("raised_at"), decided=f"({_DAYS.format('decided_at')})")
    with connection.cursor() as cursor:
        cursor.execute(sql, {"street": street, "since": since, "until": until, "zone": settings.TIME_ZONE})
        return [Appealed(*row) for row in cursor.fetchall()]


def watch_counts(street: int, since: date, until: date) -> dict[str, int]:
    """Return how much each watch found on days [since, until), without naming anything."""
    found = {}
    with connection.cursor() as cursor:
        for code, sql in WATCHES.items():
            cursor.execute(f"SELECT count(*) FROM ({sql}) w", given_for(street, since, until))
            found[code] = int(cursor.fetchone()[0])
    return found
