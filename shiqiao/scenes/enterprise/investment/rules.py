"""Investment decided in memory: the order of stages, why leads are lost, how a floor stands. Pure."""

from collections.abc import Iterable
from datetime import date, datetime

STAGES = ("lead", "intent", "negotiation", "signed", "moved_in")
OVER = frozenset({"moved_in", "lost"})
SOURCES = ("visit", "offer", "recommended", "fair", "online", "other")
REASONS = ("rent", "area", "site", "timing", "policy", "elsewhere", "other")
RESERVED_DAYS = 60  # a reservation ends by itself, so that no floor stands empty for a word
LONGEST_LET = 3660  # days


def follows(stage: str) -> str:
    """Return the stage that comes after one, empty at the end and for a lost lead."""
    at = STAGES.index(stage) if stage in STAGES else len(STAGES)
    return STAGES[at + 1] if at + 1 < len(STAGES) else ""


def floor_state(own_use: bool, taken: Iterable[str]) -> str:
    """Return how a floor stands on a day: own use, let, reserved or free; `taken` is how it is taken on that day."""
    if own_use:
        return "own"
    return next(iter(taken), "free")


def days_in(since: datetime, until: datetime | None, at: datetime) -> int:
    """Return the whole days that a stage lasted, or has lasted so far."""
    return max(0, ((until or at) - since).days)


def light(next_on: date | None, today: date) -> str:
    """Return the light of a next step: red when its day has passed, yellow within three days, green later, grey for none."""
    if next_on is None:
        return "grey"
    left = (next_on - today).days
    return "red" if left < 0 else "yellow" if left <= 3 else "green"
