"""The plain values that the rules of people work on: periods, rows, answers. No database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

Step = dict[str, str | int]
By = Literal["holder", "deputy", "community_head", "department_head", "street", "nobody"]


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Whole local days from `start` to `end`, the end not included; no end means until further notice."""

    start: date
    end: date | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end <= self.start:
            raise ValueError("a period ends after it begins")

    def __contains__(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)

    def overlaps(self, other: "Period") -> bool:
        """Tell whether some day lies in both."""
        return self.meet(other) is not None

    def meet(self, other: "Period") -> "Period | None":
        """Return the days in both, or None."""
        return _period(max(self.start, other.start), _earlier(self.end, other.end))

    def cut(self, other: "Period") -> list["Period"]:
        """Return the days of this one that are not in `other`: none, one or two periods."""
        if not self.overlaps(other):
            return [self]
        before = _period(self.start, other.start)
        after = None if other.end is None else _period(other.end, self.end)
        return [part for part in (before, after) if part]

    def closed(self, day: date) -> "Period | None":
        """Return the period ended on `day` (not included), or None when it had not begun."""
        return self.meet(Period(date.min, day)) if day > date.min else None


def free_days(within: Period, taken: Iterable[Period]) -> list[Period]:
    """Return the parts of `within` that no period in `taken` covers, in order."""
    free = [within]
    for period in taken:
        free = [part for old in free for part in old.cut(period)]
    return sorted(free, key=lambda part: part.start)


def _earlier(one: date | None, other: date | None) -> date | None:
    return min((end for end in (one, other) if end is not None), default=None)


def _period(start: date, end: date | None) -> Period | None:
    return Period(start, end) if end is None or start < end else None


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit as the rules see it."""

    id: int
    street: int
    code: str
    title_zh: str = ""
    title_en: str = ""
    kind: str = "department"
    community: int = 0
    parent: int | None = None
    phone: str = ""


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post as the rules see it; `territory` is a 15-digit number, empty `lines` means all."""

    id: int
    street: int
    code: str
    unit: int
    roles: frozenset[str]
    territory: int
    title_zh: str = ""
    title_en: str = ""
    lines: frozenset[str] = frozenset()
    head_of: bool = False
    active: bool = True


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person as the rules see it."""

    id: int
    name: str
    name_en: str = ""
    active: bool = True


class LineRow(NamedTuple):
    """A line of work."""

    code: str
    title_zh: str
    title_en: str


class HoldingRow(NamedTuple):
    """`account` holds `post`."""

    post: int
    account: int
    during: Period


class ResponsibilityRow(NamedTuple):
    """`post` answers for `grid` on `line`."""

    grid: int
    line: str
    post: int
    during: Period


class DeputyRow(NamedTuple):
    """`deputy_post` or `deputy_account` stands in for the holder of `post`."""

    post: int
    deputy_post: int | None
    deputy_account: int | None
    during: Period


class LeaveRow(NamedTuple):
    """`account` is away."""

    account: int
    during: Period


class PortfolioRow(NamedTuple):
    """The leader's `post` is in charge of a line of the street, or of a unit (then `line` is empty)."""

    street: int
    post: int
    line: str
    unit: int
    during: Period


class ContactRow(NamedTuple):
    """`post` keeps contact with a community (12 digits); one of them leads."""

    community: int
    post: int
    lead: bool
    during: Period


class Unled(NamedTuple):
    """What lacks a leader or a contact: kind line, unit or community, and its code, id or 12-digit number."""

    kind: str
    of: str | int


@dataclass(frozen=True, slots=True)
class Responsible:
    """The one person accountable for a grid and line on a day, and why. `gap` is red: it fell to a head.

    `post` is 0 and `account` None only when the street has nobody at all; `reason` is the code of the gap or empty.
    """

    post: int
    post_code: str
    post_title: str
    post_title_en: str
    account: int | None
    name: str
    unit: int
    unit_title: str
    unit_title_en: str
    by: By
    gap: bool
    reason: str
    why: list[Step]


@dataclass(frozen=True, slots=True)
class HolderNow:
    """Who acts for a post on a day; `account` is None when nobody does."""

    account: int | None
    name: str
    by: By


@dataclass(frozen=True, slots=True)
class Covered:
    """A grid and line with its accountable person."""

    grid: int
    line: str
    responsible: Responsible
    gap: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """A grid and line whose assignment has a hole; `responsible` tells to whom it has fallen."""

    grid: int
    line: str
    reason: str
    responsible: Responsible
    gap: bool = True


class Acting(NamedTuple):
    """A post that an account acts for, and as what."""

    post: PostRow
    by: By


class Standing(NamedTuple):
    """Who acts for a post without looking upwards."""

    account: int | None
    by: By
    why: list[Step]
