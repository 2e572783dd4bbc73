"""Completion, light and forecast of a target, and how progress rolls up: exact fractions of whole numbers. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

Better = Literal["up", "down"]
Counted = Literal["cumulative", "moment"]
Light = Literal["green", "yellow", "red"]
Months = Mapping[int, Fraction]
NEAR = Fraction(9, 10)  # of what the straight line asks for: from here on yellow, below it red
YEAR = 12


def completion(value: Fraction, target: Fraction | None) -> Fraction | None:
    """Return how much of a target is done: 3.01 of 2.5 is 1.204; None without a target above zero."""
    return value / target if target is not None and target > 0 else None


def clamped(value: Fraction) -> Fraction:
    """Bring a value between nothing and all."""
    return max(Fraction(0), min(Fraction(1), value))


def progress(value: Fraction, target: Fraction | None, start: Fraction | None, better: Better) -> Fraction | None:
    """Return how far a target is reached, 0 to 1, along a straight line from `start` (or from zero).

    Where less is better and no start is known, all is reached as long as the value is within the target.
    """
    if target is None:
        return None
    if start is not None and start != target:
        return clamped((value - start) / (target - start))
    if better == "down":
        return Fraction(1) if value <= target else clamped(target / value)
    return clamped(value / target) if target > 0 else Fraction(value >= target)


def expected(target: Fraction, month: int, counted: Counted, start: Fraction | None) -> Fraction:
    """Return what the straight line asks for at the end of a month: from zero, or from where the year began."""
    if counted == "moment":
        return target if start is None else start + (target - start) * Fraction(month, YEAR)
    return target * Fraction(month, YEAR)


def light(value: Fraction, asked: Fraction, better: Better) -> Light:
    """Tell green, yellow or red against what the straight line asks for: within a tenth is yellow."""
    if (value >= asked) if better == "up" else (value <= asked):
        return "green"
    near = value >= asked * NEAR if better == "up" else value * NEAR <= asked
    return "yellow" if near else "red"


@dataclass(frozen=True, slots=True)
class Forecast:
    """What the end of the year would be, and by which method: seasonal or line; `upon` is the month it stands on."""

    value: Fraction
    method: Literal["seasonal", "line"]
    upon: int


def forecast(months: Months, before: Months, counted: Counted) -> Forecast | None:
    """Reckon the end of the year from its months and those of the year before; None without any month.

    Cumulative: where the year before has the same month and its whole year, by the share that month had then; else on the
    straight line from zero through the latest month. A state at a moment: on the straight line that fits the months best
    (least squares); of one month alone it stays as it is.
    """
    if not months:
        return None
    last = max(months)
    if counted == "cumulative":
        if before.get(last) and before.get(YEAR):
            return Forecast(months[last] * before[YEAR] / before[last], "seasonal", last)
        return Forecast(months[last] * Fraction(YEAR, last), "line", last)
    return Forecast(_fitted(months, YEAR), "line", last)


def bounded(found: Forecast | None, least: Fraction, most: Fraction | None) -> Forecast | None:
    """Keep a forecast within what can be: a straight line goes on below nothing and above a hundred percent."""
    if found is None:
        return None
    value = max(least, found.value)
    return replace(found, value=value if most is None else min(most, value))


def _fitted(months: Months, at: int) -> Fraction:
    many = len(months)
    middle, mean = Fraction(sum(months), many), sum(months.values(), Fraction(0)) / many
    spread = sum(((month - middle) ** 2 for month in months), Fraction(0))
    if not spread:
        return mean
    slope = sum(((month - middle) * (value - mean) for month, value in months.items()), Fraction(0)) / spread
    return mean + slope * (at - middle)


@dataclass(frozen=True, slots=True)
class Rolled:
    """Progress of several things together: `measured` of `many` have one; None where none has."""

    progress: Fraction | None
    measured: int
    many: int


def rolled(parts: Iterable[tuple[Fraction, Fraction | None]]) -> Rolled:
    """Roll (weight, progress) up by weights that are normalised over what can be measured; weights are above zero."""
    known = list(parts)
    told = [(weight, one) for weight, one in known if one is not None]
    total = sum((weight for weight, _ in told), Fraction(0))
    if not total:
        return Rolled(None, 0, len(known))
    return Rolled(sum((weight * one for weight, one in told), Fraction(0)) / total, len(told), len(known))
