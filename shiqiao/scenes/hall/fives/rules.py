"""Pure decisions of 5S: which marks stand, what a month is worth, what a criterion gives, who may look again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from math import ceil

SENSES = ("sort", "arrange", "sweep", "keep", "smile")  # 整理 整顿 清扫 清洁 微笑
BEST = 5
STATES = ("open", "fixed", "closed")
# What may be done from where, and where it leads.
MOVES: Mapping[str, tuple[str, str]] = {
    "fix": ("open", "fixed"), "close": ("fixed", "closed"), "send_back": ("fixed", "open"),
}  # fmt: skip
# Why people came in vain: reasons of a further trip that are the counter's.
IN_VAIN = ("approver_away", "system_down", "counter_closed")
BAD_STARS = 2  # at most; the index of affairs rated badly says the same


def moved(do: str, state: str) -> str | None:
    """Return the state to which an act on a finding leads, None where it cannot be done."""
    source, to = MOVES[do]
    return to if state == source else None


def wrong_marks(marks: Mapping[str, int]) -> list[str]:
    """Return the senses whose mark is lacking or outside 0 to 5."""
    return [sense for sense in SENSES if not (isinstance(marks.get(sense), int) and 0 <= marks[sense] <= BEST)]


@dataclass(frozen=True, slots=True)
class Stand:
    """How a finding stands: closed or not, and whether its term was missed."""

    closed: bool
    late: bool


def missed(state: str, late: bool, due_at: datetime, at: datetime) -> bool:
    """Tell whether the term of a finding was missed: it was fixed too late, or is still open after it."""
    return late or (state == "open" and due_at <= at)


def deduction(stands: Iterable[Stand], open_costs: int, late_costs: int) -> int:
    """Return the points that findings take off: each one that is not closed, and each whose term was missed.

    One that was put right in time and closed takes nothing off: finding costs nobody anything, leaving it does.
    """
    return sum((0 if one.closed else open_costs) + (late_costs if one.late else 0) for one in stands)


def month_score(points: int, possible: int, off: int) -> int | None:
    """Return a month's score in tenths of a point of a hundred; None where nobody walked."""
    if not possible:
        return None
    return max(0, round(Fraction(points * 1000, possible)) - 10 * off)


def half_of(day: date) -> str:
    """Return the half-year of a day, written 2018-1."""
    return f"{day.year}-{1 if day.month <= 6 else 2}"


def half_span(half: str) -> tuple[date, date]:
    """Return first day and the day after the last one of a half-year; raises ValueError."""
    year, _, part = half.partition("-")
    if part not in ("1", "2") or not (year.isascii() and year.isdigit() and len(year) == 4):
        raise ValueError(half)
    first = date(int(year), 1 if part == "1" else 7, 1)
    return first, date(first.year, 7, 1) if part == "1" else date(first.year + 1, 1, 1)


def half_before(half: str) -> str:
    """Return the half-year before one."""
    year, _, part = half.partition("-")
    return f"{year}-1" if part == "2" else f"{int(year) - 1}-2"


@dataclass(frozen=True, slots=True)
class Criterion:
    """A criterion counted for a window: `hit` of `of` against a share of `thousandths`; fewer rows than `least` say nothing."""

    code: str
    weight: int
    thousandths: int
    hit: int
    of: int
    least: int = 1
    must: bool = False

    @property
    def measured(self) -> bool:
        """Tell whether there is enough to say anything."""
        return self.of >= max(1, self.least)

    @property
    def met(self) -> bool:
        """Tell whether the share is reached."""
        return self.measured and self.hit * 1000 >= self.thousandths * self.of

    @property
    def points(self) -> Fraction:
        """Return what it gives: all where the share is reached, else as much of it as was reached."""
        if not self.measured:
            return Fraction(0)
        return (
            Fraction(self.weight) if self.met else Fraction(self.weight * self.hit * 1000, self.of * self.thousandths)
        )

    @property
    def lacking(self) -> int:
        """Return how many rows more would have had to hit."""
        return 0 if self.met or not self.measured else ceil(Fraction(self.thousandths * self.of, 1000)) - self.hit


@dataclass(frozen=True, slots=True)
class Standing:
    """A window against the standard: tenths of a hundred, what it lacks, and whether the award is proposed."""

    score: int | None
    needed: int
    missing: tuple[str, ...]
    proposed: bool

    @property
    def gap(self) -> int:
        """Return the tenths that are lacking."""
        return max(0, self.needed - (self.score or 0))


def standing(criteria: Sequence[Criterion], needed: int) -> Standing:
    """Weigh criteria: those that could not be measured share their weight out among the others.

    An award is proposed when the points are reached and each criterion that must be met is met.
    """
    weight = sum(one.weight for one in criteria if one.measured)
    missing = tuple(one.code for one in criteria if one.must and not one.met)
    if not weight:
        return Standing(None, needed, missing, False)
    score = int(sum((one.points for one in criteria), Fraction(0)) * 1000 / weight)
    return Standing(score, needed, missing, score >= needed and not missing)
