"""The score of each hall and station by month: marks of the rounds of others, less what open and late findings take off."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncMonth
from django.utils.timezone import localdate, localtime, make_aware

from shiqiao.scenes.hall.fives.publishing import five_s_of
from shiqiao.scenes.hall.fives.rules import SENSES, Stand, deduction, missed, month_score
from shiqiao.scenes.hall.fives.tables import FiveSFinding, FiveSMark, FiveSRound


@dataclass(frozen=True, slots=True)
class Month:
    """A counter's month: rounds, points of possible, findings, how many are not closed and were late, what that takes off.

    `score` is in tenths of a point of a hundred, None where nobody from elsewhere walked.
    """

    month: date
    rounds: int = 0
    points: int = 0
    possible: int = 0
    found: int = 0
    open: int = 0
    late: int = 0
    off: int = 0
    score: int | None = None


Key = tuple[int, date]


def months_back(at: datetime, many: int) -> list[date]:
    """Return the present month and those before it, the oldest first."""
    found = [localdate(at).replace(day=1)]
    while len(found) < many:
        found.insert(0, (found[0] - timedelta(days=1)).replace(day=1))
    return found


def moments(first: date, last: date) -> tuple[datetime, datetime]:
    """Return the first moment of a month and the one after the end of another."""
    after = (last + timedelta(days=32)).replace(day=1)
    return make_aware(datetime.combine(first, time())), make_aware(datetime.combine(after, time()))


def scores(street: int, months: list[date], at: datetime) -> Mapping[Key, Month]:
    """Return the months of every counter by (counter, month), in two queries."""
    since, until = moments(months[0], months[-1])
    walked = _walked(street, since, until)
    stands = _stands(street, since, until, at)
    rules = five_s_of(street).deductions
    return {
        key: _month(key[1], walked.get(key, {}), stands.get(key, []), rules.open, rules.late)
        for key in walked.keys() | stands.keys()
    }


def _walked(street: int, since: datetime, until: datetime) -> dict[Key, Mapping[str, int]]:
    rows = FiveSRound.objects.filter(street=street, own=False, finished_at__gte=since, finished_at__lt=until)
    grouped = rows.annotate(month=TruncMonth("finished_at")).values("station", "month")
    found = grouped.annotate(rounds=Count("id"), points_sum=Sum("points"), possible_sum=Sum("possible"))
    return {(row["station"], localtime(row["month"]).date()): row for row in found}


def _stands(street: int, since: datetime, until: datetime, at: datetime) -> dict[Key, list[Stand]]:
    rows = FiveSFinding.objects.filter(street=street, own=False, found_at__gte=since, found_at__lt=until)
    found: dict[Key, list[Stand]] = {}
    for station, moment, state, late, due in rows.values_list("station", "found_at", "state", "late", "due_at"):
        key = (station, localtime(moment).date().replace(day=1))
        found.setdefault(key, []).append(Stand(state == "closed", missed(state, late, due, at)))
    return found


def _month(month: date, row: Mapping[str, int], stands: list[Stand], open_costs: int, late_costs: int) -> Month:
    off = deduction(stands, open_costs, late_costs)
    points, possible = row.get("points_sum", 0), row.get("possible_sum", 0)
    return Month(
        month, row.get("rounds", 0), points, possible, len(stands), sum(not one.closed for one in stands),
        sum(one.late for one in stands), off, month_score(points, possible, off),
    )  # fmt: skip


def marks_of(station: int, month: date) -> dict[str, dict[str, tuple[int, int]]]:
    """Return by area and sense the sum of the marks of a counter's month and how many there are."""
    since, until = moments(month, month)
    rounds = FiveSRound.objects.filter(station=station, own=False, finished_at__gte=since, finished_at__lt=until)
    numbers = list(rounds.values_list("pk", flat=True)[:200])
    rows = FiveSMark.objects.filter(round__in=numbers).values("area").annotate(
        many=Count("id"), **{f"{sense}_sum": Sum(sense) for sense in SENSES}
    )  # fmt: skip
    return {row["area"]: {sense: (row[f"{sense}_sum"], row["many"]) for sense in SENSES} for row in rows}


def in_month(month: date) -> Q:
    """Return the condition of findings that were found in a month."""
    since, until = moments(month, month)
    return Q(found_at__gte=since, found_at__lt=until)
