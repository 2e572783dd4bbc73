"""Whether an honour holds, lapses soon or has lapsed; how far a pursuit is. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta


def standing(valid_until: date | None, withdrawn: bool, today: date, warn_days: int) -> str:
    """Return how an honour stands: withdrawn, lapsed, lapsing (within `warn_days`), held. Its last day still counts."""
    if withdrawn:
        return "withdrawn"
    if valid_until is None:
        return "held"
    if valid_until < today:
        return "lapsed"
    return "lapsing" if valid_until <= today + timedelta(days=warn_days) else "held"


def valid_until(given: date, years: int) -> date | None:
    """Return the last day of validity: the day before the same day `years` on; None for 0 years, which is without end."""
    if not years:
        return None
    try:
        return given.replace(year=given.year + years) - timedelta(days=1)
    except ValueError:  # 29 February
        return date(given.year + years, 2, 28)


@dataclass(frozen=True, slots=True)
class Criterion:
    """A criterion as it counts: met or not, with how much evidence, due on which day."""

    met: bool
    evidence: int
    due: date


@dataclass(frozen=True, slots=True)
class Reached:
    """How far a pursuit is."""

    criteria: int = 0
    met: int = 0
    bare: int = 0  # without any evidence
    late: int = 0  # open and past their day

    @property
    def gaps(self) -> int:
        """Criteria that are not met."""
        return self.criteria - self.met

    @property
    def share(self) -> int:
        """Of a hundred criteria, how many are met, rounded down."""
        return 100 * self.met // self.criteria if self.criteria else 0


def reached(rows: Sequence[Criterion], today: date) -> Reached:
    """Count how far a pursuit is."""
    return Reached(
        len(rows), sum(one.met for one in rows), sum(not one.evidence for one in rows),
        sum(not one.met and one.due < today for one in rows),
    )  # fmt: skip
