"""What a street says of its firms: office, brand, tiers with their cycle of visits, tags, topics of needs, reminders. Pure."""

import hashlib
import json
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from shiqiao.base.errors import Invalid
from shiqiao.base.mistakes import places
from shiqiao.base.yamls import read_yaml
from shiqiao.kernel.flows.rules import Title

SIZES = ("large", "medium", "small", "micro")  # 《统计上大中小微型企业划分办法（2017）》
SEAT_ROLES = ("owner", "manager", "contact")
TRIES = 5  # wrong ends of the telephone number, then the link is void
# 一事多家，各说各的: how a unit's position moves, and what the need's state follows from, the strongest first.
MOVES = {
    "waiting": ("taken", "refused"), "taken": ("done", "no_help", "unreachable"), "refused": ("waiting",),
    "done": ("waiting",), "no_help": ("waiting",), "unreachable": ("taken", "waiting"),
}  # fmt: skip
STRONGEST = ("done", "no_help", "unreachable", "taken", "waiting", "refused")
SETTLED = frozenset({"done", "no_help", "unreachable"})
SOURCES = ("visit", "hotline", "portal", "green", "desk")
STEPS = 3
Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,29}$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Named(_Strict):
    """A code with its title."""

    code: Code
    title: Title


class Tier(Named):
    """How closely a group of firms is looked after: at least one visit in so many days."""

    visit_days: int = Field(ge=7, le=730)


class Topic(Named):
    """What needs of firms are about, and which units usually help."""

    units: tuple[str, ...] = ()


class Reminders(_Strict):
    """After how many days who keeps silent is reminded; the last one counts the position as abandoned.

    The first comes never before day 3: who is reminded sooner takes it badly.
    """

    first: int = Field(default=9, ge=3, le=60)
    second: int = Field(default=21, ge=4, le=120)
    last: int = Field(default=45, ge=5, le=365)

    @model_validator(mode="after")
    def _rising(self) -> "Reminders":
        if not self.first < self.second < self.last:
            raise ValueError("the days of the reminders rise: first, second, last")
        return self


class FirmRules(_Strict):
    """The rules of a street for its firms. Without published ones: no office, one tier."""

    office: str = ""
    brand: Title = Title(zh="企业服务专员", en="Firm steward")
    tiers: tuple[Tier, ...] = (Tier(code="other", title=Title(zh="其他企业", en="Other firms"), visit_days=180),)
    tags: tuple[Named, ...] = ()
    topics: tuple[Topic, ...] = (Topic(code="other", title=Title(zh="其他诉求", en="Other needs")),)
    reminders: Reminders = Reminders()
    link_days: int = Field(default=7, ge=1, le=30)
    key_days: int = Field(default=30, ge=1, le=90)

    @model_validator(mode="after")
    def _once(self) -> "FirmRules":
        for name in ("tiers", "tags", "topics"):
            codes = [one.code for one in getattr(self, name)]
            if len(set(codes)) != len(codes):
                raise ValueError(f"{name}: each code stands once")
        if not self.tiers or not self.topics:
            raise ValueError("there is at least one tier and one topic")
        return self

    def tier(self, code: str) -> Tier:
        """Return a tier; one that is no longer in the rules counts as the last."""
        return next((one for one in self.tiers if one.code == code), self.tiers[-1])

    def topic(self, code: str) -> Topic:
        """Return a topic; one that is no longer in the rules counts as the last."""
        return next((one for one in self.topics if one.code == code), self.topics[-1])


def state_of(positions: Iterable[str]) -> str:
    """Return a need's state from the positions of the units that were asked; waiting when none was."""
    found = set(positions)
    return next((state for state in STRONGEST if state in found), "waiting")


def step_due(asked: date, today: date, days: Reminders) -> int:
    """Return which step of reminders is due for who has kept silent since a day: 0 for none yet, 3 for abandoned."""
    silent = (today - asked).days
    return sum(silent >= limit for limit in (days.first, days.second, days.last))


def promise_state(due: date, kept: date | None, broken: bool, today: date) -> str:
    """Return how a promise stands: kept, kept late, broken, late (still open), open."""
    if kept is not None:
        return "kept" if kept <= due else "kept_late"
    if broken:
        return "broken"
    return "late" if today > due else "open"


def parse(text: str) -> FirmRules:
    """Read rules written as YAML; raises Invalid naming each place."""
    try:
        return FirmRules.model_validate(read_yaml(text))
    except ValidationError as error:
        raise Invalid("The rules for firms cannot be used; see the places.", fields=places(error)) from None


def fingerprint(table: FirmRules) -> str:
    """Return what tells versions apart."""
    content: Any = table.model_dump(mode="json")
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
