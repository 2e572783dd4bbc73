"""How well an offer and an ask fit, and what may follow what. Pure; the points are published on the page of rules.

A hundred points: 20 for the same kind, up to 40 for words in common, 15 for the industry, 15 for distance, 10 for size.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import asin, cos, radians, sin, sqrt
from typing import Any

from shiqiao.base.text import bigrams

SIDES = ("offer", "ask")
KINDS = ("product", "premises", "people", "finance", "technology")
SECTIONS = "ABCDEFGHIJKLMNOPQRST"  # of the classification of industries (GB/T 4754)
LISTING_STATES = ("open", "withdrawn", "done")
STEPS = ("proposed", "agreed", "introduced", "talking", "deal")
OPEN_STATES = ("proposed", "agreed", "introduced", "talking")
NAMED_STATES = ("agreed", "introduced", "talking")  # both have consented and it goes on
ENDED_STATES = ("deal", "refused", "fallen", "failed")
CLOSED_BY = ("us", "them")
REFUSALS = ("price", "terms", "distance", "quality", "timing", "other_partner", "no_need", "no_answer", "other")
FELL = ("expired", "withdrawn", "done", "one_family")
CAP = 8  # proposals a firm gets in a calendar month
LEAST = 35  # points from which a counterpart is proposed
SAME_KIND, WORDS_MOST, A_PAIR, IN_TITLES, INDUSTRY, KIN_INDUSTRY, SIZE = 20, 40, 4, 6, 15, 5, 10
NEAR = ((0.5, 15), (1.0, 12), (3.0, 8), (10.0, 4))  # kilometres, points
WHERE = {"same_community": 15, "same_street": 8}
WORDS_MAX, TITLE_MAX, UNIT_MAX = 600, 60, 12
LONGEST = 366  # days a listing may be valid at a time


@dataclass(frozen=True)
class Profile:
    """What of a listing counts for matching: no name of a firm is in it. `point` is longitude and latitude, or None."""

    side: str
    kind: str
    title: str
    words: str
    industry: str = ""
    wanted: str = ""
    community: int = 0
    point: tuple[float, float] | None = None
    quantity: float | None = None
    unit: str = ""
    inexhaustible: bool = False

    @property
    def text(self) -> str:
        """Return the words that are compared."""
        return f"{self.title}\n{self.words}"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why points were given: a code, the points, and what the sentence needs."""

    code: str
    points: int
    said: str = ""


@dataclass(frozen=True, slots=True)
class Scored:
    """How well two listings fit, with reasons that add up to the score."""

    score: int
    reasons: tuple[Reason, ...]

    def plain(self) -> list[list[Any]]:
        """Return the reasons as they are stored."""
        return [[one.code, one.points, one.said] for one in self.reasons]


class Ground:
    """A listing made ready to be compared with many: its pairs of characters are taken once."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.pairs = _pairs(profile.text)
        self.title = _pairs(profile.title)

    def against(self, other: Profile) -> Scored:
        """Return how well another listing fits this one."""
        one = self.profile
        kind = Reason("kind", SAME_KIND, other.kind) if other.kind == one.kind else None
        judged = (kind, self._words(other), _industry(one, other), _near(one, other), _size(one, other))
        found = [reason for reason in judged if reason is not None]
        return Scored(min(100, sum(one.points for one in found)), tuple(found))

    def rough(self, text: str) -> int:
        """Return how many of its pairs stand in a text, reckoned quickly: to choose whom to compare in full."""
        plain = text.casefold()
        return sum(pair in plain for pair in self.pairs)

    def _words(self, other: Profile) -> Reason | None:
        order = bigrams(other.text)
        common = [pair for pair in dict.fromkeys(order) if pair in self.pairs]
        if not common:
            return None
        titles = self.title & _pairs(other.title)
        points = sum(IN_TITLES if pair in titles else A_PAIR for pair in common)
        return Reason("words", min(points, WORDS_MOST), "、".join(joined(order, set(common))[:6]))


def score(one: Profile, other: Profile) -> Scored:
    """Return how well two listings fit each other."""
    return Ground(one).against(other)


def _pairs(text: str) -> frozenset[str]:
    return frozenset(pair for pair in bigrams(text) if len(pair) > 1)


def joined(order: Sequence[str], common: set[str]) -> list[str]:
    """Return common pairs of neighbours as the words that they make up: 工业, 业厂, 厂房 → 工业厂房."""
    found: list[str] = []
    last = ""
    for pair in order:
        if pair not in common:
            last = ""
        elif last and len(pair) == 2 and last[-1] == pair[0] and not pair.isascii():
            last = found[-1] = found[-1] + pair[1]
        else:
            found.append(pair)
            last = pair
    return list(dict.fromkeys(found))


def _industry(one: Profile, other: Profile) -> Reason | None:
    wishes = [(one.wanted, other.industry), (other.wanted, one.industry)]
    if any(wanted and wanted == has[:1] for wanted, has in wishes):
        return Reason(
            "wanted_industry", INDUSTRY, next(has[:1] for wanted, has in wishes if wanted and wanted == has[:1])
        )
    if one.industry and one.industry[:1] == other.industry[:1]:
        return Reason("same_industry", KIN_INDUSTRY, one.industry[:1])
    return None


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the distance between two points (longitude, latitude) over the ground."""
    (lon, lat), (lon2, lat2) = one, other
    half = (
        sin(radians(lat2 - lat) / 2) ** 2 + cos(radians(lat)) * cos(radians(lat2)) * sin(radians(lon2 - lon) / 2) ** 2
    )
    return 12742 * asin(sqrt(half))


def _near(one: Profile, other: Profile) -> Reason | None:
    if one.point and other.point:
        far = kilometres(one.point, other.point)
        points = next((points for most, points in NEAR if far <= most), 0)
        return Reason("distance", points, f"{far:.1f}") if points else None
    if not one.community or not other.community:
        return None
    code = "same_community" if one.community == other.community else "same_street"
    return Reason(code, WHERE[code])


def _size(one: Profile, other: Profile) -> Reason | None:
    offer, ask = (one, other) if one.side == "offer" else (other, one)
    if offer.inexhaustible:
        return Reason("inexhaustible", SIZE)
    if not offer.quantity or not ask.quantity or offer.unit != ask.unit:
        return None
    if offer.quantity >= ask.quantity:
        return Reason("enough", SIZE)
    return Reason("half_of_it", SIZE // 2) if offer.quantity * 2 >= ask.quantity else None


def other_side(side: str) -> str:
    """Return the side that answers a side."""
    return "ask" if side == "offer" else "offer"


def in_time(day: date, until: date) -> bool:
    """Tell whether a consent given on a day holds: on or before the last day on which both listings are valid."""
    return day <= until


def follows(state: str, step: str) -> bool:
    """Tell whether a step may be entered in a state: introduced after both consented, then talks, then the deal."""
    return {
        "introduced": ("agreed",), "talking": ("introduced", "talking"), "deal": ("introduced", "talking"),
        "failed": NAMED_STATES,
    }.get(step, ()).count(state) > 0  # fmt: skip
