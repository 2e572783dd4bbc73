"""The green channel decided in memory: what a rule covers, what remains of a term, whether the others waited longer. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from shiqiao.kernel.clocks.reckoning import Term

WHO = ("firm", "mark", "firms", "anyone")
CLOCK = "handle"  # the clock that a rule shortens; receipt and echo stay as they are for everybody
LONGEST = 366  # days that a rule holds at most: it is granted anew or it ends
SMALL = 10  # below so many nothing can be told from medians
SLOWER = 1.1  # waiting counts as longer from a tenth more


@dataclass(frozen=True, slots=True)
class Standing:
    """A rule as the clocks ask it."""

    number: str
    who: str
    organisation: int
    mark: str
    items: frozenset[str]
    share: int
    term: str
    since: date
    until: date

    def covers(self, item: str, day: date) -> bool:
        """Tell whether the rule holds on a day for an item (kind:code)."""
        return self.since <= day <= self.until and item in self.items

    def fits(self, organisation: int, marks: Collection[str]) -> bool:
        """Tell whether the rule is for an applicant: a firm with its marks, 0 for people or where nobody is known."""
        if self.who == "anyone":
            return True
        if not organisation:
            return False
        return {"firm": organisation == self.organisation, "mark": self.mark in marks}.get(self.who, True)

    def remains(self, term: Term) -> Term | None:
        """Return what remains of a term; None when that is no term of its kind, as of an answer the same day."""
        if self.term:
            return Term.parse(self.term)
        if term.unit == "same_day":
            return None
        return Term(max(1, ceil(term.value * self.share / 100)), term.unit)


@dataclass(frozen=True, slots=True)
class Waits:
    """How long others waited: office seconds of those that ended, sorted; how many were late; how many are open."""

    seconds: tuple[int, ...]
    late: int
    open: int

    def at(self, percent: int) -> int:
        """Return the seconds within which so many of a hundred were done (nearest rank); 0 for none."""
        if not self.seconds:
            return 0
        return self.seconds[max(0, ceil(len(self.seconds) * percent / 100) - 1)]

    @property
    def late_share(self) -> float:
        """Return the share that was late, 0 for none."""
        return self.late / len(self.seconds) if self.seconds else 0.0


def verdict(before: Waits, during: Waits) -> str:
    """Tell what can be said of the others: `few`, `longer`, `later` or `kept`."""
    if min(len(before.seconds), len(during.seconds)) < SMALL:
        return "few"
    if any(during.at(p) > before.at(p) * SLOWER for p in (50, 90)):
        return "longer"
    return "later" if during.late_share > before.late_share * SLOWER else "kept"


def number_of(serial: int, version: int) -> str:
    """Return the number of a version of a rule."""
    return f"{serial}.{version}"


def weeks_of(days: Sequence[date]) -> list[int]:
    """Return the weeks (by the ordinal of their Monday) in which days lie, each once, in order."""
    return sorted({day.toordinal() - day.weekday() for day in days})
