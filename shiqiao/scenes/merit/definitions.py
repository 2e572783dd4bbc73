"""Rules of reward and penalty, and what the four sides of cadre assessment are made of, as people write them. Pure.

A rule names exactly one condition. A row of a side names exactly one source: an indicator of persons, or facts of conduct.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from shiqiao.base.errors import Invalid
from shiqiao.base.mistakes import places
from shiqiao.base.sentences import Sentence
from shiqiao.base.yamls import read_yaml
from shiqiao.kernel.clocks.reckoning import Term
from shiqiao.kernel.flows.rules import Title
from shiqiao.kernel.scoring.rules import Table

CODE = r"^[a-z][a-z0-9_]{1,38}[a-z0-9]$"
MISTAKES = "The rules of reward and penalty have mistakes."
Subject = Literal["grid", "community", "unit", "person"]
Card = Literal["", "flag", "yellow_card", "red_card"]
SUBJECTS: tuple[Subject, ...] = ("grid", "community", "unit", "person")
CARDS: tuple[Card, ...] = ("flag", "yellow_card", "red_card")
SIDES = ("attitude", "ability", "responsibility", "rules")
_NONE = "There is no {what} {name}; known are {known}."


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Share(_Strict):
    """The share of an indicator: below or at least so much, on so many rows as the least."""

    code: str
    below: Decimal | None = Field(default=None, gt=0, le=1)
    at_least: Decimal | None = Field(default=None, ge=0, le=1)
    rows: int = Field(default=5, ge=1)

    @model_validator(mode="after")
    def _one_edge(self) -> "Share":
        if (self.below is None) == (self.at_least is None):
            raise ValueError("give one of below and at_least")
        return self


class Conducted(_Strict):
    """So many facts of conduct of a month that speak against the person."""

    code: str
    many: int = Field(default=1, ge=1)


class When(_Strict):
    """On what a rule rests: exactly one of these.

    `first` and `last` are places of the month's ranking, `months` so many months on end; `below` is the total score;
    `improved` the places of those whose total rose most against the month before.
    """

    first: int | None = Field(default=None, ge=1, le=20)
    last: int | None = Field(default=None, ge=1, le=20)
    months: int = Field(default=1, ge=1, le=12)
    below: Decimal | None = Field(default=None, gt=0, le=100)
    improved: int | None = Field(default=None, ge=1, le=20)
    indicator: Share | None = None
    conduct: Conducted | None = None

    @model_validator(mode="after")
    def _one(self) -> "When":
        given = (self.first, self.last, self.below, self.improved, self.indicator, self.conduct)
        if sum(one is not None for one in given) != 1:
            raise ValueError("give exactly one of first, last, below, improved, indicator, conduct")
        if self.months > 1 and self.first is None and self.last is None:
            raise ValueError("months belongs to first or last")
        return self


class MeritRule(_Strict):
    """A rule: whom it is for, on what it rests, and what follows: points (below zero: taken off), a flag or card."""

    code: str = Field(pattern=CODE)
    title: Title
    subject: Subject
    when: When
    points: Decimal = Field(default=Decimal(0), ge=-100, le=100, decimal_places=1)
    card: Card = ""

    @model_validator(mode="after")
    def _something_follows(self) -> "MeritRule":
        if not self.points and not self.card:
            raise ValueError("give points, a card, or both")
        if self.when.conduct is not None and self.subject != "person":
            raise ValueError("facts of conduct are of persons; write subject: person")
        return self


class AppealTerms(_Strict):
    """Within which term after a decision one may appeal, and within which the appeal is decided."""

    within: str = "5wd"
    decide: str = "5wd"

    @field_validator("within", "decide")
    @classmethod
    def _term(cls, text: str) -> str:
        Term.parse(text)
        return text


class Line(_Strict):
    """A straight line over a number of facts: nothing at `none`, all at `full`."""

    none: int = Field(ge=0)
    full: int = Field(ge=0)

    @model_validator(mode="after")
    def _apart(self) -> "Line":
        if self.none == self.full:
            raise ValueError("none and full are the same value; they must differ")
        return self


class Evidence(_Strict):
    """A row of a side: an indicator (of the person, of the person's grids, or of the person's unit) or facts of conduct.

    Facts that are good or bad give a share; with `line` their number counts.
    """

    indicator: str | None = None
    of: Literal["person", "grids", "unit"] = "person"
    conduct: str | None = None
    line: Line | None = None
    weight: int = Field(default=1, ge=0, le=100)

    @model_validator(mode="after")
    def _one(self) -> "Evidence":
        if (self.indicator is None) == (self.conduct is None):
            raise ValueError("give one of indicator and conduct")
        if self.line is not None and self.conduct is None:
            raise ValueError("line belongs to conduct: the share of an indicator needs none")
        return self


class Sides(_Strict):
    """The four sides: attitude (态度), ability (能力), responsibility taken (担当), rules (规矩)."""

    attitude: tuple[Evidence, ...] = Field(min_length=1, max_length=20)
    ability: tuple[Evidence, ...] = Field(min_length=1, max_length=20)
    responsibility: tuple[Evidence, ...] = Field(min_length=1, max_length=20)
    rules: tuple[Evidence, ...] = Field(min_length=1, max_length=20)

    def named(self) -> dict[str, tuple[Evidence, ...]]:
        """Return the rows of each side in their order."""
        return {side: getattr(self, side) for side in SIDES}


class Cadre(_Strict):
    """Cadre assessment: below so many rows a side says too little."""

    least: int = Field(default=5, ge=1)
    sides: Sides


class MeritTable(_Strict):
    """All of a street's rules; months from `since` on are looked at."""

    since: date
    appeal: AppealTerms = AppealTerms()
    rules: tuple[MeritRule, ...] = Field(max_length=100)
    cadre: Cadre | None = None

    @field_validator("rules")
    @classmethod
    def _once(cls, rules: tuple[MeritRule, ...]) -> tuple[MeritRule, ...]:
        codes = [rule.code for rule in rules]
        if twice := next((code for code in codes if codes.count(code) > 1), ""):
            raise ValueError(f"the code {twice} stands twice; give each rule a code of its own")
        return rules

    def rule(self, code: str) -> MeritRule | None:
        """Return a rule by its code."""
        return next((one for one in self.rules if one.code == code), None)


@dataclass(frozen=True, slots=True)
class Codes:
    """What a file may name: indicators in force, facts of conduct, and those of them that few may see."""

    table: Table | None
    conducts: frozenset[str]
    confidential: frozenset[str]

    def indicators(self, subject: str) -> frozenset[str]:
        """Return the indicators that are a share and count for a kind of subject."""
        rows = self.table.indicators if self.table else ()
        return frozenset(one.code for one in rows if subject in one.subjects and one.hit is not None)


def parse(text: str, codes: Codes) -> MeritTable:
    """Read and check the rules; raises Invalid naming each wrong place."""
    try:
        found = MeritTable.model_validate(read_yaml(text, name="merit"))
    except ValidationError as error:
        raise Invalid(MISTAKES, fields=places(error, whole="merit")) from None
    if wrong := dict(_mistakes(found, codes)):
        raise Invalid(MISTAKES, fields=wrong)
    return found


def _mistakes(found: MeritTable, codes: Codes) -> Iterator[tuple[str, str]]:
    for rule in found.rules:
        if rule.when.indicator:
            known = codes.indicators(rule.subject)
            yield from _unknown(f"{rule.code}.when.indicator", "indicator", rule.when.indicator.code, known)
        if rule.when.conduct:
            open_to_all = codes.conducts - codes.confidential
            yield from _unknown(f"{rule.code}.when.conduct", "conduct", rule.when.conduct.code, open_to_all)
    for side, rows in (found.cadre.sides.named() if found.cadre else {}).items():
        for place, one in enumerate(rows, start=1):
            subject = {"grids": "grid", "unit": "unit"}.get(one.of, "person")
            if one.indicator:
                yield from _unknown(f"{side}.{place}", "indicator", one.indicator, codes.indicators(subject))
            elif one.conduct:
                yield from _unknown(f"{side}.{place}", "conduct", one.conduct, codes.conducts)


def _unknown(place: str, what: str, name: str, known: Iterable[str]) -> Iterator[tuple[str, str]]:
    if name not in set(known):
        yield place, Sentence(_NONE, what=what, name=name, known=", ".join(sorted(known)) or "–")


def fingerprint(found: MeritTable) -> str:
    """Return a mark of the content: the same for the same rules, whatever the file looks like."""
    plain = found.model_dump(mode="json")
    return hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
