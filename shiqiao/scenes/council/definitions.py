"""The file `council.yaml`: the kinds of seats with their quorum, terms, public notice, evaluation, the portal. Pure."""

import hashlib
import json
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from shiqiao.base.errors import Invalid
from shiqiao.base.mistakes import places
from shiqiao.base.yamls import read_yaml
from shiqiao.kernel.clocks.rules import Term
from shiqiao.kernel.flows.rules import Title

Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{2,39}$")]

Part = Annotated[str, Field(pattern=r"^>=?[1-9]\d?/[1-9]\d?$")]  # more than, or at least, a part: >1/2, >=2/3


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SeatKind(_Strict):
    """A kind of seats (协商主体): how many a body has at least, how many must be present, and at a second convocation."""

    code: Code
    title: Title
    core: bool = False
    seats: int = Field(default=1, ge=1, le=200)
    present: int = Field(default=1, ge=1, le=200)
    second: int = Field(default=1, ge=1, le=200)

    @model_validator(mode="after")
    def _possible(self) -> "SeatKind":
        if self.present > self.seats or self.second > self.present:
            raise ValueError("needs second ≤ present ≤ seats; lower what has to be present, or raise the seats")
        return self

    def needed(self, convocation: int) -> int:
        """Return how many have to be present at a first or second convocation."""
        return self.second if convocation > 1 else self.present


class CouncilTerms(_Strict):
    """Terms of the steps; 48 hours to an answer and five working days to a convocation are those of DB3306/T 075-2025."""

    review: str = "2wd"
    answer: str = "48ch"
    convene: str = "5wd"
    tasks: str = "3wd"

    @field_validator("*")
    @classmethod
    def _term(cls, text: str) -> str:
        try:
            Term.parse(text)
        except Invalid:
            raise ValueError(f"{text} is no term; write it as 48ch (clock hours), 2wd (working days) or 5cd") from None
        return text


class Evaluated(_Strict):
    """When an evaluation passes: the average score in hundredths, and the share of those who sat that have scored."""

    average: int = Field(default=350, ge=100, le=500)
    share: int = Field(default=60, ge=1, le=100)


class Vote(_Strict):
    """By which rule a meeting votes: of which base, more than which part overall and (empty: for information) of each kind."""

    base: Literal["valid", "cast", "entitled", "present", "decided"] = "present"
    overall: Part = ">1/2"
    kind: Part | Literal[""] = ""
    quorum: Part = ">1/2"


class CouncilRules(_Strict):
    """The file: the brand, the kinds in the order in which they are named, terms, notices, vote, evaluation, the portal."""

    brand: Title = Title(zh="协商议事", en="Deliberation")
    kinds: Annotated[tuple[SeatKind, ...], Field(max_length=12)] = ()
    terms: CouncilTerms = CouncilTerms()
    notice_days: int = Field(default=5, ge=1, le=90)
    comments_a_day: int = Field(default=5, ge=1, le=100)
    vote: Vote = Vote()
    evaluation: Evaluated = Evaluated()

    @field_validator("kinds")
    @classmethod
    def _kinds(cls, rows: tuple[SeatKind, ...]) -> tuple[SeatKind, ...]:
        codes = [one.code for one in rows]
        if twice := next((code for code in codes if codes.count(code) > 1), ""):
            raise ValueError(f"the code {twice} stands twice; give each kind a code of its own")
        if rows and sum(one.core for one in rows) != 1:
            raise ValueError("exactly one kind is the core that convenes; write core: true at one")
        return rows

    def kind(self, code: str) -> SeatKind | None:
        """Return a kind by its code."""
        return next((one for one in self.kinds if one.code == code), None)

    def order(self, code: str) -> int:
        """Return at which place a kind is named; the last for one that is no longer there."""
        return next((n for n, one in enumerate(self.kinds) if one.code == code), len(self.kinds))


def parse(text: str) -> CouncilRules:
    """Read the rules from YAML; raises Invalid naming each wrong place."""
    try:
        return CouncilRules.model_validate(read_yaml(text, name="council"))
    except ValidationError as error:
        raise Invalid("The rules of deliberation have mistakes.", fields=places(error)) from error


def fingerprint(table: CouncilRules) -> str:
    """Return what tells whether two tables say the same."""
    plain: Any = table.model_dump(mode="json")
    return hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
