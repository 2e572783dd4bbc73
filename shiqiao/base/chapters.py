"""What a report is made of: chapters of tables and charts, the same for a spreadsheet and for paper. Pure.

Whoever tells a chapter gives numbers as numbers; how they are written and drawn is the matter of who makes the files.
All words are in the reader's language: a chapter is told once for each language.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Share:
    """A cell that is a share, 0 to 1 and beyond, shown in percent."""

    value: float


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that tells by how much a figure changed; `points`: it changed by so many hundredths of the whole."""

    value: float
    points: bool = False


Cell = str | int | float | Share | Change | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, how wide it is in characters, and whether it holds words (text) or figures."""

    title: str
    width: int = 12
    text: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing of columns of a table: `labels` names what stands along the axis, `series` are numbers of columns.

    `kind` is bar (things beside each other) or line (one month after the other). The first `most` rows are drawn.
    """

    kind: str
    title: str
    labels: int
    series: tuple[int, ...]
    most: int = 20


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its drawing; `wide` ones are for the spreadsheet alone, paper says so in their place."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    chart: Chart | None = None
    note: str = ""
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter: what it tells in sentences, then its tables."""

    title: str
    says: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True)
class Asked:
    """Of which street and days [since, until) a report tells, at which moment; `held` keeps what was read."""

    street: int
    since: date
    until: date
    at: datetime
    held: dict[str, Any] = field(default_factory=dict, compare=False)

    def once(self, name: str, read: Callable[[], T]) -> T:
        """Return what `read` gives, reading it once for all languages."""
        if name not in self.held:
            self.held[name] = read()
        found: T = self.held[name]
        return found


def share(n: int | Fraction, d: int) -> Share | None:
    """Return n of d as a share, None for nothing of nothing."""
    return Share(float(Fraction(n) / d)) if d else None


def grown(now: int, before: int) -> Change | None:
    """Return by which part a count grew, None where there was nothing before."""
    return Change(float(Fraction(now - before, before))) if before else None


def moved(now: Share | None, before: Share | None) -> Change | None:
    """Return by how many hundredths a share moved, None where one of the two is not known."""
    return Change(now.value - before.value, points=True) if now and before else None


# ── as JSON, in which a report is kept ─────────────────────────────────────────────────────────────────────────────


def plain(chapter: Chapter) -> dict[str, Any]:
    """Return a chapter as JSON holds it; floats come back as they were to the last digit."""
    return {"title": chapter.title, "says": list(chapter.says), "tables": [_plain_table(one) for one in chapter.tables]}


def _plain_table(one: Table) -> dict[str, Any]:
    chart = one.chart
    return {
        "title": one.title, "note": one.note, "wide": one.wide,
        "columns": [[column.title, column.width, column.text] for column in one.columns],
        "rows": [[_plain_cell(cell) for cell in row] for row in one.rows],
        "chart": [chart.kind, chart.title, chart.labels, list(chart.series), chart.most] if chart else None,
    }  # fmt: skip


def _plain_cell(cell: Cell) -> Any:
    if isinstance(cell, Share):
        return {"share": cell.value}
    if isinstance(cell, Change):
        return {"points" if cell.points else "change": cell.value}
    return cell


def read(kept: Mapping[str, Any]) -> Chapter:
    """Read a chapter back."""
    return Chapter(kept["title"], tuple(kept["says"]), tuple(_read_table(one) for one in kept["tables"]))


def _read_table(kept: Mapping[str, Any]) -> Table:
    drawn: Sequence[Any] | None = kept["chart"]
    chart = Chart(drawn[0], drawn[1], drawn[2], tuple(drawn[3]), drawn[4]) if drawn else None
    return Table(
        kept["title"], tuple(Column(*one) for one in kept["columns"]),
        tuple(tuple(_read_cell(cell) for cell in row) for row in kept["rows"]), chart, kept["note"], kept["wide"],
    )  # fmt: skip


def _read_cell(cell: Any) -> Cell:
    if not isinstance(cell, dict):
        return cell  # type: ignore[no-any-return]
    ((kind, value),) = cell.items()
    return Share(value) if kind == "share" else Change(value, points=kind == "points")
