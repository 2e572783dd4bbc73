"""The table of a street's routing rules as written: YAML in order, the first rule that fits speaks. Pure."""

import hashlib
import json
import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from shiqiao.base.errors import Invalid
from shiqiao.base.mistakes import places
from shiqiao.base.yamls import read_yaml
from shiqiao.kernel.flows.rules import Title

MOST_RULES = 200
MOST_TEXT = 100_000  # characters of a file
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
TIME = re.compile(r"([01]?[0-9]|2[0-4]):([0-5][0-9])")
Answer = str | int | bool
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def _listed(given: Any) -> Any:
    return given if isinstance(given, list | tuple) else (given,)


def _numbers(given: Any) -> Any:
    """YAML reads 370103003001 as a number; here codes of places are texts."""
    return tuple(str(one) if isinstance(one, int) and not isinstance(one, bool) else one for one in _listed(given))


def _codes(given: Any) -> Any:
    """YAML reads 06010 as an octal number: such a code is lost, so it has to stand in quotes."""
    if any(isinstance(one, int) for one in _listed(given)):
        raise ValueError('write a code of digits in quotes, like "06010"')
    return _listed(given)


Codes = Annotated[tuple[str, ...], BeforeValidator(_codes)]
Numbers = Annotated[tuple[str, ...], BeforeValidator(_numbers)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def minute_of(text: str) -> int:
    """Return a local time like 08:30 as minutes of the day; raises ValueError."""
    found = TIME.fullmatch(text.strip())
    minutes = int(found[1]) * 60 + int(found[2]) if found else -1
    if not 0 <= minutes <= 24 * 60:
        raise ValueError(f"{text} is no time of day; write it like 08:30")
    return minutes


def _time(given: Any) -> Any:
    """YAML reads an unquoted 22:00 as the number 1320, its minutes."""
    return f"{given // 60:02}:{given % 60:02}" if isinstance(given, int) and not isinstance(given, bool) else given


Time = Annotated[str, BeforeValidator(_time)]


def _day_of_year(text: str) -> str:
    try:
        return f"{date.fromisoformat(f'2000-{text}'):%m-%d}"
    except ValueError:
        raise ValueError(f"{text} is no day of a year; write it like 06-15") from None


class Conditions(_Strict):
    """What a rule asks for; all that is said must hold, of a list any one. What is not said does not matter."""

    items: Codes = ()
    categories: Codes = ()
    lines: Codes = ()
    communities: Numbers = ()
    grids: Numbers = ()
    channels: Codes = ()
    urgent: bool | None = None
    hours: Literal["office", "out"] | None = None  # within office hours of the work calendar, or not
    days: Literal["workday", "day_off"] | None = None  # by the work calendar, with holidays and make-up workdays
    weekdays: Annotated[tuple[Weekday, ...], BeforeValidator(_listed)] = ()
    between: tuple[Time, Time] | None = None  # local times; the end is not included; may run over midnight
    season: tuple[str, str] | None = None  # days of any year, both included; may run over the turn of the year
    since: date | None = Field(None, alias="from")
    until: date | None = None  # the last day
    answers: dict[str, Annotated[tuple[Answer, ...], BeforeValidator(_listed)]] = {}

    @model_validator(mode="after")
    def _times_can_be_read(self) -> "Conditions":
        if self.between:
            low, high = (minute_of(text) for text in self.between)
            if low == high:
                raise ValueError("between: the two times are the same")
        for text in self.season or ():
            _day_of_year(text)
        return self


class PostTarget(_Strict):
    """The post of a code."""

    post: str


class UnitTarget(_Strict):
    """The head's post of a unit; the first handler's when no head is there."""

    unit: str


class RoleTarget(_Strict):
    """The post with a role within the community where the matter lies."""

    role: str


Named = Literal["responsible", "item_unit"]  # who answers for grid and line; the unit that the item names
Target = Named | PostTarget | UnitTarget | RoleTarget


class Rule(_Strict):
    """One rule: its name (never reused for something else), its title, when it speaks, and to whom it leads."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")
    title: Title
    conditions: Conditions = Field(default_factory=lambda: Conditions.model_validate({}), alias="if")
    to: Target
    urgent: bool = False  # the matter becomes urgent
    place_needed: bool = True  # without a grid the matter stands on the unrouted list although somebody has it

    @model_validator(mode="before")
    @classmethod
    def _plain_target(cls, raw: Any) -> Any:
        """`to` is a word or one key with its code: what else it is, is said in one sentence instead of four."""
        to = raw.get("to") if isinstance(raw, dict) else None
        named = isinstance(to, dict) and len(to) == 1 and {*to} <= {"post", "unit", "role"}
        ready = to in ("responsible", "item_unit") or isinstance(to, PostTarget | UnitTarget | RoleTarget)
        if to is not None and not named and not ready:
            raise ValueError("to: write responsible, item_unit, {post: CODE}, {unit: CODE} or {role: community_head}")
        return raw


class Table(_Strict):
    """A street's rules in order; the first that fits speaks, and where none fits the responsible person gets it."""

    rules: tuple[Rule, ...] = Field(max_length=MOST_RULES)

    @model_validator(mode="after")
    def _names_differ(self) -> "Table":
        names = [rule.name for rule in self.rules]
        if double := next((name for name in names if names.count(name) > 1), ""):
            raise ValueError(f"two rules are called {double}; give one another name")
        return self


def parse(text: str) -> Table:
    """Read a table from YAML text; raises Invalid naming each wrong place (`rules.2.if.hours`)."""
    if len(text) > MOST_TEXT:
        raise Invalid(fields={"text": "The file is too long to be a table of rules."})
    try:
        return Table.model_validate(read_yaml(text, name="routing", field="text"))
    except ValidationError as error:
        raise Invalid("The routing rules have mistakes.", fields=places(error, name=_place)) from error


def _place(loc: tuple[int | str, ...]) -> str:
    """Name a place as the reader counts: rules.1 is the first."""
    parts = [str(one + 1) if isinstance(one, int) and before == "rules" else str(one)
             for before, one in zip(("", *map(str, loc)), loc, strict=False)]  # fmt: skip
    return ".".join(parts) or "text"


def plain(table: Table) -> dict[str, Any]:
    """Return a table as JSON keeps it."""
    return table.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def fingerprint(table: Table) -> str:
    """Return a hash of what a table says; comments and layout do not count."""
    return hashlib.sha256(json.dumps(plain(table), sort_keys=True, ensure_ascii=False).encode()).hexdigest()
