"""The chapter of targets and regulations in the monthly report: as far as the report's month, whatever was entered since."""

from collections.abc import Mapping
from fractions import Fraction

from django.utils.translation import gettext as _

from shiqiao.base.chapters import Asked, Cell, Change, Chapter, Chart, Column, Share, Table
from shiqiao.scenes.plan import kept, numbers, reads
from shiqiao.scenes.plan.models import Actual
from shiqiao.scenes.plan.reads import Standing
from shiqiao.scenes.plan.shown import LIGHTS
from shiqiao.surfaces.desk import words


def chapter(asked: Asked) -> Chapter | None:
    """Tell how targets and regulations stand; None where none are published."""
    standings = asked.once("targets", lambda: _standings(asked))
    rules = asked.once("regulations", lambda: kept.all_kept(asked.street, asked.since, asked.until))
    tables = [table for table in (_targets(standings), _regulations(rules)) if table.rows]
    says = (_("Figures of targets as entered with their papers, up to the report's month."),)
    return Chapter(_("Targets and regulations"), says, tuple(tables)) if tables else None


def _standings(asked: Asked) -> list[Standing]:
    year, month = asked.since.year, asked.since.month
    known = {one.code: reads.number_of(asked.street, "targets", one.code) for one in reads.targets(asked.street)}
    found = reads.figures(asked.street, known.values(), (year - 1, year))
    return [
        reads.standing(one, known[one.code], year, _upto(found.get(known[one.code], {}), year, month))
        for one in reads.targets(asked.street)
    ]  # fmt: skip


def _upto(by_year: Mapping[int, Mapping[int, Actual]], year: int, month: int) -> dict[int, dict[int, Actual]]:
    """Leave out what was entered of later months."""
    return {
        one: {at: row for at, row in months.items() if one < year or at <= month} for one, months in by_year.items()
    }  # fmt: skip


def _targets(standings: list[Standing]) -> Table:
    rows = tuple(_target(one) for one in standings if one.latest or one.asked)
    columns = (
        Column(_("Target"), 22, text=True), Column(_("Unit of measure"), 10, text=True), Column(_("Year's target"), 10),
        Column(_("Figure reached"), 10), Column(_("Through"), 10, text=True), Column(_("Completion"), 10),
        Column(_("Growth"), 9),
        Column(_("Share of the district"), 10), Column(_("Against the straight line"), 20, text=True),
    )  # fmt: skip
    title = _("Targets of the year")
    return Table(title, columns, rows, Chart("bar", title, 0, (5,)))


def _target(one: Standing) -> tuple[Cell, ...]:
    light = _(LIGHTS[one.light][0]) if one.light in LIGHTS else ""
    return (
        words.said(one.target.title), words.said(one.target.unit), float(one.asked.target) if one.asked else None,
        float(one.latest.value) if one.latest else None, numbers.through(one.month, one.target.counted),
        _share(one.completion), None if one.growth is None else Change(float(one.growth)), _share(one.share), light,
    )  # fmt: skip


def _share(value: Fraction | None) -> Share | None:
    return None if value is None else Share(float(value))


def _regulations(rules: list[kept.RegulationKept]) -> Table:
    rows = tuple(
        (words.said(one.regulation.title), len(one.articles), one.kept.measured, one.later, _share(one.kept.progress))
        for one in rules
    )  # fmt: skip
    columns = (
        Column(_("Regulation"), 26, text=True), Column(_("Articles"), 9), Column(_("Measured in the month"), 11),
        Column(_("Not carried out by anything yet"), 13), Column(_("Kept"), 9),
    )  # fmt: skip
    title = _("How far regulations were kept")
    return Table(title, columns, rows, Chart("bar", title, 0, (4,)))
