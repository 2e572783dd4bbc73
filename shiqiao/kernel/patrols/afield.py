"""How many are on patrol and how often somebody checked in today: numbers for a screen, never who or where."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from shiqiao.kernel.patrols.models import CheckIn, Trail
from shiqiao.kernel.patrols.rules import GOOD

LATELY = timedelta(minutes=45)  # between two points of a round
MOST = 999


@dataclass(frozen=True, slots=True)
class Afield:
    """Persons who gave a sign within `LATELY`, and check-ins of the day; each counted up to `MOST`."""

    persons: int
    check_ins: int


def afield(street: int, grids: Iterable[int], *, begins: datetime, at: datetime) -> Afield:
    """Count who is in the field of a street's grids at a moment of the day that `begins`; the caller is behind the fence."""
    passed = CheckIn.objects.filter(grid__in=list(grids), state__in=GOOD, happened_at__gte=begins, happened_at__lte=at)
    moved = Trail.objects.filter(street=street, recorded_at__gte=at - LATELY, recorded_at__lte=at)
    lately = passed.filter(happened_at__gte=at - LATELY).values_list("account", flat=True).distinct()[:MOST]
    walking = set(lately) | set(moved.values_list("account", flat=True).distinct()[:MOST])
    return Afield(len(walking), passed.order_by()[:MOST].count())
