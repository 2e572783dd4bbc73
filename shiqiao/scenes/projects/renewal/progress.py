"""Progress of a project out of its files: by plot, by state, by day, the thresholds, the projected finish. Few queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncDate

from shiqiao.scenes.projects.renewal import rules
from shiqiao.scenes.projects.renewal.publishing import terms_of
from shiqiao.scenes.projects.renewal.rules import Forecast
from shiqiao.scenes.projects.renewal.store import day_of
from shiqiao.scenes.projects.renewal.tables import Flat, Plot, Renewal, RenewalFile

SIGNED = Q(number__isnull=False)  # an agreement stands
AUDITED = SIGNED & Q(audited_at__isnull=False)  # and another person has passed it: only this counts


@dataclass(frozen=True)
class Standing:
    """How far a plot, or the whole project, is: households and hundredths of a square metre."""

    households: int = 0
    area: int = 0
    signed: int = 0
    signed_area: int = 0
    audited: int = 0
    audited_area: int = 0
    states: Mapping[str, int] | None = None

    def plus(self, other: "Standing") -> "Standing":
        """Return both together."""
        states = dict(self.states or {})
        for state, count in (other.states or {}).items():
            states[state] = states.get(state, 0) + count
        return Standing(
            self.households + other.households, self.area + other.area, self.signed + other.signed,
            self.signed_area + other.signed_area, self.audited + other.audited, self.audited_area + other.audited_area, states,
        )  # fmt: skip


def standings(renewal: int) -> dict[int, Standing]:
    """Return how far each plot is, in one query."""
    rows = RenewalFile.objects.filter(renewal=renewal).values("plot", "state").annotate(
        n=Count("id"), a=Sum("area"), s=Count("id", filter=SIGNED), sa=Sum("area", filter=SIGNED),
        d=Count("id", filter=AUDITED), da=Sum("area", filter=AUDITED),
    )  # fmt: skip
    found: dict[int, Standing] = {}
    for row in rows:
        one = Standing(
            row["n"], row["a"], row["s"], row["sa"] or 0, row["d"], row["da"] or 0, {row["state"]: row["n"]}
        )  # fmt: skip
        found[row["plot"]] = found.get(row["plot"], Standing()).plus(one)
    return found


def whole(rows: Mapping[int, Standing]) -> Standing:
    """Return all plots together."""
    total = Standing(states={})
    for one in rows.values():
        total = total.plus(one)
    return total


def effective(plot: Plot, one: Standing) -> bool:
    """Tell whether the agreements of a plot take effect: audited ones reach both thresholds, exactly."""
    return rules.reached(one.audited, one.households, plot.by_households) and rules.reached(
        one.audited_area, one.area, plot.by_area
    )


@dataclass(frozen=True)
class Finish:
    """When a plot's thresholds will be reached: by households, and by area."""

    households: Forecast
    area: Forecast

    @property
    def day(self) -> date | None:
        """Return the later one of both, None when one is not in sight."""
        days = (self.households.day, self.area.day)
        return None if None in days else max(one for one in days if one)


@dataclass(frozen=True)
class Day:
    """What was signed, and what of it is audited, on a day: households and area; then all up to it."""

    day: date
    signed: int = 0
    signed_area: int = 0
    audited: int = 0
    audited_area: int = 0


Counted = Mapping[date, tuple[int, int]]  # households and area of a day


def signed_by_day(row: Renewal) -> dict[date, tuple[int, int]]:
    """Return the agreements that stand by the day on which they were signed. One query."""
    return _by_day(row, "signed_at", SIGNED).get(0, {})


def audited_by_day(row: Renewal) -> dict[int, dict[date, tuple[int, int]]]:
    """Return the audited agreements of each plot by the day of the audit. One query."""
    return _by_day(row, "audited_at", AUDITED, "plot")


def _by_day(row: Renewal, moment: str, condition: Q, *by: str) -> dict[int, dict[date, tuple[int, int]]]:
    rows = RenewalFile.objects.filter(condition, renewal=row.pk, **{f"{moment}__isnull": False})
    counted = rows.annotate(day=TruncDate(moment)).values_list("day", *by).annotate(n=Count("id"), a=Sum("area"))
    found: dict[int, dict[date, tuple[int, int]]] = {}
    for day, *plot, n, area in counted:
        found.setdefault(plot[0] if plot else 0, {})[day] = (n, area)
    return found


def days(row: Renewal, audits: Mapping[int, Counted], at: datetime) -> list[Day]:
    """Return the signing term day by day up to today, summed up. Agreements that stand, on the day they were signed."""
    if row.sign_from is None or row.sign_until is None:
        return []
    signed, audited = signed_by_day(row), together(audits)
    last = max([min(day_of(at), row.sign_until), *audited])
    found, so_far, day = [], Day(row.sign_from), row.sign_from
    while day <= last:
        s, a = signed.get(day, (0, 0)), audited.get(day, (0, 0))
        so_far = Day(
            day, so_far.signed + s[0], so_far.signed_area + s[1], so_far.audited + a[0], so_far.audited_area + a[1]
        )
        found.append(so_far)
        day += timedelta(days=1)
    return found


def together(audits: Mapping[int, Counted]) -> dict[date, tuple[int, int]]:
    """Return the days of all plots as one."""
    found: dict[date, tuple[int, int]] = {}
    for by_day in audits.values():
        for day, (n, area) in by_day.items():
            known = found.get(day, (0, 0))
            found[day] = (known[0] + n, known[1] + area)
    return found


def forecasts(
    row: Renewal, plots: Sequence[Plot], found: Mapping[int, Standing], audits: Mapping[int, Counted], at: datetime
) -> dict[int, Finish]:
    """Project when each plot's audited agreements reach its thresholds, by the audits of the last days."""
    window, today = terms_of(row.street, row.pk, row.terms).window, day_of(at)
    return {
        plot.pk: _finish(plot, found.get(plot.pk, Standing()), audits.get(plot.pk, {}), today, window) for plot in plots
    }


def _finish(plot: Plot, one: Standing, by_day: Counted, today: date, window: int) -> Finish:
    lack = rules.lacking(one.audited, one.households, plot.by_households)
    lack_area = rules.lacking(one.audited_area, one.area, plot.by_area)
    return Finish(
        rules.forecast({day: n for day, (n, _) in by_day.items()}, lack, today, window),
        rules.forecast({day: a for day, (_, a) in by_day.items()}, lack_area, today, window),
    )


def stock(renewal: int) -> dict[str, dict[str, int]]:
    """Return the house stock: type → state → how many."""
    found: dict[str, dict[str, int]] = {}
    for row in Flat.objects.filter(renewal=renewal).values("type", "state").annotate(n=Count("id")).order_by("type"):
        found.setdefault(row["type"], {})[row["state"]] = row["n"]
    return found
