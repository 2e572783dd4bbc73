"""Making a roster: a plain heuristic that says why. Pure, and the same for the same seed.

The hardest slots come first (holidays, weekends, nights), each goes to whoever may take it and makes the whole least uneven;
then single turns are moved, and pairs exchanged, as long as that makes it better. Moments are minutes since 1970.
"""

from bisect import bisect_left, insort
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

from shiqiao.scenes.duty.fairness import SIDES, Counts, with_newcomers

ROUNDS, CLOSE, TOLD, TINY = 6, 4.0, 4, 1e-9


class Slot(NamedTuple):
    """A place in a shift: when (minutes), the rest after it, the local days it touches, and what makes it hard."""

    role: str
    begin: int
    end: int
    rest: int
    days: tuple[int, ...]
    night: bool = False
    weekend: bool = False
    holiday: bool = False


class Weighing(NamedTuple):
    """The weights: by side of fairness, for rest beyond what must be, for wishes; `space` is the wished distance, minutes."""

    sides: tuple[float, float, float, float] = (1, 2, 2, 4)
    rest: float = 1
    wish: float = 3
    space: int = 72 * 60


@dataclass(frozen=True, slots=True)
class Demand:
    """What a roster is made of; `fixed` are turns of other rosters (begin, end, rest), `history` what was before."""

    slots: Sequence[Slot]
    pools: Mapping[str, Sequence[int]]
    away: Mapping[int, frozenset[int]] = field(default_factory=dict)
    avoid: Mapping[int, frozenset[int]] = field(default_factory=dict)
    prefer: Mapping[int, frozenset[int]] = field(default_factory=dict)
    fixed: Mapping[int, Sequence[tuple[int, int, int]]] = field(default_factory=dict)
    history: Mapping[int, Counts] = field(default_factory=dict)
    weights: Weighing = field(default_factory=Weighing)
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """Who takes a slot (0: nobody can), why by codes, and who was passed over: (person, code, slot that stood in the way)."""

    person: int
    why: tuple[str, ...] = ()
    passed: tuple[tuple[int, str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """The choices by slot, and how many moves made it better afterwards."""

    choices: tuple[Choice, ...]
    moves: int = 0


class _Booked(NamedTuple):
    begin: int
    end: int
    rest: int
    slot: int  # -1: of another roster


def make(task: Demand) -> Plan:
    """Make a roster. A slot that nobody can take stays empty and says so; the check of the roster refuses it."""
    desk = _Desk(task)
    for number in desk.order():
        desk.give(number, desk.best(number))
    moves = desk.improve()
    return Plan(tuple(desk.told(number) for number in range(len(task.slots))), moves)


class _Desk:
    """The roster while it is made: who has which turns, and what another one would cost."""

    def __init__(self, task: Demand) -> None:
        self.task, self.rng = task, Random(task.seed)
        self.sides = [
            tuple(w * on for w, on in zip(task.weights.sides, (1, s.night, s.weekend, s.holiday), strict=True))
            for s in task.slots
        ]
        people = {one for pool in task.pools.values() for one in pool}
        self.counts: dict[int, list[float]] = {}
        for pool in task.pools.values():
            for one, told in with_newcomers(task.history, pool).items():
                self.counts.setdefault(one, [getattr(told, side) for side in SIDES])
        self.books: dict[int, list[_Booked]] = {
            one: sorted(_Booked(*span, -1) for span in task.fixed.get(one, ())) for one in people
        }
        self.who = [0] * len(task.slots)
        self.moved: set[int] = set()

    def order(self) -> list[int]:
        """The hardest slots first, within them by time, so that holidays are spread before anything else stands in the way."""
        slots = self.task.slots
        return sorted(
            range(len(slots)),
            key=lambda n: (not slots[n].holiday, not slots[n].weekend, not slots[n].night, slots[n].begin, n),
        )

    # ── what may be, and what it costs ─────────────────────────────────────────────────────────────────────────────

    def blocked(self, person: int, number: int) -> tuple[str, int]:
        """Say what keeps a person from a slot: away, double, rest, with the slot in the way; "" for nothing."""
        slot, book = self.task.slots[number], self.books[person]
        if not self.task.away.get(person, frozenset()).isdisjoint(slot.days):
            return "away", -1
        place = bisect_left(book, (slot.begin,))
        for one in book[max(0, place - 1) : place + 1]:
            if one.begin < slot.end and slot.begin < one.end:
                return "double", one.slot
            if one.begin < slot.end + slot.rest and slot.begin < one.end + one.rest:
                return "rest", one.slot
        return "", -1

    def uneven(self, person: int, number: int) -> float:
        """What one turn more costs in evenness: the growth of the weighted squares."""
        return sum(w * (2 * n + 1) for w, n in zip(self.sides[number], self.counts[person], strict=True) if w)

    def pain(self, person: int, number: int) -> float:
        """What a turn costs beyond evenness: other turns close by, a day one would rather not have; a wished day gains."""
        slot, book, told = self.task.slots[number], self.books[person], self.task.weights
        place, cost = bisect_left(book, (slot.begin,)), 0.0
        for one in book[max(0, place - 1) : place + 1]:
            gap = slot.begin - one.end if one.begin < slot.begin else one.begin - slot.end
            if one.slot != number and gap < told.space:
                cost += told.rest * CLOSE * (told.space - gap) / told.space
        if slot.days[0] in self.task.avoid.get(person, frozenset()):
            cost += told.wish * 2
        if slot.days[0] in self.task.prefer.get(person, frozenset()):
            cost -= told.wish * 2
        return cost

    def cost(self, person: int, number: int) -> float:
        """What it costs in all to give a slot to a person."""
        return self.uneven(person, number) + self.pain(person, number)

    # ── giving and taking ──────────────────────────────────────────────────────────────────────────────────────────

    def give(self, number: int, person: int) -> None:
        """Give a slot to a person (0: leave it empty)."""
        self.who[number] = person
        if person:
            self._count(person, number, 1)
            slot = self.task.slots[number]
            insort(self.books[person], _Booked(slot.begin, slot.end, slot.rest, number))

    def take(self, number: int) -> int:
        """Take a slot back; returns whose it was."""
        person, slot = self.who[number], self.task.slots[number]
        self.who[number] = 0
        if person:
            self._count(person, number, -1)
            self.books[person].remove(_Booked(slot.begin, slot.end, slot.rest, number))
        return person

    def _count(self, person: int, number: int, by: int) -> None:
        slot, counts = self.task.slots[number], self.counts[person]
        for place, on in enumerate((True, slot.night, slot.weekend, slot.holiday)):
            counts[place] += by * on

    def best(self, number: int) -> int:
        """Return who takes a slot at the least cost; 0 when nobody can."""
        found = [
            (self.cost(one, number), tie, one)
            for tie, one in enumerate(self._shuffled(self.task.slots[number].role))
            if not self.blocked(one, number)[0]
        ]
        return min(found)[2] if found else 0

    def _shuffled(self, role: str) -> list[int]:
        pool = list(self.task.pools.get(role, ()))
        self.rng.shuffle(pool)
        return pool

    # ── making it better ───────────────────────────────────────────────────────────────────────────────────────────

    def improve(self) -> int:
        """Move turns and exchange pairs until nothing gains; returns how many moves were made."""
        moves = 0
        for _ in range(ROUNDS):
            made = sum(self._move(number) for number in range(len(self.who)))
            made += sum(self._exchange(number) for number in range(len(self.who)))
            moves += made
            if not made:
                break
        return moves

    def _move(self, number: int) -> int:
        """Move a slot to whoever takes it at a lower cost."""
        person = self.take(number)
        other = self.best(number)
        if person and (not other or self.cost(other, number) >= self.cost(person, number) - TINY):
            other = person
        self.give(number, other)
        if other != person:
            self.moved.add(number)
        return int(other != person)

    def _exchange(self, number: int) -> int:
        """Exchange a turn that pains with one of the same kind, where that is better for both together."""
        person = self.who[number]
        if not person or self.pain(person, number) <= TINY:
            return 0
        slot = self.task.slots[number]
        for other in self._like(slot):
            if self.who[other] not in (0, person) and self._better(number, other):
                self.moved |= {number, other}
                return 1
        return 0

    def _like(self, slot: Slot) -> Iterable[int]:
        """Slots that count the same in every side of fairness."""
        same = (slot.role, slot.night, slot.weekend, slot.holiday)
        return (
            n for n, one in enumerate(self.task.slots) if (one.role, one.night, one.weekend, one.holiday) == same
        )  # fmt: skip

    def _better(self, first: int, second: int) -> bool:
        """Exchange two slots when both may and the pain gets less; else leave all as it was."""
        before = self.pain(self.who[first], first) + self.pain(self.who[second], second)
        one, two = self.take(first), self.take(second)
        may = not self.blocked(two, first)[0] and not self.blocked(one, second)[0]
        gains = may and self.pain(two, first) + self.pain(one, second) < before - TINY
        self.give(first, two if gains else one)
        self.give(second, one if gains else two)
        return gains

    # ── saying why ─────────────────────────────────────────────────────────────────────────────────────────────────

    def told(self, number: int) -> Choice:
        """Say why a slot went to whom, and who of those with less so far was passed over for what."""
        slot, person = self.task.slots[number], self.take(number)
        ranked = sorted((self.uneven(one, number), one) for one in self.task.pools.get(slot.role, ()))
        mine = self.uneven(person, number) if person else float("inf")
        passed = [
            (one, *self._passed(one, person, number)) for load, one in ranked if one != person and load < mine + TINY
        ]
        free = [one for _, one in ranked if not self.blocked(one, number)[0]]
        why = self._why(person, number, free, passed) if person else ("nobody",)
        self.give(number, person)
        told = [one for one in passed if one[1] != "equal"] or passed
        return Choice(person, why, tuple(told[:TOLD]))

    def _passed(self, one: int, person: int, number: int) -> tuple[str, int]:
        code, way = self.blocked(one, number)
        if code:
            return code, way
        if self.task.slots[number].days[0] in self.task.avoid.get(one, frozenset()):
            return "avoid", -1
        if self.pain(one, number) > (self.pain(person, number) if person else 0) + TINY:
            return "close", -1
        return "equal", -1

    def _why(
        self, person: int, number: int, free: Sequence[int], passed: Sequence[tuple[int, str, int]]
    ) -> tuple[str, ...]:
        slot = self.task.slots[number]
        hard = next((name for name in ("holiday", "weekend", "night") if getattr(slot, name)), "turn")
        codes = {
            "only": free == [person],
            "wished": slot.days[0] in self.task.prefer.get(person, frozenset()),
            f"fewest_{hard}": all(code != "equal" for _, code, _ in passed) and len(free) > 1,
            "alike": any(code == "equal" for _, code, _ in passed),
            "moved": number in self.moved,
        }
        return tuple(code for code, holds in codes.items() if holds)
