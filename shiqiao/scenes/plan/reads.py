"""What is in force, and the figures of targets: current ones, all that were entered, and who may enter."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeVar, cast

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.db import scope
from shiqiao.base.errors import NotFound
from shiqiao.base.rows import the_one
from shiqiao.base.snapshots import snapshot
from shiqiao.kernel.files import reads as files
from shiqiao.kernel.people import reads as people
from shiqiao.kernel.people.belonging import is_part
from shiqiao.scenes.plan import rules
from shiqiao.scenes.plan.definitions import (
    MODELS,
    Document,
    Longer,
    Plan,
    Regulation,
    Regulations,
    Target,
    Targets,
    Year,
)
from shiqiao.scenes.plan.models import Actual, Known, Tie, Version

FILE = "plan_actual"  # what the paper of a figure belongs to
D = TypeVar("D", Targets, Plan, Regulations)


@dataclass(frozen=True)
class _Held:
    documents: Mapping[tuple[int, str], tuple[int, Document]]
    numbers: Mapping[tuple[int, str, str], int]
    codes: Mapping[int, tuple[int, str, str]] = field(default_factory=dict)


@snapshot("plan")
def _held() -> _Held:
    with scope.whole():
        rows = Version.objects.order_by("street", "kind", "-version").distinct("street", "kind")
        documents = {
            (row.street, row.kind): (row.version, cast(Document, MODELS[row.kind].model_validate(row.content)))
            for row in rows
        }
        known = list(Known.objects.values_list("id", "street", "kind", "code"))
    return _Held(
        documents,
        {(street, kind, code): number for number, street, kind, code in known},
        {number: (street, kind, code) for number, street, kind, code in known},
    )


def version(street: int, kind: str) -> int:
    """Return the number of the version in force; 0 where nothing is published."""
    return _held().documents.get((street, kind), (0, None))[0]


def _document(street: int, kind: str) -> Document | None:
    return _held().documents.get((street, kind), (0, None))[1]


def number_of(street: int, kind: str, code: str) -> int:
    """Return the number of a published code (kind: targets, plan, regulations); 0 for none."""
    return _held().numbers.get((street, kind, code), 0)


def code_of(street: int, kind: str, number: int) -> str:
    """Return the code behind a number of a street; empty for none, or another street's."""
    found = _held().codes.get(number)
    return found[2] if found and found[:2] == (street, kind) else ""


def targets(street: int) -> tuple[Target, ...]:
    """Return the targets in force, in their order."""
    found = _document(street, "targets")
    return found.targets if isinstance(found, Targets) else ()


def plan(street: int) -> Plan | None:
    """Return the plan in force."""
    found = _document(street, "plan")
    return found if isinstance(found, Plan) else None


def regulations(street: int) -> tuple[Regulation, ...]:
    """Return the regulations in force, in their order."""
    found = _document(street, "regulations")
    return found.regulations if isinstance(found, Regulations) else ()


def access_target(actor: Actor, number: int) -> Target:
    """Return a target of the actor's street; raises NotFound."""
    code = code_of(actor.street or 0, "targets", number)
    found = next((one for one in targets(actor.street or 0) if one.code == code), None)
    if found is None:
        raise NotFound
    return found


def access_regulation(actor: Actor, number: int) -> Regulation:
    """Return a regulation of the actor's street; raises NotFound."""
    code = code_of(actor.street or 0, "regulations", number)
    found = next((one for one in regulations(actor.street or 0) if one.code == code), None)
    if found is None:
        raise NotFound
    return found


def may_enter(actor: Actor, target: Target) -> bool:
    """Tell whether the actor acts for a post of the unit in charge (or of a part of it)."""
    street = actor.street or 0
    unit = next((one.id for one in people.units(street) if one.code == target.in_charge), 0)
    return bool(unit) and any(is_part(people.post(post).unit, unit) for post in actor.reach.posts)


# ── figures ────────────────────────────────────────────────────────────────────────────────────────────────────────

Figures = Mapping[int, Mapping[int, Mapping[int, Actual]]]  # target → year → month


def figures(street: int, numbers: Iterable[int], years: Iterable[int]) -> Figures:
    """Return the figures that stand: of every month the latest turn, in one query."""
    rows = Actual.objects.filter(street=street, target__in=list(numbers), year__in=list(years))
    found: dict[int, dict[int, dict[int, Actual]]] = defaultdict(lambda: defaultdict(dict))
    for row in rows.order_by("target", "year", "month", "-turn").distinct("target", "year", "month"):
        found[row.target][row.year][row.month] = row
    return found


def turns(street: int, number: int, year: int) -> list[Actual]:
    """Return all that was entered of a target in a year, by month, the latest turn first."""
    return list(Actual.objects.filter(street=street, target=number, year=year).order_by("month", "-turn"))


def years_entered(street: int) -> list[int]:
    """Return the years of which figures stand, the latest first."""
    rows = Actual.objects.filter(street=street).values_list("year", flat=True)
    return list(rows.distinct().order_by("-year"))


def years_of(street: int) -> list[int]:
    """Return the years of which there is anything, targets or figures, the latest first."""
    planned = {year.year for one in targets(street) for year in one.years}
    return sorted(planned | set(years_entered(street)), reverse=True)


def access_actual(actor: Actor, number: int) -> Actual:
    """Return a figure of the actor's street; raises NotFound."""
    return the_one(Actual.objects.filter(street=actor.street or 0, pk=number))


def papers(rows: Iterable[Actual]) -> Mapping[int, list[files.Attachment]]:
    """Return the papers of figures by their number, in one query."""
    return files.attachments_of_many(FILE, [row.pk for row in rows])


def paper(row: Actual, number: int) -> files.Attachment:
    """Return one paper of a figure; raises NotFound."""
    return files.attachment(number, subject=Ref(FILE, row.pk))


# ── how a target stands ────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Standing:
    """How a target stands in a year by its latest month: exact fractions, None for what cannot be said."""

    target: Target
    number: int
    year: int
    asked: Year | None
    latest: Actual | None = None
    before: Actual | None = None
    completion: Fraction | None = None
    progress: Fraction | None = None
    share: Fraction | None = None
    growth: Fraction | None = None
    light: str = ""
    line: Fraction | None = None
    forecast: rules.Forecast | None = None

    @property
    def month(self) -> int:
        """Return the latest month; 0 for none."""
        return self.latest.month if self.latest else 0


def standings(street: int, year: int, only: Iterable[str] | None = None) -> list[Standing]:
    """Return how the targets in force stand in a year, in their order; two queries for all of them."""
    wanted = None if only is None else set(only)
    known = [one for one in targets(street) if wanted is None or one.code in wanted]
    numbers = {one.code: number_of(street, "targets", one.code) for one in known}
    found = figures(street, numbers.values(), (year - 1, year))
    return [standing(one, numbers[one.code], year, found.get(numbers[one.code], {})) for one in known]


def standing(target: Target, number: int, year: int, by_year: Mapping[int, Mapping[int, Actual]]) -> Standing:
    """Reckon how a target stands from its figures of the year and the year before."""
    asked, now, past = target.year(year), by_year.get(year, {}), by_year.get(year - 1, {})
    if not now:
        return Standing(target, number, year, asked)
    last = max(now)
    latest, before = now[last], past.get(last)
    value = Fraction(latest.value)
    goal = Fraction(asked.target) if asked else None
    start = Fraction(asked.start) if asked and asked.start is not None else None
    line = rules.expected(goal, last, target.counted, start) if goal is not None else None
    return Standing(
        target, number, year, asked, latest, before, rules.completion(value, goal),
        rules.progress(value, goal, start, target.better), share_of(latest),
        value / Fraction(before.value) - 1 if before and before.value else None,
        rules.light(value, line, target.better) if line is not None else "", line,
        _foretold(target, _plain(now), _plain(past)),
    )  # fmt: skip


def _foretold(target: Target, now: rules.Months, past: rules.Months) -> rules.Forecast | None:
    least = min([Fraction(0), *now.values()])
    most = Fraction(target.most) if target.most is not None else None
    return rules.bounded(rules.forecast(now, past, target.counted), least, most)


def _plain(months: Mapping[int, Actual]) -> dict[int, Fraction]:
    return {month: Fraction(row.value) for month, row in months.items()}


def share_of(row: Actual) -> Fraction | None:
    """Return the street's share of the district: reckoned from the district's figure, else as the paper states it."""
    if row.district:
        return Fraction(row.value) / Fraction(row.district)
    return Fraction(row.share) / 100 if row.share is not None else None


@dataclass(frozen=True)
class LongStanding:
    """How a target over several years stands: what was reached so far, in which year, and what the present year promises."""

    longer: Longer
    reached: Fraction | None
    year: int
    completion: Fraction | None
    yearly: tuple[tuple[int, Fraction | None, bool], ...]


def long_standing(target: Target, number: int, street: int, longer: Longer) -> LongStanding:
    """Reckon a target over several years from its figures: by the latest year, or by all years together."""
    span = range(longer.since, longer.until + 1)
    found = figures(street, [number], span).get(number, {})
    yearly = tuple(
        (year, Fraction(months[max(months)].value) if (months := found.get(year)) else None,
         bool(months) and max(months or {0: 0}) == rules.YEAR)
        for year in span
    )  # fmt: skip
    known = [(year, value) for year, value, _ in yearly if value is not None]
    if not known:
        return LongStanding(longer, None, 0, None, yearly)
    reached = known[-1][1] if longer.counts == "last_year" else sum((value for _, value in known), Fraction(0))
    return LongStanding(
        longer, reached, known[-1][0], rules.completion(reached, Fraction(longer.target)), yearly
    )  # fmt: skip


def ties(street: int, line: str | None = None) -> list[Tie]:
    """Return what else is tied to lines of the plan now."""
    rows = Tie.objects.filter(street=street, untied_at=None)
    return list((rows if line is None else rows.filter(line=line)).order_by("id"))
