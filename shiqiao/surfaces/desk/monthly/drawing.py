"""Charts as SVG, drawn by plain code: bars beside names, lines over months. Told apart without colour, too."""

from collections.abc import Sequence
from html import escape
from math import ceil, floor, log10

from shiqiao.base.chapters import Cell, Change, Chart, Share, Table
from shiqiao.surfaces.desk.monthly.writing import written

WIDE = 480.0  # points
INK, SOFT, RULE = "#1f2a37", "#5b6673", "#d5dbe1"
TONES = ("#1d5a96", "#9cb9d6", "#b5541c", "#3f7d4e", "#7a5aa6")
DASHES = ("", "5 3", "2 2", "8 3 2 3", "1 3")
LABEL = 132.0  # of bars
ROW, BAR = 9.0, 7.5
FONT = "font-family='Noto Sans SC'"


def drawn(table: Table) -> str:
    """Return a table's chart as SVG; empty where nothing can be drawn."""
    chart = table.chart
    rows = table.rows[: chart.most] if chart else ()
    if chart is None or not worth(table):
        return ""
    return (_bars if chart.kind == "bar" else _lines)(table, chart, rows)


def worth(table: Table) -> bool:
    """Tell whether there is anything to compare: two rows or more, and a figure above nought."""
    chart = table.chart
    rows = table.rows[: chart.most] if chart else ()
    return chart is not None and len(rows) > 1 and any(number(row[at]) for row in rows for at in chart.series)


def number(cell: Cell) -> float | None:
    """Return a cell's number, None for words and nothing."""
    if isinstance(cell, Share | Change):
        return cell.value
    return float(cell) if isinstance(cell, int | float) else None


def _svg(high: float, inside: Sequence[str]) -> str:
    body = "".join(inside)
    sizes = f"viewBox='0 0 {WIDE:g} {high:g}' width='{WIDE:g}pt' height='{high:g}pt'"
    return f"<svg xmlns='http://www.w3.org/2000/svg' {sizes}>{body}</svg>"


def _text(x: float, y: float, words: str, *, size: float = 7.5, anchor: str = "start", tone: str = INK) -> str:
    looks = f"{FONT} font-size='{size:g}' text-anchor='{anchor}' fill='{tone}'"
    return f"<text x='{x:.1f}' y='{y:.1f}' {looks}>{escape(words)}</text>"


def _box(x: float, y: float, wide: float, high: float, tone: str) -> str:
    return f"<rect x='{x:.1f}' y='{y:.1f}' width='{max(wide, 0):.1f}' height='{high:.1f}' fill='{tone}'/>"


def _rule(x1: float, y1: float, x2: float, y2: float, *, tone: str = RULE) -> str:
    return f"<line x1='{x1:.1f}' y1='{y1:.1f}' x2='{x2:.1f}' y2='{y2:.1f}' stroke='{tone}' stroke-width='0.6'/>"


def _legend(table: Table, chart: Chart, left: float) -> list[str]:
    """Name each series after a piece of it."""
    parts, x = [], left
    room = (WIDE - left) / len(chart.series) - 24
    for at, column in enumerate(chart.series):
        name = short(table.columns[column].title, room / 8.2)
        if chart.kind == "bar":
            parts.append(_box(x, 3, 12, 7, TONES[at % len(TONES)]))
        else:
            parts += [_stroke([(x, 7), (x + 16, 7)], at), _mark(x + 8, 7, at)]
        parts.append(_text(x + 20, 10, name, size=8, tone=SOFT))
        x += 34 + 8 * sum(1 if ord(letter) > 255 else 0.55 for letter in name)
    return parts


# ── bars ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _bars(table: Table, chart: Chart, rows: Sequence[Sequence[Cell]]) -> str:
    series = chart.series
    step = ROW * len(series) + 5
    most = max(1e-9, *(number(row[at]) or 0 for row in rows for at in series))
    reach = WIDE - LABEL - 46
    parts = _legend(table, chart, LABEL) if len(series) > 1 else []
    top = 18.0 if parts else 4.0
    parts.append(_rule(LABEL, top, LABEL, top + step * len(rows), tone=SOFT))
    for line, row in enumerate(rows):
        y = top + step * line + 2.5
        parts.append(_text(LABEL - 6, y + (step - 5) / 2 + 2.6, short(written(row[chart.labels])), anchor="end"))
        for at, column in enumerate(series):
            value = number(row[column])
            wide = reach * max(value or 0, 0) / most
            parts.append(_box(LABEL + 0.4, y + ROW * at, wide, BAR, TONES[at % len(TONES)]))
            parts.append(_text(LABEL + wide + 4, y + ROW * at + 6.4, written(row[column]), size=6.8, tone=SOFT))
    return _svg(top + step * len(rows) + 4, parts)


def short(words: str, most: float = 16) -> str:
    """Cut words that are too long for their place; a wide letter counts as one, others as half."""
    width, kept = 0.0, ""
    for letter in words:
        width += 1 if ord(letter) > 255 else 0.55
        if width > most:
            return f"{kept}…"
        kept += letter
    return kept


# ── lines ──────────────────────────────────────────────────────────────────────────────────────────────────────────

LEFT, RIGHT, TOP, HIGH = 40.0, 14.0, 20.0, 120.0


def scale(values: Sequence[float]) -> tuple[float, float, float]:
    """Return the lowest and highest mark of an axis and the step between marks: 1, 2 or 5 of a power of ten."""
    low, high = min(0.0, *values), max(values)
    if low == 0 and min(values) > 0.6 * high:  # what moves little is seen from near
        low = min(values) - (high - min(values)) * 0.5 if high > min(values) else min(values) * 0.9
    rough = max(high - low, 1e-9) / 4
    power = 10.0 ** floor(log10(rough))
    step = next(power * one for one in (1, 2, 5, 10) if power * one >= rough * 0.999)
    return floor(low / step) * step, ceil(high / step - 1e-9) * step, step


def _lines(table: Table, chart: Chart, rows: Sequence[Sequence[Cell]]) -> str:
    known = [value for row in rows for at in chart.series if (value := number(row[at])) is not None]
    low, high, step = scale(known)
    high = high if high > low else low + step
    across = (WIDE - LEFT - RIGHT) / max(len(rows) - 1, 1)
    height = lambda value: TOP + HIGH * (1 - (value - low) / (high - low))  # noqa: E731
    parts = _legend(table, chart, LEFT)
    shares = any(isinstance(row[at], Share) for row in rows for at in chart.series)
    for mark in range(round((high - low) / step) + 1):
        value = low + step * mark
        parts.append(_rule(LEFT, height(value), WIDE - RIGHT, height(value)))
        parts.append(
            _text(LEFT - 4, height(value) + 2.6, f"{value:.0%}" if shares else f"{value:g}", anchor="end", tone=SOFT)
        )
    for at, column in enumerate(chart.series):
        for run in _runs([(LEFT + across * n, number(row[column])) for n, row in enumerate(rows)]):
            spots = [(x, height(value)) for x, value in run]
            parts.append(_stroke(spots, at))
            parts += [_mark(x, y, at) for x, y in spots]
    every = 2 if len(rows) > 13 else 1
    parts += [
        _text(LEFT + across * n, TOP + HIGH + 12, written(row[chart.labels]), size=6.6, anchor="middle", tone=SOFT)
        for n, row in enumerate(rows) if n % every == 0
    ]  # fmt: skip
    return _svg(TOP + HIGH + 18, parts)


def _runs(spots: Sequence[tuple[float, float | None]]) -> list[list[tuple[float, float]]]:
    """Split a line where nothing is known."""
    runs: list[list[tuple[float, float]]] = [[]]
    for x, value in spots:
        if value is None:
            runs.append([])
        else:
            runs[-1].append((x, value))
    return [run for run in runs if run]


def _stroke(spots: Sequence[tuple[float, float]], at: int) -> str:
    way = " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)
    dash = f" stroke-dasharray='{DASHES[at % len(DASHES)]}'" if DASHES[at % len(DASHES)] else ""
    return f"<polyline points='{way}' fill='none' stroke='{TONES[at % len(TONES)]}' stroke-width='1.4'{dash}/>"


def _mark(x: float, y: float, at: int) -> str:
    tone = TONES[at % len(TONES)]
    if at % 3 == 0:
        return f"<circle cx='{x:.1f}' cy='{y:.1f}' r='2' fill='{tone}'/>"
    if at % 3 == 1:
        return _box(x - 1.9, y - 1.9, 3.8, 3.8, tone)
    return (
        f"<path d='M{x:.1f} {y - 2.4:.1f} L{x + 2.4:.1f} {y + 1.8:.1f} L{x - 2.4:.1f} {y + 1.8:.1f} Z' fill='{tone}'/>"
    )
