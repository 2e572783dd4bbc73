"""The three rates (三率): answered in time, solved, satisfied; ours and theirs by the same formulas. Pure.

《北京市接诉即办工作条例》第三十二条 makes 响应率, 解决率 and 满意率 the core of the assessment; numerators and weights differ
from place to place and are local configuration:
- 响应率 = contacted within the term / orders that had to be answered (the term is over, or somebody was contacted);
- 解决率 = call-backs that say solved / valid call-backs;
- 满意率 = call-backs that say satisfied (partly by a coefficient) / valid call-backs.
A call-back is valid when the person was reached and said it. Orders returned, withdrawn or excluded do not count.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

RATES = ("response", "solved", "satisfied")
NOT_OURS = ("returned", "withdrawn")


@dataclass(frozen=True, slots=True)
class Scored:
    """An order as the rates see it, on one side (ours or theirs); None means that nothing was said."""

    order: int
    contacted: bool | None = None
    solved: bool | None = None
    satisfied: str = ""  # yes, partly, no, or "" when nothing was said
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate as its two numbers; the numerator may hold parts, where partly satisfied counts by a coefficient."""

    n: Fraction
    d: int

    @property
    def share(self) -> Fraction | None:
        """Return the rate, None when nothing counts."""
        return self.n / self.d if self.d else None


@dataclass(frozen=True, slots=True)
class Rates:
    """The three rates of a set of orders and their weighted sum (0 to 100), None while one of them is unknown."""

    response: Rate
    solved: Rate
    satisfied: Rate
    score: Fraction | None


def parts(one: Scored, partly: Fraction) -> dict[str, Fraction | None]:
    """Return what an order adds to each numerator, None for a rate in whose denominator it does not stand."""
    if not one.counts:
        return dict.fromkeys(RATES)
    satisfied = {"yes": Fraction(1), "partly": partly, "no": Fraction(0)}.get(one.satisfied)
    return {
        "response": None if one.contacted is None else Fraction(one.contacted),
        "solved": None if one.solved is None else Fraction(one.solved),
        "satisfied": satisfied,
    }


def rates(orders: Iterable[Scored], weights: Mapping[str, int], partly: Fraction) -> Rates:
    """Reckon the three rates of some orders."""
    sums, counts = dict.fromkeys(RATES, Fraction(0)), dict.fromkeys(RATES, 0)
    for one in orders:
        for name, part in parts(one, partly).items():
            if part is not None:
                sums[name] += part
                counts[name] += 1
    found = {name: Rate(sums[name], counts[name]) for name in RATES}
    return Rates(**found, score=_score(found, weights))


def _score(found: Mapping[str, Rate], weights: Mapping[str, int]) -> Fraction | None:
    total = sum(weights[name] for name in RATES)
    shares = {name: found[name].share for name in RATES}
    if not total or any(share is None for share in shares.values()):
        return None
    return sum((Fraction(weights[name]) * (shares[name] or 0) for name in RATES), Fraction(0)) * 100 / total


def ours(
    order: int, *, state: str, excluded: bool, respond_by: datetime, echoed_at: datetime | None, at: datetime,
    responded: bool | None, solved: bool | None, satisfied: bool | None,
) -> Scored:  # fmt: skip
    """Return an order by our own records: the first answer by a person, and what our call-back or the reporter said.

    Before the term is over an order that nobody has answered yet does not count. A call-back that finds the
    person was never contacted outweighs our own line about it.
    """
    if echoed_at is not None:
        contacted: bool | None = echoed_at <= respond_by and responded is not False
    else:
        contacted = False if at > respond_by else None
    said = "" if satisfied is None else "yes" if satisfied else "no"
    return Scored(order, contacted, solved, said, not excluded and state not in NOT_OURS)


def theirs(
    order: int, *, state: str, contacted: bool | None, solved: bool | None, satisfied: str, excluded: bool
) -> Scored:
    """Return an order by what 12345's call-back said."""
    return Scored(order, contacted, solved, satisfied, not excluded and state not in NOT_OURS)
