"""Names by their pinyin: a quick typist writes `cyl` or `chunyuan` for 春元里. The table is loaded when first needed."""

import re
from collections.abc import Sequence
from functools import lru_cache

_LETTERS = re.compile(r"[a-z][a-z0-9]*")
_PLAIN = "\0"  # stands before what is no Chinese
_SIGNS = re.compile(r"[\s()（）\[\]·、,，。-]+")


def letters(text: str) -> str:
    """Return what was typed as letters and numbers to look for, empty when it is no pinyin (Chinese, or numbers only)."""
    plain = text.strip().lower().replace(" ", "").replace("'", "")
    return plain if _LETTERS.fullmatch(plain) else ""


@lru_cache(maxsize=20_000)
def syllables(name: str) -> tuple[str, ...]:
    """Return the pinyin of each character without tones; what is no Chinese stays as it is, sign by sign."""
    from pypinyin import lazy_pinyin  # a large table: only who looks for pinyin pays for it

    found = lazy_pinyin(_SIGNS.sub("", name), errors=lambda signs: _PLAIN + signs.lower())
    return tuple(sound for one in found for sound in (one[1:] if one.startswith(_PLAIN) else (one,)))


def initials(name: str) -> str:
    """Return the first letter of each syllable: 春元里3号楼 → cyl3hl."""
    return "".join(one[0] for one in syllables(name) if one)


def likeness(asked: str, name: str) -> float:
    """Return how well letters fit a name, 0 (not at all) to 1: the whole name, its beginning, or words within it."""
    sounds = syllables(name)
    short = "".join(one[0] for one in sounds if one)
    at = short.find(asked)
    if at >= 0:
        return (0.75 if at == 0 else 0.55) + 0.25 * len(asked) / len(short)
    return max((_spelled(asked, sounds[start:], start) for start in range(len(sounds))), default=0.0)


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
