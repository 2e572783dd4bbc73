"""The file `campaigns.yaml`: kinds of campaigns with terms by step, bases of identification, uses afterwards. Pure."""

import hashlib
import json
from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from shiqiao.base.errors import Invalid
from shiqiao.base.mistakes import places
from shiqiao.base.yamls import read_yaml
from shiqiao.kernel.clocks.rules import Term
from shiqiao.kernel.flows.rules import Title

Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{2,39}$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Named(_Strict):
    """A code with its title: a basis of identification, or a use afterwards."""

    code: Code
    title: Title


class Terms(_Strict):
    """The term of each step."""

    identify: str = "5wd"
    notify: str = "2wd"
    self_fix: str = "10wd"
    enforce: str = "15wd"
    recheck: str = "3wd"
    strike_off: str = "3wd"

    @field_validator("*")
    @classmethod
    def _term(cls, text: str) -> str:
        try:
            Term.parse(text)
        except Invalid:
            raise ValueError(f"{text} is no term; write it as 4wh (working hours), 2wd (working days) or 5cd") from None
        return text


class KindSaid(_Strict):
    """A kind of campaign: its catalogue items by which patrols find such places again, its terms, bases and uses."""

    code: Code
    title: Title
    short: Annotated[str, Field(min_length=1, max_length=2)]  # the sign in the numbers of its items
    items: Annotated[tuple[str, ...], Field(max_length=20)] = ()
    terms: Terms = Terms()
    bases: Annotated[tuple[Named, ...], Field(min_length=1, max_length=12)]
    uses: Annotated[tuple[Named, ...], Field(min_length=1, max_length=12)]

    @field_validator("bases", "uses")
    @classmethod
    def _once(cls, rows: tuple[Named, ...]) -> tuple[Named, ...]:
        _refuse_twice(one.code for one in rows)
        return rows

    def named(self, rows: str, code: str) -> Title:
        """Return the title of a basis or use; the code itself for one that is no longer there."""
        found: Title | None = next((one.title for one in getattr(self, rows) if one.code == code), None)
        return found or Title(zh=code or "—", en=code or "—")


class CampaignRules(_Strict):
    """The file: how near is the same place, until when a place is reopened, and the kinds."""

    metres: int = Field(default=30, ge=1, le=500)
    reopen_within: int = Field(default=180, ge=0, le=3650)
    kinds: Annotated[tuple[KindSaid, ...], Field(max_length=20)] = ()

    @field_validator("kinds")
    @classmethod
    def _once(cls, rows: tuple[KindSaid, ...]) -> tuple[KindSaid, ...]:
        _refuse_twice(one.code for one in rows)
        return rows

    def kind(self, code: str) -> KindSaid | None:
        """Return a kind by its code."""
        return next((one for one in self.kinds if one.code == code), None)


def _refuse_twice(codes: Iterable[str]) -> None:
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            raise ValueError(f"the code {code} stands twice; give each a code of its own")
        seen.add(code)


def parse(text: str) -> CampaignRules:
    """Read the rules from YAML; raises Invalid naming each wrong place."""
    try:
        return CampaignRules.model_validate(read_yaml(text, name="campaigns"))
    except ValidationError as error:
        raise Invalid("The rules of campaigns have mistakes.", fields=places(error)) from error


def fingerprint(table: CampaignRules) -> str:
    """Return what tells whether two tables say the same."""
    plain: Any = table.model_dump(mode="json")
    return hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
