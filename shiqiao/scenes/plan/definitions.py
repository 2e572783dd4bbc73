"""Targets, plan and regulations as people write them: read, and checked against what there is. Pure."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from shiqiao.base.errors import Invalid
from shiqiao.base.mistakes import places
from shiqiao.base.sentences import Sentence
from shiqiao.base.yamls import read_yaml
from shiqiao.kernel.flows.rules import Title
from shiqiao.scenes.plan.rules import Better, Counted

CODE = r"^[a-z][a-z0-9_]{1,38}[a-z0-9]$"
LINES = ("main_line", "theme", "state", "direction", "line")
MISTAKES = "The file has mistakes."
_NONE = "There is no {what} {name}; known are {known}."
_TWICE = "The code {name} stands twice; give each its own."


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


# ── targets ────────────────────────────────────────────────────────────────────────────────────────────────────────


class Year(_Strict):
    """What is to be reached in a year, and by which paper; `invented` marks what a demo made up."""

    year: int = Field(ge=2000, le=2100)
    target: Decimal = Field(ge=0, max_digits=18, decimal_places=4)
    start: Decimal | None = Field(default=None, ge=0)
    source: str = Field(min_length=2, max_length=200)
    invented: bool = False


class Longer(_Strict):
    """What is to be reached over several years (三年再突破): by the last year, or in all years together."""

    title: Title
    since: int = Field(ge=2000, le=2100)
    until: int = Field(ge=2000, le=2100)
    target: Decimal = Field(gt=0, max_digits=18, decimal_places=4)
    counts: Literal["last_year", "all_years"] = "last_year"
    source: str = Field(min_length=2, max_length=200)
    invented: bool = False

    @model_validator(mode="after")
    def _several(self) -> "Longer":
        if self.until <= self.since:
            raise ValueError("it spans one year only; give until a later year")
        return self


class Paper(_Strict):
    """Where a figure was read; a published one can be looked up by anybody."""

    title: str = Field(min_length=2, max_length=120)
    number: str = Field(default="", max_length=60)
    day: date | None = None
    published: bool = False


class Entered(_Strict):
    """A figure that is known when the street is set up; `share` in percent of the district, as the paper states it."""

    year: int = Field(ge=2000, le=2100)
    month: int = Field(ge=1, le=12)
    value: Decimal = Field(max_digits=18, decimal_places=4)
    district: Decimal | None = Field(default=None, gt=0)
    share: Decimal | None = Field(default=None, gt=0, le=100)
    paper: Paper

    @model_validator(mode="after")
    def _one(self) -> "Entered":
        if self.district is not None and self.share is not None:
            raise ValueError("give the district's figure or the share, not both")
        return self


class Target(_Strict):
    """What a street is to reach and how it is counted."""

    code: str = Field(pattern=CODE)
    title: Title
    unit: Title
    digits: int = Field(default=2, ge=0, le=4)
    counted: Counted
    better: Better = "up"
    most: Decimal | None = Field(default=None, gt=0)  # no figure is above it: 100 for a share in percent
    source: Title
    in_charge: str
    years: tuple[Year, ...] = ()
    longer: tuple[Longer, ...] = ()
    entered: tuple[Entered, ...] = ()

    @model_validator(mode="after")
    def _once(self) -> "Target":
        years = [one.year for one in self.years]
        if len(set(years)) < len(years):
            raise ValueError("a year stands twice; leave one")
        return self

    def year(self, year: int) -> Year | None:
        """Return what is to be reached in a year."""
        return next((one for one in self.years if one.year == year), None)


class Targets(_Strict):
    """All targets of a street."""

    targets: tuple[Target, ...] = Field(min_length=1, max_length=200)


# ── plan ───────────────────────────────────────────────────────────────────────────────────────────────────────────


class Bound(_Strict):
    """Something tied to a line, by one code; its weight among all that stands under the line."""

    target: str = ""
    indicator: str = ""
    regulation: str = ""
    item: str = ""
    weight: Decimal = Field(default=Decimal(1), gt=0)

    @model_validator(mode="after")
    def _one(self) -> "Bound":
        if len(self.named) != 1:
            raise ValueError("name one of target, indicator, regulation, item")
        return self

    @property
    def named(self) -> list[tuple[str, str]]:
        """Return what is named, as (kind, code)."""
        kinds = {"target": self.target, "indicator": self.indicator, "regulation": self.regulation, "item": self.item}
        return [(kind, code) for kind, code in kinds.items() if code]


class PlanLine(_Strict):
    """A line of the plan with what stands under it."""

    code: str = Field(pattern=CODE)
    kind: Literal["main_line", "theme", "state", "direction", "line"] = "line"
    title: Title
    says: Title | None = None
    weight: Decimal = Field(default=Decimal(1), gt=0)
    ties: tuple[Bound, ...] = ()
    lines: tuple["PlanLine", ...] = ()

    def walk(self) -> Iterator["PlanLine"]:
        """Yield the line and all below it."""
        yield self
        for one in self.lines:
            yield from one.walk()


class Part(_Strict):
    """A part of the plan above, with its lines by title."""

    title: Title
    lines: tuple[Title, ...] = ()


class Above(_Strict):
    """The plan of the level above, under which this one stands (1+446)."""

    title: Title
    says: Title | None = None
    source: str = Field(min_length=2, max_length=200)
    parts: tuple[Part, ...] = ()


class Plan(_Strict):
    """A street's work plan."""

    title: Title
    year: int = Field(ge=2000, le=2100)
    source: str = Field(min_length=2, max_length=200)
    above: Above | None = None
    lines: tuple[PlanLine, ...] = Field(min_length=1, max_length=60)

    def walk(self) -> Iterator[PlanLine]:
        """Yield every line, from above."""
        for one in self.lines:
            yield from one.walk()


# ── regulations ────────────────────────────────────────────────────────────────────────────────────────────────────


class Carried(_Strict):
    """By what an article is carried out."""

    flows: tuple[str, ...] = ()
    clocks: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    items: tuple[str, ...] = ()

    @property
    def anything(self) -> bool:
        """Tell whether it names anything."""
        return any((self.flows, self.clocks, self.roles, self.indicators, self.items))


class Article(_Strict):
    """An article: what is to be done, and what carries it out. What nothing carries out yet says `later`, and why."""

    text: Title
    by: Carried = Carried()
    later: Title | None = None

    @model_validator(mode="after")
    def _carried(self) -> "Article":
        if not self.by.anything and self.later is None:
            raise ValueError("nothing carries this out: name it under by, or say under later why not yet")
        return self


class Regulation(_Strict):
    """A regulation of the office, in articles."""

    code: str = Field(pattern=CODE)
    title: Title
    in_charge: str
    since: date | None = None
    articles: tuple[Article, ...] = Field(min_length=1, max_length=60)


class Regulations(_Strict):
    """All regulations of a street."""

    regulations: tuple[Regulation, ...] = Field(min_length=1, max_length=200)


# ── reading and checking ───────────────────────────────────────────────────────────────────────────────────────────

Document = Targets | Plan | Regulations
D = TypeVar("D", bound=_Strict)
MODELS: Mapping[str, type[Targets] | type[Plan] | type[Regulations]] = {
    "targets": Targets, "plan": Plan, "regulations": Regulations,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Codes:
    """What there is in a street, by what a file may name: unit, target, regulation, indicator, item, flow, clock, role."""

    of: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def wrong(self, what: str, names: Iterable[str]) -> Iterator[Sentence]:
        """Yield a sentence for each name that there is not."""
        known = self.of.get(what, frozenset())
        for name in names:
            if name not in known:
                told = ", ".join(sorted(known)[:40])
                yield Sentence(_NONE, what=what.replace("_", " "), name=name, known=told or "–")


def parse(kind: str, text: str, codes: Codes) -> Document:
    """Read and check a file of a kind; raises Invalid naming each wrong place."""
    raw = read_yaml(text, name=kind)
    try:
        found = MODELS[kind].model_validate(raw)
    except ValidationError as error:
        raise Invalid(MISTAKES, fields=places(error, whole=kind)) from None
    wrong = dict(_mistakes(found, codes))
    if wrong:
        raise Invalid(MISTAKES, fields=wrong)
    return found


def _mistakes(found: Document, codes: Codes) -> Iterator[tuple[str, str]]:
    named = [one.code for one in coded(found)]
    for code in sorted({code for code in named if named.count(code) > 1}):
        yield code, Sentence(_TWICE, name=code)
    if isinstance(found, Plan):
        yield from _plan_mistakes(found, codes)
        return
    for one in coded(found):
        yield from ((f"{one.code}.in_charge", said) for said in codes.wrong("unit", [one.in_charge]))
    if isinstance(found, Regulations):
        for regulation in found.regulations:
            yield from _article_mistakes(regulation, codes)


def _plan_mistakes(plan: Plan, codes: Codes) -> Iterator[tuple[str, str]]:
    for line in plan.walk():
        for place, tie in enumerate(line.ties, start=1):
            for kind, code in tie.named:
                yield from ((f"{line.code}.ties.{place}", said) for said in codes.wrong(kind, [code]))


def _article_mistakes(one: Regulation, codes: Codes) -> Iterator[tuple[str, str]]:
    for number, article in enumerate(one.articles, start=1):
        for key, what in (("flows", "flow"), ("clocks", "clock"), ("roles", "role"), ("indicators", "indicator"),
                          ("items", "item")):  # fmt: skip
            for said in codes.wrong(what, getattr(article.by, key)):
                yield f"{one.code}.article {number}.{key}", said


def coded(found: Document) -> list[Any]:
    """Return what has a code of its own in a document."""
    if isinstance(found, Targets):
        return list(found.targets)
    return list(found.walk()) if isinstance(found, Plan) else list(found.regulations)


def fingerprint(found: Document) -> str:
    """Return a mark of the content: the same for the same content, whatever the file looks like."""
    plain = found.model_dump(mode="json")
    return hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
