"""Finding names by the letters people type on a telephone: 春元里小区 by cylxq or chunyuanli. Pure."""

from collections.abc import Iterable, Iterator
from itertools import islice, product

_READINGS = 8  # readings of one name that are looked at: 行 is hang or xing


class Spoken:
    """A name as it sounds: all its initials, and its syllables written out."""

    __slots__ = ("_initials", "_whole", "name")

    def __init__(self, name: str) -> None:
        self.name = name
        from pypinyin import lazy_pinyin  # its dictionary takes a moment to load: not before somebody types letters

        signs = "".join(sign for sign in name if sign.isalnum())
        self._initials = tuple(dict.fromkeys(_initials(signs)))
        self._whole = "".join(lazy_pinyin(signs)).lower()

    def score(self, typed: str) -> int:
        """Return how well typed letters fit: 3 the whole name, 2 its beginning, 1 somewhere inside, 0 not at all."""
        if typed in self._initials or typed == self._whole:
            return 3
        if self._whole.startswith(typed) or any(one.startswith(typed) for one in self._initials):
            return 2
        return int(any(typed in one for one in self._initials))


def letters(text: str) -> str:
    """Return what was typed as letters and digits, empty when it is no pinyin (or one letter, which fits everything)."""
    plain = "".join(sign for sign in text.lower() if not sign.isspace() and sign != "'")
    fits = len(plain) >= 2 and plain.isascii() and plain.isalnum() and not plain.isdigit()
    return plain if fits else ""


def sounding(typed: str, names: Iterable[Spoken], limit: int) -> list[Spoken]:
    """Return the names that typed letters may mean, best first, shorter names before longer ones."""
    wanted = letters(typed)
    if not wanted:
        return []
    found = [(-score, len(one.name), one.name, one) for one in names if (score := one.score(wanted))]
    return [one for *_, one in sorted(found, key=lambda hit: hit[:3])[:limit]]


def _apart(rest: str) -> list[list[str]]:
    """Give letters and digits back one by one; the library takes such lists, though its types do not say so."""
    return [[one] for one in rest]


def _initials(signs: str) -> Iterator[str]:
    from pypinyin import Style, pinyin

    readings = pinyin(signs, style=Style.FIRST_LETTER, heteronym=True, errors=_apart)  # type: ignore[arg-type]
    kinds = [list(dict.fromkeys(one)) for one in readings]
    for chosen in islice(product(*kinds), _READINGS):
        yield "".join(chosen).lower()
