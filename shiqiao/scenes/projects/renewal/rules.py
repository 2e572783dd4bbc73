"""Pure rules of renewal (棚改旧改): the table of moves, days and hearing, exact thresholds, offers, what will finish when.

Money is in fen, area in hundredths of a square metre, shares in thousandths: whole numbers, so that 84.9 % is never 85 %.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

CONSULTATION_DAYS = 30  # at least: 《国有土地上房屋征收与补偿条例》(国务院令第590号) 第十条
STATES = (
    "surveyed", "valued", "offered", "signed", "failed", "audited", "decided", "vacated", "paid", "housed",
)  # fmt: skip
SIGNED = frozenset({"signed", "failed", "audited", "vacated", "paid", "housed"})  # an agreement stands
AUDITED = frozenset({"audited", "vacated", "paid", "housed"})  # and it counts, unless a decision stands instead
MONEY, EXCHANGE = "money", "exchange"
CHOICES = (MONEY, EXCHANGE)


@dataclass(frozen=True, slots=True)
class Move:
    """A line of the table of moves: from which states to which."""

    do: str
    start: tuple[str, ...]
    to: str


MOVES = (
    Move("value", ("surveyed", "valued"), "valued"),
    Move("offer", ("valued", "offered"), "offered"),
    Move("sign", ("offered",), "signed"),
    Move("pass_audit", ("signed",), "audited"),
    Move("fail_audit", ("signed",), "failed"),
    Move("correct", ("failed",), "signed"),
    Move("void", ("signed", "failed", "audited"), "offered"),
    Move("decide", ("valued", "offered"), "decided"),
    Move("vacate", ("audited", "decided"), "vacated"),
    Move("pay", ("vacated",), "paid"),
    Move("house", ("paid",), "housed"),
)


def moved(do: str, state: str) -> str | None:
    """Return the state after a move, None when the table has no such line."""
    return next((one.to for one in MOVES if one.do == do and state in one.start), None)


def moves_from(state: str) -> list[str]:
    """Return what can be done in a state, in the order of the table."""
    return [one.do for one in MOVES if state in one.start]


# ── consultation ───────────────────────────────────────────────────────────────────────────────────────────────────


def last_day(first: date, days: int = CONSULTATION_DAYS) -> date:
    """Return the last day of a consultation: the day of publication is not counted (《民法典》第二百零一条)."""
    return first + timedelta(days=max(days, CONSULTATION_DAYS))


def hearing_needed(old_town: bool, objecting: int, asked: int) -> bool:
    """Tell whether a hearing must be held: renewal of an old town, and most households object (条例第十一条)."""
    return old_town and objecting * 2 > asked


# ── shares and thresholds ──────────────────────────────────────────────────────────────────────────────────────────


def reached(part: int, whole: int, thousandths: int) -> bool:
    """Tell whether a share reaches a threshold, by whole numbers alone."""
    return whole > 0 and part * 1000 >= whole * thousandths


def share(part: int, whole: int) -> str:
    """Say a share in percent with one digit, cut off and never rounded up: 84.96 is 84.9."""
    tenths = part * 1000 // whole if whole else 0
    return f"{tenths // 10}.{tenths % 10}"


def lacking(part: int, whole: int, thousandths: int) -> int:
    """Return how much is lacking to a threshold, rounded up to a whole one; 0 when it is reached."""
    return max(0, -(-whole * thousandths // 1000) - part)


@dataclass(frozen=True, slots=True)
class Forecast:
    """When a threshold will be reached, and by what it is reckoned: `pace` in thousandths a day over `days`."""

    day: date | None
    lacking: int
    signed: int
    days: int


def forecast(by_day: Mapping[date, int], lack: int, today: date, window: int) -> Forecast:
    """Project by the mean of the last `window` calendar days, today left out: the day itself is not over."""
    first = today - timedelta(days=window)
    count = sum(n for day, n in by_day.items() if first <= day < today)
    if lack <= 0:
        return Forecast(today, 0, count, window)
    if count <= 0:
        return Forecast(None, lack, count, window)
    return Forecast(today + timedelta(days=-(-lack * window // count)), lack, count, window)


# ── offers ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class ItemRule:
    """What is paid beside the value: `amount` fen for a household or for a square metre."""

    code: str
    per: str  # household, area
    amount: int
    choice: str = ""  # for this choice alone
    kind: str = ""  # for this kind alone
    in_time: bool = False  # for those who sign by the last day of the bonus


@dataclass(frozen=True, slots=True)
class Offer:
    """What a household is offered: the value, the supplement up to the least area, each item, and what was added by hand."""

    value: int
    supplement: int
    items: Mapping[str, int]
    extra: int

    @property
    def total(self) -> int:
        """Return the sum in fen."""
        return self.value + self.supplement + sum(self.items.values()) + self.extra


def reckon(
    rules: Iterable[ItemRule], *, area: int, value: int, kind: str, choice: str, least: int, in_time: bool, extra: int = 0
) -> Offer:  # fmt: skip
    """Reckon an offer. Below `least` the missing area is added at the household's own unit price (山东 2020 第二十五条)."""
    missing = max(0, least - area)
    supplement = value * missing // area if area else 0
    items = {
        one.code: one.amount if one.per == "household" else one.amount * max(area, least) // 100
        for one in rules
        if one.choice in ("", choice) and one.kind in ("", kind) and (in_time or not one.in_time)
    }
    return Offer(value, supplement, items, extra)


def unit_price(value: int, area: int) -> int:
    """Return fen a square metre, cut off."""
    return value * 100 // area if area else 0


def middle(prices: Sequence[int]) -> int:
    """Return the median, the lower one of two."""
    return sorted(prices)[(len(prices) - 1) // 2] if prices else 0


def apart(price: int, usual: int) -> int:
    """Return how far a price lies from the usual one, in thousandths with its sign."""
    return (price - usual) * 1000 // usual if usual else 0
