"""The standard of a model window: each criterion counted from records for a half-year, for all counters in few queries."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, F, Q, Sum
from django.utils.timezone import make_aware

from shiqiao.scenes.hall.counters import counters
from shiqiao.scenes.hall.fives.checklists import CriterionSaid, Standard
from shiqiao.scenes.hall.fives.plugs import waits
from shiqiao.scenes.hall.fives.publishing import five_s_of
from shiqiao.scenes.hall.fives.rules import Criterion, Standing, half_span, standing
from shiqiao.scenes.hall.fives.tables import FiveSFinding, FiveSRound, ModelWindow
from shiqiao.scenes.hall.models import Affair
from shiqiao.scenes.hall.rules import RESIDENTS

Counts = Mapping[int, tuple[int, int]]
# What of affairs taken in within the half-year counts, and which of them hit.
AFFAIRS: Mapping[str, tuple[Q, Q]] = {
    "satisfied": (Q(rated_way__in=RESIDENTS), Q(stars__gte=4)),
    "in_time": (Q(decided_at__isnull=False), Q(late=False)),
    "at_once": (Q(state="delivered"), Q(at_once=True)),
    "no_vain_trip": (Q(state="delivered"), Q(our_trips=0)),
}


@dataclass(frozen=True, slots=True)
class Span:
    """A half-year as moments: [since, until), counted up to `at`."""

    half: str
    first: date
    after: date
    at: datetime

    @classmethod
    def of(cls, half: str, at: datetime) -> "Span":
        """Return a half-year; raises ValueError."""
        return cls(half, *half_span(half), at)

    @property
    def since(self) -> datetime:
        """Return its first moment."""
        return make_aware(datetime.combine(self.first, time()))

    @property
    def until(self) -> datetime:
        """Return the moment after its last one."""
        return make_aware(datetime.combine(self.after, time()))

    @property
    def months(self) -> list[date]:
        """Return the months of it that have begun."""
        found, month = [], self.first
        while month < self.after and make_aware(datetime.combine(month, time())) <= self.at:
            found.append(month)
            month = (month + timedelta(days=32)).replace(day=1)
        return found


@dataclass(frozen=True)
class Window:
    """A counter against the standard in a half-year, with what was decided, if somebody has."""

    station: int
    criteria: tuple[Criterion, ...]
    standing: Standing
    decided: ModelWindow | None = None


def rounds_in(street: int, span: Span) -> Q:
    """Return the condition of rounds that are scored in a half-year: finished, by somebody from elsewhere."""
    return Q(street=street, own=False, finished_at__gte=span.since, finished_at__lt=span.until)


def due_in(street: int, span: Span) -> Q:
    """Return the condition of findings whose term ended in a half-year, or that were put right before."""
    over = Q(state="closed") | Q(due_at__lte=span.at)
    return Q(street=street, found_at__gte=span.since, found_at__lt=span.until) & over


IN_TIME = Q(late=False) & ~Q(state="open")


def _affairs(street: int, span: Span) -> Mapping[str, Counts]:
    """Count all criteria of affairs in one query."""
    sums = {
        f"{code}_{n}": Count("id", filter=of & hit if n else of) for code, (of, hit) in AFFAIRS.items() for n in (0, 1)
    }
    rows = Affair.objects.filter(street=street, taken_at__gte=span.since, taken_at__lt=span.until)
    found = list(rows.values("station").annotate(**sums))
    return {code: {row["station"]: (row[f"{code}_1"], row[f"{code}_0"]) for row in found} for code in AFFAIRS}


def _five_s(street: int, span: Span) -> Counts:
    rows = FiveSRound.objects.filter(rounds_in(street, span)).values("station")
    return {row["station"]: (row["n"], row["d"]) for row in rows.annotate(n=Sum("points"), d=Sum("possible"))}


def _fixed(street: int, span: Span) -> Counts:
    rows = FiveSFinding.objects.filter(due_in(street, span)).values("station")
    return {row["station"]: (row["n"], row["d"]) for row in rows.annotate(n=Count("id", filter=IN_TIME), d=Count("id"))}


def _walked(street: int, span: Span) -> Counts:
    rows = FiveSRound.objects.filter(rounds_in(street, span)).values("station")
    found = rows.annotate(n=Count(F("finished_at__month"), distinct=True))
    return {row["station"]: (min(row["n"], len(span.months)), len(span.months)) for row in found}


def _waited(street: int, span: Span) -> Counts:
    plugged = waits()
    return plugged.counts(street, span.since, min(span.until, span.at)) if plugged else {}


OTHERS: Mapping[str, Callable[[int, Span], Counts]] = {
    "five_s": _five_s, "fixed_in_time": _fixed, "walked": _walked, "waits": _waited,
}  # fmt: skip


def counted(street: int, rules: Standard, span: Span) -> Mapping[str, Counts]:
    """Return by measure what is counted at each counter, as far as the standard asks for it."""
    asked = {one.measure for one in rules.criteria}
    found: dict[str, Counts] = dict(_affairs(street, span)) if asked & AFFAIRS.keys() else {}
    return found | {code: read(street, span) for code, read in OTHERS.items() if code in asked}


def windows(street: int, half: str, at: datetime) -> list[Window]:
    """Return every counter against the standard, in the order of counters; none without a standard."""
    rules, span = five_s_of(street).standard, Span.of(half, at)
    if rules is None:
        return []
    found = counted(street, rules, span)
    decided = {one.station: one for one in ModelWindow.objects.filter(street=street, half=half)}
    return [_window(unit, rules, found, decided.get(unit)) for unit in counters(street)]


def window(street: int, station: int, half: str, at: datetime) -> Window:
    """Return one counter against the standard; one without a standard reaches nothing."""
    nothing = Window(station, (), standing((), 1000))
    return next((one for one in windows(street, half, at) if one.station == station), nothing)


def _window(unit: int, rules: Standard, found: Mapping[str, Counts], decided: ModelWindow | None) -> Window:
    criteria = tuple(_criterion(one, *found.get(one.measure, {}).get(unit, (0, 0))) for one in rules.criteria)
    return Window(unit, criteria, standing(criteria, rules.needed * 10), decided)


def _criterion(one: CriterionSaid, hit: int, of: int) -> Criterion:
    return Criterion(one.code, one.weight, one.thousandths, hit, of, one.least, one.must)
