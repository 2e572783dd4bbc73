"""Pure decisions: identity numbers and credit codes, freshness, who may see what, and how alike two records are."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from shiqiao.base.ids import identity_ok, uscc_ok
from shiqiao.base.text import mask_identity, mask_name, mask_phone

# ── codes ──────────────────────────────────────────────────────────────────────────────────────────────────────────

SOURCES = ("visit", "hall", "import", "matter", "self", "office")
BUILDING_KINDS = ("residential", "business", "mixed", "public", "other")
DWELLING_USES = ("owned", "rented", "empty", "business", "other")
HOUSEHOLD_KINDS = ("family", "collective", "lodging")
MEMBER_KINDS = ("lives", "registered")
MEMBER_ROLES = (
    "head",
    "spouse",
    "child",
    "parent",
    "grandchild",
    "grandparent",
    "sibling",
    "relative",
    "lodger",
    "other",
)
PERSON_STATES = ("present", "away", "moved_away", "died")
ORGANISATION_KINDS = ("enterprise", "self_employed", "public_body", "social", "cooperative", "other")
ORGANISATION_STATES = ("operating", "suspended", "moved_away", "closed")
CONTACT_ROLES = ("legal_person", "manager", "safety_officer", "contact")
REVEALED = ("name", "identity", "phone", "born")

# ── who may ────────────────────────────────────────────────────────────────────────────────────────────────────────

# Roles with a territory that see persons inside it (masked), see sensitive facts, write.
BROWSES = frozenset({"grid_member", "community_head", "dispatcher", "leader", "admin", "auditor", "system"})
SENSITIVE = frozenset({"grid_member", "community_head", "leader", "system"})
WRITES = frozenset({"grid_member", "community_head", "leader", "system"})
MERGES = frozenset({"community_head", "leader", "admin", "system"})
LOOKS_UP = frozenset({"handler", "department_head", "checker", "callback"}) | BROWSES
PLACES = frozenset({"checker", "callback"}) | BROWSES  # buildings, dwellings and organisations


# ── identity numbers ───────────────────────────────────────────────────────────────────────────────────────────────


class Identity(NamedTuple):
    """What an identity number says: its kind, the birth date, and the sex (1 male, 2 female, GB/T 2261.1)."""

    kind: str
    born: date
    sex: int


_WIDE = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF5B)}
_GAPS = re.compile(r"[\s\u3000-]")


def squeeze_number(text: str) -> str:
    """Return a number as it is compared: half-width, upper case, without blanks and hyphens."""
    return _GAPS.sub("", text.translate(_WIDE)).upper()


def read_identity(text: str) -> Identity | None:
    """Read an identity number of 18 characters (GB 11643); None when it is none.

    81, 82, 83: residence permits of 港澳台居民; 9: permanent residence cards of foreigners. The 17th digit tells the sex.
    """
    number = squeeze_number(text)
    if not identity_ok(number):
        return None
    kind = "compatriot" if number[:2] in ("81", "82", "83") else "foreign" if number[0] == "9" else "citizen"
    born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    return Identity(kind, born, 1 if int(number[16]) % 2 else 2)


def wrong_identity(text: str, *, born: date | None, sex: int, today: date) -> str:
    """Return what is wrong with an identity number, or nothing; also against a birth date and sex given beside it."""
    found = read_identity(text)
    if found is None:
        length = len(squeeze_number(text))
        if length != 18:
            return "An identity number has 18 characters; this has {length}. Compare it with the card."
        return "The identity number contains a mistake: its last character does not fit. Compare it with the card."
    if found.born > today:
        return "By its identity number the person is not born yet. Compare it with the card."
    if born and born != found.born:
        return "The birth date differs from the one in the identity number. Correct one of them."
    if sex and sex != found.sex:
        return "The sex differs from the one in the identity number. Correct one of them."
    return ""


def wrong_code(text: str) -> str:
    """Return what is wrong with a 统一社会信用代码 (GB 32100), or nothing."""
    code = squeeze_number(text)
    if len(code) != 18:
        return "A credit code has 18 characters; this has {length}. Compare it with the licence."
    if not uscc_ok(code):
        return "The credit code contains a mistake: its last character does not fit. Compare it with the licence."
    return ""


def phone_digits(text: str) -> str:
    """Return a telephone number's digits without the country code, as the blind index of all parts knows it."""
    plain = "".join(sign for sign in squeeze_number(text) if sign.isdigit())
    return plain[2:] if len(plain) == 13 and plain.startswith("86") else plain


def wrong_phone(text: str) -> str:
    """Return what is wrong with a telephone number, or nothing."""
    digits = phone_digits(text)
    if re.fullmatch(r"1[3-9]\d{9}|0\d{9,11}(\d{1,6})?|[2-9]\d{6,7}|[48]00\d{7}", digits):
        return ""
    return "Enter a telephone number, for example 13800138000 or 0531-82000000."


def age(born: date, today: date) -> int:
    """Return how many birthdays have passed."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


# ── freshness ──────────────────────────────────────────────────────────────────────────────────────────────────────

AGEING = 0.75  # share of its validity after which a fact is worth asking again


def valid_until(confirmed: datetime, days: int) -> datetime | None:
    """Return until when something confirmed at a moment holds; None for ever."""
    return confirmed + timedelta(days=days) if days else None


def freshness(confirmed: datetime, until: datetime | None, at: datetime) -> str:
    """Return fresh, ageing (three quarters of its time are over) or expired."""
    if until is None:
        return "fresh"
    if at >= until:
        return "expired"
    return "ageing" if at >= confirmed + (until - confirmed) * AGEING else "fresh"


# ── masks ──────────────────────────────────────────────────────────────────────────────────────────────────────────


GONE = "（已清除）"  # data of the street: what officials read in the place of an erased name


def masked(name: str, value: str) -> str:
    """Return a personal column for the screen: 张*, 370***********1234, 138****5678, 1950-**-**."""
    if not value:  # a person always has a name, unless it was erased
        return GONE if name == "name" else ""
    if name == "born":
        return f"{value[:4]}-**-**"
    return {"name": mask_name, "identity": mask_identity, "phone": mask_phone}[name](value)


# ── likeness ───────────────────────────────────────────────────────────────────────────────────────────────────────

SAME, LIKELY, POSSIBLE = 100, 70, 50


class Weights(NamedTuple):
    """Points for what agrees (a negative number for a contradiction), by kind of record."""

    name: int
    near: int
    born: int
    phone: int
    place: int
    against: int = -40


WEIGHTS = {"person": Weights(40, 15, 30, 30, 20), "organisation": Weights(60, 30, 0, 20, 30)}


@dataclass(frozen=True, slots=True)
class Traits:
    """What two persons or organisations are compared by. Empty or 0 means unknown."""

    name: str = ""
    number: str = ""  # identity number or credit code
    phone: str = ""
    born: str = ""
    sex: int = 0
    place: int = 0  # dwelling, or building


class Match(NamedTuple):
    """How alike two are, 0 to 100, and why; the reasons are codes, said by the surfaces."""

    score: int
    reasons: tuple[str, ...]

    @property
    def level(self) -> str:
        """Return same, likely, possible or different."""
        if self.score >= SAME:
            return "same"
        return "likely" if self.score >= LIKELY else "possible" if self.score >= POSSIBLE else "different"


def match(one: Traits, other: Traits, weights: Weights = WEIGHTS["person"]) -> Match:
    """Compare two. The same number is the same; two different numbers are never the same."""
    if one.number and other.number:
        return Match(SAME, ("same_number",)) if one.number == other.number else Match(0, ("other_number",))
    near = _name(one.name, other.name)
    if not near:
        return Match(0, ("other_name",))
    parts = [
        (weights.name if near == "same_name" else weights.near, near),
        _part(one.born, other.born, weights.born, weights.against, "born"),
        _part(one.phone, other.phone, weights.phone, 0, "phone"),
        _part(one.place, other.place, weights.place, 0, "place"),
        _part(one.sex, other.sex, 0, weights.against, "sex"),
    ]
    score = sum(points for points, _ in parts)
    return Match(max(0, min(SAME - 1, score)), tuple(reason for _, reason in parts if reason))


def agrees(one: Traits, other: Traits) -> bool:
    """Tell whether an import may take two for the same without asking: equal name, two further things, none against."""
    if one.number and other.number:
        return one.number == other.number
    found = match(one, other)
    known = {"same_born", "same_phone", "same_place"} & set(found.reasons)
    against = any(reason.startswith("other_") for reason in found.reasons)
    return "same_name" in found.reasons and len(known) >= 2 and not against


def _name(one: str, other: str) -> str:
    one, other = _plain(one), _plain(other)
    if not one or not other:
        return ""
    if one == other:
        return "same_name"
    apart = len(one) == len(other) > 1 and sum(a != b for a, b in zip(one, other, strict=True)) == 1
    return "near_name" if apart and one[0] == other[0] else ""


def _plain(name: str) -> str:
    return "".join(name.split()).casefold().replace("（", "(").replace("）", ")")


def _part(one: object, other: object, same: int, differs: int, name: str) -> tuple[int, str]:
    if not one or not other:
        return 0, ""
    if one == other:
        return (same, f"same_{name}") if same else (0, "")
    return (differs, f"other_{name}") if differs else (0, "")
