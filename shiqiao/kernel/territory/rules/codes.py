"""Codes of divisions and grids, and the numbers that make them comparable.

A division code is the 12-digit statistical code (province 2, city 2, district 2, street 3, community 3; 000 = the
division itself); a grid code is 15 digits, the community's twelve and three more (GB/T 47678.3 单元网格). Short
forms of 2, 4, 6 and 9 digits are read too. The **number** of any of them is the code padded with zeros to 15
digits, so that everything inside a division lies in one range of integers, its **span**.
"""

from typing import NamedTuple

from shiqiao.kernel.territory.errors import CodeInvalid

LEVELS: tuple[str, ...] = ("province", "city", "district", "street", "community", "grid")
DIGITS = {"province": 2, "city": 4, "district": 6, "street": 9, "community": 12, "grid": 15}
_UNIT: dict[str, int] = {name: 10 ** (15 - digits) for name, digits in DIGITS.items()}
_WIDTHS = frozenset(DIGITS.values())
# The first two digits, GB/T 2260.
PROVINCES = {
    11: "北京市", 12: "天津市", 13: "河北省", 14: "山西省", 15: "内蒙古自治区", 21: "辽宁省", 22: "吉林省",
    23: "黑龙江省", 31: "上海市", 32: "江苏省", 33: "浙江省", 34: "安徽省", 35: "福建省", 36: "江西省",
    37: "山东省", 41: "河南省", 42: "湖北省", 43: "湖南省", 44: "广东省", 45: "广西壮族自治区", 46: "海南省",
    50: "重庆市", 51: "四川省", 52: "贵州省", 53: "云南省", 54: "西藏自治区", 61: "陕西省", 62: "甘肃省",
    63: "青海省", 64: "宁夏回族自治区", 65: "新疆维吾尔自治区", 71: "台湾省", 81: "香港特别行政区",
    82: "澳门特别行政区",
}  # fmt: skip
_LENGTHS = "{code} has the wrong length: a division has 12 digits, a grid 15 (2, 4, 6 and 9 are read too)."
_KNOWN_OLD = {
    10: "{code} is no code: use the 12-digit community code or the 15-digit grid code.",
    14: "{code} is an old 14-digit grid code (CJ/T 213): use community code and three digits.",
    16: "{code} is an old component code: use the 15-digit grid code.",
    17: "{code} is a component code: use the 15-digit grid code.",
    20: "{code} is a 20-digit community grid code (CJ/T 349): use community code and three digits.",
}


class Span(NamedTuple):
    """An inclusive range of 15-digit territory numbers."""

    low: int
    high: int

    def __contains__(self, code: object) -> bool:
        return isinstance(code, int) and self.low <= code <= self.high

    def covers(self, other: "Span") -> bool:
        """Tell whether every number of `other` lies in this span."""
        return self.low <= other.low and other.high <= self.high


def number(code: int | str) -> int:
    """Return the 15-digit territory number of a code of 2, 4, 6, 9, 12 or 15 digits; raises CodeInvalid."""
    text = _digits(code)
    padded = int(text.ljust(15, "0"))
    if padded // 10**13 not in PROVINCES:
        raise _wrong(code, "{code} does not begin with the two digits of a province, such as 37.")
    _check_order(code, text)
    return padded


def level(code: int | str) -> str:
    """Return province, city, district, street, community or grid; raises CodeInvalid."""
    return _level(number(code))


def span(code: int | str) -> Span:
    """Return the range of territory numbers that lie inside a division or grid; raises CodeInvalid."""
    low = number(code)
    return Span(low, low + _UNIT[_level(low)] - 1)


def parent(code: int | str) -> int:
    """Return the territory number of the next division above, 0 above a province; raises CodeInvalid.

    A level that a place leaves out is skipped: the streets of 东莞 (4419) lie directly below the city.
    """
    own = number(code)
    for above in reversed(LEVELS[: LEVELS.index(_level(own))]):
        candidate = own // _UNIT[above] * _UNIT[above]
        if candidate and _level(candidate) == above:
            return candidate
    return 0


def ancestors(code: int | str) -> list[int]:
    """Return the numbers of all divisions above, from the province down; raises CodeInvalid."""
    chain: list[int] = []
    above = parent(code)
    while above:
        chain.insert(0, above)
        above = parent(above)
    return chain


def division_code(code: int | str) -> str:
    """Return the 12-digit form in which divisions are stored; raises CodeInvalid for a grid."""
    own = number(code)
    if own % 1000:
        raise _wrong(code, "{code} is a grid code: give the 12 digits of a division.")
    return str(own // 1000)


def grid_code(code: int | str) -> str:
    """Return the 15-digit form of a grid code; raises CodeInvalid for a division."""
    own = number(code)
    if not own % 1000:
        raise _wrong(code, "{code} is a division code: a grid code has 15 digits and does not end with 000.")
    return str(own)


def street_of(code: int | str) -> int:
    """Return the 9-digit street of a community or grid (or of the street itself), 0 above a street."""
    street = number(code) // 10**6
    return street if street % 1000 else 0


def community_of(code: int | str) -> int:
    """Return the 12-digit community of a grid (or of the community itself), 0 above a community."""
    community = number(code) // 1000
    return community if community % 1000 else 0


def short(code: int | str) -> int:
    """Return a code without the zeros of lower levels: 370103003 for a street, 370103 for a district."""
    own = number(code)
    return own // _UNIT[_level(own)]


def short_title(name: str) -> str:
    """Return the everyday name of a division: 春元里社区居民委员会 → 春元里社区, 某村村民委员会 → 某村."""
    for tail in ("居民委员会", "村民委员会", "居委会", "村委会", "办事处"):
        if name.endswith(tail) and len(name) > len(tail) + 1:
            kept = name[: -len(tail)]
            return kept if tail == "办事处" or kept[-1] in "村区庄园街里" else kept + ("村" if "村" in tail else "社区")
    return name


def _digits(code: int | str) -> str:
    text = str(code).strip()
    if not (text.isascii() and text.isdigit()):
        raise _wrong(code, "“{code}” is no code: a code consists of digits only.")
    if len(text) not in _WIDTHS:
        remedy = _KNOWN_OLD.get(len(text), _LENGTHS)
        raise _wrong(code, remedy)
    return text


def _check_order(code: int | str, text: str) -> None:
    """Refuse a grid without a community and a community without a street."""
    text = text.ljust(15, "0")
    if text[12:] != "000" and text[9:12] == "000":
        raise _wrong(code, "{code} names a grid without a community: digits 10 to 12 must not be 000.")
    if text[9:12] != "000" and text[6:9] == "000":
        raise _wrong(code, "{code} names a community without a street: digits 7 to 9 must not be 000.")


def _level(own: int) -> str:
    for name in reversed(LEVELS[1:]):
        part = own // _UNIT[name] % (1000 if DIGITS[name] > 6 else 100)
        if part:
            return name
    return "province"


def _wrong(code: object, sentence: str) -> CodeInvalid:
    return CodeInvalid(sentence, code=code, fields={"code": sentence})
