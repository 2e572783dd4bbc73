"""How an address is written: one spelling for all, and its house, building and room numbers."""

import re
import unicodedata
from typing import NamedTuple

from shiqiao.kernel.territory.rules.codes import PROVINCES

_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_NUMERAL = re.compile("[零〇一二三四五六七八九两十百千]+")
_PROVINCE = re.compile("^(?:中国)?(?:" + "|".join(PROVINCES.values()) + ")")
_ROOM = re.compile(r"(\d+)单元|(\d+)(?:室|户)$")
_BUILDING = re.compile(r"(\d+)(?:号楼|栋|幢|座|#楼?|楼(?!上|下))")
_HOUSE = re.compile(r"(?<=[路街巷里道胡同村院区园庄])(\d+)(?:-\d+)?(?:号|$)")


class Spelled(NamedTuple):
    """An address taken apart: `whole` without blanks and prefixes, `core` before the first number part."""

    whole: str
    core: str
    building: int
    house: int


def spell(text: str, prefixes: tuple[str, ...] = ()) -> Spelled:
    """Bring an address into the one spelling in which it is compared.

    Full width and half width become one (NFKC), Chinese numerals become digits (经八路 → 经8路, 七一 → 71,
    十二号楼 → 12号楼), blanks and punctuation go, and so do the leading province and the given `prefixes`
    (names of the city, district, street, spelled the same way). Building and house number are read off.
    """
    whole = _squeeze(text)
    whole = _strip(_PROVINCE.sub("", whole), prefixes) or whole
    marks = [found for found in (_BUILDING.search(whole), _HOUSE.search(whole), _ROOM.search(whole)) if found]
    cut = min((found.start() for found in marks), default=len(whole))
    building, house = _BUILDING.search(whole), _HOUSE.search(whole)
    return Spelled(
        whole,
        whole[:cut] or whole,
        int(building[1][:6]) if building else 0,
        int(house[1][:6]) if house and not (building and building.start() == house.start()) else 0,
    )


def _squeeze(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).lower().replace("號", "号")
    text = "".join(sign for sign in text if sign.isalnum() or sign in "#-")
    return _NUMERAL.sub(lambda found: _numeral(found[0]), text)


def squeeze(text: str) -> str:
    """Return only the one spelling of a name, without taking it apart."""
    return _squeeze(text)


def _strip(text: str, prefixes: tuple[str, ...]) -> str:
    """Drop leading prefixes, one after the other, as long as something is left."""
    again = True
    while again:
        again = False
        for prefix in prefixes:
            if prefix and text.startswith(prefix) and len(text) > len(prefix):
                text, again = text[len(prefix) :], True
    return text


def _numeral(signs: str) -> str:
    """Read a run of Chinese numerals: by place value where 十百千 occur, sign by sign elsewhere."""
    if not any(sign in _UNITS for sign in signs):
        return "".join(str(_DIGITS[sign]) for sign in signs)
    total, digit = 0, 0
    for sign in signs:
        if sign in _UNITS:
            total += (digit or 1) * _UNITS[sign]
            digit = 0
        else:
            digit = _DIGITS[sign]
    return str(total + digit)
