"""Guides of service items (办事指南) as a file of the locality: what it may say, and what is checked when it is published."""

import hashlib
import json
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from shiqiao.base.errors import Invalid
from shiqiao.base.mistakes import places
from shiqiao.base.yamls import read_yaml
from shiqiao.kernel.clocks.calendar import parse_ranges, show_ranges
from shiqiao.kernel.flows.rules import Title

Place = Literal["hall", "stations", "online"]
VisitClass = Literal["at_most_one", "nearest", "zero"]
Delivery = Literal["counter", "station", "post", "door", "online"]
Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{2,39}$")]
ITEMS_MOST, LONGEST = 400, 120  # items a street; working days a term may have


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Point(_Strict):
    """Where a counter is (WGS84): distances are measured from there. `hours` of working days, where not the office's own."""

    unit: Code
    lon: float = Field(ge=73, le=136)
    lat: float = Field(ge=3, le=54)
    hours: Annotated[tuple[str, ...], Field(max_length=4)] = ()

    @field_validator("hours")
    @classmethod
    def _read(cls, texts: tuple[str, ...]) -> tuple[str, ...]:
        try:
            return tuple(show_ranges(parse_ranges(texts))) if texts else ()
        except Invalid:
            raise ValueError("write hours in ascending order that do not overlap, like 08:30-12:00") from None


class DocumentKind(_Strict):
    """A kind of paper that several items ask for. `keeps` days it is known after it was handed in; 0: asked every time."""

    code: Code
    title: Title
    keeps: int = Field(default=0, ge=0, le=7400)


class Material(_Strict):
    """What an item asks for. `when` says in which case; without it everybody brings it."""

    document: Code
    form: Literal["original", "copy", "original_and_copy", "form"] = "original"
    when: Title | None = None


class Guide(_Strict):
    """One service item as residents read it. Terms are in working days from acceptance; 0 is at once, None: no law says."""

    code: Code
    title: Title
    field: Code
    who: Title
    materials: Annotated[tuple[Material, ...], Field(max_length=20)]
    steps: Annotated[tuple[Code, ...], Field(min_length=1, max_length=10)]
    legal: int | None = Field(default=None, ge=0, le=LONGEST)
    promised: int = Field(ge=0, le=LONGEST)
    at: Annotated[tuple[Place, ...], Field(min_length=1)]
    fee: Title | None = None
    visit: VisitClass
    proxy: bool = True
    result: Title
    delivered: Annotated[tuple[Delivery, ...], Field(min_length=1)] = ("counter", "station", "post", "door")
    basis: Title

    @property
    def needed(self) -> tuple[str, ...]:
        """Return the papers that everybody brings."""
        return tuple(one.document for one in self.materials if one.when is None)

    @model_validator(mode="after")
    def _fits(self) -> "Guide":
        if self.legal is not None and self.promised > self.legal:
            raise ValueError("the promised term is longer than the legal one; promise at most what the law allows")
        asked = [one.document for one in self.materials]
        if twice := _twice(asked):
            raise ValueError(f"the paper {twice} is asked for twice; ask for it once")
        if self.visit == "nearest" and "stations" not in self.at:
            raise ValueError("nearest is promised, but no station serves it; add stations, or promise at_most_one")
        if self.visit == "zero" and "online" not in self.at and "door" not in self.delivered:
            raise ValueError("zero trips are promised, but it is neither online nor at the door; offer one of them")
        return self


class Named(_Strict):
    """A field of service, or a step: a code with its title."""

    code: Code
    title: Title


class GuideTable(_Strict):
    """The file `service_items.yaml`: the hall's unit, where counters are, fields, steps, documents and items."""

    hall: str = ""
    near: int = Field(default=200, ge=0, le=5000)  # metres further than the nearest that still count as near
    places: Annotated[tuple[Point, ...], Field(max_length=100)] = ()
    fields: Annotated[tuple[Named, ...], Field(max_length=40)] = ()
    steps: Annotated[tuple[Named, ...], Field(max_length=40)] = ()
    documents: Annotated[tuple[DocumentKind, ...], Field(max_length=300)] = ()
    items: Annotated[tuple[Guide, ...], Field(max_length=ITEMS_MOST)] = ()

    @field_validator("fields", "steps", "documents", "items")
    @classmethod
    def _once(cls, rows: tuple[Any, ...]) -> tuple[Any, ...]:
        if twice := _twice([one.code for one in rows]):
            raise ValueError(f"the code {twice} stands twice; give each a code of its own")
        return rows

    @model_validator(mode="after")
    def _known(self) -> "GuideTable":
        fields, steps, papers = ({one.code for one in rows} for rows in (self.fields, self.steps, self.documents))
        for item in self.items:
            if item.field not in fields:
                raise ValueError(f"{item.code}: there is no field {item.field}; add it under fields")
            if lost := [one for one in item.steps if one not in steps]:
                raise ValueError(f"{item.code}: there is no step {lost[0]}; add it under steps")
            if unknown := [one.document for one in item.materials if one.document not in papers]:
                raise ValueError(f"{item.code}: there is no document {unknown[0]}; add it under documents")
        return self

    def guide(self, code: str) -> Guide | None:
        """Return a guide by its code."""
        return next((one for one in self.items if one.code == code), None)

    def document(self, code: str) -> DocumentKind | None:
        """Return a kind of paper by its code."""
        return next((one for one in self.documents if one.code == code), None)

    def title(self, rows: str, code: str) -> Title:
        """Return the title of a field, step, document or item; the code itself for one that is no longer there."""
        found: Title | None = next((one.title for one in getattr(self, rows) if one.code == code), None)
        return found or Title(zh=code, en=code)


def _twice(codes: Iterable[str]) -> str:
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            return code
        seen.add(code)
    return ""


def parse(text: str) -> GuideTable:
    """Read guides from YAML; raises Invalid naming each wrong place."""
    try:
        return GuideTable.model_validate(read_yaml(text, name="service_items"))
    except ValidationError as error:
        raise Invalid("The guides of service items have mistakes.", fields=places(error)) from error


def fingerprint(table: GuideTable) -> str:
    """Return what tells whether two tables say the same."""
    text = json.dumps(table.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def known_until(kind: DocumentKind, seen: date) -> date | None:
    """Return until when a paper is known that was seen on a day; None when it is asked every time."""
    return seen + timedelta(days=kind.keeps) if kind.keeps else None
