"""The months of a target as a drawing of lines and points, in coordinates of an SVG. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from shiqiao.scenes.plan import rules

WIDTH, HEIGHT = 540, 240
LEFT, RIGHT, TOP, BOTTOM = 72, 14, 14, 38
STEPS = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a month."""

    x: float
    y: float
    month: int
    said: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """Points of the year and of the year before, the straight line, the forecast, and what stands along the axes."""

    now: tuple[Point, ...]
    before: tuple[Point, ...]
    line: tuple[Point, Point] | None
    forecast: tuple[Point, Point] | None
    months: tuple[Point, ...]
    levels: tuple[Point, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM

    @property
    def path(self) -> str:
        """Return the points of the year as a line."""
        return _path(self.now)

    @property
    def path_before(self) -> str:
        """Return the points of the year before as a line."""
        return _path(self.before)


def _path(points: tuple[Point, ...]) -> str:
    return " ".join(f"{one.x},{one.y}" for one in points)


def draw(
    now: Mapping[int, Fraction], before: Mapping[int, Fraction], counted: rules.Counted, *, target: Fraction | None,
    start: Fraction | None, forecast: rules.Forecast | None,
) -> Drawing:  # fmt: skip
    """Lay a year's months out; the scale begins at zero, and has four or five levels."""
    ends = [target, start, forecast.value if forecast else None]
    values = [*now.values(), *before.values(), *(one for one in ends if one is not None)]
    step = _step(max([Fraction(0), *values]))
    low, high = min([Fraction(0), *values]), step * -(-max([Fraction(1, 1000), *values]) // step)

    def at(month: int, value: Fraction, said: str = "") -> Point:
        x = LEFT + (WIDTH - LEFT - RIGHT) * month / rules.YEAR
        y = HEIGHT - BOTTOM - float((value - low) / (high - low)) * (HEIGHT - TOP - BOTTOM)
        return Point(round(x, 1), round(y, 1), month, said)

    line = None
    if target is not None:
        first = start if start is not None else target if counted == "moment" else Fraction(0)
        line = (at(0, first), at(rules.YEAR, target))
    ahead = None
    if forecast and forecast.upon < rules.YEAR:
        ahead = (at(forecast.upon, now[forecast.upon]), at(rules.YEAR, forecast.value))
    levels = tuple(at(0, step * n, _level(step * n)) for n in range(int(high // step) + 1))
    return Drawing(
        tuple(at(month, now[month]) for month in sorted(now)), tuple(at(month, before[month]) for month in sorted(before)),
        line, ahead, tuple(at(month, low) for month in range(1, rules.YEAR + 1)), levels,
    )  # fmt: skip


def _step(most: Fraction) -> Fraction:
    size = Fraction(1, 1000)
    while True:
        for one in STEPS:
            if size * one * 5 >= most:
                return size * one
        size *= 10


def _level(value: Fraction) -> str:
    return f"{float(value):,.10g}"
