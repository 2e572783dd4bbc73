"""Pure decisions of campaigns: who may enforce when, what found again means, how far a campaign is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from math import cos, radians

from shiqiao.scenes.projects.campaigns.moves import STRUCK

DEGREE = 111_320.0  # metres in a degree of latitude


def may_enforce(due_at: datetime | None, at: datetime) -> bool:
    """Tell whether the term to put it right oneself is over; before that nobody is enforced (《行政强制法》第四十四条)."""
    return due_at is not None and due_at <= at


def found_again(struck_on: date, today: date, within: int) -> str:
    """Return what a place found again is: `reopened` within so many days of striking off, else a `recurrence`."""
    return "reopened" if (today - struck_on).days <= within else "recurrence"


def metres_apart(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the metres between two near points, longitude and latitude in degrees."""
    east = (one[0] - other[0]) * DEGREE * cos(radians((one[1] + other[1]) / 2))
    north = (one[1] - other[1]) * DEGREE
    return float((east**2 + north**2) ** 0.5)


def box(point: tuple[float, float], metres: float) -> tuple[float, float, float, float]:
    """Return west, south, east and north of the square that holds all within some metres of a point."""
    north = metres / DEGREE
    east = north / cos(radians(point[1]))
    return point[0] - east, point[1] - north, point[0] + east, point[1] + north


@dataclass(frozen=True, slots=True)
class Cell:
    """Items of a community in a state: how many, how large, how many of them found late."""

    community: int
    state: str
    items: int
    area: Decimal
    late_found: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a campaign is, by items and by area; dismissed items count in neither. Shares in tenths of a percent."""

    items: int
    struck: int
    area: Decimal
    struck_area: Decimal
    late_found: int

    @property
    def share(self) -> int | None:
        """Return the share of items struck off; None without items."""
        return self.struck * 1000 // self.items if self.items else None

    @property
    def area_share(self) -> int | None:
        """Return the share of the area struck off; None without area."""
        return int(self.struck_area * 1000 / self.area) if self.area else None


def progress(cells: Iterable[Cell]) -> Progress:
    """Add cells up."""
    standing = [one for one in cells if one.state != "dismissed"]
    done = [one for one in standing if one.state in STRUCK]
    return Progress(
        sum(one.items for one in standing), sum(one.items for one in done),
        sum((one.area for one in standing), Decimal(0)), sum((one.area for one in done), Decimal(0)),
        sum(one.late_found for one in standing),
    )  # fmt: skip
