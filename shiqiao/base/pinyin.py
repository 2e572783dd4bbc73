"""Names by their pinyin: cyl, cylxq3 or chunyuan for 春元里小区3号楼. Pure; the table is loaded when first needed."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import islice, product
from typing import NamedTuple

_READINGS = 8  # readings of one name that are looked at: 行 is hang or xing
_LEAST = 2  # letters that a list of names is searched for; one fits nearly everything
_PLAIN = "\0"  # stands before what is no Chinese
_SIGNS = re.compile(r"[\s()（）\[\]·、,，。-]+")


class _Sound(NamedTuple):
    """How a name sounds: its syllables, and its initials in every reading."""

    syllables: tuple[str, ...]
    initials: tuple[str, ...]


def letters(text: str) -> str:
    """Return what was typed as letters and digits to look for, empty when it is no pinyin (Chinese, or digits only)."""
    plain = "".join(sign for sign in text.lower() if not sign.isspace() and sign != "'")
    return plain if plain.isascii() and plain.isalnum() and not plain.isdigit() else ""


def sounding(typed: str, names: Iterable[str], limit: int) -> list[str]:
    """Return the names that typed letters may mean, best first, shorter names before longer ones."""
    asked = letters(typed)
    if len(asked) < _LEAST:
        return []
    found = [(-score, len(name), name) for name in names if (score := likeness(asked, name))]
    return [name for *_, name in sorted(found)[:limit]]


def likeness(asked: str, name: str) -> float:
    """Return how well letters fit a name, 0 (not at all) to 1: the whole name, its beginning, or words within it."""
    sounds, readings = _sound(name)
    at, short = min((((short.find(asked) + 1) or 99, short) for short in readings), default=(99, ""))
    if at < 99:
        return (0.75 if at == 1 else 0.55) + 0.25 * len(asked) / len(short)
    return max((_spelled(asked, sounds[start:], start) for start in range(len(sounds))), default=0.0)


def syllables(name: str) -> tuple[str, ...]:
    """Return the pinyin of each character without tones; what is no Chinese stays as it is, sign by sign."""
    return _sound(name).syllables


def initials(name: str) -> str:
    """Return the first letter of each syllable: 春元里3号楼 → cyl3hl."""
    return "".join(one[0] for one in syllables(name) if one)


@lru_cache(maxsize=20_000)
def _sound(name: str) -> _Sound:
    from pypinyin import Style, lazy_pinyin, pinyin  # a large table: only who looks for pinyin pays for it

    signs = _SIGNS.sub("", name)
    found = lazy_pinyin(signs, errors=lambda rest: _PLAIN + rest.lower())
    spoken = tuple(sound for one in found for sound in (one[1:] if one.startswith(_PLAIN) else (one,)))
    readings = pinyin(signs, style=Style.FIRST_LETTER, heteronym=True, errors=_apart)  # type: ignore[arg-type]
    kinds = [list(dict.fromkeys(one)) for one in readings]
    plain = "".join(one[0] for one in spoken if one)
    others = ("".join(chosen).lower() for chosen in islice(product(*kinds), _READINGS))
    return _Sound(spoken, tuple(dict.fromkeys((plain, *others))))


def _apart(rest: str) -> list[list[str]]:
    """Give letters and digits back one by one; the library takes such lists, though its types do not say so."""
    return [[one] for one in rest]


def _spelled(asked: str, sounds: Sequence[str], start: int) -> float:
    """Weigh letters that spell syllables out, the last one perhaps only begun: chunyuan, chunyuanl."""
    rest = asked
    for count, sound in enumerate(sounds):
        if rest.startswith(sound):
            rest = rest[len(sound) :]
        elif not sound.startswith(rest):
            return 0.0
        else:
            rest = ""
        if not rest:
            return (0.75 if start == 0 else 0.55) + 0.25 * (count + 1) / (start + len(sounds))
    return 0.0
