"""Pure decisions at a counter: states, whose fault a later paper is, which coming counts, and what follows from the trips."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import asin, cos, radians, sin, sqrt

STATES = ("incomplete", "handling", "granted", "declined", "delivered", "withdrawn")
OPEN = frozenset({"incomplete", "handling"})
DECIDED = frozenset({"granted", "declined"})
MANNERS = ("own", "proxy", "helped")  # the applicant, a proxy, or our own people on the applicant's behalf (帮办代办)
CHANNELS = ("counter", "online", "door", "post")
DELIVERIES = ("counter", "station", "post", "door", "online")
WHO = ("own", "proxy", "staff")
# How a rating came: by the resident's own link, or told by telephone or on paper and entered by somebody who had no hand in
# the affair. Ratings without a way that proves it (`counter`, from before) count nowhere.
RATED_FOR = ("phone", "paper")
RESIDENTS = ("link", *RATED_FOR)
# What an act may be done from, and where it leads ("=": it stays).
MOVES: Mapping[str, tuple[frozenset[str], str]] = {
    "ask": (OPEN, "incomplete"), "complete": (frozenset({"incomplete"}), "handling"),
    "hand_over": (OPEN, "="), "grant": (frozenset({"handling"}), "granted"),
    "decline": (OPEN, "declined"), "deliver": (DECIDED, "delivered"),
    "withdraw": (OPEN, "withdrawn"), "come": (OPEN | DECIDED, "="), "go": (OPEN | DECIDED, "="),
    "rate": (DECIDED | {"delivered"}, "="),
}  # fmt: skip
# A paper of an affair: confirmed because it is known, handed in, missing, or not needed in this case.
PAPER_STATES = ("held", "handed", "missing", "spared")
# Why somebody had to come again. Three are never given: `our_notice` follows from the notice's list, the two of a counter
# that was closed from its hours.
REASONS = ("missing_paper", "system_down", "approver_away", "our_mistake", "collect", "own_wish")
OUR_NOTICE, CLOSED, OUT_OF_HOURS = "our_notice", "closed_counter", "outside_hours"
OURS = frozenset({OUR_NOTICE, CLOSED, "system_down", "approver_away", "our_mistake"})
SHUT = frozenset({CLOSED, OUT_OF_HOURS})
# Why our people went to somebody (倒跑腿).
ERRANDS = ("take_in", "fetch_paper", "verify", "deliver")
PROXY_PAPER = "proxy_letter"
EARTH = 6_371_000  # metres


def moved(do: str, state: str) -> str | None:
    """Return the state to which an act leads, None where it cannot be done."""
    sources, to = MOVES[do]
    return None if state not in sources else state if to == "=" else to


def missing(papers: Mapping[str, str]) -> list[str]:
    """Return the papers that are still missing."""
    return sorted(code for code, state in papers.items() if state == "missing")


def sorted_papers(
    needed: Iterable[str], brought: Collection[str], held: Collection[str], spared: Collection[str] = ()
) -> dict[str, str]:
    """Return the state of each paper: what is known is confirmed and never asked."""
    found = {}
    for code in needed:
        if code in brought:
            found[code] = "handed"
        elif code in held:
            found[code] = "held"
        else:
            found[code] = "spared" if code in spared else "missing"
    return found


def unlisted(asked: Iterable[str], notice: Collection[str]) -> list[str]:
    """Return the papers that are asked now and were not on the one-time notice: those are our fault."""
    return sorted(set(asked) - set(notice))


def metres(one: tuple[float, float], other: tuple[float, float]) -> int:
    """Return the distance as the crow flies between two points (longitude, latitude), in metres."""
    x1, y1, x2, y2 = map(radians, (*one, *other))
    square = sin((y2 - y1) / 2) ** 2 + cos(y1) * cos(y2) * sin((x2 - x1) / 2) ** 2
    return round(2 * EARTH * asin(sqrt(square)))


@dataclass(frozen=True, slots=True)
class Way:
    """How far a coming was, and how far it is to the nearest counter that serves the item; -1 where home is not known."""

    metres: int = -1
    nearest: int = 0
    nearest_metres: int = -1


def way(home: tuple[float, float] | None, at: int, counters: Mapping[int, tuple[float, float]]) -> Way:
    """Measure a coming from home to the counter `at` against the nearest of the counters that serve the item."""
    if home is None or at not in counters:
        return Way()
    far = {unit: metres(home, point) for unit, point in counters.items()}
    nearest = min(far, key=lambda unit: (far[unit], unit))
    return Way(far[at], nearest, far[nearest])


@dataclass(frozen=True, slots=True)
class Coming:
    """One coming as the rules look at it: who came where on which day, why (empty: the first), and how far."""

    who: str
    station: int
    day: date
    reason: str = ""
    metres: int = -1
    nearest_metres: int = -1


def same_coming(comings: Iterable[Coming], who: str, station: int, day: date) -> bool:
    """Tell whether somebody who is at a counter now has not left it: the same person, counter and day."""
    return any((one.who, one.station, one.day) == (who, station, day) for one in comings)


def why_again(reason: str, wanting: Collection[str], notice: Collection[str]) -> str:
    """Return why somebody came again: a paper that we had not named on the notice is our incomplete notice."""
    return OUR_NOTICE if reason == "missing_paper" and unlisted(wanting, notice) else reason


def why_closed(hours: Sequence[tuple[int, int]], minute: int) -> str:
    """Return why who stood before a closed counter comes again: between the first opening and the last closing of a day
    (at noon, say) it is our fault; before, after, and on days off the hours that are published have said so.

    `hours` are pairs of minutes of the day, ascending; none on a day off.
    """
    return CLOSED if hours and hours[0][0] <= minute < hours[-1][1] else OUT_OF_HOURS


@dataclass(frozen=True, slots=True)
class Trips:
    """What follows from the comings of an affair; nothing of it is typed."""

    trips: int
    own_trips: int
    staff_trips: int
    our_trips: int
    near: bool | None


def derived(comings: Sequence[Coming], near: int) -> Trips:
    """Reckon the trips of an affair: those of applicant and proxy, of the applicant, of our people, and those we caused.

    `near` is how many metres further than the nearest counter still count as near; None where no coming can be measured.
    """
    theirs = [one for one in comings if one.who != "staff"]
    measured = [one for one in theirs if one.metres >= 0]
    return Trips(
        len(theirs), sum(one.who == "own" for one in theirs), len(comings) - len(theirs),
        sum(one.reason in OURS for one in theirs),
        all(one.metres <= one.nearest_metres + near for one in measured) if measured else None,
    )  # fmt: skip


def done_at_once(trips: int, asked: int, state: str) -> bool:
    """Tell whether all was done at the first time (一次办成): delivered, at most one coming, no paper asked for."""
    return state == "delivered" and trips <= 1 and not asked
