"""Pure decisions of deliberation: the quorum per kind with its shortfall, presence replayed, consensus, progress, scores."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from shiqiao.scenes.council.definitions import CouncilRules


@dataclass(frozen=True, slots=True)
class KindPresent:
    """How many seats of a kind are present, of how many there are, and how many have to be."""

    kind: str
    present: int
    needed: int
    seats: int = 0

    @property
    def missing(self) -> int:
        """Return how many are missing for the quorum."""
        return max(self.needed - self.present, 0)


@dataclass(frozen=True, slots=True)
class Quorum:
    """The quorum at a moment, kind by kind; it is there when no kind is short."""

    kinds: tuple[KindPresent, ...]

    @property
    def there(self) -> bool:
        """Tell whether every kind is present in the number that the rules ask for; never without kinds."""
        return bool(self.kinds) and not any(one.missing for one in self.kinds)

    @property
    def short(self) -> tuple[KindPresent, ...]:
        """Return the kinds that are short."""
        return tuple(one for one in self.kinds if one.missing)


def quorum(rules: CouncilRules, present: Iterable[str], seats: Mapping[str, int], convocation: int = 1) -> Quorum:
    """Return the quorum of those present (the kind of each seat), each kind by itself: one cannot stand in for another."""
    there = Counter(present)
    kinds = (
        KindPresent(one.code, there[one.code], one.needed(convocation), seats.get(one.code, 0)) for one in rules.kinds
    )
    return Quorum(tuple(kinds))


@dataclass(frozen=True, slots=True)
class Stay:
    """A line of the presence ledger: a seat of a kind, from when until when (None: still there)."""

    seat: int
    kind: str
    came: datetime
    left: datetime | None = None

    def there(self, at: datetime) -> bool:
        """Tell whether the seat was there at a moment; who leaves at a moment is not there then."""
        return self.came <= at and (self.left is None or at < self.left)


def present_at(stays: Iterable[Stay], at: datetime) -> dict[int, str]:
    """Replay the ledger: return the seats present at a moment with their kinds."""
    return {one.seat: one.kind for one in stays if one.there(at)}


@dataclass(frozen=True, slots=True)
class Turn:
    """A moment at which the ledger changed, with the quorum from then on."""

    at: datetime
    quorum: Quorum


def replay(
    stays: Sequence[Stay], rules: CouncilRules, seats: Mapping[str, int], convocation: int, until: datetime | None
) -> list[Turn]:
    """Return the quorum at each moment when somebody came or went, in order: the proof that it was there, or when not."""
    moments = {one.came for one in stays} | {one.left for one in stays if one.left}
    return [
        Turn(at, quorum(rules, present_at(stays, at).values(), seats, convocation))
        for at in sorted(moments)
        if until is None or at <= until
    ]


@dataclass(frozen=True, slots=True)
class KindStands:
    """How a kind stands to an item: how many for, against, with reservations or neither, and whether it agrees."""

    kind: str
    yes: int
    no: int
    abstain: int
    present: int
    agrees: bool

    def plain(self) -> dict[str, object]:
        """Return it as it is kept."""
        return {
            "kind": self.kind, "yes": self.yes, "no": self.no, "abstain": self.abstain, "present": self.present,
            "agrees": self.agrees,
        }  # fmt: skip


def stands(opinions: Iterable[tuple[str, str]], present: Mapping[str, int], order: Sequence[str]) -> list[KindStands]:
    """Return how each kind stands, out of (kind, stance) of the seats present; a reservation is a yes with words."""
    told = Counter(opinions)
    found = []
    for kind in order:
        yes, no = told[kind, "for"] + told[kind, "reserved"], told[kind, "against"]
        found.append(KindStands(kind, yes, no, told[kind, "abstain"], present.get(kind, 0), yes > no))
    return found


def consensus(opinions: Collection[tuple[str, str]], present: Mapping[str, int]) -> str:
    """Return why a consensus cannot be recorded, empty when it can: nobody present is against, more than half spoke for it.

    A consensus is no vote: one who is against has a right to be counted, so it has to be put to the vote.
    """
    if any(stance == "against" for _kind, stance in opinions):
        return "against"
    spoken = sum(stance in ("for", "reserved") for _kind, stance in opinions)
    return "" if spoken * 2 > sum(present.values()) else "silent"


def progress(tasks: Iterable[tuple[int, int]]) -> int:
    """Return how far tasks are, in percent, out of (weight, percent of each); divided by the weights, never over 100."""
    pairs = [(weight, min(max(done, 0), 100)) for weight, done in tasks]
    total = sum(weight for weight, _done in pairs)
    return sum(weight * done for weight, done in pairs) // total if total else 0


# How far a matter is in a state of its flow, in percent; what ended without being done counts nothing.
STATE_DONE = {
    "reported": 0,
    "accepted": 10,
    "handling": 30,
    "checking": 80,
    "closed": 100,
    "archived": 100,
    "declined": 0,
}


def average(scores: Sequence[int]) -> int:
    """Return the average of scores of 1 to 5 in hundredths, 0 without any."""
    return sum(scores) * 100 // len(scores) if scores else 0


def evaluation(scores: Sequence[int], entitled: int, rules: CouncilRules) -> str:
    """Return `passed` or `failed`, or empty while too few of those who sat have scored."""
    if not entitled or len(scores) * 100 < rules.evaluation.share * entitled:
        return ""
    return "passed" if average(scores) >= rules.evaluation.average else "failed"
