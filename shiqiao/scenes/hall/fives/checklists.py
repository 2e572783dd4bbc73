"""The file `five_s.yaml`: what is looked at in which area, what a mark means, and the standard of a model window. Pure."""

import hashlib
import json
from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from shiqiao.base.errors import Invalid
from shiqiao.base.mistakes import places
from shiqiao.base.yamls import read_yaml
from shiqiao.kernel.clocks.rules import Term
from shiqiao.kernel.flows.rules import Title
from shiqiao.scenes.hall.fives.rules import BEST

Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{2,39}$")]
Sense = Literal["sort", "arrange", "sweep", "keep", "smile"]
Where = Literal["hall", "stations"]
Measure = Literal["satisfied", "in_time", "at_once", "no_vain_trip", "waits", "five_s", "fixed_in_time", "walked"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SenseSaid(_Strict):
    """One of the five: its name, and what it asks."""

    code: Sense
    title: Title
    says: Title


class Points(_Strict):
    """What is looked at in an area, by each of the five."""

    sort: Annotated[tuple[Title, ...], Field(min_length=1, max_length=6)]
    arrange: Annotated[tuple[Title, ...], Field(min_length=1, max_length=6)]
    sweep: Annotated[tuple[Title, ...], Field(min_length=1, max_length=6)]
    keep: Annotated[tuple[Title, ...], Field(min_length=1, max_length=6)]
    smile: Annotated[tuple[Title, ...], Field(min_length=1, max_length=6)]


class Area(_Strict):
    """An area of a hall or station with its checklist and the term within which a finding is put right."""

    code: Code
    title: Title
    at: Annotated[tuple[Where, ...], Field(min_length=1)] = ("hall", "stations")
    term: str = "2wd"
    points: Points

    @field_validator("term")
    @classmethod
    def _term(cls, text: str) -> str:
        return _checked_term(text)


class Deductions(_Strict):
    """What a finding takes off a month's score while it is not closed, and when its term was missed."""

    open: int = Field(default=2, ge=0, le=20)
    late: int = Field(default=2, ge=0, le=20)


class CriterionSaid(_Strict):
    """A criterion of the standard: which measure, how heavy, which share reaches it, from how many rows on it says anything."""

    code: Code
    measure: Measure
    title: Title
    weight: int = Field(ge=1, le=100)
    share: float = Field(gt=0, le=1)
    least: int = Field(default=1, ge=1, le=10_000)
    must: bool = False

    @property
    def thousandths(self) -> int:
        """Return the share as a whole number."""
        return round(self.share * 1000)


class Standard(_Strict):
    """The standard of a model service window (优质服务窗口)."""

    title: Title
    source: str = ""
    needed: int = Field(default=90, ge=1, le=100)
    criteria: Annotated[tuple[CriterionSaid, ...], Field(min_length=1, max_length=20)]

    @field_validator("criteria")
    @classmethod
    def _once(cls, rows: tuple[CriterionSaid, ...]) -> tuple[CriterionSaid, ...]:
        _refuse_twice(one.code for one in rows)
        return rows


class FiveSTable(_Strict):
    """The file: the five, the meaning of marks, areas, deductions, the standard."""

    good: int = Field(default=80, ge=1, le=100)  # points of a hundred with which a round is good
    evidence_below: int = Field(default=3, ge=0, le=BEST)  # a lower mark needs a finding
    look_back: int = Field(default=30, ge=1, le=120)  # days of records out of which findings are proposed
    recheck: str = "3wd"
    deductions: Deductions = Deductions()
    senses: Annotated[tuple[SenseSaid, ...], Field(max_length=5)] = ()
    marks: Annotated[tuple[Title, ...], Field(max_length=BEST + 1)] = ()
    areas: Annotated[tuple[Area, ...], Field(max_length=20)] = ()
    standard: Standard | None = None

    @field_validator("recheck")
    @classmethod
    def _term(cls, text: str) -> str:
        return _checked_term(text)

    @model_validator(mode="after")
    def _whole(self) -> "FiveSTable":
        _refuse_twice(one.code for one in self.areas)
        if self.areas and len({one.code for one in self.senses}) != 5:
            raise ValueError("senses: say what each of sort, arrange, sweep, keep and smile asks, each once")
        if self.areas and len(self.marks) != BEST + 1:
            raise ValueError("marks: say what each mark from 0 to 5 means, six lines")
        return self

    def areas_at(self, hall: bool) -> list[Area]:
        """Return the areas that the hall, or a station, has."""
        return [one for one in self.areas if ("hall" if hall else "stations") in one.at]

    def area(self, code: str) -> Area | None:
        """Return an area by its code."""
        return next((one for one in self.areas if one.code == code), None)

    def title(self, rows: str, code: str) -> Title:
        """Return the title of an area or sense; the code itself for one that is no longer there."""
        found: Title | None = next((one.title for one in getattr(self, rows) if one.code == code), None)
        return found or Title(zh=code, en=code)


def _checked_term(text: str) -> str:
    try:
        Term.parse(text)
    except Invalid:
        raise ValueError(f"{text} is no term; write it as 4wh (working hours), 2wd (working days) or 5cd") from None
    return text


def _refuse_twice(codes: Iterable[str]) -> None:
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            raise ValueError(f"the code {code} stands twice; give each a code of its own")
        seen.add(code)


def parse(text: str) -> FiveSTable:
    """Read checklists from YAML; raises Invalid naming each wrong place."""
    try:
        return FiveSTable.model_validate(read_yaml(text, name="five_s"))
    except ValidationError as error:
        raise Invalid("The checklists of 5S have mistakes.", fields=places(error)) from error


def fingerprint(table: FiveSTable) -> str:
    """Return what tells whether two tables say the same."""
    plain: Any = table.model_dump(mode="json")
    return hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
