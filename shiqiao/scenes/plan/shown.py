"""Targets as they are shown: the table of a year, and one target with its months, its papers and its drawing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from shiqiao.base.actor import Actor
from shiqiao.kernel.people import reads as people
from shiqiao.scenes.plan import chart, numbers, reads, rules
from shiqiao.scenes.plan.definitions import Target
from shiqiao.scenes.plan.models import Actual
from shiqiao.surfaces.desk import words
from shiqiao.surfaces.kit.shapes import FileShown

LIGHTS = {
    "green": (gettext_noop("on the straight line"), "circle-check"),
    "yellow": (gettext_noop("a little behind the line"), "alert-triangle"),
    "red": (gettext_noop("behind the line"), "alert-octagon"),
}
METHODS = {
    "seasonal": gettext_noop(
        "Seasonal: the latest month divided by the share of the whole year that the same month had the year before."
    ),
    "line": gettext_noop("Straight line over the past months of the same year, drawn on to December."),
}
EARLIEST = 2000


def year_of(actor: Actor, given: str, at: datetime) -> int:
    """Return the year asked for, the present one for anything else."""
    today = localdate(at).year
    return int(given) if given.isdigit() and EARLIEST <= int(given) <= today + 10 else today


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A line of the table of a year."""

    title: str
    url: str
    unit: str
    in_charge: str
    asked: str
    value: str
    through: str
    completion: str
    bar: int
    light: str
    light_said: str
    light_icon: str
    growth: str
    share: str
    forecast: str
    forecast_of: str
    invented: bool
    missing: bool


@dataclass(frozen=True, slots=True)
class Tab:
    """A link of a row of tabs."""

    title: str
    url: str
    active: bool


def years(actor: Actor, year: int, at: datetime) -> list[Tab]:
    """Return the years of which there is anything, as tabs."""
    known = sorted({*reads.years_of(actor.street or 0), year, localdate(at).year}, reverse=True)
    return [Tab(str(one), f"?year={one}", one == year) for one in known[:8]]


def rows(actor: Actor, year: int) -> list[TargetRow]:
    """Return the table of a year."""
    units = {one.code: one.id for one in people.units(actor.street or 0)}
    return [row(one, units) for one in reads.standings(actor.street or 0, year)]


def row(one: reads.Standing, units: Mapping[str, int]) -> TargetRow:
    """Return a target's line."""
    target, digits = one.target, one.target.digits
    said, drawing = LIGHTS.get(one.light, ("", ""))
    goal = Fraction(one.asked.target) if one.asked else None
    ahead = one.forecast.value if one.forecast and one.month < rules.YEAR else None
    return TargetRow(
        words.said(target.title), f"{reverse('desk:plan:target', args=[one.number])}?year={one.year}",
        words.said(target.unit), words.unit_title(units.get(target.in_charge, 0)), numbers.figure(goal, digits),
        numbers.figure(one.latest.value, digits) if one.latest else "", numbers.through(one.month, target.counted),
        numbers.percent(_reached(one)), numbers.whole(one.progress), one.light, _(said) if said else "", drawing,
        numbers.signed(one.growth), numbers.percent(one.share), numbers.figure(ahead, digits),
        numbers.percent(rules.completion(ahead, goal)) if ahead is not None and target.better == "up" else "",
        bool((one.asked and one.asked.invented) or (one.latest and one.latest.invented)), one.latest is None,
    )  # fmt: skip


def _reached(one: reads.Standing) -> Fraction | None:
    """Return what is told as completion: of the target, or of the way to it where the year began elsewhere."""
    if one.target.better == "down" or (one.asked and one.asked.start is not None):
        return one.progress
    return one.completion


@dataclass(frozen=True, slots=True)
class Entry:
    """A figure as it was entered, with its paper; `former` was corrected later."""

    row: Actual
    month: str
    value: str
    share: str
    share_from: str
    completion: str
    files: Sequence[FileShown]
    by: str
    former: bool
    correct_url: str


@dataclass(frozen=True, slots=True)
class LongRow:
    """A target over several years."""

    title: str
    span: str
    target: str
    reached: str
    year: int
    completion: str
    bar: int
    source: str
    invented: bool
    years: Sequence[tuple[int, str, bool]]
    full: bool


@dataclass(frozen=True, slots=True)
class TargetPage:
    """One target in a year."""

    number: int
    title: str
    year: int
    row: TargetRow
    target: Target
    source: str
    asked_source: str  # empty for an invented target
    tabs: Sequence[Tab]
    drawing: chart.Drawing | None
    entries: Sequence[Entry]
    longer: Sequence[LongRow]
    method: str
    line: str
    may_enter: bool
    enter_url: str
    tied: Sequence[tuple[str, str]] = ()


def page(actor: Actor, number: int, year: int, at: datetime) -> TargetPage:
    """Return a target's page; raises NotFound."""
    street, target = actor.street or 0, reads.access_target(actor, number)
    found = reads.figures(street, [number], (year - 1, year)).get(number, {})
    stands = reads.standing(target, number, year, found)
    units = {one.code: one.id for one in people.units(street)}
    asked, may = stands.asked, reads.may_enter(actor, target)
    now, before = _plain(found.get(year, {})), _plain(found.get(year - 1, {}))
    return TargetPage(
        number, words.said(target.title), year, row(stands, units), target, words.said(target.source),
        asked.source if asked and not asked.invented else "", years(actor, year, at),
        chart.draw(
            now, before, target.counted, target=Fraction(asked.target) if asked else None,
            start=Fraction(asked.start) if asked and asked.start is not None else None, forecast=stands.forecast,
        ) if now or before else None,
        _entries(target, reads.turns(street, number, year), stands, may),
        [_long(target, one) for one in (reads.long_standing(target, number, street, long) for long in target.longer)],
        _(METHODS[stands.forecast.method]) if stands.forecast and stands.month < rules.YEAR else "",
        numbers.figure(stands.line, target.digits), may, f"{reverse('desk:plan:enter', args=[number])}?year={year}",
    )  # fmt: skip


def _plain(months: Mapping[int, Actual]) -> dict[int, Fraction]:
    return {month: Fraction(row.value) for month, row in months.items()}


def _entries(target: Target, found: Sequence[Actual], stands: reads.Standing, may: bool) -> list[Entry]:
    papers, told, seen = reads.papers(found), [], set()
    goal = Fraction(stands.asked.target) if stands.asked and target.better == "up" else None
    for one in found:
        former = one.month in seen
        seen.add(one.month)
        told.append(_entry(target, one, goal, former, papers.get(one.pk, []), may))
    return told


def _entry(
    target: Target,
    one: Actual,
    goal: Fraction | None,
    former: bool,
    papers: Sequence[reads.files.Attachment],
    may: bool,
) -> Entry:
    said_share = _("as the paper states it") if one.share is not None else ""
    of = numbers.figure(one.district, target.digits)
    return Entry(
        one, numbers.through(one.month, target.counted), numbers.figure(one.value, target.digits),
        numbers.percent(reads.share_of(one)), said_share or (_("of %(figure)s") % {"figure": of} if of else ""),
        numbers.percent(rules.completion(Fraction(one.value), goal)), [_file(one, paper) for paper in papers],
        words.post_named(one.entered_by, one.street) if one.account else _("with the locality's file"), former,
        reverse("desk:plan:correct", args=[one.pk]) if may and not former else "",
    )  # fmt: skip


def _file(row: Actual, paper: reads.files.Attachment) -> FileShown:
    title, drawing = words.FILES.get(paper.kind, (paper.kind, "file-text"))
    url = reverse("desk:plan:paper", args=[row.pk, paper.pk])
    return FileShown(url, row.paper_title, _(title), size(paper.size), drawing)


def size(octets: int) -> str:
    """Say the size of a file."""
    return f"{octets / 1_000_000:.1f} MB" if octets >= 100_000 else f"{max(1, octets // 1000)} KB"


def _long(target: Target, one: reads.LongStanding) -> LongRow:
    longer, digits = one.longer, target.digits
    told = [(year, numbers.figure(value, digits), full) for year, value, full in one.yearly]
    return LongRow(
        words.said(longer.title), f"{longer.since}–{longer.until}", numbers.figure(Decimal(longer.target), digits),
        numbers.figure(one.reached, digits), one.year, numbers.percent(one.completion), numbers.whole(one.completion),
        longer.source, longer.invented, told, any(year == one.year and full for year, _value, full in one.yearly),
    )  # fmt: skip
