"""The file `duty.yaml`: kinds of shift, pools of people, rest, weights, who keeps rosters and approves swaps. Pure."""

import hashlib
import json
from collections.abc import Iterable
from datetime import time, timedelta
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from shiqiao.base.errors import Invalid
from shiqiao.base.mistakes import places
from shiqiao.base.yamls import read_yaml
from shiqiao.kernel.flows.rules import Title

Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
PostCode = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_*.]{0,59}$")]
Days = Literal["working", "off"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ShiftKind(_Strict):
    """A kind of shift: on which days it begins, at what local time, how long, how many officers, how long one rests after."""

    code: Code
    title: Title
    short: Title
    on: Annotated[tuple[Days, ...], Field(min_length=1)]
    begins: time
    hours: Annotated[int, Field(ge=1, le=24)]
    officers: Annotated[int, Field(ge=0, le=9)] = 1
    rest: Annotated[int, Field(ge=0, le=72)] = 12
    night: bool = False

    @property
    def lasts(self) -> timedelta:
        """How long it lasts."""
        return timedelta(hours=self.hours)


class Pool(_Strict):
    """A pool of people: the posts (codes, with * for any rest) whose holders take the turns of a role."""

    posts: Annotated[tuple[PostCode, ...], Field(min_length=1, max_length=60)]


class Weights(_Strict):
    """What counts how much when a roster is made: turns spread evenly, nights, weekends, holidays, rest, wishes."""

    balance: float = Field(default=1, ge=0, le=100)
    night: float = Field(default=2, ge=0, le=100)
    weekend: float = Field(default=2, ge=0, le=100)
    holiday: float = Field(default=4, ge=0, le=100)
    rest: float = Field(default=1, ge=0, le=100)
    wish: float = Field(default=3, ge=0, le=100)


class DutyRules(_Strict):
    """The file."""

    phone: Annotated[str, Field(max_length=20)] = ""
    kinds: Annotated[tuple[ShiftKind, ...], Field(max_length=12)] = ()
    leaders: Pool = Pool(posts=("street.*",))
    officers: Pool = Pool(posts=("general.*",))
    keepers: Annotated[tuple[PostCode, ...], Field(max_length=6)] = ()
    approvers: Annotated[tuple[PostCode, ...], Field(max_length=6)] = ()
    early: int = Field(default=60, ge=0, le=240)  # minutes before the begin from which one may check in
    grace: int = Field(default=10, ge=0, le=120)  # minutes after the begin until which nobody is late
    space: int = Field(default=48, ge=0, le=240)  # hours between two turns that are wished beyond the rest that must be
    looks_back: int = Field(default=365, ge=0, le=1830)  # days of former rosters that count in the balance
    weights: Weights = Weights()

    @field_validator("kinds")
    @classmethod
    def _once(cls, rows: tuple[ShiftKind, ...]) -> tuple[ShiftKind, ...]:
        _refuse_twice(one.code for one in rows)
        for days in ("working", "off"):
            _refuse_overlap(days, [one for one in rows if days in one.on])
        if rows and max(_minutes(one.begins) + one.hours * 60 for one in rows) - 1440 > min(
            _minutes(one.begins) for one in rows
        ):
            raise ValueError("a shift lasts into the first shift of the next day; let it end before")
        return rows

    def kind(self, code: str) -> ShiftKind | None:
        """Return a kind by its code."""
        return next((one for one in self.kinds if one.code == code), None)


def _refuse_twice(codes: Iterable[str]) -> None:
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            raise ValueError(f"the code {code} stands twice; give each a code of its own")
        seen.add(code)


def _refuse_overlap(days: str, kinds: list[ShiftKind]) -> None:
    """Refuse shifts of one day that overlap."""
    spans = sorted((_minutes(one.begins), _minutes(one.begins) + one.hours * 60, one.code) for one in kinds)
    for (_, end, code), (begin, _, other) in pairwise(spans):
        if begin < end:
            raise ValueError(f"on {days} days {code} and {other} overlap; let one begin when the other ends")


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


def parse(text: str) -> DutyRules:
    """Read the rules from YAML; raises Invalid naming each wrong place."""
    try:
        return DutyRules.model_validate(read_yaml(text, name="duty"))
    except ValidationError as error:
        raise Invalid("The rules of duty have mistakes.", fields=places(error)) from error


def fingerprint(table: DutyRules) -> str:
    """Return what tells whether two tables say the same."""
    plain: Any = table.model_dump(mode="json")
    return hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
