"""How evenly duty is spread: turns, nights, weekends, holidays by person, max − min and Gini. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

SIDES = ("turns", "nights", "weekends", "holidays")


@dataclass(frozen=True, slots=True)
class Counts:
    """How many turns a person has, and how many of them at night, on weekends, on holidays."""

    turns: float = 0
    nights: float = 0
    weekends: float = 0
    holidays: float = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, side) + getattr(other, side) for side in SIDES))

    @classmethod
    def of(cls, *, night: bool, weekend: bool, holiday: bool) -> "Counts":
        """Return what one turn counts."""
        return cls(1, int(night), int(weekend), int(holiday))


@dataclass(frozen=True, slots=True)
class Evenness:
    """One side of fairness: the most and the least that somebody has, the mean, and the Gini coefficient (0: all alike)."""

    most: float
    least: float
    mean: float
    gini: float

    @property
    def apart(self) -> float:
        """Max − min."""
        return self.most - self.least


def gini(values: Iterable[float]) -> float:
    """Return the Gini coefficient of numbers that are not negative: 0 when all are alike, near 1 when one has all."""
    found = sorted(values)
    whole = sum(found)
    if not found or whole <= 0:
        return 0.0
    ranked = sum(rank * value for rank, value in enumerate(found, 1))
    return max(0.0, 2 * ranked / (len(found) * whole) - (len(found) + 1) / len(found))


def evenness(values: Sequence[float]) -> Evenness:
    """Return how evenly numbers are spread."""
    if not values:
        return Evenness(0, 0, 0, 0)
    return Evenness(max(values), min(values), sum(values) / len(values), gini(values))


def figures(counts: Mapping[int, Counts]) -> dict[str, Evenness]:
    """Return each side of fairness over the people of a pool."""
    return {side: evenness([getattr(one, side) for one in counts.values()]) for side in SIDES}


def plain(counts: Mapping[int, Counts]) -> dict[str, dict[str, float]]:
    """Return the figures as they are kept with a roster: rounded, so that the same roster keeps the same figures."""
    return {
        side: {"most": one.most, "least": one.least, "mean": round(one.mean, 2), "gini": round(one.gini, 3)}
        for side, one in figures(counts).items()
    }


def with_newcomers(history: Mapping[int, Counts], pool: Sequence[int]) -> dict[int, Counts]:
    """Return the history of a pool; who has none begins at the mean, so that a newcomer is not flooded with turns."""
    there = [history[one] for one in pool if one in history and history[one].turns > 0]
    if not there:
        return dict.fromkeys(pool, Counts())
    mean = Counts(*(sum(getattr(one, side) for one in there) / len(there) for side in SIDES))
    return {one: history[one] if one in history and history[one].turns > 0 else mean for one in pool}
