"""Text: terms for searching Chinese, identifiers in free text, masks for the screen, and cleaning of what comes in."""

import itertools
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from shiqiao.base.errors import Invalid
from shiqiao.base.ids import card_ok, identity_ok, uscc_ok

# ── search terms ───────────────────────────────────────────────────────────────────────────────────────────────────

# Scripts written without spaces: ideographs (with 々 and 〇), kana, hangul.
_CJK = "々〇぀-ヿ㐀-䶿一-鿿가-힣豈-﫿\U00020000-\U000323af"
_RUNS = re.compile(rf"([{_CJK}]+)|[^\W_{_CJK}]+")
_LONGEST = 64  # characters of a word that count; PostgreSQL refuses lexemes beyond 2 kB


def bigrams(text: str) -> list[str]:
    """Return the terms of `text` in order, with repetitions: pairs of neighbours in Chinese, latin words, numbers.

    Normalised by NFKC and lower-cased. A Chinese run of one character is its own term.
    """
    terms: list[str] = []
    for found in _RUNS.finditer(_normal(text)):
        run = found[0]
        if found[1] is None:
            terms.append(run[:_LONGEST])
        elif len(run) == 1:
            terms.append(run)
        else:
            terms += map(str.__add__, run, run[1:])
    return terms


def index_terms(text: str) -> list[str]:
    """Return the distinct terms to store for a document, for `array_to_tsvector(%s)`.

    These are its bigrams and the last character of each Chinese run, so that a search for one character (a prefix
    search) finds that place too.
    """
    terms: dict[str, None] = {}
    for found in _RUNS.finditer(_normal(text)):
        run = found[0]
        if found[1] is None:
            terms[run[:_LONGEST]] = None
        else:
            terms.update(dict.fromkeys(map(str.__add__, run, run[1:])))
            terms[run[-1]] = None
    return list(terms)


def query_terms(text: str) -> list[str]:
    """Return the distinct terms that a document must have to match `text`; one ending in `*` stands for a beginning."""
    terms: dict[str, None] = {}
    for found in _RUNS.finditer(_normal(text)):
        run = found[0]
        if found[1] is None:
            terms[run[:_LONGEST]] = None
        elif len(run) == 1:
            terms[run + "*"] = None
        else:
            terms.update(dict.fromkeys(map(str.__add__, run, run[1:])))
    return list(terms)


def tsquery(text: str) -> str:
    """Return a PostgreSQL query for what a person typed, to be cast: `terms @@ %s::tsquery`.

    All terms must be there. Nothing in `text` can act as an operator. Empty when there is nothing to look for; an
    empty query matches no row.
    """
    return " & ".join(
        f"{_quoted(term.removesuffix('*'))}{':*' if term.endswith('*') else ''}" for term in query_terms(text)
    )


def _normal(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _quoted(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


# ── identifiers in free text ───────────────────────────────────────────────────────────────────────────────────────


class Found(NamedTuple):
    """An identifier in a text. `value` is normalised (half-width, upper case, no separators), `raw` as it was written.

    `start` and `end` are places in the original text; `number` is that of its token.
    """

    kind: str
    value: str
    start: int
    end: int
    raw: str = ""
    number: int = 0

    @property
    def key(self) -> str:
        """Return what stands inside the token, such as `mobile:1`."""
        return f"{self.kind}:{self.number}"

    @property
    def token(self) -> str:
        """Return the token that stands in the stored text, such as `⟦mobile:1⟧`."""
        return f"⟦{self.key}⟧"


def _flat_table() -> dict[int, str]:
    """Map every decimal digit, full-width letter, dash and space to its plain form, one character to one character."""
    table = {code: str(unicodedata.digit(chr(code))) for code in range(0x80, 0x1FBFA) if chr(code).isdecimal()}
    table |= {ord(char): char.upper() for char in "abcdefghijklmnopqrstuvwxyz"}
    table |= {0xFF21 + place: chr(65 + place) for place in range(26)} | {
        0xFF41 + place: chr(65 + place) for place in range(26)
    }
    table |= dict.fromkeys(map(ord, "‐‑‒–—―−－﹣ー"), "-")
    table |= dict.fromkeys(map(ord, "\t\u00a0\u2002\u2003\u2009\u200b\u200c\u200d\u2060\u3000\ufeff"), " ")
    return table | {ord("（"): "(", ord("）"): ")", ord("＋"): "+", ord("："): ":", ord("．"): ".", ord("•"): "·"}


_FLAT = _flat_table()
_GAP = r"(?:[ -]|- | -)?"  # what people put between the digits of a number
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_USCC_CHAR = "[0-9A-HJ-NPQRTUWXY]"
_PLATE_CHAR = "[0-9A-HJ-NP-Z]"
_AREA = r"(?:010|02[0-57-9]|0[3-9]\d\d)"
_COUNTRY = rf"(?:(?:\+|00)?86{_GAP})?"

# Each pattern looks ahead so that a wrong candidate does not swallow a right one that begins inside it.
_IDENTITY = re.compile(rf"(?<!\d)(?=(?P<it>[1-9](?:{_GAP}\d){{16}}{_GAP}[\dX])(?!\d))")
_USCC = re.compile(rf"(?<![0-9A-Z])(?=(?P<it>{_USCC_CHAR}(?:{_GAP}{_USCC_CHAR}){{17}})(?![0-9A-Z]))")
# 62: UnionPay; 4 and 5: the two foreign schemes that are common here.
_CARD = re.compile(rf"(?<!\d)(?=(?P<it>(?:62\d{{2}}(?:{_GAP}\d){{12,15}}|[45]\d{{3}}(?:{_GAP}\d){{12}}))(?!{_GAP}\d))")
_PLATE = re.compile(
    rf"(?=(?P<it>[{_PROVINCES}] ?[A-HJ-NP-Z][ ·.-]{{0,3}}"
    rf"(?:[A-HJK]{_PLATE_CHAR}\d{{4}}|\d{{5}}[A-HJK]|{_PLATE_CHAR}{{4}}[学警港澳挂领]|{_PLATE_CHAR}{{5}})"
    rf"|[{_PROVINCES}] ?[SX][ ·.-]?\d{{4}}应急|使 ?\d{{3}}[ ·.-]?\d{{3}})(?![0-9A-Z]))"
)
_MOBILE = re.compile(
    rf"(?<!\d)(?=(?P<it>{_COUNTRY}1[3-9]\d(?:\d{{8}}|[ .-]\d{{4}}[ .-]?\d{{4}}|\d{{4}}[ .-]\d{{4}})(?!\d)"
    # Odd groupings count only when no further digits follow or precede: those would be a card or an order number.
    rf"|(?<!\d[ -]){_COUNTRY}1{_GAP}[3-9](?:{_GAP}\d){{9}}(?!{_GAP}\d)))"
)
_LANDLINE = re.compile(
    rf"(?<!\d)(?=(?P<it>{_COUNTRY}(?:\({_AREA}\) ?|{_AREA}{_GAP})[2-9]\d{{2,3}}{_GAP}\d{{4}}(?!\d)"
    rf"(?:[-转](?P<extension>\d{{1,5}})(?!\d))?))"
)
# Without area code only the word before it tells a number of the fixed network from any other eight digits.
_LOCAL = re.compile(
    r"(?:电话|座机|固话|热线|致电|拨打|联系方式|TEL)(?:号码|是|为)?"
    rf"[: ]{{0,3}}(?=(?P<it>[2-9]\d{{3}}{_GAP}\d{{4}})(?!\d))"
)
_DIGITS = re.compile(r"\d")
_NOT_VALUE = str.maketrans("", "", " -.·()")


def _is_plate(value: str) -> bool:
    return len(_DIGITS.findall(value)) >= 2


# Kind, pattern, check of the value. The order decides where two overlap: what proves itself comes first.
_KINDS: list[tuple[str, re.Pattern[str], Callable[[str], bool]]] = [
    ("identity", _IDENTITY, identity_ok),
    ("uscc", _USCC, uscc_ok),
    ("card", _CARD, card_ok),
    ("plate", _PLATE, _is_plate),
    ("mobile", _MOBILE, bool),
    ("landline", _LANDLINE, bool),
    ("landline", _LOCAL, bool),
]
_PLATES = [kind for kind in _KINDS if kind[0] == "plate"]
_FEWEST = 6  # digits that any identifier but a plate has; most texts only tell a house number


def find_identifiers(text: str) -> list[Found]:
    """Find numbers of phones, identity cards, credit codes, bank cards and plates in free text, in order, never overlapping.

    Kinds: mobile, landline, identity (GB 11643-1999), uscc (GB 32100-2015), card, plate (GA 36-2018). Full-width
    characters, spaces and hyphens inside are understood. Numbers with check digits count only when these are right.
    """
    digits = len(_DIGITS.findall(text))
    if not digits:
        return []
    flat = text.translate(_FLAT)
    found: list[Found] = []
    for kind, pattern, is_valid in _KINDS if digits >= _FEWEST else _PLATES:
        for match in pattern.finditer(flat):
            start, end = match.span("it")
            value = _value_of(kind, match)
            if is_valid(value) and all(end <= other.start or start >= other.end for other in found):
                found.append(Found(kind, value, start, end, text[start:end]))
    return sorted(found, key=lambda one: one.start)


def _value_of(kind: str, match: re.Match[str]) -> str:
    """Normalise what was found: no separators, no country code; the extension of a landline stays, after a hyphen."""
    written, extension = match["it"], match.groupdict().get("extension")
    if extension:
        written = written[: -len(extension) - 1]
    value = written.translate(_NOT_VALUE)
    if kind == "mobile":
        value = value[-11:]
    elif kind == "landline":
        value = re.sub(r"^(?:\+|00)?86(?=0)", "", value)
    return f"{value}-{extension}" if extension else value


_TOKEN = re.compile(r"⟦([a-z]+):(\d+)⟧")


def tokenise(text: str, known: Iterable[Found] = ()) -> tuple[str, list[Found]]:
    """Replace identifiers by tokens like `⟦mobile:1⟧` before text is stored or indexed.

    Returns the text and one `Found` for each token; the same writing gets the same token. What looks like a token in
    the text itself keeps standing: numbers already used there are left out. `restore` reverses it exactly.
    Several texts of one record share their tokens when what earlier ones gave is handed on as `known`; the result
    then begins with those.
    """
    tokens = {(one.kind, one.raw): one for one in known}
    used = {int(number) for _, number in _TOKEN.findall(text)} | {one.number for one in tokens.values()}
    parts: list[str] = []
    last, number = 0, 0
    for one in find_identifiers(text):
        token = tokens.get((one.kind, one.raw))
        if token is None:
            number = next(free for free in itertools.count(number + 1) if free not in used)
            token = tokens[one.kind, one.raw] = one._replace(number=number)
        parts += [text[last : one.start], token.token]
        last = one.end
    return "".join([*parts, text[last:]]), list(tokens.values())


def restore(text: str, values: Mapping[str, str]) -> str:
    """Put values (by key, `mobile:1` → raw, or masked for the screen) in the place of tokens; unknown tokens stay."""
    return _TOKEN.sub(lambda found: values.get(f"{found[1]}:{found[2]}", found[0]), text)


# ── masks ──────────────────────────────────────────────────────────────────────────────────────────────────────────

# Family names of two characters.
_COMPOUND = re.compile(
    "(?:欧阳|太史|端木|上官|司马|东方|独孤|南宫|万俟|闻人|夏侯|诸葛|尉迟|公羊|赫连|澹台|皇甫|宗政|濮阳|公冶|太叔|申屠|公孙|"
    "慕容|仲孙|钟离|长孙|宇文|司徒|鲜于|司空|令狐|百里|呼延|东郭|南门|西门|拓跋)(?=.)"
)
_NUMERAL = "[0-9０-９A-Za-z一二三四五六七八九十百甲乙丙丁东西南北#-]"
_INDOORS = re.compile(rf"{_NUMERAL}+(?:号楼|栋|幢|单元|座|室|层|楼|户|门)")
_ESTATE = re.compile(
    r".*?(?:小区|社区|花园|家园|公寓|宿舍|新村|大院|山庄|苑|新居|城中村)(?!街道|居委会|[一-鿿]{0,4}街道)"
)
_ROAD = re.compile(r".*(?:大街|大道|街道|路|街|巷|胡同|里弄|村)(?=[0-9０-９一二三四五六七八九十]*(?:号|弄|院|$|\D))")


def mask_name(name: str) -> str:
    """Return a person's name for the screen: 张*, 欧阳*, J*. The length of the given name is hidden too."""
    name = name.strip()
    if not name:
        return ""
    compound = _COMPOUND.match(name)
    return (compound[0] if compound else name[:1]) + "*"


def mask_phone(phone: str) -> str:
    """Return a phone number for the screen: 138****5678, 0531****8888; four digits are hidden wherever it can be."""
    number = phone.translate(_FLAT).translate(_NOT_VALUE)
    if len(number) < 8:
        return "*" * len(number)
    return f"{number[:-8]}****{number[-4:]}"


def mask_identity(number: str) -> str:
    """Return an identity number or credit code for the screen: the first 3 and last 4 stand, 370***********1234."""
    plain = number.translate(_FLAT).translate(_NOT_VALUE)
    if len(plain) < 12:
        return "*" * len(plain)
    return plain[:3] + "*" * (len(plain) - 7) + plain[-4:]


def mask_address(address: str) -> str:
    """Return an address down to the estate, else to the road, and *** for building, unit and room."""
    address = address.strip()
    if not address:
        return ""
    indoors = _INDOORS.search(address)
    outside = address[: indoors.start()] if indoors else address
    known = _ESTATE.match(outside) or _ROAD.match(outside)
    if known:
        kept = known[0]
    else:
        kept = outside if indoors else outside[: max(len(outside) // 2, 1)]
    return kept if kept == address and _ESTATE.match(address) else kept + "***"


def mask(kind: str, value: str) -> str:
    """Return an identifier of a kind of `find_identifiers` for the screen."""
    if kind in {"mobile", "landline"}:
        number, _, extension = value.partition("-")
        return mask_phone(number) + (f"-{'*' * len(extension)}" if extension else "")
    if kind == "plate":
        return f"{value[:2]}***{value[-2:]}"
    return mask_identity(value)


def masked(text: str) -> str:
    """Return a text for the screen, with every identifier in it masked."""
    tokens, found = tokenise(text)
    return restore(tokens, {one.key: mask(one.kind, one.value) for one in found})


# ── cleaning ───────────────────────────────────────────────────────────────────────────────────────────────────────

_LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029\x85]")
# Control characters but tab and line end; marks that turn the direction of reading; half surrogates; non-characters.
_HARMFUL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\uffff\ud800-\udfff]"
)
_HIDDEN = re.compile(r"<(script|style)\b[^<>]*>.*?</\1\s*>|<!--.*?-->", re.I | re.S)
_BREAKS = re.compile(r"<br\s*/?>|</(?:p|div|li|tr|h[1-6])\s*>", re.I)
_TAGS = re.compile(
    r"</?(?:a|abbr|b|body|blockquote|button|center|code|div|em|embed|font|form|h[1-6]|head|hr|html|i|iframe|img|input|li|link|"
    r"meta|object|ol|option|p|pre|script|select|small|span|strong|style|sub|sup|svg|table|tbody|td|textarea|th|thead|title|tr|u|ul|"
    r"video)(?:\s[^<>]*|/)?>",
    re.I,
)


def clean(text: str) -> str:
    """Return text fit to be stored: without HTML elements, control or direction characters and space at the ends.

    Emoji, line ends and a plain `<` (a < b) stay. Cleaning twice changes nothing more.
    """
    text = _HARMFUL.sub("", _LINE_ENDS.sub("\n", text))
    while "<" in text or "&nbsp;" in text:
        plain = text.replace("&nbsp;", " ")
        plain = _TAGS.sub("", _BREAKS.sub("\n", _HIDDEN.sub("", plain)))
        if plain == text:
            break
        text = plain
    return text.strip()


def written(text: str, name: str, sentence: str = "", *, most: int, error: type[Invalid] = Invalid) -> str:
    """Return what was written into the field `name`, cleaned.

    Raises `error` with `sentence` when one is given and nothing was written, and for more than `most` characters.
    """
    text = clean(text)
    if sentence and not text:
        raise error(fields={name: sentence})
    if len(text) > most:
        told = "The text has {text_length} characters; shorten it to {text_most}."  # msgid
        raise error(fields={name: told}, text_length=len(text), text_most=most)
    return text


def number_in(text: str) -> int:
    """Return the number that stands in a part of an address; 0 for what is none, or longer than that of a row can be."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
