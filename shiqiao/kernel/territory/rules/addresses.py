"""An address book that finds what people write: aliases, two-character words, one wrong character, house numbers.

The index is built once from rows and answers from memory: a table of bigrams for words, and a table of names with
one character left out for typing errors (two names that differ by one character share such a form).
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from heapq import nsmallest
from typing import NamedTuple

from shiqiao.base.pinyin import letters, likeness
from shiqiao.base.sentences import Sentence
from shiqiao.kernel.territory.rules.spelling import Spelled, spell, squeeze

KINDS = ("estate", "road", "building", "landmark")
_LONGEST = 60  # characters of a question that are looked at
_WORDS = 40  # candidates by shared bigrams that are looked at closely
_LEAST = 0.3  # hits below this are not worth showing


class Entry(NamedTuple):
    """A row of the address book.

    `first` and `last` bound the house numbers (roads) or building numbers (estates) the row stands for, 0 = all;
    `side` is "", "odd" or "even". `lon`, `lat` are WGS84 degrees, None when unknown; `grid` 15 digits, 0 unknown.
    """

    id: int
    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    lon: float | None = None
    lat: float | None = None
    grid: int = 0
    first: int = 0
    last: int = 0
    side: str = ""


class AddressHit(NamedTuple):
    """An entry that may be meant: score 0..1 (1 = exactly this name), and the reasons."""

    id: int
    name: str
    kind: str
    lon: float | None
    lat: float | None
    grid: int
    score: float
    why: list[str]


class _Name(NamedTuple):
    entry: int
    text: str
    shown: str
    spelled: Spelled
    alias: bool


class AddressIndex:
    """The address book of one street, in memory."""

    def __init__(self, entries: Iterable[Entry], prefixes: Iterable[str] = ()) -> None:
        """Build the index. `prefixes` are names above the street that people write in front (济南市, 市中区)."""
        self.entries = list(entries)
        # Longest first, so that 杆石桥街道办事处 goes before 杆石桥街道.
        self._prefixes = tuple(sorted({squeeze(prefix) for prefix in prefixes}, key=lambda p: (-len(p), p)))
        self._names = list(self._read_names())
        self._bigrams: dict[str, list[int]] = {}
        self._gaps: dict[str, list[int]] = {}
        for at, name in enumerate(self._names):
            for gram in {*_grams(name.text), name.text[0]}:
                self._bigrams.setdefault(gram, []).append(at)
            for form in _without_one(name.text):
                self._gaps.setdefault(form, []).append(at)

    def __len__(self) -> int:
        return len(self.entries)

    def find(self, text: str, limit: int = 8) -> list[AddressHit]:
        """Return the entries a text may mean, best first; empty when nothing resembles it."""
        asked = spell(text[:_LONGEST], self._prefixes)
        if not asked.whole:
            return []
        best: dict[int, tuple[float, list[str]]] = {}
        for at in self._candidates(asked):
            name = self._names[at]
            score, why = self._judge(asked, name)
            if score >= _LEAST and score > best.get(name.entry, (0.0, []))[0]:
                best[name.entry] = score, why
        return self._ordered(best, limit)

    def _ordered(self, best: dict[int, tuple[float, list[str]]], limit: int) -> list[AddressHit]:
        order = sorted(best, key=lambda i: (-best[i][0], len(self.entries[i].name), self.entries[i].name, i))
        return [_hit(self.entries[i], *best[i]) for i in order[:limit]]

    def find_by_sound(self, text: str, limit: int = 8) -> list[AddressHit]:
        """Return the entries whose pinyin begins or contains these letters: `cyl` and `chunyuan` find 春元里."""
        typed = letters(text[:_LONGEST])
        best: dict[int, tuple[float, list[str]]] = {}
        for name in self._names if typed else ():
            score = likeness(typed, name.shown)
            if score >= _LEAST and score > best.get(name.entry, (0.0, []))[0]:
                best[name.entry] = score, [Sentence("“{name}” sounds so.", name=name.shown)]
        return self._ordered(best, limit)

    def _read_names(self) -> Iterator[_Name]:
        for at, entry in enumerate(self.entries):
            for alias, shown in enumerate((entry.name, *entry.aliases)):
                spelled = spell(shown, self._prefixes)
                if spelled.whole:
                    yield _Name(at, spelled.whole, shown, spelled, alias > 0)

    def _candidates(self, asked: Spelled) -> set[int]:
        shared = Counter[int]()
        for gram in set(_grams(asked.whole)):
            shared.update(self._bigrams.get(gram, ()))
        # Short names first among equals: three shared of four say more than three of twelve.
        rank = {at: (-count / (1 + len(self._names[at].text)), at) for at, count in shared.items()}
        found = set(nsmallest(_WORDS, rank, key=rank.__getitem__))
        for text in {asked.whole, asked.core}:
            for form in _without_one(text):
                found.update(self._gaps.get(form, ()))
        return found

    def _judge(self, asked: Spelled, name: _Name) -> tuple[float, list[str]]:
        score, reason = _likeness(asked, name.spelled)
        if score == 0:
            return 0.0, []
        entry = self.entries[name.entry]
        why: list[str] = [Sentence(reason, name=name.shown)]
        if name.alias:
            why.append(Sentence("“{alias}” is another name of {name}.", alias=name.shown, name=entry.name))
        bonus, numbers = _numbers(asked, name.spelled, entry)
        return max(0.0, min(1.0, score + bonus)), why + numbers


def _likeness(asked: Spelled, name: Spelled) -> tuple[float, str]:
    """Compare the question with one name: the best of equal, contained, nearly equal, similar."""
    if name.whole == asked.whole:
        return 1.0, "“{name}” is written exactly so."
    if name.whole == asked.core:
        return 0.92, "“{name}” is written exactly so."
    if name.core == asked.core and len(name.core) > 1 and name.building and asked.building:
        return (0.95 if name.building == asked.building else 0.5), "“{name}” has the same estate name."
    if name.whole in asked.whole and len(name.whole) > 1:
        return 0.7 + 0.2 * len(name.whole) / len(asked.whole), "The text contains “{name}”."
    if asked.core in name.whole:
        start = 0.05 if name.whole.startswith(asked.core) else 0.0
        return 0.6 + start + 0.25 * len(asked.core) / len(name.whole), "“{name}” contains the words."
    if len(name.whole) > 2 and (_one_apart(asked.core, name.whole) or _one_apart(asked.whole, name.whole)):
        return 0.6 + 0.2 * (1 - 2 / len(name.whole)), "One character differs from “{name}”."
    return 0.75 * _dice(asked.core, name.whole), "The words resemble “{name}”."


def _numbers(asked: Spelled, name: Spelled, entry: Entry) -> tuple[float, list[str]]:
    """Weigh the house or building number asked for against the range the entry stands for."""
    wanted = asked.house if entry.kind == "road" else asked.building
    if not wanted or name.building or not (entry.first or entry.side):
        return 0.0, []
    if not _in_range(wanted, entry):
        return -0.3, [Sentence("Number {number} is not among its numbers.", number=wanted)]
    return 0.05, [Sentence("Number {number} belongs to this part.", number=wanted)]


def _in_range(wanted: int, entry: Entry) -> bool:
    if entry.side and (wanted % 2 == 1) != (entry.side == "odd"):
        return False
    return not entry.first or entry.first <= wanted <= (entry.last or wanted)


def _hit(entry: Entry, score: float, why: list[str]) -> AddressHit:
    return AddressHit(entry.id, entry.name, entry.kind, entry.lon, entry.lat, entry.grid, round(score, 3), why)


def _grams(text: str) -> list[str]:
    """Return the bigrams of a text, or its only character; names are also found by their first character."""
    return [text] if len(text) == 1 else [text[at : at + 2] for at in range(len(text) - 1)]


def _without_one(text: str) -> Iterator[str]:
    """Yield the text and its forms with one character left out, for texts of 3 to 12 characters."""
    if 3 <= len(text) <= 12:
        yield text
        for at in range(len(text)):
            yield text[:at] + text[at + 1 :]


def _one_apart(one: str, other: str) -> bool:
    """Tell whether two texts differ by one character put in, left out, replaced, or two swapped."""
    if abs(len(one) - len(other)) > 1 or one == other:
        return False
    if len(one) > len(other):
        one, other = other, one
    at = next((i for i, sign in enumerate(one) if sign != other[i]), len(one))
    if len(one) < len(other):
        return one[at:] == other[at + 1 :]
    return one[at + 1 :] == other[at + 1 :] or (
        one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]
    )


def _dice(one: str, other: str) -> float:
    first, second = Counter(_grams(one)), Counter(_grams(other))
    shared = sum((first & second).values())
    return 2 * shared / (sum(first.values()) + sum(second.values()))
