"""Indicators as data, and what a score is made of: exact fractions, points by a straight line, ranks. Pure.

Formulas of shares: GB/T 30428.4 (urban management) and the three rates of 12345 (Beijing's ordinance, article 32); each
indicator names its own source. All reckoning is in whole numbers and fractions, so that the same counts give the same
score to the last digit on any day and any machine.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise
from math import sqrt
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from shiqiao.base.errors import Invalid
from shiqiao.base.mistakes import places
from shiqiao.base.sentences import Sentence
from shiqiao.base.yamls import read_yaml
from shiqiao.kernel.flows.rules import Title

Subject = Literal["grid", "person", "community", "unit", "street"]
SUBJECTS: tuple[Subject, ...] = ("grid", "person", "community", "unit", "street")
LEAST = 5  # rows below which a share says little
RANKED = Fraction(1, 2)  # the share of all weights that must stand on enough rows for a rank
TOGETHER = 60  # indicators of one pass: their marks are the bits of one number
SURE = 1.96  # standard deviations: 95 of 100
Plain = bool | int | str | None


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Selection(_Strict):
    """Which rows of a source count, and on which day: `by` names a moment of theirs, `where` what must hold of them.

    A condition is a value, a list of values (one of them), or {"not": …} round either.
    """

    by: str
    where: dict[str, Plain | list[Plain] | dict[Literal["not"], Plain | list[Plain]]] = {}


class Line(_Strict):
    """Points by a straight line: none at `none`, all at `full`; less is better where `full` is below `none`."""

    none: Decimal
    full: Decimal

    @model_validator(mode="after")
    def _apart(self) -> "Line":
        if self.none == self.full:
            raise ValueError("none and full are the same value; they must differ")
        return self


class Step(_Strict):
    """One step of points: at this value of the indicator, this share of its weight."""

    at: Decimal
    share: Decimal = Field(ge=0, le=1)


class Each(_Strict):
    """Points for each row: taken off where negative; never more than `most` in all."""

    points: Decimal
    most: Decimal = Field(gt=0)


class Guard(_Strict):
    """Below `least` (of the value) the whole score is no more than `most`."""

    least: Decimal
    most: Decimal = Field(ge=0, le=100)


class Indicator(_Strict):
    """One thing that is measured: a share (`hit` of `of`), a number for so many of a base, or points for each row.

    `scene` names the scene that a source belongs to: where that scene is off, the indicator is kept and not counted.
    """

    code: str = Field(pattern=r"^[a-z][a-z0-9_]{1,38}[a-z0-9]$")
    title: Title
    rule: str = Field(min_length=3, max_length=200)
    source: str
    scene: str = ""
    of: Selection
    hit: dict[str, Plain | list[Plain] | dict[Literal["not"], Plain | list[Plain]]] | None = None
    per: str | None = None
    per_many: int = Field(default=1, ge=1)
    subjects: tuple[Subject, ...] = SUBJECTS
    weight: Decimal = Field(default=Decimal(0), ge=0)
    points: Line | None = None
    steps: tuple[Step, ...] = ()
    each: Each | None = None
    guard: Guard | None = None
    least: int = Field(default=LEAST, ge=1)

    @model_validator(mode="after")
    def _whole(self) -> "Indicator":
        if (self.hit is None) == (self.per is None) and self.each is None:
            raise ValueError("give one of hit (a share), per (a number for a base), each (points for each row)")
        if self.per is not None and {"person", "unit"} & set(self.subjects):
            raise ValueError("a number for a base is of places; leave person and unit out of subjects")
        if self.points is not None and self.steps:
            raise ValueError("points and steps exclude each other: a straight line, or steps")
        if self.weight and self.points is None and not self.steps:
            raise ValueError("a weight needs points: from which value none, at which all; or steps")
        if self.steps and not _ordered(self.steps):
            raise ValueError("steps go up in `at`, and their shares all rise or all fall")
        if self.each and self.weight:
            raise ValueError("each and weight exclude each other")
        return self

    @property
    def better(self) -> str:
        """Tell whether more is better (up), less (down), or neither is said (flat)."""
        if self.steps:
            return "up" if self.rises else "down"
        if self.points is None:
            return "flat" if self.each is None else "up" if self.each.points > 0 else "down"
        return "up" if self.points.full > self.points.none else "down"

    @property
    def rises(self) -> bool:
        """Tell whether steps give more for more: so does a single one."""
        return self.steps[0].share <= self.steps[-1].share


def _ordered(steps: Sequence[Step]) -> bool:
    """Tell whether steps go up in value, with shares that all rise or all fall."""
    pairs = list(pairwise(steps))
    up = all(low.share < high.share for low, high in pairs)
    down = all(low.share > high.share for low, high in pairs)
    return all(low.at < high.at for low, high in pairs) and (up or down)


class Table(_Strict):
    """All indicators of a place."""

    indicators: tuple[Indicator, ...] = Field(min_length=1, max_length=120)

    @model_validator(mode="after")
    def _once(self) -> "Table":
        codes = [one.code for one in self.indicators]
        together = [(one.source, one.of.by) for one in self.indicators]
        if any(together.count(pair) > TOGETHER for pair in together):
            raise ValueError("more than 60 indicators count the same moment of the same source; split them")
        if twice := sorted({code for code in codes if codes.count(code) > 1}):
            raise ValueError(f"stands twice: {', '.join(twice)}")
        return self


def parse(text: str, known: Mapping[str, "Known"], bases: Iterable[str]) -> Table:
    """Read and check YAML; raises Invalid naming each wrong place. `known` are the sources, `bases` what `per` may name."""
    try:
        table = Table.model_validate(read_yaml(text, name="indicators"))
    except ValidationError as error:
        raise Invalid("The indicators have mistakes.", fields=places(error, whole="indicators")) from None
    wrong: dict[str, str] = {}
    counted = [one for one in table.indicators if one.source in known or not one.scene]  # else its scene is off
    for one in counted:
        for place, sentence in _unknown(one, known, set(bases)):
            wrong[f"{one.code}.{place}"] = sentence
    if wrong:
        raise Invalid("The indicators have mistakes.", fields=wrong)
    return table


def written(table: Table) -> str:
    """Return a table as the YAML that is read again: defaults left out."""
    plain = table.model_dump(mode="json", exclude_defaults=True)
    return yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, width=140, default_flow_style=None)


@dataclass(frozen=True, slots=True)
class Known:
    """What a source offers: its moments and its fields, each with the values it takes (None: any number)."""

    moments: frozenset[str]
    fields: Mapping[str, frozenset[Any] | None]


def _unknown(one: Indicator, known: Mapping[str, Known], bases: set[str]) -> Iterable[tuple[str, Sentence]]:
    source = known.get(one.source)
    if source is None:
        yield "source", _none(_NO_SOURCE, one.source, known)
        return
    if one.of.by not in source.moments:
        yield "of.by", _none(_NO_MOMENT, one.of.by, source.moments)
    if one.per is not None and one.per not in bases:
        yield "per", _none(_NO_BASE, one.per, bases)
    for part, conditions in (("of.where", one.of.where), ("hit", one.hit or {})):
        for name, wanted in conditions.items():
            if name not in source.fields:
                yield f"{part}.{name}", _none(_NO_FIELD, name, source.fields)
            elif (takes := source.fields[name]) is not None and (odd := set(values(wanted)) - takes - {None}):
                yield f"{part}.{name}", _none(_NO_VALUE, ", ".join(sorted(map(str, odd))), takes)


_NO_SOURCE = "There is no source {name}; known are {known}."
_NO_MOMENT = "There is no moment {name}; known are {known}."
_NO_BASE = "There is no base {name}; known are {known}."
_NO_FIELD = "There is no field {name}; known are {known}."
_NO_VALUE = "It never is {name}; it may be {known}."


def _none(sentence: str, name: str, known: Iterable[Any]) -> Sentence:
    return Sentence(sentence, name=name, known=", ".join(sorted(map(str, known))))


def values(wanted: Any) -> list[Plain]:
    """Return the values that a condition names."""
    inner = wanted["not"] if isinstance(wanted, dict) else wanted
    return list(inner) if isinstance(inner, list) else [inner]


def fingerprint(table: Table) -> str:
    """Return a mark of the content: the same for the same rules, whatever the file looks like."""
    plain = table.model_dump(mode="json", exclude_defaults=True)
    return hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


# ── scores ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Measured:
    """An indicator of a subject: how many hit, of how many; the value; points of the weight; between which values it
    lies with 95 of 100; whether it stands on too few rows to say much."""

    code: str
    n: int
    d: int
    value: Fraction | None
    points: Fraction
    weight: Fraction
    low: float | None
    high: float | None
    small: bool


@dataclass(frozen=True, slots=True)
class Score:
    """A subject's score, 0 to 100 before points for each row; `total` None: nothing to measure. `rank` 0: not ranked."""

    subject: int
    lines: tuple[Measured, ...]
    total: Decimal | None
    sure: Fraction
    capped: str = ""
    rank: int = 0


def next_month(day: date) -> date:
    """Return the first day of the month after that of a day."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def month_before(day: date) -> date:
    """Return the first day of the month before that of a day."""
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def score(subject: int, table: Table, kind: str, counts: Mapping[str, tuple[int, int]]) -> Score:
    """Reckon a subject's score from counts by indicator (hit, of); with `per` the second number is the base."""
    lines = tuple(measure(one, *counts.get(one.code, (0, 0))) for one in table.indicators if kind in one.subjects)
    weighed = [line for line in lines if line.weight and line.value is not None]
    possible = sum((line.weight for line in weighed), Fraction(0))
    extra = sum((line.points for line in lines if not line.weight), Fraction(0))
    everything = sum((line.weight for line in lines), Fraction(0))
    sure = sum((line.weight for line in weighed if not line.small), Fraction(0))
    if not possible:
        return Score(subject, lines, None, Fraction(0))
    total = 100 * sum((line.points for line in weighed), Fraction(0)) / possible + extra
    guards = {one.code: one.guard for one in table.indicators if one.guard}
    failed = [
        (line.code, guards[line.code]) for line in lines if line.code in guards and _fails(line, guards[line.code])
    ]
    capped, guard = min(failed, key=lambda one: one[1].most, default=("", None))
    if guard is None or total <= Fraction(guard.most):
        return Score(subject, lines, _rounded(max(total, Fraction(0))), sure / everything)
    return Score(subject, lines, _rounded(Fraction(guard.most)), sure / everything, capped)


def _fails(line: Measured, guard: Guard) -> bool:
    return line.value is not None and not line.small and line.value < Fraction(guard.least)


def measure(one: Indicator, n: int, d: int) -> Measured:
    """Reckon one indicator. Points for each row count rows of `n`; a share or number without a base has no value."""
    weight = Fraction(one.weight)
    if one.each is not None:
        all_of_it = n * Fraction(one.each.points)
        most = Fraction(one.each.most)
        return Measured(one.code, n, d, None, max(-most, min(most, all_of_it)), Fraction(0), None, None, False)
    if d <= 0:
        return Measured(one.code, n, d, None, Fraction(0), weight, None, None, True)
    value = Fraction(n * one.per_many, d)
    points = weight * (_along(value, one.points) if one.points else _stepped(value, one))
    low, high = between(n, d) if one.per is None else (None, None)
    return Measured(one.code, n, d, value, points, weight, low, high, (d if one.per is None else max(n, d)) < one.least)


def _along(value: Fraction, line: Line) -> Fraction:
    none, full = Fraction(line.none), Fraction(line.full)
    return max(Fraction(0), min(Fraction(1), (value - none) / (full - none)))


def _stepped(value: Fraction, one: Indicator) -> Fraction:
    """Return the share of the last step that a value reaches; none below the first, or above the last where less is better."""
    if one.steps and one.rises:
        reached = [step for step in one.steps if value >= Fraction(step.at)][-1:]
    else:
        reached = [step for step in one.steps if value <= Fraction(step.at)][:1]
    return Fraction(reached[0].share) if reached else Fraction(0)


def between(n: int, d: int) -> tuple[float, float]:
    """Return Wilson's interval of a share at 95 of 100: wide where the base is small. For showing only, never for points."""
    share, z2 = n / d, SURE * SURE
    middle, spread = share + z2 / (2 * d), SURE * sqrt(share * (1 - share) / d + z2 / (4 * d * d))
    return max(0.0, (middle - spread) / (1 + z2 / d)), min(1.0, (middle + spread) / (1 + z2 / d))


def _rounded(value: Fraction) -> Decimal:
    whole = Decimal(value.numerator) / Decimal(value.denominator)
    return whole.quantize(Decimal("0.01"), ROUND_HALF_UP)


def ranked(scores: Sequence[Score]) -> list[Score]:
    """Put scores in order and give ranks: the same total has the same rank; who stands on too little has none, at the end."""
    fit = sorted((one for one in scores if one.total is not None and one.sure >= RANKED), key=_best_first)
    ranks: dict[Decimal, int] = {}
    for at, one in enumerate(fit, start=1):
        ranks.setdefault(one.total or Decimal(0), at)
    placed = [replace(one, rank=ranks[one.total or Decimal(0)]) for one in fit]
    rest = [one for one in scores if one.total is None or one.sure < RANKED]
    return [*placed, *sorted(rest, key=lambda one: (one.total is None, _best_first(one)))]


def _best_first(one: Score) -> tuple[Decimal, int]:
    return -(one.total or Decimal(0)), one.subject
