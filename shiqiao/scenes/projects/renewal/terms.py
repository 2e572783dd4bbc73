"""The file `renewal.yaml`: what a renewal project offers on which terms. Pure; unknown keys and wrong values are named."""

import hashlib
import json
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from shiqiao.base.errors import Invalid
from shiqiao.base.mistakes import places
from shiqiao.base.yamls import read_yaml
from shiqiao.kernel.flows.rules import Title
from shiqiao.scenes.projects.renewal.rules import ItemRule

Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,19}$")]
PlotCode = Annotated[str, Field(pattern=r"^[A-Z0-9]{1,6}$")]
Percent = Annotated[Decimal, Field(gt=0, le=100, decimal_places=1)]
SQUARE, YUAN = 100, 100  # hundredths of a square metre, fen of a yuan
COLUMNS = ("number", "plot", "kind", "area", "choice", "value", "supplement", "items", "total")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Threshold(_Strict):
    """From which share of households and of area on the agreements of a plot take effect, in percent."""

    households: Percent = Decimal(85)
    area: Percent = Decimal(85)

    @property
    def thousandths(self) -> tuple[int, int]:
        """Return both as whole numbers."""
        return int(self.households * 10), int(self.area * 10)


class Kind(_Strict):
    """A kind of dwelling; `least` tells whether the least area holds for it."""

    code: Code
    title: Title
    least: bool = False


class Item(_Strict):
    """Something paid beside the value, in yuan."""

    code: Code
    title: Title
    per: Literal["household", "area"]
    amount: Annotated[int, Field(ge=0, le=10_000_000)]
    choice: Literal["", "money", "exchange"] = ""
    kind: str = ""
    in_time: bool = False


class PlotTerms(_Strict):
    """A plot whose thresholds are its own."""

    code: PlotCode
    threshold: Threshold


class Terms(_Strict):
    """The terms of a project, or those with which a new one begins."""

    basis: Annotated[str, Field(max_length=300)] = ""
    consultation_days: Annotated[int, Field(ge=30, le=365)] = 30
    least_area: Annotated[Decimal, Field(ge=0, le=200)] = Decimal(45)
    threshold: Threshold = Threshold()
    plots: tuple[PlotTerms, ...] = ()
    kinds: Annotated[tuple[Kind, ...], Field(min_length=1, max_length=12)]
    items: Annotated[tuple[Item, ...], Field(max_length=20)] = ()
    spread: Annotated[int, Field(ge=1, le=500)] = 100  # thousandths from the usual unit price that need a reason
    window: Annotated[int, Field(ge=3, le=60)] = 14  # days by which the end is projected
    published: Annotated[tuple[str, ...], Field(min_length=1)] = ("number", "plot", "area", "choice", "total")

    @model_validator(mode="after")
    def _whole(self) -> "Terms":
        for name in ("kinds", "items", "plots"):
            codes = [one.code for one in getattr(self, name)]
            if twice := {code for code in codes if codes.count(code) > 1}:
                raise ValueError(f"{name}: {sorted(twice)[0]} stands twice; give each a code of its own")
        if strange := sorted({one.kind for one in self.items} - {"", *(one.code for one in self.kinds)}):
            raise ValueError(f"items: there is no kind {strange[0]}")
        if strange := sorted(set(self.published) - set(COLUMNS)):
            raise ValueError(f"published: {strange[0]} is none of {', '.join(COLUMNS)}; names are never published")
        return self

    def threshold_of(self, plot: str) -> tuple[int, int]:
        """Return the thresholds of a plot by households and by area, in thousandths."""
        own = next((one.threshold for one in self.plots if one.code == plot), self.threshold)
        return own.thousandths

    def least_of(self, kind: str) -> int:
        """Return the least area of a kind in hundredths of a square metre, 0 where none holds."""
        known = any(one.code == kind and one.least for one in self.kinds)
        return int(self.least_area * SQUARE) if known else 0

    @property
    def item_rules(self) -> tuple[ItemRule, ...]:
        """Return the items as rules, in fen."""
        return tuple(
            ItemRule(one.code, one.per, one.amount * YUAN, one.choice, one.kind, one.in_time) for one in self.items
        )

    @property
    def kinds_written(self) -> dict[str, str]:
        """Return how people write a kind, by its title in either language or its code, with the code it stands for."""
        return {said: one.code for one in self.kinds for said in (one.title.zh, one.title.en, one.code)}

    def title(self, rows: str, code: str) -> Title:
        """Return the title of a kind or item; the code itself for one that is no longer there."""
        found: Title | None = next((one.title for one in getattr(self, rows) if one.code == code), None)
        return found or Title(zh=code, en=code)


def parse(text: str) -> Terms:
    """Read terms from YAML; raises Invalid naming each wrong place."""
    try:
        return Terms.model_validate(read_yaml(text, name="renewal"))
    except ValidationError as error:
        raise Invalid("The terms of renewal have mistakes.", fields=places(error)) from error


def fingerprint(terms: Terms) -> str:
    """Return what tells whether two terms say the same."""
    plain: Any = terms.model_dump(mode="json")
    return hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
