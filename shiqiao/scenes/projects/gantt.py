"""Stages and milestones laid out along the days of a project, in percent of its span. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Mark:
    """A milestone on its bar: where it is due, where it was reached (None: not yet), whether it is over its day."""

    due: float
    reached: float | None
    late: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """A stage: the planned bar, the actual one (width 0: not begun), its milestones."""

    title: str
    planned: tuple[float, float]
    actual: tuple[float, float]
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A stage as its rows tell it; `done` is the day its last milestone was reached, None while any is open."""

    title: str
    begins: date
    ends: date
    begun: date | None
    done: date | None
    milestones: tuple[tuple[date, date | None], ...]


@dataclass(frozen=True, slots=True)
class Gantt:
    """All stages, the place of the present day (None outside), and the first and last day."""

    bars: tuple[Bar, ...]
    today: float | None
    since: date
    until: date


def lay_out(lines: Iterable[Line], today: date) -> Gantt | None:
    """Lay stages out; None where there are none."""
    rows = list(lines)
    if not rows:
        return None
    days = [day for one in rows for day in _days(one)]
    since, until = min(days), max(days)
    whole = max(1, (until - since).days)

    def at(day: date) -> float:
        return round((day - since).days * 100 / whole, 2)

    bars = tuple(
        Bar(one.title, (at(one.begins), at(one.ends) - at(one.begins)), _actual(one, today, until, at),
            tuple(Mark(at(due), None if reached is None else at(reached), (reached or today) > due)
                  for due, reached in one.milestones))
        for one in rows
    )  # fmt: skip
    return Gantt(bars, at(today) if since <= today <= until else None, since, until)


def _days(one: Line) -> Iterable[date]:
    yield from (one.begins, one.ends, *(day for day in (one.begun, one.done) if day))
    for due, reached in one.milestones:
        yield from (due, reached or due)


def _actual(one: Line, today: date, until: date, at: object) -> tuple[float, float]:
    if one.begun is None:
        return 0.0, 0.0
    end = one.done or min(today, until)
    return at(one.begun), max(0.0, at(end) - at(one.begun))  # type: ignore[operator]
