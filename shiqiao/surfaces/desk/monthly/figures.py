"""What several chapters ask: the three spans that are compared, counts and scores of each, and names."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from shiqiao.base.chapters import Asked, Cell, Column, Share, grown, moved, share
from shiqiao.base.errors import NotFound
from shiqiao.kernel.catalogue.reads import catalogue
from shiqiao.kernel.matters.breakdown import Broken, broken_down
from shiqiao.kernel.scoring import reads as scoring
from shiqiao.kernel.scoring.rules import Indicator, Score, measure, month_before, next_month
from shiqiao.surfaces.desk import words

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Spans:
    """The month, the month before, and the same month of the year before, each as [since, until)."""

    now: tuple[date, date]
    before: tuple[date, date]
    year: tuple[date, date]


def spans(asked: Asked) -> Spans:
    """Return the three spans of a report."""
    before, year = month_before(asked.since), asked.since.replace(year=asked.since.year - 1)
    return Spans((asked.since, asked.until), (before, next_month(before)), (year, next_month(year)))


def three(asked: Asked, name: str, read: Callable[[date, date], Any]) -> tuple[Any, Any, Any]:
    """Return what `read` gives for each of the three spans; read once for all languages."""
    of = spans(asked)
    return asked.once(name, lambda: tuple(read(*one) for one in (of.now, of.before, of.year)))  # type: ignore[return-value]


def broken(asked: Asked, moment: str) -> tuple[Broken, Broken, Broken]:
    """Return what was reported, or ended, broken down, in each of the three spans."""
    return three(asked, f"broken {moment}", lambda since, until: broken_down(asked.street, moment, since, until))


def counted(asked: Asked, kind: str, since: date, until: date) -> Mapping[int, Mapping[str, Pair]]:
    """Return hits and counts by subject and indicator, as scores count them."""
    return asked.once(f"counts {kind} {since}", lambda: scoring.counts(asked.street, kind, since, until))


def of_street(asked: Asked) -> tuple[Mapping[str, Pair], ...]:
    """Return the street's hits and counts by indicator in each of the three spans."""
    return tuple(counted(asked, "street", *one).get(asked.street, {}) for one in _each(asked))


def _each(asked: Asked) -> tuple[tuple[date, date], ...]:
    of = spans(asked)
    return of.now, of.before, of.year


def scores(asked: Asked, kind: str, since: date, until: date) -> list[Score]:
    """Return the scores of a kind of subject."""
    return asked.once(f"scores {kind} {since}", lambda: scoring.scores(asked.street, kind, since, until))


def indicators(asked: Asked) -> tuple[Indicator, ...]:
    """Return the indicators that counted the last day of the report."""
    version = scoring.in_force(asked.street, asked.until - timedelta(days=1))
    return version.table.indicators if version else ()


def value(one: Indicator, pair: Pair) -> Cell:
    """Return an indicator's value as a cell: a share, a number for so many of a base, or how many."""
    n, d = pair
    if one.each is not None:
        return n
    if one.per is None:
        return share(n, d)
    found = measure(one, n, d).value
    return None if found is None else round(float(found), 2)


# ── columns and rows that compare ──────────────────────────────────────────────────────────────────────────────────


def compared(asked: Asked) -> tuple[Column, ...]:
    """Return the columns of a figure that is compared with the month before and the same month of the year before."""
    of = spans(asked)
    return (
        Column(_("In the month"), 10), Column(_("Month before"), 10), Column(_("Up or down"), 9),
        Column(month(of.year[0]), 12), Column(_("Change over a year"), 10),
    )  # fmt: skip


def counts_cells(now: int, before: int, year: int) -> tuple[Cell, ...]:
    """Return the cells of a count that is compared."""
    return now, before, grown(now, before), year, grown(now, year)


def value_cells(one: Indicator, pairs: tuple[Pair, ...]) -> tuple[Cell, ...]:
    """Return the cells of an indicator that is compared."""
    now, before, year = (value(one, pair) for pair in pairs)
    if isinstance(now, Share):
        return now, before, moved(now, _share(before)), year, moved(now, _share(year))
    if one.each is not None:
        return counts_cells(pairs[0][0], pairs[1][0], pairs[2][0])
    return now, before, None, year, None


def _share(cell: Cell) -> Share | None:
    return cell if isinstance(cell, Share) else None


def pairs_of(code: str, by: tuple[Mapping[str, Pair], ...]) -> tuple[Pair, ...]:
    """Return an indicator's counts in each of the three spans."""
    return tuple(one.get(code, (0, 0)) for one in by)


# ── names ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def month(day: date) -> str:
    """Say a month in the reader's language."""
    return date_format(day, "YEAR_MONTH_FORMAT")


def plain_month(day: date) -> str:
    """Say a month so that it stands in a row of months."""
    return day.strftime("%Y-%m")


def item_title(asked: Asked, code: str) -> str:
    """Return what an item of the catalogue is called."""
    try:
        items = asked.once("items", lambda: catalogue(asked.street).items)
    except NotFound:
        return code
    return words.said(items[code].title) if code in items else code


def channel_title(code: str) -> str:
    """Return what a way in is called."""
    return _(words.CHANNELS[code]) if code in words.CHANNELS else code


def grid_title(grid: int) -> str:
    """Return a grid's name; matters of no grid have one too."""
    return words.place(grid) if grid else _("no grid known")


def unit_title(unit: int) -> str:
    """Return a unit's name."""
    return words.unit_title(unit) if unit else _("no unit yet")
