"""Phrases as data: what one says, whether it is offered, and how its placeholders are filled. Pure."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shiqiao.base.errors import Invalid
from shiqiao.base.mistakes import places
from shiqiao.base.text import bigrams
from shiqiao.base.yamls import read_yaml
from shiqiao.kernel.flows.rules import Title

KINDS = ("ask", "explain", "answer")
WRITES = frozenset({"dispatcher", "callback", "department_head", "admin"})
APPROVES = frozenset({"department_head", "leader", "admin"})
TEXT_MOST = 2000
TITLE_MOST = 60
# What a text may leave open, filled from the matter; the titles are how an unfilled one shows as a gap.
PLACEHOLDERS = {
    "number": Title(zh="编号", en="number"),
    "due": Title(zh="办理时限", en="due time"),
    "unit": Title(zh="承办单位", en="unit"),
    "grid": Title(zh="所在网格", en="grid"),
    "street_phone": Title(zh="街道电话", en="telephone of the street"),
}
_OPEN = re.compile(r"\{([a-z_]+)\}")
_GAP = re.compile(
    r"\{(?:"
    + "|".join({*PLACEHOLDERS, *(t.zh for t in PLACEHOLDERS.values()), *(t.en for t in PLACEHOLDERS.values())})
    + r")\}"
)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Wording(_Strict):
    """What one version of a phrase says: all that is written and approved together."""

    kind: Literal["ask", "explain", "answer"]
    items: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    outcome: str = ""
    title: Title
    zh: str = Field(min_length=1, max_length=TEXT_MOST)
    en: str = Field("", max_length=TEXT_MOST)
    source: str = Field("", max_length=200)
    valid_from: date | None = None
    valid_until: date | None = None


class Shipped(Wording):
    """A phrase of a file, with the code by which it is known when the file is taken over again."""

    code: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")


class _File(_Strict):
    phrases: tuple[Shipped, ...]


def parse_file(text: str) -> list[Shipped]:
    """Read a file of phrases; raises Invalid naming each wrong place."""
    try:
        found = list(_File.model_validate(read_yaml(text, name="phrases", field="phrases")).phrases)
    except ValidationError as error:
        raise Invalid("The file of phrases has mistakes.", fields=places(error)) from error
    codes = [one.code for one in found]
    if twice := {code for code in codes if codes.count(code) > 1}:
        raise Invalid(fields={code: "This code stands twice; give one of them another." for code in twice})
    return found


def wrong(
    wording: Wording, *, items: Collection[str], categories: Collection[str], outcomes: Collection[str]
) -> dict[str, str]:
    """Return what cannot be used of a wording, by field with its remedy."""
    found: dict[str, str] = {}
    if {*wording.items} - {*items}:
        found["items"] = "There is no such item in this street's catalogue; choose one from the list."
    if {*wording.categories} - {*categories}:
        found["categories"] = "There is no such category in this street's catalogue; choose one from the list."
    if wording.outcome and wording.outcome not in outcomes:
        found["outcome"] = "There is no such legal ground; choose one from the list."
    for name, text in (("zh", wording.zh), ("en", wording.en)):
        if {*_OPEN.findall(text)} - PLACEHOLDERS.keys():
            found[name] = "A placeholder is unknown; use only those listed below the text."
    if wording.valid_from and wording.valid_until and wording.valid_until < wording.valid_from:
        found["valid_until"] = "The last day lies before the first; correct one of them."
    return found


# ── filling in ─────────────────────────────────────────────────────────────────────────────────────────────────────


def fill_in(text: str, values: Mapping[str, str], *, chinese: bool = True) -> str:
    """Put values into a text's placeholders; one without a value shows as a gap: {办理时限}."""

    def put(found: re.Match[str]) -> str:
        name = found[1]
        if name not in PLACEHOLDERS:
            return found[0]
        title = PLACEHOLDERS[name]
        return values.get(name) or "{" + (title.zh if chinese else title.en) + "}"

    return _OPEN.sub(put, text)


def gaps(text: str) -> list[str]:
    """Return the gaps that are still open in a text that somebody is about to send, as they stand there."""
    return [found[0] for found in _GAP.finditer(text)]


# ── offering and finding ───────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Live:
    """A phrase that is in use: its approved wording, and how often it was inserted."""

    id: int
    street: int
    used: int
    wording: Wording
    grams: frozenset[str] = field(default_factory=frozenset, repr=False)


class About(NamedTuple):
    """What phrases are wanted for: an item with its category, and for a decline its legal ground."""

    item: str = ""
    category: str = ""
    outcome: str = ""


def valid(wording: Wording, day: date) -> bool:
    """Tell whether a wording may be used on a day; both ends are included."""
    return (not wording.valid_from or wording.valid_from <= day) and (
        not wording.valid_until or day <= wording.valid_until
    )


def nearness(wording: Wording, about: About) -> int:
    """Return how near a phrase is: 3 for its item, 2 for its legal ground, 1 for its category, 0 for any, -1 not."""
    if wording.outcome:
        return 2 if wording.outcome == about.outcome else -1
    if wording.items or wording.categories:
        return 3 if about.item in wording.items else 1 if about.category in wording.categories else -1
    return 0


def offered(phrases: Iterable[Live], kinds: Sequence[str], about: About, day: date) -> list[Live]:
    """Return what to offer: valid phrases of the kinds, the nearest first, then by kind, then what is used most."""
    found = [one for one in phrases if one.wording.kind in kinds and valid(one.wording, day)]
    ranked = [(nearness(one.wording, about), one) for one in found]
    near = [(rank, one) for rank, one in ranked if rank >= 0]
    order = {kind: place for place, kind in enumerate(kinds)}
    near.sort(key=lambda pair: (-pair[0], order[pair[1].wording.kind], -pair[1].used, pair[1].id))
    return [one for _, one in near]


def grams_of(wording: Wording) -> frozenset[str]:
    """Return what a phrase is found by: the bigrams of its words, in both languages."""
    parts = (wording.title.zh, wording.title.en, wording.zh, wording.en, wording.source)
    return frozenset(bigrams("\n".join(parts).lower()))


def found_by(text: str, grams: frozenset[str], plain: str) -> bool:
    """Tell whether a phrase answers a search: every bigram of the words stands in it, or the words themselves do."""
    asked = bigrams(text.lower())
    return set(asked) <= grams if asked else text.lower() in plain.lower()


def as_json(wording: Wording) -> dict[str, Any]:
    """Return a wording as the table keeps it."""
    return wording.model_dump(mode="json", exclude_defaults=True)
