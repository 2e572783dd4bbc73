"""What a team and its members brought, counted from records alone. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the day log as it counts: whose, on which day, what, how often."""

    account: int
    day: date
    done: str
    times: int


@dataclass(frozen=True, slots=True)
class Charged:
    """A charge as it counts: whose, and whether it is done."""

    account: int
    done: bool


@dataclass(frozen=True, slots=True)
class Brought:
    """What somebody, or a team, brought: days at the front, lines, households called on, charges and those done."""

    days: int = 0
    lines: int = 0
    times: int = 0
    charges: int = 0
    done: int = 0

    @property
    def open(self) -> int:
        """Charges that are not done yet."""
        return self.charges - self.done

    @property
    def share(self) -> int:
        """Of a hundred charges, how many are done, rounded down; 0 without any."""
        return 100 * self.done // self.charges if self.charges else 0


def brought(lines: Sequence[Line], charges: Sequence[Charged], account: int = 0) -> Brought:
    """Count what an account brought, or (0) a whole team: a day counts once for whoever was there, twice for two of them."""
    mine = [one for one in lines if account in (0, one.account)]
    own = [one for one in charges if account in (0, one.account)]
    return Brought(
        len({(one.account, one.day) for one in mine}), len(mine), sum(one.times for one in mine), len(own),
        sum(one.done for one in own),
    )  # fmt: skip


def each(accounts: Iterable[int], lines: Sequence[Line], charges: Sequence[Charged]) -> list[tuple[int, Brought]]:
    """Count what each member brought, who did most first: charges done, then days, then lines."""
    found = [(account, brought(lines, charges, account)) for account in dict.fromkeys(accounts)]
    return sorted(found, key=lambda pair: (-pair[1].done, -pair[1].days, -pair[1].lines, pair[0]))
