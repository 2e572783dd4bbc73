"""The file `emergency.yaml`: a street's plan (预案) for each kind of emergency, level by level. Pure."""

import hashlib
import json
from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from shiqiao.base.errors import Invalid
from shiqiao.base.mistakes import places
from shiqiao.base.yamls import read_yaml
from shiqiao.kernel.flows.rules import Title
from shiqiao.scenes.duty.emergency.rules import LEVELS, holds_at

Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
PostCode = Annotated[str, Field(min_length=2, max_length=40)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Named(_Strict):
    """A code with its title."""

    code: Code
    title: Title


class Manned(Named):
    """A post to be manned (值守点位): its place, the post of the office that answers for it, and the deputy."""

    place: Title
    post: PostCode
    deputy: PostCode | None = None
    lon: float | None = None
    lat: float | None = None


class Moved(_Strict):
    """Material that a level asks to be brought somewhere (前置物资)."""

    material: Code
    amount: int = Field(ge=1, le=100_000)
    to: Title


class LevelSaid(_Strict):
    """What holds from a level on: its trigger, orders, posts, and how often is reported and checked, in hours.

    `report` and `check` are those of the level itself; posts, people to call and orders add up with the severer levels.
    """

    level: int
    trigger: Title
    orders: Annotated[tuple[Title, ...], Field(max_length=20)] = ()
    posts: Annotated[tuple[Manned, ...], Field(max_length=60)] = ()
    notify: Annotated[tuple[PostCode, ...], Field(max_length=120)] = ()
    report: int = Field(default=0, ge=0, le=72)
    check: int = Field(default=0, ge=0, le=168)
    stock: Annotated[tuple[Moved, ...], Field(max_length=30)] = ()

    @field_validator("level")
    @classmethod
    def _known(cls, level: int) -> int:
        if level not in LEVELS:
            raise ValueError("a level is 4 (blue), 3 (yellow), 2 (orange) or 1 (red)")
        return level


class KindSaid(Named):
    """A kind of emergency: its levels, the kinds of hazard points that it makes dangerous, who reports."""

    sign: Annotated[str, Field(min_length=1, max_length=2)]  # in the numbers of its responses
    hazards: Annotated[tuple[Code, ...], Field(max_length=20)] = ()
    reporters: Annotated[tuple[PostCode, ...], Field(max_length=60)] = ()
    levels: Annotated[tuple[LevelSaid, ...], Field(min_length=1, max_length=4)]

    @model_validator(mode="after")
    def _each_once(self) -> "KindSaid":
        _refuse_twice(str(one.level) for one in self.levels)
        _refuse_twice(one.code for level in self.levels for one in level.posts)
        return self

    def level(self, level: int) -> LevelSaid | None:
        """Return what a level says; None where the kind does not have it."""
        return next((one for one in self.levels if one.level == level), None)

    def posts_at(self, level: int) -> list[tuple[int, Manned]]:
        """Return the posts that are wanted at a level, each with the level from which on."""
        return [(one.level, post) for one in self.levels if holds_at(one.level, level) for post in one.posts]

    def called_at(self, level: int) -> list[str]:
        """Return the posts whose holders are called at a level, each once."""
        found = [code for one in self.levels if holds_at(one.level, level) for code in one.notify]
        return list(dict.fromkeys(found))

    def orders_at(self, level: int) -> list[tuple[int, Title]]:
        """Return what is ordered at a level, with the level from which on, the mildest first."""
        rows = sorted(self.levels, key=lambda one: -one.level)
        return [(one.level, order) for one in rows if holds_at(one.level, level) for order in one.orders]


class HazardKind(Named):
    """A kind of hazard point with what is looked at there."""

    checks: Annotated[tuple[Title, ...], Field(max_length=12)] = ()


class ShelterSaid(Named):
    """A shelter (安置点) with its room in persons."""

    place: Title
    capacity: int = Field(ge=1, le=100_000)


class Material(Named):
    """A material with the unit in which it is counted, and what has to be there in each store."""

    unit: Title
    low: int = Field(default=0, ge=0, le=1_000_000)


class AlarmSaid(_Strict):
    """How an alarm repeats (叫应): every so many minutes; after so many tellings the deputy, then the leader."""

    repeat: int = Field(default=10, ge=1, le=240)
    deputy_after: int = Field(default=2, ge=1, le=50)
    leader_after: int = Field(default=4, ge=1, le=50)

    @model_validator(mode="after")
    def _in_order(self) -> "AlarmSaid":
        if self.leader_after < self.deputy_after:
            raise ValueError("the leader is told no earlier than the deputy; make leader_after at least deputy_after")
        return self


class Plan(_Strict):
    """The file."""

    office: PostCode = "emergency.head"
    matter_item: str = Field(default="S0507", max_length=10)
    alarm: AlarmSaid = AlarmSaid()
    kinds: Annotated[tuple[KindSaid, ...], Field(max_length=20)] = ()
    hazards: Annotated[tuple[HazardKind, ...], Field(max_length=20)] = ()
    shelters: Annotated[tuple[ShelterSaid, ...], Field(max_length=30)] = ()
    stores: Annotated[tuple[Named, ...], Field(max_length=30)] = ()
    materials: Annotated[tuple[Material, ...], Field(max_length=60)] = ()

    @model_validator(mode="after")
    def _whole(self) -> "Plan":
        for rows in (self.kinds, self.hazards, self.shelters, self.stores, self.materials):
            _refuse_twice(one.code for one in rows)  # type: ignore[attr-defined]
        _refuse_unknown("hazard kind", {h for one in self.kinds for h in one.hazards}, {h.code for h in self.hazards})
        asked = {row.material for one in self.kinds for level in one.levels for row in level.stock}
        _refuse_unknown("material", asked, {one.code for one in self.materials})
        return self

    def kind(self, code: str) -> KindSaid | None:
        """Return a kind of emergency by its code."""
        return next((one for one in self.kinds if one.code == code), None)

    def hazard(self, code: str) -> HazardKind | None:
        """Return a kind of hazard point by its code."""
        return next((one for one in self.hazards if one.code == code), None)

    def posts(self) -> set[str]:
        """Return every post of the office that the plan names."""
        found = {self.office}
        for kind in self.kinds:
            found |= set(kind.reporters)
            for level in kind.levels:
                found |= set(level.notify) | {one.post for one in level.posts}
                found |= {one.deputy for one in level.posts if one.deputy}
        return found


def _refuse_twice(codes: Iterable[str]) -> None:
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            raise ValueError(f"{code} stands twice; give each a code of its own")
        seen.add(code)


def _refuse_unknown(what: str, asked: set[str], known: set[str]) -> None:
    if missing := sorted(asked - known):
        raise ValueError(f"{what} {missing[0]} is named but not declared; add it to the file")


def parse(text: str) -> Plan:
    """Read the plan from YAML; raises Invalid naming each wrong place."""
    try:
        return Plan.model_validate(read_yaml(text, name="emergency"))
    except ValidationError as error:
        raise Invalid("The emergency plan has mistakes.", fields=places(error)) from error


def fingerprint(plan: Plan) -> str:
    """Return what tells whether two plans say the same."""
    plain: Any = plan.model_dump(mode="json")
    return hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
