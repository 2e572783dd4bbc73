"""When a project is late, and why: by the days of its milestones and by its share of the plan, never by a word. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

LEAST = Fraction(9, 10)  # of what was planned until the last full month must have been invested
KINDS = ("building", "renewal", "livelihood", "industry")
NUMBERED = "ZD"  # 重点项目


@dataclass(frozen=True, slots=True)
class Due:
    """A milestone as far as lateness asks: its number, when it is due, when it was reached."""

    id: int
    due: date
    reached: date | None = None


@dataclass(frozen=True, slots=True)
class Why:
    """A reason for being late: `milestone` (which, how many days) or `investment` (what was asked, what was invested)."""

    code: str
    milestone: int = 0
    days: int = 0
    month: date | None = None
    asked: Fraction = Fraction(0)
    invested: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Point:
    """A month of the S-curve: what was planned and invested up to its end; None where nothing is entered yet."""

    month: date
    planned: Fraction
    invested: Fraction | None
    month_planned: Fraction
    month_invested: Fraction | None


@dataclass(frozen=True)
class Standing:
    """How a project stands on a day."""

    whys: tuple[Why, ...] = ()
    silent: tuple[date, ...] = ()  # full months without an entry
    planned: Fraction = Fraction(0)  # the whole plan
    asked: Fraction = Fraction(0)  # of it up to the last full month
    invested: Fraction = Fraction(0)
    reached: int = 0
    milestones: int = 0
    next: Due | None = field(default=None)

    @property
    def late(self) -> bool:
        """Tell whether the project is late."""
        return bool(self.whys)

    @property
    def share(self) -> Fraction | None:
        """Return how much of the whole plan is invested; None without a plan."""
        return self.invested / self.planned if self.planned else None

    @property
    def progress(self) -> Fraction | None:
        """Return how many of the milestones are reached; None without any."""
        return Fraction(self.reached, self.milestones) if self.milestones else None


def first_of(day: date) -> date:
    """Return the first day of a month."""
    return day.replace(day=1)


def following(month: date) -> date:
    """Return the first day of the next month."""
    return (month + timedelta(days=32)).replace(day=1)


def months(since: date, until: date) -> list[date]:
    """Return the months of a span, both ends counted."""
    found, month = [], first_of(since)
    while month <= until:
        found.append(month)
        month = following(month)
    return found


def full_until(day: date) -> date:
    """Return the first day after the last full month."""
    return first_of(day)


def entered_late(month: date, day: date) -> bool:
    """Tell whether a month's progress was entered after the month's end."""
    return day >= following(month)


Amounts = Mapping[date, Fraction]


def standing(
    today: date, dues: Iterable[Due], planned: Amounts, invested: Amounts, *, open_until: date | None = None
) -> Standing:
    """Tell how a project stands on a day; one that has ended is judged on the day it did."""
    day = min(today, open_until) if open_until else today
    known = sorted(dues, key=lambda one: (one.due, one.id))
    whys = [Why("milestone", one.id, (day - one.due).days) for one in known if one.due < day and not _by(one, day)]
    edge = full_until(day)
    asked = sum((amount for month, amount in planned.items() if month < edge), Fraction(0))
    # What the running month brought counts already: money that came early is not held against anybody.
    spent = sum((amount for month, amount in invested.items() if month <= edge), Fraction(0))
    if asked and spent < asked * LEAST:
        whys.append(Why("investment", month=edge - timedelta(days=1), asked=asked, invested=spent))
    silent = tuple(month for month in sorted(planned) if month < edge and month not in invested)
    return Standing(
        tuple(whys), silent, sum(planned.values(), Fraction(0)), asked, spent, sum(1 for one in known if _by(one, day)),
        len(known), next((one for one in known if not _by(one, day)), None),
    )  # fmt: skip


def _by(one: Due, day: date) -> bool:
    return one.reached is not None and one.reached <= day


def curve(planned: Amounts, invested: Amounts) -> list[Point]:
    """Return the S-curve: sums month by month over the plan's months and those entered."""
    known = sorted({*planned, *invested})
    last = max(invested, default=None)
    found, plan, spent = list[Point](), Fraction(0), Fraction(0)
    for month in months(known[0], known[-1]) if known else ():
        plan, spent = plan + planned.get(month, 0), spent + invested.get(month, 0)
        told = last is not None and month <= last
        found.append(Point(month, plan, spent if told else None, planned.get(month, Fraction(0)), invested.get(month)))
    return found


def parse_plan(text: str) -> tuple[dict[date, Fraction], list[int]]:
    """Read lines of `2018-03 120.5`; returns months with amounts, and the numbers of lines that cannot be read."""
    found, wrong = dict[date, Fraction](), list[int]()
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        parts: Sequence[str] = line.replace(",", " ").replace("，", " ").replace("\t", " ").split()
        try:
            month = date.fromisoformat(f"{parts[0]}-01")
            amount = Fraction(parts[1])
            if len(parts) != 2 or month in found or not 0 <= amount < 10**10 or amount * 100 % 1:
                raise ValueError
            found[month] = amount
        except (ValueError, IndexError, ZeroDivisionError):
            wrong.append(number)
    return found, wrong
