"""What a vote comes to: bases, thresholds, quorum of votes, per kind and overall. Pure; whole numbers and exact fractions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

BASES = ("valid", "cast", "entitled", "present", "decided")
CHOICES = ("for", "against", "abstain")
INVALID = "invalid"
STATES = ("created", "started", "counting", "finished", "published")
WAYS = ("web", "paper", "proxy")
SMALLEST = 3  # votes that must lie together before they are counted apart in a secret vote


@dataclass(frozen=True, slots=True)
class Threshold:
    """A part of a base that is needed: more than it (`more`), or at least as much. Written `>1/2`, `>=2/3`."""

    part: Fraction
    more: bool = False

    def needed(self, base: int) -> int:
        """Return the whole number of votes that is needed of a base; never less than one."""
        least = self.part * base
        return max(1, int(least) + 1 if self.more else -(-least.numerator // least.denominator))

    def __str__(self) -> str:
        return f"{'>' if self.more else '>='}{self.part.numerator}/{self.part.denominator}"

    @classmethod
    def read(cls, text: str) -> "Threshold":
        """Read `>1/2` or `>=2/3`; raises ValueError for what is no such part between 0 and 1."""
        text = text.strip().replace("≥", ">=")
        more = text.startswith(">") and not text.startswith(">=")
        part = Fraction(text.lstrip(">= "))
        if not 0 < part <= 1 or (more and part == 1):
            raise ValueError(f"{text} can never be reached, or says nothing")
        return cls(part, more)


@dataclass(frozen=True, slots=True)
class Rule:
    """By which rule a vote is judged.

    `base` says of what the parts are taken: valid votes, all cast, all entitled, the entitled who are present, or only
    those for and against (`decided`). `kind` is needed of each kind too; without it kinds are shown for information.
    `quorum` is the part of the entitled that must have voted. `second` and `second_quorum` hold in a second round.
    """

    base: str = "valid"
    overall: Threshold = Threshold(Fraction(1, 2), more=True)
    kind: Threshold | None = None
    quorum: Threshold | None = Threshold(Fraction(1, 2), more=True)
    second: Threshold | None = None
    second_quorum: Threshold | None = None

    def plain(self) -> dict[str, str]:
        """Return the rule as it is stored."""
        parts = {name: getattr(self, name) for name in ("overall", "kind", "quorum", "second", "second_quorum")}
        return {"base": self.base, **{name: str(one) for name, one in parts.items() if one is not None}}

    @classmethod
    def read(cls, plain: Mapping[str, Any]) -> "Rule":
        """Read what `plain` wrote; raises ValueError."""
        if plain["base"] not in BASES:
            raise ValueError(f"{plain['base']} is no base")
        parts: dict[str, Any] = {name: Threshold.read(plain[name]) for name in plain if name != "base"}
        return cls(plain["base"], **{"kind": None, "quorum": None, **parts})

    def in_round(self, turn: int) -> "Rule":
        """Return the rule that holds in a round: the second one takes its lower thresholds, where they are given."""
        if turn == 1:
            return self
        return Rule(self.base, self.second or self.overall, self.kind, self.second_quorum or self.quorum)


@dataclass(frozen=True, slots=True)
class Tally:
    """What was counted of one kind, or of all: numbers of electors and of votes."""

    kind: str
    entitled: int
    present: int
    cast: int
    votes: Mapping[str, int]
    apart: bool = True  # False: counted only with others, so that nobody's vote shows

    @property
    def valid(self) -> int:
        """Return the valid votes."""
        return sum(self.votes.get(one, 0) for one in CHOICES)

    def base(self, base: str) -> int:
        """Return a base of this tally."""
        return {
            "valid": self.valid, "cast": self.cast, "entitled": self.entitled, "present": self.present,
            "decided": self.votes.get("for", 0) + self.votes.get("against", 0),
        }[base]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Judged:
    """A tally with what was needed of it: `needed` votes for, of `base`; 0 where nothing was asked of this kind."""

    tally: Tally
    base: int
    threshold: Threshold | None
    needed: int
    quorum: int
    passed: bool
    refused: tuple[str, ...] = ()  # overall: the kinds that did not pass, where each has to


def judge(rule: Rule, overall: Tally, kinds: Sequence[Tally]) -> list[Judged]:
    """Return how the kinds and, last, the whole came out. The whole passes only with its quorum and every asked kind."""
    found = [_of_kind(rule, one) for one in kinds]
    refused = tuple(one.tally.kind for one in found if rule.kind and not one.passed)
    quorum = rule.quorum.needed(overall.entitled) if rule.quorum else 0
    base = overall.base(rule.base)
    needed = rule.overall.needed(base)
    enough = overall.votes.get("for", 0) >= needed
    passed = enough and overall.cast >= max(1, quorum) and not refused
    return [*found, Judged(overall, base, rule.overall, needed, quorum, passed, refused)]


def _of_kind(rule: Rule, one: Tally) -> Judged:
    threshold = rule.kind or rule.overall
    base = one.base(rule.base) if one.apart else 0
    needed = threshold.needed(base)
    passed = one.apart and one.cast > 0 and one.votes.get("for", 0) >= needed
    return Judged(one, base, rule.kind, needed if rule.kind else 0, 0, passed)


def counted_apart(cast: Mapping[str, int]) -> frozenset[str]:
    """Return the kinds that a secret vote may count apart: each of at least three votes, and what is left also.

    A kind of one or two votes would show how they voted; so would the difference between the whole and all other kinds.
    Kinds without votes hide nobody.
    """
    apart = {kind for kind, many in cast.items() if many >= SMALLEST or not many}
    left = sum(many for kind, many in cast.items() if kind not in apart)
    voted = sorted((kind for kind in apart if cast[kind]), key=lambda kind: (cast[kind], kind))
    if 0 < left < SMALLEST and voted:
        apart.discard(voted[0])
    return frozenset(apart)


def tallies(
    electors: Iterable[tuple[str, bool, bool]], ballots: Iterable[tuple[str, str]]
) -> tuple[Tally, list[Tally]]:
    """Count electors (kind, present, has voted) and ballots (kind, choice): the whole, and each kind in its order.

    Ballots without a kind belong to the kinds that are not counted apart.
    """
    rows, kinds = list(electors), dict[str, dict[str, int]]()
    whole: dict[str, int] = {}
    for kind, choice in ballots:
        whole[choice] = whole.get(choice, 0) + 1
        kinds.setdefault(kind, {})[choice] = kinds.get(kind, {}).get(choice, 0) + 1
    found = []
    for name in dict.fromkeys(kind for kind, _, _ in rows):
        of = [one for one in rows if one[0] == name]
        cast, votes = sum(voted for _, _, voted in of), kinds.get(name, {})
        found.append(Tally(name, len(of), sum(one[1] for one in of), cast, votes, sum(votes.values()) == cast))
    cast = sum(voted for _, _, voted in rows)
    return Tally("", len(rows), sum(present for _, present, _ in rows), cast, whole), found


def missing(marked: Mapping[str, int], counted: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    """Return by kind how many papers are missing (positive) or too many (negative) against the electors marked on paper."""
    kinds = dict.fromkeys([*marked, *counted])
    differences = {kind: marked.get(kind, 0) - sum(counted.get(kind, {}).values()) for kind in kinds}
    return {kind: many for kind, many in differences.items() if many}


def unlike(
    one: Mapping[str, Mapping[str, int]], other: Mapping[str, Mapping[str, int]]
) -> list[tuple[str, str, int, int]]:
    """Return where two counts differ: kind, choice, what the one and what the other found."""
    kinds = dict.fromkeys([*one, *other])
    return [
        (kind, choice, one.get(kind, {}).get(choice, 0), other.get(kind, {}).get(choice, 0))
        for kind in kinds
        for choice in (*CHOICES, INVALID)
        if one.get(kind, {}).get(choice, 0) != other.get(kind, {}).get(choice, 0)
    ]
