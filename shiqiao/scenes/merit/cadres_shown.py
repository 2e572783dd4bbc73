"""Cadre assessment as it is shown: a person's four sides row by row, and all persons of a street beside each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shiqiao.base.actor import Actor, Ref
from shiqiao.base.errors import NotFound
from shiqiao.base.text import masked
from shiqiao.kernel.notices.actions import mark_subject_read
from shiqiao.kernel.registry.subjects import Shown, show
from shiqiao.kernel.scoring.rules import month_before
from shiqiao.scenes.merit import cadres, conduct, reads, store, words
from shiqiao.scenes.merit.cadres import Line, Period, Sheet
from shiqiao.scenes.merit.rules import Side
from shiqiao.scenes.merit.shown import posts_of
from shiqiao.surfaces.desk.words import person_name, said

OF = {"person": "", "grids": gettext_noop("of the grids answered for"), "unit": gettext_noop("of the department")}


@dataclass(frozen=True, slots=True)
class SideShown:
    """A side: its share in percent (empty: nothing to measure), on how many rows, whether that says too little."""

    code: str
    title: str
    share: str
    bar: int
    rows: int
    little: bool
    lines: Sequence["LineShown"] = ()
    hidden: int = 0


@dataclass(frozen=True, slots=True)
class LineShown:
    """A row: what it is, n of d or a number, the person's and the office's mean, and where it opens."""

    title: str
    of: str
    n: int
    d: int
    counted: bool
    share: str
    bar: int
    office: str
    weight: int
    links: Sequence[tuple[str, str]]
    closed: int
    rule: str


def percent(value: Fraction | None) -> str:
    """Say a share in percent; nothing for none."""
    return "" if value is None else f"{round(100 * value)}%"


def side(code: str, one: Side, lines: Sequence[LineShown] = (), hidden: int = 0) -> SideShown:
    """Return a side in words."""
    return SideShown(
        code, _(words.SIDES[code]), percent(one.share), round(100 * one.share) if one.share is not None else 0, one.rows,
        one.little, lines, hidden,
    )  # fmt: skip


def page(actor: Actor, person: int, period: Period, at: datetime) -> dict[str, Any]:
    """Return what the page of a person shows."""
    sheet = cadres.sheet(actor, person, period, at)
    refs = {
        fact.ref for lines in sheet.lines.values() for line in lines if not line.hidden for fact in line.facts[-12:]
    }
    shown = show(actor, refs)
    sides = [
        side(code, one, [_line(line, period, shown, actor) for line in sheet.lines[code] if not line.hidden],
             sum(line.hidden for line in sheet.lines[code]))
        for code, one in sheet.sides.items()
    ]  # fmt: skip
    remarks = [
        (masked(store.unseal(row.text)), person_name(row.written_by), row.written_at)
        for row in cadres.remarks(actor, person, period)
    ]
    for row in cadres.remarks(actor, person, period):
        mark_subject_read(subject=Ref(store.REMARK, row.id), by=actor, at=at)
    return {
        "person": person, "name": person_name(person), "posts": posts_of(person), "period": period, "sides": sides,
        "remarks": remarks, "tabs": tabs(period, at), "may_remark": reads.leads(actor) and actor.account != person,
        "work": sheet.work, "before": _before(period), "after": _after(period, at),
    }  # fmt: skip


def _line(one: Line, period: Period, shown: dict[Ref, Shown], actor: Actor) -> LineShown:
    evidence, measure = one.evidence, one.measure
    if one.indicator:
        title, rule = said(one.indicator.title), one.indicator.rule
        links, closed = _months(one, period), 0
        office = percent(one.office)
    else:
        kind = conduct.kind_of(evidence.conduct or "")
        title, rule = _(kind.title) if kind else "", ""
        links = [(shown[fact.ref].title, shown[fact.ref].url) for fact in one.facts[-12:] if fact.ref in shown]
        closed = len(one.facts) - len(links)
        office = percent(one.office) if measure.line is None else _mean(one.office)
    return LineShown(
        title, _(OF[evidence.of]) if OF[evidence.of] else "", measure.n, measure.d, measure.line is not None,
        percent(measure.share), round(100 * (measure.share or 0)), office, evidence.weight, links, closed, rule,
    )  # fmt: skip


def _mean(value: Fraction | None) -> str:
    return "" if value is None else f"{float(value):.1f}"


def _months(one: Line, period: Period) -> list[tuple[str, str]]:
    """The rows behind an indicator stand month by month, on the pages of scores."""
    assert one.indicator is not None
    if not one.measure.d:
        return []
    kind = {"grids": "grid"}.get(one.evidence.of, one.evidence.of)
    found = []
    for subject in one.subjects:
        at = reverse("desk:score-rows", args=[kind, subject, one.indicator.code])
        name = "" if kind == "person" else words.named(kind, subject)
        found += [(f"{name} {since:%Y-%m}".strip(), f"{at}?month={since:%Y-%m}") for since, _until in period.months]
    return found[:24]


def tabs(period: Period, at: datetime) -> list[tuple[str, str, bool]]:
    """Return the spans of time: (title, period, active)."""
    day = min(period.until - timedelta(days=1), localdate(at))
    codes = {"month": f"{day:%Y-%m}", "quarter": f"{day.year}-Q{(day.month + 2) // 3}", "year": f"{day.year}"}
    return [(_(words.SPANS[span]), code, span == period.span) for span, code in codes.items()]


def _code(period: Period, day: date) -> str:
    if period.span == "month":
        return f"{day:%Y-%m}"
    return f"{day.year}-Q{(day.month + 2) // 3}" if period.span == "quarter" else f"{day.year}"


def _before(period: Period) -> str:
    return _code(period, month_before(period.since)) if period.since > cadres.EARLIEST else ""


def _after(period: Period, at: datetime) -> str:
    return _code(period, period.until) if period.until <= localdate(at) else ""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person among all."""

    name: str
    posts: str
    url: str
    sides: Sequence[SideShown]


def index(actor: Actor, period: Period, at: datetime) -> dict[str, Any]:
    """Return the persons that an actor sees, each with four sides; nobody is ranked and nothing is added up."""
    found = [_person(one, period) for one in cadres.sheets(actor, period, at)]
    return {
        "rows": sorted(found, key=lambda row: (all(one.little for one in row.sides), row.posts)), "period": period,
        "tabs": tabs(period, at), "before": _before(period), "after": _after(period, at), "all": reads.reads_all(actor),
        "titles": [_(one) for one in words.SIDES.values()],
    }  # fmt: skip


def _person(one: Sheet, period: Period) -> PersonRow:
    url = f"{reverse('desk:merit:cadre', args=[one.person])}?period={period.code}"
    sides = [side(code, found) for code, found in one.sides.items()]
    return PersonRow(person_name(one.person), posts_of(one.person), url, sides)


def remark_of(actor: Actor, number: int) -> tuple[int, str]:
    """Return whose remark a number is and of which period, as far as the actor sees it; raises NotFound."""
    from shiqiao.scenes.merit.models import Remark

    row = Remark.objects.filter(pk=number, street=actor.street or 0).first()
    if row is None or not cadres.sees(actor, row.person):
        raise NotFound
    return row.person, row.period
