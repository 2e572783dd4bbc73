"""Judging a text by weights of short character sequences: pure, explained, and the same on every machine."""

import json
import math
import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

LEAST_SHARED = 3  # matters that must share a sequence before it may teach: nothing of one person's text stays
LONGEST = 3  # characters of a sequence
READ = 600  # characters of a text that are read
DICTIONARY, TOLD_BY = 0.3, 3  # weight of titles and synonyms beside what was learnt; sequences named as reason
SURE, LIKELY = 0.8, 0.5
_BREAKS = re.compile(r"[\W\d_]+")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An item that may be meant: confidence from 0 to 1, and the words it stands on, strongest first."""

    code: str
    confidence: float
    because: Sequence[str] = ()
    learnt: bool = False

    @property
    def degree(self) -> str:
        """How sure: `sure`, `likely` or `perhaps`, for words on a screen."""
        return "sure" if self.confidence >= SURE else "likely" if self.confidence >= LIKELY else "perhaps"


def sequences(text: str) -> list[str]:
    """Return the distinct character sequences of a text, of one to three characters, without digits and marks."""
    found: dict[str, None] = {}
    for run in _BREAKS.split(text[:READ].lower()):
        for length in range(1, LONGEST + 1):
            found.update(dict.fromkeys(run[start : start + length] for start in range(len(run) - length + 1)))
    return list(found)


@dataclass(frozen=True)
class Weights:
    """A linear model: for each sequence the weight it gives to items (by place in `codes`), and where each begins."""

    codes: Sequence[str]
    starts: Sequence[float]
    by_sequence: Mapping[str, Mapping[int, float]] = field(default_factory=dict)

    def shares(self, text: str) -> dict[str, tuple[float, list[str]]]:
        """Return each item's probability and the sequences that spoke most for it; empty when no sequence is known."""
        known = [one for one in sequences(text) if one in self.by_sequence]
        if not known:
            return {}
        length = math.sqrt(len(known))
        sums = list(self.starts)
        for one in known:
            for place, weight in self.by_sequence[one].items():
                sums[place] += weight / length
        top = max(sums)
        powers = [math.exp(one - top) for one in sums]
        whole = sum(powers)
        return {
            code: (power / whole, self._spoke(known, place))
            for place, (code, power) in enumerate(zip(self.codes, powers, strict=True))
            if power / whole >= 0.02
        }

    def _spoke(self, known: Sequence[str], place: int) -> list[str]:
        weighed = sorted(known, key=lambda one: (-self.by_sequence[one].get(place, 0.0), one))
        told: list[str] = []
        for one in weighed:
            if self.by_sequence[one].get(place, 0.0) <= 0 or len(told) == TOLD_BY:
                break
            if len(one) > 1 and not any(one in other or other in one for other in told):
                told.append(one)
        return told

    def pack(self) -> bytes:
        """Return it as compressed JSON: data that can be read without trusting it."""
        rows = {
            one: {str(p): round(w, 3) for p, w in by.items() if round(w, 3)} for one, by in self.by_sequence.items()
        }
        said = {"codes": list(self.codes), "starts": [round(one, 3) for one in self.starts], "weights": rows}
        return zlib.compress(json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode(), 6)

    @classmethod
    def unpack(cls, packed: bytes) -> "Weights":
        """Return what `pack` wrote."""
        said = json.loads(zlib.decompress(packed))
        rows = {one: {int(place): weight for place, weight in by.items()} for one, by in said["weights"].items()}
        return cls(said["codes"], said["starts"], rows)


def together(
    named: Iterable[tuple[str, float]], learnt: Mapping[str, tuple[float, list[str]]], limit: int
) -> list[Suggestion]:
    """Join what the dictionary says (items and shares from 0 to 1) with what was learnt, best first."""
    dictionary = dict(named)
    if not learnt:
        found = [Suggestion(code, share) for code, share in dictionary.items()]
    else:
        found = [
            Suggestion(code, _joined(dictionary.get(code, 0.0), share), told, True)
            for code, (share, told) in learnt.items()
        ]
        found += [Suggestion(code, DICTIONARY * s) for code, s in dictionary.items() if code not in learnt]
    return sorted(found, key=lambda one: (-one.confidence, one.code))[:limit]


def _joined(named: float, share: float) -> float:
    return (1 - DICTIONARY) * share + DICTIONARY * max(named, share)
