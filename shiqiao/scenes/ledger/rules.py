"""What asks the same, what of a form is known well enough, when rounds begin, what answers cost. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

from shiqiao.base.elements import Element, Known
from shiqiao.scenes.ledger.definitions import FormSpec, NewField, Seconds

ALIKE = 0.6  # share of common pairs of characters from which two names ask the same
SAME_MEANING = 0.8
ASK, CONFIRM, READY = "ask", "confirm", "ready"

# ── what asks the same ─────────────────────────────────────────────────────────────────────────────────────────────

# Words that do not change what is asked: “是否独居”, “独居情况”, “本人的联系电话” ask for what is there.
_EMPTY = re.compile(
    r"^(请填写|请问|填写|目前|现在|当前|实际|本人|居民|老人|老年人|人员|个人|家庭|本户|该户|户主|企业|单位|商户)+(?=.{2})"
    r"|(是否为|是否有|是否|有无|属于|的)|(情况|状况|信息|与否|类别|类型|登记|人员|人)$"
)


def plain_name(text: str) -> str:
    """Return a name as names are compared: half-width, no signs, without words that ask nothing."""
    text = unicodedata.normalize("NFKC", text).casefold()
    text = "".join(sign for sign in text if sign.isalnum())
    while (shorter := _EMPTY.sub("", text)) != text and len(shorter) >= 2:
        text = shorter
    return text


def likeness(one: str, other: str) -> float:
    """Return how alike two names are, 0 to 1: equal, one in the other, or the share of pairs they have in common."""
    one, other = plain_name(one), plain_name(other)
    if not one or not other:
        return 0.0
    if one == other:
        return 1.0
    short, long = sorted((one, other), key=len)
    if len(short) >= 2 and short in long:
        return max(0.5, len(short) / len(long))
    first, second = _pairs(one), _pairs(other)
    return len(first & second) / len(first | second) if first and second else 0.0


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 2] for at in range(len(text) - 1))


def asks_the_same(asked: NewField, known: Element) -> float:
    """Return how surely a new field asks for one that is known: by its name, by other names in use, by what it means."""
    names = (known.title.zh, known.title.en, *known.also)
    by_name = max(likeness(given, name) for given in (asked.title.zh, asked.title.en) for name in names)
    meaning = max(likeness(asked.meaning.zh, known.meaning.zh), likeness(asked.meaning.en, known.meaning.en))
    return max(by_name if by_name >= ALIKE else 0.0, meaning if meaning >= SAME_MEANING else 0.0)


def doubled(asked: NewField, known: Iterable[Element]) -> Element | None:
    """Return the field that a new one doubles most surely, None for one that is new indeed."""
    rated = [(asks_the_same(asked, one), one) for one in known]
    best = max(rated, key=lambda pair: pair[0], default=(0.0, None))
    return best[1] if best[0] > 0 else None


# ── what is known well enough ──────────────────────────────────────────────────────────────────────────────────────


def judge(known: Known | None, threshold: datetime, at: datetime, *, asked: bool = True) -> str:
    """Tell what a field of a form wants for one subject: to be asked, confirmed by a tap, or nothing.

    What was confirmed since `threshold` and is not out of date is taken as it stands. What is reckoned or kept elsewhere
    (`asked` False) is never asked here.
    """
    if not asked:
        return READY
    if known is None or not known.value:
        return ASK
    stale = known.valid_until is not None and known.valid_until <= at
    return CONFIRM if stale or known.confirmed_at < threshold else READY


def threshold(spec: FormSpec, round_: date, zone: tzinfo) -> datetime:
    """Return since when a value must have been confirmed to stand in a round as it is."""
    return datetime.combine(round_, time(), zone) - timedelta(days=spec.confirmed_within)


# ── rounds ─────────────────────────────────────────────────────────────────────────────────────────────────────────

_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def round_of(spec: FormSpec, today: date) -> date | None:
    """Return the first day of the round that runs on a day, None before the form begins and after it ends."""
    if today < spec.since or (spec.until is not None and today > spec.until):
        return None
    if spec.every == "once":
        return spec.since
    months = _MONTHS[spec.every]
    begins = date(today.year, (today.month - 1) // months * months + 1, 1)
    return max(begins, spec.since)


def rounds_until(spec: FormSpec, until: date) -> int:
    """Return how many rounds a form has from its first day to a day."""
    last = min(until, spec.until or until)
    if last < spec.since:
        return 0
    if spec.every == "once":
        return 1
    months = _MONTHS[spec.every]
    return (_month(last) // months) - (_month(spec.since) // months) + 1


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def over(spec: FormSpec, today: date, ended: bool) -> bool:
    """Tell whether a form takes no more answers."""
    return ended or (spec.until is not None and today > spec.until)


# ── what answers cost ──────────────────────────────────────────────────────────────────────────────────────────────


class Counts(NamedTuple):
    """How answers came: taken as they stand, confirmed by a tap, changed, asked."""

    known: int = 0
    confirmed: int = 0
    changed: int = 0
    asked: int = 0

    @property
    def answers(self) -> int:
        """Return fields × people × rounds that were answered."""
        return sum(self)

    def plus(self, other: "Counts") -> "Counts":
        """Add another count."""
        return Counts(*(one + more for one, more in zip(self, other, strict=True)))


@dataclass(frozen=True, slots=True)
class Burden:
    """What forms cost the grass roots (基层填报负担), in seconds: what was spent, and what it would be with nothing known."""

    counts: Counts
    spent: int
    without: int

    @property
    def saved(self) -> int:
        """Return what pre-filling saved."""
        return self.without - self.spent


def burden(counts: Counts, seconds: Seconds) -> Burden:
    """Reckon what answers cost. What stands already costs nothing; a tap is less than a question."""
    spent = counts.asked * seconds.ask + counts.changed * seconds.change + counts.confirmed * seconds.confirm
    return Burden(counts, spent, max(spent, counts.answers * seconds.ask))


def expected(spec: FormSpec, people: int, rounds: int, seconds: Seconds) -> Burden:
    """Reckon what a form will cost before anybody answers: new fields are asked once, known ones confirmed each round."""
    fresh = len(spec.new) * people
    again = (spec.asks * rounds - len(spec.new)) * people
    return burden(Counts(confirmed=max(again, 0), asked=fresh), seconds)


def minutes(seconds: int) -> int:
    """Return seconds as minutes, rounded half up."""
    return (seconds + 30) // 60


def tally(states: Sequence[str], changed: int = 0) -> Mapping[str, int]:
    """Count how many fields of a row want what."""
    return {state: sum(one == state for one in states) for state in (ASK, CONFIRM, READY)} | {"changed": changed}
