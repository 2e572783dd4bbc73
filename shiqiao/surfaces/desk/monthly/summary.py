"""First and last chapter: the month's key figures with how they changed, and what each figure means."""

from datetime import date

from django.utils.translation import gettext as _

from shiqiao.base.chapters import Asked, Cell, Chapter, Chart, Column, Share, Table
from shiqiao.kernel.matters.breakdown import by_month
from shiqiao.kernel.scoring import standings
from shiqiao.kernel.scoring.rules import Indicator, Score, month_before
from shiqiao.surfaces.desk import words
from shiqiao.surfaces.desk.monthly import figures
from shiqiao.surfaces.desk.monthly.figures import (
    broken,
    compared,
    counted,
    counts_cells,
    of_street,
    pairs_of,
    value_cells,
)
from shiqiao.surfaces.desk.monthly.work import standing
from shiqiao.surfaces.desk.scoreacts import indicator_rows

MONTHS = 13
DRAWN = 4  # indicators whose course is drawn


def summary(asked: Asked) -> Chapter:
    """Tell the month's key figures, and the course of the last thirteen months."""
    tables = [_key(asked), _course(asked)]
    drawn = _drawn(asked)
    if drawn:
        tables.append(_rates(asked, drawn))
    return Chapter(_("The month at a glance"), _says(asked), tuple(tables))


def _says(asked: Asked) -> tuple[str, ...]:
    reported, ended, held = broken(asked, "reported"), broken(asked, "ended"), standing(asked)
    said = [
        _("In %(month)s %(reported)s matters were reported and %(ended)s ended; %(open)s were open at the end.")
        % {"month": figures.month(asked.since), "reported": reported[0].all, "ended": ended[0].all, "open": held.all}
    ]
    for course in asked.once("courses", lambda: standings.courses(asked.street)):
        mine = next((one for one in course.months if one.starts == asked.since), None)
        if mine:
            said.append(
                _("%(league)s: rank %(rank)s of %(many)s.")
                % {"league": words.said(standings.title_of(course.league)), "rank": mine.rank, "many": mine.many}
            )
    return tuple(said)


def _key(asked: Asked) -> Table:
    reported, ended, held = broken(asked, "reported"), broken(asked, "ended"), standing(asked)
    rows: list[tuple[Cell, ...]] = [
        (_("Reported"), *counts_cells(*(one.all for one in reported))),
        (_("Matters ended"), *counts_cells(*(one.all for one in ended))),
        (_("Open at the end"), held.all, None, None, None, None),
        (_("of them for more than 30 days"), held.month, None, None, None, None),
    ]
    by = of_street(asked)
    rows += [(words.said(one.title), *value_cells(one, pairs_of(one.code, by))) for one in _weighed(asked)]
    rows.append((_("Score of the street"), *_total(asked)))
    return Table(_("Key figures"), (Column(_("Figure"), 24, text=True), *compared(asked)), tuple(rows), note=_note())


def _note() -> str:
    return _(
        "Changes of numbers are in percent, of shares in percentage points. A dash: there is nothing to compare with."
    )


def _weighed(asked: Asked) -> list[Indicator]:
    """Return the street's indicators that have a weight, in their order."""
    return [one for one in figures.indicators(asked) if one.weight and "street" in one.subjects]


def _total(asked: Asked) -> tuple[Cell, ...]:
    of = figures.spans(asked)
    now, before, year = (_of(figures.scores(asked, "street", *one)) for one in (of.now, of.before, of.year))
    return now, before, _less(now, before), year, _less(now, year)


def _of(found: list[Score]) -> float | None:
    return float(found[0].total) if found and found[0].total is not None else None


def _less(now: float | None, before: float | None) -> float | None:
    return None if now is None or before is None else round(now - before, 2)


def _months(asked: Asked) -> list[date]:
    months = [asked.since]
    while len(months) < MONTHS:
        months.append(month_before(months[-1]))
    return months[::-1]


def _course(asked: Asked) -> Table:
    months = _months(asked)
    found = asked.once("months", lambda: by_month(asked.street, months[0], asked.until))
    rows = tuple((figures.plain_month(one), *found.get(one, (0, 0))) for one in months)
    columns = (Column(_("Month"), 10, text=True), Column(_("Reported"), 10), Column(_("Matters ended"), 10))
    title = _("Reported and ended, month by month")
    return Table(title, columns, rows, Chart("line", title, 0, (1, 2), MONTHS))


def _drawn(asked: Asked) -> list[Indicator]:
    return [one for one in _weighed(asked) if one.per is None][:DRAWN]


def _rates(asked: Asked, drawn: list[Indicator]) -> Table:
    rows = []
    for month in _months(asked):
        by = counted(asked, "street", month, figures.next_month(month)).get(asked.street, {})
        rows.append((figures.plain_month(month), *(figures.value(one, by.get(one.code, (0, 0))) for one in drawn)))
    columns = (Column(_("Month"), 10, text=True), *(Column(words.said(one.title), 14) for one in drawn))
    title = _("Indicators, month by month")
    known = any(isinstance(cell, Share) for row in rows for cell in row)
    series = tuple(range(1, len(drawn) + 1))
    return Table(title, columns, tuple(rows), Chart("line", title, 0, series, MONTHS) if known else None)


def appendix(asked: Asked) -> Chapter:
    """Tell what each indicator counts, with its version, and what the other figures mean."""
    rows = tuple(
        (one.title, one.rule, one.weight, one.line, one.who) for one in indicator_rows(asked.street, asked.since)
    )  # fmt: skip
    columns = (
        Column(_("Indicator"), 18, text=True), Column(_("Formula and source"), 44, text=True),
        Column(_("Weight"), 7, text=True),
        Column(_("Points"), 22, text=True), Column(_("For whom"), 18, text=True),
    )  # fmt: skip
    says = (
        _("Every figure is counted from the records of work; nothing is entered for a report."),
        _("Reported, ended: every registered matter on the local day of its report or end, merged ones and parts too."),
        _("Indicators leave out what their formula says, and matters that an upheld appeal has left out."),
        _("A closed month stays as it was: what changes later is booked as a correction in an open month."),
        _("A running month is compared with whole months."),
    )
    return Chapter(_("Appendix: what the figures mean"), says, (Table(_("Indicators"), columns, rows),))
