"""The rules of an arena as YAML: indicators with weights and bases, guards, judges, classes of difficulty. Pure."""

import hashlib
import json
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from shiqiao.base.errors import Invalid
from shiqiao.base.mistakes import places
from shiqiao.base.yamls import read_yaml
from shiqiao.kernel.flows.rules import Title

Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
Kind = Literal["measure", "reading", "judged"]
Per = Literal["none", "household", "staff"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Difficulty(_Strict):
    """A class of difficulty: by its factor a value is multiplied where the indicator says so."""

    code: Code
    title: Title
    factor: Decimal = Field(gt=0, le=10)


class Indicator(_Strict):
    """What is measured: from records (`measure`), entered with evidence (`reading`) or by judges.

    A value is divided by the base it is measured `per`, multiplied by the class of difficulty if `eased`, and becomes
    points on a published scale: none at `zero`, 100 at `full`, neither less nor more; `full` below `zero`: less is better.
    """

    code: Code
    title: Title
    kind: Kind
    weight: Decimal = Field(gt=0, le=1000)
    measure: str = ""
    per: Per = "none"
    eased: bool = False
    zero: Decimal = Decimal(0)
    full: Decimal = Decimal(100)
    unit: Title | None = None

    @model_validator(mode="after")
    def _whole(self) -> "Indicator":
        if self.zero == self.full:
            raise ValueError("zero and full must differ")
        if (self.kind == "measure") != bool(self.measure):
            raise ValueError("a measure names its measure, and nothing else does")
        return self


class Guard(_Strict):
    """A figure that must not go beyond `most`; beyond it, what the indicators of `costs` gained is lost."""

    code: Code
    title: Title
    kind: Literal["measure", "reading"] = "reading"
    measure: str = ""
    per: Per = "none"
    most: Decimal = Field(ge=0)
    costs: Annotated[tuple[Code, ...], Field(min_length=1)]


class Judges(_Strict):
    """How judges' marks are made comparable: by distance from each judge's mean (`z`) or by rank; `least` make a panel."""

    method: Literal["z", "rank"] = "z"
    least: int = Field(default=3, ge=1, le=50)
    middle: Decimal = Field(default=Decimal(70), ge=0, le=100)
    step: Decimal = Field(default=Decimal(10), gt=0, le=50)


class Rules(_Strict):
    """All rules of an arena."""

    arena: Code
    title: Title
    says: Title | None = None
    indicators: Annotated[tuple[Indicator, ...], Field(min_length=1, max_length=30)]
    guards: tuple[Guard, ...] = ()
    judges: Judges = Judges()
    difficulty: tuple[Difficulty, ...] = ()
    small: int = Field(default=50, ge=1)
    compare_days: int = Field(default=30, ge=1, le=366)
    appeal_days: int = Field(default=3, ge=0, le=60)

    @model_validator(mode="after")
    def _known(self) -> "Rules":
        codes = [*(one.code for one in self.indicators), *(one.code for one in self.guards)]
        if len(codes) != len(set(codes)):
            raise ValueError("a code stands twice")
        known = {one.code for one in self.indicators}
        for guard in self.guards:
            if lost := set(guard.costs) - known:
                raise ValueError(f"the guard {guard.code} costs what is no indicator: {', '.join(sorted(lost))}")
        return self

    def indicator(self, code: str) -> Indicator | Guard | None:
        """Return an indicator or guard by its code."""
        known: list[Indicator | Guard] = [*self.indicators, *self.guards]
        return next((one for one in known if one.code == code), None)

    @property
    def weight(self) -> Fraction:
        """Return the sum of the weights, by which each is divided."""
        return sum((Fraction(one.weight) for one in self.indicators), Fraction(0))

    def factor(self, code: str) -> Fraction:
        """Return the factor of a class of difficulty, one for none."""
        return next((Fraction(one.factor) for one in self.difficulty if one.code == code), Fraction(1))


def parse(text: str) -> Rules:
    """Read rules; raises Invalid naming each place that cannot be used."""
    found = read_yaml(text, name="arena")
    try:
        return Rules.model_validate(found)
    except ValidationError as error:
        raise Invalid("These rules cannot be used; see the places.", fields=places(error)) from None


def fingerprint(rules: Rules) -> str:
    """Return what tells two sets of rules apart."""
    plain = json.dumps(rules.model_dump(mode="json"), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()
