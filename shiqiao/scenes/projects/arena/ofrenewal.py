"""What renewal gives to an arena, for a project that is one: households with an audited agreement, or moved out, as of a day.

Read from the household files of the same scene, each with the moment at which it came so far; a signature that has not been
audited counts nowhere.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from fractions import Fraction

from django.db.models import Count, Q
from django.utils.timezone import make_aware
from django.utils.translation import gettext_noop

from shiqiao.base.actor import Ref
from shiqiao.scenes.projects.arena.measures import Measure, Row, plug
from shiqiao.scenes.projects.renewal.tables import Renewal, RenewalFile
from shiqiao.scenes.projects.store import KIND, local_day

MOST = 300


def _after(until: date) -> datetime:
    return make_aware(datetime.combine(until + timedelta(days=1), time()))


def _count(moment: str, entrants: Sequence[Ref], until: date) -> Mapping[Ref, Fraction]:
    own = {row.pk: row.project for row in Renewal.objects.filter(project__in=[one.id for one in entrants])}
    reached = Count("id", filter=Q(**{f"{moment}__lt": _after(until)}))
    rows = RenewalFile.objects.filter(renewal__in=list(own)).values("renewal").annotate(hit=reached)
    return {Ref(KIND, own[row["renewal"]]): Fraction(row["hit"]) for row in rows}


def _rows(moment: str, entrant: Ref, until: date) -> Iterable[Row]:
    """Yield the files by their plot and serial number, without anybody's name."""
    renewals = Renewal.objects.filter(project=entrant.id).values("id")
    found = RenewalFile.objects.filter(renewal__in=renewals, **{f"{moment}__lt": _after(until)})
    for row in found.order_by(moment, "id")[:MOST]:
        yield Row(Ref("renewal_file", row.pk), str(row.serial), local_day(getattr(row, moment)), "1")


def audited(entrants: Sequence[Ref], since: date, until: date) -> Mapping[Ref, Fraction]:
    """Return how many households have an audited agreement."""
    return _count("audited_at", entrants, until)


def audited_rows(entrant: Ref, since: date, until: date) -> Iterable[Row]:
    """Yield the files with an audited agreement."""
    return _rows("audited_at", entrant, until)


def vacated(entrants: Sequence[Ref], since: date, until: date) -> Mapping[Ref, Fraction]:
    """Return how many households have moved out."""
    return _count("vacated_at", entrants, until)


def vacated_rows(entrant: Ref, since: date, until: date) -> Iterable[Row]:
    """Yield the files of households that have moved out."""
    return _rows("vacated_at", entrant, until)


def fill() -> None:
    """Plug the measures of renewal in."""
    own = frozenset({KIND})
    plug(Measure("renewal_audited", gettext_noop("Households with an audited agreement"), own, audited, audited_rows))
    plug(Measure("renewal_vacated", gettext_noop("Households that have moved out"), own, vacated, vacated_rows))
