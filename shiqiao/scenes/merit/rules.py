"""What the rules ask for in a month, and what a side of cadre assessment amounts to: exact fractions. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from shiqiao.scenes.merit.definitions import Line, MeritRule

STATES = ("proposed", "confirmed", "changed", "turned_down")
DECIDED = ("confirmed", "changed")
Figures = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a subject stood in a month: rank (0: none), total, and by indicator how many hit, of how many."""

    subject: int
    rank: int
    total: Decimal | None
    counts: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Month:
    """A closed month of one kind of subject: its code (2018-05) and who stood where."""

    code: str
    standings: Mapping[int, Standing]

    @property
    def ranked(self) -> int:
        """Return how many have a rank."""
        return sum(one.rank > 0 for one in self.standings.values())


@dataclass(frozen=True, slots=True)
class Seen:
    """What rules look at: months on end, the latest first, and by fact of conduct whose refs speak against whom."""

    months: Sequence[Month]
    conduct: Mapping[str, Mapping[int, Sequence[str]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a rule asks for: the subject, and the named evidence as codes and figures."""

    rule: MeritRule
    subject: int
    evidence: tuple[Figures, ...]


def asked(rules: Iterable[MeritRule], seen: Mapping[str, Seen]) -> list[Asked]:
    """Return what rules ask for, by kind of subject, in the order of the rules and of the subjects' numbers."""
    found = []
    for rule in rules:
        of = seen.get(rule.subject)
        if of is not None and of.months:
            found += [Asked(rule, subject, evidence) for subject, evidence in sorted(_asks(rule, of).items())]
    return found


Evidences = dict[int, tuple[Figures, ...]]


def _asks(rule: MeritRule, seen: Seen) -> Evidences:
    when = rule.when
    if when.first is not None or when.last is not None:
        return _places(rule, seen)
    if when.below is not None:
        return _below(when.below, seen.months[0])
    if when.improved is not None:
        return _improved(when.improved, seen.months)
    if when.indicator is not None:
        return _share(rule, seen.months[0])
    assert when.conduct is not None
    against = seen.conduct.get(when.conduct.code, {})
    return {
        person: ({"kind": "conduct", "code": when.conduct.code, "refs": list(refs)},)
        for person, refs in against.items()
        if person and len(refs) >= when.conduct.many
    }


def _places(rule: MeritRule, seen: Seen) -> Evidences:
    """The first or last of so many months on end. A place among too few says nothing: twice as many must be ranked."""
    many = rule.when.first or rule.when.last or 0
    if len(seen.months) < rule.when.months:
        return {}
    found: Evidences = {}
    months = seen.months[: rule.when.months]
    for subject in months[0].standings:
        rows = [_place(month, subject, many, first=rule.when.first is not None) for month in months]
        if subject and all(rows):
            found[subject] = tuple(row for row in rows if row)
    return found


def _place(month: Month, subject: int, many: int, *, first: bool) -> Figures | None:
    one, of = month.standings.get(subject), month.ranked
    if one is None or not one.rank or of < 2 * many:
        return None
    if (one.rank > many) if first else (one.rank <= of - many):
        return None
    return {"kind": "rank", "month": month.code, "rank": one.rank, "of": of, "total": str(one.total)}


def _below(edge: Decimal, month: Month) -> Evidences:
    return {
        one.subject: ({"kind": "total", "month": month.code, "total": str(one.total), "edge": str(edge)},)
        for one in month.standings.values()
        if one.subject and one.rank and one.total is not None and one.total < edge
    }


def _improved(many: int, months: Sequence[Month]) -> Evidences:
    """Those whose total rose most; both months must have a rank, and who did not rise did not improve."""
    if len(months) < 2:
        return {}
    now, before = months[0], months[1]
    rises = []
    for one in now.standings.values():
        former = before.standings.get(one.subject)
        if one.subject and one.rank and former and former.rank and one.total is not None and former.total is not None:
            rises.append((one.total - former.total, one, former))
    if len(rises) < 2 * many:
        return {}
    edge = sorted((rise for rise, _, _ in rises), reverse=True)[many - 1]
    return {
        one.subject: ({"kind": "rise", "month": now.code, "total": str(one.total), "before": str(former.total)},)
        for rise, one, former in rises
        if rise >= edge and rise > 0
    }


def _share(rule: MeritRule, month: Month) -> Evidences:
    share = rule.when.indicator
    assert share is not None
    below, least = share.below, Fraction(share.at_least or 0)
    found: Evidences = {}
    for one in month.standings.values():
        n, d = one.counts.get(share.code, (0, 0))
        if one.subject and d >= share.rows and _meets(Fraction(n, d), below, least):
            found[one.subject] = ({"kind": "indicator", "month": month.code, "code": share.code, "n": n, "d": d},)
    return found


def _meets(value: Fraction, below: Decimal | None, least: Fraction) -> bool:
    return value >= least if below is None else value < Fraction(below)


# ── the four sides ─────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Measure:
    """A row of a side: good ones of all (a share), or a number along a line; `d` 0 without a line: nothing to measure."""

    weight: int
    n: int
    d: int
    line: Line | None = None

    @property
    def share(self) -> Fraction | None:
        """Return what it amounts to, between 0 and 1; None where there is nothing to measure."""
        if self.line is not None:
            along = Fraction(self.n - self.line.none, self.line.full - self.line.none)
            return max(Fraction(0), min(Fraction(1), along))
        return Fraction(self.n, self.d) if self.d > 0 else None


@dataclass(frozen=True, slots=True)
class Side:
    """What a side amounts to by weights normalised over what can be measured; `little`: on too few rows to say."""

    share: Fraction | None
    rows: int
    little: bool


def side(measures: Sequence[Measure], least: int, work: int) -> Side:
    """Reckon a side. Shares stand on their own rows; a side of numbers alone stands on the person's work (`work` rows)."""
    weighed = [(one.weight, share) for one in measures if one.weight and (share := one.share) is not None]
    own = [one.d for one in measures if one.weight and one.line is None]
    rows = sum(own) if any(own) else work
    whole = sum(weight for weight, _ in weighed)
    if not whole:
        return Side(None, rows, True)
    return Side(sum((weight * share for weight, share in weighed), Fraction(0)) / whole, rows, rows < least)
