"""When an order is raised, by whom, how long it may take: the file of the locality, and pure decisions."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from shiqiao.base.errors import Invalid
from shiqiao.base.mistakes import places
from shiqiao.base.yamls import read_yaml
from shiqiao.kernel.clocks.rules import Term
from shiqiao.kernel.flows.rules import CLOCKS, Title

STATES = ("raised", "answered", "closed", "withdrawn")
ENTRIES = ("raised", "answered", "sent_back", "closed", "withdrawn", "urged")
MARK = "leader_mark"  # the rule of a leader's mark: raised by a person, with the rule's term
SECOND_RED = 3  # the level of a clock's alarm at which the head is told: the second red light
TEXT_MOST = 2000
Clock = Literal["echo", "accept", "dispatch", "handle", "check", "review", "supervise", "attend"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _term(text: str) -> str:
    try:
        return str(Term.parse(text))
    except Invalid:
        raise ValueError(f"{text} is not a term; write 4wh, 5wd, 24ch, 7cd or same_day") from None


class When(_Strict):
    """What a rule looks at; exactly one of them is given."""

    second_red_light: tuple[Clock, ...] = ()  # a running clock of these names has told the head
    reopened: int = Field(0, ge=0, le=50)  # an open matter was taken up again so many times
    marked: bool = False  # a leader marks it

    @property
    def given(self) -> int:
        """Return how many conditions are given."""
        return bool(self.second_red_light) + bool(self.reopened) + self.marked


class OrderRule(_Strict):
    """One rule: when an order is raised, who answers (whoever has the matter, or the head above), within which term."""

    code: str = Field(pattern=r"^[a-z][a-z_]{2,29}$")
    title: Title
    when: When
    term: str
    to: Literal["handler", "head"] = "handler"

    _checked = field_validator("term")(_term)

    @field_validator("when")
    @classmethod
    def _one(cls, when: When) -> When:
        if when.given != 1:
            raise ValueError("give exactly one of second_red_light, reopened and marked")
        return when


class DisciplineRule(_Strict):
    """When a step of discipline is proposed: so many late answers of one person within so many days."""

    code: str = Field(pattern=r"^[a-z][a-z_]{2,29}$")
    title: Title
    late_answers: int = Field(ge=1, le=50)
    within_days: int = Field(ge=1, le=366)
    fault: Literal["weak_responsibility", "slow_work", "false_report", "other"] = "slow_work"
    rung: Literal["yellow_card", "red_card", "talk"] = "yellow_card"


class RuleTable(_Strict):
    """The file `supervision.yaml`: the unit that keeps the orders, the usual term, the rules."""

    office: str = ""
    term: str = "2wd"
    rules: Annotated[tuple[OrderRule, ...], Field(max_length=50)] = ()
    discipline: Annotated[tuple[DisciplineRule, ...], Field(max_length=20)] = ()

    _checked = field_validator("term")(_term)

    @field_validator("rules")
    @classmethod
    def _once(cls, rules: tuple[OrderRule, ...]) -> tuple[OrderRule, ...]:
        codes = [rule.code for rule in rules]
        if twice := next((code for code in codes if codes.count(code) > 1), ""):
            raise ValueError(f"the code {twice} stands twice; give each rule a code of its own")
        if len([rule for rule in rules if rule.when.marked]) > 1:
            raise ValueError("only one rule may be a leader's mark")
        return rules

    def rule(self, code: str) -> OrderRule | None:
        """Return a rule by its code."""
        return next((rule for rule in self.rules if rule.code == code), None)

    @property
    def mark(self) -> OrderRule | None:
        """Return the rule of a leader's mark."""
        return next((rule for rule in self.rules if rule.when.marked), None)


assert set(Clock.__args__) == set(CLOCKS)  # type: ignore[attr-defined]


def parse(text: str) -> RuleTable:
    """Read the rules from YAML; raises Invalid naming each wrong place."""
    try:
        return RuleTable.model_validate(read_yaml(text, name="supervision"))
    except ValidationError as error:
        raise Invalid("The rules of supervision have mistakes.", fields=places(error)) from error


def fingerprint(table: RuleTable) -> str:
    """Return what tells whether two tables say the same."""
    text = json.dumps(table.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Light:
    """A running clock of a matter and the level that its alarm has reached."""

    id: int
    name: str
    level: int
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """What the rules look at of an open matter."""

    id: int
    post: int
    reopened: int
    lights: tuple[Light, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """An order that a rule asks for: its occasion and figures (codes, whole numbers, moments as text)."""

    rule: OrderRule
    matter: int
    post: int
    occasion: int
    figures: Mapping[str, Any] = field(default_factory=dict)


def wanted(table: RuleTable, matters: Iterable[Standing]) -> list[Wanted]:
    """Return the orders that the rules ask for, matter by matter in the order of the rules."""
    return [found for matter in matters for rule in table.rules if (found := _asks(rule, matter))]


def _asks(rule: OrderRule, matter: Standing) -> Wanted | None:
    if rule.when.reopened and matter.reopened >= rule.when.reopened:
        figures = {"reopened": matter.reopened, "threshold": rule.when.reopened}
        return Wanted(rule, matter.id, matter.post, matter.reopened, figures)
    red = [one for one in matter.lights if one.name in rule.when.second_red_light and one.level >= SECOND_RED]
    if not red:
        return None
    first = min(red, key=lambda one: (one.due_at, one.id))
    figures = {"clock": first.name, "due": first.due_at.isoformat(), "level": first.level}
    return Wanted(rule, matter.id, matter.post, first.id, figures)
